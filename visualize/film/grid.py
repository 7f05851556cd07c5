"""The key of every grid: which tensor it shows, and which part of it."""

from enum import Enum
from typing import NamedTuple


class Tensor(Enum):
    """The tensor that a grid shows; LAYER is the output of a layer within a stack, below the last layer.

    In figures of several channels single cells hold the BIAS of a filter, and numbers and words that change with the
    step: the PARTIAL_SUM of an input channel, names, signs. Of compared films one holds each film's EQUATION.
    A STAMP is what an input cell of a transposed convolution adds to the output.
    """

    INPUT = "input"
    KERNEL = "kernel"
    OUTPUT = "output"
    LAYER = "layer"
    BIAS = "filter-bias"
    PARTIAL_SUM = "partial-sum"
    INPUT_NAME = "input-name"
    FILTER_NAME = "filter-name"
    OUTPUT_NAME = "output-name"
    SIGN = "sign"
    EQUATION = "equation"
    STAMP = "stamp"

    __hash__ = object.__hash__  # every look-up of a grid asks for it, and that of Enum is slow


class Grid(NamedTuple):
    """One grid of a figure.

    A kernel's grid shows one channel of one filter; the two are the first indices of the weight as PyTorch holds it,
    which has a transposed layer's input channels first. `layer` counts the layers of a stack from 1. `tile` is the
    number of the step that a tile of a contact sheet shows. A `loupe` shows the cells under the window, enlarged. A
    `matrix` is a factor of a product of matrices, or the product, made of the cells of that tensor.
    """

    tensor: Tensor
    channel: int = 0
    filter: int = 0
    layer: int = 0
    tile: int | None = None
    loupe: bool = False
    matrix: bool = False

    @property
    def name(self) -> str:
        """The name in JSON and in slides. Public names are made here and in `cell` only.

        >>> Grid(Tensor.LAYER, layer=2).name, Grid(Tensor.INPUT, tile=4).name
        ('layer-2', 'input-4')
        >>> Grid(Tensor.INPUT, loupe=True).name
        'input-loupe'
        >>> Grid(Tensor.KERNEL, matrix=True).name
        'kernel-matrix'
        """
        numbers = [number for number in (self.layer or None, self.tile) if number is not None]
        forms = [*["loupe"] * self.loupe, *["matrix"] * self.matrix]
        return "-".join(map(str, (self.tensor.value, *forms, *numbers)))

    def address(self, row: int, column: int) -> tuple[int, ...]:
        """A cell's indices: channel, row, column; for a kernel preceded by the filter, for a sign by its kind.

        >>> INPUT.address(1, 3), KERNEL.address(0, 2)
        ((0, 1, 3), (0, 0, 0, 2))
        """
        cell = self.channel, row, column
        return (self.filter, *cell) if self.tensor in (Tensor.KERNEL, Tensor.SIGN) else cell

    def cell(self, row: int, column: int) -> str:
        """The public name of a cell, found in an SVG's `data-cell` and `data-text`.

        >>> KERNEL.cell(0, 2), INPUT.cell(1, 3)
        ('kernel/0/0/0/2', 'input/0/1/3')
        """
        return "/".join(map(str, (self.name, *self.address(row, column))))


INPUT, KERNEL, OUTPUT = Grid(Tensor.INPUT), Grid(Tensor.KERNEL), Grid(Tensor.OUTPUT)
# What is said beside grids about the step; it stands in cells of its own.
SAID = Tensor.PARTIAL_SUM, Tensor.INPUT_NAME, Tensor.FILTER_NAME, Tensor.OUTPUT_NAME, Tensor.SIGN
# The tensors whose numbers are sums of products; in a figure they share a format and a scale of colours.
SUMS = Tensor.OUTPUT, Tensor.PARTIAL_SUM, Tensor.STAMP
