"""The raster renderer: one image that is updated from step to step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat

import numpy as np

from visualize.film import Film, Frame, Grid, Shades, Texts
from visualize.renderers.raster.canvas import Canvas, Pixels
from visualize.renderers.raster.inks import pairs
from visualize.renderers.raster.letters import Letters
from visualize.renderers.raster.overlays import Marks, Overlays, Rectangle, marks
from visualize.renderers.raster.palette import Indices, Palette
from visualize.renderers.raster.strokes import Stroke, Tint
from visualize.renderers.raster.tiles import Painted, Tiles
from visualize.style import fonts
from visualize.style.borders import has_hatch, strikes, struck
from visualize.style.guides import guide_width
from visualize.style.looks import Theme

PROGRESS = 3  # pixels of the line at the foot of an animation
LINE = None  # the key of the line below the picture, which belongs to no grid


class Raster:
    """Paints a film. `image` is the current step, shape (height, width), indices into `palette.colours`.

    The image depends on the step only, not on the steps painted before it. `scale` of its pixels are one of the film's,
    in which all is measured until it is drawn: so the same figure has more pixels.
    """

    def __init__(self, film: Film, theme: Theme, scale: int = 1) -> None:
        self.film, self.theme, self._scale = film, theme, scale
        self._canvas = canvas = Canvas(film, scale)
        self.palette = Palette(theme.page, pairs(film, theme))
        self._settled = np.zeros((canvas.rows, canvas.row_length), np.uint8)
        self.image: Indices = self._settled.copy()
        self._tiles = {grid: self._tiled(grid) for grid in film.placements}
        self._letters = Letters(canvas.row_length, film.font, scale)
        self._overlays = Overlays(film, theme, self.palette, canvas, self._letters)
        self._frame: Frame | None = None
        self._marks: dict[Grid, Marks] = {}
        # The strokes over each grid's cells and the rectangles around them; LINE is the key of the line below.
        self._strokes: dict[Grid | None, list[Stroke | Tint]] = {}
        self._extents: dict[Grid | None, list[Rectangle]] = {}
        for label in film.labels:
            self._overlays.lettered(label).draw(self._settled)
        self._strike_out()
        self._draw_legends()
        self.image[:] = self._settled

    def _tiled(self, grid: Grid) -> Tiles:
        place, hatch = self.film.placements[grid].scaled(self._scale), has_hatch(self.film, grid)
        return Tiles(place, self.film.rule(grid), self.theme, self.palette, self._canvas.row_length, hatch, self._scale)

    def move(self, index: int) -> Rectangle:
        """Paint a step; returns the rectangle (left, top, right, bottom) outside of which nothing changed."""
        frame = self.film.frame(index)
        over = marks(frame)
        changed = self._changed(frame, over)
        # Guides and pointers cross other grids.
        moving = [*self._tiles, LINE] if _is_linked(frame) or _is_linked(self._frame) else changed
        dirty = [around for grid in changed for around in self._extents.get(grid, ())]
        for grid in moving:
            for stroke in self._strokes.get(grid, ()):
                stroke.erase(self.image, self._settled)
        dirty += [box for grid in moving if grid is not LINE and (box := self._paint(grid, frame))]
        for grid in moving:
            self._draw(grid, frame, over)
        dirty += [around for grid in changed for around in self._extents[grid]]
        self._frame, self._marks = frame, over
        return self._union(dirty)

    def underline(self, share: float) -> int:
        """Draw a line at the foot of the image, to this share of its width; returns its end in pixels."""
        page, quiet = self.palette.index[self.theme.page], self.palette.ink(self.theme.quiet)
        end = round(share * self.film.width) * self._scale
        self.image[-PROGRESS * self._scale :, :end] = self.palette.blend[quiet, -1, page]
        return end

    def rgb(self, index: int) -> Indices:
        """A step as a new RGB array of shape (height, width, 3); RGBA if the page is clear."""
        self.move(index)
        return np.take(self.palette.colours, self.image, axis=0)  # several times as fast as indexing

    def steps(self) -> Iterator[Rectangle]:
        """Paint one step after another into `image`; yields the changed rectangles."""
        return (self.move(index) for index in range(self.film.frame_count))

    def _changed(self, frame: Frame, over: Mapping[Grid, Marks]) -> list[Grid | None]:
        """The grids whose cells change or what lies over them, and the line below the picture if it does."""
        before, marked = self._frame, self._marks
        if before is None:
            return [*self._tiles, LINE]
        parts = (before.roles, frame.roles), (before.texts, frame.texts), (before.shades, frame.shades)
        others = [(old, new) for old, new in parts if old is not new]
        painted = {grid for old, new in others for grid in self._tiles if old.get(grid) is not new.get(grid)}
        found: list[Grid | None] = [
            grid
            for grid in self._tiles
            if grid in painted or marked.get(grid) != (own := over.get(grid)) or (own is not None and own.linked)
        ]
        return found + [LINE] * (before.line != frame.line)

    def _paint(self, grid: Grid, frame: Frame) -> Rectangle | None:
        """Repaint the changed cells of a grid and their texts; returns the rectangle around them, if there are any."""
        settled = self._settled.reshape(-1)
        roles, texts, shades = frame.roles[grid], frame.texts.get(grid), frame.shades.get(grid)
        painted = self._tiles[grid].repaint(roles, texts, shades, settled)
        if not painted.cells.size:
            return None
        if texts is not None:
            self._write(grid, texts, painted, shades)
        left, top, right, bottom = box = self._overlays.rectangle(grid, painted.box, self.film.rule(grid) + 1)
        self.image[top:bottom, left:right] = self._settled[top:bottom, left:right]
        return box

    def _draw(self, grid: Grid | None, frame: Frame, over: Mapping[Grid, Marks]) -> None:
        """Draw what lies over a grid, or the line below the picture."""
        if grid is LINE:
            self._strokes[grid] = list(self._overlays.line(frame))
            self._extents[grid] = list(self._overlays.around_line(frame))
        elif grid in over:
            self._strokes[grid] = list(self._overlays.over(grid, over[grid], frame))
            self._extents[grid] = list(self._overlays.extents(grid, over[grid]))
        else:
            self._strokes[grid], self._extents[grid] = list(self._overlays.notes(grid, frame)), []
        for stroke in self._strokes[grid]:
            stroke.draw(self.image)

    def _strike_out(self) -> None:
        """Strike out the missing cells."""
        flat, blend = self._settled.reshape(-1), self.palette.blend[self.palette.ink(self.theme.quiet)]
        for box in self.film.struck:
            flat[self._canvas.inside(struck(self.film, box))] = self.palette.index[self.theme.greyed]
            positions, levels = self._canvas.straight(list(strikes(self.film, box)), guide_width(self.film))
            flat[positions] = blend[levels, flat[positions]]

    def _draw_legends(self) -> None:
        """Draw the bars of the legends."""
        for legend in self.film.legends:
            shades = [self.palette.index[self.theme.shade(number)] for number in legend.shades]
            left, top, width, height = (part * self._scale for part in legend[:4])
            at = np.arange(width) * len(shades) // width
            bar = self._settled[top : top + height, left : left + width]
            bar[:] = np.array(shades, np.uint8)[at]

    def _write(self, grid: Grid, texts: Texts, painted: Painted, shades: Shades | None) -> None:
        """Write the texts of cells, all at once: none reaches into another cell."""
        place, style = self.film.placements[grid], self.film.cell_texts[grid]
        down, blends = fonts.middle(style.size), self.palette.blend
        own = repeat(0) if shades is None else shades.take(painted.cells).tolist()
        written: list[Pixels] = []
        inks: list[int] = []
        for (row, column), text, role, shade in zip(
            painted.places(), texts.take(painted.cells).tolist(), painted.roles.tolist(), own, strict=False
        ):
            if text:
                x, y = place.corner(row + style.row, column + style.column)
                written.append(self._letters.pixels(text, (x, y + down), style.size))
                inks.append(self.palette.ink(self.theme.letter(role, shade)))
        if written:
            flat = self._settled.reshape(-1)
            every_ink = np.array(inks).repeat([len(levels) for _, levels in written])
            positions, levels = map(np.concatenate, zip(*written, strict=True))
            flat[positions] = blends[every_ink, levels, flat[positions]]

    def _union(self, rectangles: list[Rectangle]) -> Rectangle:
        if not rectangles:
            return 0, 0, 1, 1
        left, top, right, bottom = zip(*rectangles, strict=True)
        height, width = self.image.shape
        return max(0, min(left)), max(0, min(top)), min(width, max(right)), min(height, max(bottom))


def _is_linked(frame: Frame | None) -> bool:
    return frame is not None and bool(frame.guides or frame.pointers)
