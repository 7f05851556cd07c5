"""Rows of words in columns for a terminal."""

from __future__ import annotations

from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]], left: int = 0) -> str:
    """The rows below one another, the first `left` columns beginning at one place, the others ending there.

    >>> print(columns([("a", "1"), ("bc", "100")], left=1))
    a     1
    bc  100
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(_filled(*cell, at < left) for at, cell in enumerate(zip(row, widths, strict=True))) for row in rows
    )
    return "\n".join(lines)


def _width(text: str) -> int:
    """The columns that a text takes on a terminal, where Chinese characters take two."""
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _filled(text: str, width: int, from_left: bool) -> str:
    blanks = " " * (width - _width(text))
    return text + blanks if from_left else blanks + text
