"""What both readings share: values, what happens to a cell, the kinds of an output's cells."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Grid, Roles
from visualize.film.roles import Kind, State
from visualize.operations import Operation
from visualize.operations.bounds import FLOAT, add_bias, check_sums

Grids = dict[Grid, Roles]
Shapes = dict[Grid, tuple[int, int]]

TAP, PENDING = np.uint8(State.TAP), np.uint8(State.PENDING)
DONE, CURRENT = np.uint8(State.DONE - State.PENDING), np.uint8(State.CURRENT - State.PENDING)


class Values(NamedTuple):
    """Numbers for a figure: the input, the kernel as given (None for a pooling), the bias."""

    input: NDArray[Any]
    kernel: NDArray[Any] | None = None
    bias: float = 0


def computed(operation: Operation, values: Values, flip: bool) -> NDArray[Any]:
    """The layer's output for these values; what is not a number is shown, not warned of."""
    if values.kernel is None:
        return operation.apply(values.input)
    arguments = [values.input, np.flip(values.kernel) if flip else values.kernel]
    with np.errstate(all="ignore"):
        return add_bias(operation.apply(*arguments), whole_bias(values))


def whole_bias(values: Values) -> float:
    """The bias, as an integer where it is a whole number, so that sums of integers stay exact.

    Raises VisualizeError where these sums may grow beyond what 64 bits hold.
    """
    bias = int(values.bias) if abs(values.bias) <= FLOAT and values.bias == int(values.bias) else values.bias
    if values.kernel is not None:
        check_sums(values.input, values.kernel, bias)
    return bias


def output_kinds(count: int, computed: int, before: int = 0, after: int = 0) -> Roles:
    """Kinds along one axis: cropped cells at either end, the last of the others there because of output_padding."""
    kinds = np.full(before + count + after, Kind.CROPPED, np.uint8)
    kinds[before : before + count] = Kind.OUTPUT
    kinds[before + max(0, count - computed) : before + count] = Kind.COMPUTED
    return kinds
