"""The numbers of several channels: given and computed ones, the partial sums of a step, its equation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import SUMS, Grid, Tensor
from visualize.operations import Operation
from visualize.operations.bounds import biases
from visualize.story.channel_grids import partial_sums
from visualize.story.gather import Gather
from visualize.story.protocol import ChannelGrids
from visualize.story.values import Values, computed, whole_bias
from visualize.story.written import Written, as_written
from visualize.text.sentences import Equation

Numbers = dict[Grid, NDArray[Any]]
Sums = dict[Grid, tuple[NDArray[Any], NDArray[np.bool_]]]


@dataclass(frozen=True)
class ChannelNumbers:
    """The numbers of a layer of several channels; `one` is the story of one channel, whose window all share."""

    operation: Operation
    one: Gather
    grids: ChannelGrids
    values: Values

    @cached_property
    def computed(self) -> Numbers:
        """All numbers; the partial sums of all steps by row, and by filter as `filter`."""
        return self._of(self.values)

    @cached_property
    def _short(self) -> Written:
        return as_written(self.values, self.computed, self._of, self.operation.reduction != "max")

    @property
    def written(self) -> Numbers:
        """All numbers as they are written."""
        return self._short.numbers

    def _of(self, values: Values) -> Numbers:
        op, grids, flip = self.operation, self.grids, self.one.flip
        image = values.input.reshape(op.in_channels, *op.size)
        numbers = {Grid(Tensor.INPUT, channel=at): self.one.drawn_numbers(part) for at, part in enumerate(image)}
        outputs = computed(op, values, flip).reshape(op.out_channels, *op.out)
        numbers |= {Grid(Tensor.OUTPUT, channel=at): part for at, part in enumerate(outputs)}
        if values.kernel is None:
            return numbers
        weight = values.kernel.reshape(*op.weight_axes, *op.kernel)
        drawn = weight[..., ::-1, ::-1] if self.one.turned else weight
        numbers |= {grid: drawn[grid.filter, grid.channel] for grid in grids.kernels.values()}
        added = biases(whole_bias(op, values), op.out_channels)
        numbers |= {grid: np.array([[added[grid.channel]]]) for grid in grids.biases}
        return numbers | partial_sums(op, grids, image, drawn if flip else weight)

    def shown(self, numbers: Numbers, filter: int, cell: int) -> Numbers:
        """The numbers by drawn grid; of partial sums those of a filter at an output cell."""
        found = {grid: part for grid, part in numbers.items() if grid.tensor is not Tensor.PARTIAL_SUM}
        return found | {grid: part for grid, (part, _) in self.sums(numbers, filter, cell).items()}

    def sums(self, numbers: Numbers, filter: int, cell: int) -> Sums:
        """The partial sums of a step, of the bias too; those of channels that the filter does not read are hidden."""
        found: Sums = {}
        hidden, shown = np.zeros((1, 1), np.bool_), np.ones((1, 1), np.bool_)
        for grid in self.grids.sums:
            part = numbers.get(grid._replace(filter=filter))
            if grid.channel == self.grids.bias:
                found[grid] = numbers[Grid(Tensor.BIAS, channel=filter)], shown
            elif part is None:
                found[grid] = np.zeros((1, 1), np.int64), hidden
            else:
                found[grid] = part.reshape(-1, 1)[cell : cell + 1], shown
        return found

    def written_in(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written at any step in the grids of the same tensor, as they share a format."""
        tensors = SUMS if grid.tensor in SUMS else (grid.tensor,)
        return np.concatenate([part.ravel() for one, part in self.written.items() if one.tensor in tensors])

    def equation(self, filter: int, cell: int) -> Equation:
        """The sum of the partial sums; of a single channel, and of single weights, the products themselves."""
        at, divisors = divmod(cell, self.operation.out[1]), self.one.divisors
        result = self.written[Grid(Tensor.OUTPUT, channel=filter)][at].item()
        bias = biases(self._short.values.bias, self.operation.out_channels)[filter]
        many = self.operation.reads.shape[1] > 1
        if many and (self.operation.kernel != (1, 1) or self.grids.hidden is not None):
            added = [row for row in self.grids.adding[filter] if row != self.grids.bias]
            sums = [self.written[Grid(Tensor.PARTIAL_SUM, channel=row, filter=filter)] for row in added]
            parts = [part.ravel()[cell].item() for part in sums]
            channels = self._products(filter, cell) if self.grids.hidden is None else ()
            return Equation("parts", parts, result=result, bias=bias, channels=channels)
        taps, rows = self.one.taps_at(cell), self.operation.reads[filter].tolist()
        read = np.array([self.written[Grid(Tensor.INPUT, channel=row)][taps] for row in rows])
        if divisors is not None:
            counted, divisor = read[:, self.one.counted[taps]].ravel().tolist(), int(divisors[at])
            return Equation("mean", counted, result=result, divisor=divisor)
        kernels = [self.written[self.grids.kernels[row, filter]] for row in rows if self.operation.weighted]
        weights, denominator = np.array(kernels).ravel().tolist(), self._short.denominator
        return Equation(self.operation.reduction, read.ravel().tolist(), weights, result, bias, denominator)

    def _products(self, filter: int, cell: int) -> list[Equation]:
        """The products of each channel that a filter reads, with its partial sum."""
        taps, found = self.one.taps_at(cell), []
        for row in self.operation.reads[filter].tolist():
            read = self.written[Grid(Tensor.INPUT, channel=row)][taps].ravel().tolist()
            weights = self.written[self.grids.kernels[row, filter]].ravel().tolist()
            part = self.written[Grid(Tensor.PARTIAL_SUM, channel=row, filter=filter)].ravel()[cell].item()
            found.append(Equation("sum", read, weights, part, divisor=self._short.denominator))
        return found
