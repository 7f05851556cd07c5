"""The raster painter: a living image that is moved from step to step."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from visualize import lettering
from visualize.film import Box, Film, Frame, Label, Placement
from visualize.raster import lines
from visualize.raster.palette import LEVELS, Indices, Palette
from visualize.raster.tiles import Tiles
from visualize.roles import STATES, Kind, State, role
from visualize.strokes import guide_width
from visualize.themes import Look, Theme

Rectangle = tuple[int, int, int, int]
Overlay = list[tuple[lines.Positions, lines.Levels, int]]


class Raster:
    """Paints a film. `image` is the current step, shape (height, width), indices into `palette.colours`.

    The image depends on the step alone, not on the way there: any order of steps gives the same pixels.
    """

    def __init__(self, film: Film, theme: Theme) -> None:
        self.film, self.theme = film, theme
        looks = list(_looks(film, theme))
        inks = (theme.window, theme.ground, theme.text, theme.quiet, *(look.rule for look in looks))
        self.palette = Palette(theme.ground, (look.fill for look in looks), inks)
        self._settled = np.zeros((film.height, film.width), np.uint8)
        self.image: Indices = self._settled.copy()
        self._tiles = {
            grid: Tiles(place, film.rule_width, theme, self.palette, film.width)
            for grid, place in film.placements.items()
        }
        self._overlay: Overlay = []
        self._outlines: dict[tuple[str, int, int, float], tuple[lines.Positions, lines.Levels]] = {}
        self._covers: dict[str, NDArray[np.bool_]] = {}  # which pixels a grid hides from what lies behind it
        for label in film.labels:
            self._letter(label)
        self.image[:] = self._settled

    def move(self, index: int) -> Rectangle:
        """Paint a step; the rectangle (left, top, right, bottom) outside which nothing changed."""
        frame = self.film.frame(index)
        settled, image = self._settled.reshape(-1), self.image.reshape(-1)
        dirty = [_extent(self._overlay, self.film.width)] if self._overlay else []
        for positions, _, _ in self._overlay:
            image[positions] = settled[positions]
        for grid, tiles in self._tiles.items():
            pixels, cells = tiles.repaint(frame.roles[grid], settled)
            if grid not in self._covers:
                self._covers[grid] = _mask(pixels, settled.size)
            if cells is not None:
                image[pixels] = settled[pixels]
                dirty.append(self._box_rectangle(self.film.placements[grid], cells))
        self._overlay = self._draw(frame)
        if self._overlay:
            dirty.append(_extent(self._overlay, self.film.width))
        for positions, levels, ink in self._overlay:
            image[positions] = self.palette.blend[ink, levels, image[positions]]
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
        window, ground = self.palette.ink(self.theme.window), self.palette.ink(self.theme.ground)
        for grid in self.film.placements:
            for box in (box for box in frame.outlines if box.grid == grid):
                overlay.append((*self._outline(box, self.film.outline_width + 2), ground))
                overlay.append((*self._outline(box, self.film.outline_width), window))
            for start, end in (guide for guide in frame.guides if guide[0].grid == grid):
                positions, levels = self._guide(start, end)
                kept = ~self._covers[end.grid][positions]
                overlay.append((positions[kept], levels[kept], window))
        return overlay

    def _outline(self, box: Box, width: float) -> tuple[lines.Positions, lines.Levels]:
        """An outline of this shape was drawn before somewhere else: it is moved, by whole pixels."""
        place = self.film.placements[box.grid]
        key = box.grid, box.rows, box.columns, width
        row_length = self.film.width
        if key not in self._outlines:
            positions, levels = lines.polygon(place.polygon(0, 0, box.rows, box.columns), width, row_length)
            self._outlines[key] = positions, levels
        positions, levels = self._outlines[key]
        (rx, ry), (dx, dy) = place.right, place.down
        by = (box.row * dy + box.column * ry) * row_length + box.row * dx + box.column * rx
        return positions + by, levels

    def _guide(self, start: Box, end: Box) -> tuple[lines.Positions, lines.Levels]:
        corners = (_corners(self.film.placements[box.grid], box) for box in (start, end))
        width = guide_width(self.film.outline_width)
        return lines.merged(lines.line(a, b, width, self.film.width) for a, b in zip(*corners, strict=True))

    def _letter(self, label: Label) -> None:
        coverage, left, top = lettering.mask(label.text, label.size)
        rows, columns = coverage.shape
        x, y = round(label.at[0]) + left, round(label.at[1]) + top
        levels = np.rint(coverage * (LEVELS / 255)).astype(np.uint8)
        part = self._settled[y : y + rows, x : x + columns]
        ink = self.palette.ink(self.theme.voice(label.voice))
        part[:] = self.palette.blend[ink, levels[: part.shape[0], : part.shape[1]], part]

    def _box_rectangle(self, place: Placement, cells: Rectangle) -> Rectangle:
        row, column, bottom, end = cells
        xs, ys = zip(*place.polygon(row, column, bottom - row, end - column), strict=True)
        reach = self.film.rule_width + 1
        return int(min(xs) - reach), int(min(ys) - reach), int(max(xs) + reach) + 1, int(max(ys) + reach) + 1

    def _union(self, rectangles: list[Rectangle]) -> Rectangle:
        if not rectangles:
            return 0, 0, 1, 1
        left, top, right, bottom = zip(*rectangles, strict=True)
        return max(0, min(left)), max(0, min(top)), min(self.film.width, max(right)), min(self.film.height, max(bottom))


def _corners(place: Placement, box: Box) -> tuple[tuple[float, float], ...]:
    return place.polygon(box.row, box.column, box.rows, box.columns)


def _mask(positions: lines.Positions, size: int) -> NDArray[np.bool_]:
    chosen = np.zeros(size, np.bool_)
    chosen[positions] = True
    return chosen


def _extent(overlay: Overlay, row_length: int) -> Rectangle:
    """The rectangle around all pixels of an overlay."""
    positions = np.concatenate([part for part, _, _ in overlay])
    rows, columns = np.divmod(positions, row_length)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def _looks(film: Film, theme: Theme) -> Iterator[Look]:
    """The looks that this film can need: every state of every kind in it."""
    codes = sum(np.bincount(roles.ravel(), minlength=256) for roles in film.frame(0).roles.values())
    for kind in sorted({code // STATES for code in np.flatnonzero(codes).tolist()} - {Kind.OUTSIDE}):
        for state in State:
            yield theme.look(role(kind, state))
