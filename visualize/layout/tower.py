"""A stack of layers of one dimension: one row above the other, the input lowest, with lines between their cells."""

from __future__ import annotations

from visualize.film import Grid, Label, Placement
from visualize.film.roles import STATES, Kind
from visualize.layout.arrangement import Arrangement
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

APART = 1.3  # between the rows, in cells; flatter lines would run along them


def tower(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """The rows, each below the layer that reads it, their names at their left.

    A row stands above the middle of the one below it. So, a cell of a causal layer, whose row has the same length, is
    above the last one that it reads.
    """
    cell, size = metrics.cell, metrics.text_size
    step = cell + max(round(APART * cell), round(1.2 * size))
    names = {grid: captions.beside[grid][0] for grid in story.planes}
    left = max(fonts.width(name, size) for name in names.values()) + metrics.quiet_size
    starts = _starts(story)
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    for number, grid in enumerate(reversed(story.planes)):
        origin = round(left + (starts[grid] - min(starts.values())) * cell) + metrics.half, number * step + metrics.half
        placements[grid] = Placement(story.shapes[grid], origin, (cell, 0), (0, cell))
        baseline = round(number * step + cell / 2 + size * 0.36)
        labels.append(Label(names[grid], (0.0, baseline), size, grid.tensor, "start"))
    width = max(place.bounds()[2] for place in placements.values())
    lowest_first = {grid: placements[grid] for grid in story.planes}
    return Arrangement(lowest_first, labels, width, float((len(placements) - 1) * step + cell))


def _starts(story: Story) -> dict[Grid, float]:
    """Where each row begins with its padding, in cells from the first cell of the input."""
    inner, length, starts = 0.0, 0, dict[Grid, float]()
    for grid in story.planes:
        padding = (story.rest[grid][0] == Kind.PADDING * STATES).tolist()
        cells = padding.count(False)
        inner += (length - cells) / 2 if starts else 0.0
        starts[grid], length = inner - padding.index(False), cells
    return starts
