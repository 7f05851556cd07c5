"""The vector painter's two documents.

Cells carry fills only; rules are paths laid over them, so that dashes never double where cells meet. An animated
document stands still as the finished figure wherever CSS animation is ignored, switched off or printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from math import ceil, log10
from typing import NamedTuple

import numpy as np

from visualize.film import Film, Frame, Grid, Roles, Shades
from visualize.film.intervals import GridIntervals, Interval, intervals, joined, value_at
from visualize.film.roles import name
from visualize.renderers.svg import lettering, shapes
from visualize.renderers.svg.shapes import number
from visualize.style.guides import guide_width
from visualize.style.themes import Theme

SLOWED = 1000


class Clock(NamedTuple):
    """Seconds at which each step starts, and the whole; plays `loop` times, 0 for ever."""

    starts: Sequence[float]
    total: float
    loop: int = 0

    def percent(self, step: int) -> str:
        """A step's start as a keyframe selector, exact to a hundredth of the shortest step."""
        shortest = min(self.starts[1:2] or [self.total], default=self.total)
        decimals = max(0, ceil(log10(100 * self.total / shortest)) - 2)
        return number(100 * self.starts[step] / self.total, decimals) + "%"

    def middle(self, step: int) -> float:
        """A moment well within a step."""
        end = self.starts[step + 1] if step + 1 < len(self.starts) else self.total
        return (self.starts[step] + end) / 2


def animated(film: Film, theme: Theme, clock: Clock, recipe: str = "") -> Iterator[str]:
    """One document with every step; the class of a cell is its role at rest.

    What lasts one step is a path of class `sN`, shown by keyframes of that name; the rest of the time it is hidden,
    but for that of the step that stands still. What lasts longer are keyframes of the cell itself.
    """
    found = intervals(film)
    timelines = {grid: _timelines(parts) for grid, parts in found.grids.items()}
    distinct = dict.fromkeys(line for cells in timelines.values() for line in cells if len(line) > 1)
    names = {timeline: f"c{at}" for at, timeline in enumerate(distinct)}
    texts = {grid: lettering.states(theme, found.grids[grid]) for grid in film.placements if grid in film.cell_texts}
    yield shapes.head(film, theme, recipe)
    yield from _style(film, theme, clock, names, lettering.spans(texts.values(), film.frame_count))
    for grid, parts in found.grids.items():
        changing = {cell: names[line] for cell, line in enumerate(timelines[grid]) if len(line) > 1}
        yield from _grid(film, theme, grid, parts, changing, texts.get(grid, []))
    yield from lettering.lines(film, theme, found.lines)
    yield "".join(f'<g id="{mark}"/>' for mark in _marks(film))
    yield "</svg>\n"


Timeline = tuple[Interval[tuple[int, int]], ...]


def _timelines(parts: GridIntervals) -> list[Timeline]:
    """The role and shade that fill each cell, and from when to when."""
    return [tuple(joined(states, lambda state: (state.role, state.shade))) for states in parts.cells]


def _style(
    film: Film, theme: Theme, clock: Clock, names: dict[Timeline, str], spans: list[tuple[int, int]]
) -> Iterator[str]:
    times = "infinite" if clock.loop == 0 else str(clock.loop)
    last = film.frame_count - 1
    yield f"<style>.a *{{animation:{number(clock.total)}s step-end {times}}}\n"
    for step in range(film.frame_count):
        shown = f"{clock.percent(step)}{{visibility:visible}}"
        # Before its time a step is hidden by itself, but for the one that stands still.
        before = "0%{visibility:hidden}" if step == film.still > 0 else ""
        after = f"{clock.percent(step + 1)}{{visibility:hidden}}" if step < last else ""
        yield f".s{step}{{animation-name:s{step}}}@keyframes s{step}{{{before}{shown}{after}}}\n"
    for start, end in spans:
        before = "0%{visibility:hidden}" if start else ""
        after = f"{clock.percent(end)}{{visibility:hidden}}" if end <= last else ""
        yield f"@keyframes t{start}-{end}{{{before}{clock.percent(start)}{{visibility:visible}}{after}}}\n"
    for timeline, keyframes in names.items():
        frames = (f"{clock.percent(start)}{{{_filled(theme, *fill)}}}" for fill, start, _ in timeline)
        yield f"@keyframes {keyframes}{{{''.join(frames)}}}\n"
    # figure.svg#step7 stands still in the middle of that step; #step elements are there to be pointed at. Slowed down,
    # because a viewer may let it run for a moment before it looks at the fragment.
    slow = f"animation-duration:{number(clock.total * SLOWED)}s!important"
    yield f"svg:has(:target) *{{animation-play-state:paused!important;{slow};animation-delay:var(--t)!important}}\n"
    for at, mark in enumerate(_marks(film)):
        yield f"svg:has(#{mark}:target){{--t:{number(-clock.middle(at) * SLOWED, 3)}s}}\n"
    yield "@media print{*{animation:none!important}}"
    yield "@media (prefers-reduced-motion:reduce){svg:not(:has(:target)) *{animation:none!important}}</style>\n"


def _marks(film: Film) -> Iterator[str]:
    """The fragment that each frame is found by: `step7`, and `quiz7` where that step is asked first."""
    steps = [*film.steps, -1]
    return (f"quiz{step}" if step == after else f"step{step}" for step, after in pairwise(steps))


def _filled(theme: Theme, code: int, shade: int) -> str:
    """Dashed rules never change and are laid over the cells; others belong to the cell."""
    look = theme.look(code)
    return f"fill:{theme.fill(code, shade)}" + ("" if look.dashed else f";stroke:{look.rule}")


