"""Validates and converts the arguments of a user: integers, numbers, booleans, texts and paths.

Each function returns a plain Python value (the `int` of an `np.uint8`, the `float` of a `Decimal`, the `str` of a
subclass), so that the value that is used is the one that was checked. It raises VisualizeError for values of another
type and for objects that raise when they are converted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from math import isfinite
from operator import index
from typing import Any

from visualize.errors import invalid, unknown


def whole(parameter: str, value: Any, minimum: int, maximum: int, allowed: str) -> int:
    """An integer within limits. NumPy's integers are accepted, booleans are not.

    >>> whole("loop", 3, 0, 9, "must lie between 0 and 9")
    3
    """
    try:
        plain = _plain(value)
        converted = int(index(plain))
    except Exception:
        raise invalid(parameter, value, f"must be a whole number; {allowed}") from None
    if isinstance(plain, bool) or not minimum <= converted <= maximum:
        raise invalid(parameter, value, allowed)
    return converted


def number(parameter: str, value: Any, minimum: float, maximum: float, allowed: str) -> int | float:
    """A number within limits; an integer stays an integer.

    >>> number("bias", 1, -9, 9, "must lie between -9 and 9")
    1
    """
    try:
        plain = _plain(value)
        converted = None if isinstance(plain, bool) else _number(plain)
        within = converted is not None and isfinite(converted) and minimum <= converted <= maximum
    except OverflowError:  # an integer that is too large for a float
        raise invalid(parameter, value, allowed) from None
    except Exception:
        converted, within = None, False
    if converted is None:
        raise invalid(parameter, value, f"is not a number; {allowed}")
    if not within:
        raise invalid(parameter, value, allowed)
    return converted


def finite(parameter: str, value: Any, minimum: float, maximum: float, allowed: str) -> float:
    """A number within limits, as a float.

    >>> finite("seconds", 1, 0.06, 3600, "must lie between 0.06 and 3600")
    1.0
    """
    return float(number(parameter, value, minimum, maximum, allowed))


def truth(parameter: str, value: Any) -> bool:
    """A boolean, NumPy's too, or 0 or 1. Texts are refused, because "no" would be true.

    >>> truth("quiz", 1)
    True
    """
    try:
        converted = int(index(_plain(value)))
    except Exception:
        converted = -1
    if converted not in (0, 1):
        raise invalid(parameter, value, "must be True or False")
    return converted == 1


def text(parameter: str, value: Any) -> str:
    """A text that every format can store: XML allows neither control characters nor lone surrogates.

    >>> text("title", "Padding")
    'Padding'
    """
    if not isinstance(value, str):
        raise invalid(parameter, value, "must be a text")
    plain = str.__str__(value)
    bad = next((char for char in plain if not _writable(char)), None)
    if bad is not None:
        raise invalid(parameter, repr(plain), f"the character {bad!a} cannot be written into a file")
    return plain


def path(parameter: str, value: Any) -> str:
    """The name of a file to read, as a string or a `Path`.

    >>> path("font", "a.ttf")
    'a.ttf'
    """
    try:
        converted = os.fspath(value)
    except Exception:
        converted = None
    if not isinstance(converted, str) or "\0" in converted:
        raise invalid(parameter, value, "must be the name of a file")
    return str.__str__(converted)


def paths(parameter: str, values: Any) -> list[str]:
    """The names of files to read.

    >>> paths("sources", ("a.csv", "b.csv"))
    ['a.csv', 'b.csv']
    """
    try:
        names = list(values) if isinstance(values, list | tuple) else None
    except Exception:
        names = None
    if names is None:
        raise invalid(parameter, values, "must be a list of names of files")
    return [path(parameter, value) for value in names]


# Typographic signs, full-width ones of Chinese and Japanese keyboards, and letters that look like x.
_SIGNS = str.maketrans(
    dict.fromkeys("−－﹣‐‑‒–", "-")
    | dict.fromkeys("×✕✖⨯хХｘＸ", "x")
    | dict.fromkeys("∕⁄／", "/")
    | dict.fromkeys("，、", ", ")
    | {"＋": "+", "∗": "*", "＊": "*", "．": ".", "；": ";", "（": "(", "）": ")", "［": "[", "］": "]"}
)


def plain_signs(text: str) -> str:
    """A text with ASCII's signs in place of typographic and full-width ones; digits of all scripts are left to `int`.

    >>> plain_signs("−1，3×5")
    '-1, 3x5'
    """
    return text if text.isascii() else text.translate(_SIGNS)


def _plain(value: Any) -> Any:
    """A scalar of NumPy or PyTorch as a Python value; other arrays are returned unchanged, and then refused."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


def _number(plain: Any) -> int | float | None:
    """The value as an int or a float; None for others, also for texts and bytes, which `float` would parse."""
    if hasattr(type(plain), "__index__"):
        return int(index(plain))
    return float(plain) if hasattr(type(plain), "__float__") else None


def _writable(character: str) -> bool:
    """Whether XML 1.0 allows a character (production 2, Char). White space is normalized when the text is drawn."""
    code = ord(character)
    return character in "\t\n\r" or (code >= 32 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF))


def one_of(parameter: str, value: str, choices: Iterable[str], noun: str = "names") -> str:
    """One of the allowed names.

    >>> one_of("view", "flat", ("isometric", "flat"))
    'flat'
    """
    if value not in choices:
        raise unknown(parameter, value, f"known {noun} are " + ", ".join(choices))
    return value
