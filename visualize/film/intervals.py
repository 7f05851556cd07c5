"""A film as intervals: each value of a cell, an overlay or a line, with the frames in which it holds.

A film gives whole frames; animated documents need the changes between them. One pass over the frames collects them in
memory that grows with the number of changes, not with frames times cells. Cells are counted row by row.
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
States = tuple[Roles, Shades, Texts]  # the roles without their per-step state


class Interval(NamedTuple, Generic[T]):
    """A value and the frames in which it holds: from `start` up to, but not including, `end`."""

    value: T
    start: int
    end: int


class CellState(NamedTuple):
    """The state of a cell that outlasts a step: its settled role, its shade (0: none) and its text (empty: none)."""

    role: int
    shade: int
    text: str


class LitCells(NamedTuple):
    """The cells in one role that lasts a single step. If they are shaded, their shade fills them still."""

    role: int
    shaded: bool
    cells: tuple[int, ...]


class Overlay(NamedTuple):
    """The overlays of a grid, as in a frame; guides that start or end in it."""

    outlines: tuple[Box, ...] = ()
    guides: tuple[tuple[Box, Box], ...] = ()
    pointers: tuple[tuple[Box, Box], ...] = ()
    ghosts: tuple[Box, ...] = ()
    arrows: tuple[tuple[Box, Box], ...] = ()


class Note(NamedTuple):
    """The small text in a lit cell, and the cell's role and shade."""

    cell: int
    text: str
    role: int
    shade: int


class GridIntervals(NamedTuple):
    """The intervals of one grid: those of each cell, of the lit cells, of the overlays, and of the small texts."""

    cells: Sequence[Sequence[Interval[CellState]]]
    lit: Sequence[Interval[tuple[LitCells, ...]]]
    overlays: Sequence[Interval[Overlay]]
    notes: Sequence[Interval[tuple[Note, ...]]]


class Intervals(NamedTuple):
    """The intervals of a film. Each sequence covers all frames without gaps; neighbouring values differ."""

    grids: Mapping[Grid, GridIntervals]
    lines: Sequence[Interval[Line]]


def intervals(film: Film) -> Intervals:
    """The intervals of a film, which is read once, frame by frame."""
    recorders = {grid: _Recorder(grid, place.shape, film.frame_count) for grid, place in film.placements.items()}
    lines: list[Interval[Line]] = []
    for index in range(film.frame_count):
        frame = film.frame(index)
        _record(lines, index, frame.line, film.frame_count)
        for recorder in recorders.values():
            recorder.record(index, frame)
    return Intervals({grid: recorder.intervals for grid, recorder in recorders.items()}, lines)


def value_at(timeline: Sequence[Interval[T]], index: int) -> T:
    """The value of a sequence of intervals at a frame.

    >>> value_at([Interval("a", 0, 3), Interval("b", 3, 5)], 3)
    'b'
    """
    return timeline[bisect_right(timeline, index, key=lambda interval: interval.start) - 1].value


def joined(timeline: Iterable[Interval[T]], view: Callable[[T], V]) -> list[Interval[V]]:
    """The intervals of a function of the values: neighbours with equal results become one interval.

    >>> joined([Interval("a", 0, 3), Interval("A", 3, 5), Interval("b", 5, 6)], str.lower)
    [Interval(value='a', start=0, end=5), Interval(value='b', start=5, end=6)]
    """
    merged: list[Interval[V]] = []
    for value, start, end in timeline:
        part = view(value)
        if merged and merged[-1].value == part:
            start = merged.pop().start
        merged.append(Interval(part, start, end))
    return merged


# The role of a cell after the step, for each role in the step.
_CODES = [role(kind, state) for kind in Kind for state in State]
SETTLED = np.zeros(256, np.uint8)
SETTLED[_CODES] = [settled(code) for code in _CODES]
_NO_ROLE = 255


