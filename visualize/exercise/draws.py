"""Pseudo-random draws that are the same on every machine and in every version of Python and NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
WORD = 2**64 - 1


class Draws:
    """A sequence of draws by its seed, SplitMix64 (Steele, Lea & Flood, "Fast splittable generators", 2014).

    >>> draws = Draws(7)
    >>> [draws.below(10) for _ in range(5)]
    [3, 0, 9, 5, 4]
    """

    def __init__(self, seed: int) -> None:
        self._state = seed & WORD

    def below(self, count: int) -> int:
        """A whole number from 0 to `count` - 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & WORD
        mixed = self._state
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> shift)) * factor & WORD
        return (mixed ^ (mixed >> 31)) * count >> 64

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.below(len(values))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in another order (Fisher & Yates)."""
        left = list(values)
        return [left.pop(self.below(len(left))) for _ in values]

    def numbers(self, rows: int, columns: int, lowest: int, highest: int) -> tuple[tuple[int, ...], ...]:
        """Rows of whole numbers within limits."""
        span = highest - lowest + 1
        return tuple(tuple(lowest + self.below(span) for _ in range(columns)) for _ in range(rows))
