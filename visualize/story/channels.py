"""The reading by output cell for several channels: a filter's window slides over all input channels that it reads."""

from __future__ import annotations

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
from visualize.story.channel_grids import ROLES, channel_grids, kernel_grid, word_role, words
from visualize.story.channel_numbers import ChannelNumbers, Numbers, Sums
from visualize.story.gather import Gather
from visualize.story.orders import Steps
from visualize.story.protocol import ChannelGrids
from visualize.story.trace import Trace, trace
from visualize.story.values import DONE, PENDING, Grids, Shapes, Values
from visualize.story.written import common_denominator
from visualize.text.alt_text import Course
from visualize.text.captions import Captions, Wording, with_fraction
from visualize.text.channel_captions import captions
from visualize.text.sentences import Equation

MOST_LINES = 4  # of a step's equations; more would take the grids' room, and are in their cells


@dataclass(frozen=True)
class Channels:
    """Filters fill their outputs row by row: one after another, one after another at each place, or all together.

    In a step of a single filter the partial sums of its channels are added. An `order` of None is that of filters.
    Where cells are `coloured` by their values, more channels are drawn than where these are written.

    Of more than `most` inputs or outputs some are drawn.

    >>> from visualize.operations import Conv
    >>> story = Channels(Conv(5, 3, in_channels=3, out_channels=2))
    >>> story.step_count, len(story.channels.kernels)
    (18, 6)

    `drawn` are the input channels that are drawn, None for as many as fit.
    """

    operation: Operation
    flip: bool = False
    values: Values | None = field(default=None, compare=False)
    most: int | None = None
    order: str | None = None
    coloured: bool = False
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
        has_bias = self.values is not None and bool(np.any(self.values.bias))
        content = "cells" if self.values is None else "colours" if self.coloured else "numbers"
        return channel_grids(self.operation, content, has_bias, self.order == "together", self.most, self.drawn)

    @cached_property
    def steps(self) -> Steps:
        """The steps in their order."""
        filters = tuple(grid.channel for grid in self.channels.outputs)
        return Steps(self.order or "filter", filters, self.one.step_count, self.operation.out[1])

    step_count = property(lambda self: self.steps.step_count, doc="The number of steps.")
    row_length = property(lambda self: self.steps.row_length, doc="The number of steps that fill a row.")

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

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the windows of the channels that its filters read, their kernels, output cells."""
        (filters, cell), grids = self.steps.at(index), self.channels
        shared, window = self.one.frame(cell), self.one.window_at(cell)
        read = self._read(filters)
        active = [row for row in grids.rows if any(row in grids.adding[filter] for filter in filters)]
        roles = self.rest | dict.fromkeys(read, shared.roles[INPUT])
        roles |= {grid: self._output(grid.channel, index, shared) for grid in grids.outputs}
        has_sums = self.values is not None
        roles |= {grid: word_role(grid, filters, active, has_sums) for grid in (*grids.sums, *self._words)}
        current = {filter: shared.outlines[-1]._replace(grid=Grid(Tensor.OUTPUT, channel=filter)) for filter in filters}
        pairs = [(row, filter) for row, filter in grids.kernels if filter in filters]
        boxes = [Box(grids.kernels[pair], 0, 0, *self.operation.kernel) for pair in pairs]
        added = [Box(grid, 0, 0) for grid in grids.biases if grid.channel in filters]
        return Frame(
            roles,
            (*(window._replace(grid=grid) for grid in read), *boxes, *added, *current.values()),
            tuple((window._replace(grid=grid), current[filter]) for filter in filters for grid in self._read([filter])),
            (),
            *self._traces(filters, cell, read),
        )

    def _read(self, filters: Sequence[int]) -> list[Grid]:
        """The inputs that filters read, those that are drawn."""
        channels = self.operation.reads[list(filters)]
        return [grid for grid in self.channels.inputs if grid.channel in channels]

    def _output(self, filter: int, index: int, shared: Frame) -> Roles:
        """The roles of an output: `shared` are those of the outputs that the step fills."""
        done = self.steps.finished(filter, index)
        if filter in self.steps.at(index)[0]:
            return shared.roles[OUTPUT]
        if done in (0, self.one.step_count):
            return self._done if done else self._pending
        roles = self._pending.copy()
        roles.reshape(-1)[:done] += DONE
        return roles

    @cached_property
    def _pending(self) -> Roles:
        return self.one.rest[OUTPUT] + PENDING

    @cached_property
    def _done(self) -> Roles:
        return self._pending + DONE

    def _traces(self, filters: Sequence[int], cell: int, inputs: list[Grid]) -> Trace:
        """The traces of the windows; arrows while the first output is filled."""
        found, first = trace(cell, self.operation.out[1], self.one.window_at), self.channels.outputs[0].channel
        arrows = found.arrows if first in filters else ()
        return Trace(
            tuple(box._replace(grid=grid) for grid in inputs for box in found.ghosts),
            tuple((a._replace(grid=grid), b._replace(grid=grid)) for grid in inputs for a, b in arrows),
        )

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        uncovered = int(np.count_nonzero(self.one.unread))
        lost = int(np.count_nonzero(self.one.unread & (self.kinds[INPUT] == Kind.INPUT)))
        course = Course(self.reading, self.step_count, uncovered, lost, self.turned, self.order)
        drawn = len(self.channels.inputs), len(self.channels.outputs)
        own = captions(self.operation, course, self.one.notes(wording), wording, drawn)
        return with_fraction(own, common_denominator(self.values and self.values.kernel))

    @cached_property
    def _numbers(self) -> ChannelNumbers | None:
        return None if self.values is None else ChannelNumbers(self.operation, self.one, self.channels, self.values)

    @cached_property
    def numbers(self) -> Numbers:
        """The final number of every cell, by grid as drawn; empty without values."""
        return {} if self._numbers is None else self._last(self._numbers, self._numbers.computed)

    @cached_property
    def written(self) -> Numbers:
        """The final number of every cell as it is written; empty without values."""
        return {} if self._numbers is None else self._last(self._numbers, self._numbers.written)

    def _last(self, found: ChannelNumbers, numbers: Numbers) -> Numbers:
        (*_, filter), cell = self.steps.at(self.step_count - 1)
        return found.shown(numbers, filter, cell)

    def numbers_at(self, index: int) -> Sums:
        """The numbers of the outputs and the partial sums as they are written, and masks of those computed so far."""
        assert self._numbers is not None
        (filter, *_), cell = self.steps.at(index)
        cells = np.arange(self.one.step_count).reshape(self.operation.out)
        masks = {at: cells < self.steps.finished(at, index) for at in self.steps.filters}
        outputs = {grid: (self.written[grid], masks[grid.channel]) for grid in self.channels.outputs}
        return outputs | self._numbers.sums(self._numbers.written, filter, cell)

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written at any step in the grids of the same tensor, as they share a format."""
        assert self._numbers is not None
        return self._numbers.written_in(grid)

    def equation(self, index: int) -> Equation | None:
        """The arithmetic of the step's output cells; without values, only a mean with its divisor."""
        filters, cell = self.steps.at(index)
        if len(filters) > MOST_LINES and self.values is not None:
            return None
        if self._numbers is not None:
            found = {filter: self._numbers.equation(filter, cell) for filter in filters}
            return found[filters[0]] if len(found) == 1 else Equation("each", each=found)
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
        """A step as data: the output cell and the taps of every channel that its filter reads, or several of these."""
        filters, cell = self.steps.at(index)
        found = [self._filled(filter, cell) for filter in filters]
        return {"index": index, **found[0]} if len(found) == 1 else {"index": index, "outputs": found}

    def _filled(self, filter: int, cell: int) -> dict[str, Any]:
        """An output cell, its taps and its value."""
        shared, taps = self.one.step(cell), []
        for row, tap in product(self.operation.reads[filter].tolist(), shared["taps"]):
            kernel = kernel_grid(self.operation, row, filter) if self.operation.weighted else KERNEL
            _, *place = tap[INPUT.name]
            _, _, *weight = tap[KERNEL.name]
            taps.append({INPUT.name: [row, *place], KERNEL.name: [kernel.filter, kernel.channel, *weight]})
        del shared["index"]
        _, *place = shared[OUTPUT.name]
        grid = Grid(Tensor.OUTPUT, channel=filter)
        value = None if self.values is None else self.numbers[grid][tuple(place)].item()
        return shared | {OUTPUT.name: [filter, *place], "taps": taps, "value": value}