class _Recorder:
    """Records the intervals of one grid, frame by frame; skips arrays that are the same object as before."""

    def __init__(self, grid: Grid, shape: tuple[int, int], count: int) -> None:
        self._grid, self._count = grid, count
        self._cells: list[list[Interval[CellState]]] = [[] for _ in range(shape[0] * shape[1])]
        self._lit: list[Interval[tuple[LitCells, ...]]] = []
        self._overlays: list[Interval[Overlay]] = []
        self._notes: list[Interval[tuple[Note, ...]]] = []
        # Stand-ins for frames without shades or texts.
        self._no_shades, self._no_texts = np.zeros(shape, np.uint8), np.full(shape, "")
        self._roles = np.full(shape, _NO_ROLE, np.uint8)
        self._states: States = self._roles, self._no_shades, self._no_texts

    def record(self, index: int, frame: Frame) -> None:
        """Record the differences from the frame before."""
        grid, (_, *before) = self._grid, self._states
        _record(self._overlays, index, _overlay(frame, grid), self._count)
        _record(self._notes, index, _notes(frame, grid), self._count)
        arrays = frame.roles[grid], frame.shades.get(grid, self._no_shades), frame.texts.get(grid, self._no_texts)
        if any(now is not past for now, past in zip(arrays, (self._roles, *before), strict=True)):
            self._record_arrays(index, *arrays)

    def _record_arrays(self, index: int, roles: Roles, shades: Shades, texts: Texts) -> None:
        states = SETTLED[roles], shades, texts
        for cell in np.flatnonzero(_differences(states, self._states)).tolist():
            state = CellState(states[0].item(cell), shades.item(cell), texts.item(cell))
            _record(self._cells[cell], index, state, self._count)
        _record(self._lit, index, _lit_cells(roles, shades, states[0] != roles), self._count)
        self._roles, self._states = roles, states

    @property
    def intervals(self) -> GridIntervals:
        """The recorded intervals."""
        return GridIntervals(self._cells, self._lit, self._overlays, self._notes)


def _differences(now: States, before: States) -> NDArray[np.bool_]:
    """A mask of the cells whose role, shade or text has changed."""
    changes = [new != old for new, old in zip(now, before, strict=True) if new is not old]
    return np.logical_or.reduce(changes)  # type: ignore[no-any-return]


def _lit_cells(roles: Roles, shades: Shades, lit: NDArray[np.bool_]) -> tuple[LitCells, ...]:
    cells = np.flatnonzero(lit)
    keys = zip(roles.ravel()[cells].tolist(), (shades.ravel()[cells] > 0).tolist(), strict=True)
    groups: dict[tuple[int, bool], list[int]] = {}
    for cell, key in zip(cells.tolist(), keys, strict=True):
        groups.setdefault(key, []).append(cell)
    return tuple(LitCells(*key, tuple(members)) for key, members in sorted(groups.items()))


def _notes(frame: Frame, grid: Grid) -> tuple[Note, ...]:
    if grid not in frame.notes:
        return ()
    texts, roles = frame.notes[grid], frame.roles[grid]
    shades = frame.shades.get(grid, np.zeros_like(roles))
    cells = np.flatnonzero(texts != "").tolist()
    return tuple(Note(cell, texts.item(cell), roles.item(cell), shades.item(cell)) for cell in cells)


def _overlay(frame: Frame, grid: Grid) -> Overlay:
    return Overlay(
        tuple(box for box in frame.outlines if box.grid == grid),
        tuple(ends for ends in frame.guides if grid in (ends[0].grid, ends[1].grid)),
        tuple(ends for ends in frame.pointers if ends[0].grid == grid),
        tuple(box for box in frame.ghosts if box.grid == grid),
        tuple(ends for ends in frame.arrows if ends[0].grid == grid),
    )


def _record(timeline: list[Interval[T]], index: int, value: T, count: int) -> None:
    """Append a value that holds from frame `index` on; an equal value continues the last interval."""
    if timeline:
        before, start, _ = timeline[-1]
        if before == value:
            return
        timeline[-1] = Interval(before, start, index)
    timeline.append(Interval(value, index, count))
