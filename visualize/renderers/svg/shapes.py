"""Pieces of SVG: numbers, cells, paths, rules between cells, outlines, text. No time."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Film, Frame, Grid, Label, Placement, Point, Roles, Shades
from visualize.film.roles import State, name, state_of
from visualize.style import borders
from visualize.style.borders import DASH, dashes, hatch_width, strikes
from visualize.style.fonts import family, middle
from visualize.style.guides import guide_width, guides, pointer
from visualize.style.themes import Look, Theme


def number(value: float, decimals: int = 2) -> str:
    """At most so many decimals, no digit in vain.

    >>> number(3.0), number(0.504), number(-12.125)
    ('3', '.5', '-12.12')
    """
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def closed(points: Iterable[Point]) -> str:
    """Path data of a polygon, in relative moves."""
    (x, y), *rest = points
    moves = []
    last = x, y
    for point in rest:
        moves.append(f"{number(point[0] - last[0])} {number(point[1] - last[1])}")
        last = point
    return f"M{number(x)} {number(y)}l{' '.join(moves)}z".replace(" -", "-")


def lines(segments: Iterable[tuple[Point, Point]]) -> str:
    """Path data of separate straight lines."""
    parts = (
        f"M{number(ax, 1)} {number(ay, 1)}l{number(bx - ax, 1)} {number(by - ay, 1)}".replace(" -", "-")
        for (ax, ay), (bx, by) in segments
    )
    return "".join(parts)


def cell(grid: Grid, place: Placement, row: int, column: int, role: str, style: str = "") -> str:
    """One cell as the element that other programs find it by."""
    names = f'class="{role}" data-cell="{grid.cell(*place.named(row, column))}"{style}'
    points = place.polygon(row, column)
    if place.upright:
        (x, y), _, (right, bottom), _ = points
        size = f'width="{number(right - x)}" height="{number(bottom - y)}"'
        return f'<rect {names} x="{number(x)}" y="{number(y)}" {size}/>'
    corners = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polygon {names} points="{corners}"/>'


def apart(place: Placement, chosen: NDArray[np.bool_]) -> str:
    """Path data of the chosen cells, each a shape of its own, for strokes between them."""
    return "".join(closed(place.polygon(row, column)) for row, column in np.argwhere(chosen).tolist())


def area(place: Placement, chosen: NDArray[np.bool_]) -> str:
    """Path data that covers the chosen cells; a run that the row above has too is one shape with it."""
    heights: dict[tuple[int, int], tuple[int, int]] = {}
    shapes: list[str] = []
    for row, start, length in (*borders.runs(chosen), (-1, 0, 0)):
        for run, (top, height) in list(heights.items()):
            if top + height < row or row < 0:
                shapes.append(closed(place.polygon(top, run[0], height, run[1])))
                del heights[run]
        top, height = heights.get((start, length), (row, 0))
        heights[start, length] = top, height + 1
    return "".join(shapes)


def rules(place: Placement, roles: Roles, theme: Theme, width: float, dashed_only: bool = False) -> Iterator[str]:
    """The lines between cells, then the hatch of unread cells."""
    yield f'<g fill="none" stroke-width="{number(width)}">'
    for look, across, down in borders.ruled(place, roles, theme):
        if look.dashed or not dashed_only:
            yield from _rule(look, across, down, place, width)
    yield "</g>"
    for look, segments in borders.hatched(place, roles, theme):
        stroke = f'stroke="{look.hatch}" stroke-width="{number(hatch_width(width))}"'
        yield f'<path fill="none" {stroke} d="{lines(segments)}"/>'


def _rule(
    look: Look, across: borders.Segments, down: borders.Segments, place: Placement, width: float
) -> Iterator[str]:
    stroke = f'stroke="{look.rule}"'
    if not look.dashed:
        if across or down:
            yield f'<path {stroke} stroke-linecap="round" d="{lines((*across, *down))}"/>'
        return
    for segments, step in ((across, place.right), (down, place.down)):
        if segments:
            length = float(np.hypot(*step))
            period = length / dashes(length)
            dash = f'stroke-dasharray="{number(period * DASH, 3)} {number(period - round(period * DASH, 3), 3)}"'
            yield f'<path {stroke} {dash} stroke-dashoffset="{number(period * DASH / 2)}" d="{lines(segments)}"/>'


def cells(
    grid: Grid, place: Placement, roles: Roles, names: Roles, theme: Theme, shades: Shades | None = None
) -> Iterator[str]:
    """Fills of a whole grid, a group for each fill; the class says the role in `names`."""
    shaded = np.zeros_like(roles) if shades is None else shades

    def kind(at: tuple[int, ...]) -> tuple[int, int]:
        return int(roles[at]), int(shaded[at])

    for (code, shade), group in groupby(sorted(np.ndindex(*roles.shape), key=kind), key=kind):
        yield f'<g fill="{theme.fill(code, shade)}">'
        yield "".join(cell(grid, place, row, column, name(int(names[row, column]))) for row, column in group)
        yield "</g>"


def label(line: Label, theme: Theme) -> str:
    """A line of text."""
    x, y = (number(part) for part in line.at)
    fill = theme.voice(line.voice)
    return f'<text x="{x}" y="{y}" font-size="{line.size}" fill="{fill}">{escape(line.text, quote=False)}</text>'


def head(film: Film, theme: Theme, recipe: str) -> str:
    """Everything up to the first grid: size, words for those who cannot see, ground, labels."""
    size = f'viewBox="0 0 {film.width} {film.height}" width="{film.width}" height="{film.height}"'
    lettering = "".join(label(line, theme) for line in film.labels)
    words = {"title": film.title, "desc": film.description, "metadata": recipe}
    told = "".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in words.items() if text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" stroke-linejoin="round">'
        f"{told}\n"
        f'<rect width="{film.width}" height="{film.height}" fill="{theme.ground}"/>'
        f'<g font-family="{family(lettering)}" text-anchor="middle">{lettering}</g>\n'
        f"{struck(film, theme)}{keys(film, theme)}"
    )


def cell_text(film: Film, grid: Grid, row: int, column: int, text: str, more: str) -> str:
    """A text in a cell, with more attributes."""
    place, style = film.placements[grid], film.cell_texts[grid]
    x, y = place.corner(row + style.row, column + style.column)
    at = f'x="{number(x)}" y="{number(y + middle(style.size))}"'
    return f"<text {more}{at}>{escape(text, quote=False)}</text>"


def texts(film: Film, theme: Theme, grid: Grid, frame: Frame) -> Iterator[str]:
    """All texts of a grid, a group for each colour."""
    roles, shown = frame.roles[grid], frame.texts[grid]
    shades = frame.shades.get(grid, np.zeros_like(roles))
    order = [at for at in np.ndindex(*shown.shape) if shown[at]]

    def colour(at: tuple[int, ...]) -> str:
        return theme.letter(int(roles[at]), int(shades[at]))

    for fill, group in groupby(sorted(order, key=colour), key=colour):
        yield f'<g {lettered(film.cell_texts[grid].size)} fill="{fill}">'
        for row, column in group:
            name = f'data-text="{grid.cell(*film.placements[grid].named(row, column))}" '
            yield cell_text(film, grid, row, column, str(shown[row, column]), name)
        yield "</g>"


def lettered(size: int, texts: str = "") -> str:
    """Attributes of a group of texts."""
    return f'font-family="{family(texts)}" text-anchor="middle" font-size="{size}"'


def keys(film: Film, theme: Theme) -> str:
    """The bars of the legends."""
    bars = []
    for legend in film.legends:
        step = legend.width / len(legend.shades)
        for at, shade in enumerate(legend.shades):
            across = f'x="{number(legend.left + at * step)}" width="{number(step + 0.5)}"'
            upright = f'y="{legend.top}" height="{legend.height}"'
            bars.append(f'<rect {across} {upright} fill="{theme.shade(shade)}"/>')
    return "".join(bars)


def struck(film: Film, theme: Theme) -> str:
    """The cells that are not there, crossed out."""
    segments = [segment for box in film.struck for segment in strikes(film, box)]
    stroke = f'fill="none" stroke="{theme.quiet}" stroke-width="{number(guide_width(film))}"'
    return f'<path {stroke} d="{lines(segments)}"/>\n' if segments else ""


def outline(film: Film, box: Box) -> str:
    """Path data around a box of cells."""
    return closed(film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns))


def guide(film: Film, start: Box, end: Box, frame: Frame) -> str:
    """Path data of the four lines that tie the corners of two boxes."""
    return lines(guides(film, start, end, frame))


def point(film: Film, start: Box, end: Box) -> str:
    """Path data of the line from a cell to its source, and of the source's edges."""
    return lines(pointer(film, start, end))


def at_step(film: Film, index: int, tag: str, rest: str) -> str:
    """An element that is shown at one step."""
    shown = ' visibility="visible"' if index == film.still else ""
    return f'<{tag} class="s{index}"{shown} {rest}'


def passing(code: int) -> bool:
    """Whether a role lasts one step only."""
    return state_of(code) in (State.TAP, State.CURRENT)
