"""The flat view: input, kernel and output side by side."""

from visualize.film import KERNEL, OUTPUT, Grid, Label, Placement
from visualize.layout.arrangement import Arrangement
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions


def flat(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Input, kernel and output side by side as an equation, centred vertically, with headings above."""
    cell, size = metrics.cell, metrics.quiet_size
    wide = metrics.width or cell
    headings, shapes = captions.headings, story.shapes
    tallest = max(rows for rows, _ in shapes.values()) * cell
    grid_top = float(round(size * 1.9) + metrics.above)
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    x = 0.0
    for grid, sign in zip(shapes, captions.signs, strict=True):
        rows, columns = shapes[grid]
        span = max(columns * wide, round(fonts.width(headings[grid], size)))
        top = grid_top + (tallest - rows * cell) // 2
        left = x + (span - columns * wide) // 2
        origin, turned = (left + metrics.half, top + metrics.half), grid == KERNEL and story.turned
        placements[grid] = Placement((rows, columns), origin, (wide, 0), (0, cell), turned)
        labels.append(Label(headings[grid], (x + span / 2, top - metrics.above - round(size * 0.7)), size, grid.tensor))
        x += span
        if sign:
            drawn, advance = _sign(sign, x, grid_top + tallest / 2, metrics)
            labels += drawn
            x += advance
    beyond = any(box.column >= shapes[OUTPUT][1] for box in story.struck) * wide
    below = any(box.row >= shapes[OUTPUT][0] for box in story.struck) * cell
    height = max(tallest, placements[OUTPUT].bounds()[3] - grid_top + below)
    return Arrangement(placements, labels, x + beyond, grid_top + height)


def _sign(sign: str, x: float, middle: float, metrics: Metrics) -> tuple[list[Label], float]:
    """An operator between two grids, or an arrow with a word above; and the width that it takes."""
    size, gap = max(18, round(metrics.cell * 0.7), metrics.letters), max(16, round(metrics.cell * 0.5))
    if len(sign) == 1:
        advance = round(fonts.width(sign, size))
        return [Label(sign, (x + gap + advance / 2, middle + size * 0.36), size)], 2 * gap + advance
    word = metrics.quiet_size
    advance = round(max(fonts.width(sign, word), fonts.width("→", size)))
    at = x + gap + advance / 2
    return [
        Label(sign, (at, middle - size * 0.5), word, KERNEL.tensor),
        Label("→", (at, middle + size * 0.36), size),
    ], 2 * gap + advance
