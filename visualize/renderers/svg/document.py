"""The animated document.

Cells have fills only; rules are paths over them, so that dashes never overlap where cells meet. Where CSS animation is
ignored, switched off or printed, the document shows the still frame.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np

from visualize.distinct import distinct
from visualize.film import Film, Grid, Roles, Shades
from visualize.film.intervals import GridIntervals, Interval, intervals, joined, value_at
from visualize.film.roles import Kind, State, is_word, name, role
from visualize.renderers import display
from visualize.renderers.svg import lettering, overlays, shapes
from visualize.renderers.svg.clock import Clock
from visualize.renderers.svg.names import Names
from visualize.renderers.svg.shapes import number
from visualize.renderers.svg.stylesheet import Timeline, stylesheet
from visualize.style.fonts import family
from visualize.style.looks import Theme


def animated(film: Film, theme: Theme, clock: Clock, recipe: str = "", source: str = "") -> Iterator[str]:
    """A document with all steps; the class of a cell is its role at rest.

    Marks of a single step are elements of a class, which keyframes of that name make visible; without animation only
    those of the still step are visible. Longer changes of a cell are keyframes of the cell itself.
    """
    found = intervals(film)
    timelines = {grid: _timelines(parts) for grid, parts in found.grids.items()}
    texts = {grid: lettering.states(theme, found.grids[grid]) for grid in film.placements if grid in film.cell_texts}
    spans = lettering.spans(texts.values(), film.frame_count)
    changes = dict.fromkeys(line for cells in timelines.values() for line in cells if len(line) > 1)
    names, style = stylesheet(film, theme, clock, list(changes), spans)
    keyframes = {line: names.cell(at) for at, line in enumerate(changes)}
    yield shapes.head(film, theme, recipe, f' class="{names.figure}"{shapes.drawn_by(source)}')
    yield style
    face, paths = overlays.faces(film, theme, found.grids)
    yield names.by_step(face, _by_step("path", ((f'd="{path.value}"/>', path) for path in paths)))
    yield from shapes.struck(film, theme)
    for grid, parts in found.grids.items():
        changing = {cell: keyframes[line] for cell, line in enumerate(timelines[grid]) if len(line) > 1}
        yield from _grid(film, theme, names, grid, parts, changing, texts.get(grid, []))
    yield from lettering.lines(film, theme, names, found.lines)
    if clock.progress:
        yield shapes.growing(film, theme, names)
    yield "</svg>\n"


def _timelines(parts: GridIntervals) -> list[Timeline]:
    """For each cell the intervals of its role and shade."""
    return [tuple(joined(states, lambda state: (state.role, state.shade))) for states in parts.cells]


def _grid(
    film: Film,
    theme: Theme,
    names: Names,
    grid: Grid,
    parts: GridIntervals,
    changing: dict[int, str],
    texts: lettering.States,
) -> Iterator[str]:
    """The lasting cells and texts of a grid; over them the marks of single steps, rules, outlines and guides."""
    if is_word(film.rest[grid]):
        yield from lettering.lasting(film, names, grid, texts)
        return
    roles, shades = _still_cells(film, grid, parts)
    if not changing:
        roles = film.rest[grid]
    yield from _lasting_cells(film, theme, grid, roles, shades, changing)
    yield from lettering.lasting(film, names, grid, texts)
    yield from _lit_fills(film, theme, names, grid, parts, film.rule(grid) if changing else 0.0)
    yield from lettering.passing(film, theme, names, grid, parts)
    yield from lettering.notes(film, theme, names, grid, parts)
    looks = map(theme.look, distinct(roles).tolist())
    own_rules = bool(changing) and film.rule(grid) > 0
    if not own_rules or any(look.dashed or look.hatch for look in looks):
        yield from shapes.rules(film, grid, roles, theme, dashed_only=own_rules)
    yield from _overlay_paths(film, theme, names, grid, parts)


def _still_cells(film: Film, grid: Grid, parts: GridIntervals) -> tuple[Roles, Shades]:
    """The roles and shades of a grid in the still frame, without those of single steps."""
    states = (value_at(timeline, film.still) for timeline in parts.cells)
    roles, shades = np.array([(state.role, state.shade) for state in states], np.uint8).T.reshape(
        2, *film.placements[grid].shape
    )
    return roles, shades


def _lasting_cells(
    film: Film, theme: Theme, grid: Grid, roles: Roles, shades: Shades, changing: dict[int, str]
) -> Iterator[str]:
    """The cells of a grid in the still frame, with keyframes for lasting changes.

    Changing cells have strokes of their own, in the order of steps or in reverse, so that between a done cell and a
    pending one the rule of the higher rank lies on top.
    """
    place, rest = film.placements[grid], film.rest[grid]
    if not changing:
        yield from map(shapes.filled, display.cells(grid, place, roles, theme, shades))
        return
    yield f'<g stroke-width="{number(film.rule(grid))}">'
    fills = list(zip(roles.ravel().tolist(), shades.ravel().tolist(), strict=True))
    ranks = [theme.look(role(Kind.OUTPUT, state)).rank for state in (State.PENDING, State.DONE)]
    order = range(len(fills)) if ranks[0] > ranks[1] else reversed(range(len(fills)))
    for (code, shade), group in groupby(order, key=fills.__getitem__):
        look = theme.look(code)
        stroke = "none" if look.dashed else look.rule
        yield f'<g fill="{theme.fill(code, shade)}" stroke="{stroke}">'
        for at in group:
            style = f' style="animation-name:{changing[at]}"' if at in changing else ""
            yield shapes.cell(grid, place, *divmod(at, place.shape[1]), name(rest.item(at)), style)
        yield "</g>"
    yield "</g>\n"


def _lit_fills(film: Film, theme: Theme, names: Names, grid: Grid, parts: GridIntervals, edge: float) -> Iterator[str]:
    """The cells that are lit in each step, a group for each role.

    `edge` is the width of their strokes; 0 if rules are drawn over them.
    """
    place = film.placements[grid]
    paths: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for groups, start, end in parts.lit:
        for code, shaded, cells in groups:
            if not shaded:
                chosen = np.zeros(place.shape, np.bool_)
                np.put(chosen, cells, True)
                data = f'd="{(shapes.apart if edge else shapes.area)(place, chosen)}"/>'
                paths[code] += ((index, "path", data) for index in range(start, end))
    for code in sorted(paths):
        look = theme.look(code)
        stroke = ""
        if edge and not look.dashed:
            stroke = f' stroke="{look.rule}" stroke-width="{number(edge)}"'
        yield names.by_step(f'fill="{look.fill}"{stroke}', paths[code])


def _overlay_paths(film: Film, theme: Theme, names: Names, grid: Grid, parts: GridIntervals) -> Iterator[str]:
    frames = list(overlays.frames(film, grid, parts))
    for stroke, paths in overlays.paths(film, theme, grid, frames):
        if len({path for path, *_ in paths}) == 1:
            yield f'<path {stroke} d="{paths[0].value}"/>\n'
        else:
            yield names.by_step(
                stroke, _by_step("path", ((f'd="{path.value}"/>', path) for path in paths if path.value))
            )
    numbers = overlays.strides(film, theme, grid, frames)
    texts = ((shapes.written(mark.value).removeprefix("<text "), mark) for mark in numbers)
    yield names.by_step(f'font-family="{family("")}" text-anchor="middle"', _by_step("text", texts))


def _by_step(tag: str, marks: Iterable[tuple[str, Interval[Any]]]) -> list[tuple[int, str, str]]:
    """The marks of each frame in which they are seen; a mark is the rest of its element and its interval."""
    return [(index, tag, rest) for rest, (_, start, end) in marks for index in range(start, end)]
