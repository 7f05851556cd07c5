"""The arguments of an operation from a layer of torch.nn, read by its attributes."""

from __future__ import annotations

from typing import Any

from visualize.errors import unsupported
from visualize.operations import OPERATIONS, SHUFFLES, Operation, PixelShuffle, PixelUnshuffle
from visualize.operations.attributes import per_axis, weight_and_bias

# Operation and dimensions by a layer's name.
KINDS: dict[str, tuple[type[Operation], int]] = {
    f"{kind.__name__}{dims}d": (kind, dims) for kind in OPERATIONS.values() for dims in (1, 2)
}
KINDS |= {kind.__name__: (kind, 2) for kind in SHUFFLES.values()}
FACTORS = {PixelShuffle.name: "upscale_factor", PixelUnshuffle.name: "downscale_factor"}
PER_AXIS = ("kernel_size", "stride", "padding", "dilation", "output_padding")


def arguments(layer: Any, operation: type[Operation], dims: int) -> dict[str, Any]:
    """The arguments of the operation's constructor, but the input's size."""
    if operation.moves:
        return {"factor": getattr(layer, FACTORS[operation.name])}
    if getattr(layer, "divisor_override", None) is not None:
        raise unsupported("divisor_override", layer.divisor_override, "only a window's own size is drawn")
    names = ("kernel_size", "stride", "padding", *operation.extras)
    found = {name: per_axis(layer, name, dims) if name in PER_AXIS else getattr(layer, name) for name in names}
    if operation.weighted and getattr(layer, "in_channels", 1) != 0:  # a lazy layer learns them at its first call
        found |= {name: getattr(layer, name, 1) for name in ("in_channels", "out_channels", "groups")}
    if not operation.weighted or not _has_numbers(layer.weight):
        return found
    return found | weight_and_bias(layer.weight, layer.bias, channels=(0, 1))


def _has_numbers(weight: Any) -> bool:
    """False for the weights of a lazy layer before its first call, and for those on the device meta."""
    return type(weight).__name__ != "UninitializedParameter" and not getattr(weight, "is_meta", False)


def image_axes(layer: Any, dims: int) -> str:
    """Which axes of a batch are the image's rows and columns."""
    return f"[-{dims}:]"
