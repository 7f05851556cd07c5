"""Films made of another film's frames: selected steps, a question before each answer, a poster before the first frame.

Every function returns a film, so renderers and encoders do not depend on the selection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from visualize.choices import step_name
from visualize.errors import invalid
from visualize.film import CellText, Film, Frame, Grid, Roles, Tensor, Texts
from visualize.film.roles import STATES, State

T = TypeVar("T")
LONGEST_NUMBER = 20  # digits
SMALLEST_ASKED = 14  # pixels of a cell that holds a question mark


def numbers(steps: str | Sequence[int], count: int, row: int, parameter: str = "steps") -> list[int]:
    """The numbers of the selected steps, of `count` steps in all; `row` is the number of steps that fill a row.

    They are in ascending order, each once, in whatever order and however often they are selected.

    >>> numbers("last,first,1", 9, 3), numbers("row-ends", 9, 3), numbers("2-4,3-5", 9, 3)
    ([0, 1, 8], [2, 5, 8], [2, 3, 4, 5])

    Raises VisualizeError about the `parameter` for a step that does not exist, and for a range that goes backwards.
    """
    words = [word.strip() for word in steps.split(",")] if isinstance(steps, str) else [str(step) for step in steps]
    try:
        selected = {number for word in words for number in _word_numbers(word, count, row)}
    except ValueError as error:
        raise invalid(parameter, ",".join(words), str(error)) from None
    if not selected:
        raise invalid(parameter, "none", "give at least one, as in 0,last")
    return sorted(selected)


def _word_numbers(word: str, count: int, row: int) -> Sequence[int]:
    """The numbers that one word selects; raises ValueError with what is allowed."""
    if word == "row-ends":
        return range(row - 1, count, row)
    first, dash, last = word.partition("-")
    ends = [first, last] if dash else [first]
    names = {"first": 0, "last": count - 1}
    if not all(end in names or _number(end) >= 0 for end in ends):
        raise ValueError(f"give them as 0,last or row-ends, or as numbers and ranges from 0 to {count - 1}")
    bounds = [names[end] if end in names else int(end) for end in ends]
    if max(bounds) >= count:
        raise ValueError(f"the steps of this figure go from 0 to {count - 1}")
    if bounds[0] > bounds[-1]:
        raise ValueError(f"a range goes upwards, as in {ends[1]}-{ends[0]}")
    return range(bounds[0], bounds[-1] + 1)


def place(parameter: str, name: str | int, film: Film) -> int:
    """The index of the frame that a parameter names: first, last, or the number of one of the film's steps."""
    steps = list(film.steps)
    name = step_name(parameter, name)
    number = {"first": steps[0], "last": steps[-1]}.get(name, _number(name)) if isinstance(name, str) else name
    if number in steps:
        return len(steps) - 1 - steps[::-1].index(number)  # the last of its frames: in a quiz the answer
    allowed = (
        f"{steps[0]} to {steps[-1]}"
        if len(steps) == steps[-1] - steps[0] + 1
        else ", ".join(map(str, dict.fromkeys(steps)))
    )
    raise invalid(parameter, name, f"must be first, last, or a step that is shown: {allowed}")


def _number(name: str) -> int:
    """The number in a text; -1 if it is not a decimal number of reasonable length."""
    return int(name) if name.isdecimal() and len(name) < LONGEST_NUMBER else -1


def chosen(film: Film, steps: Sequence[int], quiz: bool = False) -> Film:
    """The film of these steps; with `quiz` a question precedes each step."""
    numbers = [step for step in steps for _ in range(2)] if quiz else steps
    film = _traced(_asking(film) if quiz else film, steps)
    frame = partial(_quiz_frame, film, steps) if quiz else partial(_frame, film, steps)
    return film._replace(frame_count=len(numbers), frame=frame, numbers=numbers)


def questions(film: Film, steps: Sequence[int]) -> Film:
    """The questions of these steps, for a worksheet: each with an empty output, so that no tile answers another."""
    film = _traced(_asking(film), steps)
    return film._replace(frame_count=len(steps), frame=partial(_question, film, steps), numbers=steps)


def _traced(film: Film, steps: Sequence[int]) -> Film:
    """The film with traces of the step before only in the steps that follow it in the selection."""
    following = frozenset(step for before, step in pairwise(steps) if step == before + 1)
    return film._replace(frame=partial(_traced_frame, film, following))


def _traced_frame(film: Film, following: frozenset[int], step: int) -> Frame:
    frame = film.frame(step)
    return frame if step in following else frame._replace(ghosts=(), arrows=())


