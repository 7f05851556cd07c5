"""Transposed convolution: the arithmetic of a convolution from the small grid to the big one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid
from visualize.operations.arrays import Pair
from visualize.operations.axis import Axis, Drawn
from visualize.operations.bounds import Bias, add_bias, check_sums
from visualize.operations.layer import Layer
from visualize.operations.parameters import (
    Padding,
    Sides,
    Size,
    dimensions,
    pair,
    public,
    read_bias,
    read_channels,
    read_weight,
    sides,
    split,
    weight_and_bias,
)
from visualize.validate import text


class ConvTranspose(Layer):
    """A transposed convolution with PyTorch's parameter names.

    `padding` crops the output: one number, two (rows, columns), four (top, bottom, left, right), or `same-upper`,
    `same-lower` (ONNX, TensorFlow: output = input * stride; where the kernel is smaller than the stride, the missing
    cells are added as output_padding). `output_padding` adds rows at the bottom and columns at the right, which are
    computed like all others. With several channels `weight` is of shape (in_channels, out_channels / groups, rows,
    columns), and `bias` a number or one for each output channel. `output_size` finds the output_padding, as an argument
    of PyTorch's forward does, and the smallest padding if none is given. Raises VisualizeError for parameters that
    PyTorch refuses.

    >>> ConvTranspose(input_size=3, kernel_size=3, stride=2, padding=1, output_padding=1).output_size
    (6, 6)
    >>> ConvTranspose(input_size=3, kernel_size=3, stride=2, output_size=6).padding
    (1, 1, 1, 1)
    """

    name = "conv_transpose"
    reduction = "sum"
    extras = ("output_padding", "dilation")
    weighted = True
    transposed = True

    def __init__(
        self,
        input_size: Size,
        kernel_size: Size,
        stride: Size = 1,
        padding: Padding | None = None,
        output_padding: Size = 0,
        dilation: Size = 1,
        weight: ArrayLike | None = None,
        bias: Bias | Sequence[float] = 0,
        in_channels: int = 1,
        out_channels: int = 1,
        groups: int = 1,
        output_size: Size | None = None,
    ) -> None:
        dims = dimensions(input_size)
        size, kernel = pair("input_size", input_size, dims), pair("kernel_size", kernel_size, dims)
        strides, dilations = pair("stride", stride, dims), pair("dilation", dilation, dims)
        extra = pair("output_padding", output_padding, dims, minimum=0)
        _check_extra(extra, strides, dilations)
        padding = text("padding", padding) if isinstance(padding, str) else padding
        padding, extra = _of_output_size(output_size, (size, kernel, strides, dilations), padding, extra, dims)
        if isinstance(padding, str) and padding in ("same-upper", "same-lower"):
            border, extra = _same(padding, kernel, strides, dilations, extra)
        else:
            border = sides(padding, dims, size, kernel, strides, dilations, ("valid",))
        self._set(size=size, kernel=kernel, strides=strides, padding=border, dilations=dilations, dims=dims)
        self._set(output_padding=extra, **read_channels(in_channels, out_channels, groups))
        self._set(weight=read_weight(weight, kernel, dims, self.weight_axes), bias=read_bias(bias, self.out_channels))
        _check_left(border, self.out)

    @property
    def big(self) -> Pair:
        """Rows and columns of the output: the big grid of the convolution that this layer transposes."""
        return self.out

    @cached_property
    def stamps(self) -> tuple[Axis, Axis]:
        """The axes of the uncropped output, as long as the input cells' stamps reach."""
        rows, columns = (
            Axis((size - 1) * stride + dilation * (kernel - 1) + 1, kernel, stride, dilation=dilation)
            for size, kernel, stride, dilation in zip(self.size, self.kernel, self.strides, self.dilations, strict=True)
        )
        return rows, columns

    @property
    def full(self) -> Pair:
        """Rows and columns of the output before cropping, with those that output_padding adds beyond the stamps."""
        (rows, columns), (top, bottom, left, right) = self.out, self.crop
        return rows + top + bottom, columns + left + right

    @property
    def crop(self) -> Sides:
        """Rows and columns cropped from the full output: top, bottom, left, right.

        output_padding reduces the crop at the bottom and at the right.
        """
        top, bottom, left, right = self.padding
        return top, max(0, bottom - self.output_padding[0]), left, max(0, right - self.output_padding[1])

    @cached_property
    def drawn(self) -> tuple[Drawn, Drawn]:
        """The zero-stuffed input with a border of d(k - 1) - p, over which the flipped kernel slides by one."""
        axes = []
        for at in (0, 1):
            extent, extra = self.dilations[at] * (self.kernel[at] - 1), self.output_padding[at]
            before, after = extent - self.padding[2 * at], extent - self.padding[2 * at + 1] + extra
            axes.append(
                Drawn(
                    self.size[at],
                    self.kernel[at],
                    self.out[at],
                    1,
                    before,
                    after,
                    self.dilations[at],
                    self.strides[at],
                    computed=extra,
                )
            )
        return axes[0], axes[1]

    @cached_property
    def out(self) -> Pair:
        """The output's rows and columns."""
        rows, columns = (
            (self.size[at] - 1) * self.strides[at]
            - self.padding[2 * at]
            - self.padding[2 * at + 1]
            + self.dilations[at] * (self.kernel[at] - 1)
            + self.output_padding[at]
            + 1
            for at in (0, 1)
        )
        return rows, columns

    @property
    def output_size(self) -> tuple[int, ...]:
        """(input - 1) * stride - padding + dilation * (kernel - 1) + output_padding + 1 per axis (Relationship 14)."""
        return public(self.out, self.dims)

    @property
    def remarks(self) -> tuple[tuple[str, ...], ...]:
        """A remark on the output cells that output_padding adds."""
        return (("computed",),) if any(self.output_padding) else ()

    def apply(self, x: ArrayLike, w: ArrayLike | None = None) -> NDArray[Any]:
        """The output for the input `x` and the kernel `w` as PyTorch stores it, arrays (rows, columns).

        With several channels input and output are (channel, row, column), the kernel is as PyTorch holds its weight.
        If `w` is None, the operation's own weight and bias are used.

        >>> ConvTranspose(input_size=2, kernel_size=2).apply([[0, 1], [2, 3]], [[0, 1], [2, 3]]).tolist()
        [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
        """
        image = self.image(x)
        weight, bias = weight_and_bias(self, w)
        check_sums(image, self.kernels(weight), bias)
        with np.errstate(all="ignore"):  # sums beyond the range of floats become infinity
            return add_bias(reduce(np.add, self.parts(image, weight)), bias).reshape(self.output_shape)

    def kernels(self, weight: NDArray[Any]) -> NDArray[Any]:
        """As of every layer, rotated by 180° where a framework applies the kernel to the input as it is."""
        found = super().kernels(weight)
        return found[..., ::-1, ::-1] if self.unturned else found

    def parts(self, image: NDArray[Any], weight: NDArray[Any]) -> Iterator[NDArray[Any]]:
        """For each input channel of a group what it adds to the outputs, (out_channels, rows, columns).

        >>> layer = ConvTranspose(1, 1, in_channels=2)
        >>> [part.item() for part in layer.parts(np.array([[[2]], [[3]]]), np.array([[[[10]]], [[[100]]]]))]
        [20, 300]
        """
        (top, _, left, _), (rows, columns), kernels = self.crop, self.out, self.kernels(weight)
        for at, channels in enumerate(self.reads.T):
            total = np.zeros((self.out_channels, *self.full), np.result_type(image, kernels))
            self.add_stamps(total, image[channels], kernels[:, at])
            yield total[:, top : top + rows, left : left + columns]

    def add_stamps(self, total: NDArray[Any], image: NDArray[Any], kernel: NDArray[Any]) -> None:
        """Add the stamps of all input cells to the uncropped output, to each cell in the order of the input cells.

        The last two axes of the arrays are rows and columns.
        """
        rows, columns = self.stamps
        with np.errstate(all="ignore"):
            if self.kernel[0] * self.kernel[1] <= self.size[0] * self.size[1]:
                # Of the input cells that reach an output cell, the first one reaches it with its last weight.
                for u, v in reversed(list(np.ndindex(*self.kernel))):
                    total[..., rows.tap(u), columns.tap(v)] += kernel[..., u, v, None, None] * image
            else:
                for row, column in np.ndindex(*self.size):
                    stamp = kernel * image[..., row, column, None, None]
                    total[..., rows.window(row), columns.window(column)] += stamp


