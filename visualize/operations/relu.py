"""The rectifier: what is below zero becomes zero."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.operations.layer import Layer
from visualize.operations.parameters import Size, dimensions, pair


class ReLU(Layer):
    """A layer of a stack that leaves positive numbers as they are and turns the others to zero.

    >>> ReLU(input_size=3).output_size
    (3, 3)
    """

    name = "relu"
    reduction = "max"
    extras = ()
    floors = (0,)
    kernel = strides = dilations = (1, 1)
    padding = (0, 0, 0, 0)

    def __init__(self, input_size: Size) -> None:
        dims = dimensions(input_size)
        self._set(size=pair("input_size", input_size, dims), dims=dims)

    def arguments(self) -> dict[str, Any]:
        """The constructor's arguments that make this layer again.

        >>> ReLU((3, 5)).arguments()
        {'input_size': (3, 5)}
        """
        rows, columns = self.size
        return {"input_size": rows if self.dims == 2 and rows == columns else self.input_size}

    def apply(self, x: ArrayLike) -> NDArray[Any]:
        """The input's numbers, zero in place of those below it; nan stays.

        >>> ReLU((3,)).apply([-1, 0, 2]).tolist()
        [0, 0, 2]
        """
        return np.asarray(np.maximum(self.image(x), 0).reshape(self.output_shape))
