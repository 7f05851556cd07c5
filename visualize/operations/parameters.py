"""Reads and checks the parameters of an operation: numbers, pairs, names of paddings, arrays.

An input size of one number in a tuple, `(7,)`, makes an operation one-dimensional; internally it has one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any

from numpy.typing import ArrayLike, NDArray

from visualize.errors import VisualizeError, invalid, missing, unknown, unsupported
from visualize.operations.arrays import Pair, array, shape_of
from visualize.operations.axis import Axis
from visualize.operations.bounds import ADVICE, WHOLE, Bias
from visualize.validate import number as checked_number
from visualize.validate import text as checked_text
from visualize.validate import whole

Sides = tuple[int, int, int, int]
Size = int | Sequence[int]
Padding = int | str | Sequence[int]

MOST_CHANNELS = 100_000
LARGEST = 10**9  # the largest size: areas of such grids still fit 64-bit integers
PADDINGS = ("valid", "same", "full", "same-upper", "same-lower", "same-d2l", "causal")


def integers(parameter: str, value: Any, counts: tuple[int, ...], minimum: int, allowed: str) -> tuple[int, ...]:
    """The value as a tuple of integers, none below `minimum`; `counts` are the allowed lengths.

    >>> integers("stride", 2, counts=(1, 2), minimum=1, allowed="one integer or two")
    (2,)
    """
    check_no_array(parameter, value, counts[-1])
    try:
        parts = tuple(value) if _is_sequence(value) and len(value) in counts else (value,)
        if any(isinstance(part, bool) for part in parts):
            raise TypeError
        numbers = tuple(int(index(part)) for part in parts)
    except Exception:  # a user's object may raise anything
        raise invalid(parameter, value, f"must be {allowed}") from None
    if len(numbers) not in counts:
        raise invalid(parameter, value, f"must be {allowed}")
    if min(numbers) < minimum:
        raise invalid(parameter, value, f"must be at least {minimum}")
    if max(numbers) > LARGEST:
        raise invalid(parameter, value, f"must be at most {LARGEST:,}")
    return numbers


def check_no_array(parameter: str, value: Any, dims: int, axes: str = "") -> None:
    """Refuse an array in place of its size; `axes` are the image's axes in a batch of images."""
    shape = shape_of(value)
    if shape and parameter in ("input_size", "kernel_size"):
        part = (axes or f"[-{dims}:]") if len(shape) > dims else ""
        sizes = ",".join(map(str, shape))
        raise invalid(parameter, f"of shape {sizes}", f"is an array, not a size; give its shape, X.shape{part}")


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)


def dimensions(input_size: Size) -> int:
    """1 for a tuple of one number, else 2; `pair` refuses invalid sizes.

    >>> dimensions((7,)), dimensions(7)
    (1, 2)
    """
    try:
        return 1 if _is_sequence(input_size) and len(input_size) == 1 else 2  # type: ignore[arg-type]
    except Exception:
        return 2


def pair(parameter: str, value: Any, dims: int, minimum: int = 1) -> Pair:
    """(rows, columns) from one number or two; in one dimension the number for rows has no effect.

    >>> pair("stride", 2, dims=2)
    (2, 2)
    """
    if dims == 1:
        (columns,) = integers(parameter, value, (1,), minimum, "one integer, as the input has one dimension")
        return (0 if minimum == 0 else 1), columns
    numbers = integers(parameter, value, (1, 2), minimum, "one integer or two (rows, columns)")
    return numbers[0], numbers[-1]


def sides(
    padding: Padding, dims: int, input_size: Pair, kernel_size: Pair, stride: Pair, dilation: Pair, names: Sequence[str]
) -> Sides:
    """(top, bottom, left, right) from one number, two (rows, columns), four sides, or one of `names`.

    >>> sides("same-upper", 2, (4, 4), (2, 3), (1, 1), (1, 1), PADDINGS)
    (0, 1, 1, 1)
    """
    if isinstance(padding, str):
        padding = checked_text("padding", padding)
        if padding not in names:
            advice = "known names are " + ", ".join(names) + "; or give one, two or four integers"
            raise unknown("padding", padding, advice)
        if padding == "causal" and dims != 1:
            raise unsupported("padding", padding, "only one dimension has a past; use --dims 1, or name another")
        axes = zip(input_size, kernel_size, stride, dilation, strict=True)
        rows, columns = [_named(padding, *axis) for axis in axes]
        return (*rows, *columns)
    alternatives = " or a name: " + ", ".join(names) if names else ""
    if dims == 1:
        numbers = integers("padding", padding, (1, 2), 0, f"one integer, two (left, right){alternatives}")
        return 0, 0, numbers[0], numbers[-1]
    allowed = f"one integer, two (rows, columns), four (top, bottom, left, right){alternatives}"
    numbers = integers("padding", padding, (1, 2, 4), 0, allowed)
    if len(numbers) == 4:
        return numbers[0], numbers[1], numbers[2], numbers[3]
    return numbers[0], numbers[0], numbers[-1], numbers[-1]


