"""Pixel shuffle and unshuffle: cells move between channels and places, nothing is computed."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid, unsupported
from visualize.operations.arrays import Pair
from visualize.operations.layer import Layer
from visualize.operations.parameters import MOST_CHANNELS, Size, dimensions, pair
from visualize.validate import whole

LARGEST_FACTOR = 100


class _Shuffle(Layer):
    """The parts that pixel shuffle and unshuffle share; each window is a single cell."""

    reduction = "max"
    extras = ("factor",)
    moves = True
    kernel = strides = dilations = (1, 1)
    padding = (0, 0, 0, 0)
    dims = 2
    packs: ClassVar[bool]

    def __init__(self, input_size: Size, factor: int = 2, in_channels: int | None = None) -> None:
        if dimensions(input_size) == 1:
            raise unsupported("input_size", input_size, "pixels are shuffled in two dimensions; give rows and columns")
        size = pair("input_size", input_size, 2)
        allowed = f"must be a whole number from 1 to {LARGEST_FACTOR}"
        factor = whole("factor", factor, 1, LARGEST_FACTOR, allowed)
        self._set(size=size, factor=factor)
        channels = self.usual_channels if in_channels is None else in_channels
        allowed = f"must be a whole number from 1 to {MOST_CHANNELS:,}"
        self._set(in_channels=whole("in_channels", channels, 1, MOST_CHANNELS, allowed))
        self._set(out_channels=self._check_channels())

    def _check_channels(self) -> int:
        """The number of output channels; raises VisualizeError if the factor does not divide what it must."""
        raise NotImplementedError

    @property
    def usual_channels(self) -> int:
        """The number of input channels if none is given: the smallest that the factor allows."""
        return 1 if self.packs else self.factor**2

    def arguments(self) -> dict[str, Any]:
        """The constructor's arguments that make this layer again.

        >>> PixelShuffle(3, 2).arguments()
        {'input_size': 3, 'factor': 2}
        """
        rows, columns = self.size
        channels = {} if self.in_channels == self.usual_channels else {"in_channels": self.in_channels}
        return {"input_size": rows if rows == columns else self.size, "factor": self.factor, **channels}

    def source(self, channel: int, row: int, column: int) -> tuple[int, int, int]:
        """The channel, row and column of the input cell that an output cell takes."""
        raise NotImplementedError

    @property
    def reads(self) -> NDArray[np.intp]:
        """The input channels that each output channel takes cells from, shape (out_channels, channels)."""
        each, number = self.factor**2, np.arange(self.out_channels)[:, None]
        return np.asarray(number // each if self.packs else number * each + np.arange(each))

    def apply(self, x: ArrayLike) -> NDArray[Any]:
        """The input's cells at their places in the output."""
        raise NotImplementedError


class PixelShuffle(_Shuffle):
    """Cells of factor² channels become the blocks of one channel, as in PyTorch's layer of that name.

    `input_size` is one number or two, `in_channels` a multiple of factor², by default factor² itself. Channel
    i * factor + j of those of an output channel has the cells in row i and column j of its blocks.

    >>> op = PixelShuffle(input_size=3, factor=2)
    >>> op.input_shape, op.output_shape
    ((4, 3, 3), (1, 6, 6))
    """

    name = "pixel_shuffle"
    packs = False

    def _check_channels(self) -> int:
        each = self.factor**2
        if self.in_channels % each:
            raise invalid("in_channels", self.in_channels, f"must be a multiple of factor² = {each}")
        return self.in_channels // each

    @property
    def out(self) -> Pair:
        """The output's rows and columns."""
        return self.size[0] * self.factor, self.size[1] * self.factor

    @property
    def output_size(self) -> tuple[int, ...]:
        """The input's rows and columns times the factor."""
        return self.out

    def source(self, channel: int, row: int, column: int) -> tuple[int, int, int]:
        """The channel, row and column of the input cell that an output cell takes.

        >>> PixelShuffle(3, 2).source(0, 3, 2)
        (2, 1, 1)
        """
        (row, i), (column, j) = divmod(row, self.factor), divmod(column, self.factor)
        return (channel * self.factor + i) * self.factor + j, row, column

    def apply(self, x: ArrayLike) -> NDArray[Any]:
        """The input's cells at their places in the output.

        >>> PixelShuffle(1, 2).apply([[[0]], [[1]], [[2]], [[3]]]).tolist()
        [[[0, 1], [2, 3]]]
        """
        factor, (rows, columns) = self.factor, self.size
        blocks = self.image(x).reshape(self.out_channels, factor, factor, rows, columns)
        return blocks.transpose(0, 3, 1, 4, 2).reshape(self.output_shape)


class PixelUnshuffle(_Shuffle):
    """The blocks of a channel become factor² channels: the inverse of a pixel shuffle, as in PyTorch.

    `input_size` is one number or two, multiples of the factor; `in_channels` is 1 by default. The cells in row i and
    column j of the blocks of a channel become channel i * factor + j of the factor² that it is taken apart into.

    >>> op = PixelUnshuffle(input_size=6, factor=2)
    >>> op.input_shape, op.output_shape
    ((1, 6, 6), (4, 3, 3))
    """

    name = "pixel_unshuffle"
    packs = True

    def _check_channels(self) -> int:
        for side in self.size:
            if side % self.factor:
                raise invalid("input_size", side, f"must be a multiple of the factor, {self.factor}")
        return self.in_channels * self.factor**2

    @property
    def out(self) -> Pair:
        """The output's rows and columns."""
        return self.size[0] // self.factor, self.size[1] // self.factor

    @property
    def output_size(self) -> tuple[int, ...]:
        """The input's rows and columns divided by the factor."""
        return self.out

    def source(self, channel: int, row: int, column: int) -> tuple[int, int, int]:
        """The channel, row and column of the input cell that an output cell takes.

        >>> PixelUnshuffle(6, 2).source(2, 1, 1)
        (0, 3, 2)
        """
        channel, place = divmod(channel, self.factor**2)
        i, j = divmod(place, self.factor)
        return channel, row * self.factor + i, column * self.factor + j

    def apply(self, x: ArrayLike) -> NDArray[Any]:
        """The input's cells at their places in the output.

        >>> PixelUnshuffle(2, 2).apply([[[0, 1], [2, 3]]]).tolist()
        [[[0]], [[1]], [[2]], [[3]]]
        """
        factor, (rows, columns) = self.factor, self.out
        blocks = self.image(x).reshape(self.in_channels, rows, factor, columns, factor)
        return blocks.transpose(0, 2, 4, 1, 3).reshape(self.output_shape)
