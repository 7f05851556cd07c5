"""Numbers as short texts: one rule for a grid, chosen so that the widest fits."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Texts

MOST_DECIMALS = 2


class Rule(NamedTuple):
    """How the numbers of a grid are written: decimals, in scientific notation or not."""

    decimals: int
    scientific: bool = False

    @lru_cache(4096)  # noqa: B019 - a rule is a small value that lives as long as the program
    def text(self, value: float) -> str:
        """A number by this rule, with a real minus sign.

        >>> Rule(1).text(-1.66), Rule(0, scientific=True).text(2e9), Rule(0).text(float("-inf"))
        ('−1.7', '2e9', '−∞')
        """
        if np.isnan(value):
            return "nan"
        if np.isinf(value):
            return "∞" if value > 0 else "−∞"
        if not self.scientific:
            text = f"{value:.{self.decimals}f}"
        elif value == 0:
            text = "0"
        else:
            mantissa, exponent = f"{value:.{self.decimals}e}".split("e")
            text = f"{mantissa}e{int(exponent)}"
        if not any(digit in text for digit in "123456789"):
            text = text.removeprefix("-")
        return text.replace("-", "−")

    def texts(self, values: NDArray[Any]) -> Texts:
        """All numbers of a grid."""
        return np.array([self.text(float(value)) for value in values.ravel()]).reshape(values.shape)


def rules(values: NDArray[Any]) -> list[Rule]:
    """The rules that tell these numbers truly enough, the best first: integers bare, else two decimals down."""
    finite = np.abs(values[np.isfinite(values)].astype(float))
    if not (finite != np.rint(finite)).any():
        plain = [Rule(0)]
    else:
        plain = [Rule(d) for d in range(MOST_DECIMALS, 0, -1) if _true_enough(finite[finite > 0], d, 0.05)]
        plain += [Rule(0)] if _true_enough(finite[finite > 0], 0, 0.005) else []
    # In scientific notation one decimal is always true enough, none only where mantissas are nearly whole.
    return [*plain, Rule(1, True), *([Rule(0, True)] if _whole_mantissas(finite[finite > 0]) else [])]


def _whole_mantissas(sizes: NDArray[np.float64]) -> bool:
    exponents = np.floor(np.log10(sizes)) if sizes.size else sizes
    return _true_enough(sizes / 10.0**exponents, 0, 0.05)


def _true_enough(sizes: NDArray[np.float64], decimals: int, share: float) -> bool:
    """Whether rounding moves no number by more than a share of it."""
    return bool((np.abs(np.round(sizes, decimals) - sizes) <= share * sizes).all())


def fitting(values: NDArray[Any], sizes: Iterable[int], fits: Callable[[str, int], bool]) -> tuple[Rule, int] | None:
    """The largest size, and at it the best rule, at which every number fits; None when none does."""
    for size in sizes:
        for rule in rules(values):
            if all(fits(text, size) for text in set(rule.texts(values).ravel().tolist())):
                return rule, size
    return None