def _of_output_size(
    output_size: Size | None, numbers: tuple[Pair, ...], padding: Padding | None, extra: Pair, dims: int
) -> tuple[Padding, Pair]:
    """The padding and the output_padding of an output size, or as they are given without one."""
    if output_size is None:
        return 0 if padding is None else padding, extra
    from visualize.operations.output_sizes import reaching  # few layers are made by their output

    border, extra = reaching(pair("output_size", output_size, dims), numbers, padding, extra, dims)
    return border[4 - 2 * dims :], extra


def _check_left(border: Sides, outs: Pair) -> None:
    """Refuse a padding that crops all of the output."""
    for at, out in enumerate(outs):
        if out < 1:
            ends = border[2 * at : 2 * at + 2]
            advice = f"crops {sum(ends)} from {out + sum(ends)}, so nothing is left; use a smaller padding"
            raise invalid("padding", ends[0], advice)


def _check_extra(extras: Pair, strides: Pair, dilations: Pair) -> None:
    for extra, stride, dilation in zip(extras, strides, dilations, strict=True):
        if extra >= max(stride, dilation):
            advice = f"must be smaller than the stride {stride} or the dilation {dilation}"
            raise invalid("output_padding", extra, advice)


def _same(name: str, kernel: Pair, strides: Pair, dilations: Pair, extra: Pair) -> tuple[Sides, Pair]:
    """The padding and output_padding that make the output input * stride (ONNX ConvTranspose, auto_pad)."""
    totals = [dilations[at] * (kernel[at] - 1) + 1 + extra[at] - strides[at] for at in (0, 1)]
    rows, columns = (split(max(0, total), name) for total in totals)
    return (*rows, *columns), (extra[0] + max(0, -totals[0]), extra[1] + max(0, -totals[1]))
