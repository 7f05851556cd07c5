"""The pyramid between a window and its output cell: guides, the parts of them that a plane hides, its faces; pointers.

All renderers share them; lengths are in pixels. The middle of a lit cell and of an output cell shows its role alone, so
guides lean or are interrupted there; other cells may be crossed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import numpy as np

from visualize.film import INPUT, Box, CellText, Film, Frame, Grid, Placement, Point
from visualize.style import fonts
from visualize.style.crossings import Floats, Parts, near, outside, within

Segment = tuple[Point, Point]

TOLD_APART = 6  # pixels; on smaller cells four guides would be one thick line, so only the outermost two are drawn
AS_ONE = 1 / 6  # of a pyramid's width; of guides that are nearer, one is drawn
DASH, GAP = 5.0, 3.0  # of the hidden parts, in widths of a guide


def guide_width(film: Film) -> float:
    """The width of guides, which are finer than the outlines that they connect."""
    return max(0.8, film.outline_width * 0.45)


def hidden_width(film: Film) -> float:
    """The width of the hidden parts of guides, which are finer still."""
    return max(0.8, guide_width(film) * 0.7)


def guides(film: Film, start: Box, end: Box, frame: Frame) -> list[Segment]:
    """The four lines from the corners of a box to those of another, up to the plane that hides the rest of them."""
    return _pairs(pyramid(film, start, end, frame)[0])


def hidden(film: Film, start: Box, end: Box, frame: Frame) -> list[Segment]:
    """The dashes of the parts of the four lines that lie behind the plane of `end`, up to its corners."""
    return _pairs(pyramid(film, start, end, frame)[1])


def pyramid(film: Film, start: Box, end: Box, frame: Frame) -> tuple[Floats, Floats]:
    """The guides and the dashes of their hidden parts, each (number, 2, 2); whoever needs both saves time."""
    lines, touched = _edges(film, start, end)
    entry = _entry(film, lines, end.grid)
    behind = lines.copy()
    # The border of the plane stays visible.
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T)
    share = np.minimum(1, entry + (film.rule_width + 1) / np.where(length, length, 1))
    behind[:, 0] += share[:, None] * (lines[:, 1] - lines[:, 0])
    whole = Box(end.grid, 0, 0, *film.placements[end.grid].shape)
    cuts = list(_texts_near(film, frame, start.grid, lines))
    cuts += (_middles_near(film, box, lines) for box, _ in frame.guides if box.grid == start.grid and box != start)
    cuts += (_covered(film, lines, grid) for grid in beside(film, start, end))
    seen = _solid(film, start, lines, touched, entry, cuts)
    return seen, _dashed(film, whole, behind, list(_texts_near(film, frame, end.grid, behind)))


def endless(film: Film, start: Box, end: Box) -> tuple[Floats, Floats]:
    """The guides as if no plane hid them, and as if an endless plane hid them all; they do not avoid texts.

    Those of two steps are the same, moved, if their boxes have the same sizes and the same distance.
    """
    lines, touched = _edges(film, start, end)
    rows, columns = film.placements[end.grid].shape
    around = Box(end.grid, end.row - rows, end.column - columns, 2 * rows + 1, 2 * columns + 1)
    return _solid(film, start, lines, touched, np.ones(len(lines)), []), _dashed(film, around, lines, [])


def beside(film: Film, start: Box, end: Box) -> list[Grid]:
    """The planes beside those of two boxes, in the same rows; a guide that crossed them would be taken for theirs."""
    rows = [box.grid._replace(channel=0) for box in (start, end)]
    return [grid for grid in film.placements if grid not in (start.grid, end.grid) and grid._replace(channel=0) in rows]


def _solid(film: Film, start: Box, lines: Floats, touched: bool, end: Floats, cuts: list[Parts]) -> Floats:
    """What is drawn of the parts of guides in front of a plane."""
    middles = [_middles_near(film, start, lines)] if touched else []
    return outside(lines, np.zeros(len(lines)), end, [*cuts, *middles])


def _dashed(film: Film, box: Box, lines: Floats, cuts: list[Parts]) -> Floats:
    """The dashes of the parts of guides behind a box of cells; none where cells would leave only dots of them."""
    if film.placements[box.grid].right[0] < TOLD_APART:
        return np.empty((0, 2, 2))
    cuts = [*cuts, _middles_near(film, box, lines), _gaps(lines, guide_width(film))]
    return outside(lines, np.zeros(len(lines)), np.ones(len(lines)), cuts)


def _pairs(lines: Floats) -> list[Segment]:
    return [((ax, ay), (bx, by)) for (ax, ay), (bx, by) in lines.tolist()]


def face(film: Film, start: Box, end: Box) -> list[Point]:
    """The outline of the pyramid, a convex polygon that the planes cover where they lie.

    >>> from visualize.operations import Conv
    >>> from visualize.drawing import figure
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


