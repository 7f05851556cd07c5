"""The colours of tiles: of a cell's pixels, by the roles of the cell and of the eight around it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from visualize.renderers.raster.lines import Positions
from visualize.renderers.raster.palette import Indices, Palette
from visualize.renderers.raster.patterns import PERIODS, Pattern
from visualize.style.borders import areas
from visualize.style.looks import Look, Theme

NONE = 255  # the colour of pixels that belong to no cell
_ROLE_BITS = 7
_KEY = np.int64(1) << (_ROLE_BITS * np.arange(9, dtype=np.int64))
_SELF = 4  # the cell itself among the nine
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
_AREAS = areas()
_NO_RULE = len(PERIODS)


class Bank:
    """A tile for each neighbourhood that has occurred. `tiles` has a row for each, with the colours of its pixels."""

    def __init__(self, pattern: Pattern, theme: Theme, palette: Palette, has_hatch: bool, around_kinds: bool) -> None:
        """`around_kinds` draws rules around areas of a kind only."""
        self._pattern, self._theme, self._palette = pattern, theme, palette
        self._has_hatch, self._around_kinds, self._looks = has_hatch, around_kinds, _LookTable(theme, palette)
        self._rows: dict[tuple[int, int], int] = {}
        self.tiles: Indices = np.empty((0, len(pattern.x_offset)), np.uint8)

    def rows(self, around: Indices, shades: Indices | None) -> Positions:
        """The rows of tiles, by the roles of nine cells each and the shades of the middle ones, if there are any."""
        shades = np.zeros(len(around), np.uint8) if shades is None else shades
        keys = list(zip((around.astype(np.int64) @ _KEY).tolist(), shades.tolist(), strict=True))
        unseen = {key: place for place, key in enumerate(keys) if key not in self._rows}
        if unseen:
            first = len(self.tiles)
            self._rows.update({key: first + number for number, key in enumerate(unseen)})
            places = list(unseen.values())
            self.tiles = np.concatenate((self.tiles, self._colour(around[places], shades[places])))
        return np.array([self._rows[key] for key in keys], np.intp)

    def _colour(self, around: Indices, shades: Indices) -> Indices:
        """Tiles of neighbourhoods (n, 9): fill, hatch, then the strongest of the edges near each pixel."""
        pattern, table, own = self._pattern, self._looks, around[:, _SELF]
        table.add(set(around.ravel().tolist()))
        fills = table.fill[own]
        for at in np.flatnonzero(shades).tolist():
            fills[at] = self._palette.index[self._theme.shade(int(shades[at]))]
        tiles = np.repeat(np.where(own == 0, np.uint8(NONE), fills)[:, None], len(pattern.x_offset), axis=1)
        for tile in np.flatnonzero(table.hatch[own]).tolist() if self._has_hatch else ():
            code = own[tile]
            hatch = self._palette.blend[table.hatch[code] - 1, pattern.hatch, fills[tile]]
            tiles[tile] = np.where(pattern.hatch > 0, hatch, tiles[tile])
        tiles[:, pattern.edge] = self._edges(around, tiles[:, pattern.edge], fills[:, None])
        return tiles

    def _edges(self, around: Indices, colour: Indices, under: Indices) -> Indices:
        """The pixels near edges: the edge with the highest coverage is drawn, the higher rank if they are equal."""
        pattern, table = self._pattern, self._looks
        beside = around[:, _PAIRS]
        first, second = beside[..., 0], beside[..., 1]
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
        rules, at = self._pattern.rules, self._pattern.quarter.searchsorted(range(5))
        quarters = [
            rules[:, :, begin:end][rule[:, :, quarter], range(4)] for quarter, (begin, end) in enumerate(pairwise(at))
        ]
        levels = np.concatenate(quarters, axis=2)
        return (levels * _LEVEL + rank.take(self._pattern.quarter, axis=2)) * (levels > 0)


class _LookTable:
    """Looks as arrays indexed by role; role 0, beyond the grid, has the ground colour and no rule."""

    def __init__(self, theme: Theme, palette: Palette) -> None:
        self._theme, self._palette, self._known = theme, palette, {0}
        size = 1 << _ROLE_BITS
        self.fill = np.zeros(size, np.uint8)
        self.ink = np.zeros(size, np.uint8)
        self.rank = np.zeros(size, np.uint8)
        self.ruled = np.zeros(size, np.bool_)
        self.rule = np.zeros(size, np.intp)  # its number in PERIODS
        self.hatch = np.zeros(size, np.int64)  # 0 for none, else the ink's number + 1

    def add(self, codes: set[int]) -> None:
        """Fill in the looks of roles."""
        palette = self._palette
        for code in codes - self._known:
            look: Look = self._theme.look(code)
            self.fill[code] = palette.index[look.fill]
            self.ink[code], self.ruled[code] = (palette.ink(look.rule), True) if look.rule else (0, False)
            self.rank[code], self.rule[code] = look.rank, PERIODS.index(look.dashed)
            self.hatch[code] = palette.ink(look.hatch) + 1 if look.hatch else 0
        self._known |= codes
