"""The raster painter: a living image that is moved from step to step."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from visualize import lettering
from visualize.film import Box, Film, Frame, Label, Point
from visualize.raster import lines
from visualize.raster.palette import LEVELS, Indices, Palette
from visualize.raster.tiles import Tiles
from visualize.roles import STATES, Kind, State, role
from visualize.strokes import guide_width, guides
from visualize.themes import Look, Theme

Rectangle = tuple[int, int, int, int]
# Where, and how strongly: LEVELS + 1 times the casing's level, plus the line's.
Stroke = tuple[lines.Positions, lines.Levels]
Overlay = list[Stroke]


class Raster:
    """Paints a film. `image` is the current step, shape (height, width), indices into `palette.colours`.

    The image depends on the step alone, not on the way there: any order of steps gives the same pixels.
    """

    def __init__(self, film: Film, theme: Theme) -> None:
        self.film, self.theme = film, theme
        looks = list(_looks(film, theme))
        inks = [theme.window, theme.ground, theme.text, theme.quiet, *(look.rule for look in looks)]
        inks += [look.hatch for look in looks if look.hatch]
        self.palette = Palette(theme.ground, (look.fill for look in looks), inks)
        self._settled = np.zeros((film.height, film.width), np.uint8)
        self.image: Indices = self._settled.copy()
        self._tiles = {
            grid: Tiles(place, film.rule_width, theme, self.palette, film.width)
            for grid, place in film.placements.items()
        }
        self._overlay: Overlay = []
        self._overlaid: list[Rectangle] = []
        self._outlines: dict[tuple[str, int, int], Stroke] = {}
        self._strokes = self._stroke_table()
        self._covers: dict[str, NDArray[np.bool_]] = {}  # which pixels a grid hides from what lies behind it
        for label in film.labels:
            self._letter(label)
        self.image[:] = self._settled

    def move(self, index: int) -> Rectangle:
        """Paint a step; the rectangle (left, top, right, bottom) outside which nothing changed."""
        frame = self.film.frame(index)
        settled, image = self._settled.reshape(-1), self.image.reshape(-1)
        dirty = self._overlaid
        for positions, _ in self._overlay:
            image[positions] = settled[positions]
        for grid, tiles in self._tiles.items():
            pixels, cells = tiles.repaint(frame.roles[grid], settled)
            if grid not in self._covers:
                self._covers[grid] = _mask(pixels, settled.size)
            if cells is not None:
                image[pixels] = settled[pixels]
                dirty.append(self._rectangle(grid, cells, self.film.rule_width + 1))
        self._overlay, self._overlaid = self._draw(frame), list(self._extents(frame))
        dirty = dirty + self._overlaid
        for positions, levels in self._overlay:
            image[positions] = self._strokes[levels, image[positions]]
        return self._union(dirty)

    def rgb(self, index: int) -> Indices:
        """A step as a new array of red, green, blue, shape (height, width, 3)."""
        self.move(index)
        return np.asarray(self.palette.colours[self.image])

    def steps(self) -> Iterator[Rectangle]:
        """Paint one step after another into `image`."""
        return (self.move(index) for index in range(self.film.frame_count))

    def _draw(self, frame: Frame) -> Overlay:
        overlay: Overlay = []
        for grid in self.film.placements:
            for box in (box for box in frame.outlines if box.grid == grid):
                overlay.append(self._outline(box))
            for start, end in (guide for guide in frame.guides if guide[0].grid == grid):
                positions, levels = self._guide(start, end)
                kept = ~self._covers[end.grid][positions]
                overlay.append((positions[kept], levels[kept]))
        return overlay

    def _outline(self, box: Box) -> Stroke:
        """An outline in its casing. One of this shape was drawn before somewhere else: it is moved, by whole pixels."""
        place = self.film.placements[box.grid]
        key = box.grid, box.rows, box.columns
        row_length = self.film.width
        if key not in self._outlines:
            corners = place.polygon(0, 0, box.rows, box.columns)
            self._outlines[key] = self._cased(corners)
        positions, shows = self._outlines[key]
        (rx, ry), (dx, dy) = place.right, place.down
        by = (box.row * dy + box.column * ry) * row_length + box.row * dx + box.column * rx
        return positions + by, shows

    def _cased(self, corners: tuple[Point, ...]) -> Stroke:
        """The window's line over a wider one in the colour of the ground, as one stroke."""
        positions, casing = lines.polygon(corners, self.film.casing_width, self.film.width)
        inner, levels = lines.polygon(corners, self.film.outline_width, self.film.width)
        line = np.zeros(len(positions), np.uint8)
        line[np.searchsorted(positions, inner)] = levels
        return positions, casing * np.uint8(LEVELS + 1) + line

    def _stroke_table(self) -> Indices:
        """For each (casing level, line level) what a colour becomes under both."""
        blend, ink = self.palette.blend, self.palette.ink
        window, ground = blend[ink(self.theme.window)], blend[ink(self.theme.ground)]
        return np.concatenate([window[:, under] for under in ground])

    def _guide(self, start: Box, end: Box) -> Stroke:
        width = guide_width(self.film)
        return lines.merged(lines.line(a, b, width, self.film.width) for a, b in guides(self.film, start, end))

    def _letter(self, label: Label) -> None:
        coverage, left, top = lettering.mask(label.text, label.size)
        rows, columns = coverage.shape
        x, y = round(label.at[0]) + left, round(label.at[1]) + top
        levels = np.rint(coverage * (LEVELS / 255)).astype(np.uint8)
        part = self._settled[y : y + rows, x : x + columns]
        ink = self.palette.ink(self.theme.voice(label.voice))
        part[:] = self.palette.blend[ink, levels[: part.shape[0], : part.shape[1]], part]

    def _extents(self, frame: Frame) -> Iterator[Rectangle]:
        """Rectangles around all that lies over the cells; a guide lies between its boxes, which are outlined."""
        for box in frame.outlines:
            cells = box.row, box.column, box.row + box.rows, box.column + box.columns
            yield self._rectangle(box.grid, cells, self.film.casing_width / 2 + 2)

    def _rectangle(self, grid: str, cells: Rectangle, reach: float) -> Rectangle:
        row, column, bottom, end = cells
        xs, ys = zip(*self.film.placements[grid].polygon(row, column, bottom - row, end - column), strict=True)
        return int(min(xs) - reach), int(min(ys) - reach), int(max(xs) + reach) + 1, int(max(ys) + reach) + 1

    def _union(self, rectangles: list[Rectangle]) -> Rectangle:
        if not rectangles:
            return 0, 0, 1, 1
        left, top, right, bottom = zip(*rectangles, strict=True)
        return max(0, min(left)), max(0, min(top)), min(self.film.width, max(right)), min(self.film.height, max(bottom))


def _mask(positions: lines.Positions, size: int) -> NDArray[np.bool_]:
    chosen = np.zeros(size, np.bool_)
    chosen[positions] = True
    return chosen


def _looks(film: Film, theme: Theme) -> Iterator[Look]:
    """The looks that this film can need: every state of every kind in it."""
    codes = sum(np.bincount(roles.ravel(), minlength=256) for roles in film.frame(0).roles.values())
    for kind in sorted({code // STATES for code in np.flatnonzero(codes).tolist()} - {Kind.OUTSIDE}):
        for state in State:
            yield theme.look(role(kind, state))
