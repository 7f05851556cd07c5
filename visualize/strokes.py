"""How rules are dashed and hatched and where guides give way, the same in every painter; lengths in pixels."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize import lettering
from visualize.film import Box, CellText, Film, Frame, Placement, Point, Texts

Floats = NDArray[np.floating[Any]]
AIR = 1  # between a line and a text
DASH = 0.58  # part of a period that is drawn


def dashes(length: float) -> int:
    """How many dashes fit along an edge of a cell, half of one at either end, so that edges meet in a corner."""
    return min(6, max(1, round(length / 8)))


def hatches(placement: Placement) -> tuple[float, ...]:
    """Where hatch lines cross a cell, as the sum of row and column fractions: never its middle, which is 1."""
    return (0.25, 0.75, 1.25, 1.75) if placement.right[0] >= 20 else (0.5, 1.5)


def hatch_width(rule_width: float) -> float:
    """Hatch lines are finer than rules."""
    return max(0.7, rule_width * 0.75)


def guide_width(film: Film) -> float:
    """Guides are finer than the outlines that they tie."""
    return max(0.8, film.outline_width * 0.45)


def guides(film: Film, start: Box, end: Box, frame: Frame) -> Iterator[tuple[Point, Point]]:
    """The four lines between the corners of two boxes, interrupted around the middles of the cells they cross, and
    where numbers stand around those.

    The middle of a cell always shows its role.
    """
    ends = (film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns) for box in (start, end))
    style = film.cell_texts.get(start.grid)
    texts = frame.texts[start.grid] if style is not None and style.row == 0.5 else None
    for a, b in zip(*ends, strict=True):
        yield from _interrupted(a, b, film, start.grid, texts)


def pointer(film: Film, start: Box, end: Box) -> Iterator[tuple[Point, Point]]:
    """A line from the middle of a cell to that of another, interrupted like a guide, and the other cell's edges."""
    place = film.placements[start.grid]
    middles = (place.corner(box.row + 0.5, box.column + 0.5) for box in (start, end))
    a, b = middles
    # Numbers in the middles of cells tell by themselves what is repeated; a line would strike them through.
    if film.cell_texts.get(start.grid, CellText(0, 0, 0)).row != 0.5:
        yield from _interrupted(a, b, film, start.grid)
    corners = place.polygon(end.row, end.column)
    yield from zip(corners, (*corners[1:], corners[0]), strict=True)


def strikes(film: Film, box: Box) -> Iterator[tuple[Point, Point]]:
    """The edges and the diagonals of every cell of a struck box."""
    place = film.placements[box.grid]
    for row in range(box.row, box.row + box.rows):
        for column in range(box.column, box.column + box.columns):
            corners = place.polygon(row, column)
            yield from zip(corners, (*corners[1:], corners[0]), strict=True)
            yield corners[0], corners[2]
            yield corners[1], corners[3]


def _interrupted(
    a: Point, b: Point, film: Film, grid: str, texts: Texts | None = None
) -> Iterator[tuple[Point, Point]]:
    length = float(np.hypot(b[0] - a[0], b[1] - a[1]))
    if length == 0:
        return
    unit = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    place = film.placements[grid]
    rows, columns = place.shape
    row, column = np.arange(rows)[:, None], np.arange(columns)[None, :]
    x = place.corner(0.5, 0.5)[0] - a[0] + column * place.right[0] + row * place.down[0]
    y = place.corner(0.5, 0.5)[1] - a[1] + column * place.right[1] + row * place.down[1]
    breaks = _at_middles(x, y, unit, guide_width(film) / 2 + (1.7 if place.right[0] >= 8 else 1.2))
    if texts is not None:
        breaks += _at_texts(x, y, unit, texts, film.cell_texts[grid].size)
    begin = 0.0
    for stop, go_on in (*sorted(breaks), (length, length)):
        if min(stop, length) - begin >= 1:
            stop = min(stop, length)
            yield (a[0] + begin * unit[0], a[1] + begin * unit[1]), (a[0] + stop * unit[0], a[1] + stop * unit[1])
        begin = max(begin, go_on)


Breaks = list[tuple[float, float]]


def _at_middles(x: Floats, y: Floats, unit: Point, gap: float) -> Breaks:
    """Where a line from the origin comes as close as that to points."""
    along, off = x * unit[0] + y * unit[1], np.abs(x * unit[1] - y * unit[0])
    near = (off < gap) & (along > -0.01)
    halves = np.sqrt(gap * gap - off[near] ** 2)
    return list(zip((along[near] - halves).tolist(), (along[near] + halves).tolist(), strict=True))


def _at_texts(x: Floats, y: Floats, unit: Point, texts: Texts, size: int) -> Breaks:
    """Where a line from the origin crosses the boxes of texts, with a little air, whose middles are given."""
    breaks = []
    for at in np.argwhere(texts != "").tolist():
        half = lettering.width(str(texts[tuple(at)]), size) / 2 + AIR, lettering.height(size) / 2 + AIR
        spans = [
            sorted(((middle - h) / part, (middle + h) / part))
            if part
            else ((-np.inf, np.inf) if abs(middle) < h else (0, 0))
            for middle, h, part in zip((x[tuple(at)], y[tuple(at)]), half, unit, strict=True)
        ]
        first, last = max(span[0] for span in spans), min(span[1] for span in spans)
        if last > 0 and first < last:
            breaks.append((float(first), float(last)))
    return breaks
