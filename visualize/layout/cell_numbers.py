"""Numbers in the cells of a film: their formats, their texts at each step, and the equation below."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import KERNEL, OUTPUT, SUMS, CellText, Grid, Line, Placement, Tensor, Texts
from visualize.film.film import BREAK
from visualize.layout.metrics import Metrics
from visualize.layout.weights import Weights, holds, weights
from visualize.story import Story
from visualize.style import fonts
from visualize.text.equations import Fits, written
from visualize.text.number_format import NumberFormat, candidates, roomy_formats
from visualize.text.sentences import Formats, has_products

SAMPLED = 32  # the largest number of steps whose lines are measured
AIM = 0.5  # the font size of numbers in cells with room for them, in heights of a cell
_AS_WIDE = str.maketrans("123456789", "0" * 9)  # all digits are equally wide


class Candidate:
    """A candidate format for the numbers of a grid, and all texts that it produces."""

    def __init__(self, format: NumberFormat, numbers: NDArray[Any]) -> None:
        self.format, self._numbers = format, numbers

    @cached_property
    def texts(self) -> frozenset[str]:
        """Texts as wide as these, made when they are first measured: every digit is a 0, so that few differ."""
        return frozenset(self.format.text(number).translate(_AS_WIDE) for number in self._numbers.ravel().tolist())

    @cached_property
    def is_exact(self) -> bool:
        """Whether no number is rounded."""
        return self.format.is_exact(self._numbers)

    def widest(self, size: int) -> str:
        """The widest text in a font size."""
        return max(self.texts, key=lambda text: fonts.width(text, size), default="")


class GridCandidates(NamedTuple):
    """The candidate formats of a grid, best first; those for roomy cells; whether its numbers are given ones."""

    usual: list[Candidate]
    roomy: list[Candidate]
    given: bool


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
    final: dict[Grid, Texts]
    weights: Weights
    word_size: int
    named: bool
    products: bool = True

    @property
    def cell_texts(self) -> dict[Grid, CellText]:
        """The font size of the texts, by grid."""
        return {
            grid: CellText(self.word_size if grid.tensor is Tensor.PARTIAL_SUM else self.size)
            for grid in (*self.constant, *self.final)
        }

    def texts(self, index: int) -> dict[Grid, Texts]:
        """The texts in the cells at a step."""
        texts = dict(self.constant)
        for grid, (numbers, computed) in self.story.numbers_at(index).items():
            if grid in self.final:
                full = self.final[grid] if numbers is self.story.written[grid] else self.formats[grid].texts(numbers)
                texts[grid] = np.where(computed, full, "")
        return texts

    def line(self, index: int) -> Line:
        """The step's equation, shortened to the available width."""
        return self._written(index, lambda text: fonts.width(text, self.line_size) <= self.available_width)

    def _written(self, index: int, fits: Fits, keep_busy: bool = False) -> Line:
        equation = self.story.equation(index)
        if equation is None:
            return Line()
        equation = equation if self.products else equation.short
        return written(equation, self.formats, self.language, fits, keep_busy, self.named)

    def widest_line(self, whole: bool) -> str:
        """The widest of the sampled steps' lines, without idle terms if it need not be whole."""
        steps = sampled(self.story.step_count)
        found = (self._written(index, lambda text: whole, keep_busy=True) for index in steps)
        lines = [text for line in found for text in line.text.split(BREAK.text)]
        return max(lines, key=lambda text: fonts.width(text, self.line_size))


def candidate_formats(story: Story, grids: Iterable[Grid]) -> dict[Grid, GridCandidates]:
    """The candidate formats of each grid with numbers, the kernel included."""
    own = (grid for grid in dict.fromkeys((*grids, KERNEL)) if not _shares(grid))
    return {grid: _candidates(story, grid) for grid in own if grid in story.numbers}


def _shares(grid: Grid) -> bool:
    """Whether the numbers of a grid are written in the output's format."""
    return grid.tensor in SUMS and grid.tensor is not Tensor.OUTPUT


def _candidates(story: Story, grid: Grid) -> GridCandidates:
    numbers = story.written_numbers(grid)
    # A maximum is one of the given numbers, and written as the others are.
    given = grid.tensor is not Tensor.OUTPUT or _chosen(story)
    usual = [Candidate(format, numbers) for format in candidates(numbers, given)]
    return GridCandidates(usual, [Candidate(format, numbers) for format in roomy_formats(numbers, given)], given)


