"""Reads the attributes of a layer of another package, which is not imported."""

from __future__ import annotations

from typing import Any

import numpy as np

from visualize.errors import invalid
from visualize.operations.arrays import numbers


def per_axis(layer: Any, name: str, dims: int) -> Any:
    """An attribute with one value for each axis; names of paddings are texts.

    >>> per_axis(type("Layer", (), {"stride": 2}), "stride", dims=2)
    (2, 2)
    """
    value = getattr(layer, name)
    if isinstance(value, str):
        return value
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(values) not in (1, dims):
        raise invalid(name, values, f"a layer of {dims} dimension{'s' * (dims > 1)} has one number per dimension")
    return values * (dims // len(values))


def weight_and_bias(weight: Any, bias: Any, channels: tuple[int, int]) -> dict[str, Any]:
    """The arguments `weight` and `bias` of a layer; `channels` are the axes that PyTorch has first in the weight."""
    kernel = np.moveaxis(numbers("weight", weight), channels, (0, 1))
    if kernel.shape[:2] == (1, 1):
        kernel = kernel[0, 0]
    return {"weight": kernel, "bias": 0 if bias is None else bias}