def _edges(film: Film, start: Box, end: Box) -> tuple[Floats, bool]:
    """The lines between corresponding corners, leaning away from the middles of lit cells within the outlines.

    With them, whether one of them is still too near.
    """
    lines = np.array([_corners(film, start), _corners(film, end)]).swapaxes(0, 1)
    if film.placements[start.grid].right[0] < TOLD_APART:
        lines = _outer(lines)
    elif beside(film, start, end):
        lines = _told_apart(lines)
    clear, touched = _gap(film) + 0.5, False
    found = near(film.placements[start.grid], start, lines, clear + _SHIFTS.max() * film.outline_width)
    too_near = found.line[_distances(lines[found.line], found.middle) < clear]
    for at in set(too_near.tolist()):
        lines[at], is_clear = _leaning(lines[at], found.middle[found.line == at], film.outline_width, clear)
        touched |= not is_clear
    return lines, touched


def _outer(lines: Floats) -> Floats:
    """The leftmost and the rightmost of lines, seen along them."""
    aside = _aside(lines, lines[:, 0])
    return lines[[aside.argmin(), aside.argmax()]]


def _told_apart(lines: Floats) -> Floats:
    """The outermost of lines, and those between whose middles are away from those of all others.

    The pyramids of a row lean, so that some are seen along a face or a diagonal, and two of their guides run as one.
    """
    aside = _aside(lines, lines.mean(axis=1))
    first, *inner, last = aside.argsort().tolist()
    kept = [first, last]
    for at in inner:
        if np.abs(aside[kept] - aside[at]).min() >= max(TOLD_APART, AS_ONE * (aside[last] - aside[first])):
            kept.append(at)
    return lines[sorted(kept)]


def _aside(lines: Floats, points: Floats) -> Floats:
    """How far points are to the side, in pixels, seen along lines."""
    across, down = (lines[:, 1] - lines[:, 0]).mean(axis=0)
    return np.asarray((points[:, 0] * down - points[:, 1] * across) / max(1.0, float(np.hypot(across, down))))


def _leaning(line: Floats, middles: Floats, outline_width: float, clear: float) -> tuple[Floats, bool]:
    """The line with its ends shifted sideways, within the corners of the outlines, to keep away from some points.

    It takes the smallest shift that suffices, else the one with the largest distance; and whether it suffices.
    """
    shifted = np.repeat(line[None], len(_SHIFTS), axis=0)
    shifted[:, :, 0] += _SHIFTS * outline_width
    nearest = _distances(shifted[:, None], middles).min(axis=1)
    sufficient = np.flatnonzero(nearest >= clear)
    return shifted[sufficient[0] if sufficient.size else int(np.argmax(nearest.round(2)))], bool(sufficient.size)


def _distances(lines: Floats, points: Floats) -> Floats:
    """The distances in pixels of lines from points, both arrays with such axes before their last ones."""
    length, distance = lines[..., 1, :] - lines[..., 0, :], points - lines[..., 0, :]
    x, y, across, down = distance[..., 0], distance[..., 1], length[..., 0], length[..., 1]
    share = np.minimum(np.maximum((x * across + y * down) / (across * across + down * down + 1e-9), 0), 1)
    return np.asarray(np.hypot(x - share * across, y - share * down))


def pointer(film: Film, start: Box, end: Box) -> Iterator[Segment]:
    """A line between the middles of two cells, interrupted at the middles of cells, and the edges of the second.

    Between two grids it leads from the top of the one cell to the bottom of the other.
    """
    place = film.placements[start.grid]
    if start.grid != end.grid:
        yield (
            place.corner(start.row, start.column + 0.5),
            film.placements[end.grid].corner(end.row + 1, end.column + 0.5),
        )
        return
    line = np.array([[place.corner(box.row + 0.5, box.column + 0.5) for box in (start, end)]])
    # Numbers in the middles of cells already show which value is repeated, and a line would cross them out.
    if film.cell_texts.get(start.grid, CellText(0, 0, 0)).row != 0.5:
        whole = Box(start.grid, 0, 0, *place.shape)
        yield from _pairs(outside(line, np.zeros(1), np.ones(1), [_middles_near(film, whole, line)]))
    corners = place.polygon(end.row, end.column)
    yield from zip(corners, (*corners[1:], corners[0]), strict=True)


