"""The positions of grids and their labels: in the isometric view and in the flat view."""

from collections.abc import Callable
from math import ceil
from typing import NamedTuple

from visualize.film import KERNEL, OUTPUT, Grid, Label, Placement
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

# The edges of a cell of size 1 in the isometric view, rotated and tilted as in the animations of Dumoulin & Visin.
RIGHT, DOWN = (0.894, -0.447), (0.634, 0.597)


class Arrangement(NamedTuple):
    """Grids and labels, in pixels from the arrangement's own top left corner, and its width and height."""

    placements: dict[Grid, Placement]
    labels: list[Label]
    width: float
    height: float


def _flat(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Input, kernel and output side by side as an equation, centred vertically, with headings above."""
    cell, size = metrics.cell, metrics.quiet_size
    headings, shapes = captions.headings, story.shapes
    tallest = max(rows for rows, _ in shapes.values()) * cell
    grid_top = float(round(size * 1.9))
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    x = 0.0
    for grid, sign in zip(shapes, captions.signs, strict=True):
        rows, columns = shapes[grid]
        span = max(columns * cell, round(fonts.width(headings[grid], size)))
        top = grid_top + (tallest - rows * cell) // 2
        left = x + (span - columns * cell) // 2
        origin, turned = (left + metrics.half, top + metrics.half), grid == KERNEL and story.turned
        placements[grid] = Placement((rows, columns), origin, (cell, 0), (0, cell), turned)
        labels.append(Label(headings[grid], (x + span / 2, top - round(size * 0.7)), size, "quiet"))
        x += span
        if sign:
            drawn, advance = _sign(sign, x, grid_top + tallest / 2, metrics)
            labels += drawn
            x += advance
    beyond = any(box.column >= shapes[OUTPUT][1] for box in story.struck) * cell
    below = any(box.row >= shapes[OUTPUT][0] for box in story.struck) * cell
    height = max(tallest, placements[OUTPUT].bounds()[3] - grid_top + below)
    return Arrangement(placements, labels, x + beyond, grid_top + height)


def _sign(sign: str, x: float, middle: float, metrics: Metrics) -> tuple[list[Label], float]:
    """An operator between two grids, or an arrow with a word above; and the width that it takes."""
    size, gap = max(18, round(metrics.cell * 0.7)), max(16, round(metrics.cell * 0.5))
    if len(sign) == 1:
        advance = round(fonts.width(sign, size))
        return [Label(sign, (x + gap + advance / 2, middle + size * 0.36), size)], 2 * gap + advance
    word = metrics.quiet_size
    advance = round(max(fonts.width(sign, word), fonts.width("→", size)))
    at = x + gap + advance / 2
    return [
        Label(sign, (at, middle - size * 0.5), word, "quiet"),
        Label("→", (at, middle + size * 0.36), size),
    ], 2 * gap + advance


def _isometric(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """The input plane lowest, the output plane highest, their middles on one vertical line."""
    cell = metrics.cell
    right = (max(2, round(RIGHT[0] * cell)), min(-1, round(RIGHT[1] * cell)))
    down = (max(1, round(DOWN[0] * cell)), max(2, round(DOWN[1] * cell)))
    planes = {grid: Placement(story.shapes[grid], (0.0, 0.0), right, down) for grid in story.planes}
    bounds = {grid: plane._replace(shape=_with_struck(story, grid)).bounds() for grid, plane in planes.items()}
    width = max(end - start for start, _, end, _ in bounds.values())
    gap = max(14, round(1.7 * cell))
    y, origins = 0.0, {}
    for grid in reversed(story.planes):
        left, top, end, bottom = bounds[grid]
        origins[grid] = (width - (end - left)) // 2 - left + metrics.half, y - top + metrics.half
        y += bottom - top + gap
    placed = {grid: plane._replace(origin=origins[grid]) for grid, plane in planes.items()}
    labels, labels_width = _beside(captions, placed, width, metrics) if captions.beside else ([], 0.0)
    return Arrangement(placed, labels, width + labels_width, y - gap)


def _beside(
    captions: Captions, planes: dict[Grid, Placement], width: float, metrics: Metrics
) -> tuple[list[Label], float]:
    """The headings of the planes, in a column to the right, clear of guides; and the width that they take."""
    size = metrics.quiet_size
    heights = {grid: (plane.bounds()[1] + plane.bounds()[3]) / 2 for grid, plane in planes.items()}
    heights[KERNEL] = _between(planes)
    names = {grid: name.split("\n") for grid, name in captions.beside.items()}
    # An even column keeps the picture's width even, if it is; videos have even sides.
    gap = float(round(metrics.margin * 0.5))
    widest = 2 * ceil((max(fonts.width(line, size) for name in names.values() for line in name) + gap) / 2) - gap
    labels = []
    for grid, name in names.items():
        first = heights[grid] - (len(name) - 1) * size * 0.75
        for number, line in enumerate(name):
            at = width + gap + widest / 2, round(first + number * size * 1.5 + fonts.middle(size))
            labels.append(Label(line, at, size, "quiet"))
    return labels, gap + widest


def _between(planes: dict[Grid, Placement]) -> float:
    """The height of the middle between the lowest plane and the one above it."""
    below, above = list(planes.values())[:2]
    return (below.bounds()[1] + above.bounds()[3]) / 2


def _with_struck(story: Story, grid: Grid) -> tuple[int, int]:
    """Rows and columns of a grid, the struck cells beyond it included."""
    rows, columns = story.shapes[grid]
    beyond = [box for box in story.struck if box.grid == grid]
    return rows + any(box.row >= rows for box in beyond), columns + any(box.column >= columns for box in beyond)


View = Callable[[Story, Captions, Metrics], Arrangement]
VIEWS: dict[str, View] = {"isometric": _isometric, "flat": _flat}
