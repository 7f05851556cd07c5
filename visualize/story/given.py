"""The numbers of a figure, read from what a user gives."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid, unsupported
from visualize.operations import Layer
from visualize.operations.parameters import array, read_bias
from visualize.story.values import Values


def values_of(operation: Layer, given: ArrayLike | None, kernel: ArrayLike | None, bias: float | None) -> Values | None:
    """An input, a kernel and a bias that nobody can change; a missing partner is 0, 1, 2 ..., None where both are.

    A layer's own weights count as a kernel. Raises VisualizeError for what is no grid of numbers of its size.
    """
    own = operation.weight
    if given is None and kernel is None and own is None:
        if bias is not None:
            raise invalid("bias", bias, "there are no values to add it to; give an input or a kernel")
        return None
    pixels = _numbers("input", given, operation.size, operation)
    if not operation.weighted:
        if kernel is not None or bias is not None:
            raise unsupported("kernel" if bias is None else "bias", "given", "a pooling has no weights")
        return Values(pixels)
    if kernel is None and own is not None:
        kernel = own.reshape(operation.kernel_size)
    weights = _numbers("kernel", kernel, operation.kernel, operation)
    return Values(pixels, weights, _added(operation, bias))


def _added(operation: Layer, bias: float | None) -> float:
    """The bias that was given; the layer's own belongs to its own weights."""
    if bias is not None:
        return read_bias(bias)
    return operation.bias if operation.weight is not None else 0


def _numbers(name: str, given: ArrayLike | None, size: tuple[int, int], operation: Layer) -> NDArray[Any]:
    """Numbers in the shape in which a user gives them, or 0, 1, 2 ... for None; read-only."""
    shape = size[2 - operation.dims :]
    numbers = np.arange(size[0] * size[1]).reshape(shape) if given is None else given
    found = array(name, numbers, size, operation.dims).reshape(shape)
    found.setflags(write=False)
    return found
