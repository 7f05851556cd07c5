"""Where lines and areas of a film lie in an image of its size, or of a multiple of it; no colours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from visualize.film import Box, Film, Point
from visualize.renderers.raster import lines

Pixels = tuple[lines.Positions, lines.Levels]
Mask = lines.Mask


class Canvas:
    """An image with `scale` times as many pixels a side as the film, in whose pixels all is measured until it is drawn.

    Positions are flat: row times `row_length` plus column.
    """

    def __init__(self, film: Film, scale: int) -> None:
        self.film, self.scale = film, scale
        self.row_length, self.rows = film.width * scale, film.height * scale

    def straight(self, segments: ArrayLike, width: float) -> Pixels:
        """The pixels of straight lines."""
        return lines.straight(
            np.asarray(segments, float).reshape(-1, 2, 2) * self.scale, width * self.scale, self.row_length
        )

    def polygon(self, corners: Sequence[Point], width: float) -> Pixels:
        """The pixels of a closed outline."""
        return lines.polygon(self._scaled(corners), width * self.scale, self.row_length)

    def inside(self, corners: Sequence[Point]) -> lines.Positions:
        """The pixels whose middles lie in a convex polygon."""
        return lines.inside(self._scaled(corners), self.row_length)

    def area(self, corners: Sequence[Point]) -> lines.Area:
        """The same pixels, in the rectangle around them."""
        return lines.area(self._scaled(corners))

    def corner(self, box: Box) -> int:
        """The pixel at the first corner of a box, or of its half pixel."""
        x, y = self.film.placements[box.grid].corner(box.row, box.column)
        return int(y // 1) * self.scale * self.row_length + int(x // 1) * self.scale

    def shift(self, box: Box) -> int:
        """How many pixels a box is away from the first cell of its grid."""
        (rx, ry), (dx, dy) = self.film.placements[box.grid][2:4]
        across, down = box.column * rx + box.row * dx, box.column * ry + box.row * dy
        return (down * self.row_length + across) * self.scale

    def mask(self, corners: Sequence[Point]) -> Mask:
        """The pixels in a convex polygon, as a mask of all."""
        found, area = np.zeros((self.rows, self.row_length), np.bool_), self.area(corners)
        area.of(found)[:] = area.mask
        return found.reshape(-1)

    @cached_property
    def open(self) -> Mask:
        """The pixels that no grid covers."""
        found = np.ones((self.rows, self.row_length), np.bool_)
        for place in self.film.placements.values():
            area = self.area(place.polygon(0, 0, *place.shape))
            area.of(found)[area.mask] = False
        return found.reshape(-1)

    def middles_beyond(self, box: Box, positions: lines.Positions) -> Mask:
        """Which pixels are around the middles of the cells that are not in a box: one, two or four of each cell."""
        place = self.film.placements[box.grid].scaled(self.scale)
        y, x = np.divmod(positions, self.row_length)
        down, across = place.at((x + 0.5, y + 0.5))
        row, column = down // 1, across // 1
        middle_x, middle_y = place.corner(row + 0.5, column + 0.5)
        beyond = (row < box.row) | (row >= box.row + box.rows) | (column < box.column)
        beyond |= column >= box.column + box.columns
        return np.asarray(beyond & (np.hypot(x + 0.5 - middle_x, y + 0.5 - middle_y) < 1))

    def moved(self, area: lines.Area, by: int) -> lines.Area:
        """An area moved by so many pixels in the flat image, whole rows and the columns that are left."""
        rows, columns = divmod(by, self.row_length)
        return area._replace(top=area.top + rows, left=area.left + columns)

    def uncovered(self, area: lines.Area) -> lines.Area:
        """The part of an area that no grid covers."""
        return area._replace(mask=area.mask & area.of(self.open.reshape(self.rows, self.row_length)))

    def _scaled(self, corners: Sequence[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in corners]
