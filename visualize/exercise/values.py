"""An exercise as a plain value: what is asked, the choices with what is wrong about each, the computation."""

from dataclasses import dataclass
from typing import NamedTuple

from visualize.operations import Operation

Rows = tuple[tuple[int, ...], ...]


class Choice(NamedTuple):
    """An answer to choose; a wrong one has a sentence about the mistake that leads to it, whose name is `mistake`."""

    text: str
    mistake: str = ""
    feedback: str = ""


@dataclass(frozen=True)
class Exercise:
    """A question about a layer, or about a stack of them, and its choices, one of which is right.

    `computation` are the lines that lead to the answer. `input` and `kernel` are rows of numbers if a number is asked
    for, that of the output's `cell`, (row, column) from 0.
    """

    kind: str
    question: str
    choices: tuple[Choice, ...]
    computation: tuple[str, ...]
    layers: tuple[Operation, ...]
    language: str = "en"
    input: Rows | None = None
    kernel: Rows | None = None
    cell: tuple[int, int] | None = None

    @property
    def right(self) -> int:
        """The place of the right choice, from 0."""
        return next(at for at, choice in enumerate(self.choices) if not choice.mistake)

    @property
    def answer(self) -> str:
        """The right answer."""
        return self.choices[self.right].text
