"""The interface of every story; layout uses nothing else of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Frame, Grid, Roles, Texts
from visualize.text.captions import Captions, Wording
from visualize.text.sentences import Equation

Mask = NDArray[np.bool_]
TIMES, EQUALS, PLUS = range(3)  # the signs of a row of several channels, as `filter` in their grids


class ChannelGrids(NamedTuple):
    """The grids of a figure of several channels, as a matrix: input channels are rows, filters columns.

    `kernels` are those of an input channel and a filter. `rows` are the numbers of the rows from the top: the input
    channels, before the last of them `hidden` if some channels are not drawn, and `bias` if the filters have one. Of
    `sums`, the partial sums of a step, there is one for each row; there are none where each output reads a single
    channel, or where steps fill several outputs. `own` says that each row ends in its own output. `adding` are the rows
    that add something to each output. `groups` are the inputs and the outputs of each group, those that are drawn.
    `blocks` is the factor of a pixel shuffle, whose channels stand in blocks of so many rows and columns, not in a
    matrix; 0 for other layers. A separable layer has the grids of its `depthwise` kernels, and `middles`, what they
    make of the inputs and its `kernels` read.
    """

    inputs: tuple[Grid, ...]
    outputs: tuple[Grid, ...]
    kernels: Mapping[tuple[int, int], Grid]
    biases: tuple[Grid, ...]
    sums: tuple[Grid, ...]
    rows: tuple[int, ...]
    hidden: int | None = None
    bias: int | None = None
    own: bool = False
    adding: Mapping[int, tuple[int, ...]] = MappingProxyType({})
    groups: tuple[tuple[tuple[Grid, ...], tuple[Grid, ...]], ...] = ()
    blocks: int = 0
    middles: tuple[Grid, ...] = ()
    depthwise: tuple[Grid, ...] = ()


class Story(Protocol):
    """What happens in a figure, step by step: its grids, whole frames, numbers and equations.

    A story holds no pixels, positions, colours, languages, durations or files.
    """

    @property
    def shapes(self) -> Mapping[Grid, tuple[int, int]]:
        """Rows and columns of each grid as drawn, in the order of the flat view."""

    @property
    def planes(self) -> tuple[Grid, ...]:
        """The grids that are stacked in the isometric view, the lowest first."""

    @property
    def channels(self) -> ChannelGrids | None:
        """The grids of several channels; None if there is one."""

    @property
    def rest(self) -> Mapping[Grid, Roles]:
        """The role of every cell at rest, outside any step."""

    @property
    def struck(self) -> tuple[Box, ...]:
        """Boxes of crossed-out cells, which lie beyond their grid."""

    @property
    def turned(self) -> bool:
        """Whether the kernel is drawn rotated by 180°."""

    @property
    def step_count(self) -> int:
        """The number of steps."""

    @property
    def row_length(self) -> int:
        """The number of steps that complete a row."""

    @property
    def window(self) -> tuple[int, int] | None:
        """Rows and columns of the window that slides over the input; None if none does."""

    def frame(self, index: int) -> Frame:
        """The whole state at a step, without the texts in its cells and the line below the picture."""

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""

    @property
    def numbers(self) -> Mapping[Grid, NDArray[Any]]:
        """The final number of every cell; empty without values."""

    @property
    def written(self) -> Mapping[Grid, NDArray[Any]]:
        """The final numbers as they are written: as decimals, weights as numerators if they are fractions."""

    def numbers_at(self, index: int) -> Mapping[Grid, tuple[NDArray[Any], Mask]]:
        """Of the grids whose numbers change, the outputs', these as they are written at a step, and a mask of those
        computed so far.
        """

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written in a grid at any step."""

    def equation(self, index: int) -> Equation | None:
        """A step's arithmetic; None if there is none to write."""

    @property
    def marks(self) -> Mapping[Grid, Texts]:
        """Letters, equal on cells that repeat each other, for figures without numbers; empty if no cell repeats."""

    @property
    def uses(self) -> Mapping[Grid, NDArray[np.intp]]:
        """How many windows read each cell; empty for stories without a sliding window."""

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: its own cell, and for each tap the other cell and the weight, by tensor."""

    def weights_at(self, index: int) -> Mapping[Grid, NDArray[np.intp]]:
        """The flat index of the weight that each cell holds or is paired with; -1 for none. Empty without weights."""
