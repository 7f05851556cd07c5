"""The story of a stack of layers: at each step one output cell and all cells below on which it depends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import invalid, missing, unsupported
from visualize.film import INPUT, KERNEL, OUTPUT, Box, Frame, Grid, Roles, Tensor, Texts
from visualize.film.roles import STATES, Kind, State
from visualize.operations import Stackable
from visualize.operations.axis import Axis
from visualize.operations.parameters import public
from visualize.operations.receptive_field import fields_of
from visualize.story.gather import Gather
from visualize.story.given import stack_values
from visualize.story.values import Values
from visualize.text.captions import Captions, Wording
from visualize.text.phrases import by
from visualize.text.sentences import Equation
from visualize.text.stack_captions import stack_captions

MOST_LAYERS = 4
MOST_COUNTED = 10_000

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class StackStory:
    """Up to four layers, the first one lowest; each grid is drawn with the padding of the layer that reads it.

    `values` are those of each layer; of the inputs only the first one counts.

    >>> from visualize.operations import Conv
    >>> [grid.name for grid in StackStory((Conv(5, 3), Conv(3, 3))).planes]
    ['input', 'layer-1', 'output']
    """

    layers: tuple[Stackable, ...]
    values: tuple[Values, ...] | None = field(default=None, compare=False)

    struck: tuple[Box, ...] = ()
    turned = False
    channels = None
    window = None

    def __post_init__(self) -> None:
        if not self.layers:
            raise missing("layers", "give at least one convolution")
        if len(self.layers) > MOST_LAYERS:
            raise invalid("layers", len(self.layers), f"at most {MOST_LAYERS} are drawn; leave out -o for the table")
        for layer in self.layers:
            if not isinstance(layer, Stackable):
                raise invalid("layers", layer, "each must be a Conv, MaxPool, AvgPool or ReLU")
            if not layer.single:
                raise unsupported("layers", layer, "a stack has one channel")
            if layer.padding_mode != "zeros" or layer.ceil_mode:
                raise unsupported("layers", layer, "a stack has zeros around, and no ceil mode")
        for below, above in pairwise(self.layers):
            if (below.out, below.dims) != (above.size, above.dims):
                sizes = by(below.output_size), by(above.input_size)
                raise invalid("layers", sizes[1], f"the layer below gives {sizes[0]}, so take that as input_size")

    @property
    def dims(self) -> int:
        """The dimensions that all layers have."""
        return self.layers[0].dims

    @cached_property
    def planes(self) -> tuple[Grid, ...]:
        """The input, the outputs of all layers but the last, and the last output."""
        return INPUT, *(Grid(Tensor.LAYER, layer=number) for number in range(1, len(self.layers))), OUTPUT

    @cached_property
    def _kernels(self) -> dict[Grid, int]:
        """The grids of kernels, with the place of their layer; a figure without values draws none."""
        weighted = [at for at, layer in enumerate(self.layers) if layer.weighted] if self.values else []
        return {Grid(Tensor.KERNEL, layer=1 + at): at for at in weighted}

    @cached_property
    def shapes(self) -> dict[Grid, tuple[int, int]]:
        """Rows and columns of each grid as drawn, each kernel behind the grid that it slides over."""
        kernels, shapes = {at: grid for grid, at in self._kernels.items()}, {}
        for at, (grid, layer) in enumerate(zip(self.planes, self.layers, strict=False)):
            rows, columns = layer.axes
            shapes[grid] = rows.padded, columns.padded
            if at in kernels:
                shapes[kernels[at]] = layer.kernel
        return shapes | {OUTPUT: self.layers[-1].out}

    @property
    def step_count(self) -> int:
        """One step for each cell of the last output."""
        rows, columns = self.layers[-1].out
        return rows * columns

    @property
    def row_length(self) -> int:
        """The number of steps that complete a row: the last output's columns."""
        return self.layers[-1].out[1]

    @cached_property
    def rest(self) -> dict[Grid, Roles]:
        """The role of every cell at rest, outside any step."""
        resting = {}
        for grid, layer in zip(self.planes, self.layers, strict=False):
            kinds = np.full(self.shapes[grid], Kind.PADDING, np.uint8)
            rows, columns = layer.axes
            inner = kinds[rows.before : rows.before + rows.big, columns.before : columns.before + columns.big]
            inner[:] = Kind.INPUT if grid == INPUT else Kind.OUTPUT
            resting[grid] = kinds * np.uint8(STATES)
        resting |= {grid: np.full(self.shapes[grid], Kind.KERNEL * STATES, np.uint8) for grid in self._kernels}
        return resting | {OUTPUT: np.full(self.shapes[OUTPUT], Kind.OUTPUT * STATES, np.uint8)}

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the output cell current, and lit all cells on which it depends."""
        at = divmod(index, self.row_length)
        output = self.rest[OUTPUT] + np.uint8(State.PENDING)
        output.reshape(-1)[:index] += np.uint8(State.DONE - State.PENDING)
        output[at] += np.uint8(State.CURRENT - State.PENDING)
        roles: dict[Grid, Roles] = {**self.rest, OUTPUT: output}
        above = Box(OUTPUT, *at)
        outlines, guides = [above], []
        for grid, (rows, columns) in self._lit(index):
            lit = rows[:, None] & columns[None, :]
            roles[grid] = self._waiting(grid, index) + lit.astype(np.uint8) * np.uint8(State.TAP)
            if not lit.any():
                continue  # the windows above read padding only
            below = _bounding_box(grid, rows, columns)
            outlines.append(below)
            guides.append((below, above))
            above = below
        return Frame(roles, tuple(outlines), tuple(guides), self._threads(index))

    def _lit(self, index: int) -> Iterator[tuple[Grid, tuple[Mask, Mask]]]:
        """From the last layer's input down, masks of the rows and of the columns on which a step's cell depends."""
        at = divmod(index, self.row_length)
        cells = [np.arange(n) == here for n, here in zip(self.layers[-1].out, at, strict=True)]
        for grid, layer in zip(reversed(self.planes[:-1]), reversed(self.layers), strict=True):
            rows, columns = (_read(axis, one) for axis, one in zip(layer.axes, cells, strict=True))
            yield grid, (rows, columns)
            cells = [_unpadded(axis, one) for axis, one in zip(layer.axes, (rows, columns), strict=True)]

    def _waiting(self, grid: Grid, index: int) -> Roles:
        """The roles at rest; with values, of layers those that wait for their number."""
        if grid not in self._first_use:
            return self.rest[grid]
        waits = (self._first_use[grid] > index) & (self.rest[grid] == Kind.OUTPUT * STATES)
        return np.asarray(self.rest[grid] + waits.astype(np.uint8) * np.uint8(State.PENDING))

    @cached_property
    def _first_use(self) -> dict[Grid, NDArray[np.intp]]:
        """For each cell of a layer the first step that needs it, the last one if none does; empty without values."""
        if not self.values:
            return {}
        last = self.step_count - 1
        found = {grid: np.full(self.shapes[grid], last) for grid in self.planes[1:-1]}
        for index in reversed(range(self.step_count)):
            for grid, (rows, columns) in self._lit(index):
                if grid in found:
                    found[grid][np.ix_(rows, columns)] = index
        for grid in found:
            found[grid][self.rest[grid] == Kind.PADDING * STATES] = 0
        return found

    def _threads(self, index: int) -> tuple[tuple[Box, Box], ...]:
        """In one dimension, lines from each cell that is read to each cell that reads it."""
        if self.dims == 2:
            return ()
        threads, readers, above = [], [(index, index)], OUTPUT
        for grid, layer in zip(reversed(self.planes[:-1]), reversed(self.layers), strict=True):
            axis, read = layer.axes[1], set[int]()
            for window, drawn in readers:
                taps = range(axis.padded)[axis.window(window)]
                threads += [(Box(grid, 0, tap), Box(above, 0, drawn)) for tap in taps]
                read |= {tap for tap in taps if 0 <= tap - axis.before < axis.big}
            readers, above = [(tap - axis.before, tap) for tap in sorted(read)], grid
        return tuple(threads)

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the output cell and every cell below on which it depends."""
        lit = [
            {grid.name: list(grid.address(row, column))}
            for grid, roles in self.frame(index).roles.items()
            if grid != OUTPUT
            for row, column in np.argwhere(roles % STATES == State.TAP).tolist()
        ]
        return {"index": index, OUTPUT.name: list(OUTPUT.address(*divmod(index, self.row_length))), "taps": lit}

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the stack."""
        field = fields_of(self.layers)[-1].receptive_field
        return stack_captions(self.layers, self.planes, self._kernels, public(field, self.dims), wording)

    @cached_property
    def _stories(self) -> list[Gather]:
        """The story of each layer by itself, whose input is what the layer below gives, as it is written."""
        stories: list[Gather] = []
        for layer, given in zip(self.layers, self.values or (), strict=False):
            below = stories[-1].written[OUTPUT].reshape(layer.input_size) if stories else given.input
            stories.append(Gather(layer, values=given._replace(input=below)))
        return stories

    def _numbers(self, parts: Sequence[Mapping[Grid, NDArray[Any]]]) -> dict[Grid, NDArray[Any]]:
        """The numbers of all grids from those of each layer; `KERNEL` is that of the last layer, if it has one."""
        found = {grid: part[INPUT] for grid, part in zip(self.planes, parts, strict=False)}
        found |= {grid: parts[at][KERNEL] for grid, at in self._kernels.items()}
        return found | {grid: parts[-1][grid] for grid in (KERNEL, OUTPUT) if parts and grid in parts[-1]}

    @cached_property
    def numbers(self) -> dict[Grid, NDArray[Any]]:
        """The final number of every cell; empty without values."""
        return self._numbers([story.numbers for story in self._stories])

    @cached_property
    def written(self) -> dict[Grid, NDArray[Any]]:
        """The final number of every cell as it is written; empty without values."""
        return self._numbers([story.written for story in self._stories])

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], Mask]]:
        """The numbers of the layers and of the output, and masks of those computed by the end of a step."""
        if not self.values:
            return {}
        found = {grid: (self.written[grid], first <= index) for grid, first in self._first_use.items()}
        return found | {OUTPUT: (self.written[OUTPUT], self._stories[-1].finished(index))}

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written in a grid at any step."""
        return self.written[grid]

    def equation(self, index: int) -> Equation | None:
        """What the last layer computes, if there are values."""
        if not self.values:
            return None
        found = self._stories[-1].equation(index)
        return found and found._replace(grids=(self.planes[-2], KERNEL, OUTPUT))

    @property
    def marks(self) -> dict[Grid, Texts]:
        """Empty: the padding is zeros."""
        return {}

    @property
    def uses(self) -> dict[Grid, NDArray[np.intp]]:
        """Empty: uses are not counted in a stack."""
        return {}

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """Empty: a stack draws no weights."""
        return {}


