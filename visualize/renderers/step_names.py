"""What the pages and slides of single steps are called."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from visualize.film import Film
from visualize.style.fonts import is_chinese


def step_names(film: Film, step: str) -> Iterator[str]:
    """The name of each frame's step, made by a format, with a question mark for a quiz's question before the answer.

    A sheet of many steps has no name, nor have compared ones.
    """
    if film.frame_count == 1 and any(grid.tile is not None for grid in film.placements):
        yield ""
        return
    steps, mark = [*film.steps, -1], "？" if is_chinese(step) else "?"
    for number, after in pairwise(steps):
        name = step.format(number + 1)
        yield name[:1].upper() + name[1:] + mark * (number == after)
