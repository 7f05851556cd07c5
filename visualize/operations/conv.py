"""Two-dimensional convolution as deep learning means it: cross-correlation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid
from visualize.operations.axis import Axis
from visualize.operations.parameters import Padding, Pair, Sides, Size, pair, sides


@dataclass(frozen=True, init=False)
class Conv:
    """A convolution of one channel, with PyTorch's parameter names, each per axis (row, column).

    `padding` is one number, two (rows, columns), four (top, bottom, left, right) or a name: `valid`, `full`,
    `same` (PyTorch), `same-upper`, `same-lower` (ONNX, TensorFlow), `same-d2l` (Dive into Deep Learning).
    Raises VisualizeError for what no layer could compute.

    >>> op = Conv(input_size=5, kernel_size=3, padding=1, stride=2)
    >>> op.output_size, op.padding
    ((3, 3), (1, 1, 1, 1))
    """

    input_size: Pair
    kernel_size: Pair
    stride: Pair
    padding: Sides
    dilation: Pair

    def __init__(
        self,
        input_size: Size,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding = 0,
        dilation: Size = 1,
    ) -> None:
        values = {
            "input_size": pair("input_size", input_size),
            "kernel_size": pair("kernel_size", kernel_size),
            "stride": pair("stride", stride),
            "dilation": pair("dilation", dilation),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "padding", sides(padding, **values))
        for axis in self.axes:
            _check_fits(axis)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The law along rows and along columns."""
        top, bottom, left, right = self.padding
        before, after = (top, left), (bottom, right)
        rows, columns = (
            Axis(self.input_size[a], self.kernel_size[a], self.stride[a], before[a], after[a], self.dilation[a])
            for a in (0, 1)
        )
        return rows, columns

    @property
    def output_size(self) -> Pair:
        """floor((input + padding - dilation * (kernel - 1) - 1) / stride) + 1, rows and columns."""
        rows, columns = self.axes
        return rows.small, columns.small

    def apply(self, x: ArrayLike, w: ArrayLike) -> NDArray[np.generic]:
        """The output for the input `x` and the kernel `w`, 2-D arrays (rows, columns), the kernel not flipped.

        >>> Conv(input_size=3, kernel_size=2).apply(np.arange(9).reshape(3, 3), [[0, 1], [2, 3]]).tolist()
        [[19, 25], [37, 43]]
        """
        image = _shaped("input", x, self.input_size)
        kernel = _shaped("kernel", w, self.kernel_size)
        top, bottom, left, right = self.padding
        padded = np.pad(image, ((top, bottom), (left, right)))
        row_taps, column_taps = (axis.taps() for axis in self.axes)
        total = np.zeros(self.output_size, np.result_type(image, kernel))
        for u, v in np.ndindex(*self.kernel_size):
            total = total + kernel[u, v] * padded[np.ix_(row_taps[:, u], column_taps[:, v])]
        return total


def _check_fits(axis: Axis) -> None:
    if axis.small >= 1:
        return
    ends = f"2*{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    spans = "" if axis.dilation == 1 else f"spans {axis.dilation}*({axis.kernel} - 1) + 1 = {axis.span}, "
    enough = -(-(axis.span - axis.big) // 2)
    raise invalid(
        "kernel_size",
        axis.kernel,
        f"{spans}larger than the padded input {axis.big} + {ends} = {axis.padded}; "
        f"use --p {enough} or a smaller kernel",
    )


def _shaped(name: str, values: ArrayLike, size: Pair) -> NDArray[np.generic]:
    array = np.asarray(values)
    if array.shape != size:
        raise invalid(f"{name} shape", array.shape, f"must be {size[0]},{size[1]} (rows, columns)")
    return array