def _chosen(story: Story) -> bool:
    """Whether all numbers of outputs are numbers of inputs too."""
    outputs, inputs = (
        np.concatenate([numbers.ravel() for grid, numbers in story.written.items() if grid.tensor is tensor])
        for tensor in (Tensor.OUTPUT, Tensor.INPUT)
    )
    return bool(np.isin(outputs, inputs).all())


def fitting_formats(
    options: Mapping[Grid, Iterable[Candidate]], placements: Mapping[Grid, Placement], size: int, padding: float
) -> dict[Grid, Candidate] | None:
    """For each grid the first candidate whose texts fit its cells; None if a grid has no such candidate.

    Texts fit if, in that font size, they keep `padding` pixels from the edges of the cell.
    """
    choice = {}
    for grid, grid_candidates in options.items():
        place = placements.get(grid)
        fitting = (one for one in grid_candidates if place is None or _fits(one, place, size, padding))
        first = next(fitting, None)
        if first is None:
            return None
        choice[grid] = first
    return choice


def _fits(candidate: Candidate, place: Placement, size: int, padding: float) -> bool:
    """Whether the widest of the texts fits a cell; all are equally high."""
    return holds(place, (fonts.width(candidate.widest(size), size) / 2 + padding, fonts.middle(size) + padding))


def font_size(choice: Choice, placements: Mapping[Grid, Placement], metrics: Metrics, min_size: int) -> int:
    """The largest font size in which the texts fit, half a cell at most; 0 if none does."""
    options = {grid: [candidate] for grid, candidate in choice.items()}
    sizes = range(max(round(AIM * metrics.cell), min_size), min_size - 1, -1)
    return next((size for size in sizes if fitting_formats(options, placements, size, metrics.padding)), 0)


def cell_numbers(
    story: Story,
    choice: Choice,
    placements: Mapping[Grid, Placement],
    metrics: Metrics,
    available_width: float,
    language: str,
    named: bool = True,
) -> CellNumbers:
    """The numbers of a story that has values; `named` says whether lines of several outputs begin with their names."""
    formats = {grid: candidate.format for grid, candidate in choice.items()}
    formats |= {grid: formats[OUTPUT] for grid in placements if _shares(grid)}
    kernel = formats[KERNEL].texts(story.written[KERNEL]) if KERNEL in formats else None
    acting = weights(story, kernel, placements, metrics)
    texts = {grid: formats[grid].texts(story.written[grid]) for grid in placements if grid in formats}
    changing = story.numbers_at(0)
    constant = {grid: found for grid, found in texts.items() if grid not in changing}
    final = {grid: found for grid, found in texts.items() if grid in changing}
    size, line_size, words = metrics.numbers, metrics.text_size, max(metrics.quiet_size, metrics.numbers)
    of_lines = size, available_width, line_size, language
    numbers = CellNumbers(story, formats, *of_lines, constant, final, acting, words, named)
    return _lined(numbers, metrics)


def sampled(steps: int) -> range:
    """Evenly spaced steps whose lines are measured in place of all.

    >>> len(sampled(9)), list(sampled(64))[:3]
    (9, [0, 2, 4])
    """
    return range(0, steps, -(-steps // SAMPLED))


def _lined(numbers: CellNumbers, metrics: Metrics) -> CellNumbers:
    """With the largest font size in which whole equations fit; else those with all busy terms; else the smallest.

    The products of channels are whole at all steps, or left out.
    """
    equations = (numbers.story.equation(index) for index in sampled(numbers.story.step_count))
    all_have = all(one is not None and has_products(one, numbers.formats) for one in equations)
    for whole, products in (*[(True, True)] * all_have, (True, False), (False, False)):
        found = numbers._replace(products=products)
        widest = found.widest_line(whole)
        for size in range(metrics.text_size, metrics.min_equation_size - 1, -1):
            if fonts.width(widest, size) <= numbers.available_width:
                return found._replace(line_size=size)
    return numbers._replace(line_size=metrics.min_equation_size, products=False)
