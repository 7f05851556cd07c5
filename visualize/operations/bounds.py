"""Whole numbers are exact or refused: what sums may reach is judged, in Python's integers, before any is made."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import invalid

WHOLE = 2**63 - 1  # what 64 bits hold
FLOAT = 2**53  # up to here a float holds every whole number
ADVICE = "give smaller numbers, or floats throughout"


def largest(values: NDArray[Any]) -> int:
    """The largest amount, of -2**63 too, for whose amount 64 bits have no room.

    >>> largest(np.array([3, -(2**63)]))
    9223372036854775808
    """
    return max(int(values.max()), -int(values.min()))


def check_sums(x: NDArray[Any], kernel: NDArray[Any], bias: float = 0) -> None:
    """Refuse sums of products, and of some of them, that would overflow or lose digits.

    Each weight meets an output cell at most once: no sum is larger than the input's largest amount times the amounts
    of all weights.
    """
    if x.dtype.kind == kernel.dtype.kind == "i":
        most = largest(x) * sum(map(abs, kernel.ravel().tolist()))
        if not isinstance(bias, int):
            if most > FLOAT:
                raise invalid("bias", bias, f"sums may reach {most}, but end at {FLOAT} beside a float; {ADVICE}")
        elif most + abs(bias) > WHOLE:
            name, value = ("bias", bias) if abs(bias) > most else ("input", largest(x))
            raise invalid(name, value, f"sums may reach {most + abs(bias)}, but 64 bits end at {WHOLE}; {ADVICE}")
        return
    for name, most in (("input", _whole(x)), ("kernel", _whole(kernel))):
        if most > FLOAT:
            raise invalid(name, most, f"beside floats whole numbers end at {FLOAT}; {ADVICE}")
    if float(bias) != bias:
        raise invalid("bias", bias, f"beside floats whole numbers end at {FLOAT}; {ADVICE}")


def check_average(x: NDArray[Any], taps: int) -> None:
    """Refuse sums that would lose digits when they are divided."""
    if _whole(x) * taps > FLOAT:
        reach = f"a window's sum may reach {_whole(x) * taps}, but averages are exact to {FLOAT}"
        raise invalid("input", _whole(x), f"{reach}; {ADVICE}")


def check_maximum(x: NDArray[Any]) -> None:
    """Refuse what would lose digits beside minus infinity, which is a float."""
    if _whole(x) > FLOAT:
        raise invalid("input", _whole(x), f"beside minus infinity, the padding, numbers end at {FLOAT}; {ADVICE}")


def _whole(values: NDArray[Any]) -> int:
    """The largest amount of whole numbers, 0 of floats."""
    return largest(values) if values.dtype.kind == "i" else 0


def plus(total: NDArray[Any], bias: float) -> NDArray[Any]:
    """The bias added to every number: a whole one to whole ones, else a float."""
    if not bias:
        return total
    return np.asarray(total + (bias if total.dtype.kind == "i" else float(bias)))
