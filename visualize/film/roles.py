"""The roles of cells. A role combines a kind (what a cell is at rest) with a state (what happens to it in a step)."""

from __future__ import annotations

from enum import IntEnum
from typing import Any


class Kind(IntEnum):
    """What a cell is at rest; the JSON format uses the names in lower case.

    If a cell's row and column have different kinds, the cell has the higher one. INSERTED: a zero between two input
    cells. OVERHANG: read by ceil mode beyond the padding. COMPUTED: added by output_padding. CROPPED: stamped, then
    cropped by the padding of a transposed convolution. WORD: a word or a number beside the grids, on the page; it is
    DONE where it speaks of what takes part in the step.
    """

    OUTSIDE = 0
    INPUT = 1
    INSERTED = 2
    PADDING = 3
    OVERHANG = 4
    KERNEL = 5
    OUTPUT = 6
    COMPUTED = 7
    CROPPED = 8
    WORD = 9


class State(IntEnum):
    """What happens to a cell in a step; UNREAD marks a cell that no window reads in any step."""

    REST = 0
    UNREAD = 1
    TAP = 2
    PENDING = 3
    DONE = 4
    CURRENT = 5


STATES = 8


def role(kind: int, state: int) -> int:
    """The code of a role: kind and state in one integer that fits a uint8 array.

    >>> name(role(Kind.INPUT, State.TAP))
    'input tap'
    """
    return kind * STATES + state


def is_word(roles: Any) -> bool:
    """Whether the cells of a grid are words, which have no fill and no border."""
    return bool((roles // STATES == Kind.WORD).all())


def kind_of(code: int) -> Kind:
    """The kind in a role.

    >>> kind_of(role(Kind.INPUT, State.TAP)).name
    'INPUT'
    """
    return Kind(code // STATES)


def state_of(code: int) -> State:
    """The state in a role.

    >>> state_of(role(Kind.INPUT, State.TAP)).name
    'TAP'
    """
    return State(code % STATES)


def name(code: int) -> str:
    """The role in words, as in the classes of an SVG.

    >>> name(role(Kind.PADDING, State.REST)), name(role(Kind.OUTPUT, State.DONE))
    ('padding', 'output done')
    """
    words = kind_of(code).name.lower()
    return words if state_of(code) is State.REST else f"{words} {state_of(code).name.lower()}"


def settled(code: int) -> int:
    """The role without its per-step state: TAP becomes REST, CURRENT becomes DONE.

    >>> name(settled(role(Kind.OUTPUT, State.CURRENT)))
    'output done'
    """
    state = state_of(code)
    if state is State.TAP:
        return role(kind_of(code), State.REST)
    return role(kind_of(code), State.DONE) if state is State.CURRENT else code
