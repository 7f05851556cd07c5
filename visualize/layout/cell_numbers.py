"""Numbers in the cells of a film: which text stands where at each step, and the equation below."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import KERNEL, OUTPUT, CellText, Grid, Line, Placement, Texts
from visualize.story import Story
from visualize.style import fonts
from visualize.text.equations import Formats, written
from visualize.text.number_format import NumberFormat, candidates

SAMPLED = 32


class Candidate(NamedTuple):
    """A format for the numbers of a grid, and all texts that it gives."""

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
    still: dict[Grid, Texts]
    final: Texts

    @property
    def cell_texts(self) -> dict[Grid, CellText]:
        """How they stand in the cells."""
        return {grid: CellText(self.size) for grid in (*self.still, OUTPUT)}

    def texts(self, index: int) -> dict[Grid, Texts]:
        """What stands in the cells at a step."""
        numbers, known = self.story.output_numbers(index)
        final = self.final if numbers is self.story.numbers[OUTPUT] else self.formats[OUTPUT].texts(numbers)
        return {**self.still, OUTPUT: np.where(known, final, "")}

    def line(self, index: int) -> Line:
        """The step's equation, as wide as there is room."""
        return self._written(index, self.available_width)

    def _written(self, index: int, width: float) -> Line:
        equation = self.story.equation(index)
        if equation is None:
            return Line()
        return written(equation, self.formats, self.language, lambda text: fonts.width(text, self.line_size) <= width)

    def widest_line(self, width: float) -> str:
        """Of sampled steps, each shortened to a width."""
        lines = [self._written(index, width).text for index in sampled(self.story.step_count)]
        return max(lines, key=lambda text: fonts.width(text, self.line_size))


def candidate_formats(story: Story, grids: Iterable[Grid]) -> dict[Grid, list[Candidate]]:
    """How the numbers of each grid, and of the kernel where there is one, can be written, best first."""
    numbers = {grid: story.written_numbers(grid) for grid in (*grids, KERNEL) if grid in story.numbers}
    return {grid: list(map(_candidate(values), candidates(values))) for grid, values in numbers.items()}


def _candidate(values: NDArray[Any]) -> Callable[[NumberFormat], Candidate]:
    return lambda format: Candidate(format, frozenset(format.texts(values).ravel().tolist()))


def fitting_formats(
    every: Mapping[Grid, Iterable[Candidate]], placements: Mapping[Grid, Placement], size: int, padding: float
) -> dict[Grid, Candidate] | None:
    """For each grid the first candidate whose texts fit its cells; None where some grid has none.

    They fit when, in letters of that size, they stay `padding` pixels off the cells' edges.
    """
    found = {}
    for grid, some in every.items():
        fits = _Fits(placements[grid], padding).fits if grid in placements else lambda text, size: True
        one = next((one for one in some if all(fits(text, size) for text in one.texts)), None)
        if one is None:
            return None
        found[grid] = one
    return found


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
    """The numbers of a story that has values, in formats that fit in the last of `sizes`.

    Sizes of letters are tried from the largest, as are `line_sizes`, the equation's.
    """
    only = {grid: [one] for grid, one in choice.items()}
    size = next(size for size in sizes if fitting_formats(only, placements, size, padding))
    formats = {grid: one.format for grid, one in choice.items()}
    still = {grid: formats[grid].texts(story.numbers[grid]) for grid in placements if grid != OUTPUT}
    final = formats[OUTPUT].texts(story.numbers[OUTPUT])
    numbers = CellNumbers(story, formats, size, available_width, line_sizes[0], language, still, final)
    return numbers._replace(line_size=_line_size(numbers, line_sizes))


def sampled(steps: int) -> range:
    """Steps, evenly apart, whose lines are measured for all."""
    return range(0, steps, -(-steps // SAMPLED))


def _line_size(numbers: CellNumbers, sizes: list[int]) -> int:
    """The largest in which all equations fit; if there is none, in which they do when shortened."""
    for shortened_to in (float("inf"), -1.0):
        widest = numbers.widest_line(shortened_to)
        for size in sizes:
            if fonts.width(widest, size) <= numbers.available_width:
                return size
    return sizes[-1]


class _Fits(NamedTuple):
    """Whether a text's box lies within a cell."""

    place: Placement
    margin: float

    def fits(self, text: str, size: int) -> bool:
        (rx, ry), (dx, dy) = self.place.right, self.place.down
        area = rx * dy - ry * dx
        x = fonts.width(text, size) / 2 + self.margin
        y = fonts.height(size) / 2 + self.margin
        # The box's corners in lattice units, at most half a cell from its middle.
        return x * abs(dy) + y * abs(dx) <= area / 2 and x * abs(ry) + y * abs(rx) <= area / 2
