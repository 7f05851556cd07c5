"""The bars of colour scales below the picture, and the labels at their ends."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from visualize.film import Grid, Label, Legend
from visualize.layout.color_scale import ColorScale
from visualize.layout.metrics import Metrics
from visualize.style import fonts
from visualize.text.number_format import candidates
from visualize.text.phrases import phrase

_BAR, _GAP = 4, 2  # the length of a bar and the gap between two, in font sizes

Scales = Mapping[Grid, ColorScale]


class _Key(NamedTuple):
    """A bar: the label before it, its shades, the label after it, and the width of all with a gap."""

    before: str
    ramp: list[int]
    after: str
    width: float


def legends_width(scales: Scales, metrics: Metrics, language: str) -> float:
    """The width of all bars side by side."""
    return sum(key.width for key in _keys(scales, metrics, language))


def legends(scales: Scales, metrics: Metrics, language: str, middle: float, top: float) -> Iterator[Legend]:
    """A bar for each grid with a scale, side by side, with labels at both ends."""
    size = metrics.quiet_size
    bar, y = _BAR * size, top + round(size * 1.2)
    keys = _keys(scales, metrics, language)
    x = middle - sum(key.width for key in keys) / 2 + _GAP * size / 2
    for key in keys:
        before, after = fonts.width(key.before, size), fonts.width(key.after, size)
        left = round(x + before + 6)
        labels = (
            Label(key.before, (x + before / 2, y), size),
            Label(key.after, (left + bar + 6 + after / 2, y), size),
        )
        yield Legend(left, round(y - size * 0.8), bar, round(size * 0.9), tuple(key.ramp), labels)
        x += key.width


def _keys(scales: Scales, metrics: Metrics, language: str) -> list[_Key]:
    size, keys = metrics.quiet_size, []
    for grid, scale in scales.items():
        low, high = _ends(scale, language)
        name = phrase("uses" if scale.counts else grid.tensor.value, language).format(grid.layer)
        before = phrase("scale", language).format(name, low)
        width = fonts.width(before, size) + fonts.width(high, size) + _BAR * size + 12
        keys.append(_Key(before, scale.ramp, high, width + _GAP * size))
    return keys


def _ends(scale: ColorScale, language: str) -> tuple[str, str]:
    """The ends of a scale as short numbers, or as words if no format is short enough."""
    ends = scale.low, scale.high
    texts = [(format.text(ends[0]), format.text(ends[1])) for format in candidates(np.array(ends), given=False)]
    words = phrase("low", language), phrase("high", language)
    low, high = next((pair for pair in texts if max(map(len, pair)) < 8), words)
    if not scale.cut or (low, high) == words:
        return low, high
    return f"≤ {low}" if scale.diverging else low, f"≥ {high}"
