"""The display list: the marks of a step in painting order, the lowest first.

It defines the painting order for all renderers that draw whole steps. The raster and the animated SVG, which draw
differences between steps, follow the same order.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.film import (
    Box,
    CellText,
    Film,
    Frame,
    Grid,
    Label,
    Legend,
    Placement,
    Point,
    Roles,
    Shades,
    Tensor,
    Texts,
)
from visualize.film.film import Voice
from visualize.film.roles import is_word
from visualize.style import borders
from visualize.style.borders import Stroke
from visualize.style.fonts import middle
from visualize.style.guides import face, guide_width, guides, hidden, hidden_width, pointer
from visualize.style.looks import Theme
from visualize.style.pairs import LETTERS, RIM, badge, dashed_outline
from visualize.style.traces import arrow, ghost, halo_width


class Cells(NamedTuple):
    """The cells of a grid that share a role and a shade, and their fill."""

    grid: Grid
    place: Placement
    role: int
    fill: str
    chosen: NDArray[np.bool_]


class Bar(NamedTuple):
    """A rectangle with one shade of a legend; legends are numbered from 1."""

    legend: int
    fill: str
    left: float
    top: float
    right: float
    bottom: float


class Lines(NamedTuple):
    """Lines with one stroke, which may belong to a grid; `closed` lines are polygons."""

    part: Literal[
        "struck",
        "rules",
        "unread",
        "hidden",
        "halo",
        "ghost",
        "arrow",
        "plate",
        "casing",
        "window",
        "guides",
        "pointers",
    ]
    grid: Grid | None
    stroke: Stroke
    lines: Sequence[Sequence[Point]]
    closed: bool = False


class Text(NamedTuple):
    """A text, its middle or its start at a point of its baseline.

    `cell` is the public name of a number's cell. `runs` are the parts of a text of several colours, each with its own.
    """

    part: Literal["label", "number", "note", "equation", "stride", "letter"]
    text: str
    at: Point
    size: int
    colour: str
    grid: Grid | None = None
    cell: str = ""
    anchor: Literal["middle", "start"] = "middle"
    runs: Sequence[tuple[str, str]] = ()

    @property
    def coloured(self) -> Sequence[tuple[str, str]]:
        """The parts of the text, each with its colour."""
        return self.runs or ((self.text, self.colour),)


class Area(NamedTuple):
    """Filled polygons: a pyramid or struck cells, below all grids, or hairs of ground that end where a grid does."""

    part: Literal["pyramid", "struck", "halo", "plate", "casing"]
    fill: str
    polygons: Sequence[Sequence[Point]]


Mark = Cells | Bar | Lines | Text | Area


def background(film: Film, theme: Theme) -> Iterator[Mark]:
    """The marks below all others, the same in every step: labels and legends."""
    for label in film.labels:
        yield text("label", label, theme.voice)
    for number, legend in enumerate(film.legends, 1):
        yield from _bars(number, legend, theme)


def foreground(film: Film, theme: Theme, frame: Frame) -> Iterator[Mark]:
    """The marks of a step, the nearest grid last, so that it covers the guides of the grids behind it."""
    yield from faces(film, theme, frame)
    yield from struck(film, theme)
    for grid, place in film.placements.items():
        roles = frame.roles[grid]
        yield from cells(grid, place, roles, theme, frame.shades.get(grid))
        for stroke, lines in borders.ruled(place, roles, theme, film.rule(grid)):
            yield Lines("rules", grid, stroke, lines)
        for stroke, lines in borders.hatched(film, grid, roles, theme):
            yield Lines("unread", grid, stroke, lines)
        yield from _in_cells("number", film.cell_texts, frame.texts, film, theme, grid, frame)
        yield from notes(film, theme, grid, frame)
        yield from overlays(film, theme, grid, frame)
    yield from pairs(film, theme)
    for label in film.line.saying(frame.line) if frame.line.text and film.line is not None else ():
        yield text("equation", label, theme.voice)


def text(part: Literal["label", "equation"], label: Label, colour_of: Callable[[Voice], str]) -> Text:
    """The mark of a label; `colour_of` is the theme's `voice`."""
    colours = {voice: colour_of(voice) for voice in {run.voice for run in label.runs}}
    grouped = groupby(label.runs, key=lambda run: colours[run.voice])
    runs = [("".join([run.text for run in same]), colour) for colour, same in grouped]
    return Text(part, label.text, label.at, label.size, colour_of(label.voice), anchor=label.anchor, runs=runs)


