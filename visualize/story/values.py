"""What both readings share: values, the states of a cell, the kinds of cells."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Grid, Roles
from visualize.film.roles import Kind, State
from visualize.operations import Operation
from visualize.operations.axis import Drawn
from visualize.operations.bounds import FLOAT, Bias, add_bias, check_sums

Grids = dict[Grid, Roles]
Shapes = dict[Grid, tuple[int, int]]

TAP, PENDING = np.uint8(State.TAP), np.uint8(State.PENDING)
DONE, CURRENT = np.uint8(State.DONE - State.PENDING), np.uint8(State.CURRENT - State.PENDING)


class Values(NamedTuple):
    """The numbers of a figure: the input, the kernel as given (None for a pooling), the bias.

    `pointwise` are the weights (filters, channels) of a separable layer's second stage; the bias is this one's.
    """

    input: NDArray[Any]
    kernel: NDArray[Any] | None = None
    bias: Bias = 0
    pointwise: NDArray[Any] | None = None

    @property
    def one_bias(self) -> float:
        """The bias of a layer of one filter."""
        assert not isinstance(self.bias, tuple)
        return self.bias


def computed(operation: Operation, values: Values, flip: bool) -> NDArray[Any]:
    """The layer's output for these values; infinities and nan are shown in the figure, so NumPy need not warn."""
    if values.kernel is None:
        return operation.apply(values.input)
    arguments = [values.input, flipped(operation, values.kernel) if flip else values.kernel]
    with np.errstate(all="ignore"):
        return add_bias(operation.apply(*arguments), whole_bias(operation, values))


def flipped(operation: Operation, kernel: NDArray[Any]) -> NDArray[Any]:
    """The kernel with its rows and columns in reverse order."""
    return np.flip(kernel, tuple(range(-operation.dims, 0)))


def whole_bias(operation: Operation, values: Values) -> Bias:
    """The bias, converted to an integer if it is a whole number, so that sums of integers stay exact.

    Raises VisualizeError if the sums could overflow 64 bits.

    >>> from visualize.operations import Conv
    >>> whole_bias(Conv(1, 1), Values(np.array([[1]]), np.array([[2]]), bias=3.0))
    3
    """
    bias = tuple(map(_whole, values.bias)) if isinstance(values.bias, tuple) else _whole(values.bias)
    if values.kernel is not None:
        check_sums(values.input, operation.kernels(values.kernel), bias)
    return bias


def _whole(number: float) -> float:
    return int(number) if abs(number) <= FLOAT and number == int(number) else number


def output_kinds(count: int, computed: int, before: int = 0, after: int = 0) -> Roles:
    """The kinds of an output's cells along one axis.

    `before` and `after` are the cropped cells at the ends. The last `computed` of the `count` cells between them come
    from output_padding.

    >>> [Kind(kind).name for kind in output_kinds(2, computed=1, before=1)]
    ['CROPPED', 'OUTPUT', 'COMPUTED']
    """
    kinds = np.full(before + count + after, Kind.CROPPED, np.uint8)
    kinds[before : before + count] = Kind.OUTPUT
    kinds[before + max(0, count - computed) : before + count] = Kind.COMPUTED
    return kinds


def drawn_kinds(axis: Drawn) -> Roles:
    """The kinds of a drawn input's cells along one axis.

    >>> [Kind(kind).name for kind in drawn_kinds(Drawn(size=2, kernel=2, windows=2, before=1, spread=2))]
    ['PADDING', 'INPUT', 'INSERTED', 'INPUT']
    """
    kinds = np.full(axis.length, Kind.PADDING, np.uint8)
    kinds[axis.lead : axis.lead + axis.inner] = Kind.INSERTED
    kinds[axis.lead : axis.lead + axis.inner : axis.spread] = Kind.INPUT
    kinds[axis.length - axis.overhang :] = Kind.OVERHANG
    return kinds


def letter(number: int) -> str:
    """Letters from a to z, then aa, ab and so on.

    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)
