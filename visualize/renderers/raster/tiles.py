"""Cells as cached tiles.

The lattice has whole-pixel steps, so every pixel belongs to one cell and all cells have the same pattern of pixels. A
pixel's colour depends only on the roles of its cell and the eight cells around it. So one tile is kept for each
neighbourhood that has occurred, and repainting some cells gives the same pixels as painting the whole grid.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.film import Placement, Roles, Shades, Texts
from visualize.renderers.raster.bank import NONE, Bank
from visualize.renderers.raster.lines import Positions
from visualize.renderers.raster.palette import Indices, Palette
from visualize.renderers.raster.patterns import pattern
from visualize.style.looks import Theme

_AROUND = np.array([(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)])
_SELF = 4  # the cell itself among the nine
_RIM = 2  # empty cells around the grid: one holds the outer halves of rules, one more its neighbours
_MOST_KEPT = 250_000  # pixels of painted patches that are kept
_MOST_AT_ONCE, _MOST_CELLS = 32_768, 4096  # pixels and cells, so that the same memory serves again and again

Rectangle = tuple[int, int, int, int]


class Painted(NamedTuple):
    """The changed cells, by their positions in a grid of so many columns; their roles; top, left, bottom, right."""

    cells: Positions
    roles: Roles
    columns: int
    box: Rectangle

    def places(self) -> Iterator[tuple[int, int]]:
        """Rows and columns, one after another."""
        return (divmod(cell, self.columns) for cell in self.cells.tolist())


class Patch(NamedTuple):
    """Positions of pixels and their colours; the box of the cells; all relative to the first cell."""

    positions: Positions
    colours: Indices
    box: Rectangle


_NOTHING = Painted(np.empty(0, np.intp), np.empty(0, np.uint8), 1, (0, 0, 0, 0))


class Tiles:
    """Paints the cells of a grid, by their roles, into a flat image `row_length` pixels wide."""

    def __init__(
        self,
        placement: Placement,
        rule_width: float,
        theme: Theme,
        palette: Palette,
        row_length: int,
        has_hatch: bool = True,
        scale: int = 1,
    ) -> None:
        self._pattern = pattern(placement.right, placement.down, placement.origin[0] % 1, rule_width, scale)
        self._bank = Bank(self._pattern, theme, palette, has_hatch, around_kinds=not rule_width)
        self._offsets: Positions = self._pattern.y_offset * row_length + self._pattern.x_offset
        self._near = self._offsets[self._pattern.edge]
        (rx, ry), (dx, dy) = placement.right, placement.down
        self._down, self._right = dy * row_length + dx, ry * row_length + rx  # to the next cell, in flat positions
        self._origin = int(placement.origin[1] // 1) * row_length + int(placement.origin[0] // 1)
        rows, columns = placement.shape
        # Rows are so long that the distance of two cells tells how many rows and columns they are apart.
        self._pitch = 2 * (columns + _RIM)
        self._roles = np.zeros((rows + 2 * _RIM, self._pitch), np.uint8)
        self._shades = np.zeros_like(self._roles)
        self._inner = slice(_RIM, _RIM + rows), slice(_RIM, _RIM + columns)
        self._last: Roles | None = None
        self._texts: Texts | None = None
        self._shaded: Shades | None = None
        self._around = _AROUND @ np.array([self._pitch, 1])
        self._reached: dict[bytes, Positions] = {}
        self._patches: dict[tuple[bytes, ...], Patch] = {}
        self._kept, self._at_once = 0, max(1, min(_MOST_CELLS, _MOST_AT_ONCE // len(self._offsets)))

    def repaint(self, roles: Roles, texts: Texts | None, shades: Shades | None, image: Indices) -> Painted:
        """Paint the cells that differ from the last call."""
        if roles is self._last and texts is self._texts and shades is self._shaded:
            return _NOTHING
        changed = self._changed(roles, texts, shades).ravel().nonzero()[0]
        if shades is not None and shades is not self._shaded:
            self._shades[self._inner] = shades
        self._last, self._texts, self._shaded = roles, texts, shades
        if not changed.size:
            return _NOTHING
        columns, first = roles.shape[1], _RIM * (self._pitch + 1)
        cells = changed + (changed // columns * (self._pitch - columns) + first)
        own = roles.take(changed)
        self._roles.reshape(-1)[cells] = own
        boxes = []
        for at in range(0, cells.size, self._at_once):
            positions, colours, (top, left, bottom, right) = self._patch(cells[at : at + self._at_once])
            row, column = divmod(int(cells[at]) - first, self._pitch)
            image[positions + (self._origin + row * self._down + column * self._right)] = colours
            boxes.append((row + top, column + left, row + bottom, column + right))
        return Painted(changed, own, columns, boxes[0] if len(boxes) == 1 else _around(boxes))

    def _changed(self, roles: Roles, texts: Texts | None, shades: Shades | None) -> NDArray[np.bool_]:
        """Which cells differ."""
        if self._last is None:
            return np.ones(roles.shape, np.bool_)
        differs: NDArray[np.bool_] = roles != self._last
        if texts is not None and texts is not self._texts and self._texts is not None:
            differs |= texts != self._texts
        if shades is not None and shades is not self._shaded:
            differs |= shades != self._shades[self._inner]
        return differs

    def _patch(self, cells: Positions) -> Patch:
        """The pixels of cells and of the edges of their neighbours, from the corner of the first cell.

        A window that moves by a cell mostly changes cells like those of the step before.
        """
        moved = cells - cells[0]
        shape = moved.tobytes()
        if shape not in self._reached:
            touched = distinct((moved[:, None] + self._around).ravel())
            self._reached[shape] = touched[:, None] + self._around
        reached = self._reached[shape] + cells[0]
        around = self._roles.reshape(-1).take(reached)
        shades = None if self._shaded is None else self._shades.reshape(-1).take(reached[:, _SELF])
        key = shape, around.tobytes(), b"" if shades is None else shades.tobytes()
        if key not in self._patches:
            if self._kept > _MOST_KEPT:
                self._patches.clear()
                self._reached.clear()
                self._kept = 0
            self._patches[key] = self._painted(cells, reached[:, _SELF], self._bank.rows(around, shades))
            self._kept += self._patches[key].colours.size
        return self._patches[key]

    def _painted(self, cells: Positions, touched: Positions, tiles: Positions) -> Patch:
        """Cells as whole tiles, and the edges of their neighbours, which they affect.

        Cells beyond the grid have only the outer halves of rules.
        """
        (row, column), (top, left) = np.divmod(touched, self._pitch), divmod(int(cells[0]), self._pitch)
        corners = (row - top) * self._down + (column - left) * self._right
        whole = np.zeros(touched.size, np.bool_)
        whole[touched.searchsorted(cells)] = True
        near = corners[~whole, None] + self._near
        colours = self._bank.tiles[tiles[~whole]].take(self._pattern.edge, axis=1)
        seen = colours != NONE
        positions = np.concatenate(((corners[whole, None] + self._offsets).ravel(), near[seen]))
        colours = np.concatenate((self._bank.tiles[tiles[whole]].ravel(), colours[seen]))
        rows, columns = np.divmod(cells, self._pitch)
        box = 0, int(columns.min()) - left, int(rows[-1]) - top + 1, int(columns.max()) - left + 1
        return Patch(positions, colours, box)


def _around(boxes: list[Rectangle]) -> Rectangle:
    tops, lefts, bottoms, rights = zip(*boxes, strict=True)
    return min(tops), min(lefts), max(bottoms), max(rights)
