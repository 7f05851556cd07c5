"""Steps that are shown together: each has its own dashes, and a letter at the first corner of each of its boxes.

So they are told apart in one colour, in grey too. Lengths are in pixels.
"""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import NamedTuple

import numpy as np

from visualize.film import Box, Film, Grid, Point
from visualize.style.borders import outline
from visualize.style.crossings import between
from visualize.style.fonts import middle, width
from visualize.style.guides import Segment

LETTERS = "ABCD"
RIM = 1.5  # of ground around a letter's plate
SMALLEST = 0.7  # of the letters' usual size, to which they shrink to leave numbers legible
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

    >>> from visualize.drawing import figure
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


def _along(a: Point, b: Point, pattern: Dashes, thick: float) -> list[Segment]:
    length = float(np.hypot(b[0] - a[0], b[1] - a[1]))
    count = max(2, round(length / (pattern.period * thick)))
    unit = length / count / pattern.period  # a width of the line, or as much of it as there is room for
    dashes = [(at / count * length, pattern.dash * unit / 2) for at in range(count + 1)]
    dots = [((at + 0.5) / count * length, pattern.dot * unit / 2) for at in range(count if pattern.dot else 0)]
    ends = [(max(-thick / 2, middle - half), min(length + thick / 2, middle + half)) for middle, half in dashes + dots]
    return [(between(a, b, start / length), between(a, b, end / length)) for start, end in ends]


def badge(film: Film, box: Box, letter: str) -> Badge:
    """The plate at the first corner of a box: just within its cell, or further out if it would reach the middle."""
    place, side = film.placements[box.grid], plate_side(film.pair_size)
    corner, inner = outline(film, box)[0], place.corner(box.row + 0.5, box.column + 0.5)
    reach = max(abs(inner[0] - corner[0]), abs(inner[1] - corner[1]))
    x, y = (round(at) for at in between(corner, inner, _share(side / 2 + RIM, reach)))
    return Badge(box.grid, (x, y), side, (x, y + middle(film.pair_size)))


def fitted(film: Film) -> Film:
    """The film with letters that are smaller, within limits, if their plates would cover texts of cells.

    >>> from visualize.drawing import figure
    >>> from visualize.operations import Conv
    >>> film = figure(Conv(3, 2), show=(0, 3)).film
    >>> fitted(film).pair_size == film.pair_size
    True
    """
    boxes = [box for boxes in film.pairs for box in boxes if box.grid in film.cell_texts]
    numbers = {box: list(_numbers_around(film, box)) for box in boxes}
    smallest = round(SMALLEST * film.pair_size)
    for size in range(film.pair_size, smallest, -1):
        candidate = film._replace(pair_size=size)
        if all(_apart(badge(candidate, box, ""), one) for box in boxes for one in numbers[box]):
            return candidate
    return film._replace(pair_size=smallest)


def _numbers_around(film: Film, box: Box) -> Iterator[tuple[Point, Point]]:
    """Middle and half the size of the texts in the four cells at the first corner of a box."""
    place, style, texts = film.placements[box.grid], film.cell_texts[box.grid], film.frame(0).texts[box.grid]
    for row, column in product((box.row - 1, box.row), (box.column - 1, box.column)):
        if 0 <= row < place.shape[0] and 0 <= column < place.shape[1] and texts[row, column]:
            half = width(str(texts[row, column]), style.size) / 2, middle(style.size)
            yield place.corner(row + style.row, column + style.column), half


def _apart(one: Badge, number: tuple[Point, Point]) -> bool:
    (x, y), (across, down) = number
    half = one.side / 2 + RIM
    return abs(x - one.middle[0]) >= half + across or abs(y - one.middle[1]) >= half + down


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
