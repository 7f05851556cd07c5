"""The reading by output cell for several channels: a filter's window slides over all input channels that it reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import INPUT, KERNEL, OUTPUT, Box, Frame, Grid, Roles, Tensor, Texts
from visualize.film.roles import STATES, Kind
from visualize.operations import Operation
from visualize.story.channel_grids import ROLES, channel_grids, kernel_grid, taking_part, word_role, words
from visualize.story.channel_numbers import ChannelNumbers, Numbers, Sums
from visualize.story.gather import Gather
from visualize.story.protocol import ChannelGrids
from visualize.story.trace import Trace, trace
from visualize.story.values import DONE, PENDING, Grids, Shapes, Values
from visualize.story.written import common_denominator
from visualize.text.alt_text import Course
from visualize.text.captions import Captions, Wording, with_fraction
from visualize.text.channel_captions import captions
from visualize.text.equations import Equation


@dataclass(frozen=True)
class Channels:
    """One filter after another fills its output, row by row; in each step the partial sums of its channels are added.

    >>> from visualize.operations import Conv
    >>> story = Channels(Conv(5, 3, in_channels=3, out_channels=2))
    >>> story.step_count, len(story.channels.kernels)
    (18, 6)

    `drawn` are the input channels that are drawn, None for as many as fit.
    """

    operation: Operation
    flip: bool = False
    values: Values | None = field(default=None, compare=False)
    drawn: Sequence[int] | None = None

    reading = "gather"
    crop = (0, 0, 0, 0)
    window = None

    @cached_property
    def one(self) -> Gather:
        """The story of one channel, whose window all channels share."""
        return Gather(self.operation, self.flip)

    turned = property(lambda self: self.one.turned)

    @cached_property
    def channels(self) -> ChannelGrids:
        """The grids as a matrix."""
        values = self.values
        has_bias = values is not None and bool(np.any(values.bias))
        return channel_grids(self.operation, values is not None, has_bias, self.drawn)

    @cached_property
    def _filters(self) -> list[int]:
        return [grid.channel for grid in self.channels.outputs]

    @cached_property
    def struck(self) -> tuple[Box, ...]:
        """The rows and columns of output cells that ceil mode drops."""
        return tuple(box._replace(grid=grid) for grid in self.channels.outputs for box in self.one.struck)

    @property
    def planes(self) -> tuple[Grid, ...]:
        """The inputs and the outputs."""
        return *self.channels.inputs, *self.channels.outputs

    @cached_property
    def _words(self) -> tuple[Grid, ...]:
        return words(self.channels)

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid as drawn, padding included."""
        shapes, grids = self.one.shapes, self.channels
        found = dict.fromkeys(grids.inputs, shapes[INPUT]) | dict.fromkeys(grids.outputs, shapes[OUTPUT])
        found |= dict.fromkeys(grids.kernels.values(), self.operation.kernel)
        return found | dict.fromkeys((*grids.biases, *grids.sums, *self._words), (1, 1))

    @cached_property
    def step_count(self) -> int:
        """One step for each output cell of each filter that is drawn."""
        return len(self.channels.outputs) * self.one.step_count

    @property
    def row_length(self) -> int:
        """The number of steps that fill a row: the output's columns."""
        return self.operation.out[1]

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell of an input, a kernel, an output, which the channels share."""
        return self.one.kinds

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell at rest, outside any step."""
        rest, grids = self.one.rest, self.channels
        found = dict.fromkeys(grids.inputs, rest[INPUT]) | dict.fromkeys(grids.outputs, rest[OUTPUT])
        kernel = np.full(self.operation.kernel, Kind.KERNEL * STATES, np.uint8)
        found |= dict.fromkeys(grids.kernels.values(), kernel)
        found |= dict.fromkeys(grids.biases, np.full((1, 1), Kind.KERNEL * STATES, np.uint8))
        found |= dict.fromkeys(grids.sums, ROLES["quiet" if self.values else "waiting"])
        return found | dict.fromkeys(self._words, ROLES["quiet"])

    def at(self, index: int) -> tuple[int, int]:
        """The filter of a step, and the number of the cell that it fills.

        >>> from visualize.operations import Conv
        >>> Channels(Conv(5, 3, out_channels=2)).at(10)
        (1, 1)
        """
        number, cell = divmod(index, self.one.step_count)
        return self._filters[number], cell

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the windows of the channels that a filter reads, its kernels, the output cell."""
        filter, cell = self.at(index)
        shared, grids, read = self.one.frame(cell), self.channels, self._read(filter)
        active, has_sums = taking_part(grids, self.operation.reads[filter].tolist()), self.values is not None
        roles = self.rest | dict.fromkeys(read, shared.roles[INPUT])
        roles |= {grid: self._output(grid.channel - filter, shared) for grid in grids.outputs}
        roles |= {grid: word_role(grid, filter, active, has_sums) for grid in (*grids.sums, *self._words)}
        current = shared.outlines[-1]._replace(grid=Grid(Tensor.OUTPUT, channel=filter))
        windows = [self.one.window_at(cell)._replace(grid=grid) for grid in read]
        kernels = [self._kernel(grid.channel, filter) for grid in read if grids.kernels]
        boxes = [Box(grid, 0, 0, *self.operation.kernel) for grid in kernels]
        added = [Box(grid, 0, 0) for grid in grids.biases if grid.channel == filter]
        return Frame(
            roles,
            (*windows, *boxes, *added, current),
            tuple((window, current) for window in windows),
            (),
            *self._traces(filter, cell, read),
        )

    def _read(self, filter: int) -> list[Grid]:
        """The inputs that a filter reads, those that are drawn."""
        channels = self.operation.reads[filter].tolist()
        return [grid for grid in self.channels.inputs if grid.channel in channels]

    def _kernel(self, channel: int, filter: int) -> Grid:
        return self.channels.kernels[channel, filter]

    def _output(self, ahead: int, shared: Frame) -> Roles:
        """The roles of the output of a filter, so many after the current one."""
        return shared.roles[OUTPUT] if ahead == 0 else self._pending if ahead > 0 else self._done

    @cached_property
    def _pending(self) -> Roles:
        return self.one.rest[OUTPUT] + PENDING

    @cached_property
    def _done(self) -> Roles:
        return self._pending + DONE

    def _traces(self, filter: int, cell: int, inputs: list[Grid]) -> Trace:
        """The traces of the windows; arrows in the first output only."""
        found = trace(cell, self.row_length, self.one.window_at)
        arrows = found.arrows if filter == 0 else ()
        return Trace(
            tuple(box._replace(grid=grid) for grid in inputs for box in found.ghosts),
            tuple((a._replace(grid=grid), b._replace(grid=grid)) for grid in inputs for a, b in arrows),
        )

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        uncovered = int(np.count_nonzero(self.one.unread))
        lost = int(np.count_nonzero(self.one.unread & (self.kinds[INPUT] == Kind.INPUT)))
        course = Course(self.reading, self.step_count, uncovered, lost, self.turned)
        drawn = len(self.channels.inputs), len(self.channels.outputs)
        own = captions(self.operation, course, self.one.notes(wording), wording, drawn)
        return with_fraction(own, common_denominator(self.values and self.values.kernel))

    @cached_property
    def _numbers(self) -> ChannelNumbers | None:
        return None if self.values is None else ChannelNumbers(self.operation, self.one, self.channels, self.values)

    @cached_property
    def numbers(self) -> Numbers:
        """The final number of every cell, by grid as drawn; empty without values."""
        found = self._numbers
        return {} if found is None else found.shown(found.computed, *self.at(self.step_count - 1))

    @cached_property
    def written(self) -> Numbers:
        """The final number of every cell as it is written; empty without values."""
        found = self._numbers
        return {} if found is None else found.shown(found.written, *self.at(self.step_count - 1))

    def numbers_at(self, index: int) -> Sums:
        """The numbers of the outputs and the partial sums as they are written, and masks of those computed so far."""
        assert self._numbers is not None
        filter, cell = self.at(index)
        cells = self.one.finished(cell)
        masks = {at: cells if at == filter else np.full_like(cells, at < filter) for at in self._filters}
        outputs = {grid: (self.written[grid], masks[grid.channel]) for grid in self.channels.outputs}
        return outputs | self._numbers.sums(self._numbers.written, filter, cell)

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written at any step in the grids of the same tensor, as they share a format."""
        assert self._numbers is not None
        return self._numbers.written_in(grid)

    def equation(self, index: int) -> Equation | None:
        """The arithmetic of the step's output cell; without values, only a mean with its divisor."""
        filter, cell = self.at(index)
        if self._numbers is not None:
            return self._numbers.equation(filter, cell)
        at, divisors = divmod(cell, self.operation.out[1]), self.one.divisors
        return None if divisors is None else Equation("mean", divisor=int(divisors[at]))

    @property
    def marks(self) -> dict[Grid, Texts]:
        """The letters of repeated padding, the same on all channels."""
        return {grid: texts for texts in self.one.marks.values() for grid in self.channels.inputs}

    @property
    def uses(self) -> dict[Grid, NDArray[np.intp]]:
        """How many windows read each cell, those of all filters that read its channel."""
        filters = self.operation.out_channels // self.operation.groups
        return dict.fromkeys(self.channels.inputs, self.one.uses[INPUT] * filters)

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """Empty: weights are shown in their kernels."""
        return {}

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the output cell and the taps of every channel that the filter reads."""
        filter, cell = self.at(index)
        shared, taps = self.one.step(cell), []
        for row, tap in product(self.operation.reads[filter].tolist(), shared["taps"]):
            kernel = kernel_grid(self.operation, row, filter) if self.operation.weighted else KERNEL
            _, *place = tap[INPUT.name]
            _, _, *weight = tap[KERNEL.name]
            taps.append({INPUT.name: [row, *place], KERNEL.name: [kernel.filter, kernel.channel, *weight]})
        _, *place = shared[OUTPUT.name]
        grid = Grid(Tensor.OUTPUT, channel=filter)
        value = None if self.values is None else self.numbers[grid][tuple(place)].item()
        return shared | {"index": index, OUTPUT.name: [filter, *place], "taps": taps, "value": value}