def _grid(
    film: Film, theme: Theme, grid: Grid, parts: GridIntervals, changing: dict[int, str], texts: lettering.States
) -> Iterator[str]:
    """Cells and texts as they last; over them what lasts one step, the rules, outlines and guides."""
    roles, shades = _standing(film, grid, parts)
    if not changing:
        roles = film.rest[grid]
    yield from _lasting(film, theme, grid, roles, shades, changing)
    yield from lettering.lasting(film, grid, texts)
    cased = bool(changing) and grid not in film.cell_texts and _one_at_a_time(parts)
    edge = (theme.ground, film.casing_width) if cased else ("", film.rule_width) if changing else None
    yield from _passing_fills(film, theme, grid, parts, edge)
    yield from lettering.passing(film, theme, grid, parts)
    if not changing or any(theme.look(code).dashed for code in np.unique(roles).tolist()):
        yield from shapes.rules(film.placements[grid], roles, theme, film.rule_width, dashed_only=bool(changing))
    yield from _passing_strokes(film, theme, grid, parts, cased)


def _standing(film: Film, grid: Grid, parts: GridIntervals) -> tuple[Roles, Shades]:
    """The roles and shades of a grid as it stands still, without what lasts one step."""
    states = (value_at(timeline, film.still) for timeline in parts.cells)
    roles, shades = np.array([(state.role, state.shade) for state in states], np.uint8).T.reshape(
        2, *film.placements[grid].shape
    )
    return roles, shades


def _lasting(
    film: Film, theme: Theme, grid: Grid, roles: Roles, shades: Shades, changing: dict[int, str]
) -> Iterator[str]:
    """The cells of a grid as they stand still, with keyframes of those that change for good.

    Changing cells have their own strokes, the earliest last, so that a finished cell's rule lies over a pending one's.
    """
    place, rest = film.placements[grid], film.rest[grid]
    if not changing:
        yield from shapes.cells(grid, place, roles, rest, theme, shades)
        return
    yield f'<g class="a" stroke-width="{number(film.rule_width)}">'
    fills = list(zip(roles.ravel().tolist(), shades.ravel().tolist(), strict=True))
    for (code, shade), group in groupby(reversed(range(len(fills))), key=fills.__getitem__):
        look = theme.look(code)
        stroke = "none" if look.dashed else look.rule
        yield f'<g fill="{theme.fill(code, shade)}" stroke="{stroke}">'
        for at in group:
            style = f' style="animation-name:{changing[at]}"' if at in changing else ""
            yield shapes.cell(grid, place, *divmod(at, place.shape[1]), name(rest.item(at)), style)
        yield "</g>"
    yield "</g>\n"


def _one_at_a_time(parts: GridIntervals) -> bool:
    """Whether each step lights one cell, which is outlined: its fill and the outline's casing can be one shape."""
    return all(sum(len(group.cells) for group in groups) == 1 for groups, _, _ in parts.lit)


def _passing_fills(
    film: Film, theme: Theme, grid: Grid, parts: GridIntervals, edge: tuple[str, float] | None
) -> Iterator[str]:
    """The cells that are lit at each step, a group for each role.

    `edge` is the colour (empty: the look's own rule) and width of their strokes, where no rules will lie over them.
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
        if edge and (edge[0] or not look.dashed):
            stroke = f' stroke="{edge[0] or look.rule}" stroke-width="{number(edge[1])}"'
        yield f'<g class="a" fill="{look.fill}"{stroke} visibility="hidden">{"".join(paths[code])}</g>\n'


def _passing_strokes(film: Film, theme: Theme, grid: Grid, parts: GridIntervals, cased: bool) -> Iterator[str]:
    overlays = list(_lying_over(film, grid, parts))
    for stroke, paths in list(_overlays(film, theme, grid, (overlay.value for overlay in overlays)))[cased:]:
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


def _lying_over(film: Film, grid: Grid, parts: GridIntervals) -> Iterator[Interval[Frame]]:
    """Frames of nothing but what lies over a grid, and the texts in its cells where guides give way to them."""
    guided = grid in film.cell_texts and any(overlay.guides for overlay, _, _ in parts.overlays)
    changed = {state.start for states in parts.cells for state in states} if guided else set()
    starts = sorted({overlay.start for overlay in parts.overlays} | changed)
    texts = {}
    for start, end in pairwise([*starts, film.frame_count]):
        if start in changed:
            written = [value_at(states, start).text for states in parts.cells]
            texts = {grid: np.array(written).reshape(film.placements[grid].shape)}
        yield Interval(Frame({}, *value_at(parts.overlays, start), texts=texts), start, end)


def _overlays(film: Film, theme: Theme, grid: Grid, frames: Iterable[Frame]) -> Iterator[tuple[str, list[str]]]:
    """Stroke attributes, and path data per frame, of the casing, the outlines and the guides above a grid."""
    line = 'fill="none"'
    outlines, guides = [], []
    for frame in frames:
        outlines.append("".join(shapes.outline(film, box) for box in frame.outlines if box.grid == grid))
        fine = [shapes.guide(film, *ends, frame) for ends in frame.guides if ends[0].grid == grid]
        fine += [shapes.point(film, *ends) for ends in frame.pointers if ends[0].grid == grid]
        guides.append("".join(fine))
    if any(outlines):
        yield f'{line} stroke="{theme.ground}" stroke-width="{number(film.casing_width)}"', outlines
        yield f'{line} stroke="{theme.window}" stroke-width="{number(film.outline_width)}"', outlines
    if any(guides):
        yield f'{line} stroke="{theme.window}" stroke-width="{number(guide_width(film))}"', guides
