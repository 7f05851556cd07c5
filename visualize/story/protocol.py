"""What every story is asked for; layout knows no more of one."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Frame, Grid, Roles, Texts
from visualize.text.captions import Captions, Wording
from visualize.text.equations import Equation

Mask = NDArray[np.bool_]


class Story(Protocol):
    """What happens in a figure, step by step: its grids, whole frames, numbers and equations.

    It does not hold: pixels, places, colours, languages, seconds, files.
    """

    @property
    def shapes(self) -> Mapping[Grid, tuple[int, int]]:
        """Rows and columns of each grid as drawn, in the order of the flat view."""

    @property
    def planes(self) -> tuple[Grid, ...]:
        """The grids that lie above each other in the isometric view, the lowest first."""

    @property
    def rest(self) -> Mapping[Grid, Roles]:
        """The role of every cell when nothing happens to it."""

    @property
    def struck(self) -> tuple[Box, ...]:
        """Boxes of cells that are crossed out, beyond their grid."""

    @property
    def turned(self) -> bool:
        """Whether the kernel is drawn rotated by 180°."""

    @property
    def step_count(self) -> int:
        """How many steps there are."""

    @property
    def row_length(self) -> int:
        """How many steps finish a row."""

    def frame(self, index: int) -> Frame:
        """The whole state at a step, but for what stands in its cells and below the picture."""

    def captions(self, wording: Wording) -> Captions:
        """What is said of the figure."""

    @property
    def numbers(self) -> Mapping[Grid, NDArray[Any]]:
        """The final number of every cell; empty without values."""

    def output_numbers(self, index: int) -> tuple[NDArray[Any], Mask]:
        """The output's numbers at a step, and which of them are known by then."""

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that stand in a grid at some step."""

    def equation(self, index: int) -> Equation | None:
        """A step's arithmetic; None where it says nothing of its own."""

    @property
    def marks(self) -> Mapping[Grid, Texts]:
        """Letters that tie cells together, for cells without numbers; empty without such."""

    @property
    def uses(self) -> Mapping[Grid, NDArray[np.intp]]:
        """How many windows read each cell; empty where nothing slides."""

    def weights_at(self, index: int) -> Mapping[Grid, NDArray[np.intp]]:
        """The number of the weight that each cell meets at a step, or holds; -1 for none. Empty without weights."""
