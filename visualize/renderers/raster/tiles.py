"""Cells as cached tiles.

The lattice has whole-pixel steps, so every pixel belongs to one cell and all cells have the same pattern of pixels. A
pixel's colour depends only on the roles of its cell and the eight cells around it. So one tile is kept for each
neighbourhood that has occurred, and repainting some cells gives the same pixels as painting the whole grid.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.film import Placement, Roles, Shades, Texts
from visualize.renderers.raster.lines import Floats, Levels, Positions, coverage, distance_to_segment
from visualize.renderers.raster.palette import Indices, Palette
from visualize.style.borders import BORDER, DASH, HATCH, areas, dashes, hatch_width
from visualize.style.looks import DASHES, DOTS, LONG_DASHES, Look, Theme

ROLE_BITS = 7
_AROUND = np.array([(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)])
_KEY = np.int64(1) << (ROLE_BITS * np.arange(9, dtype=np.int64))
_SELF = 4
# By edge and quarter of the cell (top left, top right, bottom left, bottom right): the two of the nine cells beside it.
_PAIRS = np.array(
    [
        [(4, 3), (4, 5), (4, 3), (4, 5)],
        [(4, 1), (4, 1), (4, 7), (4, 7)],
        [(1, 0), (1, 2), (7, 6), (7, 8)],
        [(3, 0), (5, 2), (3, 6), (5, 8)],
    ]
)
_LEVEL = np.uint8(16)  # larger than any rank, so that coverage decides before rank
_RIM = 2  # empty cells around the grid: one holds the outer halves of rules, one more its neighbours
_NONE = 255
_AREAS = areas()
_PERIODS = (0, DASHES, DOTS, LONG_DASHES)  # of the rules, 0 for solid ones
Step = tuple[int, int]  # to the next cell, in pixels
_NO_RULE = len(_PERIODS)


class Pattern:
    """The pixels of a cell as offsets from its corner, and the coverage of those near edges by the four nearest edges.

    These are the edge to the nearest neighbour in the row, the one to the nearest neighbour in the column, and the
    continuations of both beyond their common corner.
    """

    def __init__(self, right: Step, down: Step, half: float, rule_width: float, scale: int) -> None:
        """Steps are in pixels of the image, `scale` of which are one of the layout's, in which the width is."""
        (rx, ry), (dx, dy) = right, down
        area = rx * dy - ry * dx
        xs = np.arange(min(0, dx) - 1, rx + max(0, dx) + 2)
        ys = np.arange(min(0, ry) - 1, dy + max(0, ry) + 2)
        column_offset, row_offset = (a.ravel() for a in np.meshgrid(xs, ys))
        # Pixel middles in lattice units; exact, because the numerators are multiples of 1/2.
        x, y = column_offset + 0.5 - half, row_offset + 0.5 - half
        across, along = x * dy - y * dx, rx * y - ry * x
        in_cell = (across >= 0) & (across < area) & (along >= 0) & (along < area)
        self.x_offset, self.y_offset = column_offset[in_cell], row_offset[in_cell]
        x, y = x[in_cell], y[in_cell]
        u, v = across[in_cell] / area, along[in_cell] / area
        side, end = (u >= 0.5).astype(int), (v >= 0.5).astype(int)
        distances = _edge_distances(x, y, side, end, right, down)
        solid = _solid(distances, (rule_width or BORDER) * scale, np.hypot(x - (rx + dx) / 2, y - (ry + dy) / 2))
        near = np.flatnonzero(solid.any(axis=0))
        quarter = 2 * end[near] + side[near]
        # The pixels near edges, those of one quarter of the cell after those of another.
        self.edge = near[np.argsort(quarter, kind="stable")]
        self.quarter = np.sort(quarter)
        # The coverage by each edge of the pixels near edges, for each kind of rule, and for none.
        self.rules = np.stack([solid[:, self.edge]] * len(_PERIODS) + [np.zeros((4, len(self.edge)), np.uint8)])
        for rule, period in enumerate(_PERIODS[1:] if rule_width else (), 1):
            for edge, (fraction, length) in enumerate(((v, np.hypot(dx, dy)), (u, np.hypot(rx, ry)))):
                phase = (fraction[self.edge] * dashes(length / scale, period)) % 1
                self.rules[rule, edge][np.abs(phase - 0.5) < (1 - DASH) / 2] = 0
        from_diagonal = np.abs(u - v) / (np.hypot(rx + dx, ry + dy) / area)
        open_middle = np.abs((u + v) / 2 - 0.5) < 0.5 - HATCH[0][1]
        self.hatch: Levels = coverage(from_diagonal, hatch_width(rule_width) * scale) * ~open_middle


