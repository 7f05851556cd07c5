"""The pyramid between a window and its output cell: guides, the parts of them that a plane hides, its faces; pointers.

All renderers share them; lengths are in pixels. The middle of a lit cell and of an output cell shows its role alone, so
guides lean or are interrupted there; other cells may be crossed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product

import numpy as np

from visualize.film import Box, CellText, Film, Frame, Grid, Placement, Point
from visualize.style import fonts

Segment = tuple[Point, Point]

DASH, GAP = 5.0, 3.0  # of the hidden parts, in widths of a guide
SMALL = 12  # pixels of a cell's edge
_AROUND = np.array([(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)])


def guide_width(film: Film) -> float:
    """The width of guides, which are finer than the outlines that they connect."""
    return max(0.8, film.outline_width * 0.45)


def hidden_width(film: Film) -> float:
    """The width of the hidden parts of guides, which are finer still."""
    return max(0.8, guide_width(film) * 0.7)


def guides(film: Film, start: Box, end: Box, frame: Frame) -> list[Segment]:
    """The four lines from the corners of a box to those of another, up to the plane that hides the rest of them."""
    return pyramid(film, start, end, frame)[0]


def hidden(film: Film, start: Box, end: Box, frame: Frame) -> list[Segment]:
    """The dashes of the parts of the four lines that lie behind the plane of `end`, up to its corners."""
    return pyramid(film, start, end, frame)[1]


def pyramid(film: Film, start: Box, end: Box, frame: Frame) -> tuple[list[Segment], list[Segment]]:
    """The guides and the dashes of their hidden parts; whoever needs both saves time."""
    lines: list[Segment] = []
    dashes: list[Segment] = []
    for a, b, middles in _edges(film, start, end):
        entry = _between(a, b, _hidden_from(film, a, b, end.grid))
        lines += _outside(a, entry, [*_texts_near(film, frame, start.grid, a, b), *_around(film, middles)])
        middles = crossed(film.placements[end.grid], entry, b)
        boxes = [*_texts_near(film, frame, end.grid, entry, b), *_around(film, middles)]
        dashes += _outside(entry, b, boxes, _gaps(entry, b, guide_width(film)))
    return lines, dashes


def face(film: Film, start: Box, end: Box) -> list[Point]:
    """The outline of the pyramid, a convex polygon that the planes cover where they lie.

    >>> from visualize.operations import Conv
    >>> from visualize.figure import figure
    >>> film = figure(Conv(5, 3), view="isometric").film
    >>> len(face(film, *film.frame(4).guides[0])) in range(4, 8)
    True
    """
    return _hull([point for box in (start, end) for point in _corners(film, box)])


def _corners(film: Film, box: Box) -> tuple[Point, Point, Point, Point]:
    return film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)


# Candidate shifts of a guide's two ends sideways, as fractions of an outline's width, the smallest first.
_SHIFTS = np.array(
    sorted(
        product((0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.8, -0.8), repeat=2), key=lambda pair: abs(pair[0]) + abs(pair[1])
    )
)


def _edges(film: Film, start: Box, end: Box) -> Iterator[tuple[Point, Point, list[Point]]]:
    """The lines between corresponding corners, leaning away from the middles of lit cells within the outlines.

    With each, the middles that it still touches.
    """
    for a, b in zip(_corners(film, start), _corners(film, end), strict=True):
        middles = crossed(film.placements[start.grid], a, b, start)
        yield _leaning(a, b, middles, film) if middles else (a, b, [])


def _leaning(a: Point, b: Point, middles: list[Point], film: Film) -> tuple[Point, Point, list[Point]]:
    """The line with its ends shifted sideways, within the corners of the outlines, to keep away from some points.

    It takes the smallest shift that suffices, else the one with the largest distance.
    """
    start, end = (_SHIFTS * film.outline_width).T[:, :, None]
    x, y = np.subtract(middles, a).T[:, None, :]
    x, across, down = x - start, b[0] - a[0] + end - start, b[1] - a[1]
    share = np.clip((x * across + y * down) / (across * across + down * down + 1e-9), 0, 1)
    nearest = np.hypot(x - share * across, y - share * down).min(axis=1)
    sufficient = np.flatnonzero(nearest >= _gap(film) + 0.5)
    best = sufficient[0] if sufficient.size else int(np.argmax(nearest.round(2)))
    shifted = (a[0] + float(start[best, 0]), a[1]), (b[0] + float(end[best, 0]), b[1])
    return (*shifted, [] if sufficient.size else middles)


def crossed(place: Placement, a: Point, b: Point, box: Box | None = None) -> list[Point]:
    """The middles of the cells that a line crosses: of the whole grid, or of a box of it.

    >>> place = Placement((2, 3), (0.0, 0.0), (20, 0), (0, 20))
    >>> crossed(place, (2.0, 2.0), (38.0, 4.0))
    [(10.0, 10.0), (30.0, 10.0)]
    """
    top, left = (box.row, box.column) if box else (0, 0)
    rows, columns = (box.rows, box.columns) if box else place.shape
    return [place.corner(row + 0.5, column + 0.5) for row, column in _cells(place, a, b, top, left, rows, columns)]


def _cells(place: Placement, a: Point, b: Point, top: int, left: int, rows: int, columns: int) -> list[tuple[int, int]]:
    """The cells of a box that a line crosses or nearly touches, as rows and columns, in the order of the grid."""
    start, end = place.at(a), place.at(b)
    enter, leave = _inside(start, end, (top + rows / 2, left + columns / 2), (rows / 2 + 1, columns / 2 + 1))
    ends = np.array([_between(start, end, enter), _between(start, end, leave)])
    parts = max(1, int(np.abs(ends[1] - ends[0]).sum() * 6))
    if enter >= leave or parts > 60_000:
        return []
    points = ends[0] + np.arange(parts + 1)[:, None] / parts * (ends[1] - ends[0])
    found = np.floor(points).astype(np.intp)
    if place.right[0] < SMALL:  # a line beside such a cell is near its middle too
        found = (found[:, None] + _AROUND).reshape(-1, 2)
    row, column = (found - (top, left)).T
    within = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cells = np.flatnonzero(np.bincount(row[within] * columns + column[within]))
    return [(top + at // columns, left + at % columns) for at in cells.tolist()]


def pointer(film: Film, start: Box, end: Box) -> Iterator[Segment]:
    """A line between the middles of two cells, interrupted at the middles of cells, and the edges of the second."""
    place = film.placements[start.grid]
    a, b = (place.corner(box.row + 0.5, box.column + 0.5) for box in (start, end))
    # Numbers in the middles of cells already show which value is repeated, and a line would cross them out.
    if film.cell_texts.get(start.grid, CellText(0, 0, 0)).row != 0.5:
        yield from _outside(a, b, _around(film, crossed(place, a, b)))
    corners = place.polygon(end.row, end.column)
    yield from zip(corners, (*corners[1:], corners[0]), strict=True)


def _gap(film: Film) -> float:
    """The smallest distance between the middle of a cell and the middle of a guide."""
    return guide_width(film) / 2 + 1.35  # half the diagonal of the middle pixel is 0.7, a line's soft border 0.5


def _around(film: Film, middles: Sequence[Point]) -> list[Segment]:
    """The boxes around the middles of cells that guides leave out, as middles and half sizes."""
    half = _gap(film), _gap(film)
    return [(middle, half) for middle in middles]


def _hidden_from(film: Film, a: Point, b: Point, grid: Grid) -> float:
    """The share of a line at which it passes behind a plane, just before the rule at the plane's border."""
    place, enter = film.placements[grid], 0.0
    corners = place.polygon(0, 0, *place.shape)
    for (px, py), (qx, qy) in pairwise((*corners, corners[0])):
        # Distances to the side's line, positive inside: the corners run clockwise on the screen.
        before, after = ((qx - px) * (y - py) - (qy - py) * (x - px) for x, y in (a, b))
        if after < 0:  # a guide that leans may end beside the corner of the plane
            return 1.0
        if before < 0:
            enter = max(enter, before / (before - after))
    length = float(np.hypot(b[0] - a[0], b[1] - a[1])) or 1.0
    return max(0.0, enter - film.rule_width / 2 / length) if enter else 1.0


