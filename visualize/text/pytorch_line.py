"""The PyTorch expression of a layer."""

from __future__ import annotations

from visualize.operations import Layer
from visualize.operations.axis import Axis
from visualize.operations.parameters import public

PADDERS = {"zeros": "ZeroPad", "reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "CircularPad"}


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
