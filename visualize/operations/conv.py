"""Convolution in deep learning's sense: cross-correlation."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid, unknown
from visualize.operations.arrays import array
from visualize.operations.axis import Axis
from visualize.operations.bounds import add_bias, check_sums
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
    read_weight,
    sides,
    weight_and_bias,
)
from visualize.validate import text

# PyTorch's names and NumPy's names for the same modes.
PADDING_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


class Conv(Layer):
    """A convolution with one channel and PyTorch's parameter names, each per axis (row, column).

    `input_size` is one number, two, or `(n,)` for one dimension. `padding` is one number, two (rows, columns), four
    (top, bottom, left, right) or a name: `valid`, `full`, `same` (PyTorch), `same-upper`, `same-lower` (ONNX,
    TensorFlow), `same-d2l` (Dive into Deep Learning). `padding_mode` is zeros, reflect, replicate or circular.
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
        bias: float = 0,
    ) -> None:
        dims = dimensions(input_size)
        size, kernel = pair("input_size", input_size, dims), pair("kernel_size", kernel_size, dims)
        strides, dilations = pair("stride", stride, dims), pair("dilation", dilation, dims)
        border = sides(padding, dims, size, kernel, strides, dilations, PADDINGS)
        padding_mode = text("padding_mode", padding_mode)
        if padding_mode not in PADDING_MODES:
            raise unknown("padding_mode", padding_mode, "known modes are " + ", ".join(PADDING_MODES))
        own = read_weight(weight, kernel, dims), read_bias(bias)
        self._set(size=size, kernel=kernel, strides=strides, padding=border, dilations=dilations, dims=dims)
        self._set(padding_mode=padding_mode, weight=own[0], bias=own[1])
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

        If `w` is None, the operation's own weight and bias are used.

        >>> Conv(input_size=3, kernel_size=2).apply(np.arange(9).reshape(3, 3), [[0, 1], [2, 3]]).tolist()
        [[19, 25], [37, 43]]
        """
        kernel, bias = weight_and_bias(self, w)
        image = self._padded(array("input", x, self.size, self.dims))
        check_sums(image, kernel, bias)
        rows, columns = self.axes
        total = np.zeros(self.out, np.result_type(image, kernel))
        with np.errstate(all="ignore"):  # sums beyond the range of floats become infinity
            if kernel.size <= total.size:
                for u, v in np.ndindex(*self.kernel):
                    total = total + kernel[u, v] * image[rows.tap(u), columns.tap(v)]
            else:
                for row, column in np.ndindex(*self.out):
                    total[row, column] = (kernel * image[rows.window(row), columns.window(column)]).sum()
            return add_bias(total, bias).reshape(self.output_size)

    def _padded(self, image: NDArray[Any]) -> NDArray[Any]:
        top, bottom, left, right = self.padding
        width, mode = ((top, bottom), (left, right)), PADDING_MODES[self.padding_mode]
        return np.pad(image, width, mode=mode)  # type: ignore[call-overload, no-any-return]


def _largest_padding(axis: Axis, mode: str) -> int:
    """The largest padding of a side in a padding mode."""
    return {"reflect": axis.big - 1, "circular": axis.big}.get(mode, LARGEST)


def _check_mode(axis: Axis, mode: str) -> None:
    """Check PyTorch's limits: reflection does not repeat the edge cell, circular padding wraps around once."""
    widest, limit = max(axis.before, axis.after), _largest_padding(axis, mode)
    if widest > limit:
        raise invalid("padding", widest, f"{mode} padding of an input of {axis.big} is at most {limit}")
