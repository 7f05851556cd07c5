"""SVG elements: numbers, cells, paths, rules between cells, texts, the head of a document; independent of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

import numpy as np
from numpy.typing import NDArray

from visualize.film import CellText, Film, Grid, Label, Placement, Point, Roles
from visualize.film.roles import name
from visualize.renderers import display
from visualize.renderers.display import Area, Bar, Cells, Lines, Text
from visualize.renderers.svg.names import HIDDEN, Names
from visualize.style import borders
from visualize.style.borders import Stroke
from visualize.style.colours import opacity
from visualize.style.fonts import family, middle
from visualize.style.looks import Theme


def number(value: float, decimals: int = 2) -> str:
    """A number with at most this many decimals and no superfluous zeros.

    >>> number(3.0), number(0.504), number(-12.125)
    ('3', '.5', '-12.12')
    """
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def closed(points: Iterable[Point], decimals: int = 2) -> str:
    """Path data of a polygon, in relative coordinates.

    >>> closed([(0.0, 0.0), (4.0, 0.0), (4.0, 3.0)])
    'M0 0l4 0 0 3z'
    """
    (x, y), *rest = points
    moves = []
    last = x, y
    for point in rest:
        moves.append(f"{number(point[0] - last[0], decimals)} {number(point[1] - last[1], decimals)}")
        last = point
    return f"M{number(x, decimals)} {number(y, decimals)}l{' '.join(moves)}z".replace(" -", "-")


def lines(segments: Iterable[Sequence[Point]]) -> str:
    """Path data of separate straight lines; each begins at a place, or a way from the end of the one before.

    >>> lines([((100.0, 100.0), (104.0, 103.0)), ((110.0, 106.0), (114.0, 109.0))])
    'M100 100l4 3m6 3 4 3'
    """
    x = y = 0  # in tenths of a pixel, as written: the errors of ways don't add up
    parts: list[str] = []
    for (ax, ay), (bx, by) in segments:
        left, top, across, down = round(10 * ax), round(10 * ay), round(10 * (bx - ax)), round(10 * (by - ay))
        place = f"M{_tenths(left)} {_tenths(top)}l"
        way = f"m{_tenths(left - x)} {_tenths(top - y)} ".replace(" -", "-")
        parts.append(way if parts and len(way) < len(place) else place)
        parts.append(f"{_tenths(across)} {_tenths(down)}")
        x, y = left + across, top + down
    return "".join(parts).replace(" -", "-")


@lru_cache(10_000)
def _tenths(value: int) -> str:
    return number(value / 10, 1)


def cell(grid: Grid, place: Placement, row: int, column: int, role: str, style: str = "") -> str:
    """The element of a cell; its class and `data-cell` identify it for other programs."""
    names = f'class="{role}" data-cell="{grid.cell(*place.named(row, column))}"{style}'
    points = place.polygon(row, column)
    if place.upright:
        (x, y), _, (right, bottom), _ = points
        size = f'width="{number(right - x)}" height="{number(bottom - y)}"'
        return f'<rect {names} x="{number(x)}" y="{number(y)}" {size}/>'
    corners = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return f'<polygon {names} points="{corners}"/>'


def apart(place: Placement, chosen: NDArray[np.bool_]) -> str:
    """Path data of the chosen cells as separate shapes, so that strokes run between them."""
    return "".join(closed(place.polygon(row, column)) for row, column in np.argwhere(chosen).tolist())


def area(place: Placement, chosen: NDArray[np.bool_]) -> str:
    """Path data of the area of the chosen cells; equal runs in consecutive rows are one shape."""
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


def rules(film: Film, grid: Grid, roles: Roles, theme: Theme, dashed_only: bool = False) -> Iterator[str]:
    """The lines between cells, then the hatch of unread cells."""
    width = film.rule(grid) or borders.BORDER
    ruled = borders.ruled(film.placements[grid], roles, theme, film.rule(grid))
    paths = (rule(stroke, segments) for stroke, segments in ruled if stroke.dash or not dashed_only)
    yield f'<g fill="none" stroke-width="{number(width)}">{"".join(paths)}</g>'
    for stroke, segments in borders.hatched(film, grid, roles, theme):
        yield f'<path {stroked(stroke)} d="{lines(segments)}"/>'


def rule(stroke: Stroke, segments: Sequence[Sequence[Point]]) -> str:
    """The rules of one stroke; the enclosing group sets their width."""
    return f'<path stroke="{stroke.colour}"{_dashes(stroke)} d="{lines(segments)}"/>'


def _dashes(stroke: Stroke) -> str:
    """The attributes of a line's caps and dashes."""
    more = f' stroke-linecap="{stroke.cap}"' if stroke.cap != "butt" else ""
    if stroke.dash:
        drawn, gap = stroke.dash
        # The gap compensates for the rounding of the dash; otherwise the error would add up along a line.
        pattern = f"{number(drawn, 3)} {number(drawn + gap - round(drawn, 3), 3)}"
        more += f' stroke-dasharray="{pattern}" stroke-dashoffset="{number(drawn / 2)}"'
    return more


def stroked(stroke: Stroke) -> str:
    """Attributes of lines."""
    return f'fill="none" stroke="{stroke.colour}" stroke-width="{number(stroke.width)}"{_dashes(stroke)}'


