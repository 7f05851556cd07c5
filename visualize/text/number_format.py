"""Numbers as short texts: one format for a grid, chosen so that the widest fits."""

from functools import lru_cache
from math import copysign, floor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Texts

MOST_EXACT = 4  # decimals
# A nonzero number may be shown as 0.00 beside larger ones, but not one that is so many times smaller.
NEGLIGIBLE, LOST = 0.005, 1e-4


class NumberFormat(NamedTuple):
    """How the numbers of a grid are written: how many decimals, in scientific notation or not."""

    decimals: int
    scientific: bool = False

    @lru_cache(4096)  # noqa: B019 - a format is a small value that lives as long as the program
    def text(self, value: float) -> str:
        """A number in this format, with a real minus sign; half of the last place is rounded away from zero.

        >>> [NumberFormat(1).text(number) for number in (-1.66, 4.25, float("-inf"))]
        ['−1.7', '4.3', '−∞']
        >>> NumberFormat(0, scientific=True).text(2e9)
        '2e9'
        """
        if np.isnan(value):
            return "nan"
        if np.isinf(value):
            return "∞" if value > 0 else "−∞"
        if isinstance(value, int) and float(value) != value and not self.scientific:
            text = f"{value}.{'0' * self.decimals}".rstrip(".")
        elif not self.scientific:
            text = f"{_half_up(value, self.decimals):.{self.decimals}f}"
        elif value == 0:
            text = "0"
        else:
            exponent = int(f"{value:e}".partition("e")[2])
            mantissa = value / 10.0**exponent if exponent > -300 else float(f"{value:e}".partition("e")[0])
            rounded = f"{_half_up(mantissa, self.decimals):.{self.decimals}f}"
            if abs(float(rounded)) == 10:
                rounded, exponent = f"{float(rounded) / 10:.{self.decimals}f}", exponent + 1
            text = f"{rounded}e{exponent}"
        if not any(digit in text for digit in "123456789"):
            text = text.removeprefix("-")
        return text.replace("-", "−")

    def texts(self, values: NDArray[Any]) -> Texts:
        """All numbers of a grid."""
        return np.array([self.text(value) for value in values.ravel().tolist()]).reshape(values.shape)


def _half_up(value: float, decimals: int) -> float:
    """As by hand: Python's own formats round 4.25 to 4.2, the even one."""
    scaled = abs(value) * 10.0**decimals
    return value if scaled >= 2**52 else copysign(floor(scaled + 0.5) / 10.0**decimals, value)


@np.errstate(all="ignore")  # of the largest and the smallest floats, which have no plain format
def candidates(values: NDArray[Any]) -> list[NumberFormat]:
    """Candidate formats for these numbers, best first.

    Exact ones if two decimals suffice; else two decimals where that changes little, or the fewest where the decimals
    do not end. Then, for want of room, fewer decimals and scientific notation.
    """
    finite = np.abs(values[np.isfinite(values)].astype(float))
    sizes = finite[finite > 0]
    exact = next((d for d in range(MOST_EXACT + 1) if _exact(sizes, d)), None)
    if exact is None:
        plain = [d for d in (1, 2, 3) if _true_enough(sizes, d, 0.05, NEGLIGIBLE)]
    else:
        shorter = [d for d in (2, 1) if d < exact and _true_enough(sizes, d, 0.05, 0)]
        plain = [exact, *shorter] if exact <= 2 else [*shorter[:1], exact, *shorter[1:]]
    if 0 not in plain and _true_enough(sizes, 0, 0.005, 0):
        plain.append(0)
    # In scientific notation one decimal is always true enough, none only where mantissas are nearly whole.
    powers = [NumberFormat(1, True), *([NumberFormat(0, True)] if _whole_mantissas(sizes) else [])]
    return [*(NumberFormat(decimals) for decimals in plain), *powers]


def _exact(sizes: NDArray[np.float64], decimals: int) -> bool:
    """Whether so many decimals are all there is, but for what sums of binary fractions leave."""
    lost = np.abs(np.round(sizes, decimals) - sizes)
    return bool((lost <= 1e-12 * sizes.max(initial=0)).all())


def _whole_mantissas(sizes: NDArray[np.float64]) -> bool:
    exponents = np.floor(np.log10(sizes)) if sizes.size else sizes
    mantissas = sizes / 10.0**exponents
    return bool((np.abs(np.round(mantissas) - mantissas) <= 0.05 * mantissas).all())


def _true_enough(sizes: NDArray[np.float64], decimals: int, share: float, negligible: float) -> bool:
    """Whether rounding moves no number by more than a share of it, or a negligible part of the largest."""
    if not sizes.size:
        return True
    if negligible and sizes.min() < LOST * sizes.max():
        return False
    lost = np.abs(np.round(sizes, decimals) - sizes)
    return bool((lost <= np.maximum(share * sizes, negligible * sizes.max())).all())
