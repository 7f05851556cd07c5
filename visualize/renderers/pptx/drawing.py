"""One step of a film as shapes: the marks of the display list, with each cell's border and text in its shape."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import groupby
from typing import NamedTuple

import numpy as np

from visualize.distinct import distinct
from visualize.film import CellText, Film, Frame, Grid, Placement, Point, Roles
from visualize.renderers import display
from visualize.renderers.display import Area, Bar, Cells, Lines, Mark, Text
from visualize.renderers.pptx import shapes
from visualize.renderers.pptx.shapes import Canvas, Form, Path, Piece
from visualize.style import fonts
from visualize.style.looks import Look, Theme
from visualize.style.traces import Side, dashed

# Offsets of a cell's neighbours, in the order of its edges: above, right, below, left.
BESIDE = ((-1, 0), (0, 1), (1, 0), (0, -1))


class Pen(NamedTuple):
    """The film, theme, frame and canvas of a drawing, and which grids are several of a tensor."""

    film: Film
    theme: Theme
    frame: Frame
    canvas: Canvas
    several: Set[Grid]


def figure(film: Film, theme: Theme, frame: Frame, canvas: Canvas) -> str:
    """The whole picture as one group."""
    names = Counter(grid.name for grid in film.placements)
    pen = Pen(film, theme, frame, canvas, {grid for grid in film.placements if names[grid.name] > 1})
    marks = [*display.background(film, theme), *display.foreground(film, theme, frame)]
    return shapes.group(canvas, "figure", list(_pieces(pen, marks)), film.title, film.description).xml


def _pieces(pen: Pen, marks: Iterable[Mark]) -> Iterator[Piece]:
    for owner, run in groupby(marks, key=_owner):
        pieces = list(_cells(pen, owner)) if isinstance(owner, Grid) else []
        pieces += (piece for number, mark in enumerate(run, 1) for piece in _drawn(pen, mark, number))
        if owner is None:
            yield from pieces
        else:
            name = _name(pen, owner) if isinstance(owner, Grid) else f"legend {owner}"
            yield shapes.group(pen.canvas, name, pieces)


def _name(pen: Pen, grid: Grid, *cell: int) -> str:
    """The name of a grid or of a cell: of several grids of a tensor with channel and filter, as in its address."""
    indices = (*grid.address(0, 0)[:-2], *cell) if grid in pen.several else cell
    return f"{grid.name} {','.join(map(str, indices))}".rstrip()


def _owner(mark: Mark) -> Grid | int | None:
    """The group of a mark: its grid, the number of its legend, or None."""
    if isinstance(mark, Bar):
        return mark.legend
    if isinstance(mark, Area):
        return None
    return mark.grid if isinstance(mark, Cells) or mark.part in ("rules", "unread", "number", "note") else None


def _drawn(pen: Pen, mark: Mark, number: int) -> Iterator[Piece]:
    """The shapes of a mark; `number`, its place in its group, distinguishes the names of labels and shades."""
    canvas = pen.canvas
    if isinstance(mark, Bar):
        form = shapes.rectangle(canvas, (mark.left, mark.top), (mark.right, mark.bottom))
        yield shapes.shape(canvas, f"shade {number}", form, mark.fill)
    elif isinstance(mark, Area):
        yield shapes.shape(canvas, mark.part, shapes.freeform(canvas, Path(mark.polygons, True)), mark.fill)
    elif isinstance(mark, Text) and mark.part != "number":
        name = {"label": f"label {number}", "note": f"weight at {mark.cell}"}.get(mark.part, mark.part)
        width = fonts.width(mark.text, mark.size)
        yield shapes.caption(canvas, name, mark, width)
    elif isinstance(mark, Lines) and (mark.part != "rules" or (mark.grid and not pen.film.rule(mark.grid))):
        yield from _lines(pen, mark)


def _lines(pen: Pen, mark: Lines) -> Iterator[Piece]:
    """Separate lines as one shape, polygons as one shape each."""
    name = f"{_name(pen, mark.grid)} {mark.part}" if mark.grid else mark.part
    if mark.closed:
        forms = [_whole(pen.canvas, line) for line in mark.lines]
    else:
        forms = [shapes.freeform(pen.canvas, Path(_solid(mark)))]
    line = shapes.stroke(pen.canvas, mark.stroke.colour, mark.stroke.width)
    yield from (shapes.shape(pen.canvas, name, form, line=line) for form in forms)


def _solid(mark: Lines) -> Sequence[Sequence[Point]]:
    """The lines, dashed ones as separate dashes: a program's own dashes would not end where the line does."""
    if not mark.stroke.dash:
        return mark.lines
    (drawn, gap), width = mark.stroke.dash, mark.stroke.width
    sides = [Side((start, end), (drawn + width, gap - width)) for start, end in mark.lines]
    return [dash for side in sides for dash in dashed(side, width)]


