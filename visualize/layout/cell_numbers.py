"""Numbers in the cells of a film: their formats, their texts at each step, and the equation below."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import KERNEL, OUTPUT, CellText, Grid, Line, Placement, Texts
from visualize.story import Story
from visualize.style import fonts
from visualize.text.equations import Formats, written
from visualize.text.number_format import NumberFormat, candidates

SAMPLED = 32  # the largest number of steps whose lines are measured


class Candidate(NamedTuple):
    """A candidate format for the numbers of a grid, and all texts that it produces."""

    format: NumberFormat
    texts: frozenset[str]


Choice = Mapping[Grid, Candidate]


class CellNumbers(NamedTuple):
    """The texts of a story with values, in one format for each grid and in one size for all."""

    story: Story
    formats: Formats
    size: int
    available_width: float
    line_size: int
    language: str
    constant: dict[Grid, Texts]
    final: Texts

    @property
    def cell_texts(self) -> dict[Grid, CellText]:
        """The font size of the texts, by grid."""
        return {grid: CellText(self.size) for grid in (*self.constant, OUTPUT)}

    def texts(self, index: int) -> dict[Grid, Texts]:
        """The texts in the cells at a step."""
        numbers, computed = self.story.output_numbers(index)
        output = self.final if numbers is self.story.numbers[OUTPUT] else self.formats[OUTPUT].texts(numbers)
        return {**self.constant, OUTPUT: np.where(computed, output, "")}

    def line(self, index: int) -> Line:
        """The step's equation, elided to the available width."""
        return self._written(index, self.available_width)

    def _written(self, index: int, width: float) -> Line:
        equation = self.story.equation(index)
        if equation is None:
            return Line()
        return written(equation, self.formats, self.language, lambda text: fonts.width(text, self.line_size) <= width)

    def widest_line(self, width: float) -> str:
        """The widest of the sampled steps' lines, each elided to a width."""
        lines = [self._written(index, width).text for index in sampled(self.story.step_count)]
        return max(lines, key=lambda text: fonts.width(text, self.line_size))


def candidate_formats(story: Story, grids: Iterable[Grid]) -> dict[Grid, list[Candidate]]:
    """The candidate formats of each grid with numbers, the kernel included, best first."""
    numbers = {grid: story.written_numbers(grid) for grid in (*grids, KERNEL) if grid in story.numbers}
    return {grid: list(map(_candidate(values), candidates(values))) for grid, values in numbers.items()}


def _candidate(values: NDArray[Any]) -> Callable[[NumberFormat], Candidate]:
    return lambda format: Candidate(format, frozenset(format.texts(values).ravel().tolist()))


def fitting_formats(
    options: Mapping[Grid, Iterable[Candidate]], placements: Mapping[Grid, Placement], size: int, padding: float
) -> dict[Grid, Candidate] | None:
    """For each grid the first candidate whose texts fit its cells; None if a grid has no such candidate.

    Texts fit if, in that font size, they keep `padding` pixels from the edges of the cell.
    """
    choice = {}
    for grid, grid_candidates in options.items():
        fits = _CellShape(placements[grid], padding).fits if grid in placements else lambda text, size: True
        fitting = (candidate for candidate in grid_candidates if all(fits(text, size) for text in candidate.texts))
        first = next(fitting, None)
        if first is None:
            return None
        choice[grid] = first
    return choice


def cell_numbers(
    story: Story,
    choice: Choice,
    placements: Mapping[Grid, Placement],
    sizes: Iterable[int],
    padding: float,
    available_width: float,
    line_sizes: list[int],
    language: str,
) -> CellNumbers:
    """The numbers of a story that has values, in the largest font size that fits.

    `sizes` are font sizes in descending order, the last of which fits for certain; `line_sizes` are those of the
    equation, in descending order too.
    """
    options = {grid: [candidate] for grid, candidate in choice.items()}
    size = next(size for size in sizes if fitting_formats(options, placements, size, padding))
    formats = {grid: candidate.format for grid, candidate in choice.items()}
    constant = {grid: formats[grid].texts(story.numbers[grid]) for grid in placements if grid != OUTPUT}
    final = formats[OUTPUT].texts(story.numbers[OUTPUT])
    numbers = CellNumbers(story, formats, size, available_width, line_sizes[0], language, constant, final)
    return numbers._replace(line_size=_line_size(numbers, line_sizes))


def sampled(steps: int) -> range:
    """Evenly spaced steps whose lines are measured in place of all.

    >>> len(sampled(9)), list(sampled(64))[:3]
    (9, [0, 2, 4])
    """
    return range(0, steps, -(-steps // SAMPLED))


def _line_size(numbers: CellNumbers, sizes: list[int]) -> int:
    """The largest font size in which the whole equations fit; if there is none, in which the elided ones fit."""
    for width in (float("inf"), -1.0):
        widest = numbers.widest_line(width)
        for size in sizes:
            if fonts.width(widest, size) <= numbers.available_width:
                return size
    return sizes[-1]


class _CellShape(NamedTuple):
    """The shape of a grid's cells, and the margin within."""

    place: Placement
    margin: float

    def fits(self, text: str, size: int) -> bool:
        """Whether a text's box lies within the cell, centred."""
        (rx, ry), (dx, dy) = self.place.right, self.place.down
        area = rx * dy - ry * dx
        x = fonts.width(text, size) / 2 + self.margin
        y = fonts.height(size) / 2 + self.margin
        # The box's corners, in coordinates along the cell's edges, are at most half a cell from its middle.
        return x * abs(dy) + y * abs(dx) <= area / 2 and x * abs(ry) + y * abs(rx) <= area / 2
