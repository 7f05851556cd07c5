"""Grids, words and signs of a matrix of channels as they are put down."""

from __future__ import annotations

import numpy as np

from visualize.film import Grid, Label, Placement, Tensor
from visualize.layout.arrangement import Word
from visualize.layout.cell_contents import SMALLEST_NUMBERED
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.number_format import number_text

WIDEST = 2.2  # of an output's cell, in heights


class Canvas:
    """Grids, words and labels as they are put down, from the left to the right; `x` is the end of what is there."""

    def __init__(self, story: Story, metrics: Metrics) -> None:
        self.story, self.metrics, self.x, self.bottom = story, metrics, 0.0, 0.0
        self.wide = _output_width(story, metrics)
        self.placements: dict[Grid, Placement] = {}
        self.words: dict[Grid, Word] = {}
        self.labels: list[Label] = []

    def grid(self, grid: Grid, x: float, middle: float) -> None:
        """Put down a grid by its left edge and the middle of its height."""
        rows, columns = self.story.shapes[grid]
        cell, wide = self.metrics.cell, self.wide_of(grid)
        origin = round(x) + self.metrics.half, round(middle - rows * cell / 2) + self.metrics.half
        turned = self.story.turned and grid.tensor is Tensor.KERNEL
        self.placements[grid] = Placement((rows, columns), origin, (wide, 0), (0, cell), turned)
        self.bottom = max(self.bottom, origin[1] + rows * cell)

    def wide_of(self, grid: Grid) -> int:
        """The width of a grid's cells: those of results are wider."""
        return self.wide if grid.tensor in (Tensor.OUTPUT, Tensor.LAYER) else width_of(self.metrics)

    def box(self, grid: Grid, x: float, middle: float, width: float, size: int) -> None:
        """Put down a single cell without a border, which holds a word or a number of that font size."""
        wide, high = round(width), round(size * 1.3)
        origin = round(x) + self.metrics.half, round(middle - high / 2) + self.metrics.half
        self.placements[grid] = Placement((1, 1), origin, (wide, 0), (0, high))

    def label(self, text: str, middle: float, height: float) -> None:
        """Put down dots in place of what is not drawn."""
        size = round(self.metrics.quiet_size * 1.2)
        self.labels.append(Label(text, (middle, round(height + size * 0.36)), size, "quiet"))

    def word(self, grid: Grid, text: str, x: float, middle: float, width: float, size: int) -> None:
        """Put down a word that changes with the step."""
        if grid in self.story.shapes:
            self.box(grid, x, middle, width, size)
            self.words[grid] = Word(text, size)


def width_of(metrics: Metrics) -> int:
    """The width of a cell of an input or a kernel."""
    return metrics.width or metrics.cell


def _output_width(story: Story, metrics: Metrics) -> int:
    """The width of an output's cell, which holds sums of many products."""
    texts = ends(story, Grid(Tensor.OUTPUT))
    if not texts or metrics.cell < SMALLEST_NUMBERED:
        return width_of(metrics)
    size = metrics.numbers or max(12, round(metrics.cell * 0.4))
    needed = max(fonts.width(text, size) for text in texts) + 2 * metrics.padding + 1
    return round(min(max(width_of(metrics), needed), WIDEST * metrics.cell))


def ends(story: Story, grid: Grid) -> list[str]:
    """The smallest and the largest number that are written in grids of this tensor, without long decimals."""
    if not story.numbers:
        return []
    numbers = story.written_numbers(grid)
    found = np.nanmin(numbers).item(), np.nanmax(numbers).item()
    return [number_text(round(end, 1) if isinstance(end, float) else end) for end in found]
