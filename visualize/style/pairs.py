"""Steps that are shown together: each has its own dashes, and a letter at the first corner of each of its boxes.

So they are told apart in one colour, in grey too. Lengths are in pixels.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from visualize.film import Box, Film, Grid, Point
from visualize.style.borders import outline
from visualize.style.fonts import middle
from visualize.style.guides import Segment

LETTERS = "ABCD"
RIM = 1.5  # of ground around a letter's plate
INWARDS = 0.12  # where a plate's middle lies between the corner and the middle of its cell


class Dashes(NamedTuple):
    """The distance from dash to dash, the length of one, and of a dot halfway between two, in widths of the line."""

    period: float
    dash: float
    dot: float = 0.0


# Solid, dashes, dots, and dashes with dots; half a dash lies at either end of a side, so that corners are closed.
PATTERNS = (None, Dashes(4.5, 3.0), Dashes(2.0, 1.0), Dashes(6.5, 3.5, 1.0))


class Badge(NamedTuple):
    """A letter's square plate by its middle and its side; `at` is the middle of the letter's baseline."""

    grid: Grid
    middle: Point
    side: int
    at: Point

    def line(self, rim: float = 0.0) -> Segment:
        """The plate as a line that is as thick as it is long, with a rim around it."""
        (x, y), half = self.middle, self.side / 2 + rim
        return (x - half, y), (x + half, y)


def dashed_outline(film: Film, box: Box, number: int) -> list[Segment]:
    """The dashes around a box of a pair; none for the first pair, whose outline is solid.

    >>> from visualize.figure import figure
    >>> from visualize.operations import Conv
    >>> film = figure(Conv(3, 2), show=(0, 3)).film
    >>> [len(dashed_outline(film, film.pairs[0][0], number)) > 8 for number in range(4)]
    [False, True, True, True]
    """
    pattern, corners = PATTERNS[number], outline(film, box)
    if pattern is None:
        return []
    sides = pairwise((*corners, corners[0]))
    return [dash for side in sides for dash in _along(*side, pattern, film.outline_width)]


def _along(a: Point, b: Point, pattern: Dashes, width: float) -> list[Segment]:
    length = float(np.hypot(b[0] - a[0], b[1] - a[1]))
    count = max(2, round(length / (pattern.period * width)))
    unit = length / count / pattern.period  # a width of the line, or as much of it as there is room for
    dashes = [(at / count * length, pattern.dash * unit / 2) for at in range(count + 1)]
    dots = [((at + 0.5) / count * length, pattern.dot * unit / 2) for at in range(count if pattern.dot else 0)]
    ends = [(max(-width / 2, middle - half), min(length + width / 2, middle + half)) for middle, half in dashes + dots]
    return [(_between(a, b, start / length), _between(a, b, end / length)) for start, end in ends]


def badge(film: Film, box: Box, letter: str) -> Badge:
    """The plate at the first corner of a box: just within its cell, or further out if it would reach the middle."""
    place, side = film.placements[box.grid], plate_side(film.pair_size)
    corner, inner = outline(film, box)[0], place.corner(box.row + 0.5, box.column + 0.5)
    reach = max(abs(inner[0] - corner[0]), abs(inner[1] - corner[1]))
    x, y = (round(at) for at in _between(corner, inner, _share(side / 2 + RIM, reach)))
    return Badge(box.grid, (x, y), side, (x, y + middle(film.pair_size)))


def plate_side(size: int) -> int:
    """The side of the plate of a letter in a font size, an even number of pixels.

    >>> plate_side(16)
    20
    """
    return 2 * round(0.62 * size)


def plate_reach(size: int, cell: float) -> float:
    """How far a plate with its rim stands out beyond the edges of a square cell.

    >>> plate_reach(16, 40.0) < plate_reach(16, 8.0) < plate_side(16) + 4
    True
    """
    half = plate_side(size) / 2 + RIM
    return half - _share(half, cell / 2) * cell / 2


def _share(half: float, reach: float) -> float:
    """Where on the way from a cell's corner to its middle a plate lies that keeps clear of that; `reach` is the way."""
    return min(INWARDS, 1 - (half + 1) / reach)


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
