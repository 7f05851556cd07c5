"""What a kind of exercise draws: a question and its answer, the answers of known mistakes, and the computation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from visualize.exercise.draws import Draws
from visualize.exercise.ranges import Ranges
from visualize.exercise.values import Rows
from visualize.operations import Operation
from visualize.text.exercise_phrases import exercise_phrase

Answer = int | Fraction


class Problem(NamedTuple):
    """A question without its choices.

    `mistakes` are answers by the names of the mistakes that lead to them; None where a mistake leads to no answer.
    A `squared` answer is a size, written n×n. `computation` writes the lines that lead to the answer. `alike` is equal
    for questions that are one and the same to a student.
    """

    kind: str
    question: str
    answer: Answer
    mistakes: Mapping[str, Answer | None]
    computation: Callable[[], tuple[str, ...]]
    layers: tuple[Operation, ...]
    alike: tuple[object, ...]
    squared: bool = False
    smallest: int | None = None
    input: Rows | None = None
    kernel: Rows | None = None
    cell: tuple[int, int] | None = None

    def distinct(self) -> dict[Answer, str]:
        """The wrong answers that can be told apart, each with the first mistake that leads to it."""
        found: dict[Answer, str] = {}
        for mistake, value in self.mistakes.items():
            if value is not None and value != self.answer and self.is_possible(value):
                found.setdefault(value, mistake)
        return found

    def is_possible(self, value: Answer) -> bool:
        """Whether nobody sees at once that an answer is wrong, as a size below 1 would be."""
        return self.smallest is None or value >= self.smallest

    def written(self, value: Answer) -> str:
        """An answer as it is printed."""
        return f"{value}×{value}" if self.squared else number(value)


def number(value: Answer) -> str:
    """A number in decimals if two suffice, else as a fraction, with a typographic minus sign.

    >>> number(-3), number(Fraction(13, 4)), number(Fraction(10, 3))
    ('−3', '3.25', '10/3')
    """
    exact = value * 100 == int(value * 100)
    return (f"{float(value):g}" if exact else str(value)).replace("-", "−")


def drawn(draws: Draws, ranges: Ranges, usual: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    """A value of each parameter: of the given range, or of the usual one."""
    return {name: draws.one_of(ranges.get(name, values)) for name, values in usual.items()}


def is_all_padding(given: Mapping[str, int]) -> bool:
    """Whether the first window lies in the padding alone, which no real layer has."""
    return given["padding"] > given.get("dilation", 1) * (given["kernel_size"] - 1)


def sentence(name: str, parts: Iterable[str], language: str) -> str:
    """What is given, as a list behind the name of the layer."""
    listed = exercise_phrase("comma", language).join(filter(None, parts))
    return exercise_phrase("given", language).format(exercise_phrase(name, language), listed)


def parts(given: Mapping[str, int], language: str) -> list[str]:
    """The parameters in words, in their order; a dilation, groups or an output_padding only if there is one."""
    found = []
    for name, value in given.items():
        if value == SILENT.get(name):
            continue
        key = {("padding", 0): "no padding", ("in_channels", 1): "one in_channel"}.get((name, value), name)
        found.append(exercise_phrase(key, language).format(value))
    return found


SILENT = {"dilation": 1, "output_padding": 0, "groups": 1}


def joined(*texts: str, language: str) -> str:
    """Sentences one after another; Chinese ones without spaces."""
    return ("" if language == "zh" else " ").join(texts)
