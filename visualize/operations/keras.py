"""The arguments of an operation from a layer of Keras, read by its attributes."""

from __future__ import annotations

from typing import Any

from visualize.errors import unknown
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.attributes import per_axis, weight_and_bias
from visualize.operations.parameters import integers, split

OPERATIONS: dict[str, type[Operation]] = {
    "Conv{}D": Conv,
    "Conv{}DTranspose": ConvTranspose,
    "MaxPooling{}D": MaxPool,
    "AveragePooling{}D": AvgPool,
}
# Operation and dimensions by a layer's name.
KINDS = {name.format(dims): (kind, dims) for name, kind in OPERATIONS.items() for dims in (1, 2)}


def arguments(layer: Any, operation: type[Operation], dims: int) -> dict[str, Any]:
    """The arguments of the operation's constructor, but the input's size.

    Keras's padding `same` is ours of the name `same-upper`, with which averages leave the padding out.
    """
    kernel = per_axis(layer, "kernel_size" if operation.weighted else "pool_size", dims)
    found: dict[str, Any] = {"kernel_size": kernel}
    if layer.strides is not None:
        found["stride"] = per_axis(layer, "strides", dims)
    if operation.weighted:
        found["dilation"] = per_axis(layer, "dilation_rate", dims)
    found |= _transposed(layer, dims) if operation is ConvTranspose else {"padding": _padding(layer, dims)}
    return found | (_weights(layer, operation is ConvTranspose) if operation.weighted else {})


def _padding(layer: Any, dims: int) -> Any:
    names = {"valid": "valid", "same": "same-upper"} | ({"causal": "causal"} if dims == 1 else {})
    if layer.padding not in names:
        raise unknown("padding", layer.padding, "Keras knows valid and same, in one dimension causal")
    return names[layer.padding]


def _sizes(name: str, values: tuple[Any, ...], minimum: int = 1) -> tuple[int, ...]:
    return integers(name, values, (len(values),), minimum, "integers")


def _transposed(layer: Any, dims: int) -> dict[str, Any]:
    """Padding and output_padding of a transposed layer."""
    names = ("kernel_size", "strides", "dilation_rate")
    kernels, strides, dilations = (_sizes(name, per_axis(layer, name, dims)) for name in names)
    extras: Any = [None] * dims
    if layer.output_padding is not None:
        extras = _sizes("output_padding", per_axis(layer, "output_padding", dims), 0)
    if layer.padding not in ("valid", "same"):
        raise unknown("padding", layer.padding, "Keras knows valid and same")
    axes = [crop(layer.padding, *axis) for axis in zip(kernels, strides, dilations, extras, strict=True)]
    return {
        "padding": tuple(side for before, after, _ in axes for side in (before, after)),
        "output_padding": tuple(extra for _, _, extra in axes),
    }


def crop(padding: str, kernel: int, stride: int, dilation: int, extra: int | None) -> tuple[int, int, int]:
    """The crop before and after, and the output_padding, of one axis.

    `extra` is Keras's output_padding. Without it the output is input * stride with `same`, and at least as long with
    `valid`. With it the output with `same` is (input - 1) * stride + span % 2 + extra.
    """
    span = dilation * (kernel - 1) + 1
    if padding == "valid":
        return 0, 0, max(0, stride - span) if extra is None else extra
    total = span - (stride if extra is None else span % 2 + extra)
    return *split(max(0, total), "same-upper"), max(0, -total)


def _weights(layer: Any, transposed: bool) -> dict[str, Any]:
    """Channels, weight and bias of a layer that is built.

    One with an activation, which would change the numbers, has no weight.
    """
    kernel = getattr(layer, "kernel", None)
    if kernel is None:
        return {}
    groups = getattr(layer, "groups", 1)
    second, last = tuple(kernel.shape)[-2:]
    counts = (last, second) if transposed else (second * groups, last)
    found = {"in_channels": counts[0], "out_channels": counts[1], "groups": groups}
    if getattr(getattr(layer, "activation", None), "__name__", "linear") != "linear":
        return found
    return found | weight_and_bias(_tensor(kernel), _tensor(layer.bias), channels=(-1, -2))


def _tensor(variable: Any) -> Any:
    """The backend's own tensor in a variable of Keras 3, which NumPy converts more readily than the variable."""
    value = getattr(variable, "value", variable)
    return variable if callable(value) else value


def image_axes(layer: Any, dims: int) -> str:
    """Which axes of a batch are the image's rows and columns."""
    return f"[-{dims}:]" if layer.data_format == "channels_first" else "[1:-1]"
