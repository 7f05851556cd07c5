"""What both readings share: values, what happens to a cell, the kinds of an output's cells."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Roles
from visualize.operations import AvgPool, MaxPool, Operation
from visualize.operations.bounds import FLOAT, check_sums, plus
from visualize.roles import Kind, State

Grids = dict[str, Roles]
Shapes = dict[str, tuple[int, int]]

TAP, PENDING = np.uint8(State.TAP), np.uint8(State.PENDING)
DONE, CURRENT = np.uint8(State.DONE - State.PENDING), np.uint8(State.CURRENT - State.PENDING)


class Values(NamedTuple):
    """Numbers for a figure: the input, the kernel as given (None for a pooling), the bias."""

    input: NDArray[Any]
    kernel: NDArray[Any] | None = None
    bias: float = 0


def computed(operation: Operation, values: Values, flip: bool) -> NDArray[Any]:
    """The layer's output for these values; what is not a number is shown, not warned of."""
    if isinstance(operation, MaxPool | AvgPool):
        return operation.apply(values.input)
    kernel, bias = values.kernel, whole_bias(values)
    assert kernel is not None
    result = operation.apply(values.input, np.flip(kernel) if flip else kernel)
    with np.errstate(all="ignore"):
        return plus(result, bias)


def whole_bias(values: Values) -> float:
    """The bias, as a whole number where it is one, so that sums of whole numbers stay exact; what these may reach is
    checked.
    """
    assert values.kernel is not None
    bias = int(values.bias) if abs(values.bias) <= FLOAT and values.bias == int(values.bias) else values.bias
    check_sums(values.input, values.kernel, bias)
    return bias


def output_kinds(count: int, computed: int, before: int = 0, after: int = 0) -> Roles:
    """Kinds along one axis: cropped cells at either end, the last of the others there because of output_padding."""
    kinds = np.full(before + count + after, Kind.CROPPED, np.uint8)
    kinds[before : before + count] = Kind.OUTPUT
    kinds[before + max(0, count - computed) : before + count] = Kind.COMPUTED
    return kinds
