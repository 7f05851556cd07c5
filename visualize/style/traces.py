"""The trace of a moving window: its last place in dashes, and arrows along its strides with their lengths in cells.

Both run along the edges of cells, over a hair of ground, so that they are told from the rules there; lengths are in
pixels.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from visualize.film import Box, Film, Point
from visualize.style import fonts
from visualize.style.crossings import between, outside, within
from visualize.style.guides import Segment, guide_width

PERIOD, DASH = 13, 0.6  # from dash to dash, and the fraction of it that is drawn
HEAD = 0.17  # of an arrow, in cells


class Side(NamedTuple):
    """A side of a window's last place, and the lengths of a dash and of a gap along it, half a dash at either end."""

    line: Segment
    dash: tuple[float, float]


class Arrow(NamedTuple):
    """The lines of an arrow, and its number if there is room for one."""

    lines: list[Segment]
    number: "Number | None"


class Number(NamedTuple):
    """A number with the middle of its baseline, its size, and a box around it, as its middle and half its size."""

    text: str
    at: Point
    size: int
    middle: Point
    half: Point

    @property
    def plate(self) -> Segment:
        """A line in the middle of the box, which is as thick as the box is high."""
        (x, y), (across, _) = self.middle, self.half
        return (x - across, y), (x + across, y)


def ghost(film: Film, box: Box) -> list[Side]:
    """The dashed outline of a window's last place."""
    corners = film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)
    return [_side(*line) for line in pairwise((*corners, corners[0]))]


def arrow(film: Film, start: Box, end: Box) -> Arrow:
    """The arrow from one place of a window to another."""
    number = _number(film, start, end)
    return Arrow(list(_arrow(film, start, end, number)), number)


def halo_width(film: Film) -> float:
    """The width of the lines of ground below a trace, which show as much of it as an outline's casing does."""
    return guide_width(film) + film.casing_width - film.outline_width


def dashed(side: Side, width: float) -> list[Segment]:
    """A side as separate dashes, which at both ends are longer by half their width, so that they fill the corners."""
    (a, b), (drawn, gap) = side
    length = _length(a, b)
    middles = np.arange(round(length / (drawn + gap)) + 1) * (drawn + gap)
    starts, ends = np.maximum(middles - drawn / 2, -width / 2), np.minimum(middles + drawn / 2, length + width / 2)
    return [(between(a, b, s / length), between(a, b, e / length)) for s, e in zip(starts, ends, strict=True)]


def _side(a: Point, b: Point) -> Side:
    length = _length(a, b)
    period = length / max(1, round(length / PERIOD))
    return Side((a, b), (DASH * period, (1 - DASH) * period))


def _arrow(film: Film, start: Box, end: Box, number: Number | None) -> Iterator[Segment]:
    """The shaft, interrupted at the number, and the two lines of the head."""
    a, b = _shaft(film, start, end)
    yield from _beside(a, b, number) if number else [(a, b)]
    place = film.placements[start.grid]
    (row, column), size = place.at(b), HEAD
    back, aside = (0.0, -size) if start.row == end.row else (-size, 0.0), size * 0.6
    for side in (-aside, aside):
        across = (side, 0.0) if start.row == end.row else (0.0, side)
        yield place.corner(row + back[0] + across[0], column + back[1] + across[1]), b


def _beside(a: Point, b: Point, number: Number) -> list[Segment]:
    """The parts of a line before and behind a number."""
    line = np.array([(a, b)])
    cut = within(line, np.zeros(1, np.intp), np.array([number.middle]), number.half)
    return [((ax, ay), (bx, by)) for (ax, ay), (bx, by) in outside(line, np.zeros(1), np.ones(1), [cut]).tolist()]


def _shaft(film: Film, start: Box, end: Box) -> Segment:
    """From one box's top left corner to another's, up to the casing of the outline around that one."""
    place = film.placements[start.grid]
    a, b = place.corner(start.row, start.column), place.corner(end.row, end.column)
    return a, between(a, b, 1 - (film.casing_width / 2 + 1) / _length(a, b))


def _number(film: Film, start: Box, end: Box) -> Number | None:
    """The arrow's length in cells, in the middle of its shaft; none where letters would leave no shaft beside them."""
    a, b = _shaft(film, start, end)
    cell = film.placements[start.grid].right[0]
    text, size = str(abs(end.row - start.row) + abs(end.column - start.column)), max(10, round(0.42 * cell))
    x, y = between(a, b, 0.5)
    half = fonts.width(text, size) / 2 + 2, 0.365 * size + 2
    if _length(a, b) < 2 * max(half) + 2 * HEAD * cell:
        return None
    return Number(text, (x, y + fonts.middle(size)), size, (x, y), half)


def _length(a: Point, b: Point) -> float:
    return float(np.hypot(b[0] - a[0], b[1] - a[1]))
