"""The raster renderer: one image that is updated from step to step."""

from collections.abc import Iterable, Iterator

import numpy as np

from visualize.film import Box, Film, Frame, Grid, Label, Point, Tensor
from visualize.renderers import display
from visualize.renderers.raster.boxes import Boxes
from visualize.renderers.raster.canvas import Canvas, Pixels
from visualize.renderers.raster.inks import pairs
from visualize.renderers.raster.letters import Letters
from visualize.renderers.raster.palette import LEVELS, Indices, Palette
from visualize.renderers.raster.pyramids import Pyramids
from visualize.renderers.raster.strokes import Stroke, Tint
from visualize.renderers.raster.tiles import Painted, Tiles
from visualize.style import fonts
from visualize.style.borders import has_hatch, strikes, struck
from visualize.style.guides import guide_width, pointer
from visualize.style.looks import Theme
from visualize.style.traces import arrow, halo_width

Rectangle = tuple[int, int, int, int]
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
        self._frame: Frame | None = None
        # The strokes over each grid's cells and the rectangles around them; LINE is the key of the line below.
        self._overlay: dict[Grid | None, list[Stroke | Tint]] = {}
        self._overlaid: dict[Grid | None, list[Rectangle]] = {}
        self._boxes, self._pyramids = Boxes(canvas, theme.clear), Pyramids(canvas)
        self._strokes, self._ground = self._stroke_table(), self._inked(theme.behind)
        self._tint = self._tinted()
        for stroke in (stroke for label in film.labels for stroke in self._lettered(label)):
            stroke.draw(self._settled)
        self._strike_out()
        self._draw_legends()
        self.image[:] = self._settled

    def _tiled(self, grid: Grid) -> Tiles:
        place, hatch = self.film.placements[grid].scaled(self._scale), has_hatch(self.film, grid)
        return Tiles(place, self.film.rule(grid), self.theme, self.palette, self._canvas.row_length, hatch, self._scale)

    def move(self, index: int) -> Rectangle:
        """Paint a step; returns the rectangle (left, top, right, bottom) outside of which nothing changed."""
        frame, before = self.film.frame(index), self._frame
        self._frame = frame
        moving = [grid for grid in self._tiles if before is None or _is_drawn_again(grid, before, frame)]
        changed = [grid for grid in (*moving, LINE) if before is None or _is_changed(grid, before, frame)]
        dirty = [around for grid in changed for around in self._overlaid.get(grid, ())]
        for grid in (*moving, LINE):
            for stroke in self._overlay.get(grid, ()):
                stroke.erase(self.image, self._settled)
        for grid in moving:
            painted = self._paint(grid, frame)
            if painted.box is not None:
                left, top, right, bottom = box = self._rectangle(grid, painted.box, self.film.rule(grid) + 1)
                self.image[top:bottom, left:right] = self._settled[top:bottom, left:right]
                dirty.append(box)
        for grid in (*moving, LINE):
            self._overlay[grid], self._overlaid[grid] = list(self._draw(grid, frame)), list(self._extents(grid, frame))
            dirty += self._overlaid[grid] if grid in changed else ()
            for stroke in self._overlay[grid]:
                stroke.draw(self.image)
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

    def _paint(self, grid: Grid, frame: Frame) -> Painted:
        """Repaint the changed cells of a grid and their texts."""
        settled = self._settled.reshape(-1)
        roles, texts = frame.roles[grid], frame.texts.get(grid)
        shades = frame.shades.get(grid)
        painted = self._tiles[grid].repaint(roles, texts, shades, settled)
        if texts is not None and painted.box is not None:
            place, style = self.film.placements[grid], self.film.cell_texts[grid]
            for row, column in painted.cells:
                if texts[row, column]:
                    x, y = place.corner(row + style.row, column + style.column)
                    at = x, y + fonts.middle(style.size)
                    shade = 0 if shades is None else int(shades[row, column])
                    colour = self.theme.letter(int(roles[row, column]), shade)
                    self._write(str(texts[row, column]), at, style.size, colour)
        return painted

    def _draw(self, grid: Grid | None, frame: Frame) -> Iterator[Stroke | Tint]:
        yield from self._below(grid, frame)
        for label in self._lines(frame) if grid is LINE else ():
            yield from self._lettered(label)
        if grid is LINE:
            yield from self._pairs()
        for note in display.notes(self.film, self.theme, grid, frame) if grid is not LINE else ():
            yield Stroke(*self._letters.pixels(note.text, note.at, note.size), self._inked(note.colour))
        for box in frame.outlines:
            if box.grid == grid:
                yield Stroke(*self._boxes.outline(box), self._strokes)
        for start, end in frame.pointers:
            if start.grid == grid:
                yield Stroke(*self._fine(pointer(self.film, start, end)), self._strokes)
        for start, end in frame.guides:
            if start.grid == grid:
                yield Stroke(*self._pyramids.at(start, end, frame).front, self._strokes)

    def _pairs(self) -> Iterator[Stroke]:
        """The outlines and letters of steps that are shown together."""
        for mark in display.pairs(self.film, self.theme):
            if isinstance(mark, display.Text):
                yield Stroke(*self._letters.pixels(mark.text, mark.at, mark.size), self._inked(mark.colour))
            elif isinstance(mark, display.Area):
                for corners in mark.polygons:
                    yield Stroke(self._canvas.inside(corners), np.full(1, LEVELS, np.uint8), self._inked(mark.fill))
            elif mark.closed:
                for corners in mark.lines:
                    yield Stroke(*self._canvas.polygon(corners, mark.stroke.width), self._inked(mark.stroke.colour))
            else:
                yield Stroke(*self._canvas.straight(mark.lines, mark.stroke.width), self._inked(mark.stroke.colour))

    def _lettered(self, label: Label) -> Iterator[Stroke]:
        """The letters of a line, each colour as one stroke."""
        mark = display.text("label", label, self.theme)
        for colour, pixels in self._letters.coloured(mark.coloured, self._letters.middle(label), label.size):
            yield Stroke(*pixels, self._inked(colour))

    def _inked(self, colour: str) -> Indices:
        """The blends of every colour under a colour, by level."""
        return np.asarray(self.palette.blend[self.palette.ink(colour)])

    def _below(self, grid: Grid | None, frame: Frame) -> Iterator[Stroke | Tint]:
        """What lies below the outlines of a grid: pyramids that start there, guides that it hides, traces."""
        for start, end in frame.guides:
            if start.grid == grid:
                yield Tint(self._pyramids.at(start, end, frame).face, *self._tint)
            if end.grid == grid:
                yield Stroke(*self._pyramids.at(start, end, frame).behind, self._strokes)
        if grid is not LINE:
            yield from self._trace(grid, frame)

    def _trace(self, grid: Grid, frame: Frame) -> Iterator[Stroke]:
        """What a window leaves behind."""
        ground = self._ground
        ghosts = [box for box in frame.ghosts if box.grid == grid]
        arrows = [arrow(self.film, *ends) for ends in frame.arrows if ends[0].grid == grid]
        yield from (Stroke(*self._boxes.halo(box), ground) for box in ghosts)
        yield from (Stroke(*self._boxes.hair(self._fine(one.lines, halo_width(self.film))), ground) for one in arrows)
        yield from (Stroke(*self._boxes.ghost(box), self._strokes) for box in ghosts)
        yield from (Stroke(*self._fine(one.lines), self._strokes) for one in arrows)
        for number in (one.number for one in arrows if one.number):
            yield Stroke(*self._boxes.hair(self._fine([number.plate], 2 * number.half[1])), ground)
            colour = self.theme.voice(Tensor.KERNEL)
            yield Stroke(*self._letters.pixels(number.text, number.at, number.size), self._inked(colour))

    def _stroke_table(self) -> Indices:
        """The blends of every colour under a casing and a line, by their combined level."""
        blend, ink = self.palette.blend, self.palette.ink
        window, ground = blend[ink(self.theme.window)], blend[ink(self.theme.behind)]
        return np.concatenate([window[:, under] for under in ground])

    def _tinted(self) -> tuple[int, int]:
        """The ground, which alone the faces of pyramids change, and its colour there."""
        ground = self.palette.index[self.theme.page]
        return ground, self.palette.index.get(self.theme.face, ground)

    def _fine(self, segments: Iterable[tuple[Point, Point]], width: float | None = None) -> Pixels:
        return self._canvas.straight(list(segments), width or guide_width(self.film))

    def _strike_out(self) -> None:
        """Strike out the missing cells."""
        flat, blend = self._settled.reshape(-1), self.palette.blend[self.palette.ink(self.theme.quiet)]
        for box in self.film.struck:
            flat[self._canvas.inside(struck(self.film, box))] = self.palette.index[self.theme.greyed]
            positions, levels = self._fine(strikes(self.film, box))
            flat[positions] = blend[levels, flat[positions]]

    def _draw_legends(self) -> None:
        """Draw the bars of the legends."""
        for legend in self.film.legends:
            shades = [self.palette.index[self.theme.shade(number)] for number in legend.shades]
            left, top, width, height = (part * self._scale for part in legend[:4])
            at = np.arange(width) * len(shades) // width
            bar = self._settled[top : top + height, left : left + width]
            bar[:] = np.array(shades, np.uint8)[at]

    def _write(self, text: str, at: Point, size: int, colour: str) -> None:
        flat = self._settled.reshape(-1)
        positions, levels = self._letters.pixels(text, at, size)
        flat[positions] = self.palette.blend[self.palette.ink(colour), levels, flat[positions]]

    def _extents(self, grid: Grid | None, frame: Frame) -> Iterator[Rectangle]:
        """Rectangles around the strokes over a grid's cells; guides and pointers lie in the union of their boxes."""
        for box in (*frame.outlines, *frame.ghosts, *(box for ends in frame.pointers for box in ends)):
            if box.grid == grid:
                cells = box.row, box.column, box.row + box.rows, box.column + box.columns
                yield self._rectangle(grid, cells, self.film.casing_width / 2 + 4)
        for start, end in frame.arrows:
            if start.grid == grid:
                reach = self.film.placements[grid].right[0] / 2
                yield self._rectangle(grid, (start.row, start.column, end.row, end.column), reach)
        for label in self._lines(frame) if grid is LINE else ():
            x, y, size = (part * self._scale for part in (*label.at, label.size))
            half = fonts.width(label.text, round(size)) / 2 + 2
            yield int(x - half), int(y - 1.2 * size), int(x + half) + 1, int(y + 0.5 * size)

    def _lines(self, frame: Frame) -> Iterable[Label]:
        return self.film.line.saying(frame.line) if frame.line.text and self.film.line is not None else ()

    def _rectangle(self, grid: Grid, cells: Rectangle, reach: float) -> Rectangle:
        row, column, bottom, end = cells
        xs, ys = zip(*self.film.placements[grid].polygon(row, column, bottom - row, end - column), strict=True)
        ends = min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach
        left, top, right, bottom = (int(max(0.0, end) * self._scale) for end in ends)
        return left, top, right + 1, bottom + 1

    def _union(self, rectangles: list[Rectangle]) -> Rectangle:
        if not rectangles:
            return 0, 0, 1, 1
        left, top, right, bottom = zip(*rectangles, strict=True)
        height, width = self.image.shape
        return max(0, min(left)), max(0, min(top)), min(width, max(right)), min(height, max(bottom))


def _is_drawn_again(grid: Grid, before: Frame, frame: Frame) -> bool:
    """Whether a grid and its overlay are drawn again; with guides or pointers between grids, which cross others."""
    return bool(before.guides or frame.guides or before.pointers or frame.pointers) or _is_changed(grid, before, frame)


def _is_changed(grid: Grid | None, before: Frame, frame: Frame) -> bool:
    """Whether a grid's cells or overlay change, or guides or pointers that begin or end there."""
    if grid is LINE:
        return before.line != frame.line
    cells = ((one.roles.get(grid), one.texts.get(grid), one.shades.get(grid)) for one in (before, frame))
    if not all(old is new for old, new in zip(*cells, strict=True)):
        return True
    lines = (*before.guides, *frame.guides, *before.pointers, *frame.pointers)
    return any(box.grid == grid for ends in lines for box in ends) or _boxes_over(grid, before) != _boxes_over(
        grid, frame
    )


def _boxes_over(grid: Grid, frame: Frame) -> list[list[Box]]:
    """The boxes of a grid's outlines, ghosts and arrows."""
    kinds = frame.outlines, frame.ghosts, (box for ends in frame.arrows for box in ends)
    return [[box for box in boxes if box.grid == grid] for boxes in kinds]
