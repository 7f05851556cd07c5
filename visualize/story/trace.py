"""What a window leaves behind as it moves: its last place, and an arrow along each stride when it is first seen."""

from collections.abc import Callable
from typing import NamedTuple

from visualize.film import Box


class Trace(NamedTuple):
    """The ghosts and the arrows of a frame."""

    ghosts: tuple[Box, ...] = ()
    arrows: tuple[tuple[Box, Box], ...] = ()


def trace(index: int, row_length: int, window: Callable[[int], Box]) -> Trace:
    """The trace at a step; `window` is the box of a step's window.

    Arrows stand at the second step of the first row, along the row, and at the first step of the second row, downwards.

    >>> from visualize.film import INPUT
    >>> trace(3, 3, lambda step: Box(INPUT, *divmod(step, 3)))[1][0][1].row
    1
    """
    if index == 0:
        return Trace()
    arrows = ((window(0), window(index)),) if index in (1, row_length) else ()
    return Trace((window(index - 1),), arrows)
