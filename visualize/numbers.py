"""Numbers in the cells of a film: which text stands where at each step, and the equation below."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from visualize import lettering
from visualize.film import CellText, Placement, Texts
from visualize.numerals import Rule, fitting
from visualize.story import Story

SAMPLED = 32


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
        return self.story.equation(index, self.rules, lambda text: lettering.width(text, self.line_size) <= self.room)


def numbers(
    story: Story, placements: dict[str, Placement], sizes: Iterable[int], margin: float, room: float, lines: list[int]
) -> Numbers | None:
    """The numbers of a story that has values; None where some do not fit their cells, `margin` pixels off its edges.

    `sizes` of letters are tried from the largest, as are `lines`, the equation's, which has `room` pixels.
    """
    rules, size, candidates = {}, 10**6, list(sizes)
    for grid in placements:
        found = fitting(_shown(story, grid), candidates, _Fits(placements[grid], margin).fits)
        if found is None:
            return None
        rules[grid], size = found[0], min(size, found[1])
    still = {grid: rules[grid].texts(story.numbers[grid]) for grid in placements if grid != "output"}
    final = rules["output"].texts(story.numbers["output"])
    if story.weighted and "kernel" not in rules:
        rules["kernel"] = fitting(story.numbers["kernel"], candidates, lambda text, size: True)[0]  # type: ignore[index]
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
        widest = max(lines, key=lambda text: lettering.width(text, sizes[0]))
        for size in sizes:
            if lettering.width(widest, size) <= numbers.room:
                return size
    return sizes[-1]


def _shown(story: Story, grid: str) -> Any:
    """All numbers that a grid shows at some step, in a row."""
    if grid != "output" or story.output_numbers(0)[0] is story.numbers["output"]:
        return story.numbers[grid]
    products = np.multiply.outer(story.numbers["input"].ravel(), story.numbers["kernel"].ravel()).ravel()
    running = [story.output_numbers(index)[0].ravel() for index in range(story.step_count)]
    return np.concatenate([products, *running])


class _Fits(NamedTuple):
    """Whether a text's box lies within a cell."""

    place: Placement
    margin: float

    def fits(self, text: str, size: int) -> bool:
        (rx, ry), (dx, dy) = self.place.right, self.place.down
        area = rx * dy - ry * dx
        x = lettering.width(text, size) / 2 + self.margin
        y = lettering.height(size) / 2 + self.margin
        # The box's corners in lattice units, at most half a cell from its middle.
        return x * abs(dy) + y * abs(dx) <= area / 2 and x * abs(ry) + y * abs(rx) <= area / 2
