"""The weights in the corners of the cells that they act on, small, beside the cells' own numbers."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import numpy as np

from visualize.film import KERNEL, CellText, Grid, Placement, Tensor, Texts
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts

SMALLEST = 9  # font size of a weight
SHARE = 0.28  # of a cell's height, which the largest has
PARTS = 24  # of a cell's edge, at which weights are tried
# The places in a cell, as rows and columns, that nearest its last corner first.
_SPOTS = sorted(
    ((row / PARTS, column / PARTS) for row, column in product(range(PARTS // 2, PARTS), range(1, PARTS))),
    key=lambda spot: (1 - spot[0]) ** 2 + (1 - spot[1]) ** 2,
)


class Weights(NamedTuple):
    """The texts of all weights, by their numbers, and their place in the cells of each grid that has room for them."""

    story: Story
    written: Texts
    styles: Mapping[Grid, CellText]

    def texts(self, index: int) -> dict[Grid, Texts]:
        """The weights in the lit cells at a step, by grid; empty texts elsewhere."""
        numbers = self.story.weights_at(index) if self.styles else {}
        # The number -1, of cells without a weight, takes the last text, which is empty.
        return {grid: self.written[numbers[grid]] for grid in self.styles}


def weights(story: Story, kernel: Texts | None, placements: Mapping[Grid, Placement], metrics: Metrics) -> Weights:
    """The weights as they are written in the kernel."""
    numbers = story.weights_at(0)
    if not numbers or kernel is None:
        return Weights(story, np.array([""]), {})
    by_number = np.empty(kernel.size + 1, kernel.dtype)
    by_number[numbers[KERNEL].ravel()] = kernel.ravel()
    by_number[-1] = ""
    longest = max(by_number.tolist(), key=lambda text: fonts.width(text, SMALLEST))
    found = {
        grid: spot(placements[grid], longest, metrics)
        for grid in numbers
        if grid.tensor is not Tensor.KERNEL and grid in placements
    }
    return Weights(story, by_number, {grid: style for grid, style in found.items() if style is not None})


def spot(place: Placement, text: str, metrics: Metrics) -> CellText | None:
    """The place nearest the last corner of a cell where a text is clear of the edges and below the cell's number.

    >>> spot(Placement((1, 1), (0.0, 0.0), (40, 0), (0, 40)), "1", Metrics(40, numbers=20)).size
    9
    """
    margin = metrics.outline / 2 + 1.5
    foot = fonts.middle(metrics.numbers) + 1  # beside the number, it would be read as one of its digits
    for size in range(round(SHARE * metrics.cell), SMALLEST - 1, -1):
        half = fonts.width(text, size) / 2, fonts.middle(size)
        for row, column in _SPOTS:
            x, y = place._replace(origin=(0.0, 0.0)).corner(row - 0.5, column - 0.5)
            if y >= half[1] + foot and holds(place, (half[0] + margin, half[1] + margin), (x, y)):
                return CellText(size, row, column)
    return None


def holds(place: Placement, half: tuple[float, float], at: tuple[float, float] = (0.0, 0.0)) -> bool:
    """Whether a box of this half width and height lies within a cell, so far from the cell's middle.

    >>> place = Placement((1, 1), (0.0, 0.0), (40, 0), (0, 40))
    >>> holds(place, (10.0, 5.0), (9.0, 14.0)), holds(place, (10.0, 5.0), (11.0, 14.0))
    (True, False)
    """
    (rx, ry), (dx, dy) = place.right, place.down
    # The box's corners, in coordinates along the cell's edges, are at most half a cell from its middle.
    across = abs(at[0] * dy - at[1] * dx) + half[0] * abs(dy) + half[1] * abs(dx)
    along = abs(at[1] * rx - at[0] * ry) + half[0] * abs(ry) + half[1] * abs(rx)
    return max(across, along) <= (rx * dy - ry * dx) / 2
