"""The questions of a quiz: which frames ask, and what is right."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from visualize.film import Film, Line, Tensor
from visualize.film.intervals import Interval, value_at

Answer = list[str | float]  # the text of a number, and the smallest and largest that are as good
ROUNDED, EXACT = 0.5, 1e-6  # how far, in units of the last digit, an answer may be from what is written


def asks(film: Film) -> bool:
    """Whether frames ask what the ones after them answer."""
    return any(before == after for before, after in pairwise(film.steps))


def expected(film: Film, lines: Sequence[Interval[Line]]) -> dict[int, list[Answer]]:
    """The right answers, by the frame that asks; none where only a picture answers. `lines` are the film's."""
    found = {}
    for frame, (step, following) in enumerate(pairwise(film.steps)):
        if step == following:
            runs = value_at(lines, frame + 1).runs
            within = ROUNDED if any("≈" in run.text for run in runs) else EXACT
            answers = [accepted(run.text, within) for run in runs if run.voice is Tensor.OUTPUT]
            if answers:
                found[frame] = answers
    return found


def accepted(text: str, within: float) -> Answer:
    """A number as it is written, with ASCII's minus sign, and what is as good as it.

    >>> accepted("−2.5", 0.5), accepted("∞", 0.5)
    (['-2.5', -2.55, -2.45], ['∞', 1, 0])
    """
    plain = text.replace("−", "-")
    try:
        number = float(plain.replace("∞", "nan"))
    except ValueError:
        return [plain, 1, 0]
    if number != number:
        return [plain, 1, 0]
    mantissa, _, exponent = plain.partition("e")
    unit = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    return [plain, number - unit * within, number + unit * within]
