"""Exercises about what layers see and cost: the receptive field of a stack, the parameters of a layer."""

from __future__ import annotations

from visualize.errors import VisualizeError
from visualize.exercise.draws import Draws
from visualize.exercise.problem import Problem, joined, parts, sentence
from visualize.exercise.ranges import Ranges
from visualize.operations import Conv
from visualize.text.exercise_phrases import exercise_phrase

LARGEST_FIELD, WIDEST_INPUT = 20, 24  # cells in a row, so that they can be drawn and counted
SHOWN = 3  # output cells, so that the length of the input does not give the field away


def field(draws: Draws, ranges: Ranges, language: str) -> Problem | None:
    """How many input cells the output of two or three layers depends on, along a row."""
    kernels, strides = ranges.get("kernel_size", (2, 3, 3, 5)), ranges.get("stride", (1, 1, 2))
    dilations = ranges.get("dilation", (1, 1, 1, 2))
    layers = [
        (draws.one_of(kernels), draws.one_of(strides), draws.one_of(dilations)) for _ in range(2 + draws.below(2))
    ]
    width, jump, lines = 1, 1, []
    for kernel, stride, dilation in layers:
        span = f"{dilation}·({kernel} − 1)" if dilation > 1 else f"({kernel} − 1)"
        lines.append(f"{width} + {span}·{jump} = {width + dilation * (kernel - 1) * jump}")
        width, jump = width + dilation * (kernel - 1) * jump, jump * stride
    size = width + (SHOWN - 1) * jump
    if width > LARGEST_FIELD or size > WIDEST_INPUT:
        return None
    described = [
        exercise_phrase("layer", language).format(at, exercise_phrase("comma", language).join(_layer(one, language)))
        for at, one in enumerate(layers, 1)
    ]
    listed = exercise_phrase("layers", language).join(described)
    question = joined(sentence("stack", [listed], language), exercise_phrase("ask field", language), language=language)
    return Problem(
        "field",
        question,
        width,
        _field_mistakes(layers),
        lambda: tuple(lines),
        _stack(layers, size),
        ("field", *layers),
        smallest=1,
    )


def _layer(layer: tuple[int, int, int], language: str) -> list[str]:
    return parts(dict(zip(("length", "stride", "dilation"), layer, strict=True)), language)


def _stack(layers: list[tuple[int, int, int]], size: int) -> tuple[Conv, ...]:
    """The layers, each over the output of the one below, of one row."""
    found: list[Conv] = []
    for kernel, stride, dilation in layers:
        found.append(Conv((size,), kernel, stride=stride, dilation=dilation))
        size = found[-1].out[1]
    return tuple(found)


def _width(layers: list[tuple[int, int, int]], own: bool = False) -> int:
    """The receptive field; with `own`, as if a layer's stride acted on its own kernel."""
    width = jump = 1
    for kernel, stride, dilation in layers:
        width += dilation * (kernel - 1) * jump * (stride if own else 1)
        jump *= stride
    return width


def _field_mistakes(layers: list[tuple[int, int, int]]) -> dict[str, int | None]:
    product = 1
    for kernel, _, _ in layers:
        product *= kernel
    return {
        "strides forgotten": _width([(kernel, 1, dilation) for kernel, _, dilation in layers]),
        "dilations forgotten": _width([(kernel, stride, 1) for kernel, stride, _ in layers]),
        "own stride": _width(layers, own=True),
        "kernels added": sum(kernel for kernel, _, _ in layers),
        "kernels multiplied": product,
        "cell forgotten": _width(layers) - 1,
    }


def weights(draws: Draws, ranges: Ranges, language: str) -> Problem | None:
    """How many parameters a convolution has."""
    inputs, outputs = draws.one_of((1, 2, 3, 4, 6, 8, 16)), draws.one_of((2, 4, 6, 8, 16, 32))
    kernel, groups = draws.one_of(ranges.get("kernel_size", (1, 3, 3, 5))), draws.one_of((1, 1, 2))
    try:
        layer = Conv(kernel, kernel, in_channels=inputs, out_channels=outputs, groups=groups)
    except VisualizeError:
        return None
    given = {"in_channels": inputs, "out_channels": outputs, "kernel": kernel, "groups": groups}
    question = joined(
        sentence("parameters", parts(given, language), language),
        exercise_phrase("ask weights", language),
        language=language,
    )
    each, count = kernel * kernel * inputs // groups, layer.weight_count
    mistakes: dict[str, int | None] = {
        "biases forgotten": count,
        "groups forgotten": count * groups + outputs,
        "inputs forgotten": kernel * kernel * outputs + outputs,
        "side of kernel": count // kernel + outputs,
        "one bias": count + 1,
        "bias of inputs": count + inputs,
    }
    read = f"({inputs} / {groups})" if groups > 1 else f"{inputs}"
    line = f"{kernel}·{kernel}·{read}·{outputs} + {outputs} = {each * outputs} + {outputs} = {count + outputs}"
    return Problem(
        "weights", question, count + outputs, mistakes, lambda: (line,), (layer,), ("weights", layer), smallest=1
    )