def filled(mark: Cells) -> str:
    """The cells of one fill; a cell's class is its role."""
    places = np.argwhere(mark.chosen).tolist()
    found = (cell(mark.grid, mark.place, row, column, name(mark.role)) for row, column in places)
    return f'<g fill="{mark.fill}">{"".join(found)}</g>'


def text(content: str, at: Point, before: str = "", after: str = "") -> str:
    """A text element, with attributes before and after its position.

    >>> text("a < b", (1.5, 2.0))
    '<text x="1.5" y="2">a &lt; b</text>'
    """
    return _placed(escape(content, quote=False), at, before, after)


def _placed(content: str, at: Point, before: str = "", after: str = "") -> str:
    return f'<text {before}x="{number(at[0])}" y="{number(at[1])}"{after}>{content}</text>'


def label(line: Label, theme: Theme) -> str:
    """The element of a label."""
    return written(display.text("label", line, theme.voice))


def written(mark: Text, anchor: str = "middle") -> str:
    """The element of a text, with its size and colour, in a group of that anchor."""
    own = f' text-anchor="{mark.anchor}"' if mark.anchor != anchor else ""
    runs = "".join(
        run if colour == mark.colour else f'<tspan fill="{colour}">{run}</tspan>'
        for run, colour in ((escape(run, quote=False), colour) for run, colour in mark.coloured)
    )
    return _placed(runs, mark.at, after=f' font-size="{mark.size}" fill="{mark.colour}"{own}')


def cell_text(place: Placement, style: CellText, row: int, column: int, content: str, more: str) -> str:
    """The element of a text in a cell, with more attributes."""
    x, y = place.corner(row + style.row, column + style.column)
    return text(content, (x, y + middle(style.size)), more)


def lettered(size: int, texts: str = "") -> str:
    """Attributes of a group of texts."""
    return f'font-family="{family(texts)}" text-anchor="middle" font-size="{size}"'


def head(film: Film, theme: Theme, recipe: str, more: str = "") -> str:
    """Everything up to the first grid: size, title and description, ground, labels, legends; `more` attributes."""
    size = f'viewBox="0 0 {film.width} {film.height}" width="{film.width}" height="{film.height}"'
    words = {"title": film.title, "desc": film.description, "metadata": recipe}
    described = "".join(f"<{tag}>{escape(text, quote=False)}</{tag}>" for tag, text in words.items() if text)
    ground = "" if theme.clear else f'<rect width="{film.width}" height="{film.height}" fill="{theme.page}"/>'
    marks = list(display.background(film, theme))
    texts = [mark for mark in marks if isinstance(mark, Text)]
    anchor = "start" if all(mark.anchor == "start" for mark in texts) else "middle"
    anchored = "" if anchor == "start" else ' text-anchor="middle"'  # texts start at their place by default
    labels = "".join(written(mark, anchor) for mark in texts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}{more} role="img" stroke-linejoin="round">'
        f"{described}\n"
        f"{ground}"
        f'<g font-family="{family(labels)}"{anchored}>{labels}</g>\n'
        f"{''.join(bar(mark) for mark in marks if isinstance(mark, Bar))}"
    )


def drawn_by(source: str) -> str:
    """The attribute that says which program drew a document.

    >>> drawn_by("conv-visualize 0.1.0")
    ' data-source="conv-visualize 0.1.0"'
    """
    return f' data-source="{escape(source)}"' if source else ""


def struck(film: Film, theme: Theme) -> Iterator[str]:
    """The elements of struck cells."""
    return (f'<path {drawn(mark)} d="{data(mark)}"/>' for mark in display.struck(film, theme))


def drawn(mark: Lines | Area) -> str:
    """The attributes of lines or of areas."""
    return painted(mark.fill) if isinstance(mark, Area) else stroked(mark.stroke)


def painted(colour: str) -> str:
    """The attributes of a fill; not all viewers know colours of eight digits.

    >>> painted("#ffffff"), painted("#d9700024")
    ('fill="#ffffff"', 'fill="#d97000" fill-opacity=".14"')
    """
    share = opacity(colour)
    return f'fill="{colour[:7]}"' + (f' fill-opacity="{number(share)}"' if share < 1 else "")


def bar(mark: Bar) -> str:
    """The element of a legend's shade."""
    across = f'x="{number(mark.left)}" width="{number(mark.right - mark.left)}"'
    return f'<rect {across} y="{number(mark.top)}" height="{number(mark.bottom - mark.top)}" fill="{mark.fill}"/>'


def data(mark: Lines | Area) -> str:
    """Path data of a mark."""
    if isinstance(mark, Area):
        return "".join(map(closed, mark.polygons))
    return "".join(closed(line, 1) for line in mark.lines) if mark.closed else lines(mark.lines)


def growing(film: Film, theme: Theme, names: Names) -> str:
    """A line at the foot that grows with the time; hidden where nothing moves."""
    moving = f'class="{names.growth}" style="animation-name:{names.growth};animation-timing-function:linear"'
    foot = f'y="{film.height - 3}" width="{film.width}" height="3" fill="{theme.quiet}"'
    return f"<rect {HIDDEN} {moving} {foot}/>\n"
