"""Reads numbers from rows of words, .csv and .npy files; integers stay integers, and loss of digits is an error."""

import io
from collections.abc import Sequence
from math import isinf, prod
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from visualize.errors import VisualizeError, invalid
from visualize.reading import opened, unreadable

MOST_NUMBERS, MOST_BYTES = 1_000_000, 16_000_000
FLOAT_WHOLE = 2**53  # floats are exact for integers up to here


def numbers(parameter: str, source: str, rows: Sequence[Sequence[str]]) -> NDArray[Any]:
    """The array of rows of words: 64-bit integers if all are integers, else floats.

    >>> numbers("input", "0 1; 2 3", [["0", "1"], ["2", "3"]]).tolist()
    [[0, 1], [2, 3]]
    """
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        raise invalid(parameter, source, "rows must be of one length" if rows else "is empty")
    words = [word for row in rows for word in row]
    try:
        found: NDArray[Any] = np.array([int(word) for word in words], np.int64)
    except (ValueError, OverflowError):
        found = np.array([_float(parameter, source, word) for word in words])
    return found.reshape(len(rows), -1)


def _float(parameter: str, source: str, word: str) -> float:
    try:
        value = float(word)
    except ValueError:
        raise invalid(parameter, source, f"{_short(word)} is no number") from None
    if isinf(value) and any(letter.isdigit() for letter in word):
        raise invalid(parameter, source, f"{_short(word)} is too large; numbers end at 1.8e308, and beyond is inf")
    if abs(value) >= FLOAT_WHOLE and _is_whole(word):
        if not -(2**63) <= int(word) < 2**63:
            raise invalid(parameter, source, f"{_short(word)} is beyond 64 bits; the nearest float is {value!r}")
        if int(word) != value:
            raise invalid(parameter, source, f"{word} beside fractions loses digits; the nearest float is {value!r}")
    return value


def _is_whole(word: str) -> bool:
    try:
        return int(word) != 0
    except ValueError:
        return False


def _short(word: str) -> str:
    return word if len(word) <= 40 else f"{word[:20]}...{word[-10:]}"


def table(parameter: str, path: str) -> NDArray[Any]:
    """The numbers of a .csv or .npy file, in rows and columns; pickled objects are refused."""
    suffix = path[-4:].lower()
    with opened(parameter, path, MOST_BYTES) as stream:
        try:
            found = _npy(parameter, path, stream) if suffix == ".npy" else _csv(parameter, path, stream)
        except VisualizeError:
            raise
        except UnicodeDecodeError as error:
            raise unreadable(parameter, path, error, "not a text in UTF-8") from None
        except Exception as error:  # a damaged file can raise anything
            raise unreadable(parameter, path, error, f"no {suffix} file") from None
    return found[None, :] if found.ndim == 1 else found


def _csv(parameter: str, path: str, stream: BinaryIO) -> NDArray[Any]:
    """Rows of numbers separated by commas, semicolons or blanks; a byte order mark, as of spreadsheets, is skipped."""
    rows, left = [], MOST_NUMBERS
    with io.TextIOWrapper(stream, encoding="utf-8-sig") as lines:
        for line in lines:
            row = line.replace(",", " ").replace(";", " ").split(maxsplit=left)
            left -= len(row)
            if left < 0:
                raise _too_many(parameter, path, "more than a million")
            rows += [row] if row else []
    return numbers(parameter, path, rows)


def _npy(parameter: str, path: str, stream: BinaryIO) -> NDArray[Any]:
    """The array of a .npy file. The header is checked first; objects, which can run code, and huge shapes raise."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about files written by Python 2
        first = np.lib.format.read_magic(stream) == (1, 0)
        header = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
        shape, by_columns, kind = header(stream)
    if kind.kind not in "biuf" or len(shape) not in (1, 2) or min(shape) < 1:
        raise invalid(parameter, path, "must hold numbers in rows and columns")
    count = prod(shape)
    if count > MOST_NUMBERS:
        raise _too_many(parameter, path, f"{count:,}")
    found = np.frombuffer(stream.read(count * kind.itemsize), kind, count)
    return found.reshape(shape, order="F" if by_columns else "C")


def _too_many(parameter: str, path: str, count: str) -> VisualizeError:
    return invalid(parameter, path, f"holds {count} numbers; at most {MOST_NUMBERS:,} are read: make it smaller")
