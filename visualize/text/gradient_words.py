"""The words of a gradient's figure: what its grids are, and which cells get no gradient."""

from collections.abc import Sequence

import numpy as np

from visualize.film import INPUT, KERNEL, OUTPUT
from visualize.operations import Layer
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
        notes = _notes("gradient input note", "unread gradient", layer, language)
        return Meaning("gradient of input", names, notes, ("computed",) if len(notes) > 1 else ())
    names = {INPUT: big, KERNEL: small, OUTPUT: "gradient weight"}
    return Meaning("gradient of weight", names, _notes("gradient weight note", "unmet gradient", layer, language))


def _notes(does: str, none: str, layer: Layer, language: str) -> tuple[tuple[str, ...], ...]:
    """What the gradient is, and which rows and columns have none."""
    without = [(_unread if none == "unread gradient" else _unmet)(layer, at) for at in (0, 1)]
    if layer.dims == 1:
        without[0] = []
    keys = (("row", "rows"), ("column", "columns"))
    parts = [_listed(*pair, numbers, language) for pair, numbers in zip(keys, without, strict=True) if numbers]
    return ((does,), *([(none, phrase("comma", language).join(parts))] if parts else []))


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
