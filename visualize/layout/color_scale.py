"""Numbers as shades, which are the numbered steps of a colour scale; themes give shades their colours."""

from math import ceil, isinf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Shades
from visualize.style.looks import FIRST_TAP, SHADES, TAP_STEPS

PERCENTILE = 0.98  # of the absolute values, at which a scale is cut
WORTHWHILE = 1.1  # the factor by which a cut must lower the end of a scale


class ColorScale(NamedTuple):
    """A linear scale over the numbers of one grid: diverging from zero if some are negative, else from low to high.

    Scales from low to high go from dark to bright, as photographs do; those of `counts` too. A scale that is `cut` has
    its last shades for all numbers beyond its ends as well.
    """

    low: float
    high: float
    counts: bool = False
    cut: bool = False

    @property
    def diverging(self) -> bool:
        """Whether zero is the middle of the scale, as it is where there is nothing else."""
        return self.low < 0 or (self.low == self.high == 0 and not self.counts)

    @property
    def ramp(self) -> list[int]:
        """All shades of the scale, from low to high; the number 0 is kept for no shade."""
        first = 1 + SHADES * (1 if self.diverging else 0 if self.counts else 2)
        return list(range(first, first + SHADES - self.diverging))

    def shades(self, values: NDArray[Any]) -> Shades:
        """The shade of every number; infinities and nan get none.

        >>> ColorScale(0, 1, counts=True).shades(np.array([0, 1, np.inf, np.nan])).tolist()
        [1, 24, 0, 0]
        """
        count = len(self.ramp)
        half = 0.5 if isinf(self.high - self.low) else 1  # the difference of the largest floats would overflow
        low, high = half * self.low, half * self.high
        with np.errstate(all="ignore"):
            share = (half * values - low) / (high - low) if high > low else 0.5 + 0 * values
            steps = np.floor(np.nan_to_num(share, nan=-1, posinf=1, neginf=0) * count).clip(0, count - 1)
        return np.where(np.isfinite(values), steps + self.ramp[0], 0).astype(np.uint8)


def shared(a: ColorScale, b: ColorScale) -> tuple[ColorScale, ColorScale]:
    """One scale for two grids of similar ranges, so that equal numbers look equal; for unlike ranges the given scales.

    >>> shared(ColorScale(0, 4), ColorScale(1, 7))[0]
    ColorScale(low=0, high=7, counts=False, cut=False)
    """
    spans = a.high - a.low, b.high - b.low
    if a.diverging != b.diverging or not 0 < max(spans) <= 2 * min(spans):
        return a, b
    both = ColorScale(min(a.low, b.low), max(a.high, b.high), cut=a.cut or b.cut)
    return both, both


def tap_shades(rows: int, columns: int) -> Shades:
    """A shade for each weight of a kernel: its column has the hue, its row the lightness, both spread over all.

    They repeat if there are more rows or columns than themes tell apart.

    >>> tap_shades(2, 1).shape
    (2, 1)
    """
    light = np.arange(rows) % TAP_STEPS * (TAP_STEPS - 1) // max(1, min(rows, TAP_STEPS) - 1)
    hue = np.arange(columns) % TAP_STEPS * TAP_STEPS // min(columns, TAP_STEPS)
    return (FIRST_TAP + TAP_STEPS * light[:, None] + hue[None, :]).astype(np.uint8)


def color_scale(values: NDArray[Any]) -> ColorScale:
    """The scale that fits a grid's numbers; cut where the largest would leave the others few of its shades.

    >>> color_scale(np.array([1.0, -2.0]))[:2], color_scale(np.array([0, 255]))[:2]
    ((-2.0, 2.0), (0.0, 255.0))
    >>> color_scale(np.append(np.arange(99), 1000))
    ColorScale(low=0.0, high=98.0, counts=False, cut=True)
    """
    finite = values[np.isfinite(values)].astype(float)
    if not finite.size:
        return ColorScale(0.0, 1.0)
    sizes = np.sort(np.abs(finite))
    low, largest, usual = float(finite.min()), float(sizes[-1]), float(sizes[ceil(PERCENTILE * (len(sizes) - 1))])
    cut = max(low, 0.0) < usual < largest / WORTHWHILE
    high = usual if cut else largest
    return ColorScale(-high if low < 0 else low, high, cut=cut)