def _solid(distances: Sequence[Floats], width: float, from_middle: Floats) -> Levels:
    """The coverage by solid edges, whose soft borders would reach the middles of the smallest cells."""
    levels = np.stack([coverage(distance, width) for distance in distances])
    levels[:, from_middle < 1] = 0
    return levels


def _edge_distances(
    x: Floats,
    y: Floats,
    side: NDArray[np.int_],
    end: NDArray[np.int_],
    right: Step,
    down: Step,
) -> Sequence[Floats]:
    def at(u: NDArray[np.int_], v: NDArray[np.int_]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        return u * right[0] + v * down[0], u * right[1] + v * down[1]

    zero, one = np.zeros_like(side), np.ones_like(side)
    beyond_row, beyond_column = 2 * end - (1 - end), 2 * side - (1 - side)
    corner = at(side, end)
    return (
        distance_to_segment(x, y, at(side, zero), at(side, one)),
        distance_to_segment(x, y, at(zero, end), at(one, end)),
        distance_to_segment(x, y, corner, at(side, beyond_row)),
        distance_to_segment(x, y, corner, at(beyond_column, end)),
    )


_pattern = lru_cache(maxsize=16)(Pattern)  # the grids of a figure mostly have the same


class Painted(NamedTuple):
    """The box of the changed cells (top, left, bottom, right), and these cells."""

    box: tuple[int, int, int, int] | None
    cells: Iterable[tuple[int, int]]


_NOTHING = Painted(None, ())


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
        self.pattern = _pattern(placement.right, placement.down, placement.origin[0] % 1, rule_width, scale)
        self._has_hatch, self._around_kinds = has_hatch, not rule_width
        self._theme, self._palette = theme, palette
        self._offsets: Positions = self.pattern.y_offset * row_length + self.pattern.x_offset
        self._near = self._offsets[self.pattern.edge]
        (rx, ry), (dx, dy) = placement.right, placement.down
        self._steps = np.array([dy * row_length + dx, ry * row_length + rx])
        self._origin = int(placement.origin[1] // 1) * row_length + int(placement.origin[0] // 1)
        rows, columns = placement.shape
        self._roles = np.zeros((rows + 2 * _RIM, columns + 2 * _RIM), np.uint8)
        self.roles = self._roles[_RIM:-_RIM, _RIM:-_RIM]
        self._shades = np.zeros_like(self._roles)
        self._mark = np.zeros(self._roles.size, np.bool_)
        self._last: Roles | None = None
        self._texts: Texts | None = None
        self._shaded: Shades | None = None
        self._pitch = columns + 2 * _RIM
        self._neighbours = _AROUND @ np.array([self._pitch, 1])
        self._rows_of: dict[tuple[int, int], int] = {}
        self._bank: Indices = np.empty((0, len(self._offsets)), np.uint8)

    def repaint(self, roles: Roles, texts: Texts | None, shades: Shades | None, image: Indices) -> Painted:
        """Paint the cells that differ from the last call."""
        if roles is self._last and texts is self._texts and shades is self._shaded:
            return _NOTHING
        differs = self.roles != roles
        if texts is not None and texts is not self._texts and self._texts is not None:
            differs |= texts != self._texts
        if shades is not None and shades is not self._shaded:
            old_shades = self._shades[_RIM:-_RIM, _RIM:-_RIM]
            differs |= shades != old_shades
            old_shades[:] = shades
        changed = np.arange(roles.size) if self._last is None else np.flatnonzero(differs)
        self._last, self._texts, self._shaded = roles, texts, shades
        if not changed.size:
            return _NOTHING
        row, column = np.divmod(changed, roles.shape[1])
        cells = (row + _RIM) * self._pitch + column + _RIM
        self._roles.reshape(-1)[cells] = roles.take(changed)
        self._paint(cells, image)
        rows, columns = row.tolist(), column.tolist()
        return Painted((rows[0], min(columns), rows[-1] + 1, max(columns) + 1), zip(rows, columns, strict=True))

    def _paint(self, cells: Positions, image: Indices) -> None:
        """Paint cells completely and the edges of their neighbours, which they affect.

        Cells beyond the grid have only the outer halves of rules.
        """
        touched = distinct((cells[:, None] + self._neighbours).ravel())
        self._mark[cells] = True
        whole = self._mark[touched]
        self._mark[cells] = False
        tiles, corners = self._tiles(touched)
        image[corners[whole, None] + self._offsets] = self._bank[tiles[whole]]
        near = corners[~whole, None] + self._near
        colours = self._bank[tiles[~whole]].take(self.pattern.edge, axis=1)
        if (outside := colours == _NONE).any():
            near, colours = near[~outside], colours[~outside]
        image[near] = colours

    def _tiles(self, cells: Positions) -> tuple[Positions, Positions]:
        """The bank rows of the cells' tiles, and the positions of the cells' corners."""
        around = self._roles.reshape(-1)[cells[:, None] + self._neighbours]
        row, column = np.divmod(cells, self._pitch)
        corner = self._origin + (row - _RIM) * self._steps[0] + (column - _RIM) * self._steps[1]
        return self._bank_rows(around, self._shades.reshape(-1)[cells]), corner

    def _bank_rows(self, around: Indices, shades: Indices) -> Positions:
        keys = list(zip((around.astype(np.int64) @ _KEY).tolist(), shades.tolist(), strict=True))
        unseen = {key: place for place, key in enumerate(keys) if key not in self._rows_of}
        if unseen:
            first = len(self._bank)
            self._rows_of.update({key: first + number for number, key in enumerate(unseen)})
            places = list(unseen.values())
            self._bank = np.concatenate((self._bank, self._colour(around[places], shades[places])))
        return np.array([self._rows_of[key] for key in keys], np.intp)

    def _colour(self, around: Indices, shades: Indices) -> Indices:
        """Tiles of neighbourhoods (n, 9): fill, hatch, then the strongest of the edges near each pixel."""
        pattern = self.pattern
        table = _LookTable(self._theme, self._palette, np.flatnonzero(np.bincount(around.ravel())))
        own = around[:, _SELF]
        fills = table.fill[own]
        for at in np.flatnonzero(shades).tolist():
            fills[at] = self._palette.index[self._theme.shade(int(shades[at]))]
        tiles = np.repeat(np.where(own == 0, np.uint8(_NONE), fills)[:, None], len(self._offsets), axis=1)
        for tile in np.flatnonzero(table.hatch[own]).tolist() if self._has_hatch else ():
            code = own[tile]
            hatch = self._palette.blend[table.hatch[code] - 1, pattern.hatch, fills[tile]]
            tiles[tile] = np.where(pattern.hatch > 0, hatch, tiles[tile])
        tiles[:, pattern.edge] = self._edges(around, tiles[:, pattern.edge], fills[:, None], table)
        return tiles

    def _edges(self, around: Indices, colour: Indices, under: Indices, table: "_LookTable") -> Indices:
        """The pixels near edges: the edge with the highest coverage is drawn, the higher rank if they are equal."""
        pattern = self.pattern
        first, second = np.moveaxis(around[:, _PAIRS], -1, 0)
        stronger = np.where(table.rank[first] >= table.rank[second], first, second)
        drawn = (stronger > 0) & table.ruled[stronger]
        if self._around_kinds:
            drawn &= _AREAS[first] != _AREAS[second]
        score = self._scores(np.where(drawn, table.rule[stronger], _NO_RULE), table.rank[stronger])
        ink = table.ink[stronger].take(pattern.quarter, axis=2)
        best, inks = score[:, 0], ink[:, 0]
        for edge in (1, 2, 3):
            inks = np.where(score[:, edge] > best, ink[:, edge], inks)
            best = np.maximum(best, score[:, edge])
        return np.where(best > 0, self._palette.blend[inks, best // _LEVEL, under], colour)

    def _scores(self, rule: Positions, rank: Indices) -> Indices:
        """How strong edges are at the pixels near them, 0 where they do not reach; (n, edge, quarter) are given."""
        rules, at = self.pattern.rules, self.pattern.quarter.searchsorted(range(5))
        quarters = [
            rules[:, :, begin:end][rule[:, :, quarter], range(4)] for quarter, (begin, end) in enumerate(pairwise(at))
        ]
        levels = np.concatenate(quarters, axis=2)
        return (levels * _LEVEL + rank.take(self.pattern.quarter, axis=2)) * (levels > 0)


class _LookTable:
    """Looks as arrays indexed by role; role 0, beyond the grid, has the ground colour and no rule."""

    def __init__(self, theme: Theme, palette: Palette, codes: Positions) -> None:
        size = 1 << ROLE_BITS
        self.fill = np.zeros(size, np.uint8)
        self.ink = np.zeros(size, np.uint8)
        self.rank = np.zeros(size, np.uint8)
        self.ruled = np.zeros(size, np.bool_)
        self.rule = np.zeros(size, np.intp)  # its number in _PERIODS
        self.hatch = np.zeros(size, np.int64)  # 0 for none, else the ink's number + 1
        for code in codes[codes > 0].tolist():
            look: Look = theme.look(code)
            self.fill[code] = palette.index[look.fill]
            self.ink[code], self.ruled[code] = (palette.ink(look.rule), True) if look.rule else (0, False)
            self.rank[code], self.rule[code] = look.rank, _PERIODS.index(look.dashed)
            self.hatch[code] = palette.ink(look.hatch) + 1 if look.hatch else 0
