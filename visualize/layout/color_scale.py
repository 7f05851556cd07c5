"""Numbers as shades: which of a scale's steps each cell shows. What colour a shade is, is the theme's business."""

from math import isinf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Shades
from visualize.style.themes import SHADES


class ColorScale(NamedTuple):
    """A linear scale over the numbers of one grid: about zero when some are negative, else low to high.

    Of counts, more stands out more on any ground; other numbers go from dark to bright, as photographs do.
    """

    low: float
    high: float
    counts: bool = False

    @property
    def diverging(self) -> bool:
        """Whether zero is the middle of the scale."""
        return self.low < 0

    @property
    def ramp(self) -> list[int]:
        """All its shades, from low to high; 0 stands for none."""
        first = 1 + 3 * SHADES if self.counts else 1 + SHADES * self.diverging
        return list(range(first, first + SHADES))

    def shades(self, values: NDArray[Any]) -> Shades:
        """The shade of every number: infinities at the ends, nan none."""
        half = 0.5 if isinf(self.high - self.low) else 1  # the largest floats are further apart than floats reach
        low, high = half * self.low, half * self.high
        with np.errstate(all="ignore"):
            share = (half * values - low) / (high - low) if high > low else 0.5 + 0 * values
            steps = np.floor(np.nan_to_num(share, nan=-1, posinf=1, neginf=0) * SHADES).clip(0, SHADES - 1)
        return np.where(np.isnan(share), 0, steps + self.ramp[0]).astype(np.uint8)


def shared(a: ColorScale, b: ColorScale) -> tuple[ColorScale, ColorScale]:
    """One scale for two grids of like numbers, so that equal numbers look equal; each its own where they are unlike."""
    spans = a.high - a.low, b.high - b.low
    if a.diverging != b.diverging or not 0 < max(spans) <= 2 * min(spans):
        return a, b
    both = ColorScale(min(a.low, b.low), max(a.high, b.high))
    return both, both


def tap_shades(count: int) -> Shades:
    """A hue of its own for each of so many weights, as far as there are hues."""
    hues = np.arange(count) * max(1, SHADES // count) % SHADES
    return (1 + 2 * SHADES + hues).astype(np.uint8)


def color_scale(values: NDArray[Any]) -> ColorScale:
    """The scale that fits a grid's numbers.

    >>> color_scale(np.array([1.0, -2.0])), color_scale(np.array([0, 255]))
    (ColorScale(low=-2.0, high=2.0, counts=False), ColorScale(low=0.0, high=255.0, counts=False))
    """
    finite = values[np.isfinite(values)].astype(float)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if low < 0:
        most = max(-low, high)
        return ColorScale(-most, most)
    return ColorScale(low, high)