def _gaps(a: Point, b: Point, width: float) -> list[tuple[float, float]]:
    """The gaps between the dashes of a line, as shares of it; it begins with one, which leaves the border visible."""
    length = float(np.hypot(b[0] - a[0], b[1] - a[1])) or 1.0
    gap, step = GAP * width / length, (DASH + GAP) * width / length
    return [(at * step, at * step + gap) for at in range(int(1 / step) + 1)]


def _texts_near(film: Film, frame: Frame, grid: Grid, a: Point, b: Point) -> Iterator[tuple[Point, Point]]:
    """Middle and half the size of every number and note of a cell that a line crosses."""
    place = film.placements[grid]
    for styles, parts in ((film.cell_texts, frame.texts), (film.note_texts, frame.notes)):
        style, texts = styles.get(grid), parts.get(grid)
        if style is None or texts is None or (styles is film.cell_texts and style.row != 0.5):
            continue
        for row, column in _cells(place, a, b, 0, 0, *place.shape):
            if texts[row, column]:
                yield _text_box(place, style, row, column, str(texts[row, column]))


def text_boxes(film: Film, frame: Frame, grid: Grid) -> Iterator[tuple[Point, Point]]:
    """Middle and half the size of every text of a grid, with a margin of a pixel."""
    for (row, column), text in np.ndenumerate(frame.texts.get(grid, np.empty((0, 0), "U1"))):
        if text:
            yield _text_box(film.placements[grid], film.cell_texts[grid], row, column, str(text))


