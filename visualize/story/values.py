"""What both readings share: values, what happens to a cell, the kinds of an output's cells."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Grid, Roles
from visualize.film.roles import Kind, State
from visualize.operations import Operation

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
    arguments = [values.input]
    if values.kernel is not None:
        arguments.append(np.flip(values.kernel) if flip else values.kernel)
    with np.errstate(all="ignore"):
        result = operation.apply(*arguments)
        return result + values.bias if values.bias else result


def output_kinds(count: int, computed: int, before: int = 0, after: int = 0) -> Roles:
    """Kinds along one axis: cropped cells at either end, the last of the others there because of output_padding."""
    kinds = np.full(before + count + after, Kind.CROPPED, np.uint8)
    kinds[before : before + count] = Kind.OUTPUT
    kinds[before + max(0, count - computed) : before + count] = Kind.COMPUTED
    return kinds
