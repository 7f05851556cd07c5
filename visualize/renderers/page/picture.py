"""A figure as SVG whose parts a script can change: every cell and every text of a cell is an element of its own.

Cells have their role as class, and a stylesheet gives each role its look, so that a change of a cell is a change of its
class. As written it is the still frame. Rows are groups that are moved to their place, all alike but for their classes,
which packs well.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from visualize.distinct import distinct
from visualize.film import CellText, Film, Grid, Placement
from visualize.film.intervals import GridIntervals, Interval, Intervals, joined, value_at
from visualize.film.roles import Kind, State, name, role
from visualize.renderers.display import Text
from visualize.renderers.svg import overlays, shapes
from visualize.renderers.svg.shapes import lettered, number
from visualize.style.fonts import middle
from visualize.style.looks import Theme

Paths = Sequence[Interval[str]]
Rule = tuple[int, str]  # a role, and what of it a rule is about: the cells, their own lines, their text
MANY = 700  # cells that a script lights within a millisecond


class Picture(NamedTuple):
    """The SVG, and the intervals of its path and text elements that change, in the order in which they stand in it."""

    svg: str
    paths: list[Paths]
    strides: list[Interval[Text]]


class _Painter(NamedTuple):
    """Writes one film; collects what changes."""

    film: Film
    theme: Theme
    found: Intervals
    paths: list[Paths]
    strides: list[Interval[Text]]

    def svg(self, recipe: str) -> Iterator[str]:
        """The document, piece by piece."""
        yield shapes.head(self.film, self.theme, recipe)
        face, faces = overlays.faces(self.film, self.theme, self.found.grids)
        yield self._path(face, faces)
        yield from shapes.struck(self.film, self.theme)
        for grid, parts in self.found.grids.items():
            yield f'<g class="grid">{"".join(self._grid(grid, parts))}<g class="marks"/></g>\n'
        if self.film.line is not None:
            yield self._line()
        yield "</svg>"

    def _grid(self, grid: Grid, parts: GridIntervals) -> Iterator[str]:
        film, place = self.film, self.film.placements[grid]
        own = changes(parts)
        classes = [*map(" ".join, still_classes(film, parts))]
        order = -1 if own and not self._pending_above() else 1
        width = f' stroke-width="{number(film.rule(grid))}"' if own else ""
        kind = "cells" + " own" * own + " backwards" * (order < 0) + " tiny" * (film.rule(grid) == 0)
        yield f'<g class="{kind}"{width}>{rows(place, classes, self._cell(place), order)}</g>'
        if grid in wide_grids(film):
            yield '<g class="cells regions"/>'
        if grid in film.cell_texts:
            texts = [value_at(states, film.still).text for states in parts.cells]
            yield self._texts("texts", place, film.cell_texts[grid], classes, texts)
        if grid in film.note_texts:
            notes = {small.cell: small.text for small in value_at(parts.notes, film.still)}
            texts = [notes.get(cell, "") for cell in range(len(classes))]
            yield self._texts("notes", place, film.note_texts[grid], classes, texts)
        yield from self._rules(grid, parts, own and film.rule(grid) > 0, own)
        yield from self._overlays(grid, parts)

    def _pending_above(self) -> bool:
        """Whether the rules of pending cells lie over those of done ones."""
        pending, done = (self.theme.look(role(Kind.OUTPUT, state)).rank for state in (State.PENDING, State.DONE))
        return pending > done

    @staticmethod
    def _cell(place: Placement) -> Callable[[str, int], str]:
        def cell(kind: str, column: int) -> str:
            (x, y), *others = place.polygon(0, column)
            left, top = place.corner(0, 0)
            corners = [(px - left, py - top) for px, py in ((x, y), *others)]
            return f'<path class="{kind}" d="{shapes.closed(corners)}"/>'

        return cell

    @staticmethod
    def _texts(kind: str, place: Placement, style: CellText, classes: Sequence[str], texts: Sequence[str]) -> str:
        def text(cell: tuple[str, str], column: int) -> str:
            x, y = place.corner(style.row, column + style.column)
            left, top = place.corner(0, 0)
            return shapes.text(cell[1], (x - left, y - top + middle(style.size)), f'class="{cell[0]}" ')

        cells = list(zip(classes, texts, strict=True))
        return f'<g class="{kind}" {lettered(style.size)}>{rows(place, cells, text)}</g>'

    def _rules(self, grid: Grid, parts: GridIntervals, own_rules: bool, own: bool) -> Iterator[str]:
        """The lines between cells; cells that change have their own, unless dashed."""
        roles = self.film.rest[grid]
        if own:
            still = [value_at(states, self.film.still).role for states in parts.cells]
            roles = roles.copy()
            roles.flat[:] = still
        looks = map(self.theme.look, distinct(roles).tolist())
        if not own_rules or any(look.dashed or look.hatch for look in looks):
            yield from shapes.rules(self.film, grid, roles, self.theme, dashed_only=own_rules)

    def _overlays(self, grid: Grid, parts: GridIntervals) -> Iterator[str]:
        frames = list(overlays.frames(self.film, grid, parts))
        for stroke, paths in overlays.paths(self.film, self.theme, grid, frames):
            yield self._path(stroke, paths)
        for mark in overlays.strides(self.film, self.theme, grid, frames):
            self.strides.append(mark)
            hidden = "" if mark.start <= self.film.still < mark.end else ' display="none"'
            text = shapes.written(mark.value)
            yield f'<g class="stride" {lettered(mark.value.size)}{hidden}>{text}</g>'

    def _path(self, attributes: str, paths: Paths) -> str:
        """A path that changes, or one that does not."""
        values = {path.value for path in paths}
        if not values - {""}:
            return ""
        if len(values) == 1 and paths[0].start == 0 and paths[-1].end == self.film.frame_count:
            return f'<path {attributes} d="{paths[0].value}"/>'
        self.paths.append(paths)
        still = [value for value, start, end in paths if start <= self.film.still < end]
        return f'<path class="slot" {attributes} d="{"".join(still)}"/>'

    def _line(self) -> str:
        assert self.film.line is not None
        line = value_at(self.found.lines, self.film.still)
        label = "".join(shapes.label(one, self.theme) for one in self.film.line.saying(line))
        size = lettered(self.film.line.size, self.found.lines[0].value.text)
        return f'<g class="line" {size}>{label}</g>\n'


def picture(film: Film, theme: Theme, found: Intervals, recipe: str = "") -> Picture:
    """The picture of a film, whose intervals are given."""
    painter = _Painter(film, theme, found, [], [])
    return Picture("".join(painter.svg(recipe)), painter.paths, painter.strides)


def rows(place: Placement, cells: Sequence[object], element: Callable[..., str], order: int = 1) -> str:
    """The elements of a grid's cells, a group for each row; in reverse with an order of -1."""
    count, columns = place.shape
    found = []
    for row in range(count)[::order]:
        x, y = place.corner(row, 0)
        content = "".join(element(cells[row * columns + at], at) for at in range(columns)[::order])
        found.append(f'<g transform="translate({number(x)} {number(y)})">{content}</g>')
    return "".join(found)


