"""The animated document.

Cells have fills only; rules are paths over them, so that dashes never overlap where cells meet. Where CSS animation is
ignored, switched off or printed, the document shows the still frame.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from math import ceil, log10
from typing import NamedTuple

import numpy as np

from visualize.distinct import distinct
from visualize.film import Film, Frame, Grid, Roles, Shades, Texts
from visualize.film.intervals import GridIntervals, Interval, intervals, joined, value_at
from visualize.film.roles import Kind, State, name, role
from visualize.renderers import display
from visualize.renderers.display import Text
from visualize.renderers.svg import lettering, shapes
from visualize.renderers.svg.shapes import data, drawn, number, painted
from visualize.style.fonts import family
from visualize.style.looks import Theme

SLOWED = 1000  # factor by which an animation paused by a fragment is slowed down


class Clock(NamedTuple):
    """The start of each step and the total, in seconds; the animation plays `loop` times, 0 for ever.

    >>> Clock([0.0, 1.0, 2.0], 4.0).percent(1)
    '25%'
    """

    starts: Sequence[float]
    total: float
    loop: int = 0
    progress: bool = False

    def percent(self, step: int) -> str:
        """A step's start as a keyframe selector, accurate to a hundredth of the shortest step."""
        # In the middle of a film no step is shorter than all those at its ends.
        ends = pairwise(self.starts[:3]), pairwise((*self.starts[-3:], self.total))
        shortest = min(end - start for pairs in ends for start, end in pairs)
        decimals = max(0, ceil(log10(100 * self.total / shortest)) - 2)
        return number(100 * self.starts[step] / self.total, decimals) + "%"

    def middle(self, step: int) -> float:
        """The middle of a step, in seconds."""
        end = self.starts[step + 1] if step + 1 < len(self.starts) else self.total
        return (self.starts[step] + end) / 2


def animated(film: Film, theme: Theme, clock: Clock, recipe: str = "") -> Iterator[str]:
    """A document with all steps; the class of a cell is its role at rest.

    Marks of a single step are elements of class `sN`, which keyframes of that name make visible; without animation only
    those of the still step are visible. Longer changes of a cell are keyframes of the cell itself.
    """
    found = intervals(film)
    timelines = {grid: _timelines(parts) for grid, parts in found.grids.items()}
    distinct = dict.fromkeys(line for cells in timelines.values() for line in cells if len(line) > 1)
    names = {timeline: f"c{at}" for at, timeline in enumerate(distinct)}
    texts = {grid: lettering.states(theme, found.grids[grid]) for grid in film.placements if grid in film.cell_texts}
    yield shapes.head(film, theme, recipe)
    yield from _style(film, theme, clock, names, lettering.spans(texts.values(), film.frame_count))
    yield from _faces(film, theme, found.grids)
    yield from shapes.struck(film, theme)
    for grid, parts in found.grids.items():
        changing = {cell: names[line] for cell, line in enumerate(timelines[grid]) if len(line) > 1}
        yield from _grid(film, theme, grid, parts, changing, texts.get(grid, []))
    yield from lettering.lines(film, theme, found.lines)
    if clock.progress:
        yield shapes.growing(film, theme, clock.total, "infinite" if clock.loop == 0 else str(clock.loop))
    yield "".join(f'<g id="{fragment}"/>' for fragment in _fragments(film))
    yield "</svg>\n"


Timeline = tuple[Interval[tuple[int, int]], ...]


def _timelines(parts: GridIntervals) -> list[Timeline]:
    """For each cell the intervals of its role and shade."""
    return [tuple(joined(states, lambda state: (state.role, state.shade))) for states in parts.cells]


def _style(
    film: Film, theme: Theme, clock: Clock, names: dict[Timeline, str], spans: list[tuple[int, int]]
) -> Iterator[str]:
    times = "infinite" if clock.loop == 0 else str(clock.loop)
    last = film.frame_count - 1
    yield f"<style>.a *{{animation:{number(clock.total)}s step-end {times}}}\n"
    for step in range(film.frame_count):
        visible = f"{clock.percent(step)}{{visibility:visible}}"
        # Steps are hidden by default, except the still one, which must be hidden until it starts.
        before = "0%{visibility:hidden}" if step == film.still > 0 else ""
        after = f"{clock.percent(step + 1)}{{visibility:hidden}}" if step < last else ""
        yield f".s{step}{{animation-name:s{step}}}@keyframes s{step}{{{before}{visible}{after}}}\n"
    for start, end in spans:
        before = "0%{visibility:hidden}" if start else ""
        after = f"{clock.percent(end)}{{visibility:hidden}}" if end <= last else ""
        yield f"@keyframes t{start}-{end}{{{before}{clock.percent(start)}{{visibility:visible}}{after}}}\n"
    for timeline, keyframes in names.items():
        frames = (f"{clock.percent(start)}{{{_filled(theme, *fill)}}}" for fill, start, _ in timeline)
        yield f"@keyframes {keyframes}{{{''.join(frames)}}}\n"
    # figure.svg#step7 is paused in the middle of that step; the empty #step elements are the targets. It is slowed down
    # too, because a viewer may run the animation for a moment before it applies the fragment.
    slow = f"animation-duration:{number(clock.total * SLOWED)}s!important"
    yield f"svg:has(:target) *{{animation-play-state:paused!important;{slow};animation-delay:var(--t)!important}}\n"
    for at, fragment in enumerate(_fragments(film)):
        yield f"svg:has(#{fragment}:target){{--t:{number(-clock.middle(at) * SLOWED, 3)}s}}\n"
    yield "@media print{*{animation:none!important}}"
    yield "@media (prefers-reduced-motion:reduce){svg:not(:has(:target)) *{animation:none!important}}</style>\n"


