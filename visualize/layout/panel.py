"""The panels of a contact sheet in the flat view: input and output; above them, once for the page, kernel and names."""

from __future__ import annotations

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Label, Placement
from visualize.layout.arrangement import Arrangement
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

GAP = 0.8  # between the words and the kernel, in font sizes


def panel(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """A panel of a layer, below the equation that names its parts; the kernel is drawn in that."""
    head, body = _equation(story, captions, metrics), _pair(story, metrics)
    width = max(head.width, body.width)
    top = head.height + 1.5 * metrics.quiet_size
    above = head.moved((round((width - head.width) / 2), 0.0))
    below = body.moved((round((width - body.width) / 2), round(top)))
    placements, labels = below.placements | above.placements, [*above.labels, *below.labels]
    return Arrangement(placements, labels, width, top + body.height, top)


def _equation(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """The names of the parts on one line, with their signs; the kernel below its name, or the pool before an arrow."""
    cell, size = metrics.cell, metrics.text_size
    rows, columns = story.shapes.get(KERNEL, (0, 0))
    above = round(size * 1.5) if rows else 0
    height = float(max(above + rows * cell, round(size * 1.5)))
    middle = above + rows * cell / 2 if rows else height / 2
    x, placements, labels = 0.0, {}, []
    for text, grid in _parts(story, captions):
        width = fonts.width(text, size)
        if grid == KERNEL and rows:
            width = max(width, columns * cell)
            origin = round(x + (width - columns * cell) / 2) + metrics.half, above + metrics.half
            placements[KERNEL] = Placement((rows, columns), origin, (cell, 0), (0, cell), story.turned)
        baseline = size * 1.0 if grid == KERNEL and rows else middle + size * 0.36
        labels.append(Label(text, (x + width / 2, round(baseline)), size, grid.tensor if grid else "text"))
        x += width + GAP * size
    return Arrangement(placements, labels, x - GAP * size, height)


def _parts(story: Story, captions: Captions) -> list[tuple[str, Grid | None]]:
    """The texts of the equation from left to right, each with the grid that it names."""
    names = captions.headings
    if KERNEL in story.shapes:
        sign, equals, *_ = captions.signs
        return [(names[INPUT], INPUT), (sign, None), (names[KERNEL], KERNEL), (equals, None), (names[OUTPUT], OUTPUT)]
    return [(names[INPUT], INPUT), (captions.signs[0], KERNEL), ("→", None), (names[OUTPUT], OUTPUT)]


def _pair(story: Story, metrics: Metrics) -> Arrangement:
    """Input and output side by side, with an arrow between them."""
    cell, size = metrics.cell, max(18, round(metrics.cell * 0.7), metrics.quiet_size)
    tallest = max(story.shapes[grid][0] for grid in (INPUT, OUTPUT)) * cell
    between = round(fonts.width("→", size)) + 2 * max(8, round(cell * 0.35))
    placements, x = {}, 0
    for grid in (INPUT, OUTPUT):
        rows, columns = story.shapes[grid]
        origin = x + metrics.half, (tallest - rows * cell) // 2 + metrics.half
        placements[grid] = Placement((rows, columns), origin, (cell, 0), (0, cell))
        x += columns * cell + between
    arrow = Label("→", (placements[OUTPUT].origin[0] - between / 2, tallest / 2 + size * 0.36), size)
    rows, columns = story.shapes[OUTPUT]
    beyond = any(box.column >= columns for box in story.struck) * cell
    below = any(box.row >= rows for box in story.struck) * cell
    bottom = placements[OUTPUT].bounds()[3] + below
    return Arrangement(placements, [arrow], x - between + beyond, max(tallest, bottom))
