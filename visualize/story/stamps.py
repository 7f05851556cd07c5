"""The reading by input cell with its parts: each stamp in a grid of its own, and the output as their sum."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import KERNEL, OUTPUT, SUMS, Box, Frame, Grid, Roles, Tensor, Texts
from visualize.film.roles import STATES, Kind
from visualize.operations import ConvTranspose
from visualize.story.running_sums import RunningSums
from visualize.story.scatter import Scatter
from visualize.story.values import CURRENT, DONE, PENDING, Grids, Shapes, Values
from visualize.story.written import Written, as_written
from visualize.text.captions import Captions, Wording
from visualize.text.sentences import Equation
from visualize.text.stamp_captions import with_stamps

# Of how many stamps all are drawn: a row of them and the output is at most so many cells wide, each with a sign as wide
# as some; in one dimension they stand below each other.
LONGEST_ROW, SIGN, MOST_ROWS = 34, 1.5, 8

Numbers = dict[Grid, NDArray[Any]]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Stamps:
    """Each step writes an input cell's scaled kernel into a grid of its own, and adds it to the output.

    Of many stamps the first two and the last have a grid, those between them are added up in one.

    >>> story = Stamps(ConvTranspose(input_size=2, kernel_size=2))
    >>> [grid.channel for grid in story.steps], story.shapes[OUTPUT]
    ([0, 1, 2, 3], (3, 3))
    """

    operation: ConvTranspose
    values: Values | None = field(default=None, compare=False)

    planes = ()
    channels = None
    reading, order = "scatter", None
    struck: tuple[Box, ...] = ()
    flip = False
    window = None

    @cached_property
    def one(self) -> Scatter:
        """The story of the stamps that are added at once."""
        return Scatter(self.operation, self.values)

    turned = property(lambda self: self.one.turned)
    crop = property(lambda self: self.one.crop)
    step_count = property(lambda self: self.one.step_count)
    row_length = property(lambda self: self.one.row_length)
    unread = property(lambda self: self.one.unread)

    @cached_property
    def steps(self) -> dict[Grid, range]:
        """The steps whose stamps each grid shows."""
        found = drawn_steps(self.operation, self.bias is not None)
        return {Grid(Tensor.STAMP, channel=steps.start): steps for steps in found}

    @property
    def bias(self) -> Grid | None:
        """The grid of the bias, with which the sum begins, if there is one."""
        return Grid(Tensor.BIAS) if self.values is not None and self.values.bias else None

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid; stamps, and the bias as a part of every cell, have those of the output."""
        shapes = self.one.shapes
        bias = () if self.bias is None else (self.bias,)
        return shapes | dict.fromkeys((*bias, *self.steps), shapes[OUTPUT])

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell; those of stamps are the output's."""
        kinds = self.one.kinds
        bias = {self.bias: np.full_like(kinds[OUTPUT], Kind.KERNEL)} if self.bias is not None else {}
        return kinds | bias | dict.fromkeys(self.steps, kinds[OUTPUT])

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell at rest, outside any step."""
        own = {grid: self.kinds[grid] * np.uint8(STATES) for grid in self.shapes if grid not in self.one.shapes}
        return self.one.rest | own

    @cached_property
    def _blank(self) -> Roles:
        """The roles of a stamp that is still to come."""
        return self.kinds[OUTPUT] * np.uint8(STATES) + PENDING

    @cached_property
    def _firsts(self) -> dict[Grid, NDArray[np.intp]]:
        """For each grid of stamps the step that first reaches each cell; the number of steps if none does."""
        return {grid: self._first(steps) for grid, steps in self.steps.items()}

    def _first(self, steps: range) -> NDArray[np.intp]:
        found = np.full(self.operation.full, self.step_count)
        for step in reversed(steps):
            found[self.one.reached(step)] = step
        return found

    @cached_property
    def _whole(self) -> Grids:
        """The roles of each grid of stamps when all of them are there."""
        reached = {grid: np.less(first, self.step_count) for grid, first in self._firsts.items()}
        return {grid: np.where(mask, self._blank + DONE, self._blank) for grid, mask in reached.items()}

    def _roles(self, grid: Grid, index: int) -> Roles:
        steps = self.steps[grid]
        if index < steps.start:
            return self._blank
        if index >= steps.stop:
            return self._whole[grid]
        roles = np.where(self._firsts[grid] <= index, self._blank + DONE, self._blank)
        roles[self.one.reached(index)] += CURRENT - DONE
        return roles

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the input cell lit, its stamp current in its own grid and in the output."""
        shared = self.one.frame(index)
        stamps = {grid: self._roles(grid, index) for grid in self.steps}
        *others, added = shared.outlines
        own = added._replace(grid=next(grid for grid, steps in self.steps.items() if index in steps))
        bias = {self.bias: self.rest[self.bias]} if self.bias is not None else {}
        return Frame(dict(shared.roles) | bias | stamps, (*others, own, added))

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        return with_stamps(self.one.captions(wording), self.steps, wording.language)

    @cached_property
    def numbers(self) -> Numbers:
        """The final number of every cell, by grid; empty without values."""
        return {} if self.values is None else self._numbers(self.values)

    def _numbers(self, values: Values) -> Numbers:
        story = Scatter(self.operation, values)
        stamps = {grid: story.added(steps) for grid, steps in self.steps.items()}
        bias = {self.bias: np.full(self.operation.full, values.one_bias)} if self.bias is not None else {}
        return story.numbers | bias | stamps

    @cached_property
    def _written(self) -> Written:
        assert self.values is not None
        return as_written(self.values, self.numbers, self._numbers)

    @property
    def written(self) -> Numbers:
        """The final number of every cell as it is written; empty without values."""
        return {} if self.values is None else self._written.numbers

    @cached_property
    def _sums(self) -> dict[Grid, RunningSums]:
        """The running sums of the grids that show several stamps."""
        several = {grid: steps for grid, steps in self.steps.items() if len(steps) > 1}
        return {grid: self.one.running(steps.start) for grid, steps in several.items()}

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], Mask]]:
        """The stamps and the output's running sums as they are written, and masks of the cells to show."""
        output, shown = self.one.numbers_at(index)[OUTPUT]
        last = index == self.step_count - 1
        found = {OUTPUT: (self.written[OUTPUT] if last else output, shown)}
        for grid, steps in self.steps.items():
            whole = grid not in self._sums or index not in steps
            sums = self.written[grid] if whole else self._sums[grid].at(index).copy()
            found[grid] = sums, self._firsts[grid] <= index
        return found

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written in a grid at any step; sums and stamps share their format."""
        if grid.tensor not in SUMS:
            return self.written[grid]
        running = ((self.one.running(steps.start), steps) for steps in self.steps.values() if len(steps) > 1)
        sums = [sums.at(index)[self.one.reached(index)].ravel() for sums, steps in running for index in steps]
        return np.concatenate([self.one.written_numbers(OUTPUT), *sums])

    def equation(self, index: int) -> Equation | None:
        """The products that the step adds."""
        return self.one.equation(index)

    @property
    def marks(self) -> dict[Grid, Texts]:
        """Empty: there is no padding."""
        return {}

    @property
    def uses(self) -> dict[Grid, NDArray[np.intp]]:
        """Empty: no window slides, every input cell is used once."""
        return {}

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """The flat index of the weight in each kernel cell and in each cell of the current stamp; -1 elsewhere."""
        shared = self.one.weights_at(index)
        stamps = {grid: shared[OUTPUT] if index in steps else self._no_weights for grid, steps in self.steps.items()}
        return {KERNEL: shared[KERNEL], **stamps}

    @cached_property
    def _no_weights(self) -> NDArray[np.intp]:
        return np.full(self.shapes[OUTPUT], -1)

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the input cell and every cell that it stamps."""
        return self.one.step(index)


def drawn_steps(layer: ConvTranspose, has_bias: bool = False) -> list[range]:
    """The steps of each grid of stamps: all if they fit a slide, else the first two, those between, the last.

    >>> drawn_steps(ConvTranspose(input_size=4, kernel_size=2))
    [range(0, 1), range(1, 2), range(2, 15), range(15, 16)]
    """
    count, (_, columns) = layer.size[0] * layer.size[1], layer.full
    most = (MOST_ROWS if layer.dims == 1 else int(LONGEST_ROW / (columns + SIGN)) - 1) - has_bias
    if count <= max(3, most):
        return [range(step, step + 1) for step in range(count)]
    first = 2 if count > 4 and most >= 4 else 1
    alone = [range(step, step + 1) for step in range(first)]
    return [*alone, range(first, count - 1), range(count - 1, count)]
