"""Pooling by PyTorch's rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid
from visualize.operations.axis import Axis
from visualize.operations.bounds import check_average, check_maximum
from visualize.operations.layer import Layer
from visualize.operations.parameters import (
    PADDINGS,
    Padding,
    Size,
    check_fits,
    dimensions,
    pair,
    public,
    read_channels,
    sides,
)
from visualize.validate import truth

NAMES = tuple(name for name in PADDINGS if name not in ("same", "full", "causal"))
# The paddings of ONNX and TensorFlow, whose averages leave the padding out.
UNCOUNTED = ("same-upper", "same-lower")


class _Pooling(Layer):
    """The parts that max pooling and average pooling share."""

    def _construct(
        self,
        input_size: Size,
        kernel_size: Size,
        stride: Size | None,
        padding: Padding,
        dilation: Size,
        ceil_mode: bool,
        in_channels: int,
    ) -> None:
        dims = dimensions(input_size)
        size, kernel = pair("input_size", input_size, dims), pair("kernel_size", kernel_size, dims)
        strides = kernel if stride is None else pair("stride", stride, dims)
        dilations = pair("dilation", dilation, dims)
        border = sides(padding, dims, size, kernel, strides, dilations, NAMES)
        self._set(size=size, kernel=kernel, strides=strides, padding=border, dilations=dilations, dims=dims)
        # As in a depthwise convolution, each channel is a group of its own.
        counts = read_channels(in_channels, in_channels, in_channels)
        self._set(ceil_mode=truth("ceil_mode", ceil_mode), **counts)
        if self.dialect is None or self.dialect.strict:
            for axis in self.axes:
                _check_half(axis)
        check_fits(self.axes[2 - dims :], min(axis.kernel // 2 for axis in self.axes[2 - dims :]))

    @property
    def remarks(self) -> tuple[tuple[str, ...], ...]:
        """Remarks on the padding's value and on ceil mode's last windows."""
        padding = (self._padding_remark,) if any(self.padding) else ()
        return tuple((phrase,) for phrase in (*padding, *self._ceil_remarks()))

    def _ceil_remarks(self) -> Iterator[str]:
        """Where ceil mode's last windows end, and where those that it drops would start."""
        overhanging = [axis for axis in self.axes if axis.overhang]
        if overhanging:
            yield "overhang" if all(axis.after for axis in overhanging) else "overhang input"
        dropping = [axis for axis in self.axes if axis.dropped]
        if dropping:
            inside = all(axis.small * axis.stride < axis.padded for axis in dropping)
            yield "dropped" if inside else "dropped beyond"

    @property
    def _padding_remark(self) -> str:
        return "minus infinity"

    @property
    def output_size(self) -> tuple[int, ...]:
        """As for a convolution; ceil mode rounds up, then drops a window that would start beyond the input."""
        return public(self.out, self.dims)

    def _reduced(self, image: NDArray[Any], fill: float, combine: np.ufunc) -> NDArray[Any]:
        """The values of each window combined, first along columns, then along rows; `fill` surrounds the input."""
        rows, columns = self.axes
        lengths = rows.padded + rows.overhang, columns.padded + columns.overhang
        padded = np.full((len(image), *lengths), fill, np.result_type(image, fill))
        padded[:, rows.before : rows.before + rows.big, columns.before : columns.before + columns.big] = image
        narrow = reduce(combine, (padded[:, :, columns.tap(v)] for v in range(columns.kernel)))
        return np.asarray(reduce(combine, (narrow[:, rows.tap(u)] for u in range(rows.kernel))))


