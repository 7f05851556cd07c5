"""The two stages of a separable convolution as one story: depthwise first, then pointwise on what that gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import INPUT, KERNEL, OUTPUT, Box, Frame, Grid, Roles, Tensor, Texts
from visualize.film.roles import STATES, Kind, State
from visualize.operations import Operation
from visualize.story.channels import Channels
from visualize.story.protocol import ChannelGrids
from visualize.story.values import Grids, Shapes, Values
from visualize.text.captions import Captions, Wording
from visualize.text.sentences import Equation
from visualize.text.separable_captions import captions

Numbers = dict[Grid, NDArray[Any]]


def of_first(grid: Grid) -> Grid:
    """The grid of the figure for one of the depthwise stage: its outputs are layer 1.

    >>> of_first(OUTPUT).name, of_first(KERNEL).name, of_first(INPUT).name
    ('layer-1', 'kernel-1', 'input')
    """
    if grid.tensor is Tensor.OUTPUT:
        return grid._replace(tensor=Tensor.LAYER, layer=1)
    return grid if grid.tensor in (Tensor.INPUT, Tensor.INPUT_NAME) else grid._replace(layer=1)


def of_second(grid: Grid) -> Grid:
    """The grid of the figure for one of the pointwise stage: its inputs are layer 1.

    >>> of_second(INPUT).name, of_second(KERNEL).name, of_second(OUTPUT).name
    ('layer-1', 'kernel-2', 'output')
    """
    if grid.tensor is Tensor.INPUT:
        return grid._replace(tensor=Tensor.LAYER, layer=1)
    return grid._replace(layer=2) if grid.tensor in (Tensor.KERNEL, Tensor.INPUT_NAME) else grid


@dataclass(frozen=True)
class SeparableStory:
    """The steps of the depthwise layer, then those of the pointwise one.

    >>> from visualize.operations import SeparableConv
    >>> SeparableStory(SeparableConv(5, 3, in_channels=3, out_channels=4)).step_count
    63
    """

    operation: Operation
    values: Values | None = field(default=None, compare=False)

    reading = "gather"
    flip = turned = False
    crop = (0, 0, 0, 0)
    window = None
    order = None

    @cached_property
    def first(self) -> Channels:
        """The story of the depthwise stage."""
        values = None if self.values is None else Values(self.values.input, self.values.kernel)
        return Channels(self.operation.stages[0], values=values)  # type: ignore[arg-type]

    @cached_property
    def second(self) -> Channels:
        """The story of the pointwise stage, whose input is what the depthwise one gives, as it is written."""
        layer, values, drawn = self.operation.stages[1], None, [grid.channel for grid in self.first.channels.inputs]
        if self.values is not None and self.values.pointwise is not None:
            maps = np.array([self.first.written[grid] for grid in self._maps]).reshape(layer.input_shape)
            weight = self.values.pointwise.reshape(*layer.weight_axes, *layer.kernel_size)
            values = Values(maps, weight, self.values.bias)
        return Channels(layer, values=values, drawn=drawn)  # type: ignore[arg-type]

    @property
    def _maps(self) -> list[Grid]:
        return [Grid(Tensor.OUTPUT, channel=at) for at in range(self.operation.in_channels)]

    @cached_property
    def channels(self) -> ChannelGrids:
        """The grids of the pointwise stage as a matrix, with those of the depthwise one in its rows."""
        one, two = self.first.channels, self.second.channels
        kernels = {pair: of_second(grid) for pair, grid in two.kernels.items()}
        middles = tuple(map(of_second, two.inputs))
        depthwise = tuple(of_first(one.kernels[grid.channel, grid.channel]) for grid in one.inputs)
        return two._replace(inputs=one.inputs, kernels=kernels, middles=middles, depthwise=depthwise)

    @property
    def planes(self) -> tuple[Grid, ...]:
        """The inputs, the maps between the stages and the outputs."""
        return *self.channels.inputs, *self.channels.middles, *self.channels.outputs

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid."""
        found: Shapes = self._joined(self.first.shapes, self.second.shapes)
        return found

    def _joined(self, one: Any, two: Any) -> Any:
        """What the stages have by grid; of the maps between them what the depthwise stage says."""
        found = {of_second(grid): value for grid, value in two.items()}
        return found | {of_first(grid): value for grid, value in one.items()}

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell at rest, outside any step."""
        found: Grids = self._joined(self.first.rest, self.second.rest)
        return found

    struck: tuple[Box, ...] = ()

    @property
    def step_count(self) -> int:
        """The steps of both stages."""
        return int(self.first.step_count + self.second.step_count)

    @property
    def row_length(self) -> int:
        """The number of steps that fill a row: the output's columns."""
        return int(self.operation.out[1])

    def frame(self, index: int) -> Frame:
        """The whole state at a step of one of the stages; the other one waits, or is done."""
        ahead = index - self.first.step_count
        if ahead < 0:
            made = self.first.frame(index)
            return self._renamed(made, of_first, self._joined(made.roles, self._unread))
        made, done = self.second.frame(ahead), self.first.rest
        roles = self._joined(done, made.roles)
        roles |= {of_second(grid): _as_output(made.roles[grid]) for grid in self.second.channels.inputs}
        return self._renamed(made, of_second, roles)

    @cached_property
    def _unread(self) -> Grids:
        """The pointwise stage before its first step: outputs are pending, names quiet."""
        made = dict(self.second.rest)
        for grid in self.second.channels.outputs:
            made[grid] = made[grid] + np.uint8(State.PENDING)
        hidden = np.full((1, 1), Kind.WORD * STATES + State.PENDING, np.uint8)
        sums = self.second.channels.sums if self.values else ()
        return made | dict.fromkeys(sums, hidden)

    @staticmethod
    def _renamed(frame: Frame, name: Any, roles: dict[Grid, Roles]) -> Frame:
        boxes, ghosts = ([box._replace(grid=name(box.grid)) for box in part] for part in (frame.outlines, frame.ghosts))
        pairs = (
            tuple((a._replace(grid=name(a.grid)), b._replace(grid=name(b.grid))) for a, b in part)
            for part in (frame.guides, frame.arrows)
        )
        guides, arrows = pairs
        return frame._replace(roles=roles, outlines=tuple(boxes), guides=guides, ghosts=tuple(ghosts), arrows=arrows)

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        drawn = len(self.channels.inputs), len(self.channels.outputs)
        return captions(self.operation, self.step_count, drawn, wording)

    @cached_property
    def numbers(self) -> Numbers:
        """The final number of every cell; empty without values."""
        found: Numbers = self._joined(self.first.numbers, self.second.numbers)
        return found

    @cached_property
    def written(self) -> Numbers:
        """The final number of every cell as it is written; empty without values."""
        found: Numbers = self._joined(self.first.written, self.second.written)
        return found

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], NDArray[np.bool_]]]:
        """The numbers of maps, sums and outputs, and masks of those that are computed by the end of a step."""
        ahead = index - self.first.step_count
        one = self.first.numbers_at(min(index, self.first.step_count - 1))
        two = self.second.numbers_at(max(0, ahead))
        if ahead < 0:
            two = {grid: (values, np.zeros_like(mask)) for grid, (values, mask) in two.items()}
        maps = {grid: part for grid, part in one.items() if grid.tensor is Tensor.OUTPUT}
        # The same objects as in `written`, by which texts that are made once are known.
        found = self._joined(maps, two)
        return {
            grid: (self.written[grid] if grid.tensor is not Tensor.PARTIAL_SUM else values, mask)
            for grid, (values, mask) in found.items()
        }

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written at any step in the grids of the same tensor and stage."""
        if grid.tensor is Tensor.LAYER:
            return self.first.written_numbers(OUTPUT)
        of_one = grid.tensor is Tensor.INPUT or (grid.tensor is Tensor.KERNEL and grid.layer == 1)
        return (self.first if of_one else self.second).written_numbers(grid._replace(layer=0))

    def equation(self, index: int) -> Equation | None:
        """The arithmetic of a step's cell."""
        ahead = index - self.first.step_count
        story, name = (self.first, of_first) if ahead < 0 else (self.second, of_second)
        found = story.equation(index if ahead < 0 else ahead)
        return found and found._replace(grids=(name(INPUT), name(KERNEL), name(OUTPUT)))

    @property
    def marks(self) -> dict[Grid, Texts]:
        """The letters of repeated padding."""
        return self.first.marks

    @property
    def uses(self) -> dict[Grid, NDArray[np.intp]]:
        """How many windows read each input cell, those of its own channel."""
        return self.first.uses

    @property
    def kinds(self) -> Grids:
        """The kind of every cell of an input and of an output."""
        return {INPUT: self.first.kinds[INPUT], OUTPUT: self.second.kinds[OUTPUT]}

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """Empty: weights are shown in their kernels."""
        return {}

    def step(self, index: int) -> dict[str, Any]:
        """A step as data, by the public names of the grids of its stage."""
        ahead = index - self.first.step_count
        story, name = (self.first, of_first) if ahead < 0 else (self.second, of_second)
        found = story.step(index if ahead < 0 else ahead)
        taps = [{name(INPUT).name: tap[INPUT.name], name(KERNEL).name: tap[KERNEL.name]} for tap in found["taps"]]
        return {"index": index, name(OUTPUT).name: found[OUTPUT.name], "taps": taps, "value": found["value"]}


def _as_output(roles: Roles) -> Roles:
    """The roles of maps that the pointwise stage reads: outputs that are done, or lit."""
    states = roles % STATES
    return np.asarray(np.where(states == State.REST, State.DONE, states) + Kind.OUTPUT * STATES, np.uint8)
