"""A figure's numbers as they are written: as decimals, free of the noise of floats, a kernel as whole numerators."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.film import SUMS, Grid, Tensor
from visualize.operations.bounds import Bias
from visualize.story.values import Values
from visualize.text.decimals import shortest

LONGEST_DECIMAL = 12  # digits; single precision held in double has 13 to 17, but for binary fractions
FLOAT_DIGITS = 14  # of a sum's terms that a sum of floats keeps
# A kernel is written as numerators of a common denominator if that is no larger, the numerators no longer, and its
# decimals are more than these; an average, whose weights add up to 1, is so with fewer.
LARGEST_DENOMINATOR, LARGEST_NUMERATOR, DECIMALS, DECIMALS_OF_AVERAGES = 1000, 999, 4, 3
# Of a kernel of single precision, in which every number is near to some fraction, and the errors of each precision.
LARGEST_SINGLE_DENOMINATOR, DOUBLE_ERROR, SINGLE_ERROR = 300, 2.0**-50, 2.0**-23


Numbers = dict[Grid, NDArray[Any]]


class Written(NamedTuple):
    """The values as decimals, the denominator of the weights, and the final number of every cell as it is written."""

    values: Values
    denominator: int
    numbers: Numbers


# Sums beyond the range of floats become infinity.
@np.errstate(all="ignore")
def as_written(values: Values, numbers: Numbers, compute: Callable[[Values], Numbers], summed: bool = True) -> Written:
    """How a story's numbers are written: `compute` makes them of values, `summed` says whether outputs are sums."""
    denominator = common_denominator(values.kernel)
    short = _short(values, denominator)
    numbers = dict(numbers if short is values else compute(short))
    sums = [grid for grid in numbers if grid.tensor in SUMS and numbers[grid].dtype.kind == "f"] if summed else []
    sizes = compute(_magnitudes(short)) if sums else {}
    numbers |= {grid: without_noise(numbers[grid], sizes[grid]) for grid in sums}
    for grid in [grid for grid in numbers if grid.tensor is Tensor.KERNEL and denominator > 1]:
        numbers[grid] = np.rint(numbers[grid] * denominator).astype(np.int64)
    return Written(short, denominator, numbers)


def _short(values: Values, denominator: int) -> Values:
    """The values as their user wrote them; the same object if floats of double precision hold these."""
    kernel = values.kernel
    if kernel is not None:
        kernel = decimals(kernel) if denominator == 1 else np.rint(kernel * denominator) / denominator
    image, bias = decimals(values.input), _short_bias(values.bias)
    same = image is values.input and kernel is values.kernel and bias == values.bias
    return values if same else Values(image, kernel, bias)


def _short_bias(bias: Bias) -> Bias:
    short = decimals(np.array(bias, ndmin=1)).tolist()
    return tuple(short) if isinstance(bias, tuple) else short[0]


def _magnitudes(values: Values) -> Values:
    bias = tuple(map(abs, values.bias)) if isinstance(values.bias, tuple) else abs(values.bias)
    return Values(np.abs(values.input), None if values.kernel is None else np.abs(values.kernel), bias)


def decimals(values: NDArray[Any]) -> NDArray[Any]:
    """The shortest decimals that single precision reads as these numbers, if it holds them all; else the same array.

    >>> decimals(np.array([np.float32(0.1), 0.5], float)).tolist(), decimals(np.array([1 / 3])).tolist()
    ([0.1, 0.5], [0.3333333333333333])
    """
    if values.dtype.kind != "f":
        return values
    with np.errstate(all="ignore"):
        single = values.astype(np.float32)
    if not np.array_equal(single, values, equal_nan=True):
        return values
    pairs = zip(values.ravel().tolist(), single.ravel(), strict=True)
    return np.array([value if _is_decimal(value) else float(str(short)) for value, short in pairs]).reshape(
        values.shape
    )


def _is_decimal(value: float) -> bool:
    """Whether a number is whole, not finite, or has no more digits than a user writes."""
    return value - value != 0 or value % 1 == 0 or len(str(abs(shortest(value).digits))) <= LONGEST_DECIMAL


@np.errstate(all="ignore")
def common_denominator(kernel: NDArray[Any] | None) -> int:
    """The denominator of the fractions that a kernel is written in; 1 for a kernel that is written in decimals.

    >>> common_denominator(np.full((3, 3), 1 / 9)), common_denominator(np.array([0.375, 1]))
    (9, 1)
    """
    if kernel is None or kernel.dtype.kind != "f" or not np.isfinite(kernel).all():
        return 1
    short = decimals(kernel)
    needed = max(shortest(weight).places for weight in short.ravel().tolist())
    if needed <= (DECIMALS_OF_AVERAGES if abs(kernel.sum() - 1) < SINGLE_ERROR else DECIMALS):
        return 1
    return _denominator(kernel, LARGEST_DENOMINATOR, DOUBLE_ERROR) or (
        1 if short is kernel else _denominator(kernel, LARGEST_SINGLE_DENOMINATOR, SINGLE_ERROR) or 1
    )


def _denominator(kernel: NDArray[Any], largest: int, error: float) -> int:
    """The smallest denominator of which all weights are multiples, with that relative error; 0 if there is none."""
    found = np.arange(2.0, largest + 1)
    for size in distinct(np.abs(kernel)):
        found = found[np.abs(np.rint(size * found) - size * found) <= error * size * found]
    return int(min(found[found * np.abs(kernel).max() < LARGEST_NUMERATOR + 0.5], default=0))


def without_noise(sums: NDArray[Any], sizes: NDArray[Any]) -> NDArray[Any]:
    """Sums of floats, rounded to the digits that they keep; `sizes` are the sums of their terms' absolute values.

    >>> without_noise(np.array([0.1 + 0.2, 0.1 + 0.2 - 0.3]), np.array([0.3, 0.6])).tolist()
    [0.3, 0.0]
    """
    if sums.dtype.kind != "f":
        return sums
    with np.errstate(all="ignore"):
        scale = 10.0 ** np.maximum(0, FLOAT_DIGITS - 1 - np.floor(np.log10(sizes)))
        rounded = np.rint(sums * scale) / scale
    return np.where(np.isfinite(rounded), rounded, sums)