def wide_grids(film: Film) -> list[Grid]:
    """The grids without texts that have so many cells that a script had better not light them one by one."""
    places = film.placements.items()
    return [grid for grid, place in places if np.prod(place.shape) > MANY and grid not in film.cell_texts]


def changes(parts: GridIntervals) -> bool:
    """Whether a cell of a grid changes its role or its shade for longer than a step."""
    return any(len(states) > 1 and len(joined(states, lambda one: one[:2])) > 1 for states in parts.cells)


def still_classes(film: Film, parts: GridIntervals) -> Iterator[tuple[str, ...]]:
    """The classes of every cell in the still frame: its role, and its shade if it has one."""
    lit = {cell: group.role for group in value_at(parts.lit, film.still) for cell in group.cells} if parts.lit else {}
    for cell, states in enumerate(parts.cells):
        state = value_at(states, film.still)
        shade = (shade_class(state.shade),) if state.shade else ()
        yield name(lit.get(cell, state.role)), *shade


def shade_class(shade: int) -> str:
    """The class of a shade.

    >>> shade_class(12)
    's12'
    """
    return f"s{shade}"


def used(film: Film, grids: Mapping[Grid, GridIntervals]) -> tuple[set[Rule], set[int]]:
    """The rules that cells need for the roles that they have at some time, and their shades."""
    rules, shades = set[Rule](), set[int]()
    for grid, parts in grids.items():
        roles = {state.value.role for states in parts.cells for state in states}
        roles |= {group.role for lit in parts.lit for group in lit.value}
        lettered = grid in film.cell_texts or grid in film.note_texts
        kinds = ("cells", *(["own"] if changes(parts) else []), *(["text"] if lettered else []))
        rules |= {(role, kind) for role in roles for kind in kinds}
        shades |= {state.value.shade for states in parts.cells for state in states}
    return rules, shades - {0}
