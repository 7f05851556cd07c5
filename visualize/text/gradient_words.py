"""The words of a gradient's figure: what its grids are, and which cells get no gradient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualize.film import INPUT, KERNEL, OUTPUT
from visualize.operations import Layer
from visualize.operations.gradients import weight_gradient
from visualize.text.captions import Meaning
from visualize.text.phrases import phrase

MOST_WRITTEN = 6


def meaning(layer: Layer, gradient: str, language: str = "en") -> Meaning:
    """The words of a gradient of a layer, with respect to its input or its weight.

    >>> from visualize.operations import Conv
    >>> meaning(Conv(6, 3, stride=2), "input").notes
    (('gradient input note',), ('unread gradient', 'row 5, column 5'))
    """
    big, small = ("gradient output", "input") if layer.transposed else ("input", "gradient output")
    if gradient == "input":
        names = {INPUT: "gradient output", OUTPUT: "gradient input"}
        unread = _noted("unread gradient", [_unread(layer, at) for at in (0, 1)], layer.dims, language)
        return Meaning("gradient of input", names, (("gradient input note",), *unread), ("computed",) if unread else ())
    names = {INPUT: big, KERNEL: small, OUTPUT: "gradient weight"}
    left_out = _noted("left out gradient", [_left_out(layer, at) for at in (0, 1)], layer.dims, language)
    unmet = _noted("unmet gradient", [_unmet(layer, at) for at in (0, 1)], layer.dims, language)
    return Meaning("gradient of weight", names, (("gradient weight note",), *left_out, *unmet))


def _noted(key: str, numbers: Sequence[list[int]], dims: int, language: str) -> tuple[tuple[str, ...], ...]:
    """A note of the rows and columns that something is true of, if there are any."""
    keys = (("row", "rows"), ("column", "columns"))[2 - dims :]
    parts = [_listed(*pair, found, language) for pair, found in zip(keys, numbers[2 - dims :], strict=True) if found]
    return ((key, phrase("comma", language).join(parts)),) if parts else ()


def _left_out(layer: Layer, at: int) -> list[int]:
    """The rows, or columns, at the end of the grid that is slid over, in which nothing lies that a window reads."""
    return list(range(weight_gradient(layer).size[at], layer.axes[at].big))


def _unread(layer: Layer, at: int) -> list[int]:
    """The rows, or columns, of the input from which no output is made, counted from 0."""
    if layer.transposed:
        return []
    axis = layer.drawn[at]
    found: list[int] = np.flatnonzero(axis.uses()[axis.lead :][: axis.size] == 0).tolist()
    return found


def _unmet(layer: Layer, at: int) -> list[int]:
    """The rows, or columns, of the weight that meet nothing but padding, counted from 0."""
    axis, windows = layer.axes[at], (layer.size if layer.transposed else layer.out)[at]
    starts = np.arange(windows) * axis.stride - axis.before
    places = starts + np.arange(axis.kernel)[:, None] * axis.dilation
    found: list[int] = np.flatnonzero(~((places >= 0) & (places < axis.big)).any(axis=1)).tolist()
    return found


def _listed(one: str, many: str, numbers: Sequence[int], language: str) -> str:
    """Rows or columns by their numbers; of many the first ones and the last."""
    words = [*map(str, numbers)]
    if len(words) > MOST_WRITTEN:
        words[MOST_WRITTEN - 1 : -1] = ["…"]
    return phrase(f"numbered {one if len(numbers) == 1 else many}", language).format(", ".join(words))
