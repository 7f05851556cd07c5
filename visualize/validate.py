"""Reads what a user gives once, at the edge: whole numbers, numbers, truth values, texts.

What comes back is Python's own, an `int` of an `np.uint8`, a `float` of a `Decimal`, a `str` of a subclass: what was
checked is what is used. What is of another kind is refused, and so is an object that raises when it is asked.
"""

import os
from collections.abc import Iterable
from math import isfinite
from operator import index
from typing import Any

from visualize.errors import invalid, unknown


def whole(parameter: str, value: Any, least: int, most: int, allowed: str) -> int:
    """An integer within limits; numpy's count, truth values do not.

    >>> whole("loop", 3, 0, 9, "must lie between 0 and 9")
    3
    """
    try:
        plain = _plain(value)
        found = int(index(plain))
    except Exception:
        raise invalid(parameter, value, f"must be a whole number; {allowed}") from None
    if isinstance(plain, bool) or not least <= found <= most:
        raise invalid(parameter, value, allowed)
    return found


def number(parameter: str, value: Any, least: float, most: float, allowed: str) -> int | float:
    """A number within limits; a whole one stays whole.

    >>> number("bias", 1, -9, 9, "must lie between -9 and 9")
    1
    """
    try:
        plain = _plain(value)
        found = None if isinstance(plain, bool) else _number(plain)
        within = found is not None and isfinite(found) and least <= found <= most
    except OverflowError:  # an integer that is too large for a float
        raise invalid(parameter, value, allowed) from None
    except Exception:
        found, within = None, False
    if found is None:
        raise invalid(parameter, value, f"must be a number; {allowed}")
    if not within:
        raise invalid(parameter, value, allowed)
    return found


def finite(parameter: str, value: Any, least: float, most: float, allowed: str) -> float:
    """A number within limits, as a float.

    >>> finite("seconds", 1, 0.06, 3600, "must lie between 0.06 and 3600")
    1.0
    """
    return float(number(parameter, value, least, most, allowed))


def truth(parameter: str, value: Any) -> bool:
    """True or False, numpy's too, and 0 and 1; a text such as "no" would be true.

    >>> truth("quiz", 1)
    True
    """
    try:
        found = int(index(_plain(value)))
    except Exception:
        found = -1
    if found not in (0, 1):
        raise invalid(parameter, value, "must be True or False")
    return found == 1


def text(parameter: str, value: Any) -> str:
    """A text that can be written into every kind of file: XML has no room for control characters and half characters.

    >>> text("title", "Padding")
    'Padding'
    """
    if not isinstance(value, str):
        raise invalid(parameter, value, "must be a text")
    plain = str.__str__(value)
    bad = next((one for one in plain if not _writable(one)), None)
    if bad is not None:
        raise invalid(parameter, repr(plain), f"the character {bad!a} cannot be written into a file")
    return plain


def path(parameter: str, value: Any) -> str:
    """The name of a file to read, of a `Path` too.

    >>> path("font", "a.ttf")
    'a.ttf'
    """
    try:
        found = os.fspath(value)
    except Exception:
        found = None
    if not isinstance(found, str) or "\0" in found:
        raise invalid(parameter, value, "must be the name of a file")
    return str.__str__(found)


def paths(parameter: str, values: Any) -> list[str]:
    """The names of some files.

    >>> paths("sources", ("a.csv", "b.csv"))
    ['a.csv', 'b.csv']
    """
    try:
        some = list(values) if isinstance(values, list | tuple) else None
    except Exception:
        some = None
    if some is None:
        raise invalid(parameter, values, "must be a list of names of files")
    return [path(parameter, value) for value in some]


def _plain(value: Any) -> Any:
    """The scalars of NumPy and PyTorch as Python's; arrays with a side stay arrays, which are no numbers."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


def _number(plain: Any) -> int | float | None:
    """Python's own number; texts and bytes, which `float` reads too, are none."""
    if hasattr(type(plain), "__index__"):
        return int(index(plain))
    return float(plain) if hasattr(type(plain), "__float__") else None


def _writable(character: str) -> bool:
    """XML 1.0, production 2; white space is made one blank where it is drawn."""
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
