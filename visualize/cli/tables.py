"""Reads numbers from rows of words, .csv and .npy files; integers stay integers, and loss of digits is an error."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from math import isinf, prod
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from visualize.cli.rows import Rows, separated_by_commas, typed
from visualize.errors import VisualizeError, invalid
from visualize.reading import opened, unreadable
from visualize.validate import plain_signs

MOST_NUMBERS, MOST_BYTES = 1_000_000, 16_000_000
FLOAT_WHOLE = 2**53  # floats are exact for integers up to here
LONGEST_FRACTION = 15  # digits above and below the line: whole numbers that floats hold


def numbers(
    parameter: str, source: str, rows: Sequence[Sequence[str]], lines: Sequence[int] | None = None
) -> NDArray[Any]:
    """The array of rows of words: 64-bit integers if all are integers, else floats.

    `lines` are the rows' numbers in a file, for messages.

    >>> numbers("input", "0 1; 1/2 3", [["0", "1"], ["1/2", "3"]]).tolist()
    [[0.0, 1.0], [0.5, 3.0]]
    """
    _check_lengths(parameter, source, rows, lines)
    words = [word for row in rows for word in row]
    try:
        found: NDArray[Any] = np.array([int(word) for word in words], np.int64)
    except (ValueError, OverflowError):
        values: list[float] = []
        try:
            values.extend(map(as_number, words))
        except ValueError as error:
            row, column = divmod(len(values), len(rows[0]))
            place = "" if lines is None else f"row {lines[row]}, column {column + 1}: "
            raise invalid(parameter, source, f"{place}{error}") from None
        found = np.array(values)
    return found.reshape(len(rows), -1)


def _check_lengths(
    parameter: str, source: str, rows: Sequence[Sequence[str]], lines: Sequence[int] | None = None
) -> None:
    if not rows or rows == [[]]:
        raise invalid(parameter, source, "is empty")
    first = len(rows[0])
    other = next((at for at, row in enumerate(rows) if len(row) != first), None)
    if other is None and first:
        return
    which = (
        ""
        if other is None or lines is None
        else f": row {lines[0]} has {first}, row {lines[other]} has {len(rows[other])}"
    )
    raise invalid(parameter, source, f"rows must be of one length{which}")


def as_number(word: str) -> float:
    """A word as a number; raises ValueError with the reason if it is none, or if it would lose digits.

    >>> as_number("1/8")
    0.125
    """
    try:
        value = float(word)
    except ValueError:
        return _fraction(word)
    if isinf(value) and any(letter.isdigit() for letter in word):
        raise ValueError(f"{_short(word)} is too large; numbers end at 1.8e308, and beyond is inf")
    if abs(value) >= FLOAT_WHOLE and _is_whole(word):
        if not -(2**63) <= int(word) < 2**63:
            raise ValueError(f"{_short(word)} is beyond 64 bits; the nearest float is {value!r}")
        if int(word) != value:
            raise ValueError(f"{word} beside fractions loses digits; the nearest float is {value!r}")
    return value


def _fraction(word: str) -> float:
    """A fraction of whole numbers; an integer if it is whole.

    >>> _fraction("1/8"), _fraction("4/2")
    (0.125, 2)
    """
    parts = word.split("/")
    if len(parts) != 2 or not all(_is_short_whole(part) for part in parts) or not int(parts[1]):
        raise ValueError(f"{_short(word) or repr(word)} is not a number")
    above, below = map(int, parts)
    return above / below if above % below else above // below


def _is_short_whole(word: str) -> bool:
    digits = word[1:] if word[:1] in ("+", "-") else word
    return digits.isdecimal() and len(digits) <= LONGEST_FRACTION


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
    with io.TextIOWrapper(stream, encoding="utf-8-sig") as text:
        lines = list(_lines(parameter, path, text))
    rows = _csv_rows(parameter, path, [line for _, line in lines])
    return numbers(parameter, path, rows, [number for number, _ in lines])


def _lines(parameter: str, path: str, text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers; raises VisualizeError if they hold too much."""
    left = MOST_NUMBERS
    for number, line in enumerate(text, 1):
        words = line.replace(",", " ").replace(";", " ").split(maxsplit=left)
        left -= len(words)
        if left < 0:
            raise _too_many(parameter, path, "more than a million")
        if words:
            yield number, plain_signs(line.strip())


def _csv_rows(parameter: str, path: str, lines: list[str]) -> Rows:
    """The words of each line. Beside semicolons a comma begins decimals, as spreadsheets write them."""
    if any(";" in line for line in lines):
        rows = [[field.strip() for field in line.removesuffix(";").split(";")] for line in lines]
        points = any("." in field for row in rows for field in row)
        mixed = next((field for row in rows for field in row if "," in field), "") if points else ""
        if mixed:
            advice = f"has decimal points and, as in {mixed}, decimal commas; write all numbers in one way"
            raise invalid(parameter, path, advice)
        return [[field.replace(",", ".") for field in row] for row in rows]
    # In a .csv file commas separate numbers, but where blanks do they may begin decimals.
    if any(len(field.split()) > 1 for line in lines if "," in line for field in line.split(",")):
        return typed(parameter, path, lines)
    return [separated_by_commas(line) for line in lines]


def _npy(parameter: str, path: str, stream: BinaryIO) -> NDArray[Any]:
    """The array of a .npy file. The header is checked first; objects, which can run code, and huge shapes raise."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about files written by Python 2
        first = np.lib.format.read_magic(stream) == (1, 0)
        header = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
        shape, by_columns, kind = header(stream)
    if kind.kind not in "biuf":
        raise invalid(parameter, path, f"holds values of {kind}; must hold numbers in rows and columns")
    reduced, count = grid_shape(parameter, path, shape), prod(shape)
    if count > MOST_NUMBERS:
        raise _too_many(parameter, path, f"{count:,}")
    found = np.frombuffer(stream.read(count * kind.itemsize), kind, count)
    return found.reshape(shape, order="F" if by_columns else "C").reshape(reduced)


def grid_shape(parameter: str, source: str, shape: Sequence[int]) -> tuple[int, ...]:
    """Rows and columns of an array of that shape, without its further axes of length 1; a single axis is a row.

    Of several channels, and of a kernel's several filters, the axes stay, before these.

    >>> [grid_shape("input", "a.npy", shape) for shape in ((1, 1, 3, 5), (3, 1), (3,), (1, 3, 4, 4))]
    [(3, 5), (3, 1), (1, 3), (3, 4, 4)]
    >>> grid_shape("kernel", "a.npy", (2, 1, 3, 3))
    (2, 1, 3, 3)
    """
    left, most = list(shape), 4 if parameter == "kernel" else 3
    while len(left) > most and left[0] == 1:  # of images
        left.pop(0)
    if not 1 <= len(left) <= most or min(left) < 1:
        sizes = "x".join(map(str, shape)) or "that of a single number"
        raise invalid(parameter, source, f"has the shape {sizes}; must hold numbers in rows and columns")
    single = _without_ones(left)
    return tuple(left if len(single) > 2 else (1, *single)[-2:])


def _without_ones(shape: Sequence[int]) -> list[int]:
    """The shape without axes of length 1 beyond two: channels first, channels last, or between rows and columns."""
    left = list(shape)
    for at in (0, -1, 1):
        while len(left) > 2 and left[at] == 1:
            left.pop(at)
    return left


def _too_many(parameter: str, path: str, count: str) -> VisualizeError:
    return invalid(parameter, path, f"holds {count} numbers; at most {MOST_NUMBERS:,} are read: make it smaller")
