"""The reading of a pixel shuffle: each step takes one cell of the input to its place in the output."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import INPUT, OUTPUT, Box, Frame, Grid, Roles, Tensor, Texts
from visualize.film.roles import STATES, Kind
from visualize.operations import Shuffle
from visualize.story.protocol import ChannelGrids
from visualize.story.values import CURRENT, DONE, PENDING, TAP, Grids, Shapes, Values
from visualize.story.written import Written, as_written
from visualize.text.captions import Captions, Wording
from visualize.text.sentences import Equation
from visualize.text.shuffle_captions import captions

MOST_ROWS = 21  # of cells, those of all drawn channels one below the other
Numbers = dict[Grid, NDArray[Any]]


@dataclass(frozen=True)
class ShuffleStory:
    """One output channel after another is filled, row by row; each of its cells is one of the input's.

    >>> from visualize.operations import PixelShuffle
    >>> story = ShuffleStory(PixelShuffle(input_size=3, factor=2))
    >>> story.step_count, len(story.channels.inputs)
    (36, 4)
    """

    operation: Shuffle
    values: Values | None = field(default=None, compare=False)

    reading = "gather"
    flip = turned = False
    crop = (0, 0, 0, 0)
    window = None
    order = None
    struck: tuple[Box, ...] = ()

    @cached_property
    def channels(self) -> ChannelGrids:
        """The input channels and the output channels that are drawn, in blocks on the side that has more of them."""
        layer, each = self.operation, self.operation.factor**2
        fewer = layer.in_channels if layer.packs else layer.out_channels
        one = max(layer.size[0], layer.out[0])
        drawn = list(range(fewer)) if fewer <= max(2, MOST_ROWS // one) else [0, fewer - 1]
        many = [at * each + place for at in drawn for place in range(each)]
        inputs, outputs = (drawn, many) if layer.packs else (many, drawn)
        return ChannelGrids(
            tuple(Grid(Tensor.INPUT, channel=at) for at in inputs),
            tuple(Grid(Tensor.OUTPUT, channel=at) for at in outputs),
            {},
            (),
            (),
            tuple(drawn),
            hidden=1 if len(drawn) < fewer else None,
            blocks=layer.factor,
        )

    @property
    def planes(self) -> tuple[Grid, ...]:
        """The inputs and the outputs."""
        return *self.channels.inputs, *self.channels.outputs

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid."""
        layer, grids = self.operation, self.channels
        return dict.fromkeys(grids.inputs, layer.size) | dict.fromkeys(grids.outputs, layer.out)

    @property
    def step_count(self) -> int:
        """One step for each output cell that is drawn."""
        return len(self.channels.outputs) * self._cells

    @property
    def _cells(self) -> int:
        rows, columns = self.operation.out
        return rows * columns

    @property
    def row_length(self) -> int:
        """The number of steps that fill a row: the output's columns."""
        return self.operation.out[1]

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell of an input and of an output."""
        layer = self.operation
        return {INPUT: np.full(layer.size, Kind.INPUT, np.uint8), OUTPUT: np.full(layer.out, Kind.OUTPUT, np.uint8)}

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell at rest, outside any step."""
        resting = {grid: kinds * np.uint8(STATES) for grid, kinds in self.kinds.items()}
        return {grid: resting[grid._replace(channel=0)] for grid in self.planes}

    @cached_property
    def _pending(self) -> Roles:
        return self.rest[OUTPUT] + PENDING

    @cached_property
    def _done(self) -> Roles:
        return self._pending + DONE

    def _at(self, index: int) -> tuple[Grid, int, int]:
        """The output and the row and column of the cell that a step fills."""
        number, cell = divmod(index, self._cells)
        return self.channels.outputs[number], *divmod(cell, self.row_length)

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the cell that is taken lit, its place in the output current."""
        grid, row, column = self._at(index)
        channel, *place = self.operation.source(grid.channel, row, column)
        source = Box(Grid(Tensor.INPUT, channel=channel), *place)
        roles = dict(self.rest)
        lit = roles[source.grid].copy()
        lit[source.row, source.column] += TAP
        ahead = {one: self._done if one.channel < grid.channel else self._pending for one in self.channels.outputs}
        filled = self._pending.copy()
        filled.reshape(-1)[: index % self._cells] += DONE
        filled[row, column] += CURRENT
        current = Box(grid, row, column)
        return Frame({**roles, **ahead, source.grid: lit, grid: filled}, (source, current), ((source, current),))

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        drawn = len(self.channels.inputs), len(self.channels.outputs)
        return captions(self.operation, self.step_count, drawn, wording)

    @cached_property
    def numbers(self) -> Numbers:
        """The number of every cell of all channels; empty without values."""
        return {} if self.values is None else self._numbers(self.values)

    def _numbers(self, values: Values) -> Numbers:
        layer = self.operation
        outputs = layer.apply(values.input).reshape(layer.out_channels, *layer.out)
        sides = ((Tensor.INPUT, values.input.reshape(-1, *layer.size)), (Tensor.OUTPUT, outputs))
        return {Grid(tensor, channel=at): part for tensor, parts in sides for at, part in enumerate(parts)}

    @cached_property
    def _written(self) -> Written:
        assert self.values is not None
        return as_written(self.values, self.numbers, self._numbers, summed=False)

    @property
    def written(self) -> Numbers:
        """The number of every cell as it is written; empty without values."""
        return {} if self.values is None else self._written.numbers

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], NDArray[np.bool_]]]:
        """The outputs' numbers as they are written, and masks of the cells that are filled by the end of a step."""
        masks = self.filled(index)
        return {grid: (self.written[grid], masks[grid]) for grid in self.channels.outputs}

    def filled(self, index: int) -> dict[Grid, NDArray[np.bool_]]:
        """Masks of the outputs' cells that are filled by the end of a step."""
        cells = np.arange(self._cells).reshape(self.operation.out)
        return {grid: cells <= index - at * self._cells for at, grid in enumerate(self.channels.outputs)}

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written in the grids of the same tensor, as they share a format."""
        return np.concatenate([part.ravel() for one, part in self.written.items() if one.tensor is grid.tensor])

    def equation(self, index: int) -> Equation:
        """Which cell is taken, and where it goes; its number, if there are values."""
        grid, row, column = self._at(index)
        here = grid.channel, row, column
        values = [self.written[grid][row, column].item()] if self.written else []
        return Equation("moved", values, places=(here, self.operation.source(*here)))

    @cached_property
    def marks(self) -> dict[Grid, Texts]:
        """The number of each cell's channel, on the side with more channels, where it lies and where it comes from."""
        factor, few, many = self.operation.factor, self.channels.outputs, self.channels.inputs
        if self.operation.packs:
            few, many = many, few
        rows, columns = np.indices(self.shapes[few[0]])
        places = rows % factor * factor + columns % factor
        marks = {grid: grid.channel * factor**2 + places for grid in few}
        marks |= {grid: np.full(self.shapes[grid], grid.channel) for grid in many}
        return {grid: numbers.astype(str) for grid, numbers in marks.items()}

    @property
    def uses(self) -> dict[Grid, NDArray[np.intp]]:
        """Once: how often each cell is taken."""
        return dict.fromkeys(self.channels.inputs, np.ones(self.operation.size, np.intp))

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """Empty: there are no weights."""
        return {}

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the output cell and the input cell that it takes."""
        grid, row, column = self._at(index)
        here = grid.channel, row, column
        value = self.numbers[grid][row, column].item() if self.numbers else None
        taps = [{INPUT.name: list(self.operation.source(*here))}]
        return {"index": index, OUTPUT.name: list(here), "taps": taps, "value": value}
