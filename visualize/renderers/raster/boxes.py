"""The lines around boxes of cells, drawn once per shape and then shifted by whole pixels; no colours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from visualize.film import Box, Grid, Point, Tensor
from visualize.renderers.raster.canvas import Canvas, Pixels
from visualize.renderers.raster.palette import LEVELS
from visualize.style import borders, traces
from visualize.style.guides import guide_width


class Boxes:
    """The outlines of windows and the dashes of their last places.

    Where there is no ground (`clear`), a hair of ground is over cells only.
    """

    def __init__(self, canvas: Canvas, clear: bool) -> None:
        self._canvas, self._film, self._clear = canvas, canvas.film, clear
        self._first: dict[tuple[str, Grid, int, int], Pixels] = {}

    def outline(self, box: Box) -> Pixels:
        """An outline in its casing; the levels encode both, as `_cased` says."""
        positions, levels = self._moved("outline", box, self._outlined)
        if self._clear:
            levels = np.where(self._canvas.open[positions], levels % np.uint8(LEVELS + 1), levels)
        return positions, levels

    def ghost(self, box: Box) -> Pixels:
        """The dashes along a window's last place."""
        width = guide_width(self._film)

        def draw(box: Box) -> Pixels:
            dashes = [dash for side in traces.ghost(self._film, box) for dash in traces.dashed(side, width)]
            return self._canvas.straight(dashes, width)

        return self._moved("ghost", box, draw)

    def halo(self, box: Box) -> Pixels:
        """The ground below those dashes."""

        def draw(box: Box) -> Pixels:
            sides = [side.line for side in traces.ghost(self._film, box)]
            return self._canvas.straight(sides, traces.halo_width(self._film))

        return self.hair(self._moved("halo", box, draw))

    def hair(self, pixels: Pixels) -> Pixels:
        """The pixels of lines of ground, those over cells alone where there is no ground beside them."""
        positions, levels = pixels
        if not self._clear:
            return pixels
        seen = ~self._canvas.open[positions]
        return positions[seen], levels[seen]

    def _moved(self, part: str, box: Box, draw: Callable[[Box], Pixels]) -> Pixels:
        """What is drawn around a box: around the first cells of its grid, then moved."""
        key, first = (part, box.grid, box.rows, box.columns), box._replace(row=0, column=0)
        if key not in self._first:
            self._first[key] = draw(first)
        positions, levels = self._first[key]
        return positions + self._canvas.shift(box), levels

    def _outlined(self, box: Box) -> Pixels:
        """An outline in its casing; around output cells that are lower, the middles of all but the next stay open."""
        positions, levels = self._cased(borders.outline(self._film, box))
        place = self._film.placements[box.grid]
        if box.grid.tensor is not Tensor.OUTPUT or place.height >= self._film.outline_width:
            return positions, levels
        around = Box(box.grid, box.row - 1, box.column - 1, box.rows + 2, box.columns + 2)
        seen = ~self._canvas.middles_beyond(around, positions)
        return positions[seen], levels[seen]

    def _cased(self, corners: tuple[Point, ...]) -> Pixels:
        """A window's line over a casing in the ground colour, a hair wider on the outside, as one stroke.

        Its levels encode both: (LEVELS + 1) * the casing's level + the line's level.
        """
        canvas, film = self._canvas, self._film
        positions, casing = canvas.polygon(corners, film.casing_width)
        line_positions, levels = canvas.polygon(corners, film.outline_width)
        line = np.zeros(len(positions), np.uint8)
        line[np.searchsorted(positions, line_positions)] = levels
        within = canvas.inside(corners)
        within = within[(positions[0] <= within) & (within <= positions[-1])]
        at = np.searchsorted(positions, within)
        casing[at[positions[at] == within]] = 0
        seen = (casing > 0) | (line > 0)
        return positions[seen], (casing * np.uint8(LEVELS + 1) + line)[seen]
