"""The base class of all operations, with the facts that other code reads in place of an operation's type."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.operations.arrays import Pair, array
from visualize.operations.axis import Axis, Drawn
from visualize.operations.bounds import Bias
from visualize.operations.dialect import Dialect
from visualize.operations.parameters import Sides, public, shortest, single

Reduction = Literal["sum", "max", "mean"]


class Layer:
    """A window over a grid, with PyTorch's parameter names, each per axis (row, column); immutable.

    `reduction` is how the cells under the window are combined; `extras` names the parameters beyond sizes, stride and
    padding; `around` is the value of padding cells. In the gather reading of a `transposed` layer the weights are
    applied to the drawn input in reverse order, unless it leaves the kernel `unturned`, as JAX does. A layer that
    `moves` takes cells to other places and channels, and computes nothing. `floors` take part in every maximum. A layer
    in a framework's words keeps them as its `dialect`. Parameters that a layer does not have keep the defaults below.
    """

    name: ClassVar[str]
    reduction: ClassVar[Reduction]
    extras: ClassVar[tuple[str, ...]]
    weighted: ClassVar[bool] = False
    transposed: ClassVar[bool] = False
    around: ClassVar[float] = 0
    moves: ClassVar[bool] = False
    floors: ClassVar[tuple[float, ...]] = ()

    size: Pair
    kernel: Pair
    strides: Pair
    padding: Sides
    dilations: Pair
    dims: int
    output_padding: Pair = (0, 0)
    padding_mode: str = "zeros"
    ceil_mode: bool = False
    count_include_pad: bool = True
    weight: NDArray[Any] | None = None
    bias: Bias = 0
    factor: int = 1
    in_channels: int = 1
    out_channels: int = 1
    groups: int = 1
    dialect: Dialect | None = None
    unturned: bool = False

    @property
    def stages(self) -> tuple[Layer, ...]:
        """The layers that this one consists of; none if it is a single one."""
        return ()

    @property
    def single(self) -> bool:
        """Whether there is one channel in and one out; arrays then have no axes of channels."""
        return self.in_channels == self.out_channels == 1

    @property
    def in_axes(self) -> tuple[int, ...]:
        """The axis of channels of an input; none if there is a single one."""
        return () if self.single else (self.in_channels,)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of an input: its channels, if there are several in or out, and its size."""
        return self.in_axes + tuple(self.input_size)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of an output: its channels, if there are several in or out, and its size."""
        return self.output_size if self.single else (self.out_channels, *self.output_size)

    @property
    def weight_axes(self) -> tuple[int, ...]:
        """The axes of channels of a weight of PyTorch's: (out, in / groups), transposed (in, out / groups)."""
        first, second = self.out_channels, self.in_channels
        if self.transposed:
            first, second = second, first
        return () if self.single else (first, second // self.groups)

    @property
    def reads(self) -> NDArray[np.intp]:
        """The input channels that each output channel reads, shape (out_channels, in_channels / groups).

        >>> from visualize.operations import Conv
        >>> Conv(5, 3, in_channels=4, out_channels=2, groups=2).reads.tolist()
        [[0, 1], [2, 3]]
        """
        group = np.arange(self.out_channels) // (self.out_channels // self.groups)
        each = self.in_channels // self.groups
        return np.asarray(group[:, None] * each + np.arange(each))

    def image(self, x: ArrayLike) -> NDArray[Any]:
        """A user's input, checked, of shape (in_channels, rows, columns)."""
        return array("input", x, self.size, self.dims, self.in_axes).reshape(self.in_channels, *self.size)

    def kernels(self, weight: NDArray[Any]) -> NDArray[Any]:
        """The weight by output channel and the inputs that it reads, shape (out, in / groups, rows, columns)."""
        each = (self.groups, -1, self.out_channels // self.groups, *self.kernel)
        if self.transposed:
            weight = weight.reshape(each).swapaxes(1, 2)
        return weight.reshape(self.out_channels, -1, *self.kernel)

    @property
    def full(self) -> Pair:
        """The output's rows and columns before a transposed layer's padding crops it."""
        return self.out

    @property
    def big(self) -> Pair:
        """Rows and columns of the big grid in the arithmetic of `Axis`."""
        return self.size

    @cached_property
    def axes(self) -> tuple[Axis, Axis]:
        """The arithmetic along rows and along columns."""
        top, bottom, left, right = self.padding
        ends = ((top, bottom), (left, right))
        rows, columns = (
            Axis(self.big[at], self.kernel[at], self.strides[at], *ends[at], self.dilations[at], self.ceil_mode)
            for at in (0, 1)
        )
        return rows, columns

    @cached_property
    def drawn(self) -> tuple[Drawn, Drawn]:
        """The drawn input along rows and along columns, with the cells that windows read beyond the padding."""
        rows, columns = (
            Drawn(a.big, a.kernel, a.small, a.stride, a.before, a.after, a.dilation, overhang=a.overhang)
            for a in self.axes
        )
        return rows, columns

    @cached_property
    def out(self) -> Pair:
        """The output's rows and columns."""
        rows, columns = self.axes
        return rows.small, columns.small

    input_size = property(lambda self: public(self.size, self.dims), doc="Rows and columns, or one number.")
    kernel_size = property(lambda self: public(self.kernel, self.dims), doc="Rows and columns, or one number.")
    stride = property(lambda self: public(self.strides, self.dims), doc="Per axis.")
    dilation = property(lambda self: public(self.dilations, self.dims), doc="Per axis.")

    def _set(self, **values: Any) -> None:
        """Set attributes during construction; __setattr__ refuses all later changes."""
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; make a new one")

    def __delattr__(self, name: str) -> None:
        self.__setattr__(name, None)

    def arguments(self) -> dict[str, Any]:
        """The constructor's arguments that make this layer again, without those that equal the defaults.

        >>> from visualize.operations import Conv
        >>> Conv(5, (3, 3), padding=1).arguments()
        {'input_size': 5, 'kernel_size': 3, 'padding': 1}
        """
        default_stride = (1,) * self.dims if self.weighted else self.kernel_size
        pairs = {"stride": (self.stride, default_stride), "padding": (shortest(self.padding, self.dims), 0)}
        pairs |= {name: (self._public(name), _default(name, self.dims)) for name in self.extras}
        changed = {name: single(value) for name, (value, default) in pairs.items() if value != default}
        size = self.input_size if self.dims == 1 else single(self.input_size)
        weights = {} if self.weight is None else {"weight": self._public_weight().tolist()}
        bias = {"bias": self.bias} if self.bias != 0 else {}
        found = {"input_size": size, "kernel_size": single(self.kernel_size), **changed, **weights, **bias}
        return found | self._channels()

    def _channels(self) -> dict[str, int]:
        """The numbers of channels and groups that are not 1."""
        names = ("in_channels", "out_channels", "groups") if self.weighted else ("in_channels",)
        return {name: getattr(self, name) for name in names if getattr(self, name) != 1}

    def _public_weight(self) -> NDArray[Any]:
        assert self.weight is not None
        return self.weight.reshape(*self.weight_axes, *self.kernel_size)

    def _public(self, name: str) -> Any:
        value = getattr(self, name)
        return public(value, self.dims) if name == "output_padding" else value

    def __repr__(self) -> str:
        """The call that makes this layer again."""
        if self.dialect is not None:
            return self.dialect.call(self.name)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.arguments().items())})"

    def _key(self) -> tuple[Any, ...]:
        extras = (getattr(self, name) for name in self.extras)
        weight = None if self.weight is None else (self.weight.dtype.str, self.weight.tobytes())
        sizes = self.size, self.kernel, self.strides, self.padding, self.dilations, self.dims
        return (
            self.dialect,
            self.name,
            *sizes,
            *extras,
            weight,
            self.bias,
            self.in_channels,
            self.out_channels,
            self.groups,
        )

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Layer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and unpickle through the constructor, so that the weights of the copy are read-only too."""
        if self.dialect is not None:
            return self.dialect.again(self.name), ()
        weight = {} if self.weight is None else {"weight": self._public_weight()}
        return _construct, (type(self), self.arguments() | weight)

    @property
    def output_size(self) -> tuple[int, ...]:
        """The output's rows and columns, or one number."""
        return public(self.out, self.dims)

    @property
    def weight_count(self) -> int:
        """The number of weights, without biases."""
        each = self.kernel[0] * self.kernel[1] * (self.in_channels // self.groups)
        return self.out_channels * each if self.weighted else 0

    @property
    def multiply_adds(self) -> int:
        """The number of products of a value and a weight, those with padding included.

        >>> from visualize.operations import Conv
        >>> Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2).multiply_adds
        486
        """
        rows, columns = self.size if self.transposed else self.out
        return self.weight_count * rows * columns

    @property
    def cost(self) -> dict[str, int]:
        """Parameters as PyTorch's layer has them, with a bias for each filter; products; cells of all outputs.

        >>> from visualize.operations import Conv
        >>> Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2).cost["parameters"]
        56
        """
        biases = self.out_channels if self.weighted else 0
        return {
            "parameters": self.weight_count + biases,
            "weights": self.weight_count,
            "biases": biases,
            "multiply_adds": self.multiply_adds,
            "output_cells": self.out[0] * self.out[1] * self.out_channels,
        }

    @property
    def correlates(self) -> bool:
        """Whether the layer is a cross-correlation, which a flipped kernel turns into a mathematical convolution."""
        return self.weighted and not self.transposed

    def parts(self, image: NDArray[Any], weight: NDArray[Any]) -> Iterator[NDArray[Any]]:
        """For each input channel of a group what it adds to the outputs; nothing if there are no weights."""
        yield from ()

    def sources(self) -> NDArray[np.intp] | None:
        """For each drawn cell, the flat index of the input cell that it repeats; None if the padding is constant."""
        return None

    def divisors(self) -> NDArray[np.intp] | None:
        """The divisor of each window's sum, shape (rows, columns); None if sums are not divided."""
        return None

    @property
    def remarks(self) -> tuple[tuple[str, ...], ...]:
        """Remarks that the picture needs: each the key of a phrase, then the keys of the phrases to insert into it."""
        return ()


def _construct(kind: type[Layer], arguments: dict[str, Any]) -> Layer:
    return kind(**arguments)


def _default(name: str, dims: int) -> Any:
    value = (1, 1) if name == "dilation" else getattr(Layer, name)
    return public(value, dims) if isinstance(value, tuple) else value
