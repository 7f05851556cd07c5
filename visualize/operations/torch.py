"""From a layer of PyTorch, by its attributes; PyTorch itself is never imported."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import VisualizeError, invalid, unknown, unsupported
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.parameters import Size, integers

OPERATIONS: dict[str, Any] = {"Conv": Conv, "ConvTranspose": ConvTranspose, "MaxPool": MaxPool, "AvgPool": AvgPool}
KNOWN = tuple(f"{name}{dims}d" for name in OPERATIONS for dims in (1, 2))


def from_layer(layer: Any, input_size: Size) -> Operation:
    """The operation of a torch.nn layer for an input of that size.

    Weights and bias come along, as `weight` and `bias`, where the layer has one channel in and out; of other layers
    one channel's arithmetic is told. Raises VisualizeError for a layer of another class.

    `from_layer(nn.Conv2d(1, 1, 3, padding=1), input_size=8).output_size` is `(8, 8)`.
    """
    kind = next((base.__name__ for base in type(layer).__mro__ if base.__name__ in KNOWN), None)
    if kind is None:
        raise unknown("layer", type(layer).__name__, "known layers are " + ", ".join(KNOWN))
    made = OPERATIONS[kind[:-2]]
    dims = int(kind[-2])
    if dims == 1:
        input_size = integers("input_size", input_size, (1,), 1, "one number for a layer of one dimension")
    try:
        given = _parameters(layer, made, dims)
    except VisualizeError:
        raise
    except Exception as error:  # an object of that name that is none, a layer that is not made yet
        raise invalid("layer", kind, f"its parameters cannot be read: {error}") from error
    found: Operation = made(input_size, **given)
    return found


def _parameters(layer: Any, made: type[Operation], dims: int) -> dict[str, Any]:
    """What the operation is made with."""
    given = {name: _plain(layer, name, dims) for name in ("kernel_size", "stride", "padding")}
    if made is not AvgPool:
        given["dilation"] = _plain(layer, "dilation", dims)
    elif getattr(layer, "divisor_override", None) is not None:
        raise unsupported("divisor_override", layer.divisor_override, "only a window's own size is drawn")
    if made is ConvTranspose:
        given["output_padding"] = _plain(layer, "output_padding", dims)
    switches = {Conv: ["padding_mode"], MaxPool: ["ceil_mode"], AvgPool: ["ceil_mode", "count_include_pad"]}
    given |= {name: getattr(layer, name) for name in switches.get(made, [])}
    return given | (_weights(layer) if made in (Conv, ConvTranspose) else {})


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
