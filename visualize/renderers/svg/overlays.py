"""The path data of what lies over a grid, and of the pyramids below all grids, with the frames in which they are seen.

The animated SVG writes them as classes of single steps, the page as data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from sys import intern

import numpy as np

from visualize.film import Film, Frame, Grid, Texts
from visualize.film.intervals import GridIntervals, Interval, value_at
from visualize.renderers import display
from visualize.renderers.display import Text
from visualize.renderers.svg.shapes import data, drawn, painted
from visualize.style.looks import Theme

Paths = Sequence[Interval[str]]  # path data, empty for none
# From the lowest to the highest. By part, not by stroke: in tiny cells the window and the guides have the same stroke.
PARTS = (
    ("hidden",),
    ("halo",),
    ("ghost",),
    ("arrow",),
    ("plate",),
    ("casing",),
    ("window",),
    ("guides", "pointers"),
)


def faces(film: Film, theme: Theme, grids: Mapping[Grid, GridIntervals]) -> tuple[str, list[Interval[str]]]:
    """The attributes of the pyramids and their path data, where a step has any."""
    paths = []
    for grid, parts in grids.items():
        for overlay, start, end in parts.overlays:
            guides = tuple(ends for ends in overlay.guides if ends[0].grid == grid)
            path = "".join(map(data, display.faces(film, theme, Frame({}, guides=guides))))
            if path:
                paths.append(Interval(path, start, end))
    return painted(theme.face), paths


def frames(film: Film, grid: Grid, parts: GridIntervals) -> Iterator[Interval[Frame]]:
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


def paths(film: Film, theme: Theme, grid: Grid, overlays: Iterable[Interval[Frame]]) -> Iterator[tuple[str, Paths]]:
    """Attributes and path data for what lies over a grid, from the lowest to the highest."""
    marks = [Interval(_written(film, theme, grid, frame), *frames) for frame, *frames in overlays]
    for parts in PARTS:
        for style in dict.fromkeys(look for found, *_ in marks for part, look, _ in found if part in parts):
            yield (
                style,
                [
                    Interval("".join(path for part, look, path in found if part in parts and look == style), *frames)
                    for found, *frames in marks
                ],
            )


def _written(film: Film, theme: Theme, grid: Grid, frame: Frame) -> list[tuple[str, str, str]]:
    """The part, the attributes and the path data of each mark, which take less memory than its points."""
    marks = display.overlays(film, theme, grid, frame)
    return [(mark.part, intern(drawn(mark)), data(mark)) for mark in marks if not isinstance(mark, Text)]


def strides(film: Film, theme: Theme, grid: Grid, overlays: Iterable[Interval[Frame]]) -> Iterator[Interval[Text]]:
    """The numbers of arrows."""
    for frame, start, end in overlays:
        marks = display.trace(film, theme, grid, frame)
        yield from (Interval(mark, start, end) for mark in marks if isinstance(mark, Text))
