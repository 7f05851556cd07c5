"""Reads the parameters of an operation once, at the edge: numbers, pairs, names of paddings."""

from collections.abc import Sequence
from operator import index
from typing import Any

from visualize.errors import VisualizeError, invalid, unknown

Pair = tuple[int, int]
Sides = tuple[int, int, int, int]
Size = int | Sequence[int]
Padding = int | str | Sequence[int]

PADDINGS = ("valid", "same", "full", "same-upper", "same-lower", "same-d2l")


def integers(parameter: str, value: Any, counts: tuple[int, ...], minimum: int, allowed: str) -> tuple[int, ...]:
    """The value as a tuple of as many integers as `counts` allows, none below `minimum`."""
    parts = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    try:
        if any(isinstance(part, bool) for part in parts):
            raise TypeError
        numbers = tuple(index(part) for part in parts)
    except TypeError:
        raise invalid(parameter, value, f"must be {allowed}") from None
    if len(numbers) not in counts:
        raise invalid(parameter, value, f"must be {allowed}")
    if min(numbers) < minimum:
        raise invalid(parameter, value, f"must be at least {minimum}")
    return numbers


def pair(parameter: str, value: Any, minimum: int = 1) -> Pair:
    """(rows, columns) from one number or two.

    >>> pair("stride", 2)
    (2, 2)
    """
    numbers = integers(parameter, value, (1, 2), minimum, "one integer or two (rows, columns)")
    return numbers[0], numbers[-1]


def sides(padding: Padding, input_size: Pair, kernel_size: Pair, stride: Pair, dilation: Pair) -> Sides:
    """(top, bottom, left, right) from a number, a pair (rows, columns), four sides or a name."""
    if isinstance(padding, str):
        axes = zip(input_size, kernel_size, stride, dilation, strict=True)
        rows, columns = [_named(padding, *axis) for axis in axes]
        return (*rows, *columns)
    allowed = "one integer, two (rows, columns), four (top, bottom, left, right) or a name: " + ", ".join(PADDINGS)
    numbers = integers("padding", padding, (1, 2, 4), 0, allowed)
    if len(numbers) == 4:
        return numbers[0], numbers[1], numbers[2], numbers[3]
    return numbers[0], numbers[0], numbers[-1], numbers[-1]


def _named(name: str, size: int, kernel: int, stride: int, dilation: int) -> Pair:
    """Padding (before, after) of one axis by name; sources: PyTorch Conv2d, ONNX Conv auto_pad, d2l.ai 7.3."""
    extent = dilation * (kernel - 1)
    if name == "valid":
        return 0, 0
    if name == "full":
        return extent, extent
    if name == "same":
        if stride > 1:
            raise _same_needs_stride_one(stride)
        return extent // 2, extent - extent // 2
    if name == "same-d2l":
        return extent - extent // 2, extent // 2
    if name in ("same-upper", "same-lower"):
        total = max(0, (-(-size // stride) - 1) * stride + extent + 1 - size)
        small, large = total // 2, total - total // 2
        return (small, large) if name == "same-upper" else (large, small)
    advice = "known names are " + ", ".join(PADDINGS) + "; or give one, two or four integers"
    raise unknown("padding", name, advice)


def _same_needs_stride_one(stride: int) -> VisualizeError:
    return invalid(
        "padding", "same", f"PyTorch allows it for stride 1 only, not {stride}; use same-upper, same-lower or same-d2l"
    )