def _named(name: str, size: int, kernel: int, stride: int, dilation: int) -> Pair:
    """Named padding (before, after) of one axis, as in PyTorch's Conv2d, ONNX Conv's auto_pad, d2l.ai 7.3, Keras."""
    extent = dilation * (kernel - 1)
    if name == "valid":
        return 0, 0
    if name == "full":
        return extent, extent
    if name == "causal":
        return extent, 0
    if name == "same":
        if stride > 1:
            raise _same_needs_stride_one(stride)
        return extent // 2, extent - extent // 2
    if name == "same-d2l":
        return extent - extent // 2, extent // 2
    total = max(0, (-(-size // stride) - 1) * stride + extent + 1 - size)
    return split(total, name)


def uneven_name(layer: Any) -> str | None:
    """The first name of a padding that has the sides of a layer's; None if there is none.

    >>> from visualize.operations import Conv
    >>> uneven_name(Conv((8,), 2, padding=(1, 0))), uneven_name(Conv(8, 3, padding=(2, 0, 1, 0)))
    ('causal', None)
    """
    axes = list(zip(layer.size, layer.kernel, layer.strides, layer.dilations, strict=True))
    names = [name for name in PADDINGS if name != "causal" and (name != "same" or max(layer.strides) == 1)]
    for name in names if layer.dims == 2 else ["causal", *names]:
        rows, columns = (_named(name, *axis) for axis in axes)
        if (*rows, *columns) == layer.padding:
            return name
    return None


def split(total: int, name: str) -> Pair:
    """A total split in two; an odd cell goes after the input (same-upper) or before it (same-lower).

    >>> split(3, "same-upper"), split(3, "same-lower")
    ((1, 2), (2, 1))
    """
    small, large = total // 2, total - total // 2
    return (small, large) if name == "same-upper" else (large, small)


def _same_needs_stride_one(stride: int) -> VisualizeError:
    return invalid(
        "padding", "same", f"PyTorch allows it for stride 1 only, not {stride}; use same-upper, same-lower or same-d2l"
    )


def check_fits(axes: Sequence[Axis], largest_padding: int | None = None) -> None:
    """Refuse a kernel that is larger than the padded input; the advice names no padding above `largest_padding`.

    The padding that it names is enough for all axes.
    """
    axis = next((one for one in axes if one.small < 1), None)
    if axis is None:
        return
    ends = f"2*{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    spans = "" if axis.dilation == 1 else f"spans {axis.dilation}*({axis.kernel} - 1) + 1 = {axis.span}, "
    sufficient = max(-(-(one.span - one.big) // 2) for one in axes)
    padded = f"--p {sufficient} or " if largest_padding is None or sufficient <= largest_padding else ""
    raise invalid(
        "kernel_size",
        axis.kernel,
        f"{spans}larger than the padded input {axis.big} + {ends} = {axis.padded}; "
        f"use {padded}a smaller kernel" + (" or dilation" if axis.dilation > 1 and not padded else ""),
    )


def read_channels(in_channels: int, out_channels: int, groups: int) -> dict[str, int]:
    """The numbers of channels and groups, checked; groups divide both.

    >>> read_channels(4, 2, groups=2)
    {'in_channels': 4, 'out_channels': 2, 'groups': 2}
    """
    given = {"in_channels": in_channels, "out_channels": out_channels, "groups": groups}
    allowed = f"must be a whole number from 1 to {MOST_CHANNELS:,}"
    found = {name: whole(name, value, 1, MOST_CHANNELS, allowed) for name, value in given.items()}
    for name in ("in_channels", "out_channels"):
        if found[name] % found["groups"]:
            raise invalid("groups", found["groups"], f"must divide {name} {found[name]} without a rest")
    return found


def read_weight(
    weight: ArrayLike | None, kernel: Pair, dims: int, channels: tuple[int, ...] = ()
) -> NDArray[Any] | None:
    """An operation's own kernel as a read-only array; None if there is none."""
    if weight is None:
        return None
    checked = array("weight", weight, kernel, dims, channels)
    checked.setflags(write=False)
    return checked


def read_bias(bias: Any, filters: int = 1) -> Bias:
    """A finite bias, or one for each filter, in an array too, as layers have it; an integer must fit 64 bits.

    >>> read_bias([1, 0], filters=2)
    (1, 0)
    """
    if filters == 1 and shape_of(bias) == (1,):
        bias = array("bias", bias, (1, 1), 1).item()
    if filters > 1 and (_is_sequence(bias) or shape_of(bias)):
        return _read_biases(bias, filters)
    return _read_one_bias(bias)


def _read_biases(bias: Any, filters: int) -> tuple[float, ...]:
    count = len(bias)
    if count != filters:
        raise invalid("bias", f"of {count} numbers", f"must be one number, or {filters}, one for each filter")
    if shape_of(bias):
        bias = array("bias", bias, (1, filters), 1).ravel().tolist()
    found = tuple(map(_read_one_bias, bias))
    return found if any(found) else (0,) * filters


def _read_one_bias(bias: Any) -> float:
    checked = checked_number("bias", bias, -1e300, 1e300, "must be finite")
    if isinstance(checked, int) and abs(checked) > WHOLE:
        raise invalid("bias", bias, f"whole numbers end at {WHOLE}; {ADVICE}")
    return checked


def public(values: Pair, dims: int) -> tuple[int, ...]:
    """A pair as the user gave it: one number in one dimension.

    >>> public((1, 7), dims=1)
    (7,)
    """
    return values[2 - dims :]


def single(value: Any) -> Any:
    """One number if all numbers of a tuple are equal.

    >>> single((2, 2)), single((2, 1))
    (2, (2, 1))
    """
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def shortest(padding: Sides, dims: int) -> Any:
    """The padding in the fewest numbers that a layer's constructor accepts.

    >>> shortest((1, 1, 2, 2), dims=2)
    (1, 2)
    """
    top, bottom, left, right = padding
    if dims == 1:
        return single((left, right))
    return single((top, left)) if (top, left) == (bottom, right) else padding


def weight_and_bias(operation: Any, w: ArrayLike | None) -> tuple[NDArray[Any], Bias]:
    """The kernel `w` with a bias of 0; if `w` is None, the operation's own weight and bias."""
    if w is not None:
        return array("kernel", w, operation.kernel, operation.dims, operation.weight_axes), 0
    if operation.weight is None:
        raise missing("kernel", "give the weights: apply(x, w)")
    return operation.weight, operation.bias
