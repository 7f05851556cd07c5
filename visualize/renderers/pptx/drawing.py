"""One step of a film as shapes, painted in the order of the other painters: a cell carries its border and its text."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from visualize.film import CellText, Film, Frame, Grid, Label, Legend, Placement, Point, Roles
from visualize.renderers.pptx import shapes
from visualize.renderers.pptx.shapes import Canvas, Form, Path, Piece
from visualize.style import borders, fonts
from visualize.style.borders import hatch_width, strikes
from visualize.style.guides import around, guide_width, guides, pointer, text_boxes
from visualize.style.themes import Look, Theme

Segments = Sequence[tuple[Point, Point]]
# The cells beside a cell's edges, in the order of its corners: above, right, below, left.
BESIDE = ((-1, 0), (0, 1), (1, 0), (0, -1))


class Pen(NamedTuple):
    """What is drawn, how it looks, and where."""

    film: Film
    theme: Theme
    canvas: Canvas

    def lines(self, name: str, segments: Segments, colour: str, width: float, cap: str = "flat") -> Piece:
        """Separate lines as one shape."""
        line = shapes.stroke(self.canvas, colour, width, cap)
        return shapes.shape(self.canvas, name, shapes.freeform(self.canvas, Path(segments)), line=line)


def figure(film: Film, theme: Theme, index: int, canvas: Canvas) -> str:
    """The whole picture as one group."""
    pen, frame = Pen(film, theme, canvas), film.frame(index)
    pieces = list(_pieces(pen, frame))
    return shapes.group(canvas, "figure", pieces, film.title, film.description).xml


def _pieces(pen: Pen, frame: Frame) -> Iterator[Piece]:
    film = pen.film
    for number, label in enumerate(film.labels, 1):
        yield _label(pen, f"label {number}", label)
    struck = [segment for box in film.struck for segment in strikes(film, box)]
    if struck:
        yield pen.lines("struck", struck, pen.theme.quiet, guide_width(film))
    for number, legend in enumerate(film.legends, 1):
        yield shapes.group(pen.canvas, f"legend {number}", list(_bars(pen, legend)))
    for grid in film.placements:
        yield shapes.group(pen.canvas, grid.name, [*_cells(pen, frame, grid), *_hatches(pen, frame, grid)])
        yield from _overlays(pen, frame, grid)
    if frame.line.text and film.line is not None:
        yield _label(pen, "equation", film.line._replace(text=frame.line.text))


def _label(pen: Pen, name: str, label: Label) -> Piece:
    width = fonts.width(label.text, label.size)
    return shapes.caption(pen.canvas, name, label.text, label.at, label.size, width, pen.theme.voice(label.voice))


def _bars(pen: Pen, legend: Legend) -> Iterator[Piece]:
    """The shades side by side, each a little wider than its share, so that no seam shows."""
    step, end, bottom = legend.width / len(legend.shades), legend.left + legend.width, legend.top + legend.height
    for at, shade in enumerate(legend.shades):
        left = legend.left + at * step
        form = shapes.rectangle(pen.canvas, (left, legend.top), (min(left + step + 0.5, end), bottom))
        yield shapes.shape(pen.canvas, f"shade {at + 1}", form, pen.theme.shade(shade))


def _cells(pen: Pen, frame: Frame, grid: Grid) -> Iterator[Piece]:
    """The cells, those of a higher rank above the others, as their rule is the one that is seen where two meet."""
    roles, place = frame.roles[grid], pen.film.placements[grid]
    looks = {code: pen.theme.look(code) for code in np.unique(roles).tolist()}
    shades, texts = frame.shades.get(grid), frame.texts.get(grid)
    style = pen.film.cell_texts.get(grid) or CellText(_usual_size(place))
    backwards = list(np.ndindex(*roles.shape))[::-1]
    for at in sorted(backwards, key=lambda at: looks[int(roles[at])].rank):
        code, shade = int(roles[at]), 0 if shades is None else int(shades[at])
        look = looks[code]
        line = shapes.stroke(pen.canvas, look.rule, pen.film.rule_width, "flat" if look.dashed else "sq")
        text = "" if texts is None else str(texts[at])
        letter = pen.theme.letter(code, shade)
        body = shapes.body(pen.canvas, text, style.size, letter, _shift(place, style))
        name = f"{grid.name} {','.join(map(str, place.named(*at)))}"
        form = _form(pen.canvas, place, at, look, _kept(roles, looks, at))
        yield shapes.shape(pen.canvas, name, form, pen.theme.fill(code, shade), line, body)


def _usual_size(place: Placement) -> int:
    """Of letters that a lecturer types into a cell where the film has none."""
    return max(4, round(0.4 * place.right[0]))


def _shift(place: Placement, style: CellText) -> Point:
    """How far from a cell's middle its text stands."""
    row, column = style.row - 0.5, style.column - 0.5
    return (
        column * place.right[0] + row * place.down[0],
        column * place.right[1] + row * place.down[1],
    )


