"""Operations from PyTorch layers, read by their attributes; PyTorch is never imported."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import VisualizeError, invalid, unknown, unsupported
from visualize.operations import OPERATIONS, Operation
from visualize.operations.parameters import Size, integers

KNOWN = {f"{kind.__name__}{dims}d": (kind, dims) for kind in OPERATIONS.values() for dims in (1, 2)}
PER_AXIS = ("kernel_size", "stride", "padding", "dilation", "output_padding")


def from_layer(layer: Any, input_size: Size) -> Operation:
    """The operation of a torch.nn layer for an input of that size.

    If the layer has one input and one output channel, the operation has its weight and bias; otherwise it has the
    layer's sizes only. Raises VisualizeError for a layer of another class.

    With PyTorch `from_layer(nn.Conv2d(1, 1, 3, padding=1), input_size=8)` reads a real layer; any object with the name
    and the attributes of such a layer will do:

    >>> layer = type("MaxPool2d", (), dict(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=True))()
    >>> from_layer(layer, input_size=5)
    MaxPool(input_size=5, kernel_size=2, ceil_mode=True)
    """
    kind = next((base.__name__ for base in type(layer).__mro__ if base.__name__ in KNOWN), None)
    if kind is None:
        raise unknown("layer", type(layer).__name__, "known layers are " + ", ".join(KNOWN))
    operation_class, dims = KNOWN[kind]
    if dims == 1:
        input_size = integers("input_size", input_size, (1,), 1, "one number for a layer of one dimension")
    try:
        arguments = _arguments(layer, operation_class, dims)
    except VisualizeError:
        raise
    except Exception as error:  # a lazy layer, or an object that only has a layer's name
        raise invalid("layer", kind, f"its parameters cannot be read: {error}") from error
    operation: Operation = operation_class(input_size, **arguments)
    return operation


def _arguments(layer: Any, operation_class: type[Operation], dims: int) -> dict[str, Any]:
    """The arguments of the operation's constructor."""
    if getattr(layer, "divisor_override", None) is not None:
        raise unsupported("divisor_override", layer.divisor_override, "only a window's own size is drawn")
    names = ("kernel_size", "stride", "padding", *operation_class.extras)
    arguments = {name: _plain(layer, name, dims) if name in PER_AXIS else getattr(layer, name) for name in names}
    return arguments | (_weights(layer) if operation_class.weighted else {})


def _plain(layer: Any, name: str, dims: int) -> Any:
    """An attribute in the form that the operation takes: PyTorch keeps numbers, tuples or names."""
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
        detached = tensor.detach().cpu()
        # NumPy has no bfloat16.
        tensor = (detached.float() if str(detached.dtype) == "torch.bfloat16" else detached).numpy()
    return np.array(tensor)
