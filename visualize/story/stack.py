"""The story of a stack of layers: at each step one output cell and all cells below on which it depends."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.errors import invalid, missing, unsupported
from visualize.film import INPUT, OUTPUT, Box, Frame, Grid, Roles, Tensor, Texts
from visualize.film.roles import STATES, Kind, State
from visualize.operations import Conv
from visualize.operations.axis import Axis
from visualize.text.captions import Captions, Wording, stack_captions
from visualize.text.phrases import by
from visualize.text.sentences import Equation

MOST_LAYERS = 4
MOST_COUNTED = 10_000

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class StackStory:
    """Up to four convolutions, the first one lowest; each grid is drawn with the padding of the layer that reads it.

    >>> [grid.name for grid in StackStory((Conv(5, 3), Conv(3, 3))).planes]
    ['input', 'layer-1', 'output']
    """

    layers: tuple[Conv, ...]

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
            if not isinstance(layer, Conv):
                raise invalid("layers", layer, "each must be a Conv")
            if not layer.single:
                raise unsupported("layers", layer, "a stack has one channel")
            if layer.padding_mode != "zeros" or layer.padding[::2] != layer.padding[1::2] or layer.dims == 1:
                raise unsupported(
                    "layers", layer, "a stack has two dimensions, zeros, and as many of them at both ends"
                )
        for below, above in pairwise(self.layers):
            if below.out != above.size:
                sizes = by(below.output_size), by(above.input_size)
                raise invalid("layers", sizes[1], f"the layer below gives {sizes[0]}, so take that as input_size")

    @cached_property
    def planes(self) -> tuple[Grid, ...]:
        """The input, the outputs of all layers but the last, and the last output."""
        return INPUT, *(Grid(Tensor.LAYER, layer=number) for number in range(1, len(self.layers))), OUTPUT

    @cached_property
    def shapes(self) -> dict[Grid, tuple[int, int]]:
        """Rows and columns of each grid as drawn."""
        padded = [tuple(axis.padded for axis in layer.axes) for layer in self.layers]
        return dict(zip(self.planes, [*((r, c) for r, c in padded), self.layers[-1].out], strict=True))

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
        return resting | {OUTPUT: np.full(self.shapes[OUTPUT], Kind.OUTPUT * STATES, np.uint8)}

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the output cell current, and lit all cells on which it depends."""
        at = divmod(index, self.layers[-1].out[1])
        output = self.rest[OUTPUT] + np.uint8(State.PENDING)
        output.reshape(-1)[:index] += np.uint8(State.DONE - State.PENDING)
        output[at] += np.uint8(State.CURRENT - State.PENDING)
        roles: dict[Grid, Roles] = {OUTPUT: output}
        above = Box(OUTPUT, *at)
        outlines, guides = [above], []
        rows, columns = (np.arange(n) == here for n, here in zip(self.layers[-1].out, at, strict=True))
        for grid, layer in zip(reversed(self.planes[:-1]), reversed(self.layers), strict=True):
            drawn = [_read(axis, cells) for axis, cells in zip(layer.axes, (rows, columns), strict=True)]
            lit = drawn[0][:, None] & drawn[1][None, :]
            roles[grid] = self.rest[grid] + lit.astype(np.uint8) * np.uint8(State.TAP)
            rows, columns = (_unpadded(axis, cells) for axis, cells in zip(layer.axes, drawn, strict=True))
            if not lit.any():
                continue  # the windows above read padding only
            below = _bounding_box(grid, drawn[0], drawn[1])
            outlines.append(below)
            guides.append((below, above))
            above = below
        return Frame(roles, tuple(outlines), tuple(guides))

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
        sizes = [layer.input_size for layer in self.layers] + [self.layers[-1].output_size]
        return stack_captions(sizes, self.planes, self._field, wording)

    @property
    def numbers(self) -> dict[Grid, NDArray[Any]]:
        """Empty: a stack has no values."""
        return {}

    @property
    def written(self) -> dict[Grid, NDArray[Any]]:
        """Empty: a stack has no values."""
        return {}

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], Mask]]:
        """Empty: a stack has no values."""
        return {}

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """Empty: a stack has no values."""
        return np.empty(0)

    def equation(self, index: int) -> Equation | None:
        """None: a stack has no values."""
        return None

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

    @cached_property
    def _field(self) -> tuple[int, int]:
        """Rows and columns of an output cell's receptive field, not clipped to the input."""
        sizes = []
        for at in (0, 1):
            size, jump = 1, 1
            for layer in self.layers:
                size += (layer.axes[at].span - 1) * jump
                jump *= layer.strides[at]
            sizes.append(size)
        return sizes[0], sizes[1]


def stack_story(layers: Iterable[Conv]) -> StackStory:
    """The story of a stack of layers; reads a bounded number of them, as an iterator may be infinite.

    >>> stack_story([Conv(5, 3), Conv(3, 3)]).step_count
    1
    """
    try:
        convolutions = tuple(islice(layers, MOST_COUNTED))
    except Exception:
        raise invalid("layers", layers, "must be convolutions, the first one on the input") from None
    return StackStory(convolutions)


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
