"""What a layer costs, in words: its parameters, products and output cells."""

from __future__ import annotations

from visualize.operations import Layer
from visualize.text.phrases import phrase


def cost_lines(layer: Layer, language: str = "en") -> list[str]:
    """Parameters, if the layer has any, multiply-adds and output cells.

    >>> from visualize.operations import Conv
    >>> cost_lines(Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2))
    ['parameters: 56 = 54 weights + 2 biases', 'multiply-adds: 486', 'output cells: 18']
    """
    cost, found = layer.cost, []
    if layer.weighted:
        weights = phrase("weights" if cost["weights"] > 1 else "one weight", language).format(f"{cost['weights']:,}")
        biases = phrase("biases" if cost["biases"] > 1 else "one bias", language).format(f"{cost['biases']:,}")
        found = [("parameters", f"{cost['parameters']:,} = {weights} + {biases}")]
        found += [("multiply adds", f"{cost['multiply_adds']:,}")]
    found += [("output cells", f"{cost['output_cells']:,}")]
    titled = phrase("titled", language)
    return [titled.format(phrase(key, language), text) for key, text in found]
