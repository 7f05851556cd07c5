"""The contrasts that figures need to be read from the back of a hall, and those that a theme falls short of."""

import warnings
from collections.abc import Iterator
from typing import NamedTuple

from visualize.film.roles import Kind, State, role
from visualize.style.colours import contrast
from visualize.style.looks import Theme

LETTERS, LINES, CELLS = 4.5, 2.9, 1.6  # WCAG 2 asks for the first two, as 4.5 and 3; cells differ by what is measured


class Contrast(NamedTuple):
    """Two colours of a theme, by the roles of their cells or what else they stand for, their ratio, and the least."""

    one: str
    other: str
    ratio: float
    least: float

    def __str__(self) -> str:
        return f"{self.one} and {self.other} have a contrast of {self.ratio:.2g}; {self.least:g} is legible"


def shortfalls(theme: Theme) -> list[Contrast]:
    """The contrasts of a theme with colours of the user's own that are too low.

    >>> from visualize.style.themes import theme
    >>> str(shortfalls(theme("light:window=#ffe0c0"))[0])
    'window #ffe0c0 and ground #ffffff have a contrast of 1.3; 2.9 is legible'
    """
    if ":" not in theme.name:
        return []  # those of the house are tested
    return [found for found in _contrasts(theme) if found.ratio < found.least]


def warned(theme: Theme) -> Theme:
    """The theme, after warnings of its shortfalls."""
    for found in shortfalls(theme):
        warnings.warn(f"theme: {found}", stacklevel=4)
    return theme


def _contrasts(theme: Theme) -> Iterator[Contrast]:
    for name, colour, least in (
        ("text", theme.text, LETTERS),
        ("quiet", theme.quiet, LETTERS),
        ("window", theme.window, LINES),
    ):
        yield _contrast((name, colour), ("ground", theme.ground), least)
    fills = {name: theme.look(role(*cell)) for name, cell in _CELLS.items()}
    for one, other in (
        ("input_rest", "input_lit"),
        ("output_done", "output_current"),
        ("pending_fill", "output_current"),
    ):
        yield _contrast((one, fills[one].fill), (other, fills[other].fill), CELLS)
    for name, look in fills.items():
        yield _contrast((f"letters on {name}", look.text), (name, look.fill), LETTERS)


_CELLS = {
    "input_rest": (Kind.INPUT, State.REST),
    "input_lit": (Kind.INPUT, State.TAP),
    "padding_rest": (Kind.PADDING, State.REST),
    "padding_lit": (Kind.PADDING, State.TAP),
    "kernel_fill": (Kind.KERNEL, State.REST),
    "pending_fill": (Kind.OUTPUT, State.PENDING),
    "output_done": (Kind.OUTPUT, State.DONE),
    "output_current": (Kind.OUTPUT, State.CURRENT),
}


def _contrast(one: tuple[str, str], other: tuple[str, str], least: float) -> Contrast:
    return Contrast(" ".join(one), " ".join(other), contrast(one[1], other[1]), least)
