"""Several steps of a film in one frame that stands still, with all results in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TypeVar

import numpy as np

from visualize.errors import unsupported
from visualize.film import Box, Film, Frame, Grid, Line, Roles, Shades, Tensor, Texts
from visualize.film.grid import SAID
from visualize.film.intervals import SETTLED

Cells = TypeVar("Cells", Texts, Shades)


def together(film: Film, steps: Sequence[int]) -> Film:
    """The film of these steps as one frame.

    Where weights have colours of their own (`hues`), cells have those of the steps, else those of the finished figure.
    Raises VisualizeError if a cell would need two.
    """
    frames, last = [film.frame(step) for step in steps], film.frame(film.frame_count - 1)
    frame = Frame(
        {grid: _roles(grid, roles, [one.roles[grid] for one in frames]) for grid, roles in last.roles.items()},
        outlines=tuple(dict.fromkeys(_kernels(frames))),
        guides=tuple(dict.fromkeys(ends for one in frames for ends in one.guides)),
        pointers=tuple(dict.fromkeys(ends for one in frames for ends in one.pointers)),
        line=frames[0].line if film.line else Line(),
        texts={**last.texts, **_said(frames)},
        shades=_colours(frames, last) if film.hues else last.shades,
        notes=_notes(frames),
    )
    pairs = tuple(tuple(box for box in one.outlines if box.grid.tensor is not Tensor.KERNEL) for one in frames)
    return film._replace(frame_count=1, frame=partial(_same, frame), numbers=[steps[-1]], poster=None, pairs=pairs)


def _same(frame: Frame, index: int) -> Frame:
    """The one frame; a function of the module, so that films can be pickled."""
    return frame


def _kernels(frames: Iterable[Frame]) -> Iterator[Box]:
    return (box for one in frames for box in one.outlines if box.grid.tensor is Tensor.KERNEL)


def _roles(grid: Grid, last: Roles, roles: Sequence[Roles]) -> Roles:
    """The roles of a grid; a word is dark if one of the steps is about it."""
    return np.maximum.reduce(roles) if grid.tensor in SAID else _lit(SETTLED[last], roles)


def _said(frames: Sequence[Frame]) -> dict[Grid, Texts]:
    """The words beside grids that one of the steps has; the partial sums of a single step."""
    found = {grid: [one.texts[grid] for one in frames] for grid in frames[0].texts if grid.tensor in SAID}
    sums = [grid for grid in found if grid.tensor is Tensor.PARTIAL_SUM and len(frames) > 1]
    said = {grid: max(texts, key=lambda text: str(text[0, 0])) for grid, texts in found.items()}
    return said | {grid: np.full_like(said[grid], "") for grid in sums}


def _lit(resting: Roles, roles: Iterable[Roles]) -> Roles:
    """The roles after the last step, with those that cells have in some steps only."""
    for one in roles:
        resting = np.where(SETTLED[one] == one, resting, one)
    return resting


def _colours(frames: Sequence[Frame], last: Frame) -> dict[Grid, Shades]:
    """The colours of all steps; those of the last step where cells keep the colour that they were given."""
    found: dict[Grid, Shades | None] = {}
    for grid, final in last.shades.items():
        parts = [one.shades[grid] for one in frames]
        kept = all(((part == 0) | (part == final)).all() for part in parts)
        found[grid] = final if kept else _united(parts, np.uint8(0))
    shades = {grid: one for grid, one in found.items() if one is not None}
    if len(shades) < len(found):
        raise unsupported("show", "these steps", "cells of several windows would need the colours of several weights")
    return shades


def _notes(frames: Sequence[Frame]) -> dict[Grid, Texts]:
    """The small texts of all steps; none in grids where a cell would have two."""
    found = {grid: _united([one.notes[grid] for one in frames], np.str_("")) for grid in frames[0].notes}
    return {grid: texts for grid, texts in found.items() if texts is not None}


def _united(parts: Sequence[Cells], empty: np.generic) -> Cells | None:
    """What the cells have in any of the parts; None if one of them has two things."""
    found = parts[0]
    for part in parts[1:]:
        if ((found != empty) & (part != empty) & (found != part)).any():
            return None
        found = np.where(found == empty, part, found)
    return found
