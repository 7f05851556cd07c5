"""A convolution as one product of matrices, in step with the window that slides or the kernel that stamps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.choices import SPARSE_MATRIX
from visualize.errors import unsupported
from visualize.film import INPUT, KERNEL, OUTPUT, Box, Frame, Grid, Roles, Tensor, Texts
from visualize.film.links import Copy
from visualize.film.roles import STATES, Kind
from visualize.operations import Layer, Operation
from visualize.story.gather import Gather
from visualize.story.scatter import Scatter
from visualize.story.unrolled import UNROLLED, Cells, letters, names, placed, windows
from visualize.story.values import PENDING, Grids, Shapes, Values
from visualize.story.written import common_denominator, decimals
from visualize.text.captions import Captions, Wording
from visualize.text.matrix_captions import explaining, with_matrix
from visualize.text.sentences import Equation

MOST = 16  # rows, and columns, of a matrix
Numbers = dict[Grid, NDArray[Any]]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class MatrixProduct:
    """The story of a layer of one channel with three grids more: a matrix, a column, and the column that they give.

    With `sparse` false the matrix has a row for each window and the column is the kernel. Else the matrix is W, which
    has the kernel at each step's place and zeros elsewhere, and the column is the input; of a transposed layer it is
    W transposed, to which each step adds a column in place of a row.

    >>> from visualize.operations import Conv
    >>> MatrixProduct(Gather(Conv(input_size=3, kernel_size=2)), sparse=True).shapes[UNROLLED[KERNEL]]
    (4, 9)
    """

    one: Gather | Scatter
    sparse: bool

    planes = (INPUT, OUTPUT)
    channels = None
    order = None

    @property
    def operation(self) -> Operation:
        """The layer."""
        return self.one.operation

    @property
    def values(self) -> Values | None:
        """The numbers as given."""
        return self.one.values

    reading = property(lambda self: self.one.reading)
    flip = property(lambda self: self.one.flip)
    turned = property(lambda self: self.one.turned)
    crop = property(lambda self: self.one.crop)
    struck = property(lambda self: self.one.struck)
    window = property(lambda self: self.one.window)
    step_count = property(lambda self: self.one.step_count)
    row_length = property(lambda self: self.one.row_length)
    uses = property(lambda self: self.one.uses)
    unread = property(lambda self: self.one.unread)

    @property
    def matrix(self) -> Grid:
        """The first factor: the windows of the input, or the kernel at all its places."""
        return UNROLLED[KERNEL if self.sparse else INPUT]

    @property
    def bias(self) -> Grid | None:
        """The grid of the bias, which is added to each row, if there is one."""
        return Grid(Tensor.BIAS) if self.values is not None and self.values.bias else None

    @cached_property
    def cells(self) -> Cells:
        """For each cell of the matrices the flat index of the cell that it repeats; -1 for the zeros of W."""
        return placed(self.one) if self.sparse else windows(self.one)

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid; those of the layer, then matrix, column, bias, and the result."""
        found = {grid: numbers.shape for grid, numbers in self.cells.items()}
        result = {UNROLLED[OUTPUT]: found.pop(UNROLLED[OUTPUT])}
        bias = {} if self.bias is None else dict.fromkeys([self.bias], result[UNROLLED[OUTPUT]])
        return {**self.one.shapes, **found, **bias, **result}

    def _spread(self, parts: Mapping[Grid, NDArray[Any]], elsewhere: Any) -> Numbers:
        """The cells of the matrices with what their cells in the layer's grids have; those of no cell with another."""
        found = {}
        for base, grid in UNROLLED.items():
            if base in parts:
                cells = self.cells[grid]
                found[grid] = np.where(cells < 0, np.asarray(elsewhere, parts[base].dtype), parts[base].ravel()[cells])
        return found

    def _with_bias(self, parts: Mapping[Grid, NDArray[Any]], number: Any) -> Numbers:
        bias = {} if self.bias is None else {self.bias: np.full(self.shapes[self.bias], number)}
        return {**parts, **self._spread(parts, 0), **bias}

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell; the zeros of W are inserted ones."""
        bias = {} if self.bias is None else {self.bias: np.full(self.shapes[self.bias], Kind.KERNEL, np.uint8)}
        return self.one.kinds | self._spread(self.one.kinds, Kind.INSERTED) | bias

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell at rest, outside any step."""
        bias = {} if self.bias is None else {self.bias: self.kinds[self.bias] * np.uint8(STATES)}
        return self.one.rest | self._spread(self.one.rest, Kind.INSERTED * STATES) | bias

    @cached_property
    def _steps(self) -> NDArray[np.intp]:
        """The step that writes each line of the matrix: a row, of a transposed layer a column."""
        numbers = np.arange(self.step_count)
        return numbers if self.operation.transposed else numbers[:, None]

    @cached_property
    def _blank(self) -> Roles:
        """The roles of a matrix of which nothing is written."""
        kind = Kind.KERNEL if self.sparse else Kind.INPUT
        return np.full(self.shapes[self.matrix], kind * STATES, np.uint8) + PENDING

    def frame(self, index: int) -> Frame:
        """The whole state at a step: its line of the matrix written, and all cells lit that its window lights."""
        shared = self.one.frame(index)
        spread = self._spread(shared.roles, Kind.INSERTED * STATES)
        before = np.where(self._steps < index, self.rest[self.matrix], self._blank)
        spread[self.matrix] = np.where(self._steps == index, spread[self.matrix], before)
        bias = {} if self.bias is None else {self.bias: self.rest[self.bias]}
        roles = {**shared.roles, **spread, **bias}
        return shared._replace(roles=roles, outlines=(*shared.outlines, *self._outlines(index)))

    def _outlines(self, index: int) -> tuple[Box, ...]:
        """The line of the matrix, what it is multiplied by, and the result; a stamp's results have no box."""
        (rows, columns), column = self.shapes[self.matrix], UNROLLED[INPUT if self.sparse else KERNEL]
        if self.operation.transposed:
            return Box(self.matrix, 0, index, rows, 1), Box(column, index, 0)
        return Box(self.matrix, index, 0, 1, columns), Box(column, 0, 0, columns, 1), Box(UNROLLED[OUTPUT], index, 0)

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        own = self.one.captions(explaining(wording, self.operation, self.sparse))
        shapes = {base: self.shapes[grid] for base, grid in UNROLLED.items()}
        denominator = common_denominator(self.values and self.values.kernel)
        return with_matrix(own, self.operation, shapes, self.sparse, wording, denominator)

    @cached_property
    def numbers(self) -> Numbers:
        """The final number of every cell, by grid; empty without values."""
        return {} if self.values is None else self._with_bias(self.one.numbers, self.values.one_bias)

    @cached_property
    def written(self) -> Numbers:
        """The final number of every cell as it is written; empty without values."""
        if self.values is None:
            return {}
        return self._with_bias(self.one.written, decimals(np.array([self.values.one_bias]))[0])

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], Mask]]:
        """The numbers of the outputs and of the matrix as they are written, and masks of those that are there."""
        found, column = self.one.numbers_at(index), UNROLLED[OUTPUT]
        numbers, shown = found[OUTPUT]
        final = numbers is self.one.written[OUTPUT]
        spread = self.written[column] if final else self._spread({OUTPUT: numbers}, 0)[column]
        there = np.broadcast_to(self._steps <= index, self.shapes[self.matrix])
        return found | {
            self.matrix: (self.written[self.matrix], there),
            column: (spread, self._spread({OUTPUT: shown}, False)[column]),
        }

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written in a grid at any step; those of a matrix as in the grid that it repeats."""
        return self.written[grid] if grid == self.bias else self.one.written_numbers(grid._replace(matrix=False))

    def equation(self, index: int) -> Equation | None:
        """The step's sum, or the products that it adds."""
        return self.one.equation(index)

    @cached_property
    def marks(self) -> dict[Grid, Texts]:
        """A letter for each input cell, the same on its copies, capitals for weights, and zeros."""
        own = letters(self.one)
        return own | self._spread(own, "0")

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """The flat index of the weight that each cell holds or is paired with; -1 for none."""
        shared = self.one.weights_at(index)
        spread = self._spread(shared, -1)
        there = self._steps <= index if self.sparse else self._steps == index
        spread[self.matrix] = np.where(there, spread[self.matrix], -1)
        return shared | spread

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: that of the window, or of the stamp."""
        return self.one.step(index)

    def copies(self) -> dict[str, Copy]:
        """The public name of each cell of the matrices that repeats another, and which one.

        The cells of a column of windows are those that one weight meets.
        """
        named = names(self.one)
        found = {}
        for base, grid in UNROLLED.items():
            for row, column in np.argwhere(self.cells[grid] >= 0).tolist():
                weight = named[KERNEL][column] if grid == self.matrix and not self.sparse else ""
                found[grid.cell(row, column)] = Copy(named[base][self.cells[grid][row, column]], weight)
        return found


def check_matrix(layer: Layer, reading: str) -> None:
    """Refuse a layer that is no product of matrices, and one whose matrix is too large to be read."""
    if not layer.weighted:
        raise unsupported("reading", reading, "only convolutions are products with weights; leave it out")
    if not layer.single:
        raise unsupported("reading", reading, "it is drawn of one channel; with several use gather")
    sparse = layer.transposed or reading == SPARSE_MATRIX
    if sparse and layer.padding_mode != "zeros" and any(layer.padding):
        advice = "weights that read the same cell would be added up in W; use --padding-mode zeros, or --reading matrix"
        raise unsupported("padding_mode", layer.padding_mode, advice)
    rows, columns = prod(layer.out), prod(layer.size if sparse else layer.kernel)
    if max(rows, columns) > MOST:
        advice = f"the matrix would be {rows} x {columns}, at most {MOST} x {MOST}; use smaller sizes"
        raise unsupported("reading", reading, advice)