class MaxPool(_Pooling):
    """Max pooling; the stride defaults to the kernel size, padding counts as minus infinity.

    `padding` is one number, two (rows, columns) or four (top, bottom, left, right). Raises VisualizeError for
    parameters that PyTorch refuses, such as padding of more than half the kernel.

    >>> MaxPool(input_size=5, kernel_size=2, ceil_mode=True).output_size
    (3, 3)
    """

    name = "max_pool"
    reduction = "max"
    extras = ("dilation", "ceil_mode")
    around = float("-inf")

    def __init__(
        self,
        input_size: Size,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Padding = 0,
        dilation: Size = 1,
        ceil_mode: bool = False,
        in_channels: int = 1,
    ) -> None:
        self._construct(input_size, kernel_size, stride, padding, dilation, ceil_mode, in_channels)

    def apply(self, x: ArrayLike) -> NDArray[Any]:
        """The largest value of each window, of each channel by itself; nan if the window holds a nan.

        >>> MaxPool(input_size=3, kernel_size=2, stride=1).apply(np.arange(9).reshape(3, 3)).tolist()
        [[4, 5], [7, 8]]
        """
        image = self.image(x)
        surrounded = any(self.padding) or any(axis.overhang for axis in self.axes)
        if surrounded:
            check_maximum(image)
        return self._reduced(image, -np.inf if surrounded else 0, np.maximum).reshape(self.output_shape)


class AvgPool(_Pooling):
    """Average pooling; with count_include_pad padding cells count as zeros. Cells beyond the padding never count.

    `count_include_pad` is True by default, as in PyTorch, but False with the paddings `same-upper` and `same-lower`, as
    in ONNX and TensorFlow.

    >>> AvgPool(input_size=4, kernel_size=2).output_size
    (2, 2)
    """

    name = "avg_pool"
    reduction = "mean"
    extras = ("ceil_mode", "count_include_pad")

    def __init__(
        self,
        input_size: Size,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Padding = 0,
        ceil_mode: bool = False,
        count_include_pad: bool | None = None,
        in_channels: int = 1,
    ) -> None:
        self._construct(input_size, kernel_size, stride, padding, 1, ceil_mode, in_channels)
        if count_include_pad is None:
            count_include_pad = not (isinstance(padding, str) and padding in UNCOUNTED)
        self._set(count_include_pad=truth("count_include_pad", count_include_pad))

    @property
    def remarks(self) -> tuple[tuple[str, ...], ...]:
        """Those of every pooling, and what the divisor counts where a window reaches beyond the padding."""
        counted = "divisor padded" if self.count_include_pad and any(self.padding) else "divisor input"
        return super().remarks + (((counted,),) if any(axis.overhang for axis in self.axes) else ())

    @property
    def _padding_remark(self) -> str:
        return "counts" if self.count_include_pad else "does not count"

    def divisors(self) -> NDArray[np.intp]:
        """The divisor of each sum, shape (rows, columns): the number of cells in the window that count.

        >>> AvgPool(2, 2, padding=1, stride=2, count_include_pad=False).divisors().tolist()
        [[1, 1], [1, 1]]
        """
        rows, columns = (_counted(axis, self.count_include_pad) for axis in self.axes)
        return np.asarray(rows[:, None] * columns[None, :])

    def apply(self, x: ArrayLike) -> NDArray[Any]:
        """The average of each window, of each channel by itself.

        >>> AvgPool(input_size=2, kernel_size=2).apply([[0, 1], [2, 3]]).tolist()
        [[1.5]]
        """
        image = self.image(x)
        check_average(image, self.kernel[0] * self.kernel[1])
        with np.errstate(all="ignore"):  # sums beyond the range of floats become infinity
            sums = self._reduced(image, 0, np.add)
            return np.asarray((sums / self.divisors()).reshape(self.output_shape))


def _counted(axis: Axis, include_padding: bool) -> NDArray[np.intp]:
    """The number of cells of each window that count along one axis: of the padded input, or of the input alone."""
    low, high = (0, axis.padded) if include_padding else (axis.before, axis.before + axis.big)
    starts = np.arange(axis.small) * axis.stride
    return np.minimum(starts + axis.kernel, high) - np.maximum(starts, low)


def _check_half(axis: Axis) -> None:
    """Check PyTorch's limit for the padding: half of the kernel before dilation."""
    widest = max(axis.before, axis.after)
    if widest > axis.kernel // 2:
        raise invalid("padding", widest, f"must be at most half of the kernel, {axis.kernel // 2}")
