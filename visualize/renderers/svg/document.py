"""The animated document.

Cells have fills only; rules are paths over them, so that dashes never overlap where cells meet. Where CSS animation is
ignored, switched off or printed, the document shows the still frame.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise

import numpy as np

from visualize.distinct import distinct
from visualize.film import Film, Frame, Grid, Roles, Shades, Texts
from visualize.film.intervals import GridIntervals, Interval, intervals, joined, value_at
from visualize.film.roles import Kind, State, is_word, name, role
from visualize.renderers import display
from visualize.renderers.display import Text
from visualize.renderers.svg import lettering, shapes
from visualize.renderers.svg.clock import Clock
from visualize.renderers.svg.names import Names
from visualize.renderers.svg.shapes import data, drawn, number, painted
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
    yield from _faces(film, theme, names, found.grids)
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


def _faces(film: Film, theme: Theme, names: Names, grids: Mapping[Grid, GridIntervals]) -> Iterator[str]:
    """The pyramids of all steps, below the grids."""
    paths = []
    for grid, parts in grids.items():
        for overlay, start, end in parts.overlays:
            guides = [ends for ends in overlay.guides if ends[0].grid == grid]
            faces = display.faces(film, theme, Frame({}, guides=tuple(guides)))
            path = "".join(map(data, faces))
            if path:
                paths += [(index, "path", f'd="{path}"/>') for index in range(start, end)]
    yield names.by_step(painted(theme.face), paths)


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
    overlays = list(_overlay_frames(film, grid, parts))
    for stroke, paths in _overlays(film, theme, grid, (overlay.value for overlay in overlays)):
        if len(set(paths)) == 1 and paths[0]:
            yield f'<path {stroke} d="{paths[0]}"/>\n'
        elif any(paths):
            drawn = ((path, overlay) for path, overlay in zip(paths, overlays, strict=True) if path)
            steps = ((index, "path", f'd="{path}"/>') for path, (_, start, end) in drawn for index in range(start, end))
            yield names.by_step(stroke, steps)
    yield from _strides(film, theme, names, grid, overlays)


def _strides(film: Film, theme: Theme, names: Names, grid: Grid, overlays: Iterable[Interval[Frame]]) -> Iterator[str]:
    """The numbers of arrows."""
    steps = [
        (index, "text", shapes.written(mark).removeprefix("<text "))
        for frame, start, end in overlays
        for mark in display.trace(film, theme, grid, frame)
        if isinstance(mark, Text)
        for index in range(start, end)
    ]
    yield names.by_step(f'font-family="{family("")}" text-anchor="middle"', steps)


def _overlay_frames(film: Film, grid: Grid, parts: GridIntervals) -> Iterator[Interval[Frame]]:
    """Frames that hold only the overlays of a grid, and its texts if they interrupt guides."""
    guided = grid in film.cell_texts and any(overlay.guides for overlay, _, _ in parts.overlays)
    changed = {state.start for states in parts.cells for state in states} if guided else set()
    starts = sorted({overlay.start for overlay in parts.overlays} | changed)
    texts = {}
    for start, end in pairwise([*starts, film.frame_count]):
        if start in changed:
            written = [value_at(states, start).text for states in parts.cells]
            texts = {grid: np.array(written).reshape(film.placements[grid].shape)}
        yield Interval(
            Frame({}, *value_at(parts.overlays, start), texts=texts, notes=_notes(film, grid, parts, start)), start, end
        )


def _notes(film: Film, grid: Grid, parts: GridIntervals, index: int) -> dict[Grid, Texts]:
    """The small texts of a grid at a step, as in its frame."""
    if grid not in film.note_texts:
        return {}
    written = np.full(film.placements[grid].shape, "", dtype=object)
    for note in value_at(parts.notes, index):
        written.flat[note.cell] = note.text
    return {grid: written.astype(np.str_)}


def _overlays(film: Film, theme: Theme, grid: Grid, frames: Iterable[Frame]) -> Iterator[tuple[str, list[str]]]:
    """Attributes and the path data of each frame for what lies over a grid, from the lowest to the highest."""
    marks = [
        [mark for mark in display.overlays(film, theme, grid, frame) if not isinstance(mark, Text)] for frame in frames
    ]
    # By part, not by stroke: in tiny cells the window and the guides have the same stroke.
    for parts in (
        ("hidden",),
        ("halo",),
        ("ghost",),
        ("arrow",),
        ("plate",),
        ("casing",),
        ("window",),
        ("guides", "pointers"),
    ):
        chosen = [[mark for mark in found if mark.part in parts] for found in marks]
        for style in dict.fromkeys(drawn(mark) for found in chosen for mark in found):
            yield style, ["".join(data(mark) for mark in found if drawn(mark) == style) for found in chosen]