def _text_box(place: Placement, style: CellText, row: int, column: int, text: str) -> tuple[Point, Point]:
    half = fonts.width(text, style.size) / 2 + 1, 0.42 * style.size + 1
    return place.corner(row + style.row, column + style.column), half


def _outside(
    a: Point, b: Point, boxes: Sequence[tuple[Point, Point]], gaps: Sequence[tuple[float, float]] = ()
) -> Iterator[Segment]:
    """The parts of a line outside of boxes and of gaps, at least a pixel long; gaps are shares of the line."""
    length, at = float(np.hypot(b[0] - a[0], b[1] - a[1])), 0.0
    for enter, leave in sorted([*_within(a, b, boxes), *gaps, (1.0, 1.0)]):
        if (min(enter, 1.0) - at) * length >= 1:
            yield _between(a, b, at), _between(a, b, min(enter, 1.0))
        at = max(at, leave)


def _within(a: Point, b: Point, boxes: Sequence[tuple[Point, Point]]) -> list[tuple[float, float]]:
    """The parts of a line inside of boxes, as shares of it."""
    if not boxes:
        return []
    middle, half = np.array(boxes).transpose(1, 0, 2)
    start, length = np.array(a), np.subtract(b, a)
    length[length == 0] = 1e-9
    near, far = (middle - half - start) / length, (middle + half - start) / length
    enter, leave = np.minimum(near, far).max(axis=1), np.maximum(near, far).min(axis=1)
    cut = (enter < leave) & (leave > 0) & (enter < 1)
    return list(zip(enter[cut].tolist(), leave[cut].tolist(), strict=True))


def around(a: Point, b: Point, middle: Point, half: Point) -> Iterator[Segment]:
    """The parts of a segment outside a box.

    >>> list(around((0.0, 0.0), (10.0, 0.0), middle=(5.0, 0.0), half=(1.0, 1.0)))
    [((0.0, 0.0), (4.0, 0.0)), ((6.0, 0.0), (10.0, 0.0))]
    """
    enter, leave = _inside(a, b, middle, half)
    if enter >= leave:
        yield a, b
        return
    if enter > 0:
        yield a, _between(a, b, enter)
    if leave < 1:
        yield _between(a, b, leave), b


def _inside(a: Point, b: Point, middle: Point, half: Point) -> tuple[float, float]:
    """The shares of a segment at which it enters and leaves a box; the first is the larger if it keeps out."""
    enter, leave = 0.0, 1.0
    for start, end, centre, reach in zip(a, b, middle, half, strict=True):
        length = end - start or 1e-9
        near, far = sorted(((centre - reach - start) / length, (centre + reach - start) / length))
        enter, leave = max(enter, near), min(leave, far)
    return enter, leave


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _hull(points: Sequence[Point]) -> list[Point]:
    """The corners of the smallest convex polygon around points (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _chain(points: Iterable[Point]) -> list[Point]:
    chain: list[Point] = []
    for x, y in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], (x, y)) <= 0:
            chain.pop()
        chain.append((x, y))
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    """Twice the area of a triangle, signed by its direction."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
