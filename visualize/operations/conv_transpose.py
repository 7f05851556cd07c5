"""Transposed convolution: the triples of a convolution, read from small to big."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid
from visualize.operations.axis import Axis, Drawn
from visualize.operations.bounds import check_sums, plus
from visualize.operations.layer import Layer
from visualize.operations.parameters import (
    Padding,
    Pair,
    Sides,
    Size,
    array,
    dimensions,
    own_bias,
    own_or,
    own_weight,
    pair,
    public,
    sides,
    split,
)
from visualize.validate import text


class ConvTranspose(Layer):
    """A transposed convolution of one channel, with PyTorch's parameter names.

    `padding` crops the output: one number, two (rows, columns), four (top, bottom, left, right), or `same-upper`,
    `same-lower` (ONNX: output = input * stride). `output_padding` adds rows at the bottom and columns at the right,
    which are computed like all others. Raises VisualizeError for what PyTorch refuses.

    >>> ConvTranspose(input_size=3, kernel_size=3, stride=2, padding=1, output_padding=1).output_size
    (6, 6)
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
        padding: Padding = 0,
        output_padding: Size = 0,
        dilation: Size = 1,
        weight: ArrayLike | None = None,
        bias: float = 0,
    ) -> None:
        dims = dimensions(input_size)
        size, kernel = pair("input_size", input_size, dims), pair("kernel_size", kernel_size, dims)
        strides, dilations = pair("stride", stride, dims), pair("dilation", dilation, dims)
        extra = pair("output_padding", output_padding, dims, minimum=0)
        for at in (0, 1):
            _check_extra(extra[at], strides[at], dilations[at])
        if isinstance(padding, str):
            padding = text("padding", padding)
        if isinstance(padding, str) and padding in ("same-upper", "same-lower"):
            border = _same(padding, kernel, strides, dilations, extra)
        else:
            border = sides(padding, dims, size, kernel, strides, dilations, ("valid",))
        own = own_weight(weight, kernel, dims), own_bias(bias)
        self._set(size=size, kernel=kernel, strides=strides, padding=border, dilations=dilations, dims=dims)
        self._set(output_padding=extra, weight=own[0], bias=own[1])
        for at, out in enumerate(self.out):
            if out < 1:
                cropped = border[2 * at] + border[2 * at + 1]
                raise invalid("padding", border[2 * at], f"crops {cropped} from {out + cropped}, so nothing is left")

    @property
    def big(self) -> Pair:
        """The output: the law is that of the convolution whose transpose this is."""
        return self.out

    @cached_property
    def stamps(self) -> tuple[Axis, Axis]:
        """The same law before cropping, its big grid no larger than what the input's cells are stamped on."""
        rows, columns = (
            Axis((size - 1) * stride + dilation * (kernel - 1) + 1, kernel, stride, dilation=dilation)
            for size, kernel, stride, dilation in zip(self.size, self.kernel, self.strides, self.dilations, strict=True)
        )
        return rows, columns

    @property
    def full(self) -> Pair:
        """Rows and columns of the output before cropping, and with the rows that output_padding adds beyond it."""
        (rows, columns), (top, bottom, left, right) = self.out, self.crop
        return rows + top + bottom, columns + left + right

    @property
    def crop(self) -> Sides:
        """What is cropped from the stamped grid: top, bottom, left, right; output_padding takes back from the end."""
        top, bottom, left, right = self.padding
        return top, max(0, bottom - self.output_padding[0]), left, max(0, right - self.output_padding[1])

    @cached_property
    def drawn(self) -> tuple[Drawn, Drawn]:
        """The zero-stuffed input, over which the flipped kernel slides by one: border d(k - 1) - p."""
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
        """What the cells from output_padding are."""
        return (("computed",),) if any(self.output_padding) else ()

    def apply(self, x: ArrayLike, w: ArrayLike | None = None) -> NDArray[Any]:
        """The output for the input `x` and the kernel `w` as PyTorch holds it, arrays (rows, columns).

        Without `w` the operation's own weight and bias are used.

        >>> ConvTranspose(input_size=2, kernel_size=2).apply([[0, 1], [2, 3]], [[0, 1], [2, 3]]).tolist()
        [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
        """
        image = array("input", x, self.size, self.dims)
        kernel, bias = own_or(self, w)
        check_sums(image, kernel, bias)
        total = np.zeros(self.full, np.result_type(image, kernel))
        rows, columns = self.stamps
        with np.errstate(all="ignore"):  # what floats cannot hold is infinity
            if kernel.size <= image.size:
                for u, v in np.ndindex(*self.kernel):
                    total[rows.tap(u), columns.tap(v)] += kernel[u, v] * image
            else:
                for at in np.ndindex(*self.size):
                    total[rows.window(at[0]), columns.window(at[1])] += kernel * image[at]
            top, _, left, _ = self.crop
            rows_out, columns_out = self.out
            kept = total[top : top + rows_out, left : left + columns_out]
            return plus(kept, bias).reshape(self.output_size)


def _check_extra(extra: int, stride: int, dilation: int) -> None:
    if extra >= max(stride, dilation):
        advice = f"must be smaller than the stride {stride} or the dilation {dilation}"
        raise invalid("output_padding", extra, advice)


def _same(name: str, kernel: Pair, strides: Pair, dilations: Pair, extra: Pair) -> Sides:
    """Crops to input * stride (ONNX ConvTranspose, auto_pad)."""
    rows, columns = (
        split(max(0, dilations[at] * (kernel[at] - 1) + 1 + extra[at] - strides[at]), name) for at in (0, 1)
    )
    return (*rows, *columns)