def _bars(number: int, legend: Legend, theme: Theme) -> Iterator[Bar]:
    """The shades side by side; each but the last overlaps the next by half a pixel, so that no seam is visible."""
    step, end, bottom = legend.width / len(legend.shades), legend.left + legend.width, legend.top + legend.height
    for at, shade in enumerate(legend.shades):
        left = legend.left + at * step
        yield Bar(number, theme.shade(shade), left, legend.top, min(left + step + 0.5, end), bottom)


def cells(grid: Grid, place: Placement, roles: Roles, theme: Theme, shades: Shades | None) -> Iterator[Cells]:
    """The fills of a grid."""
    kinds = roles.astype(np.int64) * 256 + (0 if shades is None else shades)
    for kind in distinct(kinds).tolist() if not is_word(roles) else ():
        code, shade = divmod(kind, 256)
        yield Cells(grid, place, code, theme.fill(code, shade), kinds == kind)


def notes(film: Film, theme: Theme, grid: Grid, frame: Frame) -> Iterator[Text]:
    """The small texts beside those in the middles of a grid's cells."""
    yield from _in_cells("note", film.note_texts, frame.notes, film, theme, grid, frame)


def _in_cells(
    part: Literal["number", "note"],
    styles: Mapping[Grid, CellText],
    parts: Mapping[Grid, Texts],
    film: Film,
    theme: Theme,
    grid: Grid,
    frame: Frame,
) -> Iterator[Text]:
    """The texts in the cells of a grid."""
    if grid not in parts:
        return
    place, style, texts = film.placements[grid], styles[grid], parts[grid]
    shades = frame.shades.get(grid, np.zeros_like(frame.roles[grid]))
    for row, column in np.argwhere(texts != "").tolist():
        x, y = place.corner(row + style.row, column + style.column)
        colour = theme.letter(int(frame.roles[grid][row, column]), int(shades[row, column]))
        at, name = (x, y + middle(style.size)), grid.cell(*place.named(row, column))
        yield Text(part, str(texts[row, column]), at, style.size, colour, grid, name)


def faces(film: Film, theme: Theme, frame: Frame) -> Iterator[Area]:
    """The pyramids of a step, seen beside the planes only, which cover them."""
    yield from (Area("pyramid", theme.face, [face(film, *ends)]) for ends in frame.guides)


def struck(film: Film, theme: Theme) -> Iterator[Area | Lines]:
    """The cells that there might have been, the same in every step; they lie over the pyramids, as the planes do."""
    yield from (Area("struck", theme.greyed, [borders.struck(film, box)]) for box in film.struck)
    strikes = [line for box in film.struck for line in borders.strikes(film, box)]
    if strikes:
        yield Lines("struck", None, Stroke(theme.quiet, guide_width(film)), strikes)


def overlays(film: Film, theme: Theme, grid: Grid, frame: Frame) -> Iterator[Area | Lines | Text]:
    """The marks over a grid: guides hidden by it, traces, casings, outlines, guides and pointers that start at it."""
    arriving = [line for ends in frame.guides if ends[1].grid == grid for line in hidden(film, *ends, frame)]
    if arriving:
        yield Lines("hidden", grid, Stroke(theme.window, hidden_width(film)), arriving)
    yield from trace(film, theme, grid, frame)
    boxes = [box for box in frame.outlines if box.grid == grid]
    if boxes:
        casings = [borders.casing(film, box) for box in boxes]
        outlines = [borders.outline(film, box) for box in boxes]
        yield from _hair("casing", film, theme, grid, casings[0][1], [corners for corners, _ in casings])
        yield Lines("window", grid, Stroke(theme.window, film.outline_width), outlines, closed=True)
    fine = Stroke(theme.window, guide_width(film))
    guided = [line for ends in frame.guides if ends[0].grid == grid for line in guides(film, *ends, frame)]
    if guided:
        yield Lines("guides", grid, fine, guided)
    pointed = [line for ends in frame.pointers if ends[0].grid == grid for line in pointer(film, *ends)]
    if pointed:
        yield Lines("pointers", grid, fine, pointed)


