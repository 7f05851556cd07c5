"""Reads the numbers of a figure from a user's input, kernel and bias."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid, unsupported
from visualize.operations import Layer
from visualize.operations.arrays import array
from visualize.operations.bounds import Bias
from visualize.operations.parameters import read_bias
from visualize.story.values import Values


def values_of(operation: Layer, given: ArrayLike | None, kernel: ArrayLike | None, bias: Any) -> Values | None:
    """The figure's values as read-only arrays; None if there is neither an input nor a kernel.

    If only one of them is given, the other one is 0, 1, 2 ... A layer's own weight counts as a kernel. Raises
    VisualizeError for arrays of another size or without numbers.

    >>> from visualize.operations import MaxPool
    >>> values_of(MaxPool(2, 2), [[1, 2], [3, 4]], None, None).input.tolist()
    [[1, 2], [3, 4]]
    """
    if operation.stages:
        return _of_stages(operation, given, kernel, bias)
    layer_weight = operation.weight
    if not operation.weighted and (kernel is not None or bias is not None):
        raise unsupported("kernel" if bias is None else "bias", "given", f"{_subject(operation)} has no weights")
    if given is None and kernel is None and layer_weight is None:
        if bias is not None:
            raise invalid("bias", bias, "there are no values to add it to; give an input or a kernel")
        return None
    pixels = numbers("input", given, operation.size, operation.dims, operation.in_axes)
    if not operation.weighted:
        return Values(pixels)
    axes = operation.weight_axes
    if kernel is None and layer_weight is not None:
        kernel = layer_weight.reshape(*axes, *operation.kernel_size)
    weights = numbers("kernel", kernel, operation.kernel, operation.dims, axes)
    return Values(pixels, weights, _bias(operation, bias))


def _of_stages(operation: Layer, given: ArrayLike | None, kernels: Any, bias: Any) -> Values | None:
    """The values of a separable layer; `kernels` are those of its depthwise and its pointwise stage."""
    first, second = operation.stages
    both = (first.weight, second.weight) if kernels is None else kernels
    try:
        depthwise, pointwise = both
    except (TypeError, ValueError):
        raise invalid("kernel", "given", "must be two arrays, of the depthwise and of the pointwise layer") from None
    if pointwise is not None:
        pointwise = np.asarray(pointwise).reshape(second.weight_axes + second.kernel_size)
    found = values_of(first, given, depthwise, None)
    if found is None and pointwise is None and bias is None:
        return None
    above = values_of(second, np.zeros(second.input_shape, np.int64), pointwise, bias)
    usual = np.arange(first.weight_count).reshape(first.weight_axes + first.kernel_size)
    found = found or values_of(first, None, usual, None)
    assert found is not None and above is not None and above.kernel is not None
    return found._replace(bias=above.bias, pointwise=above.kernel.reshape(second.out_channels, -1))


def stack_values(layers: Sequence[Layer], given: ArrayLike | None, kernels: Any) -> tuple[Values, ...] | None:
    """The values of each layer of a stack: the input of the first one, and kernels; None if none of them is given.

    `kernels` is one for all convolutions, or a list of one for each. Those not given are the layers' own,
    or 0, 1, 2 ...

    >>> from visualize.operations import Conv, ReLU
    >>> found = stack_values([Conv((3,), 2), ReLU((2,))], None, [1, -1])
    >>> found[0].kernel.tolist(), found[1].kernel
    ([1, -1], None)
    """
    convolutions = [at for at, layer in enumerate(layers) if layer.weighted]
    if given is None and kernels is None and all(layers[at].weight is None for at in convolutions):
        return None
    listed = [] if kernels is None else _listed(kernels, layers[0].dims)
    if len(listed) > 1 and len(listed) != len(convolutions):
        counts = f"must be one for all, or {len(convolutions)}, one for each convolution"
        raise invalid("kernel", f"of {len(listed)} arrays", counts)
    each = dict(zip(convolutions, listed * len(convolutions), strict=False))
    return tuple(_of_layer(layer, given if at == 0 else None, each.get(at)) for at, layer in enumerate(layers))


def _listed(kernels: Any, dims: int) -> list[Any]:
    """One kernel, or several that may be of different sizes, in a list."""
    try:
        single = np.ndim(kernels) <= dims
    except ValueError:  # rows of different lengths: kernels of different sizes
        single = False
    return [kernels] if single else list(kernels)


def _of_layer(layer: Layer, given: ArrayLike | None, kernel: ArrayLike | None) -> Values:
    pixels = np.arange(prod(layer.size)).reshape(layer.input_size) if given is None else given
    found = values_of(layer, pixels, kernel, None)
    assert found is not None
    return found


def _subject(operation: Layer) -> str:
    return "a pixel shuffle" if operation.moves else "a pooling"


def _bias(operation: Layer, bias: Any) -> Bias:
    """The given bias; else the layer's own, if the layer has weights."""
    if bias is not None:
        return read_bias(bias, operation.out_channels)
    return operation.bias if operation.weight is not None else 0


def numbers(
    name: str, given: ArrayLike | None, size: tuple[int, int], dims: int, channels: tuple[int, ...] = ()
) -> NDArray[Any]:
    """The given numbers, or 0, 1, 2 ... for None, as a read-only array with the user's number of dimensions."""
    shape = channels + size[2 - dims :]
    found = np.arange(prod(shape)).reshape(shape) if given is None else given
    checked = array(name, found, size, dims, channels).reshape(shape)
    checked.setflags(write=False)
    return checked
