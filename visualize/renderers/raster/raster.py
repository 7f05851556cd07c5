"""The raster renderer: one image that is updated from step to step."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Film, Frame, Grid, Label, Point, Tensor
from visualize.renderers import display
from visualize.renderers.raster import lines
from visualize.renderers.raster.inks import looks, pairs
from visualize.renderers.raster.letters import Letters
from visualize.renderers.raster.palette import LEVELS, Indices, Palette
from visualize.renderers.raster.tiles import Painted, Tiles
from visualize.style import fonts
from visualize.style.borders import has_hatch, outline, strikes
from visualize.style.guides import Segment, face, guide_width, hidden_width, pointer, pyramid
from visualize.style.themes import Theme
from visualize.style.traces import Traces, halo_width, traces

Rectangle = tuple[int, int, int, int]
LINE = None  # the key of the line below the picture, which belongs to no grid


class Raster:
    """Paints a film. `image` is the current step, shape (height, width), indices into `palette.colours`.

    The image depends on the step only, not on the steps painted before it.
    """

    def __init__(self, film: Film, theme: Theme) -> None:
        self.film, self.theme = film, theme
        numbers = [*film.hues, *(number for legend in film.legends for number in legend.shades)]
        shades = [theme.shade(number) for number in numbers]
        lettered = ((fill, theme.text_on(fill)) for fill in shades)
        self._is_slanted = not all(place.upright for place in film.placements.values())
        faces = ((theme.face, theme.window), (theme.face, theme.ground)) if self._is_slanted else ()
        self.palette = Palette(theme.ground, (*pairs(list(looks(film, theme)), theme), *faces, *lettered))
        self._settled = np.zeros((film.height, film.width), np.uint8)
        self.image: Indices = self._settled.copy()
        self._tiles = {
            grid: Tiles(place, film.rule_width, theme, self.palette, film.width, has_hatch(film, grid))
            for grid, place in film.placements.items()
        }
        self._letters = Letters(film.width, film.font)
        self._frame: Frame | None = None
        # The strokes over each grid's cells and the rectangles around them; LINE is the key of the line below.
        self._overlay: dict[Grid | None, list[Stroke]] = {}
        self._overlaid: dict[Grid | None, list[Rectangle]] = {}
        self._outlines: dict[tuple[Grid, int, int], tuple[lines.Positions, lines.Levels]] = {}
        self._strokes = self._stroke_table()
        self._tint = self._tinted()
        self._last_pyramid: tuple[Any, tuple[list[Segment], list[Segment]]] = (None, ([], []))
        settled = self._settled.reshape(-1)
        for positions, levels, table in (stroke for label in film.labels for stroke in self._lettered(label)):
            settled[positions] = table[levels, settled[positions]]
        self._strike_out()
        self._draw_legends()
        self.image[:] = self._settled

    def move(self, index: int) -> Rectangle:
        """Paint a step; returns the rectangle (left, top, right, bottom) outside of which nothing changed."""
        frame, before = self.film.frame(index), self._frame
        self._frame = frame
        settled, image = self._settled.reshape(-1), self.image.reshape(-1)
        moving = [grid for grid in self._tiles if before is None or not _is_unchanged(grid, before, frame)]
        dirty = [around for grid in (*moving, LINE) for around in self._overlaid.get(grid, ())]
        for grid in (*moving, LINE):
            for positions, _, _ in self._overlay.get(grid, ()):
                image[positions] = settled[positions]
        for grid in moving:
            painted = self._paint(grid, frame)
            if painted.box is not None:
                left, top, right, bottom = box = self._rectangle(grid, painted.box, self.film.rule_width + 1)
                self.image[top:bottom, left:right] = self._settled[top:bottom, left:right]
                dirty.append(box)
        for grid in (*moving, LINE):
            self._overlay[grid], self._overlaid[grid] = list(self._draw(grid, frame)), list(self._extents(grid, frame))
            dirty += self._overlaid[grid]
            for positions, levels, table in self._overlay[grid]:
                image[positions] = table[levels, image[positions]]
        return self._union(dirty)

    def rgb(self, index: int) -> Indices:
        """A step as a new RGB array of shape (height, width, 3)."""
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

    def _draw(self, grid: Grid | None, frame: Frame) -> "Iterator[Stroke]":
        yield from self._below(grid, frame)
        if grid is LINE and frame.line.text and self.film.line is not None:
            yield from self._lettered(self.film.line.saying(frame.line))
        for note in display.notes(self.film, self.theme, grid, frame) if grid is not LINE else ():
            yield (*self._letters.pixels(note.text, note.at, note.size), self._inked(note.colour))
        for box in frame.outlines:
            if box.grid == grid:
                yield (*self._outline(box), self._strokes)
        for start, end in frame.pointers:
            if start.grid == grid:
                yield (*self._fine(pointer(self.film, start, end)), self._strokes)
        for start, end in frame.guides:
            if start.grid == grid:
                yield (*self._fine(self._pyramid(start, end, frame)[0]), self._strokes)

    def _lettered(self, label: Label) -> "Iterator[Stroke]":
        """The letters of a line, each colour as one stroke."""
        mark = display.text("label", label, self.theme)
        at = label.middle(fonts.width(label.text, label.size))
        for colour, pixels in self._letters.coloured(mark.coloured, at, label.size):
            yield (*pixels, self._inked(colour))

    def _inked(self, colour: str) -> Indices:
        """The blends of every colour under a colour, by level."""
        return np.asarray(self.palette.blend[self.palette.ink(colour)])

    def _below(self, grid: Grid | None, frame: Frame) -> "Iterator[Stroke]":
        """What lies below the outlines of a grid: pyramids that start there, guides that it hides, traces."""
        for start, end in frame.guides:
            if start.grid == grid:
                positions = lines.inside(face(self.film, start, end), self.film.width)
                yield positions[self._open.reshape(-1)[positions]], np.zeros(1, np.uint8), self._tint
            if end.grid == grid:
                segments = self._pyramid(start, end, frame)[1]
                yield (*self._fine(segments, hidden_width(self.film)), self._strokes)
        if grid is not LINE:
            yield from self._trace(traces(self.film, grid, frame))

    def _trace(self, found: Traces) -> "Iterator[Stroke]":
        """What a window leaves behind."""
        blend, ink = self.palette.blend, self.palette.ink
        ground, voice = blend[ink(self.theme.ground)], blend[ink(self.theme.voice(Tensor.KERNEL))]
        if found.lines:
            yield (*self._fine(found.halo, halo_width(self.film)), ground)
            yield (*self._fine(found.lines), self._strokes)
        for number in found.numbers:
            yield (*self._fine([number.plate], 2 * number.half[1]), ground)
            yield (*self._letters.pixels(number.text, number.at, number.size), voice)

    def _pyramid(self, start: Box, end: Box, frame: Frame) -> tuple[list[Segment], list[Segment]]:
        """The guides and their hidden parts, computed once for the two grids of a step."""
        if self._last_pyramid[0] != (start, end, id(frame)):
            self._last_pyramid = (start, end, id(frame)), pyramid(self.film, start, end, frame)
        return self._last_pyramid[1]

    @cached_property
    def _open(self) -> NDArray[np.bool_]:
        """The pixels that no grid covers."""
        uncovered = np.ones((self.film.height, self.film.width), np.bool_)
        for place in self.film.placements.values():
            uncovered.reshape(-1)[lines.inside(place.polygon(0, 0, *place.shape), self.film.width)] = False
        return uncovered

    def _outline(self, box: Box) -> tuple[lines.Positions, lines.Levels]:
        """An outline in its casing; drawn once per shape and then shifted by whole pixels."""
        place = self.film.placements[box.grid]
        key = box.grid, box.rows, box.columns
        row_length = self.film.width
        if key not in self._outlines:
            self._outlines[key] = self._cased(outline(self.film, box._replace(row=0, column=0)))
        positions, levels = self._outlines[key]
        (rx, ry), (dx, dy) = place.right, place.down
        offset = (box.row * dy + box.column * ry) * row_length + box.row * dx + box.column * rx
        return positions + offset, levels

    def _cased(self, corners: tuple[Point, ...]) -> tuple[lines.Positions, lines.Levels]:
        """A window's line over a casing in the ground colour, a hair wider on the outside, as one stroke.

        Its levels encode both: (LEVELS + 1) * the casing's level + the line's level.
        """
        positions, casing = lines.polygon(corners, self.film.casing_width, self.film.width)
        inner, levels = lines.polygon(corners, self.film.outline_width, self.film.width)
        line = np.zeros(len(positions), np.uint8)
        line[np.searchsorted(positions, inner)] = levels
        casing[np.isin(positions, lines.inside(corners, self.film.width))] = 0
        seen = (casing > 0) | (line > 0)
        return positions[seen], (casing * np.uint8(LEVELS + 1) + line)[seen]

    def _stroke_table(self) -> Indices:
        """The blends of every colour under a casing and a line, by their combined level."""
        blend, ink = self.palette.blend, self.palette.ink
        window, ground = blend[ink(self.theme.window)], blend[ink(self.theme.ground)]
        return np.concatenate([window[:, under] for under in ground])

    def _tinted(self) -> Indices:
        """The colours under the faces of a pyramid, which change the ground alone; one row, for level 0."""
        table = np.arange(len(self.palette.colours), dtype=np.uint8)
        if self._is_slanted:
            table[self.palette.index[self.theme.ground]] = self.palette.index[self.theme.face]
        return table[None]

    def _fine(
        self, segments: Iterable[tuple[Point, Point]], width: float | None = None
    ) -> tuple[lines.Positions, lines.Levels]:
        return lines.straight(list(segments), width or guide_width(self.film), self.film.width)

    def _strike_out(self) -> None:
        """Strike out the missing cells."""
        flat, blend = self._settled.reshape(-1), self.palette.blend[self.palette.ink(self.theme.quiet)]
        for box in self.film.struck:
            positions, levels = self._fine(strikes(self.film, box))
            flat[positions] = blend[levels, flat[positions]]

    def _draw_legends(self) -> None:
        """Draw the bars of the legends."""
        for legend in self.film.legends:
            shades = [self.palette.index[self.theme.shade(number)] for number in legend.shades]
            at = np.arange(legend.width) * len(shades) // legend.width
            bar = self._settled[legend.top : legend.top + legend.height, legend.left : legend.left + legend.width]
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
        if grid is LINE and frame.line.text and self.film.line is not None:
            (x, y), size = self.film.line.at, self.film.line.size
            half = fonts.width(frame.line.text, size) / 2 + 2
            yield int(x - half), int(y - 1.2 * size), int(x + half) + 1, int(y + 0.5 * size)

    def _rectangle(self, grid: Grid, cells: Rectangle, reach: float) -> Rectangle:
        row, column, bottom, end = cells
        xs, ys = zip(*self.film.placements[grid].polygon(row, column, bottom - row, end - column), strict=True)
        left, top = max(0, int(min(xs) - reach)), max(0, int(min(ys) - reach))
        return left, top, int(max(xs) + reach) + 1, int(max(ys) + reach) + 1

    def _union(self, rectangles: list[Rectangle]) -> Rectangle:
        if not rectangles:
            return 0, 0, 1, 1
        left, top, right, bottom = zip(*rectangles, strict=True)
        return max(0, min(left)), max(0, min(top)), min(self.film.width, max(right)), min(self.film.height, max(bottom))


def _is_unchanged(grid: Grid, before: Frame, frame: Frame) -> bool:
    """Whether a grid and its overlay are unchanged; with guides or pointers between grids all are drawn again."""
    if before.guides or frame.guides or before.pointers or frame.pointers:
        return False
    cells = ((one.roles[grid], one.texts.get(grid), one.shades.get(grid)) for one in (before, frame))
    if not all(old is new for old, new in zip(*cells, strict=True)):
        return False
    return _boxes_over(grid, before) == _boxes_over(grid, frame)


def _boxes_over(grid: Grid, frame: Frame) -> list[list[Box]]:
    """The boxes of a grid's outlines, ghosts and arrows."""
    kinds = frame.outlines, frame.ghosts, (box for ends in frame.arrows for box in ends)
    return [[box for box in boxes if box.grid == grid] for boxes in kinds]


# Positions, coverage levels, and the blends of every colour at each level.
Stroke = tuple[lines.Positions, lines.Levels, Indices]