def stack_story(layers: Iterable[Stackable], given: ArrayLike | None = None, kernels: Any = None) -> StackStory:
    """The story of a stack of layers; reads a bounded number of them, as an iterator may be infinite.

    `given` is the input, `kernels` one for all convolutions, or a list of one for each.

    >>> from visualize.operations import Conv, ReLU
    >>> stack_story([Conv(5, 3), ReLU(3)]).step_count
    9
    """
    try:
        found = tuple(islice(layers, MOST_COUNTED))
    except Exception:
        raise invalid("layers", layers, "must be layers, the first one on the input") from None
    story = StackStory(found)
    return replace(story, values=stack_values(found, given, kernels))


def _read(axis: Axis, cells: Mask) -> Mask:
    """A mask of the drawn cells that the selected windows read."""
    read = np.zeros(axis.padded, np.bool_)
    for window in np.flatnonzero(cells).tolist():
        read[axis.window(window)] = True
    return read


def _unpadded(axis: Axis, drawn: Mask) -> Mask:
    """The mask without padding cells, which no layer below computes."""
    return drawn[axis.before : axis.before + axis.big]


def _bounding_box(grid: Grid, rows: Mask, columns: Mask) -> Box:
    """The box around the selected rows and columns."""
    (top, *_, bottom), (left, *_, right) = (np.flatnonzero(mask)[[0, -1]].tolist() for mask in (rows, columns))
    return Box(grid, top, left, bottom - top + 1, right - left + 1)
