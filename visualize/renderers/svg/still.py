"""A still document of one step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from visualize.film import Film
from visualize.renderers import display
from visualize.renderers.display import Bar, Cells, Mark, Text
from visualize.renderers.svg import shapes
from visualize.renderers.svg.shapes import data, drawn, lettered, number, stroked
from visualize.style.fonts import family
from visualize.style.looks import Theme


def still(
    film: Film, theme: Theme, index: int, recipe: str = "", source: str = "", joined: bool = False
) -> Iterator[str]:
    """The document of one step; the class of a cell is its role in that step.

    `joined` cells of one fill are one area without names, which makes a short document.
    """
    yield shapes.head(film, theme, recipe, shapes.drawn_by(source))
    for numbers, marks in groupby(display.foreground(film, theme, film.frame(index)), key=_is_number):
        elements = (_joined(mark) if joined and isinstance(mark, Cells) else _element(mark) for mark in marks)
        # Numbers don't overlap, so all numbers of one colour can share a group.
        for shared, run in groupby(sorted(elements, key=itemgetter(0)) if numbers else elements, key=itemgetter(0)):
            group = "".join(element for _, element in run)
            yield f"<g {shared}>{group}</g>" if shared else group
    yield "</svg>\n"


def _joined(mark: Cells) -> tuple[str, str]:
    return "", f'<path fill="{mark.fill}" d="{shapes.area(mark.place, mark.chosen)}"/>'


def _is_number(mark: Mark) -> bool:
    return isinstance(mark, Text) and mark.part == "number"


def _element(mark: Mark) -> tuple[str, str]:
    """A mark's element, and before it the attributes of the group that it shares with others; empty for no group."""
    if isinstance(mark, Bar):
        return "", shapes.bar(mark)
    if isinstance(mark, Cells):
        return "", shapes.filled(mark)
    if isinstance(mark, Text):
        return _text(mark)
    if mark.part == "rules":
        return f'fill="none" stroke-width="{number(mark.stroke.width)}"', shapes.rule(mark.stroke, mark.lines)
    if mark.part == "unread":
        return "", f'<path {stroked(mark.stroke)} d="{data(mark)}"/>'
    return drawn(mark), f'<path d="{data(mark)}"/>'


def _text(mark: Text) -> tuple[str, str]:
    if mark.part == "number":
        shared = f'{lettered(mark.size)} fill="{mark.colour}"'
        return shared, shapes.text(mark.text, mark.at, f'data-text="{mark.cell}" ')
    return f'font-family="{family(mark.text)}" text-anchor="middle"', shapes.written(mark)
