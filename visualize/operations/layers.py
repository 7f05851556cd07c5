"""Operations from layers of PyTorch and Keras, read by their attributes; neither package is ever imported."""

from __future__ import annotations

from typing import Any

from visualize.errors import VisualizeError, invalid, unknown
from visualize.operations import Operation
from visualize.operations.parameters import Size, check_no_array, integers


def from_layer(layer: Any, input_size: Size) -> Operation:
    """The operation of a layer of torch.nn or keras.layers for an input of that size.

    The operation has the layer's channels, weight and bias. If the layer has no numbers yet (a lazy one, one on the
    device meta, one of Keras that is not built), it has the layer's sizes only; so it is with a layer of Keras that
    has an activation, which is no part of the operation. Poolings do not know their channels: theirs is one. Raises
    VisualizeError for a layer of another class.

    With PyTorch `from_layer(nn.Conv2d(1, 1, 3, padding=1), input_size=8)` reads a real layer; any object with the name
    and the attributes of such a layer will do:

    >>> layer = type("MaxPool2d", (), dict(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=True))()
    >>> from_layer(layer, input_size=5)
    MaxPool(input_size=5, kernel_size=2, ceil_mode=True)
    """
    from visualize.operations import keras, torch  # the command line reads no layers: it starts faster without

    kinds = {name: framework for framework in (torch, keras) for name in framework.KINDS}
    name = next((base.__name__ for base in type(layer).__mro__ if base.__name__ in kinds), None)
    if name is None:
        raise unknown("layer", type(layer).__name__, "known layers are " + ", ".join(kinds))
    framework = kinds[name]
    operation_class, dims = framework.KINDS[name]
    try:
        check_no_array("input_size", input_size, dims, framework.image_axes(layer, dims))
        arguments = framework.arguments(layer, operation_class, dims)
    except VisualizeError:
        raise
    except Exception as error:  # an object that only has a layer's name
        raise invalid("layer", name, f"its parameters cannot be read: {error}") from error
    if dims == 1:
        input_size = integers("input_size", input_size, (1,), 1, "one number for a layer of one dimension")
    operation: Operation = operation_class(input_size, **arguments)
    return operation
