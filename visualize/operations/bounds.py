"""Integers stay exact or are refused: sums are bounded, in Python's integers, before NumPy computes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import invalid

Bias = float | tuple[float, ...]  # of all filters, or of each

WHOLE = 2**63 - 1  # the largest 64-bit integer
FLOAT = 2**53  # a float represents every integer up to this one
ADVICE = "give smaller numbers, or floats throughout"


def largest(values: NDArray[Any]) -> int:
    """The largest absolute value, as a Python integer: that of -2**63 would overflow in 64 bits.

    >>> largest(np.array([3, -(2**63)]))
    9223372036854775808
    """
    return max(int(values.max()), -int(values.min()))


def check_sums(x: NDArray[Any], kernels: NDArray[Any], bias: Bias = 0) -> None:
    """Refuse operands whose sums of products, complete or partial, could overflow or lose digits.

    `kernels` are those of each filter, (out, in / groups, rows, columns). Each weight of a filter contributes to an
    output cell at most once, so no sum exceeds the input's largest absolute value times the sum of these weights'.
    """
    added = biases(bias, len(kernels))
    whole = all(isinstance(one, int) for one in added)
    for weights, one in zip(kernels, added, strict=True):
        _check_filter(x, weights, one, whole)


def _check_filter(x: NDArray[Any], kernel: NDArray[Any], bias: float, whole: bool) -> None:
    """`whole` says whether the biases of all filters are integers, so that the sums stay integers."""
    if x.dtype.kind == kernel.dtype.kind == "i":
        bound = largest(x) * sum(map(abs, kernel.ravel().tolist()))
        if not whole:
            if bound > FLOAT:
                raise invalid("bias", bias, f"sums may reach {bound}, but end at {FLOAT} beside a float; {ADVICE}")
        elif bound + abs(bias) > WHOLE:
            name, value = ("bias", bias) if abs(bias) > bound else ("input", largest(x))
            raise invalid(name, value, f"sums may reach {bound + abs(bias)}, but 64 bits end at {WHOLE}; {ADVICE}")
        return
    for name, bound in (("input", _largest_integer(x)), ("kernel", _largest_integer(kernel))):
        if bound > FLOAT:
            raise invalid(name, bound, f"beside floats whole numbers end at {FLOAT}; {ADVICE}")
    if float(bias) != bias:
        raise invalid("bias", bias, f"beside floats whole numbers end at {FLOAT}; {ADVICE}")


def check_average(x: NDArray[Any], taps: int) -> None:
    """Refuse an input whose window sums could lose digits when they are divided."""
    bound = _largest_integer(x) * taps
    if bound > FLOAT:
        reach = f"a window's sum may reach {bound}, but averages are exact to {FLOAT}"
        raise invalid("input", _largest_integer(x), f"{reach}; {ADVICE}")


def check_maximum(x: NDArray[Any]) -> None:
    """Refuse integers that would lose digits: padding with minus infinity turns the input into floats."""
    bound = _largest_integer(x)
    if bound > FLOAT:
        raise invalid("input", bound, f"beside minus infinity, the padding, numbers end at {FLOAT}; {ADVICE}")


def _largest_integer(values: NDArray[Any]) -> int:
    """The largest absolute value of an array of integers; 0 for an array of floats, which needs no check."""
    return largest(values) if values.dtype.kind == "i" else 0


def biases(bias: Bias, filters: int) -> Sequence[float]:
    """The bias of each filter.

    >>> biases(3, 2), biases((1, 0), 2)
    ((3, 3), (1, 0))
    """
    return bias if isinstance(bias, tuple) else (bias,) * filters


def add_bias(total: NDArray[Any], bias: Bias) -> NDArray[Any]:
    """Add the bias to every number; the bias becomes a float if the numbers are floats.

    A bias of each filter is added to the filter's output, the first axis of the numbers.

    >>> add_bias(np.array([1, 2]), 3).tolist(), add_bias(np.zeros((2, 1, 1), int), (1, 2)).tolist()
    ([4, 5], [[[1]], [[2]]])
    """
    if not np.any(bias):
        return total
    added = np.array(bias).reshape(-1, *(1,) * (total.ndim - 1)) if isinstance(bias, tuple) else bias
    return np.asarray(total + (added if total.dtype.kind == "i" else np.float64(added)))
