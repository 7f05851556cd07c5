"""Guides and pointers, and where they are interrupted. All renderers share them; lengths are in pixels."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, CellText, Film, Frame, Grid, Point
from visualize.style import fonts

Floats = NDArray[np.floating[Any]]


def guide_width(film: Film) -> float:
    """The width of guides, which are finer than the outlines that they connect."""
    return max(0.8, film.outline_width * 0.45)


def guides(film: Film, start: Box, end: Box, frame: Frame) -> Iterator[tuple[Point, Point]]:
    """The four lines between the corners of two boxes, interrupted at the middles of the cells that they cross and at
    the numbers there, so that the middle of a cell always shows its role.
    """
    ends = (film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns) for box in (start, end))
    style = film.cell_texts.get(start.grid)
    numbers = list(text_boxes(film, frame, start.grid)) if style is not None and style.row == 0.5 else []
    for a, b in zip(*ends, strict=True):
        segments = list(_interrupted(*_shifted(a, b, film, start.grid), film, start.grid))
        for middle, half in numbers:
            segments = [part for one in segments for part in around(*one, middle, half)]
        yield from segments


# Candidate shifts of a guide's two ends sideways, as fractions of an outline's width, the smallest first.
_SHIFTS = np.array(
    sorted(
        product((0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.8, -0.8), repeat=2), key=lambda pair: abs(pair[0]) + abs(pair[1])
    )
)


def _shifted(a: Point, b: Point, film: Film, grid: Grid) -> tuple[Point, Point]:
    """The line with its ends shifted sideways, within the corners of the outlines, to keep away from the middles of
    cells: by the smallest shift that suffices, else by the one with the largest distance.
    """
    x, y, unit, length = _relative(a, b, film, grid)
    min_distance = _gap(film, grid) + 1.5
    along, off = x * unit[0] + y * unit[1], np.abs(x * unit[1] - y * unit[0])
    close = (off < min_distance + film.outline_width) & (along > -min_distance) & (along < length + min_distance)
    if not close.any() or off[close].min() >= min_distance:
        return a, b
    start, end = (_SHIFTS * film.outline_width).T[:, :, None]
    x, y, across, down = x[close] - start, y[close], b[0] - a[0] + end - start, b[1] - a[1]
    share = np.clip((x * across + y * down) / (across * across + down * down + 1e-9), 0, 1)
    nearest = np.hypot(x - share * across, y - share * down).min(axis=1)
    sufficient = np.flatnonzero(nearest >= min_distance)
    best = sufficient[0] if sufficient.size else int(np.argmax(nearest.round(2)))
    return (a[0] + float(start[best, 0]), a[1]), (b[0] + float(end[best, 0]), b[1])


def pointer(film: Film, start: Box, end: Box) -> Iterator[tuple[Point, Point]]:
    """A line between the middles of two cells, interrupted like a guide, and the edges of the second cell."""
    place = film.placements[start.grid]
    middles = (place.corner(box.row + 0.5, box.column + 0.5) for box in (start, end))
    a, b = middles
    # Numbers in the middles of cells already show which value is repeated, and a line would cross them out.
    if film.cell_texts.get(start.grid, CellText(0, 0, 0)).row != 0.5:
        yield from _interrupted(a, b, film, start.grid)
    corners = place.polygon(end.row, end.column)
    yield from zip(corners, (*corners[1:], corners[0]), strict=True)


def _gap(film: Film, grid: Grid) -> float:
    """The smallest distance between the middle of a cell and the middle of a guide."""
    return guide_width(film) / 2 + 1.35  # half the diagonal of the middle pixel is 0.7, a line's soft border 0.5


def _relative(a: Point, b: Point, film: Film, grid: Grid) -> tuple[Floats, Floats, Point, float]:
    """The middles of cells relative to `a`, the direction from `a` to `b`, and the distance."""
    place = film.placements[grid]
    length = float(np.hypot(b[0] - a[0], b[1] - a[1]))
    unit = ((b[0] - a[0]) / length, (b[1] - a[1]) / length) if length else (1.0, 0.0)
    rows, columns = place.shape
    row, column = np.arange(rows)[:, None], np.arange(columns)[None, :]
    left, top = place.corner(0.5, 0.5)
    x = left - a[0] + column * place.right[0] + row * place.down[0]
    y = top - a[1] + column * place.right[1] + row * place.down[1]
    return x, y, unit, length


def _interrupted(a: Point, b: Point, film: Film, grid: Grid) -> Iterator[tuple[Point, Point]]:
    x, y, unit, length = _relative(a, b, film, grid)
    breaks = _at_middles(x, y, unit, length, _gap(film, grid))
    begin = 0.0
    for stop, go_on in (*sorted(breaks), (length, length)):
        end = min(stop, length)
        if end - begin >= 1:
            yield (a[0] + begin * unit[0], a[1] + begin * unit[1]), (a[0] + end * unit[0], a[1] + end * unit[1])
        begin = max(begin, go_on)


def _at_middles(x: Floats, y: Floats, unit: Point, length: float, gap: float) -> list[tuple[float, float]]:
    """The intervals along a line from the origin where points are closer than `gap`."""
    along, off = x * unit[0] + y * unit[1], np.abs(x * unit[1] - y * unit[0])
    near = (off < gap) & (along > -0.01) & (along < length + 0.01)
    halves = np.sqrt(gap * gap - off[near] ** 2)
    return list(zip((along[near] - halves).tolist(), (along[near] + halves).tolist(), strict=True))


def text_boxes(film: Film, frame: Frame, grid: Grid) -> Iterator[tuple[Point, Point]]:
    """Middle and half the size of every text of a grid, with a margin of a pixel."""
    if grid not in frame.texts:
        return
    place, style = film.placements[grid], film.cell_texts[grid]
    for (row, column), text in np.ndenumerate(frame.texts[grid]):
        if text:
            half = fonts.width(str(text), style.size) / 2 + 1, 0.42 * style.size + 1
            yield place.corner(row + style.row, column + style.column), half


def around(a: Point, b: Point, middle: Point, half: Point) -> Iterator[tuple[Point, Point]]:
    """The parts of a segment outside a box.

    >>> list(around((0.0, 0.0), (10.0, 0.0), middle=(5.0, 0.0), half=(1.0, 1.0)))
    [((0.0, 0.0), (4.0, 0.0)), ((6.0, 0.0), (10.0, 0.0))]
    """
    enter, leave = 0.0, 1.0
    for start, end, centre, reach in zip(a, b, middle, half, strict=True):
        length = end - start or 1e-9
        near, far = sorted(((centre - reach - start) / length, (centre + reach - start) / length))
        enter, leave = max(enter, near), min(leave, far)
    if enter >= leave:
        yield a, b
        return
    if enter > 0:
        yield a, _between(a, b, enter)
    if leave < 1:
        yield _between(a, b, leave), b


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
