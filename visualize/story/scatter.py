"""The reading by input cell: each input cell stamps its scaled kernel onto the output."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import INPUT, KERNEL, OUTPUT, Box, Frame, Grid, Roles, Texts
from visualize.film.roles import STATES, Kind, State
from visualize.operations import ConvTranspose
from visualize.operations.axis import Axis
from visualize.operations.parameters import Sides
from visualize.story.running_sums import RunningSums, Stamp
from visualize.story.trace import trace
from visualize.story.values import CURRENT, DONE, PENDING, TAP, Grids, Shapes, Values, output_kinds, whole_bias
from visualize.story.written import Written, as_written, common_denominator, without_noise
from visualize.text.alt_text import Course
from visualize.text.captions import Captions, Wording, captions, with_fraction
from visualize.text.number_format import number_text
from visualize.text.sentences import Equation


@dataclass(frozen=True)
class Scatter:
    """Each step stamps one input cell's scaled kernel onto the output; overlapping stamps add up.

    >>> Scatter(ConvTranspose(input_size=2, kernel_size=3, stride=2)).shapes[OUTPUT]
    (5, 5)
    """

    operation: ConvTranspose
    values: Values | None = field(default=None, compare=False)

    planes = (INPUT, OUTPUT)
    channels = None
    reading, order = "scatter", None
    struck: tuple[Box, ...] = ()
    flip = False
    window = None

    @property
    def turned(self) -> bool:
        """Whether the kernel is drawn rotated by 180°, as it is stamped: only where the layer leaves it unturned."""
        return self.operation.unturned

    @property
    def crop(self) -> Sides:
        """Rows and columns that the padding crops: top, bottom, left, right."""
        return self.operation.crop

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid; the output with its cropped border."""
        return {INPUT: self.operation.size, KERNEL: self.operation.kernel, OUTPUT: self.operation.full}

    @cached_property
    def step_count(self) -> int:
        """One step for each input cell."""
        rows, columns = self.operation.size
        return rows * columns

    @property
    def row_length(self) -> int:
        """The number of steps that complete a row: the input's columns."""
        return self.operation.size[1]

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell."""
        op = self.operation
        top, bottom, left, right = op.crop
        rows = output_kinds(op.out[0], op.output_padding[0], top, bottom)
        columns = output_kinds(op.out[1], op.output_padding[1], left, right)
        return {
            INPUT: np.full(op.size, Kind.INPUT, np.uint8),
            KERNEL: np.full(op.kernel, Kind.KERNEL, np.uint8),
            OUTPUT: np.maximum.outer(rows, columns),
        }

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell at rest, outside any step."""
        resting = {grid: cells * np.uint8(STATES) for grid, cells in self.kinds.items()}
        return resting | {OUTPUT: resting[OUTPUT] + self.unread * np.uint8(State.UNREAD)}

    @cached_property
    def unread(self) -> NDArray[np.bool_]:
        """A mask of the output's cells that no stamp reaches."""
        return np.equal(self._first_stamp, self.step_count)

    @cached_property
    def _first_stamp(self) -> NDArray[np.int32]:
        """The step that first stamps each output cell; the number of steps if none does."""
        rows, columns = (
            _first_to_reach(axis, length)
            for axis, length in zip(self.operation.stamps, self.operation.full, strict=True)
        )
        first = rows[:, None] * self.operation.size[1] + columns[None, :]
        first[(rows < 0)[:, None] | (columns < 0)[None, :]] = self.step_count
        return first.astype(np.int32)  # compared at each step

    @cached_property
    def _pending(self) -> Roles:
        return np.where(self.unread, self.rest[OUTPUT], self.rest[OUTPUT] + PENDING)

    def reached(self, index: int) -> tuple[slice, slice]:
        """The rows and columns of the output to which a step adds."""
        row, column = divmod(index, self.operation.size[1])
        rows, columns = self.operation.stamps
        return rows.window(row), columns.window(column)

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        notes: list[tuple[str, ...]] = []
        if any(self.operation.crop):
            notes.append(("cropped",) if all(self.operation.crop) else ("cropped sides",))
        if self.values is not None and self.values.bias:
            notes.append(("begins", number_text(self._written.values.one_bias)))
        course = Course(self.reading, self.step_count, int(np.count_nonzero(self.unread)), flipped=self.turned)
        own = captions(self.operation, course, notes, wording)
        return with_fraction(own, common_denominator(self.values and self.values.kernel))

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the input cell lit, its stamp current, the earlier stamps done."""
        row, column = divmod(index, self.operation.size[1])
        drawn = self.rest[INPUT].copy()
        drawn[row, column] += TAP
        output = self._pending + (self._first_stamp <= index) * DONE  # several times as fast as by indexing
        rows, columns = self.reached(index)
        output[rows, columns] += CURRENT - DONE
        source = Box(INPUT, row, column)
        stamp, kernel = self._window(index), Box(KERNEL, 0, 0, *self.operation.kernel)
        return Frame(
            {**self.rest, INPUT: drawn, OUTPUT: output},
            (source, kernel, stamp),
            ((source, stamp),),
            (),
            *trace(index, self.row_length, self._window),
        )

    def _window(self, index: int) -> Box:
        rows, columns = self.reached(index)
        return Box(OUTPUT, rows.start, columns.start, rows.stop - rows.start, columns.stop - columns.start)

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the input cell and every cell that it stamps."""
        row, column = divmod(index, self.operation.size[1])
        (sr, sc), (dr, dc) = self.operation.strides, self.operation.dilations
        rows, columns = self.operation.kernel
        taps = []
        for u, v in np.ndindex(rows, columns):
            weight = [0, 0, rows - 1 - u, columns - 1 - v] if self.turned else [0, 0, u, v]
            taps.append({OUTPUT.name: [0, row * sr + u * dr, column * sc + v * dc], KERNEL.name: weight})
        value = None if self.values is None else self.numbers[INPUT][row, column].item()
        return {"index": index, INPUT.name: [0, row, column], "taps": taps, "value": value}

    @cached_property
    def numbers(self) -> dict[Grid, NDArray[Any]]:
        """The final number of every cell, by grid; empty without values."""
        return {} if self.values is None else self._numbers(self.values)

    def _numbers(self, values: Values) -> dict[Grid, NDArray[Any]]:
        kernel, image = self._stamped(values), values.input.reshape(self.operation.size)
        sums = self._beginning(values)
        self.operation.add_stamps(sums, image, kernel)
        return {INPUT: image, KERNEL: kernel, OUTPUT: sums}

    def _stamped(self, values: Values) -> NDArray[Any]:
        """The kernel as it is stamped."""
        assert values.kernel is not None
        kernel = values.kernel.reshape(self.operation.kernel)
        return kernel[::-1, ::-1] if self.turned else kernel

    def added(self, steps: range) -> NDArray[Any]:
        """What these steps add to the output, computed from the values as given."""
        numbers, total = self.numbers, np.zeros_like(self.numbers[OUTPUT])
        with np.errstate(all="ignore"):
            for step in steps:
                total[self.reached(step)] += numbers[INPUT].ravel()[step] * numbers[KERNEL]
        return total

    def _beginning(self, values: Values) -> NDArray[Any]:
        """The output before the first stamp: the bias in every cell."""
        assert values.kernel is not None
        bias = whole_bias(self.operation, values)
        return np.full(self.operation.full, bias, np.result_type(values.input, values.kernel, type(bias)))

    @cached_property
    def _written(self) -> Written:
        assert self.values is not None
        return as_written(self.values, self.numbers, self._numbers)

    @property
    def written(self) -> dict[Grid, NDArray[Any]]:
        """The final number of every cell as it is written; empty without values."""
        return {} if self.values is None else self._written.numbers

    def running(self, first: int = 0) -> RunningSums:
        """The output's running sums; those of the stamps from a later step on begin without the bias."""
        beginning = self._beginning(self._written.values)
        return RunningSums(np.zeros_like(beginning) if first else beginning, self.stamp, first)

    @cached_property
    def _sums(self) -> RunningSums:
        return self.running()

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], NDArray[np.bool_]]]:
        """The running sums at a step as they are written, and a mask of the cells to show: those stamped so far.

        All cells are shown at the last step, and at every step if there is a bias, with which each sum begins.
        """
        if index == self.step_count - 1:
            return {OUTPUT: (self.written[OUTPUT], np.ones(self.operation.full, np.bool_))}
        assert self.values is not None
        return {OUTPUT: (self._sums.at(index).copy(), (self._first_stamp <= index) | (self.values.bias != 0))}

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written in a grid at any step; for the output, running sums and products."""
        if grid != OUTPUT:
            return self.written[grid]
        sums, steps = self.running(), range(self.step_count)
        stamped = [sums.at(index)[self.reached(index)].ravel() for index in steps]
        products = [np.array(self._products(index)) for index in steps]
        return np.concatenate([self.written[OUTPUT].ravel(), *products, *stamped])

    def stamp(self, index: int) -> Stamp:
        """The rows and columns of the output to which a step adds, and the numbers that it adds as they are written."""
        values = self._written.values
        with np.errstate(all="ignore"):
            product = values.input.reshape(-1)[index] * self._stamped(values)
        return self.reached(index), product

    def _products(self, index: int) -> list[float]:
        """The numbers that a step adds as they are written, weight by weight."""
        product = self.stamp(index)[1]
        return without_noise(product, np.abs(product)).ravel().tolist()

    def equation(self, index: int) -> Equation | None:
        """The products that the step adds."""
        if self.values is None:
            return None
        value, weights = self.written[INPUT].ravel()[index].item(), self.written[KERNEL].ravel().tolist()
        return Equation("stamp", (value,), weights, divisor=self._written.denominator, products=self._products(index))

    @property
    def marks(self) -> dict[Grid, Texts]:
        """Empty: there is no padding."""
        return {}

    @property
    def uses(self) -> dict[Grid, NDArray[np.intp]]:
        """Empty: no window slides, every input cell is used once."""
        return {}

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """The flat index of the weight in each kernel cell and in each output cell under the stamp; -1 elsewhere."""
        numbers = np.arange(self.operation.kernel[0] * self.operation.kernel[1]).reshape(self.operation.kernel)
        numbers = numbers[::-1, ::-1] if self.turned else numbers
        lit = np.full(self.shapes[OUTPUT], -1)
        lit[self.reached(index)] = numbers
        return {KERNEL: numbers, OUTPUT: lit}


def _first_to_reach(axis: Axis, length: int) -> NDArray[np.intp]:
    """For each output cell along an axis, the first input cell whose stamp covers it; -1 if none does."""
    first = np.full(length, -1)
    for cell in range(axis.small):
        reached = first[axis.window(cell)]
        reached[reached < 0] = cell
    return first