def _fragments(film: Film) -> Iterator[str]:
    """The fragment of each frame: `step7`, and `quiz7` for the question that precedes a step."""
    steps = [*film.steps, -1]
    return (f"quiz{step}" if step == after else f"step{step}" for step, after in pairwise(steps))


def _filled(theme: Theme, code: int, shade: int) -> str:
    """The style of a cell. Solid rules are its stroke; dashed ones never change and are drawn over the cells."""
    look = theme.look(code)
    return f"fill:{theme.fill(code, shade)}" + ("" if look.dashed else f";stroke:{look.rule}")


def _grid(
    film: Film, theme: Theme, grid: Grid, parts: GridIntervals, changing: dict[int, str], texts: lettering.States
) -> Iterator[str]:
    """The lasting cells and texts of a grid; over them the marks of single steps, rules, outlines and guides."""
    roles, shades = _still_cells(film, grid, parts)
    if not changing:
        roles = film.rest[grid]
    yield from _lasting_cells(film, theme, grid, roles, shades, changing)
    yield from lettering.lasting(film, grid, texts)
    yield from _lit_fills(film, theme, grid, parts, film.rule(grid) if changing else 0.0)
    yield from lettering.passing(film, theme, grid, parts)
    yield from lettering.notes(film, theme, grid, parts)
    looks = map(theme.look, distinct(roles).tolist())
    own_rules = bool(changing) and film.rule(grid) > 0
    if not own_rules or any(look.dashed or look.hatch for look in looks):
        yield from shapes.rules(film, grid, roles, theme, dashed_only=own_rules)
    yield from _overlay_paths(film, theme, grid, parts)


def _faces(film: Film, theme: Theme, grids: Mapping[Grid, GridIntervals]) -> Iterator[str]:
    """The pyramids of all steps, below the grids."""
    paths = []
    for grid, parts in grids.items():
        for overlay, start, end in parts.overlays:
            guides = [ends for ends in overlay.guides if ends[0].grid == grid]
            faces = display.faces(film, theme, Frame({}, guides=tuple(guides)))
            path = "".join(map(data, faces))
            if path:
                paths += [shapes.at_step(film, index, "path", f'd="{path}"/>') for index in range(start, end)]
    if paths:
        yield f'<g class="a" {painted(theme.face)} visibility="hidden">{"".join(paths)}</g>\n'


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
    yield f'<g class="a" stroke-width="{number(film.rule(grid))}">'
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


def _lit_fills(film: Film, theme: Theme, grid: Grid, parts: GridIntervals, edge: float) -> Iterator[str]:
    """The cells that are lit in each step, a group for each role.

    `edge` is the width of their strokes; 0 if rules are drawn over them.
    """
    place = film.placements[grid]
    paths: dict[int, list[str]] = defaultdict(list)
    for groups, start, end in parts.lit:
        for code, shaded, cells in groups:
            if not shaded:
                chosen = np.zeros(place.shape, np.bool_)
                np.put(chosen, cells, True)
                data = f'd="{(shapes.apart if edge else shapes.area)(place, chosen)}"/>'
                paths[code] += (shapes.at_step(film, index, "path", data) for index in range(start, end))
    for code in sorted(paths):
        look = theme.look(code)
        stroke = ""
        if edge and not look.dashed:
            stroke = f' stroke="{look.rule}" stroke-width="{number(edge)}"'
        yield f'<g class="a" fill="{look.fill}"{stroke} visibility="hidden">{"".join(paths[code])}</g>\n'


def _overlay_paths(film: Film, theme: Theme, grid: Grid, parts: GridIntervals) -> Iterator[str]:
    overlays = list(_overlay_frames(film, grid, parts))
    for stroke, paths in _overlays(film, theme, grid, (overlay.value for overlay in overlays)):
        if len(set(paths)) == 1 and paths[0]:
            yield f'<path {stroke} d="{paths[0]}"/>\n'
        elif any(paths):
            drawn = ((path, overlay) for path, overlay in zip(paths, overlays, strict=True) if path)
            steps = (
                shapes.at_step(film, index, "path", f'd="{path}"/>')
                for path, (_, start, end) in drawn
                for index in range(start, end)
            )
            yield f'<g class="a" {stroke} visibility="hidden">{"".join(steps)}</g>\n'
    yield from _strides(film, theme, grid, overlays)


def _strides(film: Film, theme: Theme, grid: Grid, overlays: Iterable[Interval[Frame]]) -> Iterator[str]:
    """The numbers of arrows."""
    steps = [
        shapes.at_step(film, index, "text", shapes.written(mark).removeprefix("<text "))
        for frame, start, end in overlays
        for mark in display.trace(film, theme, grid, frame)
        if isinstance(mark, Text)
        for index in range(start, end)
    ]
    if steps:
        yield f'<g class="a" font-family="{family("")}" text-anchor="middle" visibility="hidden">{"".join(steps)}</g>\n'


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
