"""Guides and pointers, and where they give way; the same in every painter, lengths in pixels."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, CellText, Film, Frame, Grid, Point
from visualize.style import fonts

Floats = NDArray[np.floating[Any]]


def guide_width(film: Film) -> float:
    """Guides are finer than the outlines that they tie."""
    return max(0.8, film.outline_width * 0.45)


def guides(film: Film, start: Box, end: Box, frame: Frame) -> Iterator[tuple[Point, Point]]:
    """The four lines between the corners of two boxes.

    They are interrupted around the middles of the cells that they cross, so that the middle of a cell always shows its
    role, and around numbers that stand there.
    """
    ends = (film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns) for box in (start, end))
    style = film.cell_texts.get(start.grid)
    numbers = list(text_boxes(film, frame, start.grid)) if style is not None and style.row == 0.5 else []
    for a, b in zip(*ends, strict=True):
        segments = list(_interrupted(*_kept_clear(a, b, film, start.grid), film, start.grid))
        for middle, half in numbers:
            segments = [part for one in segments for part in around(*one, middle, half)]
        yield from segments


# How far the two ends of a guide may be moved sideways, in parts of an outline's width, the least first.
_OFFSETS = np.array(
    sorted(
        product((0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.8, -0.8), repeat=2), key=lambda pair: abs(pair[0]) + abs(pair[1])
    )
)


def _kept_clear(a: Point, b: Point, film: Film, grid: Grid) -> tuple[Point, Point]:
    """The ends of a line, moved sideways within the corners of outlines to keep clear of the middles of cells.

    By the least that keeps it clear, or to where it is farthest from the nearest middle.
    """
    x, y, unit, length = _relative(a, b, film, grid)
    enough = _gap(film, grid) + 1.5
    along, off = x * unit[0] + y * unit[1], np.abs(x * unit[1] - y * unit[0])
    close = (off < enough + film.outline_width) & (along > -enough) & (along < length + enough)
    if not close.any() or off[close].min() >= enough:
        return a, b
    start, end = (_OFFSETS * film.outline_width).T[:, :, None]
    x, y, across, down = x[close] - start, y[close], b[0] - a[0] + end - start, b[1] - a[1]
    share = np.clip((x * across + y * down) / (across * across + down * down + 1e-9), 0, 1)
    nearest = np.hypot(x - share * across, y - share * down).min(axis=1)
    clear = np.flatnonzero(nearest >= enough)
    best = clear[0] if clear.size else int(np.argmax(nearest.round(2)))
    return (a[0] + float(start[best, 0]), a[1]), (b[0] + float(end[best, 0]), b[1])


def pointer(film: Film, start: Box, end: Box) -> Iterator[tuple[Point, Point]]:
    """A line from the middle of a cell to that of another, interrupted like a guide, and the edges of the other."""
    place = film.placements[start.grid]
    middles = (place.corner(box.row + 0.5, box.column + 0.5) for box in (start, end))
    a, b = middles
    # A line would strike through the numbers in the middles of cells, and these show what is repeated.
    if film.cell_texts.get(start.grid, CellText(0, 0, 0)).row != 0.5:
        yield from _interrupted(a, b, film, start.grid)
    corners = place.polygon(end.row, end.column)
    yield from zip(corners, (*corners[1:], corners[0]), strict=True)


def _gap(film: Film, grid: Grid) -> float:
    """How far from the middle of a cell the middle of a guide must stay."""
    return guide_width(film) / 2 + 1.35  # the pixel of the middle reaches 0.7 to a side, a line's blur 0.5


def _relative(a: Point, b: Point, film: Film, grid: Grid) -> tuple[Floats, Floats, Point, float]:
    """Where the middles of cells lie relative to `a`, and the direction and the distance of `b`."""
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
    """From where to where a line from the origin is closer than `gap` to each of the points that it passes."""
    along, off = x * unit[0] + y * unit[1], np.abs(x * unit[1] - y * unit[0])
    near = (off < gap) & (along > -0.01) & (along < length + 0.01)
    halves = np.sqrt(gap * gap - off[near] ** 2)
    return list(zip((along[near] - halves).tolist(), (along[near] + halves).tolist(), strict=True))


def text_boxes(film: Film, frame: Frame, grid: Grid) -> Iterator[tuple[Point, Point]]:
    """The middle and half the size of every text of a grid, with a pixel of padding."""
    if grid not in frame.texts:
        return
    place, style = film.placements[grid], film.cell_texts[grid]
    for (row, column), text in np.ndenumerate(frame.texts[grid]):
        if text:
            half = fonts.width(str(text), style.size) / 2 + 1, 0.42 * style.size + 1
            yield place.corner(row + style.row, column + style.column), half


def around(a: Point, b: Point, middle: Point, half: Point) -> Iterator[tuple[Point, Point]]:
    """The parts of a segment that lie outside a box."""
    enter, leave = 0.0, 1.0
    for start, end, centre, reach in zip(a, b, middle, half, strict=True):
        way = end - start or 1e-9
        near, far = sorted(((centre - reach - start) / way, (centre + reach - start) / way))
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