def _asking(film: Film) -> Film:
    """The film with room for question marks in its output, where cells are large enough and hold no numbers."""
    places = {grid: place for grid, place in _outputs(film.placements) if grid not in film.cell_texts}
    cells = {grid: place.right[0] for grid, place in places.items() if place.right[0] >= SMALLEST_ASKED}
    if not cells:
        return film
    sizes = {grid: CellText(max(9, round(cell / 2))) for grid, cell in cells.items()}
    empty = {grid: np.full(places[grid].shape, "") for grid in cells}
    return film._replace(cell_texts={**film.cell_texts, **sizes}, frame=partial(_lettered_frame, film, empty))


def _lettered_frame(film: Film, empty: Mapping[Grid, Texts], step: int) -> Frame:
    frame = film.frame(step)
    return frame._replace(texts={**empty, **frame.texts})


def opened(film: Film) -> Film:
    """The film with its poster, if it has one, as an additional frame before the first."""
    if film.poster is None:
        return film
    indices = [film.still, *range(film.frame_count)]
    numbers = [film.steps[index] for index in indices]
    return film._replace(frame_count=len(indices), frame=partial(_frame, film, indices), numbers=numbers)


def still(film: Film) -> Film:
    """The film reduced to its poster, or to its last frame if it has none."""
    frame, numbers = partial(_frame, film, [film.still]), [film.steps[film.still]]
    return film._replace(frame_count=1, frame=frame, numbers=numbers, poster=None)


def _frame(film: Film, indices: Sequence[int], index: int) -> Frame:
    return film.frame(indices[index])


def _quiz_frame(film: Film, steps: Sequence[int], index: int) -> Frame:
    """Even frames are questions, odd frames their answers."""
    step = steps[index // 2]
    return film.frame(step) if index % 2 else question(film, step)


def _question(film: Film, steps: Sequence[int], index: int) -> Frame:
    frame = film.frame(steps[index])
    return _with_output(frame, _blank(frame))


def question(film: Film, step: int) -> Frame:
    """A step without its answer: the output as it was before the step, and the line as a question."""
    frame = film.frame(step)
    blank = _blank(frame)
    if not step:
        return _with_output(frame, blank)
    before = film.frame(step - 1)
    # A loupe shows the step's own output cell, which has no answer yet.
    return _with_output(
        frame,
        before._replace(
            roles={**before.roles, **_loupes(blank.roles)},
            texts={**before.texts, **_loupes(blank.texts)},
            shades={**before.shades, **_loupes(blank.shades)},
        ),
    )


def _with_output(frame: Frame, other: Frame) -> Frame:
    """The frame as a question, with the output of another frame, in which current cells become done."""
    settled = {grid: _settled(roles) for grid, roles in _outputs(other.roles)}
    asked = {grid: _current(frame.roles[grid]) & (roles % STATES == State.PENDING) for grid, roles in settled.items()}
    texts = {
        grid: np.where(asked[grid] & (texts == ""), "?", texts).astype(np.str_) for grid, texts in _outputs(other.texts)
    }
    return frame._replace(
        roles={**frame.roles, **settled},
        texts={**frame.texts, **texts},
        shades={**frame.shades, **dict(_outputs(other.shades))},
        line=frame.line.asked,
    )


def _outputs(parts: Mapping[Grid, T]) -> Iterator[tuple[Grid, T]]:
    return ((grid, part) for grid, part in parts.items() if grid.tensor in (Tensor.OUTPUT, Tensor.STAMP))


def _loupes(parts: Mapping[Grid, T]) -> dict[Grid, T]:
    return {grid: part for grid, part in parts.items() if grid.loupe}


def _current(roles: Roles) -> NDArray[np.bool_]:
    return np.equal(roles % STATES, State.CURRENT)


def _settled(roles: Roles) -> Roles:
    done = np.where(_current(roles), roles // STATES * STATES + State.DONE, roles)
    return done.astype(np.uint8)


def _blank(frame: Frame) -> Frame:
    """The frame with an empty output: all its cells pending, without texts and shades."""
    return frame._replace(
        roles={**frame.roles, **{grid: _pending(roles) for grid, roles in _outputs(frame.roles)}},
        texts={grid: np.full_like(texts, "") for grid, texts in frame.texts.items()},
        shades={grid: np.zeros_like(shades) for grid, shades in frame.shades.items()},
    )


def _pending(roles: Roles) -> Roles:
    states = roles % STATES
    computed = (states == State.CURRENT) | (states == State.TAP) | (states == State.DONE)
    return np.where(computed, roles - states + State.PENDING, roles).astype(np.uint8)
