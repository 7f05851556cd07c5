"""The rules between cells and their dashes, the hatch of unread cells and the strikes of missing ones.

All renderers share them; lengths are in pixels.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.film import Box, Film, Grid, Placement, Point, Roles
from visualize.film.roles import STATES, Kind, is_word
from visualize.style.looks import DASHES, Look, Theme

Segments = list[tuple[Point, Point]]
# The diagonal of a hatched cell, from its first corner to its last, as fractions; its middle is left out.
HATCH = ((0.0, 0.36), (0.64, 1.0))
BORDER = 1.0  # width of the lines around kinds of cells that are too small for rules
SMALLEST_HATCHED = 12  # pixels of a cell, across which a line is seen
DASH = 0.58  # fraction of a period that is drawn


class Stroke(NamedTuple):
    """The style of lines. `dash` holds the lengths of a dash and of a gap, None for a solid line.

    A dashed line starts in the middle of a dash. A cap makes a dash longer than its length.
    """

    colour: str
    width: float
    dash: tuple[float, float] | None = None
    cap: Literal["butt", "round", "square"] = "butt"


def dashes(length: float, period: int = DASHES) -> int:
    """The number of dashes along an edge of a cell; half a dash lies at either end, so that edges meet in the corners.

    >>> dashes(40.0), dashes(5.0), dashes(40.0, period=4), dashes(40.0, period=16)
    (5, 1, 10, 2)
    """
    return min(48 // period, max(1, round(length / period)))


def areas() -> NDArray[np.uint8]:
    """For each role the kind whose border is drawn around its cells; inserted zeros belong to the input around them."""
    kinds = np.arange(256, dtype=np.uint8) // np.uint8(STATES)
    return np.where(kinds == Kind.INSERTED, np.uint8(Kind.INPUT), kinds)


def hatch_width(rule_width: float) -> float:
    """The width of hatch lines, which are finer than rules.

    >>> hatch_width(2.0)
    1.5
    """
    return max(0.7, rule_width * 0.75)


def struck(film: Film, box: Box) -> tuple[Point, Point, Point, Point]:
    """The corners of a struck box."""
    return film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)


def strikes(film: Film, box: Box) -> Iterator[tuple[Point, Point]]:
    """The edges of a struck box and its diagonals: one cross for the whole row or column that has no windows."""
    corners = struck(film, box)
    yield from zip(corners, (*corners[1:], corners[0]), strict=True)
    yield corners[0], corners[2]
    yield corners[1], corners[3]


def outline(film: Film, box: Box) -> tuple[Point, Point, Point, Point]:
    """The corners of the line around a box; around the smallest cells it lies further out, clear of their middles."""
    return film.placements[box.grid].grown(box, _out(film, box))


def casing(film: Film, box: Box) -> tuple[tuple[Point, Point, Point, Point], float]:
    """The corners and the width of the line of ground under an outline: a hair of it is seen on the outside only.

    Rules run up to the outline from within.
    """
    width = film.casing_width / 2
    return film.placements[box.grid].grown(box, _out(film, box) + width / 2), width


def within(place: Placement, lines: Iterable[Sequence[Point]], width: float) -> Iterator[list[Point]]:
    """The parts of thick lines in the plane of a grid, as polygons; lines of more than two corners are closed."""
    for corners in lines:
        sides = [tuple(corners)] if len(corners) == 2 else pairwise((*corners, corners[0]))
        for (ax, ay), (bx, by) in sides:
            length = float(np.hypot(bx - ax, by - ay)) or 1.0
            x, y = (bx - ax) / length * width / 2, (by - ay) / length * width / 2
            if len(corners) > 2:  # closed lines fill their corners
                ax, ay, bx, by = ax - x, ay - y, bx + x, by + y
            thick = [(ax - y, ay + x), (bx - y, by + x), (bx + y, by - x), (ax + y, ay - x)]
            if len(cut := _cut(place, thick)) > 2:
                yield cut


def _cut(place: Placement, corners: list[Point]) -> list[Point]:
    """The part of a convex polygon that lies in the plane of a grid (Sutherland and Hodgman's algorithm)."""
    points = [place.at(corner) for corner in corners]
    for axis, side, limit in ((0, 1, 0), (1, 1, 0), (0, -1, place.shape[0]), (1, -1, place.shape[1])):
        kept: list[Point] = []
        for before, after in pairwise((*points[-1:], *points)):
            inside, enters = side * (before[axis] - limit), side * (after[axis] - limit)
            if (inside < 0) != (enters < 0):
                share = inside / (inside - enters)
                kept.append((before[0] + share * (after[0] - before[0]), before[1] + share * (after[1] - before[1])))
            if enters >= 0:
                kept.append(after)
        points = kept
    return [place.corner(*point) for point in points]


def _out(film: Film, box: Box) -> float:
    place = film.placements[box.grid]
    clear = 1.0 if place.upright else 1.2  # half the middle pixel, or half its diagonal, and half a soft border
    return max(_to_pixels(film, place), film.outline_width / 2 + clear - place.height / 2)


def _to_pixels(film: Film, place: Placement) -> float:
    """Half a pixel if the edges of an outline along the borders of cells would fall on the middles of pixels.

    That is so if the width of the rules, for which the grid lies where it does, is odd and the outline's is not, or the
    other way round. Lines of less than three pixels have soft edges anyway.
    """
    soft = (place.origin[0] + film.outline_width / 2) % 1 == 0.5
    return 0.5 if soft and place.upright and film.outline_width >= 3 else 0.0


def ruled(place: Placement, roles: Roles, theme: Theme, width: float) -> Iterator[tuple[Stroke, Segments]]:
    """The rules between cells, the highest rank last. Each edge is drawn once, in the rule of the higher-ranked cell.

    Dashed rules along rows and along columns are separate strokes, because their dashes may differ in length. Where
    rules have no width, there are solid lines around the cells of a kind only.
    """
    if is_word(roles):
        return
    looks = {code: look if width else look._replace(dashed=0) for code, look in _looks(roles, theme).items()}
    vertical, horizontal = _edges(roles, looks, around_kinds=not width)
    width = width or BORDER
    for code in sorted(looks, key=lambda code: looks[code].rank):
        look = looks[code]
        across = [(place.corner(row, at), place.corner(row, at + n)) for row, at, n in runs(np.equal(horizontal, code))]
        down = [(place.corner(at, row), place.corner(at + n, row)) for row, at, n in runs(np.equal(vertical.T, code))]
        if across and look.dashed:
            yield Stroke(look.rule, width, _dash(place.right, look.dashed)), across
        if down and look.dashed:
            yield Stroke(look.rule, width, _dash(place.down, look.dashed)), down
        if (across or down) and not look.dashed:
            yield Stroke(look.rule, width, cap="round"), [*across, *down]


def _dash(step: tuple[int, int], period: int) -> tuple[float, float]:
    length = float(np.hypot(*step))
    fitted = length / dashes(length, period)
    return fitted * DASH, fitted * (1 - DASH)


def has_hatch(film: Film, grid: Grid) -> bool:
    """Whether unread cells of a grid have a line across them; not where it would cross texts or small cells."""
    return film.placements[grid].right[0] >= SMALLEST_HATCHED and grid not in film.cell_texts


def hatched(film: Film, grid: Grid, roles: Roles, theme: Theme) -> Iterator[tuple[Stroke, Segments]]:
    """The lines across unread cells."""
    for code, look in _looks(roles, theme).items() if has_hatch(film, grid) else ():
        if look.hatch:
            yield Stroke(look.hatch, hatch_width(film.rule(grid))), list(_hatch(film.placements[grid], roles == code))


def runs(chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """Row, first column and length of every run of chosen cells.

    >>> list(runs(np.array([[True, True, False, True]])))
    [(0, 0, 2), (0, 3, 1)]
    """
    for row in np.flatnonzero(chosen.any(axis=1)).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen[row].astype(np.int8), [0])))).tolist()
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield row, start, end - start


