"""Convolution in deep learning's sense: cross-correlation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid, unknown
from visualize.operations.axis import Axis
from visualize.operations.bounds import Bias, add_bias, check_sums
from visualize.operations.layer import Layer
from visualize.operations.parameters import (
    LARGEST,
    PADDINGS,
    Padding,
    Size,
    check_fits,
    dimensions,
    pair,
    public,
    read_bias,
    read_channels,
    read_weight,
    sides,
    weight_and_bias,
)
from visualize.validate import text

# PyTorch's names and NumPy's names for the same modes.
PADDING_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


class Conv(Layer):
    """A convolution with PyTorch's parameter names, each per axis (row, column).

    `input_size` is one number, two, or `(n,)` for one dimension. `padding` is one number, two (rows, columns), four
    (top, bottom, left, right) or a name: `valid`, `full`, `same` (PyTorch), `same-upper`, `same-lower` (ONNX,
    TensorFlow), `same-d2l` (Dive into Deep Learning), in one dimension `causal` (all on the left, so that no output
    reads what comes after it). `padding_mode` is zeros, reflect, replicate or circular.
    With several channels `weight` is of shape (out_channels, in_channels / groups, rows, columns), and `bias` a number
    or one for each output channel.
    Raises VisualizeError for parameters that no layer accepts, such as a kernel larger than the padded input.

    >>> op = Conv(input_size=5, kernel_size=3, padding=1, stride=2)
    >>> op.output_size, op.padding
    ((3, 3), (1, 1, 1, 1))
    """

    name = "conv"
    reduction = "sum"
    extras = ("dilation", "padding_mode")
    weighted = True

    def __init__(
        self,
        input_size: Size,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
        padding_mode: str = "zeros",
        weight: ArrayLike | None = None,
        bias: Bias | Sequence[float] = 0,
        in_channels: int = 1,
        out_channels: int = 1,
        groups: int = 1,
    ) -> None:
        dims = dimensions(input_size)
        size, kernel = pair("input_size", input_size, dims), pair("kernel_size", kernel_size, dims)
        strides, dilations = pair("stride", stride, dims), pair("dilation", dilation, dims)
        border = sides(padding, dims, size, kernel, strides, dilations, PADDINGS)
        padding_mode = text("padding_mode", padding_mode)
        if padding_mode not in PADDING_MODES:
            raise unknown("padding_mode", padding_mode, "known modes are " + ", ".join(PADDING_MODES))
        self._set(size=size, kernel=kernel, strides=strides, padding=border, dilations=dilations, dims=dims)
        self._set(padding_mode=padding_mode, **read_channels(in_channels, out_channels, groups))
        self._set(weight=read_weight(weight, kernel, dims, self.weight_axes), bias=read_bias(bias, self.out_channels))
        axes = self.axes[2 - dims :]
        check_fits(axes, min(_largest_padding(axis, padding_mode) for axis in axes))
        for axis in axes:
            _check_mode(axis, padding_mode)

    @property
    def output_size(self) -> tuple[int, ...]:
        """floor((input + padding - dilation * (kernel - 1) - 1) / stride) + 1 per axis (Relationship 15)."""
        return public(self.out, self.dims)

    def sources(self) -> NDArray[np.intp] | None:
        """For each drawn cell, the flat index of the input cell whose value it has; None if the padding is zeros.

        >>> Conv((2,), 2, padding=1, padding_mode="replicate").sources().tolist()
        [[0, 0, 1, 1]]
        """
        if self.padding_mode == "zeros" or not any(self.padding):
            return None
        numbers = np.arange(self.size[0] * self.size[1]).reshape(self.size)
        return np.asarray(self._padded(numbers))

    @property
    def remarks(self) -> tuple[tuple[str, ...], ...]:
        """The padding mode, unless the padding is zeros."""
        return (("padding mode", self.padding_mode),) if self.padding_mode != "zeros" and any(self.padding) else ()

    def apply(self, x: ArrayLike, w: ArrayLike | None = None) -> NDArray[Any]:
        """The output for the input `x` and the kernel `w`, arrays (rows, columns); the kernel is not flipped.

        With several channels input and output are (channel, row, column), the kernel is as PyTorch holds its weight.
        If `w` is None, the operation's own weight and bias are used.

        >>> Conv(input_size=3, kernel_size=2).apply(np.arange(9).reshape(3, 3), [[0, 1], [2, 3]]).tolist()
        [[19, 25], [37, 43]]
        """
        weight, bias = weight_and_bias(self, w)
        image = self.image(x)
        check_sums(image, self.kernels(weight), bias)
        with np.errstate(all="ignore"):  # sums beyond the range of floats become infinity
            total = reduce(np.add, self.parts(image, weight))
            return add_bias(total, bias).reshape(self.output_shape)

    def parts(self, image: NDArray[Any], weight: NDArray[Any]) -> Iterator[NDArray[Any]]:
        """For each input channel of a group what it adds to the outputs, (out_channels, rows, columns).

        >>> conv = Conv(1, 1, in_channels=2)
        >>> [part.item() for part in conv.parts(np.array([[[2]], [[3]]]), np.array([[[[10]], [[100]]]]))]
        [20, 300]
        """
        rows, columns = self.axes
        image, kernels = self._padded(image), self.kernels(weight)
        for at, channels in enumerate(self.reads.T):
            read, kernel = image[channels], kernels[:, at]
            total = np.zeros((self.out_channels, *self.out), np.result_type(image, kernels))
            if kernel[0].size <= total[0].size:
                for u, v in np.ndindex(*self.kernel):
                    total = total + kernel[:, u, v, None, None] * read[:, rows.tap(u), columns.tap(v)]
            else:
                for row, column in np.ndindex(*self.out):
                    products = kernel * read[:, rows.window(row), columns.window(column)]
                    total[:, row, column] = products.reshape(len(kernel), -1).sum(axis=1)
            yield total

    def _padded(self, image: NDArray[Any]) -> NDArray[Any]:
        top, bottom, left, right = self.padding
        width = (*((0, 0),) * (image.ndim - 2), (top, bottom), (left, right))
        return np.pad(image, width, mode=PADDING_MODES[self.padding_mode])  # type: ignore[call-overload, no-any-return]


def _largest_padding(axis: Axis, mode: str) -> int:
    """The largest padding of a side in a padding mode."""
    return {"reflect": axis.big - 1, "circular": axis.big}.get(mode, LARGEST)


def _check_mode(axis: Axis, mode: str) -> None:
    """Check PyTorch's limits: reflection does not repeat the edge cell, circular padding wraps around once."""
    widest, limit = max(axis.before, axis.after), _largest_padding(axis, mode)
    if widest > limit:
        raise invalid("padding", widest, f"{mode} padding of an input of {axis.big} is at most {limit}")
