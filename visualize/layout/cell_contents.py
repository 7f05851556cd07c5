"""What stands in the cells of a figure at each step: numbers, shades of a colour scale, letters of repeated padding."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from visualize.errors import invalid, unknown
from visualize.film import CellText, Placement, Shades, Texts
from visualize.layout.cell_numbers import Numbers, Way, numbers
from visualize.layout.color_scale import Shading, shading, shared, tap_shades
from visualize.layout.views import Scale
from visualize.story import Story
from visualize.story.stack import Pile

SMALLEST_MARKED = 24  # below this, a letter in a corner would reach the middle of its cell
SMALLEST_NUMBERED = 14  # below this, no number of two digits could be read
COLOURINGS = ("role", "value", "tap", "uses")


class Cells(NamedTuple):
    """Texts and shades of all grids at a step, the step's line, and the scales that the shades come from."""

    cell_texts: Mapping[str, CellText] = MappingProxyType({})
    texts: Callable[[int], dict[str, Texts]] = lambda index: {}
    line: Callable[[int], str] | None = None
    line_size: int = 0
    shadings: Mapping[str, Shading] = MappingProxyType({})
    shades: Callable[[int], dict[str, Shades]] = lambda index: {}
    hues: tuple[int, ...] = ()


class Asked(NamedTuple):
    """What is wanted in the cells: colours by what, numbers in which ways (None: they do not fit), in letters of which
    size at least, and the width of the equation below.
    """

    color_by: str
    ways: dict[str, Way] | None
    smallest: int
    room: float


def cells(story: Story | Pile, asked: Asked, scale: Scale, placements: dict[str, Placement]) -> Cells:
    """Numbers where they fit, shades where they do not or are asked for; letters for repeated padding."""
    color_by = asked.color_by
    if color_by not in COLOURINGS:
        raise unknown("color_by", color_by, "known names are " + ", ".join(COLOURINGS))
    if isinstance(story, Pile):
        return Cells()
    found = None if asked.ways is None else _numbers(story, asked.ways, asked, scale, placements)
    plain = (
        Cells(found.cell_texts, found.texts, found.line, found.line_size) if found else _without_numbers(story, scale)
    )
    if color_by == "tap":
        return _by_tap(plain, story, placements)
    if color_by == "uses":
        return _by_uses(plain, story, scale)
    if color_by == "value" and not story.numbers:
        raise invalid("color_by", "value", "there are no values; give --input or --kernel")
    if color_by == "value" or (story.numbers and found is None):
        return _by_value(plain, story, placements)
    return plain


def _numbers(
    story: Story, ways: dict[str, Way], asked: Asked, scale: Scale, placements: dict[str, Placement]
) -> Numbers:
    sizes = range(max(scale.quiet_size, asked.smallest), asked.smallest - 1, -1)
    lines = list(range(scale.text_size, scale.smallest_text - 1, -1))
    return numbers(story, ways, placements, sizes, scale.air, asked.room, lines)


def _without_numbers(story: Story, scale: Scale) -> Cells:
    """Letters that tie each padding cell to the input cell it repeats, where cells have room for them."""
    line = (lambda index: story.frame(index).line) if story.has_lines else None
    if story.numbers or story.sources is None or scale.cell < SMALLEST_MARKED:
        return Cells(line=line, line_size=scale.text_size)
    letters = {"input": story.letters}
    return Cells({"input": CellText(scale.mark_size, 0.26, 0.24)}, lambda index: letters, line, scale.text_size)


def _by_tap(plain: Cells, story: Story, placements: dict[str, Placement]) -> Cells:
    """Each weight in a hue of its own, and at each step the cells that it meets."""
    if not story.weighted:
        raise invalid("color_by", "tap", "a pooling has no weights to tell apart")
    hues = tap_shades(story.operation.kernel)
    kernel = hues[::-1, ::-1] if story.flipped else hues

    def shades(index: int) -> dict[str, Shades]:
        grid, down, across = story.tap_slices(index)
        lit = np.zeros(story.shapes[grid], np.uint8)
        lit[down, across] = kernel
        found = {"kernel": kernel, grid: lit}
        return {name: shaded for name, shaded in found.items() if name in placements}

    return plain._replace(shades=shades, hues=tuple(np.unique(hues).tolist()))


def _by_uses(plain: Cells, story: Story, scale: Scale) -> Cells:
    """Each input cell by the number of windows that read it, with that number where nothing else stands there."""
    uses = story.uses
    if uses is None:
        raise invalid("color_by", "uses", "stamping reads every input cell once; use --reading gather")
    scaled = shading(uses)._replace(amounts=True)
    still = {"input": scaled.shades(uses)}
    counted = plain._replace(shadings={"uses": scaled}, shades=lambda index: still)
    if story.numbers or scale.cell < SMALLEST_NUMBERED:
        return counted
    counts = {"input": uses.astype(str)}
    return counted._replace(
        cell_texts={"input": CellText(max(12, round(scale.cell * 0.4)))}, texts=lambda index: counts
    )


def _by_value(plain: Cells, story: Story, placements: dict[str, Placement]) -> Cells:
    """Each cell by its number, an output cell once that is known."""
    scales = {grid: shading(story.numbers[grid]) for grid in placements}
    scales["input"], scales["output"] = shared(scales["input"], scales["output"])
    still = {grid: scale.shades(story.numbers[grid]) for grid, scale in scales.items() if grid != "output"}
    final = scales["output"].shades(story.numbers["output"])

    def shades(index: int) -> dict[str, Shades]:
        values, known = story.output_numbers(index)
        shaded = final if values is story.numbers["output"] else scales["output"].shades(values)
        return {**still, "output": np.where(known, shaded, 0).astype(np.uint8)}

    return plain._replace(shadings=scales, shades=shades)
