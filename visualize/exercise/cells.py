"""Exercises about the number of one output cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from math import isfinite
from typing import Any

from visualize.errors import VisualizeError
from visualize.exercise.draws import Draws
from visualize.exercise.problem import Answer, Problem, drawn, is_all_padding, joined, parts, sentence
from visualize.exercise.ranges import Ranges
from visualize.exercise.values import Rows
from visualize.film import INPUT, KERNEL, OUTPUT
from visualize.operations import AvgPool, Conv, MaxPool, Operation
from visualize.operations.layer import Layer
from visualize.plan import layer_plan
from visualize.text.equations import written
from visualize.text.exercise_phrases import exercise_phrase
from visualize.text.number_format import NumberFormat

LARGEST_INPUT, LARGEST_KERNEL = 7, 3  # so that no computation has more than nine terms
Cell = tuple[int, int]


def cell(draws: Draws, ranges: Ranges, language: str) -> Problem | None:
    """Which number an output cell of a convolution or a pooling has."""
    kind = draws.one_of((Conv, Conv, Conv, MaxPool, AvgPool))
    kernels = (2, 3, 3) if kind is Conv else (2, 2, 3)
    usual = {
        "input_size": range(3, 7),
        "kernel_size": kernels,
        "padding": (0, 1),
        "stride": (1, 2),
        "dilation": (1, 1, 1, 2) if kind is not AvgPool else (1,),
    }
    given = drawn(draws, ranges, usual)
    if given["input_size"] > LARGEST_INPUT or given["kernel_size"] > LARGEST_KERNEL or is_all_padding(given):
        return None
    if kind is AvgPool:
        del given["dilation"]
    try:
        layer = kind(**given)
    except VisualizeError:
        return None
    return _problem(layer, given, draws, language)


def _problem(layer: Operation, given: dict[str, Any], draws: Draws, language: str) -> Problem | None:
    size, kernel = layer.size[0], layer.kernel[0]
    lowest, highest = {"sum": (0, 5), "mean": (0, 9), "max": (-9, 9)}[layer.reduction]
    values = draws.numbers(size, size, lowest, highest)
    weight = draws.numbers(kernel, kernel, -2, 2) if layer.weighted else None
    asked = draws.below(layer.out[0]), draws.below(layer.out[1])
    answer = _apply(values, weight)(layer, asked)
    if answer is None:
        return None
    mistakes = dict(_mistakes(layer, given, asked, values, weight))
    # The figure shows a kernel with its weights; a window without weights is not drawn.
    window = {} if layer.weighted else {"window": kernel}
    words = parts({**window, **{name: value for name, value in given.items() if not name.endswith("_size")}}, language)
    if layer.reduction == "mean" and given["padding"]:
        words.append(exercise_phrase("counted", language))
    where = exercise_phrase("ask cell", language).format(asked[0] + 1, asked[1] + 1)
    question = joined(sentence(layer.name, words, language), where, language=language)
    lines, alike = partial(_lines, layer, asked, values, weight, language), ("cell", layer, values, weight, asked)
    return Problem("cell", question, answer, mistakes, lines, (layer,), alike, input=values, kernel=weight, cell=asked)


Apply = Callable[[Layer, Cell], Answer | None]


def _apply(values: Rows, weight: Rows | None) -> Apply:
    """The number that a layer gives an output cell, exact; None if there is no such cell."""

    def number(layer: Layer, asked: Cell) -> Answer | None:
        if asked[0] >= layer.out[0] or asked[1] >= layer.out[1]:
            return None
        output = layer.apply(values, weight) if layer.weighted else layer.apply(values)  # type: ignore[attr-defined]
        if not isfinite(output[asked]):  # the maximum of a window that holds padding alone
            return None
        exact = Fraction(float(output[asked])).limit_denominator(layer.kernel[0] * layer.kernel[1])
        return int(exact) if exact.denominator == 1 else exact

    return number


def _lines(layer: Operation, asked: Cell, values: Rows, weight: Rows | None, language: str) -> tuple[str]:
    """The computation of the cell, as figures write it."""
    story = layer_plan(layer, {"input": values, "kernel": weight}).story
    formats = dict.fromkeys((INPUT, KERNEL), NumberFormat(0)) | {OUTPUT: NumberFormat(2, trimmed=True)}
    equation = story.equation(asked[0] * layer.out[1] + asked[1])
    assert equation is not None
    return (written(equation, formats, language, lambda text: True).text,)


def _mistakes(
    layer: Layer, given: Mapping[str, Any], asked: Cell, values: Rows, weight: Rows | None
) -> Iterator[tuple[str, Answer | None]]:
    """The numbers that known mistakes lead to: those of other layers, of another kernel, of other cells."""
    number, kind = _apply(values, weight), type(layer)
    if weight is not None:
        flipped = tuple(row[::-1] for row in weight[::-1])
        yield "flipped", _apply(values, flipped)(layer, asked)
        yield "kernel turned", _apply(values, tuple(zip(*weight, strict=True)))(layer, asked)
    if layer.reduction == "max":
        yield from _of_maximum(given, asked, values, number)
    if layer.reduction == "mean":
        yield from _of_average(given, asked, number)
    for name, mistake in (("padding", "window within"), ("stride", "stride of one"), ("dilation", "dense kernel")):
        usual = 0 if name == "padding" else 1
        if given.get(name, usual) != usual:
            yield mistake, _other(kind, {**given, name: usual}, asked, number)
    yield "cell turned", number(layer, (asked[1], asked[0]))


def _other(kind: Any, given: Mapping[str, Any], asked: Cell, number: Apply) -> Answer | None:
    """The number of the cell in a layer of other parameters, which there may not be."""
    try:
        return number(kind(**given), asked)
    except VisualizeError:
        return None


def _of_maximum(
    given: Mapping[str, Any], asked: Cell, values: Rows, number: Apply
) -> Iterator[tuple[str, Answer | None]]:
    if given["padding"]:
        bare = {**given, "padding": 0, "input_size": given["input_size"] + 2 * given["padding"]}
        yield "padding as zero", _apply(_with_zeros(values, given["padding"]), None)(MaxPool(**bare), asked)
    negated = tuple(tuple(-value for value in row) for row in values)
    smallest = _apply(negated, None)(MaxPool(**given), asked)
    yield "minimum taken", None if smallest is None else -smallest
    if given["dilation"] == 1:
        average = {name: value for name, value in given.items() if name != "dilation"}
        yield "average taken", _other(AvgPool, average, asked, number)


def _with_zeros(values: Rows, around: int) -> Rows:
    width = len(values) + 2 * around
    rows = [(0,) * width] * around
    return (*rows, *((*(0,) * around, *row, *(0,) * around) for row in values), *rows)


def _of_average(given: Mapping[str, Any], asked: Cell, number: Apply) -> Iterator[tuple[str, Answer | None]]:
    average = number(AvgPool(**given), asked)
    assert average is not None
    yield "not divided", average * given["kernel_size"] ** 2
    if given["padding"]:
        yield "divided by few", number(AvgPool(**given, count_include_pad=False), asked)
    yield "maximum taken", number(MaxPool(**given), asked)
