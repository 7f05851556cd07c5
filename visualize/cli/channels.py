"""The numbers of channels, filters and groups: from flags, and from the arrays of input and kernel."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.cli.numerals import number
from visualize.errors import invalid, unsupported
from visualize.operations import Operation

NAMES = ("in_channels", "out_channels", "groups")
COLOURS = 3


def counts(options: argparse.Namespace, kind: type[Operation]) -> dict[str, int]:
    """The numbers of channels and groups that make a layer of that kind, those that are not 1."""
    found = _flags(options)
    into = found.get("in_channels", 1)
    if options.depthwise:
        if "groups" in found:
            advice = "with --depthwise there are as many as channels in; leave out one of the two"
            raise unsupported("groups", found["groups"], advice)
        found["groups"] = into
        found.setdefault("out_channels", into)
    if not kind.weighted:
        for name in ("out_channels", "groups"):
            if found.pop(name, into) != into:
                raise unsupported(name, getattr(options, name), "a pooling has as many as channels in, each by itself")
    return {name: count for name, count in found.items() if count != 1}


def _flags(options: argparse.Namespace) -> dict[str, int]:
    words = {name: getattr(options, name) for name in NAMES}
    return {name: number(name, word, int) for name, word in words.items() if word is not None}


def read_from(options: argparse.Namespace, pixels: Any, kernel: Any, kind: type[Operation]) -> Any:
    """Set in `options` the numbers that the arrays have; returns the kernel with the axes of a weight.

    A kernel of three axes is a list of kernels, filter by filter. A depthwise layer repeats a single one.
    """
    dims, into = 2 if options.dims == "2" else 1, _input_channels(options, pixels)
    given = _flags(options).get("in_channels", into)
    if into is not None and given != into:
        raise invalid("in_channels", given, f"the values of --input have {into}")
    options.in_channels = options.in_channels if into is None else str(into)
    if not isinstance(kernel, np.ndarray):
        return kernel
    if kernel.ndim == dims:
        return _for_each_channel(options, kernel)
    return _as_weight(options, kernel, kind, dims)


def _input_channels(options: argparse.Namespace, pixels: Any) -> int | None:
    """The number of channels of an input; None if it does not say."""
    if options.rgb:
        if pixels is None or isinstance(pixels, np.ndarray):
            raise unsupported("rgb", "true", "only a picture has colours; give one, as in --input photo.png")
        return COLOURS
    dims = 2 if options.dims == "2" else 1
    return len(pixels) if isinstance(pixels, np.ndarray) and pixels.ndim > dims else None


def _for_each_channel(options: argparse.Namespace, kernel: NDArray[Any]) -> NDArray[Any]:
    """The kernel of each filter of a depthwise layer; in others a single kernel is that of a single channel."""
    found = _flags(options)
    filters = found.get("out_channels", found.get("in_channels", 1))
    return np.stack([kernel] * filters)[:, None] if options.depthwise and filters > 1 else kernel


def _as_weight(options: argparse.Namespace, kernel: NDArray[Any], kind: type[Operation], dims: int) -> NDArray[Any]:
    found, axes = _flags(options), kernel.shape[:-dims]
    if len(axes) == 2:
        first, second = axes
        groups = found.get("in_channels", first) if options.depthwise else found.get("groups", 1)
        into, out = (first, second * groups) if kind.transposed else (second * groups, first)
    else:
        into, out = _of_count(axes[0], found, options.depthwise)
        groups = into if options.depthwise else found.get("groups", 1)
        first, second = (into, out) if kind.transposed else (out, into)
        if first * second == axes[0] * groups and second % groups == 0:
            kernel = kernel.reshape(first, second // groups, *kernel.shape[-dims:])
    options.in_channels, options.out_channels = str(found.get(NAMES[0], into)), str(found.get(NAMES[1], out))
    return kernel


def _of_count(count: int, found: dict[str, int], depthwise: bool) -> tuple[int, int]:
    """Channels in and out of so many kernels; without a flag all are those of one filter."""
    into, out = found.get("in_channels"), found.get("out_channels")
    if depthwise:
        return into or count, out or count
    groups = found.get("groups", 1)
    if into is None and out is None:
        return count, groups
    pairs = count * groups  # of a channel in and a channel out
    return into or max(1, pairs // (out or 1)), out or max(1, pairs // (into or 1))
