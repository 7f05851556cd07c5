"""The pyramids of steps as pixels; no colours.

With a stride of one all steps have the same pyramid, moved by whole pixels. It is drawn once, and then cut where the
output plane hides it.
"""

from collections.abc import Hashable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, CellText, Film, Frame, Grid
from visualize.renderers.raster import lines
from visualize.renderers.raster.boxes import Pixels
from visualize.style.guides import endless, face, guide_width, hidden_width, pyramid

REMEMBERED = 64  # cached pyramids
Mask = NDArray[np.bool_]


class _Drawn(NamedTuple):
    """The pixels of a pyramid: its face, the guides in front of a plane, their dashes behind it."""

    face: lines.Positions
    front: Pixels
    behind: Pixels


class Pyramids:
    """The pyramids of a film's steps."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._first: dict[Hashable, tuple[int, _Drawn]] = {}
        self._hiding: dict[Grid, tuple[Mask, Mask]] = {}
        self._last: tuple[Any, _Drawn] | None = None

    def at(self, start: Box, end: Box, frame: Frame) -> _Drawn:
        """The pyramid of a step, computed once for its two grids."""
        key = start, end, id(frame)
        if self._last is None or self._last[0] != key:
            self._last = key, self._draw(start, end, frame)
        return self._last[1]

    def _draw(self, start: Box, end: Box, frame: Frame) -> _Drawn:
        """Guides make way for texts, so those of a grid with texts are drawn anew for each step."""
        if self._has_texts(start.grid) or self._has_texts(end.grid):
            front, behind = (
                self._straight(*part) for part in self._with_widths(pyramid(self._film, start, end, frame))
            )
            inside = lines.inside(face(self._film, start, end), self._film.width)
            return _Drawn(inside[self._open[inside]], front, behind)
        outer, inner = self._planes(end.grid)
        drawn = self._moved(start, end)
        seen, hidden = ~outer[drawn.front[0]], inner[drawn.behind[0]]
        return _Drawn(
            drawn.face[self._open[drawn.face]],
            (drawn.front[0][seen], drawn.front[1][seen]),
            (drawn.behind[0][hidden], drawn.behind[1][hidden]),
        )

    def _moved(self, start: Box, end: Box) -> _Drawn:
        """The whole pyramid, drawn once for all steps at which its boxes have the same sizes and distance."""
        film = self._film
        (x, y), (ex, ey) = (film.placements[box.grid].corner(box.row, box.column) for box in (start, end))
        key = start._replace(row=0, column=0), end._replace(row=0, column=0), ex - x, ey - y
        at = int(y // 1) * film.width + int(x // 1)
        if key not in self._first:
            if len(self._first) == REMEMBERED:
                self._first.clear()
            front, behind = (self._straight(*part) for part in self._with_widths(endless(film, start, end)))
            self._first[key] = at, _Drawn(lines.inside(face(film, start, end), film.width), front, behind)
        first, drawn = self._first[key]
        moved = at - first
        return _Drawn(
            drawn.face + moved,
            (drawn.front[0] + moved, drawn.front[1]),
            (drawn.behind[0] + moved, drawn.behind[1]),
        )

    def _with_widths(self, parts: tuple[Any, Any]) -> list[tuple[Any, float]]:
        return [(parts[0], guide_width(self._film)), (parts[1], hidden_width(self._film))]

    def _straight(self, segments: Any, width: float) -> Pixels:
        return lines.straight(segments, width, self._film.width)

    def _has_texts(self, grid: Grid) -> bool:
        film = self._film
        return grid in film.note_texts or film.cell_texts.get(grid, CellText(0, 0)).row == 0.5

    def _planes(self, grid: Grid) -> tuple[Mask, Mask]:
        """The pixels of a plane with its border, where guides are not seen, and those within, where dashes are."""
        if grid not in self._hiding:
            place, film = self._film.placements[grid], self._film
            whole = Box(grid, 0, 0, *place.shape)
            reach = film.rule_width / 2
            self._hiding[grid] = self._mask(place.grown(whole, reach)), self._mask(place.grown(whole, -reach - 1))
        return self._hiding[grid]

    @cached_property
    def _open(self) -> Mask:
        """The pixels that no grid covers."""
        covered = [self._mask(place.polygon(0, 0, *place.shape)) for place in self._film.placements.values()]
        return np.asarray(~np.any(covered, axis=0))

    def _mask(self, corners: Any) -> Mask:
        found = np.zeros(self._film.height * self._film.width, np.bool_)
        found[lines.inside(corners, self._film.width)] = True
        return found
