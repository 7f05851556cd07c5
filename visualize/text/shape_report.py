"""Shape arithmetic without a picture: sizes, formulas, padding in three conventions, the layer in PyTorch."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from visualize.operations import Layer
from visualize.operations.axis import Axis
from visualize.operations.parameters import public
from visualize.text.cost import cost_lines
from visualize.text.formulas import formulas
from visualize.text.phrases import by, phrase
from visualize.text.remarks import rules

MOST_LISTED = 100_000  # the longest axis whose unread cells are listed in the data
MOST_WRITTEN = 20  # unread cells written in the text
PADDERS = {"zeros": "ZeroPad", "reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "CircularPad"}


def report(operation: Layer) -> dict[str, Any]:
    """The report of the command `shape` as data; lists have one entry per axis, rows first.

    >>> from visualize.operations import Conv
    >>> report(Conv(5, 3, padding=1))["padding"]["total"]
    [2, 2]
    """
    top, bottom, left, right = operation.padding
    dims, axes = operation.dims, range(2 - operation.dims, 2)
    extents = [operation.dilations[at] * (operation.kernel[at] - 1) for at in axes]
    ends = [[top, bottom], [left, right]][2 - dims :]
    return {
        "type": phrase(operation.name),
        "input_size": list(operation.input_size),
        "output_size": list(operation.output_size),
        "formula": list(formulas(operation, whole=True)),
        "padding": {
            "per_side": ends,
            "total": [before + after for before, after in ends],
            "transposed": [[extent - side for side in pair] for extent, pair in zip(extents, ends, strict=True)],
        },
        "unread": {"rows": _unread(operation, 0) if dims == 2 else [], "columns": _unread(operation, 1)},
        "unread_count": {
            "rows": _unread_count(operation, 0) if dims == 2 else 0,
            "columns": _unread_count(operation, 1),
        },
        "channels": {"in": operation.in_channels, "out": operation.out_channels, "groups": operation.groups},
        "cost": operation.cost,
        "pytorch": pytorch(operation),
        **_spoken(operation),
    }


def _spoken(operation: Layer) -> dict[str, str]:
    """The framework in whose words the layer was given, and its line of code; nothing for other layers."""
    if operation.dialect is None:
        return {}
    from visualize.text.code_lines import code  # most layers are in nobody's words

    return {"like": operation.dialect.framework, "code": code(operation)}


def _unread(operation: Layer, axis: int) -> list[int] | None:
    """Rows or columns of the drawn input, padding included, that no window reads; None if the axis is too long."""
    if operation.drawn[axis].length > MOST_LISTED:
        return None if _unread_count(operation, axis) else []
    return [int(at) for at in np.flatnonzero(operation.drawn[axis].uses() == 0)]


def _unread_count(operation: Layer, axis: int) -> int:
    drawn = operation.drawn[axis]
    return drawn.length - drawn.read_count


def text(operation: Layer, language: str = "en") -> str:
    """The report as lines of text.

    >>> from visualize.operations import Conv
    >>> text(Conv(5, 3)).splitlines()[:2]
    ['convolution: 5×5 -> 3×3', 'output size: (5 + 2·0 − 3) / 1 + 1 = 3']
    """
    data = report(operation)
    paddings = data["padding"]
    sizes = " -> ".join(map(by, (operation.input_shape, operation.output_shape)))
    lines = [_titled(phrase(operation.name, language), sizes, language)]
    lines += _by_axis("output size", data["formula"], language)
    both = phrase("before and after", language)
    lines += _by_axis("padding per side", [both.format(*pair) for pair in paddings["per_side"]], language)
    lines += _by_axis("padding total", paddings["total"], language)
    transposed = [str(a) if a == b else both.format(a, b) for a, b in paddings["transposed"]]
    if operation.weighted:
        lines += _by_axis("padding transposed", transposed, language)
    lines += [line for axis in ("rows", "columns") for line in _never_read(data, axis, language)]
    lines += [*cost_lines(operation, language), _titled("PyTorch", data["pytorch"], language)]
    if operation.dialect is not None and data["code"] != data["pytorch"]:
        lines.append(_titled(operation.dialect.name, data["code"], language))
    return "\n".join([*lines, *rules(operation, language)])


def _never_read(data: dict[str, Any], axis: str, language: str) -> Iterator[str]:
    """A line about the rows, or columns, that no window reads, if there are any."""
    name, numbers = phrase(f"unread {axis}", language), data["unread"][axis]
    if numbers is None:
        count = f"{data['unread_count'][axis]:,}"
        yield phrase("number never read", language).format(name, count)
    elif numbers:
        yield phrase("never read", language).format(name, _listed(numbers, language))


def _listed(numbers: list[int], language: str) -> str:
    """The numbers; if there are many, the first ones, the last one and the count."""
    if len(numbers) <= MOST_WRITTEN:
        return ", ".join(map(str, numbers))
    first = ", ".join(map(str, numbers[: MOST_WRITTEN - 1]))
    return phrase("listed", language).format(first, numbers[-1], f"{len(numbers):,}")


def _titled(name: str, text: Any, language: str) -> str:
    return phrase("titled", language).format(name, text)


def _by_axis(key: str, values: list[Any], language: str) -> list[str]:
    """One line if the axes have the same value or there is one axis only, else a line for each."""
    name = phrase(key, language)
    if len(set(map(str, values))) == 1:
        return [_titled(name, values[0], language)]
    axes = (phrase(f"axis {axis}", language) for axis in ("rows", "columns"))
    names = (phrase("of axis", language).format(name, axis) for axis in axes)
    return [_titled(*pair, language) for pair in zip(names, values, strict=True)]


def pytorch(operation: Layer) -> str:
    """The PyTorch expression that makes the layer; uneven padding becomes a padding layer of its own.

    Where the kernel is not turned, a comment says how PyTorch's weight lies.

    >>> from visualize.operations import Conv
    >>> pytorch(Conv(5, 3, stride=2, padding=1))
    'nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1)'
    """
    axes = ", ".join(map(str, range(2, 2 + operation.dims)))
    return _expression(operation) + (f"  # its weight is w.flip({axes})" if operation.unturned else "")


def _expression(operation: Layer) -> str:
    top, bottom, left, right = operation.padding
    even = top == bottom and left == right and not _is_wide(operation)
    layer = _layer(operation, even)
    if even:
        return layer
    if not operation.weighted:
        # After a padding layer, ceil mode would keep the window that it drops here: leave out the cells of its start.
        cut_rows, cut_columns = (_beyond_last_window(axis) for axis in operation.axes)
        bottom, right = bottom - cut_rows, right - cut_columns
    frame = [left, right] if operation.dims == 1 else [left, right, top, bottom]
    dims = f"{operation.dims}d"
    if operation.transposed:
        crop = ", ".join(str(-side) for side in frame)
        return f"nn.Sequential({layer}, nn.ZeroPad{dims}(({crop})))"
    whole = f"nn.Sequential({_padder(operation, frame)}, {layer})"
    if not operation.count_include_pad:
        # The average over the padded window, divided by the share of its cells that are input.
        return f"(lambda pool: lambda x: pool(x) / pool(x.new_ones(x.shape)))({whole})"
    return whole


def _is_wide(operation: Layer) -> bool:
    """Whether a pool has more padding than PyTorch's pools take, half of the kernel."""
    axes = zip(operation.padding[::2], operation.kernel, strict=True)
    return not operation.weighted and any(side > kernel // 2 for side, kernel in axes)


def _padder(operation: Layer, frame: list[int]) -> str:
    """The padding layer for these sides, in PyTorch's order."""
    sides, dims = ", ".join(map(str, frame)), f"{operation.dims}d"
    if operation.around:
        return f'nn.ConstantPad{dims}(({sides}), float("{operation.around}"))'
    return f"nn.{PADDERS[operation.padding_mode]}{dims}(({sides}))"


def _beyond_last_window(axis: Axis) -> int:
    """The number of padding cells after the last window, if ceil mode dropped a window that would start in them."""
    return axis.padded - (axis.small - 1) * axis.stride - axis.span if axis.dropped else 0


def _layer(operation: Layer, even: bool) -> str:
    dims = operation.dims
    top, _, left, _ = operation.padding
    arguments = [f"kernel_size={_value(operation.kernel_size)}"]
    default_stride = (1,) * dims if operation.weighted else operation.kernel_size
    options = [
        ("stride", operation.stride, default_stride),
        ("padding", public((top, left), dims) if even else (0,) * dims, (0,) * dims),
        ("dilation", operation.dilation, (1,) * dims),
    ]
    options.append(("output_padding", public(operation.output_padding, dims), (0,) * dims))
    arguments += [f"{name}={_value(value)}" for name, value, default in options if value != default]
    for name in ("padding_mode", "ceil_mode", "count_include_pad"):
        value = getattr(operation, name)
        if value != getattr(Layer, name) and (even or name == "ceil_mode"):
            arguments.append(f"{name}={value!r}")
    if operation.groups > 1 and operation.weighted:
        arguments.append(f"groups={operation.groups}")
    channels = f"{operation.in_channels}, {operation.out_channels}, " if operation.weighted else ""
    return f"nn.{type(operation).__name__}{dims}d({channels}{', '.join(arguments)})"


def _value(values: tuple[int, ...]) -> str:
    return str(values[0]) if len(set(values)) == 1 else str(values)
