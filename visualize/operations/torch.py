"""The arguments of an operation from a layer of torch.nn, read by its attributes."""

from typing import Any

from visualize.errors import unsupported
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.attributes import per_axis, weight_and_bias

OPERATIONS: dict[str, type[Operation]] = {
    "Conv": Conv,
    "ConvTranspose": ConvTranspose,
    "MaxPool": MaxPool,
    "AvgPool": AvgPool,
}
# Operation and dimensions by a layer's name.
KINDS = {f"{name}{dims}d": (kind, dims) for name, kind in OPERATIONS.items() for dims in (1, 2)}
SWITCHES: dict[Any, list[str]] = {
    Conv: ["padding_mode"],
    MaxPool: ["ceil_mode"],
    AvgPool: ["ceil_mode", "count_include_pad"],
}


def arguments(layer: Any, operation: type[Operation], dims: int) -> dict[str, Any]:
    """The arguments of the operation's constructor, but the input's size."""
    found = {name: per_axis(layer, name, dims) for name in ("kernel_size", "stride", "padding")}
    if operation is not AvgPool:
        found["dilation"] = per_axis(layer, "dilation", dims)
    elif getattr(layer, "divisor_override", None) is not None:
        raise unsupported("divisor_override", layer.divisor_override, "only a window's own size is drawn")
    if operation is ConvTranspose:
        found["output_padding"] = per_axis(layer, "output_padding", dims)
    found |= {name: getattr(layer, name) for name in SWITCHES.get(operation, [])}
    if not operation.weighted or not _has_numbers(layer.weight):
        return found
    return found | weight_and_bias(layer.weight, layer.bias, channels=(0, 1))


def _has_numbers(weight: Any) -> bool:
    """False for the weights of a lazy layer before its first call, and for those on the device meta."""
    return type(weight).__name__ != "UninitializedParameter" and not getattr(weight, "is_meta", False)


def image_axes(layer: Any, dims: int) -> str:
    """Which axes of a batch are the image's rows and columns."""
    return f"[-{dims}:]"