def _gap(film: Film) -> float:
    """The smallest distance between the middle of a cell and the middle of a guide."""
    return guide_width(film) / 2 + 1.35  # half the diagonal of the middle pixel is 0.7, a line's soft border 0.5


def _middles_near(film: Film, box: Box, lines: Floats) -> Parts:
    """The parts of lines that lie over the middles of a box's cells."""
    gap = _gap(film)
    found = near(film.placements[box.grid], box, lines, gap)
    return within(lines, found.line, found.middle, (gap, gap))


def _entry(film: Film, lines: Floats, grid: Grid) -> Floats:
    """The share of each line at which it passes behind a plane, just before the rule at the plane's border."""
    before, after = _distances_from_sides(film.placements[grid], lines, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        enter = np.where(before < 0, before / (before - after), 0).max(axis=1)
    enter[(after < 0).any(axis=1)] = 1.0  # a guide that leans may end beside the corner of the plane
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T)
    length[length == 0] = 1
    return np.where(enter > 0, np.maximum(0, enter - (enter < 1) * film.rule_width / 2 / length), 1.0)


def _covered(film: Film, lines: Floats, grid: Grid) -> Parts:
    """The parts of lines that a plane with its border covers."""
    before, after = _distances_from_sides(film.placements[grid], lines, film.rule_width / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = before / (before - after)
    enter, leave = np.where(before < 0, share, 0).max(axis=1), np.where(after < 0, share, 1).min(axis=1)
    found = np.flatnonzero((enter < leave) & ~((before < 0) & (after < 0)).any(axis=1))
    return Parts(found, enter[found], leave[found])


def _distances_from_sides(place: Placement, lines: Floats, reach: float) -> Floats:
    """How far the ends of lines are within each side of a plane that reaches so many pixels further; ends first."""
    corners = np.array(place.grown(Box(INPUT, 0, 0, *place.shape), reach))
    sides = np.roll(corners, -1, axis=0) - corners
    # Positive inside: the corners run clockwise on the screen.
    x, y = np.moveaxis(lines[:, :, None] - corners, -1, 0)
    return np.moveaxis(sides[:, 0] * y - sides[:, 1] * x, 1, 0)


def _gaps(lines: Floats, width: float) -> Parts:
    """The gaps between the dashes of lines, which end with a dash."""
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T)
    length[length == 0] = 1
    dash, step = DASH * width / length, (DASH + GAP) * width / length
    counts = np.floor(1 / step).astype(np.intp) + 1
    number = np.arange(len(lines)).repeat(counts)
    end = 1 - dash[number] - step[number] * (np.arange(len(number)) - (counts.cumsum() - counts)[number])
    return Parts(number, end - step[number] + dash[number], end)


def _texts_near(film: Film, frame: Frame, grid: Grid, lines: Floats) -> Iterator[Parts]:
    """The parts of lines over the numbers and notes of cells."""
    place = film.placements[grid]
    for styles, parts in ((film.cell_texts, frame.texts), (film.note_texts, frame.notes)):
        style, texts = styles.get(grid), parts.get(grid)
        if style is None or texts is None or (styles is film.cell_texts and style.row != 0.5):
            continue
        reach = max(place.right[0], place.down[1]) / 2
        found = near(place, Box(grid, 0, 0, *place.shape), lines, reach)
        written = texts[found.row, found.column] != ""
        number, cells = found.line[written], np.stack((found.row, found.column), axis=-1)[written].tolist()
        boxes = [_text_box(place, style, row, column, str(texts[row, column])) for row, column in cells]
        if boxes:
            middles, halves = np.array(boxes).swapaxes(0, 1)
            yield within(lines, number, middles, halves)


def _text_box(place: Placement, style: CellText, row: int, column: int, text: str) -> tuple[Point, Point]:
    half = fonts.width(text, style.size) / 2 + 1, 0.42 * style.size + 1
    return place.corner(row + style.row, column + style.column), half


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
