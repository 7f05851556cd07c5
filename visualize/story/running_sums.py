"""What an output holds while stamps are added to it one after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.story.written import without_noise

Stamp = tuple[tuple[slice, slice], NDArray[Any]]  # rows and columns, and the numbers that are added there


class RunningSums:
    """The sums after any step, beginning with that of number `first`.

    Only the latest sums are kept: later steps continue from them, an earlier step starts again from the beginning.
    """

    def __init__(self, beginning: NDArray[Any], stamp: Callable[[int], Stamp], first: int = 0) -> None:
        self._beginning, self._stamp, self._first = beginning, stamp, first
        self._begin()

    def _begin(self) -> None:
        self._step, self._total = self._first - 1, self._beginning.copy()
        self._sizes, self._written = np.abs(self._total), self._total.copy()

    def at(self, index: int) -> NDArray[Any]:
        """The sums after the stamp of a step as they are written; the next call may change the array."""
        if index < self._step:
            self._begin()
        while self._step < index:
            self._step += 1
            where, product = self._stamp(self._step)
            with np.errstate(all="ignore"):
                self._total[where] += product
                self._sizes[where] += np.abs(product)
            self._written[where] = without_noise(self._total[where], self._sizes[where])
        return self._written
