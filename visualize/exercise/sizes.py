"""Exercises about sizes: of the outputs of convolutions, pools and transposed convolutions; which padding keeps one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from visualize.errors import VisualizeError
from visualize.exercise.draws import Draws
from visualize.exercise.problem import Problem, drawn, is_all_padding, joined, parts, sentence
from visualize.exercise.ranges import Ranges
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.axis import Axis
from visualize.operations.layer import Layer
from visualize.text.exercise_phrases import exercise_phrase
from visualize.text.formula_lines import size_formulas

Mistakes = Iterator[tuple[str, int]]
POOLS: tuple[type[MaxPool] | type[AvgPool], ...] = (MaxPool, AvgPool)


def conv_size(draws: Draws, ranges: Ranges, language: str) -> Problem | None:
    """How large the output of a convolution is."""
    usual = {
        "input_size": range(4, 11),
        "kernel_size": range(2, 6),
        "padding": range(4),
        "stride": range(1, 4),
        "dilation": (1, 1, 2),
    }
    given = drawn(draws, ranges, usual)
    if is_all_padding(given):
        return None
    try:
        layer = Conv(**given)
    except VisualizeError:
        return None
    words = parts(_named(given), language)
    return _size("size", layer, "conv", words, dict(_sliding(layer.axes[1])), language)


def pool_size(draws: Draws, ranges: Ranges, language: str) -> Problem | None:
    """How large the output of a pooling is, rounded down or up."""
    usual = {"input_size": range(4, 11), "kernel_size": range(2, 5), "padding": range(3), "stride": range(1, 5)}
    given, kind, rounded_up = drawn(draws, ranges, usual), draws.one_of(POOLS), draws.one_of((False, True))
    try:
        layer = kind(**given, ceil_mode=rounded_up)
    except VisualizeError:
        return None
    words = parts(_named(given, "window"), language)
    words += [exercise_phrase("ceil", language)] * rounded_up
    axis = layer.axes[1]
    mistakes = dict(_sliding(axis)) | {"window as stride": axis._replace(stride=axis.kernel).small}
    return _size("pool", layer, layer.name, words, mistakes, language)


def transposed_size(draws: Draws, ranges: Ranges, language: str) -> Problem | None:
    """How large the output of a transposed convolution is."""
    usual = {
        "input_size": range(2, 8),
        "kernel_size": range(2, 6),
        "padding": range(3),
        "stride": range(1, 4),
        "dilation": (1, 1, 1, 2),
    }
    given = drawn(draws, ranges, usual)
    extra = draws.below(2) if given["stride"] > 1 else 0
    if is_all_padding(given):
        return None
    try:
        layer = ConvTranspose(**given, output_padding=extra)
    except VisualizeError:
        return None
    words = parts(_named({**given, "output_padding": extra}), language)
    return _size("transposed", layer, "conv_transpose", words, dict(_transposed(layer)), language)


def keeping_padding(draws: Draws, ranges: Ranges, language: str) -> Problem | None:
    """Which padding makes the output as large as the input."""
    usual = {"input_size": range(5, 12), "kernel_size": (3, 5, 7), "dilation": (1, 1, 2, 3)}
    given = drawn(draws, ranges, usual)
    size, kernel, dilation = given.values()
    extent = dilation * (kernel - 1)
    if extent % 2 or not 0 < extent < size:
        return None
    mistakes: dict[str, int | None] = {
        "both sides": extent,
        "dilation forgotten": (kernel - 1) // 2,
        "no change": 0,
        "whole kernel": kernel,
        "one less forgotten": (kernel + 1) // 2,
    }
    layer = Conv(**given, padding=extent // 2)
    words = parts(_named(given | {"stride": 1}), language)
    question = joined(sentence("conv", words, language), exercise_phrase("ask padding", language), language=language)
    lines = partial(_formula, layer)
    return Problem("padding", question, extent // 2, mistakes, lines, (layer,), ("padding", question), smallest=0)


def _named(given: dict[str, int], kernel: str = "kernel") -> dict[str, int]:
    """The parameters by the names of their phrases."""
    names = {"input_size": "input", "kernel_size": kernel}
    return {names.get(name, name): value for name, value in given.items()}


def _size(
    kind: str, layer: Operation, name: str, words: list[str], mistakes: dict[str, int], language: str
) -> Problem | None:
    question = joined(sentence(name, words, language), exercise_phrase("ask size", language), language=language)
    answer = layer.out[1]
    return Problem(
        kind, question, answer, mistakes, partial(_formula, layer), (layer,), (kind, question), squared=True, smallest=1
    )


def _formula(layer: Layer) -> tuple[str, ...]:
    """The formula of the size, in symbols and with numbers, and why ceil mode drops a window if it does."""
    found = []
    for formula in size_formulas(layer, "torch"):
        if not formula.special:
            reason = f"{formula.condition}: " if formula.condition else ""
            found += [reason + formula.symbols, reason + formula.numbers]
    return tuple(found)


def _sliding(axis: Axis) -> Mistakes:
    """The sizes that known mistakes lead to, for a window that slides."""
    if axis.ceil:
        yield "floor taken", axis._replace(ceil=False).small
        if axis.dropped:
            yield "dropped kept", axis.small + 1
    else:
        yield "ceil taken", -(-(axis.padded - axis.span) // axis.stride) + 1
    yield "padding in total", axis._replace(after=0).small
    yield "padding twice", axis._replace(before=2 * axis.before, after=2 * axis.after).small
    yield "dilation forgotten", axis._replace(dilation=1).small
    yield "stride forgotten", axis._replace(stride=1).small
    yield "one forgotten", axis.small - 1
    if axis.dilation > 1:
        yield "dilation times k", (axis.padded - axis.dilation * axis.kernel) // axis.stride + 1
    yield "padding forgotten", axis._replace(before=0, after=0).small


def _transposed(layer: ConvTranspose) -> Mistakes:
    """The sizes that known mistakes lead to, for a transposed convolution."""
    size, kernel, stride, dilation = layer.size[1], layer.kernel[1], layer.strides[1], layer.dilations[1]
    padding, extra, out = layer.padding[2], layer.output_padding[1], layer.out[1]
    yield "other way", Axis(size, kernel, stride, padding, padding, dilation).small
    yield "padding added", out + 4 * padding
    yield "cut in total", out + padding
    yield "extra forgotten", out - extra
    yield "strides as cells", out + stride
    yield "stride forgotten", out - (size - 1) * (stride - 1)
    yield "dilation forgotten", out - (dilation - 1) * (kernel - 1)
    yield "extra twice", out + extra
    yield "padding forgotten", out + 2 * padding
    yield "one forgotten", out - 1