def _looks(roles: Roles, theme: Theme) -> dict[int, Look]:
    return {code: theme.look(code) for code in distinct(roles).tolist()}


def _edges(roles: Roles, looks: dict[int, Look], around_kinds: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each edge the role whose rule is drawn: vertical edges (rows, columns + 1), horizontal (rows + 1, columns).

    Roles with equal rules are merged, so that a line is continuous where only the fill changes.
    """
    same = {
        code: min(other for other in looks if _rule_of(looks[other]) == _rule_of(look)) for code, look in looks.items()
    }
    rank = np.full(256, -1)
    merged = np.zeros(256, np.int64)
    for code, look in looks.items():
        rank[code], merged[code] = look.rank, same[code]
    around, area_of = np.pad(roles, 1), areas()

    def winner(a: Roles, b: Roles) -> NDArray[np.int64]:
        stronger = np.where(rank[a] >= rank[b], merged[a], merged[b])
        return np.where(area_of[a] == area_of[b], -1, stronger) if around_kinds else stronger

    return winner(around[1:-1, :-1], around[1:-1, 1:]), winner(around[:-1, 1:-1], around[1:, 1:-1])


def _rule_of(look: Look) -> tuple[str, int, int]:
    return look.rule, look.rank, look.dashed


def _hatch(place: Placement, chosen: NDArray[np.bool_]) -> Iterator[tuple[Point, Point]]:
    for row, column in np.argwhere(chosen).tolist():
        for start, end in HATCH:
            yield place.corner(row + start, column + start), place.corner(row + end, column + end)
