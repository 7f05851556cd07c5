"""The report of the command `shape` on a pixel shuffle."""

from __future__ import annotations

from typing import Any

from visualize.operations import Shuffle
from visualize.text.phrases import by, phrase
from visualize.text.shuffle_captions import rule


def report(operation: Shuffle) -> dict[str, Any]:
    """The report as data, with the keys that layers with a window have too, where there is something to say.

    >>> from visualize.operations import PixelShuffle
    >>> report(PixelShuffle(3, 2))["output_size"], report(PixelShuffle(3, 2))["channels"]
    ([6, 6], {'in': 4, 'out': 1})
    """
    rows, columns = operation.out
    return {
        "type": phrase(operation.name),
        "factor": operation.factor,
        "input_size": list(operation.input_size),
        "output_size": [rows, columns],
        "rule": rule(operation),
        "channels": {"in": operation.in_channels, "out": operation.out_channels},
        "cost": operation.cost,
        "pytorch": pytorch(operation),
    }


def text(operation: Shuffle, language: str = "en") -> str:
    """The report as lines of text.

    >>> from visualize.operations import PixelShuffle
    >>> text(PixelShuffle(3, 2)).splitlines()[0]
    'pixel shuffle, factor 2: 4×3×3 -> 1×6×6'
    """
    name = phrase("by factor", language).format(phrase(operation.name, language), operation.factor)
    cells = f"{report(operation)['cost']['output_cells']:,}"
    pairs = (
        (name, " -> ".join(map(by, (operation.input_shape, operation.output_shape)))),
        (phrase("output cells", language), cells),
        ("PyTorch", pytorch(operation)),
    )
    lines = [phrase("titled", language).format(*pair) for pair in pairs]
    return "\n".join([lines[0], rule(operation, language), *lines[1:]])


def pytorch(operation: Shuffle) -> str:
    """The PyTorch expression that makes the layer.

    >>> from visualize.operations import PixelUnshuffle
    >>> pytorch(PixelUnshuffle(6, 2))
    'nn.PixelUnshuffle(2)'
    """
    return f"nn.{type(operation).__name__}({operation.factor})"
