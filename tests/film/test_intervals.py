"""The intervals of a film give each of its frames again, and hold no more than what changes."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import visualize as vz
from visualize.film import INPUT, Film, Frame, Line, Placement
from visualize.film.intervals import GridIntervals, Interval, Intervals, intervals, value_at
from visualize.film.roles import Kind, State, role, settled

DIGITS = np.arange(25).reshape(5, 5) % 10
CONV = vz.Conv(5, 3, padding=1, stride=2)
FIGURES: dict[str, Callable[[], vz.Figure]] = {
    "slanted": lambda: vz.figure(CONV),
    "numbers": lambda: vz.figure(CONV, input=DIGITS),
    "slanted numbers": lambda: vz.figure(CONV, input=DIGITS, view="isometric"),
    "taps": lambda: vz.figure(CONV, color_by="tap"),
    "values": lambda: vz.figure(CONV, input=DIGITS, color_by="value", cell=6),
    "quiz": lambda: vz.figure(CONV, input=DIGITS, steps="0,3,4", quiz=True, poster=3),
    "pointers": lambda: vz.figure(vz.Conv(4, 3, padding=2, padding_mode="circular")),
    "unread": lambda: vz.figure(vz.MaxPool(6, 2, stride=4)),
    "ceil mode": lambda: vz.figure(vz.AvgPool(5, 2, stride=2, ceil_mode=True)),
    "running sums": lambda: vz.figure(vz.ConvTranspose(3, 3, stride=2, padding=1), reading="scatter", input=np.eye(3)),
    "stack": lambda: vz.stack_figure([vz.Conv(7, 3, padding=1), vz.Conv(7, 3, stride=2)]),
    "sheet": lambda: vz.figure(CONV, input=DIGITS, sheet=True),
}


def frame_from(found: Intervals, film: Film, index: int) -> dict[str, Any]:
    """All that a frame shows, put together from intervals."""
    shown: dict[str, Any] = {"line": value_at(found.lines, index)}
    for grid, parts in found.grids.items():
        states = [value_at(timeline, index) for timeline in parts.cells]
        roles = [state.role for state in states]
        for lit in value_at(parts.lit, index):
            assert all(bool(states[cell].shade) == lit.shaded for cell in lit.cells)
            assert all(settled(lit.role) == roles[cell] for cell in lit.cells)
            roles = [lit.role if cell in lit.cells else code for cell, code in enumerate(roles)]
        cells = [(code, state.shade, state.text) for code, state in zip(roles, states, strict=True)]
        shown[grid.name] = cells, value_at(parts.overlays, index)
    return shown


def frame_of(film: Film, index: int) -> dict[str, Any]:
    """The same of the film's own frame."""
    frame = film.frame(index)
    shown: dict[str, Any] = {"line": frame.line}
    for grid, roles in frame.roles.items():
        shades = frame.shades.get(grid, np.zeros_like(roles)).ravel().tolist()
        texts = frame.texts.get(grid, np.full(roles.shape, "")).ravel().tolist()
        outlines = tuple(box for box in frame.outlines if box.grid == grid)
        guides = tuple((start, end) for start, end in frame.guides if grid in (start.grid, end.grid))
        pointers = tuple((start, end) for start, end in frame.pointers if start.grid == grid)
        ghosts = tuple(box for box in frame.ghosts if box.grid == grid)
        arrows = tuple((start, end) for start, end in frame.arrows if start.grid == grid)
        cells = list(zip(roles.ravel().tolist(), shades, texts, strict=True))
        shown[grid.name] = cells, (outlines, guides, pointers, ghosts, arrows)
    return shown


def timelines(found: Intervals) -> Iterator[Sequence[Interval[Any]]]:
    yield found.lines
    for parts in found.grids.values():
        yield from (*parts.cells, parts.lit, parts.overlays)


@pytest.mark.parametrize("name", FIGURES)
def test_intervals_give_every_frame_again(name: str) -> None:
    film = FIGURES[name]().film
    found = intervals(film)
    assert list(found.grids) == list(film.placements)
    for index in range(film.frame_count):
        assert frame_from(found, film, index) == frame_of(film, index), index


