"""The flat view of stamps that are added: input and kernel, below them the stamps with plus signs and their sum."""

from __future__ import annotations

from collections.abc import Sequence

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Label, Placement, Tensor
from visualize.layout.arrangement import Arrangement
from visualize.layout.flat import Part, operator, row
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

PLUS, EQUALS = "+", "="
GAP = 0.35  # on either side of a sign, and between grids that stand below each other, in cells


def stamps(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """An equation: input and kernel; below, behind an equals sign, the stamps with plus signs, and their sum.

    The grids of one dimension stand below each other, so that what is added stands in one column.
    """
    times, *_ = captions.signs
    factors = row([_part(story, INPUT, times, metrics), _part(story, KERNEL, "", metrics)], captions, metrics)
    terms = _terms(story)
    if all(rows == 1 for rows, _ in story.shapes.values()):
        sum = _column(story, terms, captions, metrics)
    else:
        sum = row([_part(story, grid, after, metrics) for grid, after in terms], captions, metrics, GAP)
    top = round(factors.height + metrics.quiet_size)
    _, first, _, last = sum.placements[terms[0][0]].bounds()
    equals, left = operator(EQUALS, 0.0, top + (first + last) / 2, metrics, GAP)
    above, below = factors.moved((left, 0.0)), sum.moved((left, top))
    labels = [*above.labels, *equals, *below.labels]
    width = left + max(factors.width, sum.width)
    return Arrangement({**above.placements, **below.placements}, labels, width, top + sum.height)


def _terms(story: Story) -> list[tuple[Grid, str]]:
    """The terms of the sum, each with the sign behind it: the bias, the stamps; then the output."""
    *others, last = [grid for grid in story.shapes if grid.tensor in (Tensor.BIAS, Tensor.STAMP)]
    return [*((grid, PLUS) for grid in others), (last, EQUALS), (OUTPUT, "")]


def _part(story: Story, grid: Grid, after: str, metrics: Metrics) -> Part:
    turned = grid == KERNEL and story.turned
    return Part(grid, story.shapes[grid], (metrics.cell, metrics.cell), after, turned, metrics.half)


def _column(story: Story, terms: Sequence[tuple[Grid, str]], captions: Captions, metrics: Metrics) -> Arrangement:
    """The terms below each other, each behind its sign and with its name at the right."""
    cell, size, y = metrics.cell, metrics.quiet_size, 0.0
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    columns = story.shapes[OUTPUT][1]
    x, sign = round(columns * cell + 0.6 * size), ""
    for grid, after in terms:
        origin = metrics.half, round(y) + metrics.half
        placements[grid] = Placement(story.shapes[grid], origin, (cell, 0), (0, cell))
        middle = round(y) + cell / 2
        labels.append(Label(captions.headings[grid], (x, round(middle + size * 0.36)), size, grid.tensor, "start"))
        if sign:
            drawn, advance = operator(sign, 0.0, middle, metrics, GAP)
            labels += [label._replace(at=(label.at[0] - advance, label.at[1])) for label in drawn]
        sign = after
        y += cell * (1 + GAP)
    width = x + max(fonts.width(label.text, label.size) for label in labels)
    return Arrangement(placements, labels, width, y - cell * GAP)
