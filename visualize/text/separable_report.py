"""The report of the command `shape` on a separable convolution: both stages, and what the plain layer would cost."""

from __future__ import annotations

from typing import Any

from visualize.operations import Layer, SeparableConv
from visualize.text import pytorch_line, shape_report
from visualize.text.phrases import by, phrase


def report(operation: SeparableConv) -> dict[str, Any]:
    """The report as data: that of each stage, the cost of both together and of the plain convolution.

    >>> found = report(SeparableConv(5, 3, in_channels=3, out_channels=4))
    >>> found["cost"]["weights"], found["plain"]["cost"]["weights"]
    (39, 108)
    """
    stages = [shape_report.report(stage) for stage in operation.stages]
    # The depthwise layer has no biases, which the pointwise one would only add up.
    own, weights = stages[0]["cost"], stages[0]["cost"]["weights"]
    stages[0] |= {"cost": own | {"parameters": weights, "biases": 0}, "pytorch": _unbiased(stages[0]["pytorch"])}
    plain = shape_report.report(operation.plain)
    return {
        "type": phrase(operation.name),
        "input_size": list(operation.input_size),
        "output_size": list(operation.output_size),
        "channels": {"in": operation.in_channels, "out": operation.out_channels},
        "stages": stages,
        "cost": operation.cost,
        "plain": {"cost": plain["cost"], "pytorch": plain["pytorch"]},
        "pytorch": pytorch(operation),
    }


def text(operation: SeparableConv, language: str = "en") -> str:
    """The report as lines of text.

    >>> text(SeparableConv(5, 3, in_channels=3, out_channels=4)).splitlines()[-3]
    'plain convolution: 112 parameters, 972 multiply-adds'
    """
    data = report(operation)
    sizes = " -> ".join(map(by, (operation.input_shape, operation.stages[0].output_shape, operation.output_shape)))
    titled = phrase("titled", language)
    lines = [titled.format(phrase(operation.name, language), sizes)]
    formulas = dict.fromkeys(data["stages"][0]["formula"])
    lines += [titled.format(phrase("output size", language), formula) for formula in formulas]
    for name, stage, found in zip(("depthwise", "pointwise"), operation.stages, data["stages"], strict=True):
        key = phrase(f"stage {name}", language).format(by(stage.kernel_size))
        lines.append(titled.format(key, _cost(found["cost"], language)))
    lines.append(titled.format(phrase("together", language), _cost(data["cost"], language)))
    lines.append(titled.format(phrase("plain", language), _cost(data["plain"]["cost"], language)))
    lines.append(titled.format(phrase("output cells", language), f"{data['cost']['output_cells']:,}"))
    return "\n".join([*lines, titled.format("PyTorch", pytorch(operation))])


def _cost(data: dict[str, int], language: str) -> str:
    return phrase("cost of both", language).format(f"{data['parameters']:,}", f"{data['multiply_adds']:,}")


def pytorch(operation: Layer) -> str:
    """The PyTorch expression that makes the two layers, with a bias at the end only.

    >>> pytorch(SeparableConv(5, 3, in_channels=3, out_channels=4))
    'nn.Sequential(nn.Conv2d(3, 3, kernel_size=3, groups=3, bias=False), nn.Conv2d(3, 4, kernel_size=1))'
    """
    first, second = map(pytorch_line.pytorch, operation.stages)
    return f"nn.Sequential({_unbiased(first)}, {second})"


def _unbiased(expression: str) -> str:
    """The expression of a layer, which may stand behind one that pads, without a bias."""
    return expression[:-2] + ", bias=False))" if expression.endswith("))") else expression[:-1] + ", bias=False)"
