"""A film as differences: what stands where, from which frame to which. One pass over the frames; values only.

A film gives whole frames; documents that move by themselves need what changes. Memory grows with the number of
changes, not with frames times cells. A cell is named by its number here, counted row by row.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Film, Frame, Grid, Line, Roles, Shades, Texts
from visualize.film.roles import Kind, State, role, settled

T = TypeVar("T")
V = TypeVar("V")
States = tuple[Roles, Shades, Texts]  # the roles settled


class Interval(NamedTuple, Generic[T]):
    """A value, and the frames from and to which it holds; `end` is the first frame without it."""

    value: T
    start: int
    end: int


class CellState(NamedTuple):
    """What outlasts a step in a cell: its settled role, its shade (0 for none) and its text ("" for none)."""

    role: int
    shade: int
    text: str


class LitCells(NamedTuple):
    """The cells in one role of those that last a step; where they are shaded, their shade still fills them."""

    role: int
    shaded: bool
    cells: tuple[int, ...]


class Overlay(NamedTuple):
    """What lies over a grid: outlines around its boxes, the guides and pointers that start in it."""

    outlines: tuple[Box, ...] = ()
    guides: tuple[tuple[Box, Box], ...] = ()
    pointers: tuple[tuple[Box, Box], ...] = ()


class GridIntervals(NamedTuple):
    """The changes of one grid: of each cell, of those that are lit, and of what lies over them."""

    cells: Sequence[Sequence[Interval[CellState]]]
    lit: Sequence[Interval[tuple[LitCells, ...]]]
    overlays: Sequence[Interval[Overlay]]


class Intervals(NamedTuple):
    """The changes of a film. Each sequence covers all its frames, without gaps; neighbours differ."""

    grids: Mapping[Grid, GridIntervals]
    lines: Sequence[Interval[Line]]


def intervals(film: Film) -> Intervals:
    """The changes of a film, each frame of which is asked for once."""
    recorders = {grid: _Recorder(grid, place.shape, film.frame_count) for grid, place in film.placements.items()}
    lines: list[Interval[Line]] = []
    for index in range(film.frame_count):
        frame = film.frame(index)
        _record(lines, index, frame.line, film.frame_count)
        for recorder in recorders.values():
            recorder.record(index, frame)
    return Intervals({grid: recorder.intervals for grid, recorder in recorders.items()}, lines)


def value_at(timeline: Sequence[Interval[T]], index: int) -> T:
    """The value at a frame.

    >>> value_at([Interval("a", 0, 3), Interval("b", 3, 5)], 3)
    'b'
    """
    return timeline[bisect_right(timeline, index, key=lambda one: one.start) - 1].value


def joined(timeline: Iterable[Interval[T]], view: Callable[[T], V]) -> list[Interval[V]]:
    """The intervals of a part of the values: neighbours in which it is the same become one.

    >>> joined([Interval("a", 0, 3), Interval("A", 3, 5), Interval("b", 5, 6)], str.lower)
    [Interval(value='a', start=0, end=5), Interval(value='b', start=5, end=6)]
    """
    found: list[Interval[V]] = []
    for value, start, end in timeline:
        part = view(value)
        if found and found[-1].value == part:
            start = found.pop().start
        found.append(Interval(part, start, end))
    return found


# What each role becomes when its step is over.
_CODES = [role(kind, state) for kind in Kind for state in State]
_SETTLED = np.zeros(256, np.uint8)
_SETTLED[_CODES] = [settled(code) for code in _CODES]
_NO_ROLE = 255


class _Recorder:
    """The changes of one grid, frame by frame. An array that is the same object as before is not looked at again."""

    def __init__(self, grid: Grid, shape: tuple[int, int], count: int) -> None:
        self._grid, self._count = grid, count
        self._cells: list[list[Interval[CellState]]] = [[] for _ in range(shape[0] * shape[1])]
        self._lit: list[Interval[tuple[LitCells, ...]]] = []
        self._overlays: list[Interval[Overlay]] = []
        # For frames without them, so that all have both.
        self._no_shades, self._no_texts = np.zeros(shape, np.uint8), np.full(shape, "")
        self._roles = np.full(shape, _NO_ROLE, np.uint8)
        self._states: States = self._roles, self._no_shades, self._no_texts

    def record(self, index: int, frame: Frame) -> None:
        """What differs from the frame before."""
        grid, (_, *before) = self._grid, self._states
        _record(self._overlays, index, _overlay(frame, grid), self._count)
        arrays = frame.roles[grid], frame.shades.get(grid, self._no_shades), frame.texts.get(grid, self._no_texts)
        if any(now is not past for now, past in zip(arrays, (self._roles, *before), strict=True)):
            self._record_arrays(index, *arrays)

    def _record_arrays(self, index: int, roles: Roles, shades: Shades, texts: Texts) -> None:
        states = _SETTLED[roles], shades, texts
        for cell in np.flatnonzero(_differences(states, self._states)).tolist():
            state = CellState(states[0].item(cell), shades.item(cell), texts.item(cell))
            _record(self._cells[cell], index, state, self._count)
        _record(self._lit, index, _lit_cells(roles, shades, states[0] != roles), self._count)
        self._roles, self._states = roles, states

    @property
    def intervals(self) -> GridIntervals:
        """All that was recorded."""
        return GridIntervals(self._cells, self._lit, self._overlays)


def _differences(now: States, before: States) -> NDArray[np.bool_]:
    """The cells in which not all is as before."""
    found = [new != old for new, old in zip(now, before, strict=True) if new is not old]
    return np.logical_or.reduce(found)  # type: ignore[no-any-return]


def _lit_cells(roles: Roles, shades: Shades, lit: NDArray[np.bool_]) -> tuple[LitCells, ...]:
    cells = np.flatnonzero(lit)
    found = zip(roles.ravel()[cells].tolist(), (shades.ravel()[cells] > 0).tolist(), strict=True)
    groups: dict[tuple[int, bool], list[int]] = {}
    for cell, group in zip(cells.tolist(), found, strict=True):
        groups.setdefault(group, []).append(cell)
    return tuple(LitCells(*group, tuple(some)) for group, some in sorted(groups.items()))


def _overlay(frame: Frame, grid: Grid) -> Overlay:
    return Overlay(
        tuple(box for box in frame.outlines if box.grid == grid),
        tuple(ends for ends in frame.guides if ends[0].grid == grid),
        tuple(ends for ends in frame.pointers if ends[0].grid == grid),
    )


def _record(timeline: list[Interval[T]], index: int, value: T, count: int) -> None:
    """A value from a frame on, of so many; an equal one goes on."""
    if timeline:
        before, start, _ = timeline[-1]
        if before == value:
            return
        timeline[-1] = Interval(before, start, index)
    timeline.append(Interval(value, index, count))
