"""Exercises are made here: drawn by a seed until there are as many different ones as asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from visualize.errors import invalid
from visualize.exercise import cells, sizes, stacks
from visualize.exercise.draws import Draws
from visualize.exercise.problem import Problem
from visualize.exercise.ranges import Ranges, checked
from visualize.exercise.sheet import Sheet
from visualize.exercise.values import Choice, Exercise
from visualize.options import read
from visualize.text.exercise_phrases import exercise_phrase
from visualize.validate import one_of, text, whole

Kind = Callable[[Draws, Ranges, str], Problem | None]
KINDS: dict[str, Kind] = {
    "size": sizes.conv_size,
    "cell": cells.cell,
    "pool": sizes.pool_size,
    "padding": sizes.keeping_padding,
    "transposed": sizes.transposed_size,
    "field": stacks.field,
    "weights": stacks.weights,
}
MOST = 300
WRONG = 3  # wrong choices of an exercise
TRIES = 400  # draws for one exercise, in the second half of which near numbers may take the place of known mistakes
LONGEST_TITLE = 200  # letters
LARGEST_SEED = 2**63 - 1


def exercises(
    count: int = 20,
    seed: int = 0,
    kinds: Iterable[str] = tuple(KINDS),
    title: str = "",
    lang: str | None = None,
    **ranges: Any,
) -> Sheet:
    """Exercises of several kinds in turn, drawn from ranges; the same for the same seed.

    `kinds` are some of size, cell, pool, padding, transposed, field, weights. `ranges` are values of input_size,
    kernel_size, stride, padding and dilation, as range(1, 6) or (1, 3); each kind has ranges of its own for those that
    are not given. No exercise is there twice. Fewer exercises of a seed are the first ones of more.

    >>> sheet = exercises(3, seed=7, kinds=["size"], stride=(2,))
    >>> sheet.exercises[0].answer in [choice.text for choice in sheet.exercises[0].choices]
    True

    Raises VisualizeError if there are not so many different exercises in the ranges.
    """
    wanted = whole("count", count, 1, MOST, f"must lie between 1 and {MOST}")
    seed = whole("seed", seed, 0, LARGEST_SEED, f"must lie between 0 and {LARGEST_SEED}")
    language, chosen, within = read({} if lang is None else {"lang": lang})["lang"], _kinds(kinds), checked(ranges)
    heading = " ".join(text("title", title).split()) or exercise_phrase("title", language)
    if len(heading) > LONGEST_TITLE:
        raise invalid("title", heading, f"has {len(heading)} letters, at most {LONGEST_TITLE}")
    found = tuple(different(wanted, chosen, within, Draws(seed), language))
    if len(found) < wanted:
        told = f"these ranges give only {len(found)} different ones of {', '.join(chosen)}; widen them"
        raise invalid("count", wanted, told)
    return Sheet(found, heading, language)


def _kinds(kinds: Iterable[str]) -> list[str]:
    """The kinds, each once."""
    given = [kinds] if isinstance(kinds, str) else kinds
    try:
        names = list(dict.fromkeys(islice(given, MOST)))
    except Exception:
        raise invalid("kinds", kinds, "must be some of " + ", ".join(KINDS)) from None
    if not names:
        raise invalid("kinds", "none", "give some of " + ", ".join(KINDS))
    return [one_of("kinds", text("kinds", name), KINDS, "kinds") for name in names]


def different(count: int, kinds: Iterable[str], ranges: Ranges, draws: Draws, language: str) -> Iterator[Exercise]:
    """So many different exercises, of the kinds in turn; fewer if there are no more."""
    left, seen, found = list(kinds), set[object](), 0
    while left and found < count:
        kind = left.pop(0)
        problem = _new(KINDS[kind], draws, ranges, language, seen)
        if problem is not None:
            left.append(kind)
            seen.add(problem.alike)
            found += 1
            yield _exercise(problem, draws, language)


def _new(kind: Kind, draws: Draws, ranges: Ranges, language: str, seen: set[object]) -> Problem | None:
    """A problem that was not there; None if none is found."""
    for attempt in range(TRIES):
        problem = kind(draws, ranges, language)
        if problem is None or problem.alike in seen:
            continue
        if attempt >= TRIES // 2 or len(problem.distinct()) >= WRONG:
            return problem
    return None


def _exercise(problem: Problem, draws: Draws, language: str) -> Exercise:
    known = list(problem.distinct().items())
    wrong = (known[:1] + draws.shuffled(known[1:]))[:WRONG]  # the mistake that a kind tells first is always there
    wrong += _near(problem, [value for value, _ in wrong])
    choices = [Choice(problem.written(value), mistake, exercise_phrase(mistake, language)) for value, mistake in wrong]
    mixed = tuple(draws.shuffled([Choice(problem.written(problem.answer)), *choices]))
    values = problem.input, problem.kernel, problem.cell
    return Exercise(problem.kind, problem.question, mixed, problem.computation(), problem.layers, language, *values)


def _near(problem: Problem, taken: list[Any]) -> list[tuple[Any, str]]:
    """As many numbers near the answer as mistakes are missing."""
    near = (problem.answer + sign * by for by in range(1, 2 * WRONG + 2) for sign in (1, -1))
    free = [value for value in near if value not in taken and problem.is_possible(value)]
    return [(value, "near") for value in free[: WRONG - len(taken)]]
