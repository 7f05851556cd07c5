"""The pyramids of steps as pixels; no colours.

With a stride of one all steps have the same pyramid, moved by whole pixels. It is drawn once, and then cut where the
output plane hides it.
"""

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from visualize.film import Box, CellText, Film, Frame, Grid, Point
from visualize.renderers.raster import lines
from visualize.renderers.raster.canvas import Canvas, Mask, Pixels
from visualize.renderers.raster.palette import LEVELS
from visualize.style.crossings import Floats
from visualize.style.guides import beside, endless, face, guide_width, hidden_width, pyramid

REMEMBERED = 64  # cached pyramids
FINE = 3  # pixels; beside lower cells, whose figures have tens of thousands of steps, guides take fewer bytes


class _Drawn(NamedTuple):
    """The pixels of a pyramid: its face, the guides in front of a plane, their dashes behind it."""

    face: lines.Area
    front: Pixels
    behind: Pixels


class Pyramids:
    """The pyramids of a film's steps."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas, self._film = canvas, canvas.film
        self._first: dict[Hashable, _Drawn] = {}
        self._hiding: dict[tuple[Grid, Grid], tuple[Mask, Mask]] = {}
        self._frame: Frame | None = None
        self._drawn: dict[tuple[Box, Box], _Drawn] = {}

    def at(self, start: Box, end: Box, frame: Frame) -> _Drawn:
        """The pyramid of a step, computed once for its two grids."""
        if self._frame is not frame:
            self._frame, self._drawn = frame, {}
        if (start, end) not in self._drawn:
            self._drawn[start, end] = self._draw(start, end, frame)
        return self._drawn[start, end]

    def _draw(self, start: Box, end: Box, frame: Frame) -> _Drawn:
        """Guides make way for texts and for the other steps of a picture; such guides are drawn anew for each step."""
        if self._film.pairs or self._has_texts(start.grid) or self._has_texts(end.grid):
            found = self._pixels(self._film, start, end, pyramid(self._film, start, end, frame))
            return found._replace(face=self._canvas.uncovered(found.face))
        outer, inner = self._planes(start, end)
        face, (front, in_front), (behind, hidden) = self._moved(start, end)
        seen, covered = ~outer[front], inner[behind]
        guides, dashes = (front[seen], in_front[seen]), (behind[covered], hidden[covered])
        return _Drawn(self._canvas.uncovered(face), guides, dashes)

    def _moved(self, start: Box, end: Box) -> _Drawn:
        """The whole pyramid, drawn once for all steps at which its boxes have the same sizes and distance.

        It is drawn where the window's corner is at the picture's, so that whichever step comes first draws the same.
        """
        (x, y), (ex, ey) = (self._film.placements[box.grid].corner(box.row, box.column) for box in (start, end))
        key = start._replace(row=0, column=0), end._replace(row=0, column=0), ex - x, ey - y
        if key not in self._first:
            if len(self._first) == REMEMBERED:
                self._first.clear()
            at_corner = _shifted(self._film, (-(x // 1), -(y // 1)))
            self._first[key] = self._pixels(at_corner, start, end, endless(at_corner, start, end))
        face, (front, in_front), (behind, hidden) = self._first[key]
        moved = self._canvas.corner(start)
        return _Drawn(self._canvas.moved(face, moved), (front + moved, in_front), (behind + moved, hidden))

    def _pixels(self, film: Film, start: Box, end: Box, guides: tuple[Floats, Floats]) -> _Drawn:
        front = self._canvas.straight(guides[0], guide_width(film))
        if film.placements[start.grid].height < FINE:
            front = _in_halves(front)
        behind = self._canvas.straight(guides[1], hidden_width(film))
        return _Drawn(self._canvas.area(face(film, start, end)), front, behind)

    def _has_texts(self, grid: Grid) -> bool:
        film = self._film
        return grid in film.note_texts or film.cell_texts.get(grid, CellText(0, 0)).row == 0.5

    def _planes(self, start: Box, end: Box) -> tuple[Mask, Mask]:
        """The pixels of planes with their borders, where guides are not seen, and those within, where dashes are."""
        key, reach = (start.grid, end.grid), self._film.rule_width / 2
        if key not in self._hiding:
            outer = [self._plane(grid, reach) for grid in (end.grid, *beside(self._film, start, end))]
            self._hiding[key] = np.logical_or.reduce(outer), self._plane(end.grid, -reach - 1)
        return self._hiding[key]

    def _plane(self, grid: Grid, reach: float) -> Mask:
        place = self._film.placements[grid]
        return self._canvas.mask(place.grown(Box(grid, 0, 0, *place.shape), reach))


def _in_halves(pixels: Pixels) -> Pixels:
    """The pixels of lines with the coverage 0, a half or 1: their rows then differ at half as many places.

    >>> _in_halves((np.arange(5), np.array([0, 1, 2, 3, 4], np.uint8)))[1].tolist()
    [2, 4, 4]
    """
    positions, levels = pixels
    half = np.array([0, 0, LEVELS // 2, LEVELS, LEVELS], np.uint8)[levels]
    return positions[half > 0], half[half > 0]


def _shifted(film: Film, by: Point) -> Film:
    """The film with its grids so many pixels further right and down."""
    placements = {
        grid: place._replace(origin=(place.origin[0] + by[0], place.origin[1] + by[1]))
        for grid, place in film.placements.items()
    }
    return film._replace(placements=placements)
