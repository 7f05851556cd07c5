"""The rules between cells, how they are dashed, the hatch of unread cells and the strikes of missing ones.

The same in every painter; lengths in pixels.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Film, Placement, Point, Roles
from visualize.style.themes import Look, Theme

Segments = list[tuple[Point, Point]]
# Where hatch lines cross a cell, as the sum of row and column fractions: far from its middle, which is 1, and numbers.
HATCHES = (0.5, 1.5)
DASH = 0.58  # part of a period that is drawn


class Stroke(NamedTuple):
    """How lines are drawn. `dash` is the length of a dash and of the gap after it, None for a solid line.

    A dashed line begins in the middle of a dash.
    """

    colour: str
    width: float
    dash: tuple[float, float] | None = None
    cap: Literal["butt", "round"] = "butt"


def dashes(length: float) -> int:
    """The number of dashes along an edge of a cell, half of one at either end, so that edges meet in a corner."""
    return min(6, max(1, round(length / 8)))


def hatch_width(rule_width: float) -> float:
    """Hatch lines are finer than rules."""
    return max(0.7, rule_width * 0.75)


def strikes(film: Film, box: Box) -> Iterator[tuple[Point, Point]]:
    """The edges and the diagonals of every cell of a struck box."""
    place = film.placements[box.grid]
    for row in range(box.row, box.row + box.rows):
        for column in range(box.column, box.column + box.columns):
            corners = place.polygon(row, column)
            yield from zip(corners, (*corners[1:], corners[0]), strict=True)
            yield corners[0], corners[2]
            yield corners[1], corners[3]


def ruled(place: Placement, roles: Roles, theme: Theme, width: float) -> Iterator[tuple[Stroke, Segments]]:
    """The rules between cells, the highest rank last: each edge once, in the rule of the higher rank beside it.

    Dashed rules along rows and along columns have strokes of their own, as their dashes may differ.
    """
    looks = _looks(roles, theme)
    upright, level = _edges(roles, looks)
    for code in sorted(looks, key=lambda code: looks[code].rank):
        look = looks[code]
        across = [(place.corner(row, at), place.corner(row, at + n)) for row, at, n in runs(np.equal(level, code))]
        down = [(place.corner(at, row), place.corner(at + n, row)) for row, at, n in runs(np.equal(upright.T, code))]
        if across and look.dashed:
            yield Stroke(look.rule, width, _dash(place.right)), across
        if down and look.dashed:
            yield Stroke(look.rule, width, _dash(place.down)), down
        if (across or down) and not look.dashed:
            yield Stroke(look.rule, width, cap="round"), [*across, *down]


def _dash(step: tuple[int, int]) -> tuple[float, float]:
    length = float(np.hypot(*step))
    period = length / dashes(length)
    return period * DASH, period * (1 - DASH)


def hatched(place: Placement, roles: Roles, theme: Theme, width: float) -> Iterator[tuple[Stroke, Segments]]:
    """The hatch of unread cells, by its stroke; `width` is that of the rules."""
    for code, look in _looks(roles, theme).items():
        if look.hatch:
            yield Stroke(look.hatch, hatch_width(width)), list(_hatch(place, roles == code))


def runs(chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """The row, first column and length of every run of chosen cells."""
    for row in np.flatnonzero(chosen.any(axis=1)).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen[row].astype(np.int8), [0])))).tolist()
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield row, start, end - start


def _looks(roles: Roles, theme: Theme) -> dict[int, Look]:
    return {code: theme.look(code) for code in np.unique(roles).tolist()}


def _edges(roles: Roles, looks: dict[int, Look]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The role whose rule is drawn at each edge: upright edges (rows, columns + 1), level ones (rows + 1, columns).

    Roles with the same rule count as one, so that a line runs through where only the fill changes.
    """
    same = {
        code: min(other for other in looks if _rule_of(looks[other]) == _rule_of(look)) for code, look in looks.items()
    }
    rank = np.full(256, -1)
    merged = np.zeros(256, np.int64)
    for code, look in looks.items():
        rank[code], merged[code] = look.rank, same[code]
    around = np.pad(roles, 1)

    def winner(a: Roles, b: Roles) -> NDArray[np.int64]:
        return np.where(rank[a] >= rank[b], merged[a], merged[b])

    return winner(around[1:-1, :-1], around[1:-1, 1:]), winner(around[:-1, 1:-1], around[1:, 1:-1])


def _rule_of(look: Look) -> tuple[str, int, bool]:
    return look.rule, look.rank, look.dashed


def _hatch(place: Placement, chosen: NDArray[np.bool_]) -> Iterator[tuple[Point, Point]]:
    for row, column in np.argwhere(chosen).tolist():
        for at in HATCHES:
            near, far = min(at, 1.0), max(0.0, at - 1)
            yield place.corner(row + near, column + far), place.corner(row + far, column + near)
