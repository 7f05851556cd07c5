"""Numbers as columns that pack well: differences, sets of cells as shapes at a place, runs of equal values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise


def differences(numbers: Sequence[int]) -> list[int]:
    """The first number, then how much each is larger than the one before.

    >>> differences([4, 5, 6, 9])
    [4, 1, 1, 3]
    """
    return [after - before for before, after in pairwise((0, *numbers))]


def runs(values: Iterable[tuple[int, int]]) -> list[int]:
    """Equal pairs in a row as the pair and their number, one after the other.

    >>> runs([(1, 0), (1, 0), (2, 5)])
    [1, 0, 2, 2, 5, 1]
    """
    return [number for pair, same in groupby(values) for number in (*pair, len(list(same)))]


class Shapes:
    """Sets of cells, each as the number of a shape and its first cell: a window that moves keeps its shape."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}

    def add(self, cells: Sequence[int]) -> tuple[int, int]:
        """The number of the shape of these cells, and the first cell.

        >>> shapes = Shapes()
        >>> shapes.add([3, 4, 8]), shapes.add([4, 5, 9]), shapes.table
        ((0, 3), (0, 4), [[0, 1, 5]])
        """
        first = cells[0] if cells else 0
        shape = tuple(cell - first for cell in cells)
        return self._numbers.setdefault(shape, len(self._numbers)), first

    @property
    def table(self) -> list[list[int]]:
        """All shapes, as distances of their cells from the first."""
        return [list(shape) for shape in self._numbers]


class Table:
    """Different values, each with its number."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def add(self, value: object) -> int:
        """The number of a value.

        >>> table = Table()
        >>> table.add("a"), table.add("b"), table.add("a"), table.values
        (0, 1, 0, ['a', 'b'])
        """
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[object]:
        """The values, in the order of their numbers."""
        return list(self._numbers)
