"""Numbers as short texts, in one format for all cells of a grid."""

from functools import lru_cache
from math import copysign, floor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Texts

MAX_DECIMALS = 4  # of a number that is written exactly
# As fractions of the grid's largest number: a rounding error that is negligible, even if it shows a nonzero number as
# 0.00; and the size below which a number must not disappear like that.
NEGLIGIBLE_ERROR, SMALLEST_SIZE = 0.005, 1e-4


class NumberFormat(NamedTuple):
    """A number format: the number of decimals, and whether the notation is scientific."""

    decimals: int
    scientific: bool = False

    @lru_cache(4096)  # noqa: B019 - formats are few, small values, so keeping them alive does no harm
    def text(self, value: float) -> str:
        """A number in this format, with a typographic minus sign; ties are rounded away from zero.

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
        """The texts of all numbers of a grid.

        >>> NumberFormat(1).texts(np.array([[1, 2.5]])).tolist()
        [['1.0', '2.5']]
        """
        return np.array([self.text(value) for value in values.ravel().tolist()]).reshape(values.shape)


def _half_up(value: float, decimals: int) -> float:
    """Round half away from zero, as one does by hand; Python's formats round 4.25 to 4.2, half to even."""
    scaled = abs(value) * 10.0**decimals
    return value if scaled >= 2**52 else copysign(floor(scaled + 0.5) / 10.0**decimals, value)


@np.errstate(all="ignore")  # the largest and smallest floats overflow in np.round; they have no plain format
def candidates(values: NDArray[Any]) -> list[NumberFormat]:
    """Candidate formats for these numbers, best first.

    The first format is exact if two decimals suffice. Otherwise it has two decimals if they round little off, and for
    numbers without a short exact form the fewest decimals that do. Then follow shorter formats for narrow cells: fewer
    decimals, scientific notation.

    >>> candidates(np.array([0.5, 1.25]))[0]
    NumberFormat(decimals=2, scientific=False)
    """
    finite = np.abs(values[np.isfinite(values)].astype(float))
    sizes = finite[finite > 0]
    exact = next((d for d in range(MAX_DECIMALS + 1) if _exact(sizes, d)), None)
    if exact is None:
        plain = [d for d in (1, 2, 3) if _accurate(sizes, d, 0.05, NEGLIGIBLE_ERROR)]
    else:
        shorter = [d for d in (2, 1) if d < exact and _accurate(sizes, d, 0.05, 0)]
        plain = [exact, *shorter] if exact <= 2 else [*shorter[:1], exact, *shorter[1:]]
    if 0 not in plain and _accurate(sizes, 0, 0.005, 0):
        plain.append(0)
    # In scientific notation one decimal is always accurate enough, none only if all mantissas are nearly whole.
    powers = [NumberFormat(1, True), *([NumberFormat(0, True)] if _whole_mantissas(sizes) else [])]
    return [*(NumberFormat(decimals) for decimals in plain), *powers]


def _exact(sizes: NDArray[np.float64], decimals: int) -> bool:
    """Whether that many decimals write the numbers exactly, apart from errors of binary fractions in sums."""
    lost = np.abs(np.round(sizes, decimals) - sizes)
    return bool((lost <= 1e-12 * sizes.max(initial=0)).all())


def _whole_mantissas(sizes: NDArray[np.float64]) -> bool:
    exponents = np.floor(np.log10(sizes)) if sizes.size else sizes
    mantissas = sizes / 10.0**exponents
    return bool((np.abs(np.round(mantissas) - mantissas) <= 0.05 * mantissas).all())


def _accurate(sizes: NDArray[np.float64], decimals: int, share: float, negligible: float) -> bool:
    """Whether rounding changes each number by at most a share of it or by a negligible part of the largest number."""
    if not sizes.size:
        return True
    if negligible and sizes.min() < SMALLEST_SIZE * sizes.max():
        return False
    lost = np.abs(np.round(sizes, decimals) - sizes)
    return bool((lost <= np.maximum(share * sizes, negligible * sizes.max())).all())
