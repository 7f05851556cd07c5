"""The gradients of a layer as layers themselves, which read the gradient of its output.

Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (arXiv 1603.07285), section 4: the gradient of a
convolution's input is the transposed convolution with the same kernel. The gradient of the weight follows from the sum

    output[m] = sum over u of kernel[u] * big[m * stride + u * dilation]

in which `m` and `u`, stride and dilation, can change places: the output's gradient slides over the input as a kernel.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import unsupported
from visualize.operations.arrays import Pair
from visualize.operations.conv import Conv
from visualize.operations.conv_transpose import ConvTranspose
from visualize.operations.layer import Layer
from visualize.operations.parameters import Sides, public


def input_gradient(layer: Layer) -> Conv | ConvTranspose:
    """The layer that takes the gradient of the output, and the same kernel, to the gradient of the input.

    Of a convolution it is transposed; its output_padding are the rows and columns that the stride left over.
    Raises VisualizeError for poolings, several channels, and padding that is not zeros.

    >>> input_gradient(Conv(input_size=6, kernel_size=3, stride=2)).output_padding
    (1, 1)
    """
    _check(layer, "input")
    if layer.transposed:
        size, padding = _fitted(layer, layer.strides)
        return Conv(size, layer.kernel_size, layer.stride, padding, layer.dilation)
    over = public((_left_over(layer, 0), _left_over(layer, 1)), layer.dims)
    padding = _shortest(layer.padding, layer.dims)
    return ConvTranspose(layer.output_size, layer.kernel_size, layer.stride, padding, over, layer.dilation)


def weight_gradient(layer: Layer) -> Conv:
    """The convolution whose output is the gradient of the weight; stride and dilation have changed places.

    It slides the gradient of the output over the input; of a transposed layer the input over the gradient of the
    output. Rows and columns at the end that would make more weights than there are take no part: they are left out.
    Raises VisualizeError as `input_gradient` does.

    >>> grad = weight_gradient(Conv(input_size=6, kernel_size=3, stride=2))
    >>> grad.input_size, grad.kernel_size, grad.dilation, grad.output_size
    ((5, 5), (2, 2), (2, 2), (3, 3))
    """
    _check(layer, "weight")
    size, padding = _fitted(layer, layer.dilations)
    small = layer.input_size if layer.transposed else layer.output_size
    return Conv(size, small, stride=layer.dilation, padding=padding, dilation=layer.stride)


def part_read(gradient: Layer, values: ArrayLike) -> NDArray[Any]:
    """The values that a gradient's layer reads, without the rows and columns at the end that it leaves out.

    >>> part_read(weight_gradient(Conv(input_size=(6,), kernel_size=3, stride=2)), [0, 1, 2, 3, 4, 5]).tolist()
    [0, 1, 2, 3, 4]
    """
    return np.asarray(values)[tuple(slice(length) for length in gradient.input_size)]


def _check(layer: Layer, name: str) -> None:
    if not layer.weighted:
        raise unsupported("gradient", name, "a layer without weights has none to draw; give a convolution")
    if not layer.single:
        raise unsupported("gradient", name, "it is drawn of one channel; give one input and one output channel")
    if layer.padding_mode != "zeros":
        raise unsupported("gradient", name, f"with {layer.padding_mode} padding it is no convolution; use zeros")


def _left_over(layer: Layer, at: int) -> int:
    """The cells at the end of an axis that no window reaches, since the stride leaves them over."""
    axis, windows = layer.axes[at], (layer.size if layer.transposed else layer.out)[at]
    return axis.padded - axis.span - (windows - 1) * axis.stride


def _fitted(layer: Layer, strides: Pair) -> tuple[Any, Any]:
    """The big grid's size and padding without the cells at its end that would make more windows than those."""
    sizes, sides = [], []
    for at, axis in enumerate(layer.axes):
        over = _left_over(layer, at) // strides[at] * strides[at]
        cut = min(axis.after, over)
        if axis.big <= over - cut:
            raise unsupported("gradient", "weight", "all windows lie in the padding, so there is none")
        sizes.append(axis.big - (over - cut))
        sides += [axis.before, axis.after - cut]
    return public((sizes[0], sizes[1]), layer.dims), _shortest((sides[0], sides[1], sides[2], sides[3]), layer.dims)


def _shortest(padding: Sides, dims: int) -> Any:
    return padding[2:] if dims == 1 else padding
