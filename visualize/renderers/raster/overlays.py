"""What lies over the cells of an image at a step, as strokes: outlines, traces, pyramids, pointers, a line of text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from visualize.film import Box, Film, Frame, Grid, Label, Placement, Point, Tensor
from visualize.renderers import display
from visualize.renderers.raster.boxes import Boxes
from visualize.renderers.raster.canvas import Canvas, Pixels
from visualize.renderers.raster.letters import Letters
from visualize.renderers.raster.palette import LEVELS, Indices, Palette
from visualize.renderers.raster.pyramids import Pyramids
from visualize.renderers.raster.strokes import Stroke, Tint
from visualize.style import fonts
from visualize.style.guides import guide_width, pointer
from visualize.style.looks import Theme
from visualize.style.traces import arrow, halo_width

Rectangle = tuple[int, int, int, int]
Bounds = tuple[float, float, float, float]
Ends = tuple[Box, Box]


class Marks(NamedTuple):
    """The boxes of a frame in one grid, and the lines between boxes that start or end there."""

    outlines: list[Box]
    ghosts: list[Box]
    arrows: list[Ends]
    pointers: list[Ends]
    guides: list[Ends]
    pointed: list[Ends]  # pointers that end in the grid
    arriving: list[Ends]  # guides that do

    @property
    def linked(self) -> bool:
        """Whether guides or pointers start or end in the grid; these may lie between grids."""
        return bool(self.guides or self.arriving or self.pointers or self.pointed)


def marks(frame: Frame) -> dict[Grid, Marks]:
    """The marks of a frame, by grid; grids without any are missing."""
    found: dict[Grid, Marks] = defaultdict(_no_marks)
    for box in frame.outlines:
        found[box.grid].outlines.append(box)
    for box in frame.ghosts:
        found[box.grid].ghosts.append(box)
    for ends in frame.arrows:
        found[ends[0].grid].arrows.append(ends)
    for ends in frame.pointers:
        found[ends[0].grid].pointers.append(ends)
        found[ends[1].grid].pointed.append(ends)
    for ends in frame.guides:
        found[ends[0].grid].guides.append(ends)
        found[ends[1].grid].arriving.append(ends)
    return found


def _no_marks() -> Marks:
    return Marks([], [], [], [], [], [], [])


class Overlays:
    """The strokes of a film's steps and the rectangles around them."""

    def __init__(self, film: Film, theme: Theme, palette: Palette, canvas: Canvas, letters: Letters) -> None:
        self._film, self._theme, self._palette, self._canvas, self._letters = film, theme, palette, canvas, letters
        self._voice = lru_cache(theme.voice)
        self._boxes, self._pyramids = Boxes(canvas, theme.clear), Pyramids(canvas)
        self._strokes, self._ground = self._stroke_table(), self.inked(theme.behind)
        self._tint = self._tinted()
        self._around: dict[tuple[Grid, int, int, float], Bounds] = {}

    def inked(self, colour: str) -> Indices:
        """The blends of every colour under a colour, by level."""
        return np.asarray(self._palette.blend[self._palette.ink(colour)])

    def lettered(self, label: Label) -> Stroke:
        """The letters of a line in their colours."""
        runs, blend = display.text("label", label, self._voice).coloured, self._palette.blend
        texts, inks = [text for text, _ in runs], np.array([self._palette.ink(colour) for _, colour in runs])
        positions, levels, owners = self._letters.runs(texts, self._letters.middle(label), label.size)
        every_level = blend.reshape(-1, blend.shape[-1])
        return Stroke(positions, levels + inks[owners] * blend.shape[1], every_level)

    def line(self, frame: Frame) -> Iterator[Stroke]:
        """The step's line of text, and what belongs to several steps that are shown together."""
        for label in self._lines(frame):
            yield self.lettered(label)
        if self._film.pairs:
            yield from self._pairs()

    def over(self, grid: Grid, marks: Marks, frame: Frame) -> Iterator[Stroke | Tint]:
        """What lies over a grid: first pyramids that start there, guides that it hides, traces."""
        for ends in marks.guides:
            yield Tint(self._pyramids.at(*ends, frame).face, *self._tint)
        for ends in marks.arriving:
            yield Stroke(*self._pyramids.at(*ends, frame).behind, self._strokes)
        if marks.ghosts or marks.arrows:
            yield from self._trace(marks)
        yield from self.notes(grid, frame)
        for box in marks.outlines:
            yield Stroke(*self._boxes.outline(box), self._strokes)
        for start, end in marks.pointers:
            yield Stroke(*self._fine(pointer(self._film, start, end)), self._strokes)
        for ends in marks.guides:
            yield Stroke(*self._pyramids.at(*ends, frame).front, self._strokes)

    def notes(self, grid: Grid, frame: Frame) -> Iterator[Stroke]:
        """The small texts in a grid's cells."""
        for note in display.notes(self._film, self._theme, grid, frame) if grid in frame.notes else ():
            yield Stroke(*self._letters.pixels(note.text, note.at, note.size), self.inked(note.colour))

    def extents(self, grid: Grid, marks: Marks) -> Iterator[Rectangle]:
        """Rectangles around what lies over a grid; guides and pointers lie in the union of their boxes."""
        ends = (*(start for start, _ in marks.pointers), *(end for _, end in marks.pointed))
        for box in (*marks.outlines, *marks.ghosts, *ends):
            cells = box.row, box.column, box.row + box.rows, box.column + box.columns
            yield self.rectangle(grid, cells, self._film.casing_width / 2 + 4)
        for start, end in marks.arrows:
            reach = self._film.placements[grid].right[0] / 2
            yield self.rectangle(grid, (start.row, start.column, end.row, end.column), reach)

    def around_line(self, frame: Frame) -> Iterator[Rectangle]:
        """Rectangles around the step's line of text."""
        for label in self._lines(frame):
            x, y, size = (part * self._canvas.scale for part in (*label.at, label.size))
            half = fonts.width(label.text, round(size)) / 2 + 2
            yield int(x - half), int(y - 1.2 * size), int(x + half) + 1, int(y + 0.5 * size)

    def rectangle(self, grid: Grid, cells: Rectangle, reach: float) -> Rectangle:
        """The pixels (left, top, right, bottom) of cells (top, left, bottom, right) and of so much around them."""
        top, left, bottom, right = cells
        key, scale = (grid, bottom - top, right - left, reach), self._canvas.scale
        if key not in self._around:
            self._around[key] = _bounds(self._film.placements[grid], *key[1:])
        (rx, ry), (dx, dy) = self._film.placements[grid][2:4]
        x, y, (first_x, first_y, last_x, last_y) = left * rx + top * dx, left * ry + top * dy, self._around[key]
        first_column, first_row = int(max(0.0, first_x + x) * scale), int(max(0.0, first_y + y) * scale)
        column, row = int(max(0.0, last_x + x) * scale), int(max(0.0, last_y + y) * scale)
        return first_column, first_row, column + 1, row + 1

    def _lines(self, frame: Frame) -> Iterable[Label]:
        return self._film.line.saying(frame.line) if frame.line.text and self._film.line is not None else ()

    def _pairs(self) -> Iterator[Stroke]:
        """The outlines and letters of steps that are shown together."""
        for mark in display.pairs(self._film, self._theme):
            if isinstance(mark, display.Text):
                yield Stroke(*self._letters.pixels(mark.text, mark.at, mark.size), self.inked(mark.colour))
            elif isinstance(mark, display.Area):
                for corners in mark.polygons:
                    yield Stroke(self._canvas.inside(corners), np.full(1, LEVELS, np.uint8), self.inked(mark.fill))
            elif mark.closed:
                for corners in mark.lines:
                    yield Stroke(*self._canvas.polygon(corners, mark.stroke.width), self.inked(mark.stroke.colour))
            else:
                yield Stroke(*self._canvas.straight(mark.lines, mark.stroke.width), self.inked(mark.stroke.colour))

    def _trace(self, marks: Marks) -> Iterator[Stroke]:
        """What a window leaves behind."""
        ground, arrows = self._ground, [arrow(self._film, *ends) for ends in marks.arrows]
        yield from (Stroke(*self._boxes.halo(box), ground) for box in marks.ghosts)
        yield from (Stroke(*self._boxes.hair(self._fine(one.lines, halo_width(self._film))), ground) for one in arrows)
        yield from (Stroke(*self._boxes.ghost(box), self._strokes) for box in marks.ghosts)
        yield from (Stroke(*self._fine(one.lines), self._strokes) for one in arrows)
        for number in (one.number for one in arrows if one.number):
            yield Stroke(*self._boxes.hair(self._fine([number.plate], 2 * number.half[1])), ground)
            colour = self._theme.voice(Tensor.KERNEL)
            yield Stroke(*self._letters.pixels(number.text, number.at, number.size), self.inked(colour))

    def _fine(self, segments: Iterable[tuple[Point, Point]], width: float | None = None) -> Pixels:
        return self._canvas.straight(list(segments), width or guide_width(self._film))

    def _stroke_table(self) -> Indices:
        """The blends of every colour under a casing and a line, by their combined level."""
        blend, ink = self._palette.blend, self._palette.ink
        window, ground = blend[ink(self._theme.window)], blend[ink(self._theme.behind)]
        return np.concatenate([window[:, under] for under in ground])

    def _tinted(self) -> tuple[int, int]:
        """The ground, which alone the faces of pyramids change, and its colour there."""
        ground = self._palette.index[self._theme.page]
        return ground, self._palette.index.get(self._theme.face, ground)


def _bounds(place: Placement, rows: int, columns: int, reach: float) -> Bounds:
    """Left, top, right and bottom of a grid's first cells and of so much around them."""
    xs, ys = zip(*place.polygon(0, 0, rows, columns), strict=True)
    return min(xs) - reach, min(ys) - reach, max(xs) + reach, max(ys) + reach