def _cells(pen: Pen, grid: Grid) -> Iterator[Piece]:
    """The cells, higher ranks last, so that between two cells the rule of the higher rank is visible."""
    frame, place = pen.frame, pen.film.placements[grid]
    roles = frame.roles[grid]
    looks = {code: pen.theme.look(code) for code in distinct(roles).tolist()}
    if not pen.film.rule(grid):
        looks = {code: look._replace(dashed=0) for code, look in looks.items()}
    shades, texts = frame.shades.get(grid), frame.texts.get(grid)
    style = pen.film.cell_texts.get(grid) or CellText(_usual_size(place))
    backwards = list(np.ndindex(*roles.shape))[::-1]
    for at in sorted(backwards, key=lambda at: looks[int(roles[at])].rank):
        code, shade = int(roles[at]), 0 if shades is None else int(shades[at])
        look = looks[code]
        line = _border(pen, grid, look)
        text = "" if texts is None else str(texts[at])
        letter = pen.theme.letter(code, shade)
        body = shapes.body(pen.canvas, style.size, [(text, letter)], _shift(place, style))
        row, column = place.named(*at)
        name = _name(pen, grid, row, column)
        form = _form(pen.canvas, place, at, look, _drawn_edges(roles, looks, at))
        yield shapes.shape(pen.canvas, name, form, pen.theme.fill(code, shade), line, body)


def _border(pen: Pen, grid: Grid, look: Look) -> str:
    """The line around a cell, none where rules have no width."""
    width = pen.film.rule(grid)
    if not (width and look.rule):
        return shapes.NO_LINE
    return shapes.stroke(pen.canvas, look.rule, width, "flat" if look.dashed else "sq")


def _usual_size(place: Placement) -> int:
    """The size of text typed into the cells of a film without texts."""
    return max(4, round(0.4 * place.right[0]))


def _shift(place: Placement, style: CellText) -> Point:
    """The offset of a cell's text from the cell's middle, in pixels."""
    row, column = style.row - 0.5, style.column - 0.5
    return (
        column * place.right[0] + row * place.down[0],
        column * place.right[1] + row * place.down[1],
    )


def _drawn_edges(roles: Roles, looks: dict[int, Look], at: tuple[int, ...]) -> list[bool]:
    """Which edges a cell draws; not those that would be visible through the gaps of a higher rank's dashes."""
    own = looks[int(roles[at])]

    def other(step: tuple[int, int]) -> Look:
        row, column = at[0] + step[0], at[1] + step[1]
        in_grid = 0 <= row < roles.shape[0] and 0 <= column < roles.shape[1]
        return looks[int(roles[row, column])] if in_grid else own

    if own.dashed:
        return [True] * len(BESIDE)
    return [not other(step).dashed or other(step).rank < own.rank for step in BESIDE]


def _form(canvas: Canvas, place: Placement, at: tuple[int, ...], look: Look, drawn_edges: list[bool]) -> Form:
    """A rectangle if possible, else a freeform, with separate paths for fill and border if these differ."""
    corners = place.polygon(at[0], at[1])
    area = Path([corners], True, shapes.NO_STROKE)
    if look.dashed:
        return shapes.freeform(canvas, area, Path(shapes.dashed(corners, look.dashed), False, shapes.NO_FILL))
    if not all(drawn_edges):
        sides = zip(corners, (*corners[1:], corners[0]), drawn_edges, strict=True)
        border = [(start, end) for start, end, keep in sides if keep]
        return shapes.freeform(canvas, area, Path(border, False, shapes.NO_FILL))
    return _whole(canvas, corners)


def _whole(canvas: Canvas, corners: Sequence[Point]) -> Form:
    """A cell or a box of cells with a solid border on all sides."""
    start, right, end, _ = corners
    upright = start[1] == right[1] and right[0] == end[0]
    return shapes.rectangle(canvas, *corners) if upright else shapes.freeform(canvas, Path([corners], True))
