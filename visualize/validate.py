"""Reads what a user gives once, at the edge: whole numbers, numbers, texts. What is of another kind is refused."""

from math import isfinite
from operator import index
from typing import Any

from visualize.errors import invalid


def whole(parameter: str, value: Any, least: int, most: int, allowed: str) -> int:
    """An integer within limits; numpy's count, truth values do not.

    >>> whole("loop", 3, 0, 9, "must lie between 0 and 9")
    3
    """
    try:
        found = index(value)
    except TypeError:
        raise invalid(parameter, value, f"must be a whole number; {allowed}") from None
    if isinstance(value, bool) or not least <= found <= most:
        raise invalid(parameter, value, allowed)
    return found


def finite(parameter: str, value: Any, least: float, most: float, allowed: str) -> float:
    """A number within limits.

    >>> finite("seconds", 1, 0.06, 3600, "must lie between 0.06 and 3600")
    1.0
    """
    try:
        found = float(value) if not isinstance(value, str | bytes | bool) else None
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise invalid(parameter, value, f"must be a number; {allowed}")
    if not (isfinite(found) and least <= found <= most):
        raise invalid(parameter, value, allowed)
    return found


def text(parameter: str, value: Any) -> str:
    """A text that can be written into every kind of file: XML has no room for control characters and half characters.

    >>> text("title", "Padding")
    'Padding'
    """
    if not isinstance(value, str):
        raise invalid(parameter, value, "must be a text")
    bad = next((one for one in value if not _writable(one)), None)
    if bad is not None:
        raise invalid(parameter, ascii(value), f"the character {bad!a} cannot be written into a file")
    return value


def _writable(character: str) -> bool:
    """XML 1.0, production 2; white space is made one blank where it is drawn."""
    code = ord(character)
    return character in "\t\n\r" or (code >= 32 and not 0xD800 <= code <= 0xDFFF and code not in (0xFFFE, 0xFFFF))
