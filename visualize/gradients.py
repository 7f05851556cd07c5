"""The gradient of a layer as a figure: the layer that computes it, what it reads, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import missing, unsupported
from visualize.operations import Conv, ConvTranspose, Layer
from visualize.operations.gradients import input_gradient, part_read, weight_gradient
from visualize.story import numbers
from visualize.text.gradient_words import meaning

Options = Mapping[str, Any]
VALUES = ("input", "kernel", "output_gradient")  # the options that are arrays


def differentiated(layer: Layer, chosen: Options, language: str = "en") -> tuple[Conv | ConvTranspose, dict[str, Any]]:
    """The layer that computes the gradient of another one, and a figure's options with the values that it reads.

    Without an output gradient, that is all ones, as of the sum of all outputs. Raises VisualizeError for options on
    which the gradient does not depend.

    >>> from visualize.options import read
    >>> found, options = differentiated(Conv((1, 3), (1, 2)), read({"gradient": "input", "kernel": [[1, 2]]}))
    >>> found.name, options["input"].tolist()
    ('conv_transpose', [[1, 1]])
    """
    gradient = chosen["gradient"]
    if gradient is None:
        raise missing("gradient", "the output's gradient belongs to one: give input or weight")
    if layer.unturned:
        raise unsupported("gradient", gradient, "of a layer whose kernel is not turned none is drawn; leave --like out")
    for name in ("bias", "flip", "kernel" if gradient == "weight" else "input"):
        if chosen[name] is not None and chosen[name] is not False:
            raise unsupported(name, "given", f"the gradient of the {gradient} does not depend on it")
    found = input_gradient(layer) if gradient == "input" else weight_gradient(layer)
    read = _given(layer, chosen)
    values = {"input": None, "kernel": None} if read is None else _values(layer, found, gradient, *read)
    given = {name: np.asarray(chosen[name]) for name in VALUES if chosen[name] is not None}
    return found, {**chosen, **values, "meaning": meaning(layer, gradient, language), "given": given}


def _given(layer: Layer, chosen: Options) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """The layer's input or kernel, whichever the gradient reads, and its output's gradient; None without values."""
    is_input, arriving, one = chosen["gradient"] == "input", chosen["output_gradient"], chosen["input"]
    if is_input:
        one = chosen["kernel"]
        if one is None and layer.weight is not None:
            one = layer.weight.reshape(layer.kernel_size)
    if one is None and arriving is None:
        return None
    name, size = ("kernel", layer.kernel) if is_input else ("input", layer.size)
    ones = np.ones(layer.output_size, np.int64)
    return numbers(name, one, size, layer.dims), numbers(
        "output_gradient", ones if arriving is None else arriving, layer.out, layer.dims
    )


def _values(
    layer: Layer, found: Layer, gradient: str, one: NDArray[Any], arriving: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    """What slides over what: of a weight the small grid over the big one."""
    if gradient == "input":
        return {"input": part_read(found, arriving), "kernel": one}
    big, small = (arriving, one) if layer.transposed else (one, arriving)
    return {"input": part_read(found, big), "kernel": small}