@pytest.mark.parametrize("name", FIGURES)
def test_intervals_cover_all_frames_and_neighbours_differ(name: str) -> None:
    film = FIGURES[name]().film
    for timeline in timelines(intervals(film)):
        assert timeline[0].start == 0 and timeline[-1].end == film.frame_count
        assert all(now.start < now.end == after.start and now.value != after.value for now, after in pairwise(timeline))


def test_the_figures_show_all_that_intervals_can_hold() -> None:
    """Or the two tests above would say nothing of it."""
    parts = [part for make in FIGURES.values() for part in intervals(make().film).grids.values()]
    overlays = [overlay.value for part in parts for overlay in part.overlays]
    lit = [group for part in parts for groups in part.lit for group in groups.value]
    states = [state.value for part in parts for timeline in part.cells for state in timeline]
    assert all(any(overlay[at] for overlay in overlays) for at in range(3))
    assert {group.shaded for group in lit} == {False, True}
    assert {bool(state.shade) for state in states} == {bool(state.text) for state in states} == {False, True}


REST = np.full((2, 3), role(Kind.INPUT, State.REST), np.uint8)
PLACE = Placement((2, 3), (10.0, 10.0), (40, 0), (0, 40))


def film_of(frames: Sequence[Frame]) -> Film:
    return Film(200, 120, {INPUT: PLACE}, {INPUT: REST}, len(frames), frames.__getitem__)


def parts_of(frames: Sequence[Frame]) -> GridIntervals:
    return intervals(film_of(frames)).grids[INPUT]


def test_what_does_not_change_is_held_once() -> None:
    """Neither frames nor equal copies of arrays count, only changes."""
    texts = np.array([["1", "2", "3"], ["4", "5", "6"]])
    frames = [Frame({INPUT: REST.copy()}, texts={INPUT: texts.copy()}, line=Line("a", "?")) for _ in range(500)]
    found = intervals(film_of(frames))
    assert [len(timeline) for timeline in timelines(found)] == [1] * (1 + 6 + 2)
    assert found.grids[INPUT].cells[4] == [Interval((role(Kind.INPUT, State.REST), 0, "5"), 0, 500)]


def test_one_change_is_one_more_interval() -> None:
    now = REST.copy()
    now[1, 0] += State.TAP
    parts = parts_of([Frame({INPUT: REST}), Frame({INPUT: now}), Frame({INPUT: now.copy()}), Frame({INPUT: REST})])
    assert [len(timeline) for timeline in parts.cells] == [1] * 6
    assert parts.lit == [((), 0, 1), (((role(Kind.INPUT, State.TAP), False, (3,)),), 1, 3), ((), 3, 4)]


class Compared(np.ndarray):
    """An array that counts how often something is computed from it."""

    uses = 0

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **more: Any) -> Any:
        Compared.uses += 1
        plain = [one.view(np.ndarray) if isinstance(one, Compared) else one for one in inputs]
        return getattr(ufunc, method)(*plain, **more)


def uses_after_the_first(frames: Sequence[Frame]) -> int:
    counts = []
    for some in (frames[:1], frames):
        Compared.uses = 0
        intervals(film_of(some))
        counts.append(Compared.uses)
    assert counts[0] > 0
    return counts[1] - counts[0]


def test_arrays_that_are_the_same_objects_are_not_compared() -> None:
    """Neither when nothing of a grid changes nor when other arrays do; equal ones that are others are."""
    roles, texts = REST.view(Compared), np.full((2, 3), "7").view(Compared)
    assert uses_after_the_first([Frame({INPUT: roles}, texts={INPUT: texts}) for _ in range(10)]) == 0
    assert uses_after_the_first([Frame({INPUT: REST.copy()}, texts={INPUT: texts}) for _ in range(10)]) == 0
    assert uses_after_the_first([Frame({INPUT: REST}, texts={INPUT: texts.copy()}) for _ in range(10)]) == 9
