"""Which frames of a film are shown, and in which order: chosen steps, a question before each answer, a poster first.

All of it is film to film: painters and writers know nothing of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np

from visualize.errors import invalid
from visualize.film import Film, Frame, Grid, Roles, Tensor
from visualize.film.roles import STATES, State
from visualize.options import STEPS, step_name

T = TypeVar("T")
LONGEST_NUMBER = 20  # digits


def numbers(steps: str | Sequence[int], count: int, row: int) -> list[int]:
    """The numbers of chosen steps out of `count`; `row` of them fill a row.

    >>> list(numbers("0,1,last", 9, 3)), list(numbers("row-ends", 9, 3)), list(numbers("2-4", 9, 3))
    ([0, 1, 8], [2, 5, 8], [2, 3, 4])

    Raises VisualizeError for a step that there is not, and where they do not ascend.
    """
    words = [word.strip() for word in steps.split(",")] if isinstance(steps, str) else [str(step) for step in steps]
    chosen = [number for word in words for number in _meant(word, words, count, row)]
    if not chosen:
        raise invalid("steps", "none", f"give at least one, as {STEPS}")
    if any(b <= a for a, b in pairwise(chosen)):
        raise invalid("steps", ",".join(words), "must ascend, each step once")
    return chosen


def _meant(word: str, words: list[str], count: int, row: int) -> Sequence[int]:
    if word == "row-ends":
        return range(row - 1, count, row)
    first, dash, last = word.partition("-")
    ends = [first, last] if dash else [first]
    if not all(end == "last" or _number(end) >= 0 for end in ends):
        raise invalid("steps", ",".join(words), f"give them as {STEPS}")
    found = [count - 1 if end == "last" else int(end) for end in ends]
    if max(found) >= count:
        raise invalid("steps", ",".join(words), f"the steps of this figure go from 0 to {count - 1}")
    # A range backwards stays one of two numbers, which do not ascend.
    return range(found[0], found[-1] + 1) if found[0] <= found[-1] else found


def place(parameter: str, name: str | int, film: Film) -> int:
    """The frame that a parameter names: first, last, or the number of a step among those that are shown."""
    shown = list(film.steps)
    name = step_name(parameter, name)
    number = {"first": shown[0], "last": shown[-1]}.get(name, _number(name)) if isinstance(name, str) else name
    if number in shown:
        return len(shown) - 1 - shown[::-1].index(number)  # of two frames the answer, not the question
    ends = (
        f"{shown[0]} to {shown[-1]}"
        if len(shown) == shown[-1] - shown[0] + 1
        else ", ".join(map(str, dict.fromkeys(shown)))
    )
    raise invalid(parameter, name, f"must be first, last, or a step that is shown: {ends}")


def _number(name: str) -> int:
    return int(name) if name.isdecimal() and len(name) < LONGEST_NUMBER else -1


def chosen(film: Film, steps: Sequence[int], quiz: bool = False) -> Film:
    """The film of these steps; with `quiz` each is asked before it is answered."""
    shown = [step for step in steps for _ in range(2)] if quiz else steps
    frame = partial(_with_question, film, steps) if quiz else partial(_chosen, film, steps)
    return film._replace(frame_count=len(shown), frame=frame, numbers=shown)


def questions(film: Film, steps: Sequence[int]) -> Film:
    """Only the questions of these steps, for a page to be filled in: no tile tells what another one asks."""
    return film._replace(frame_count=len(steps), frame=partial(_question, film, steps), numbers=steps)


def opened(film: Film) -> Film:
    """With its poster, where one was asked for, as one more frame before the first."""
    if film.poster is None:
        return film
    indices, numbers = [film.still, *range(film.frame_count)], film.steps
    shown = [numbers[index] for index in indices]
    return film._replace(frame_count=len(indices), frame=partial(_chosen, film, indices), numbers=shown)


def still(film: Film) -> Film:
    """Only the frame that stands still."""
    frame, numbers = partial(_chosen, film, [film.still]), [film.steps[film.still]]
    return film._replace(frame_count=1, frame=frame, numbers=numbers, poster=None)


def _chosen(film: Film, indices: Sequence[int], index: int) -> Frame:
    return film.frame(indices[index])


def _with_question(film: Film, steps: Sequence[int], index: int) -> Frame:
    step = steps[index // 2]
    return film.frame(step) if index % 2 else asked(film, step)


def _question(film: Film, steps: Sequence[int], index: int) -> Frame:
    frame = film.frame(steps[index])
    return _with_output(frame, _blank(frame))


def asked(film: Film, step: int) -> Frame:
    """A step with its answer left out: the output as it was before, and the line as a question."""
    frame = film.frame(step)
    return _with_output(frame, film.frame(step - 1) if step else _blank(frame))


def _with_output(frame: Frame, other: Frame) -> Frame:
    """A frame asked as a question, with the output of another one, in which what is current is done."""
    return frame._replace(
        roles={**frame.roles, **{grid: _settled(roles) for grid, roles in _outputs(other.roles)}},
        texts={**frame.texts, **dict(_outputs(other.texts))},
        shades={**frame.shades, **dict(_outputs(other.shades))},
        line=frame.line._replace(text=frame.line.question),
    )


def _outputs(parts: Mapping[Grid, T]) -> Iterator[tuple[Grid, T]]:
    return ((grid, part) for grid, part in parts.items() if grid.tensor is Tensor.OUTPUT)


def _settled(roles: Roles) -> Roles:
    done = np.where(roles % STATES == State.CURRENT, roles // STATES * STATES + State.DONE, roles)
    return done.astype(np.uint8)


def _blank(frame: Frame) -> Frame:
    """With an output of which nothing is known."""
    return frame._replace(
        roles={**frame.roles, **{grid: _pending(roles) for grid, roles in _outputs(frame.roles)}},
        texts={grid: np.full_like(texts, "") for grid, texts in frame.texts.items()},
        shades={grid: np.zeros_like(shades) for grid, shades in frame.shades.items()},
    )


def _pending(roles: Roles) -> Roles:
    states = roles % STATES
    known = (states == State.CURRENT) | (states == State.TAP) | (states == State.DONE)
    return np.where(known, roles - states + State.PENDING, roles).astype(np.uint8)