def _kept(roles: Roles, looks: dict[int, Look], at: tuple[int, ...]) -> list[bool]:
    """Which edges a cell draws: not those that would show through the gaps of a higher rank's dashes."""
    own = looks[int(roles[at])]

    def other(step: tuple[int, int]) -> Look:
        row, column = at[0] + step[0], at[1] + step[1]
        inside = 0 <= row < roles.shape[0] and 0 <= column < roles.shape[1]
        return looks[int(roles[row, column])] if inside else own

    if own.dashed:
        return [True] * len(BESIDE)
    return [not other(step).dashed or other(step).rank < own.rank for step in BESIDE]


def _form(canvas: Canvas, place: Placement, at: tuple[int, ...], look: Look, kept: list[bool]) -> Form:
    """A rectangle wherever it can be one; else a freeform, its fill and its border painted apart where they differ."""
    corners = place.polygon(at[0], at[1])
    area = Path([corners], True, shapes.NO_STROKE)
    if look.dashed:
        return shapes.freeform(canvas, area, Path(shapes.dashed(corners), False, shapes.NO_FILL))
    if not all(kept):
        sides = zip(corners, (*corners[1:], corners[0]), kept, strict=True)
        border = [(start, end) for start, end, keep in sides if keep]
        return shapes.freeform(canvas, area, Path(border, False, shapes.NO_FILL))
    return _whole(canvas, place, corners)


def _whole(canvas: Canvas, place: Placement, corners: Sequence[Point]) -> Form:
    """A cell or a box of cells with one border all around."""
    return shapes.rectangle(canvas, *corners) if place.upright else shapes.freeform(canvas, Path([corners], True))


def _hatches(pen: Pen, frame: Frame, grid: Grid) -> Iterator[Piece]:
    """The hatch of unread cells, a shape for each colour; it gives way to the texts, which lie below it."""
    texts = list(text_boxes(pen.film, frame, grid))
    for look, segments in borders.hatched(pen.film.placements[grid], frame.roles[grid], pen.theme):
        for middle, half in texts:
            segments = [part for a, b in segments for part in around(a, b, middle, half)]
        if segments:
            yield pen.lines(f"{grid.name} unread", segments, look.hatch, hatch_width(pen.film.rule_width))


def _overlays(pen: Pen, frame: Frame, grid: Grid) -> Iterator[Piece]:
    """Outlines, all casings below them, then guides and pointers that start at the grid."""
    film, theme = pen.film, pen.theme
    boxes = [box for box in frame.outlines if box.grid == grid]
    casing = "casing", theme.ground, film.casing_width
    for name, colour, width in (casing, ("window", theme.window, film.outline_width)):
        for box in boxes:
            corners = film.placements[grid].polygon(box.row, box.column, box.rows, box.columns)
            form = _whole(pen.canvas, film.placements[grid], corners)
            yield shapes.shape(pen.canvas, f"{grid.name} {name}", form, line=shapes.stroke(pen.canvas, colour, width))
    for name, tie, pairs in (
        ("guides", partial(guides, frame=frame), frame.guides),
        ("pointers", pointer, frame.pointers),
    ):
        segments = [segment for ends in pairs if ends[0].grid == grid for segment in tie(film, *ends)]
        if segments:
            yield pen.lines(f"{grid.name} {name}", segments, theme.window, guide_width(film))
