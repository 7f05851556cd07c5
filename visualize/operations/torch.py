"""From a layer of PyTorch, by its attributes; PyTorch itself is never imported."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import invalid, unknown, unsupported
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.parameters import Size

KNOWN = ("Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d", "MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d")


def from_layer(layer: Any, input_size: Size) -> Operation:
    """The operation of a torch.nn layer for an input of that size.

    Weights and bias come along, as `weight` and `bias`, where the layer has one channel in and out; of other layers
    one channel's arithmetic is told. Raises VisualizeError for a layer of another class.

    `from_layer(nn.Conv2d(1, 1, 3, padding=1), input_size=8).output_size` is `(8, 8)`.
    """
    kind = next((base.__name__ for base in type(layer).__mro__ if base.__name__ in KNOWN), None)
    if kind is None:
        raise unknown("layer", type(layer).__name__, "known layers are " + ", ".join(KNOWN))
    dims = int(kind[-2])
    size = _input_size(input_size, dims)
    given = {name: _plain(layer, name, dims) for name in ("kernel_size", "stride", "padding")}
    if kind.startswith("MaxPool"):
        return MaxPool(size, dilation=_plain(layer, "dilation", dims), ceil_mode=layer.ceil_mode, **given)
    if kind.startswith("AvgPool"):
        if getattr(layer, "divisor_override", None) is not None:
            raise unsupported("divisor_override", layer.divisor_override, "only a window's own size is drawn")
        return AvgPool(size, ceil_mode=layer.ceil_mode, count_include_pad=layer.count_include_pad, **given)
    given |= {"dilation": _plain(layer, "dilation", dims), **_weights(layer)}
    if kind.startswith("ConvTranspose"):
        return ConvTranspose(size, output_padding=_plain(layer, "output_padding", dims), **given)
    return Conv(size, padding_mode=layer.padding_mode, **given)


def _input_size(size: Size, dims: int) -> Size:
    if dims == 2:
        return size
    if isinstance(size, int):
        return (size,)
    if len(size) != 1:
        raise invalid("input_size", size, "must be one number for a layer of one dimension")
    return size


def _plain(layer: Any, name: str, dims: int) -> Any:
    """Attributes are numbers, tuples or names; poolings keep a number as it was given."""
    value = getattr(layer, name)
    if isinstance(value, str):
        return value
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(values) not in (1, dims):
        raise invalid(name, values, f"a layer of {dims} dimension{'s' * (dims > 1)} has one number per dimension")
    return values * (dims // len(values)) if dims == 2 else values[0]


def _weights(layer: Any) -> dict[str, Any]:
    weight = _numbers(layer.weight)
    if weight.shape[:2] != (1, 1):
        return {}
    bias = 0.0 if layer.bias is None else float(_numbers(layer.bias)[0])
    return {"weight": weight[0, 0], "bias": bias}


def _numbers(tensor: Any) -> NDArray[Any]:
    if hasattr(tensor, "detach"):
        found = tensor.detach().cpu()
        # NumPy has no bfloat16.
        tensor = (found.float() if str(found.dtype) == "torch.bfloat16" else found).numpy()
    return np.array(tensor)
