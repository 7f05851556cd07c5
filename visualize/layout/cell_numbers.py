"""Numbers in the cells of a film: which text stands where at each step, and the equation below."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from visualize.film import CellText, Placement, Texts
from visualize.story import Story
from visualize.style import fonts
from visualize.text import number_format
from visualize.text.number_format import Rule

SAMPLED = 32


class Way(NamedTuple):
    """A rule for the numbers of a grid, and all texts that it gives."""

    rule: Rule
    texts: frozenset[str]


class Numbers(NamedTuple):
    """The texts of a story with values, by one rule for each grid and in one size for all."""

    story: Story
    rules: dict[str, Rule]
    size: int
    room: float
    line_size: int
    still: dict[str, Texts]
    final: Texts

    @property
    def cell_texts(self) -> dict[str, CellText]:
        """How they stand in the cells."""
        return {grid: CellText(self.size) for grid in (*self.still, "output")}

    def texts(self, index: int) -> dict[str, Texts]:
        """What stands in the cells at a step."""
        numbers, known = self.story.output_numbers(index)
        final = self.final if numbers is self.story.numbers["output"] else self.rules["output"].texts(numbers)
        return {**self.still, "output": np.where(known, final, "")}

    def line(self, index: int) -> str:
        """The step's equation, as wide as there is room."""
        return self.story.equation(index, self.rules, lambda text: fonts.width(text, self.line_size) <= self.room)


def every_way(story: Story, grids: Iterable[str]) -> dict[str, list[Way]]:
    """How the numbers of each grid, and of the kernel where there is one, can be written, the best way first."""
    told = (*grids, *(["kernel"] if story.weighted else []))
    shown = {grid: story.shown if grid == "output" else story.numbers[grid] for grid in told}
    return {
        grid: [Way(rule, frozenset(rule.texts(values).ravel().tolist())) for rule in number_format.rules(values)]
        for grid, values in shown.items()
    }


def fitting(
    tried: Mapping[str, Iterable[Way]], placements: dict[str, Placement], size: int, air: float
) -> dict[str, Way] | None:
    """For each grid the first way whose texts, in letters of that size, stay `air` pixels off the edges of cells.

    None where some grid has none.
    """
    found = {}
    for grid, some in tried.items():
        fits = _Fits(placements[grid], air).fits if grid in placements else lambda text, size: True
        way = next((way for way in some if all(fits(text, size) for text in way.texts)), None)
        if way is None:
            return None
        found[grid] = way
    return found


def numbers(
    story: Story,
    found: dict[str, Way],
    placements: dict[str, Placement],
    sizes: Iterable[int],
    air: float,
    room: float,
    lines: list[int],
) -> Numbers:
    """The numbers of a story that has values, in ways that fit in the last of `sizes`.

    Sizes of letters are tried from the largest, as are `lines`, the equation's, which has `room` pixels.
    """
    only = {grid: [way] for grid, way in found.items()}
    size = next(size for size in sizes if fitting(only, placements, size, air))
    rules = {grid: way.rule for grid, way in found.items()}
    still = {grid: rules[grid].texts(story.numbers[grid]) for grid in placements if grid != "output"}
    final = rules["output"].texts(story.numbers["output"])
    told = Numbers(story, rules, size, room, lines[0], still, final)
    return told._replace(line_size=_line_size(told, lines))


def sampled(steps: int) -> range:
    """Steps, evenly apart, whose lines are measured for all."""
    return range(0, steps, -(-steps // SAMPLED))


def _line_size(numbers: Numbers, sizes: list[int]) -> int:
    """The largest in which all equations fit; if there is none, in which they do when shortened."""
    story, steps = numbers.story, sampled(numbers.story.step_count)
    for fits in (lambda text: True, lambda text: False):
        lines = [story.equation(index, numbers.rules, fits) for index in steps]
        widest = max(lines, key=lambda text: fonts.width(text, sizes[0]))
        for size in sizes:
            if fonts.width(widest, size) <= numbers.room:
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
