"""Still pictures that ask and do not tell: an output cell without its computation, or no output at all."""

from __future__ import annotations

from functools import partial

import numpy as np

from visualize.film import Film, Frame, Grid, Label, Roles, Tensor
from visualize.film.roles import STATES, State
from visualize.film.selection import questions
from visualize.layout.tiles import moved, placed

MARGIN = 28  # pixels
MARK = 40  # the size of a question mark in place of an output


def asked_cell(film: Film, step: int, description: str) -> Film:
    """The question of a step: its output cell is marked, and neither its window nor its line is shown."""
    asking = questions(film, [step])
    asked = asking.frame(0)
    roles = {grid: asked.roles[grid] if _is_output(grid) else _read(rest) for grid, rest in film.rest.items()}
    outlines = tuple(box for box in asked.outlines if _is_output(box.grid))
    return _still(asking, Frame(roles, outlines, texts=asked.texts, shades=asked.shades), description)


def without_output(film: Film, step: int | None, description: str) -> Film:
    """The picture of a step with a question mark in place of the output; without a step nothing is marked."""
    kept = {grid: place for grid, place in film.placements.items() if not _is_output(grid)}
    frame = Frame(film.rest) if step is None else film.frame(step)
    bare = Frame(
        {grid: _read(frame.roles[grid]) for grid in kept},
        tuple(box for box in frame.outlines if box.grid in kept),
        ghosts=tuple(box for box in frame.ghosts if box.grid in kept),
        arrows=tuple(ends for ends in frame.arrows if ends[0].grid in kept),
    )
    left, top, _, bottom = next(place for grid, place in film.placements.items() if _is_output(grid)).bounds()
    mark = Label("?", (left + MARK / 2, (top + bottom) / 2 + MARK * 0.36), MARK, Tensor.OUTPUT)
    labels = (*(label for label in film.labels if label.voice is not Tensor.OUTPUT), mark)
    return _still(film._replace(placements=kept, labels=labels, struck=()), bare, description)


def _is_output(grid: Grid) -> bool:
    return grid.tensor is Tensor.OUTPUT


def _read(roles: Roles) -> Roles:
    """The roles without those of cells that no window reads, which tell where windows end."""
    return np.where(roles % STATES == State.UNREAD, roles - State.UNREAD, roles).astype(np.uint8)


def _still(film: Film, frame: Frame, description: str) -> Film:
    """A film of this one frame, which is no larger than what is on it."""
    rest = {grid: frame.roles[grid] for grid in film.placements}
    bare = film._replace(rest=rest, line=None, note_texts={}, title="", description=description, row_length=0)
    bounds = [place.bounds() for place in film.placements.values()]
    letters = [(label.at[0] + label.size / 2, label.at[1] - label.size, label.at[1]) for label in film.labels]
    top = min([box[1] for box in bounds] + [above for _, above, _ in letters]) - MARGIN
    right = max([box[2] for box in bounds] + [end for end, _, _ in letters]) + MARGIN
    bottom = max([box[3] for box in bounds] + [below for _, _, below in letters]) + MARGIN
    by = (0, -round(top))
    return bare._replace(
        placements={grid: placed(place, by) for grid, place in film.placements.items()},
        labels=tuple(moved(label, by) for label in film.labels),
        width=round(right),
        height=round(bottom - top),
        stage=(0.0, bottom - top),
        frame_count=1,
        numbers=None,
        frame=partial(_shown, frame),
    )


def _shown(frame: Frame, index: int) -> Frame:
    return frame
