"""The lines around boxes of cells, drawn once per shape and then shifted by whole pixels; no colours."""

from collections.abc import Callable

import numpy as np

from visualize.film import Box, Film, Grid, Point
from visualize.renderers.raster import lines
from visualize.renderers.raster.palette import LEVELS
from visualize.style import borders, traces
from visualize.style.guides import guide_width

Pixels = tuple[lines.Positions, lines.Levels]


class Boxes:
    """The outlines of windows and the dashes of their last places, in a film's pictures."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._first: dict[tuple[str, Grid, int, int], Pixels] = {}

    def outline(self, box: Box) -> Pixels:
        """An outline in its casing; the levels encode both, as `_cased` says."""
        return self._moved("outline", box, lambda first: self._cased(borders.outline(self._film, first)))

    def ghost(self, box: Box) -> Pixels:
        """The dashes along a window's last place."""
        width = guide_width(self._film)

        def draw(first: Box) -> Pixels:
            dashes = [dash for side in traces.ghost(self._film, first) for dash in traces.dashed(side, width)]
            return lines.straight(dashes, width, self._film.width)

        return self._moved("ghost", box, draw)

    def halo(self, box: Box) -> Pixels:
        """The ground below those dashes."""

        def draw(first: Box) -> Pixels:
            sides = [side.line for side in traces.ghost(self._film, first)]
            return lines.straight(sides, traces.halo_width(self._film), self._film.width)

        return self._moved("halo", box, draw)

    def _moved(self, part: str, box: Box, draw: Callable[[Box], Pixels]) -> Pixels:
        """What is drawn around the first cells of the box's shape, at its place."""
        place = self._film.placements[box.grid]
        key = part, box.grid, box.rows, box.columns
        if key not in self._first:
            self._first[key] = draw(box._replace(row=0, column=0))
        positions, levels = self._first[key]
        (rx, ry), (dx, dy) = place.right, place.down
        down, across = box.row * dy + box.column * ry, box.row * dx + box.column * rx
        return positions + (down * self._film.width + across), levels

    def _cased(self, corners: tuple[Point, ...]) -> Pixels:
        """A window's line over a casing in the ground colour, a hair wider on the outside, as one stroke.

        Its levels encode both: (LEVELS + 1) * the casing's level + the line's level.
        """
        film = self._film
        positions, casing = lines.polygon(corners, film.casing_width, film.width)
        line_positions, levels = lines.polygon(corners, film.outline_width, film.width)
        line = np.zeros(len(positions), np.uint8)
        line[np.searchsorted(positions, line_positions)] = levels
        within = lines.inside(corners, film.width)
        within = within[(positions[0] <= within) & (within <= positions[-1])]
        at = np.searchsorted(positions, within)
        casing[at[positions[at] == within]] = 0
        seen = (casing > 0) | (line > 0)
        return positions[seen], (casing * np.uint8(LEVELS + 1) + line)[seen]
