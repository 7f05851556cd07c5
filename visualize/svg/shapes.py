"""Pieces of SVG: numbers, cells, paths, rules between cells, outlines, text. No time."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Film, Frame, Label, Placement, Point, Roles, Shades
from visualize.lettering import family, middle
from visualize.roles import State, name, state_of
from visualize.strokes import DASH, dashes, guide_width, guides, hatches, pointer, strikes
from visualize.themes import Look, Theme


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


def cell(grid: str, place: Placement, row: int, column: int, role: str, style: str = "") -> str:
    """One cell as the element that other programs find it by."""
    known = "/".join(map(str, place.named(row, column)))
    names = f'class="{role}" data-cell="{path(grid)}/{known}"{style}'
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
    for row, start, length in (*_runs(chosen), (-1, 0, 0)):
        for run, (top, height) in list(heights.items()):
            if top + height < row or row < 0:
                shapes.append(closed(place.polygon(top, run[0], height, run[1])))
                del heights[run]
        top, height = heights.get((start, length), (row, 0))
        heights[start, length] = top, height + 1
    return "".join(shapes)


def _runs(chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    for row in np.flatnonzero(chosen.any(axis=1)).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen[row].astype(np.int8), [0])))).tolist()
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield row, start, end - start


def rules(place: Placement, roles: Roles, theme: Theme, width: float, dashed_only: bool = False) -> Iterator[str]:
    """The lines between cells, each in the rule of the higher rank beside it; then the hatch of unread cells."""
    looks = {code: theme.look(code) for code in np.unique(roles).tolist()}
    upright, level = _edges(roles, looks)
    drawn = [code for code in looks if looks[code].dashed or not dashed_only]
    yield f'<g fill="none" stroke-width="{number(width)}">'
    for code in sorted(drawn, key=lambda code: looks[code].rank):
        across = [(place.corner(row, at), place.corner(row, at + n)) for row, at, n in _runs(level == code)]
        down = [(place.corner(at, column), place.corner(at + n, column)) for column, at, n in _runs(code == upright.T)]
        yield from _rule(looks[code], across, down, place, width)
    yield "</g>"
    for code, look in looks.items():
        if look.hatch:
            yield _hatch(place, roles == code, look, width)


def _edges(roles: Roles, looks: dict[int, Look]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each edge the role whose rule is drawn: upright edges (rows, columns + 1), level ones (rows + 1, columns).

    Roles with the same rule count as one, so that a line runs through where only the fill changes.
    """
    same = {
        code: min(other for other in looks if _rule_of(looks[other]) == _rule_of(look)) for code, look in looks.items()
    }
    rank = np.full(256, -1)
    merged = np.zeros(256, np.int64)
    for code, look in looks.items():
        rank[code], merged[code] = look.rank, same[code]
    around = np.pad(roles, 1)

    def winner(a: Roles, b: Roles) -> NDArray[np.int64]:
        return np.where(rank[a] >= rank[b], merged[a], merged[b])

    return winner(around[1:-1, :-1], around[1:-1, 1:]), winner(around[:-1, 1:-1], around[1:, 1:-1])


def _rule_of(look: Look) -> tuple[str, int, bool]:
    return look.rule, look.rank, look.dashed


Segments = list[tuple[Point, Point]]


def _rule(look: Look, across: Segments, down: Segments, place: Placement, width: float) -> Iterator[str]:
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


def _hatch(place: Placement, chosen: NDArray[np.bool_], look: Look, width: float) -> str:
    segments = []
    for row, column in np.argwhere(chosen).tolist():
        for at in hatches(place):
            near, far = min(at, 1.0), max(0.0, at - 1)
            segments.append((place.corner(row + near, column + far), place.corner(row + far, column + near)))
    stroke = f'stroke="{look.hatch}" stroke-width="{number(max(0.7, width * 0.75))}"'
    return f'<path fill="none" {stroke} d="{lines(segments)}"/>'


def cells(
    grid: str, place: Placement, roles: Roles, names: Roles, theme: Theme, shades: Shades | None = None
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


def cell_text(film: Film, grid: str, row: int, column: int, text: str, more: str) -> str:
    """A text in a cell, with more attributes."""
    place, style = film.placements[grid], film.cell_texts[grid]
    x, y = place.corner(row + style.row, column + style.column)
    at = f'x="{number(x)}" y="{number(y + middle(style.size))}"'
    return f"<text {more}{at}>{escape(text, quote=False)}</text>"


def texts(film: Film, theme: Theme, grid: str, frame: Frame) -> Iterator[str]:
    """All texts of a grid, a group for each colour."""
    roles, shown = frame.roles[grid], frame.texts[grid]
    shades = frame.shades.get(grid, np.zeros_like(roles))
    order = [at for at in np.ndindex(*shown.shape) if shown[at]]

    def colour(at: tuple[int, ...]) -> str:
        return theme.letter(int(roles[at]), int(shades[at]))

    for fill, group in groupby(sorted(order, key=colour), key=colour):
        yield f'<g {lettered(film.cell_texts[grid].size)} fill="{fill}">'
        for row, column in group:
            known = "/".join(map(str, film.placements[grid].named(row, column)))
            name = f'data-text="{path(grid)}/{known}" '
            yield cell_text(film, grid, row, column, str(shown[row, column]), name)
        yield "</g>"


def lettered(size: int, texts: str = "") -> str:
    """Attributes of a group of texts."""
    return f'font-family="{family(texts)}" text-anchor="middle" font-size="{size}"'


def path(grid: str) -> str:
    """What stands before the row and the column in a cell's name: the grid and its channel."""
    return "kernel/0/0" if grid == "kernel" else f"{grid}/0"


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


def guide(film: Film, start: Box, end: Box) -> str:
    """Path data of the four lines that tie the corners of two boxes."""
    return lines(guides(film, start, end))


def point(film: Film, start: Box, end: Box) -> str:
    """Path data of the line from a cell to its source, and of the source's edges."""
    return lines(pointer(film, start, end))


def at_step(film: Film, index: int, tag: str, rest: str) -> str:
    """An element that is shown at one step; the last step's is what stands still."""
    shown = ' visibility="visible"' if index == film.frame_count - 1 else ""
    return f'<{tag} class="s{index}"{shown} {rest}'


def passing(code: int) -> bool:
    """Whether a role lasts one step only."""
    return state_of(code) in (State.TAP, State.CURRENT)
