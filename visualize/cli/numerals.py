"""Numbers that a user types on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from visualize.cli.tables import as_number
from visualize.errors import invalid
from visualize.validate import plain_signs


def number(name: str, text: str | None, kind: Callable[[str], Any]) -> Any:
    """A number of type `kind`, or None for None; a fraction is a number too.

    >>> number("loop", "3", int), number("bias", "1/8", float)
    (3, 0.125)
    """
    if text is None:
        return None
    word = plain_signs(text).strip()
    try:
        return kind(word)
    except ValueError:
        value = _not_of_that_kind(name, word)
    if kind is int:
        raise invalid(name, text, "must be a whole number")
    return value


def _not_of_that_kind(name: str, word: str) -> float:
    """A number that Python's own conversion does not read; raises VisualizeError for what is none."""
    if word.lstrip("+-").isdecimal():  # Python refuses integers of over 4,300 digits
        raise invalid(name, word, "has too many digits")
    try:
        return as_number(word)
    except ValueError:
        hint = "; decimals are written with a point, as in 0.5" if "," in word else ""
        raise invalid(name, word, f"is not a number{hint}") from None


def biases(word: str, filters: int) -> Any:
    """The bias of a layer with so many filters: one number, or as many, between commas or blanks.

    >>> biases("1/2", 1), biases("1, 0", 2)
    (0.5, [1.0, 0.0])
    """
    words = plain_signs(word).replace(",", " ").split() if filters > 1 else []
    return [number("bias", one, float) for one in words] if len(words) > 1 else number("bias", word, float)
