"""What a cell can be. A role is a kind (what the cell is at rest) in a state (what happens to it now)."""

from enum import IntEnum


class Kind(IntEnum):
    """What a cell is at rest; the lower-case names are those of the JSON format.

    Where a row and a column say different things of a cell, the higher one holds. INSERTED: a zero between two input
    cells. OVERHANG: read by ceil mode beyond the padding. COMPUTED: there because of output_padding. CROPPED: stamped,
    then cut off by the padding of a transposed convolution.
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


class State(IntEnum):
    """What happens to a cell; UNREAD marks a cell that no window ever reads."""

    REST = 0
    UNREAD = 1
    TAP = 2
    PENDING = 3
    DONE = 4
    CURRENT = 5


STATES = 8


def role(kind: int, state: int) -> int:
    """One small integer for both, fit for a uint8 array.

    >>> name(role(Kind.INPUT, State.TAP))
    'input tap'
    """
    return kind * STATES + state


def kind_of(code: int) -> Kind:
    """The kind in a role."""
    return Kind(code // STATES)


def state_of(code: int) -> State:
    """The state in a role."""
    return State(code % STATES)


def name(code: int) -> str:
    """The role in words, as SVG classes carry it."""
    words = kind_of(code).name.lower()
    return words if state_of(code) is State.REST else f"{words} {state_of(code).name.lower()}"


def settled(code: int) -> int:
    """The role with what lasts one step only taken away: a tap rests, a current cell is done."""
    state = state_of(code)
    if state is State.TAP:
        return role(kind_of(code), State.REST)
    return role(kind_of(code), State.DONE) if state is State.CURRENT else code
