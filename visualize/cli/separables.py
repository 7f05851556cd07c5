"""A separable convolution and the values of its two stages, from the flags of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np

from visualize.cli.arrays import GENERATED, generate, given
from visualize.cli.numerals import number
from visualize.errors import invalid, missing, unsupported
from visualize.operations import Conv, SeparableConv


def _depthwise(options: argparse.Namespace) -> argparse.Namespace:
    """The flags of the depthwise stage."""
    return argparse.Namespace(**{**vars(options), "op": Conv.name, "depthwise": True, "out_channels": None})


def operation(options: argparse.Namespace, layer: Callable[[argparse.Namespace], Any]) -> SeparableConv:
    """The separable convolution that the flags describe; `layer` makes a layer of flags."""
    for name, usual in (("groups", None), ("depthwise", False)):
        if getattr(options, name) != usual:
            advice = "in a separable convolution each channel is a group of its own; leave it out"
            raise unsupported(name, str(getattr(options, name)).lower(), advice)
    for name in ("in_channels", "out_channels"):
        if getattr(options, name) is None:
            raise missing(name, "give the numbers of channels, as in --in-channels 3 --out-channels 4")
    first = layer(_depthwise(options))
    return SeparableConv(
        first.input_size,
        first.kernel_size,
        first.stride,
        first.padding[4 - 2 * first.dims :],
        first.dilation,
        first.padding_mode,
        in_channels=first.in_channels,
        out_channels=number("out_channels", options.out_channels, int),
    )


def values_with_sizes(
    options: argparse.Namespace, read: Callable[[argparse.Namespace], tuple[Any, Any]]
) -> tuple[Any, Any]:
    """The given arrays of the input and of the depthwise kernels. Sets the sizes, and the numbers of channels.

    `read` does the same for a convolution.

    In the text of --kernel double bars stand between the kernels of the two stages.
    """
    first = _depthwise(options)
    kernel, _, pointwise = (part.strip() for part in (options.kernel or "").partition("||"))
    first.kernel = kernel or None
    pixels, depthwise = read(first)
    for name in ("input_size", "kernel_size", "in_channels"):
        setattr(options, name, getattr(first, name))
    options.stages = kernel, _given_weights(pointwise)
    if isinstance(options.stages[1], np.ndarray) and options.out_channels is None:
        options.out_channels = str(len(options.stages[1]))
    if depthwise is not None and options.in_channels is None:
        options.in_channels = "1" if depthwise.ndim == len(first.dims) + 1 else str(len(depthwise))
    return pixels, depthwise


def _given_weights(text: str) -> Any:
    """The weights of the pointwise stage, a row for each filter; the name of generated ones, None for none."""
    if not text or text in GENERATED:
        return text or None
    found = given("kernel", text)
    if found.ndim != 2:
        raise invalid("kernel", text, "the weights of the pointwise layer are a row for each filter: 1 0 -1; 0 1 1")
    return found


def both(options: argparse.Namespace, depthwise: Any, layer: Any, seed: int) -> Any:
    """The kernels of both stages; None if none are given. Those generated in one stage are so in the other one."""
    if options.kernel is None:
        return None
    name, weights = options.stages
    shape = layer.out_channels, layer.in_channels
    if name in GENERATED:
        depthwise = generate(name, layer.weight_axes + layer.kernel_size, seed + 1)
    if isinstance(weights, str) or (weights is None and name in GENERATED):
        weights = generate(weights or name, shape, seed + 2)
    if isinstance(depthwise, np.ndarray) and depthwise.size == np.prod(layer.kernel_size):
        depthwise = np.stack([depthwise.reshape(layer.kernel_size)] * layer.in_channels)[:, None]
    if isinstance(weights, np.ndarray) and weights.shape != shape:
        sizes = ("x".join(map(str, one)) for one in (weights.shape, shape))
        raise invalid("kernel", options.kernel, "the weights of the pointwise layer are {}, must be {}".format(*sizes))
    return depthwise, weights
