"""The ranges that exercises are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from visualize.errors import VisualizeError, invalid, unknown
from visualize.validate import whole

# By parameter the smallest and the largest value.
LIMITS = {"input_size": (1, 32), "kernel_size": (1, 11), "stride": (1, 8), "padding": (0, 8), "dilation": (1, 6)}
Ranges = Mapping[str, tuple[int, ...]]


def checked(given: Mapping[str, Any]) -> Ranges:
    """The given values of each parameter, in ascending order.

    >>> checked({"stride": (2, 1)})
    {'stride': (1, 2)}
    """
    for name in given:
        if name not in LIMITS:
            raise unknown("option", name, "ranges are those of " + ", ".join(LIMITS))
    return {name: _values(name, values) for name, values in given.items() if values is not None}


def _values(name: str, values: Any) -> tuple[int, ...]:
    lowest, highest = LIMITS[name]
    allowed = f"must be whole numbers from {lowest} to {highest}"
    try:
        found = list(islice(values, highest + 2)) if isinstance(values, Iterable) else [values]
        numbers = sorted({whole(name, value, lowest, highest, allowed) for value in found})
    except VisualizeError:
        raise
    except Exception:
        raise invalid(name, values, allowed) from None
    if not numbers:
        raise invalid(name, "none", allowed)
    return tuple(numbers)
