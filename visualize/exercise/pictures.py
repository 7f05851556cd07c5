"""The figure of an exercise, which does not show the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from visualize.drawing import figure, stack_figure
from visualize.exercise.problem import number
from visualize.exercise.values import Exercise, Rows
from visualize.figure import Figure
from visualize.layout.asked import asked_cell, without_output
from visualize.operations import Stackable
from visualize.text.exercise_phrases import exercise_phrase


def picture(exercise: Exercise) -> Figure | None:
    """The figure of an exercise; None if it is about a number of parameters.

    It has no recipe, which would draw the answer too.
    """
    drawn = {"cell": _cell, "field": _field, "weights": _none}.get(exercise.kind, _size)(exercise)
    return drawn and replace(drawn, recipe="", source="", story=None, steps=range(1))


def _none(exercise: Exercise) -> None:
    return None


# Pixels of cells without numbers: few, so that on paper words are as large as the numbers of other figures.
LARGEST_CELL, SMALLEST_CELL, WIDEST_GRID = 20, 6, 240


def _options(exercise: Exercise) -> dict[str, Any]:
    side = exercise.layers[0].drawn[1].length
    cell = {} if exercise.input else {"cell": max(SMALLEST_CELL, min(LARGEST_CELL, WIDEST_GRID // side))}
    return {"view": "flat", "caption": "none", "lang": exercise.language, **cell, "scale": 2}


def _cell(exercise: Exercise) -> Figure:
    assert exercise.cell is not None and exercise.input is not None
    layer, language = exercise.layers[0], exercise.language
    drawn = figure(layer, input=exercise.input, kernel=exercise.kernel, **_options(exercise))
    words = [_values("input values", exercise.input, language)]
    words += [_values("kernel values", exercise.kernel, language)] if exercise.kernel else []
    step = exercise.cell[0] * layer.out[1] + exercise.cell[1]
    return replace(drawn, film=asked_cell(drawn.film, step, " ".join(words)))


def _values(key: str, rows: Rows, language: str) -> str:
    """Rows of numbers in words."""
    listed = exercise_phrase("rows", language).join(" ".join(map(number, row)) for row in rows)
    return exercise_phrase("given", language).format(exercise_phrase(key, language), listed)


def _size(exercise: Exercise) -> Figure:
    """The input and the kernel, with the window where it goes on its first stride."""
    layer, options = exercise.layers[0], _options(exercise)
    words = exercise_phrase("drawn", exercise.language).format(layer.size[1], layer.kernel[1])
    if layer.transposed:
        drawn = figure(layer, reading="scatter", **options)
        return replace(drawn, film=without_output(drawn.film, None, words))
    # Neither the padding that is asked for is drawn, nor the cells that only ceil mode reaches.
    known = {name: value for name, value in layer.arguments().items() if name != "ceil_mode"}
    drawn = figure(type(layer)(**known | ({"padding": 0} if exercise.kind == "padding" else {})), **options)
    return replace(drawn, film=without_output(drawn.film, int(drawn.operation.out[1] > 1), words))


def _field(exercise: Exercise) -> Figure:
    """Rows of cells without the lines between them."""
    # The question mark needs a cell of this size.
    options = {name: value for name, value in _options(exercise).items() if name != "view"} | {"cell": LARGEST_CELL}
    drawn = stack_figure(cast(tuple[Stackable, ...], exercise.layers), **options)
    asked = exercise.layers[-1].out[1] // 2
    return replace(drawn, film=asked_cell(drawn.film, asked, exercise_phrase("drawn stack", exercise.language)))