def _hair(
    part: Literal["halo", "plate", "casing"],
    film: Film,
    theme: Theme,
    grid: Grid,
    width: float,
    lines: Sequence[Sequence[Point]],
) -> Iterator[Area | Lines]:
    """Lines of ground under others; where there is no ground, they end at the edges of the plane."""
    if not theme.clear:
        yield Lines(part, grid, Stroke(theme.behind, width), lines, closed=part == "casing")
    elif polygons := list(borders.within(film.placements[grid], lines, width)):
        yield Area(part, theme.behind, polygons)


def pairs(film: Film, theme: Theme) -> Iterator[Area | Lines | Text]:
    """The outlines of steps that are shown together, each step's in dashes of its own, and its letter at their corners.

    The letters are over all else; a single step needs neither dashes nor letter.
    """
    for number, boxes in enumerate(film.pairs):
        for box in boxes:
            corners, width = borders.casing(film, box)
            yield from _hair("casing", film, theme, box.grid, width, [corners])
            yield from _outlined(film, theme, box, number)
    plate = theme.voice(Tensor.KERNEL)
    for letter, boxes in zip(LETTERS, film.pairs if len(film.pairs) > 1 else (), strict=False):
        for one in (badge(film, box, letter) for box in boxes):
            yield from _hair("plate", film, theme, one.grid, one.side + 2 * RIM, [one.line(RIM)])
            yield Lines("plate", one.grid, Stroke(plate, one.side), [one.line()])
            yield Text("letter", letter, one.at, film.pair_size, theme.text_on(plate), one.grid)


def _outlined(film: Film, theme: Theme, box: Box, number: int) -> Iterator[Lines]:
    """A box in a pair's line; the gaps between dashes show the ground."""
    corners, stroke = borders.outline(film, box), Stroke(theme.window, film.outline_width)
    dashes = dashed_outline(film, box, number)
    if dashes:
        yield Lines("casing", box.grid, stroke._replace(colour=theme.behind), [corners], closed=True)
        yield Lines("window", box.grid, stroke, dashes)
    else:
        yield Lines("window", box.grid, stroke, [corners], closed=True)


def trace(film: Film, theme: Theme, grid: Grid, frame: Frame) -> Iterator[Area | Lines | Text]:
    """What a window leaves behind: its last place, an arrow and the arrow's number on a plate of ground."""
    sides = [side for box in frame.ghosts if box.grid == grid for side in ghost(film, box)]
    arrows = [arrow(film, *ends) for ends in frame.arrows if ends[0].grid == grid]
    lines, width = [line for one in arrows for line in one.lines], guide_width(film)
    if sides or lines:
        halo = [*(side.line for side in sides), *lines]
        yield from _hair("halo", film, theme, grid, halo_width(film), halo)
    for drawn, gap in dict.fromkeys(side.dash for side in sides):
        stroke = Stroke(theme.window, width, (drawn - width, gap + width), cap="square")
        yield Lines("ghost", grid, stroke, [side.line for side in sides if side.dash == (drawn, gap)])
    if lines:
        yield Lines("arrow", grid, Stroke(theme.window, width), lines)
    for number in (one.number for one in arrows if one.number):
        yield from _hair("plate", film, theme, grid, 2 * number.half[1], [number.plate])
        yield Text("stride", number.text, number.at, number.size, theme.voice(Tensor.KERNEL), grid)
