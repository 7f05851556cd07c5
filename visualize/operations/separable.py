"""Depthwise separable convolution: a kernel for each channel, then single weights across the channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike, NDArray

from visualize.errors import missing
from visualize.operations.arrays import numbers
from visualize.operations.bounds import Bias
from visualize.operations.conv import Conv
from visualize.operations.layer import Layer
from visualize.operations.parameters import Padding, Size


class SeparableConv(Layer):
    """A depthwise convolution and a pointwise one on its output, as two layers of PyTorch or one of Keras.

    Parameters are those of `Conv`; kernel, stride, padding and dilation are the depthwise layer's. `weight` is of shape
    (in_channels, 1, rows, columns), `pointwise` (out_channels, in_channels); the bias is added at the end.

    >>> op = SeparableConv(5, 3, in_channels=3, out_channels=4)
    >>> op.output_shape, op.weight_count, op.plain.weight_count
    ((4, 3, 3), 39, 108)
    """

    name = "separable"
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
        pointwise: ArrayLike | None = None,
    ) -> None:
        channels = {"in_channels": in_channels, "out_channels": in_channels, "groups": in_channels}
        first = Conv(input_size, kernel_size, stride, padding, dilation, padding_mode, weight, bias=0, **channels)
        weights = None if pointwise is None else self._of_single_weights(pointwise, first)
        single, into = (1,) * first.dims, first.in_channels
        second = Conv(first.output_size, single, weight=weights, bias=bias, in_channels=into, out_channels=out_channels)
        names = ("size", "kernel", "strides", "padding", "dilations", "dims", "padding_mode", "weight")
        self._set(depthwise=first, pointwise=second, **{name: getattr(first, name) for name in names})
        self._set(bias=second.bias, in_channels=first.in_channels, out_channels=second.out_channels)

    depthwise: Conv
    pointwise: Conv

    @staticmethod
    def _of_single_weights(values: ArrayLike, first: Conv) -> NDArray[Any]:
        found = numbers("pointwise", values)
        return found.reshape(*found.shape, *(1,) * first.dims) if found.ndim == 2 else found

    @property
    def stages(self) -> tuple[Layer, ...]:
        """The depthwise layer and the pointwise one."""
        return self.depthwise, self.pointwise

    @property
    def plain(self) -> Conv:
        """The convolution of the same sizes that mixes channels with every tap, to compare its cost."""
        return Conv(
            self.input_size,
            self.kernel_size,
            self.stride,
            self.padding[4 - 2 * self.dims :],
            self.dilation,
            self.padding_mode,
            in_channels=self.in_channels,
            out_channels=self.out_channels,
        )

    @property
    def weight_axes(self) -> tuple[int, ...]:
        """The axes of channels of the depthwise weight."""
        return self.depthwise.weight_axes

    @property
    def weight_count(self) -> int:
        """The number of weights of both layers, without biases."""
        return self.depthwise.weight_count + self.pointwise.weight_count

    @property
    def multiply_adds(self) -> int:
        """The products of a value and a weight in both layers."""
        return self.depthwise.multiply_adds + self.pointwise.multiply_adds

    @property
    def output_size(self) -> tuple[int, ...]:
        """That of the depthwise layer, which the pointwise one keeps."""
        return self.depthwise.output_size

    def arguments(self) -> dict[str, Any]:
        """The constructor's arguments that make this layer again."""
        found = super().arguments()
        if self.pointwise.weight is None:
            return found
        return found | {"pointwise": self.pointwise.weight.reshape(self.out_channels, self.in_channels).tolist()}

    def _key(self) -> tuple[Any, ...]:
        return self.name, self.depthwise, self.pointwise

    def apply(self, x: ArrayLike, w: ArrayLike | None = None, pointwise: ArrayLike | None = None) -> NDArray[Any]:
        """The output for the input `x`, the depthwise kernels `w` and the pointwise weights.

        Without weights the layer's own, and its bias, are used.

        >>> op = SeparableConv(2, 2, in_channels=2)
        >>> op.apply([[[1, 2], [3, 4]], [[1, 1], [1, 1]]], [[[[1, 0], [0, 1]]], [[[1, 1], [1, 1]]]], [[1, 10]]).tolist()
        [[[45]]]
        """
        if (w is None) != (pointwise is None):
            raise missing("kernel", "give the weights of both layers: apply(x, w, pointwise)")
        weights = None if pointwise is None else self._of_single_weights(pointwise, self.depthwise)
        middle = self.depthwise.apply(x, w)
        return self.pointwise.apply(middle, weights).reshape(self.output_shape)
