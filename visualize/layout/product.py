"""The flat view of a product of matrices: input and kernel, then matrix times column, the result, the output."""

from __future__ import annotations

from collections.abc import Sequence

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Label, Placement, Tensor
from visualize.layout.arrangement import Arrangement
from visualize.layout.captioned_matrix import SLIDE_SHAPE, caption_lines
from visualize.layout.flat import Part, operator, row
from visualize.layout.lines import TextLine, height_of, labelled
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

TIMES, PLUS, EQUALS, BECOMES = "×", "+", "=", "→"
COLUMNS = (16, 22, 30)  # widths of a column of captions, in font sizes
GAP = 0.35  # on either side of a sign, in cells


def product(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Input and kernel below each other, an arrow, the product, an arrow, and the output.

    The caption stands below the output, or at its right, in a column as wide as is best, if the grids are then larger
    on a slide.
    """
    return _arranged(story, captions, metrics, _lines(story, captions, metrics))


def beside(story: Story, captions: Captions, metrics: Metrics) -> bool:
    """Whether the caption stands at the output; else it is below it all."""
    return bool(_lines(story, captions, metrics))


def _lines(story: Story, captions: Captions, metrics: Metrics) -> list[TextLine]:
    """The caption's lines beside the grids; none if a slide shows the picture larger with them below it all."""
    columns = [caption_lines(captions, metrics, width) for width in COLUMNS]
    return min([[], *columns], key=lambda lines: _cost(story, captions, metrics, lines))


def _cost(story: Story, captions: Captions, metrics: Metrics, lines: list[TextLine]) -> float:
    """The height of a slide that the picture fills, with these lines at the output, or the caption below it all."""
    made, step = _arranged(story, captions, metrics, lines), story.equation(0) is not None
    below = 1.5 * (len(captions.lines) * metrics.text_size + len(captions.remarks) * metrics.quiet_size)
    height = made.height + 1.5 * metrics.text_size * step + 2.6 * metrics.margin + (0 if lines else below)
    return max((made.width + 2 * metrics.margin) / SLIDE_SHAPE, height)


def _arranged(story: Story, captions: Captions, metrics: Metrics, lines: Sequence[TextLine]) -> Arrangement:
    """All grids, with lines at the output; where all grids have one row, the output stands below the kernel."""
    in_rows = all(story.shapes[grid][0] == 1 for grid in (INPUT, KERNEL, OUTPUT))
    first, last = ((INPUT, KERNEL, OUTPUT), ()) if in_rows else ((INPUT, KERNEL), (OUTPUT,))
    layer, output = (_below_each_other(story, grids, captions, metrics) for grids in (first, last))
    factors = row([_part(story, grid, sign, metrics) for grid, sign in _terms(story)], captions, metrics, GAP)
    captioned = _captioned(output, lines, max(layer.height, factors.height), metrics)
    parts = [layer, factors, *[captioned] * bool(last or lines)]
    height = max(part.height for part in parts)
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    x = 0.0
    for part in parts:
        sign, x = _before(part, x, height, metrics)
        moved = part.moved((x, (height - part.height) // 2))
        placements |= moved.placements
        labels += [*sign, *moved.labels]
        x += part.width
    return Arrangement(placements, labels, x, height)


def _before(part: Arrangement, x: float, height: float, metrics: Metrics) -> tuple[list[Label], float]:
    """The arrow to the first grid of a part, if the part is not the first one, and where the part begins."""
    if not x:
        return [], x
    if not part.placements:
        return [], x + 2 * metrics.quiet_size
    _, top, _, bottom = next(iter(part.placements.values())).bounds()
    labels, width = operator(BECOMES, x, (height - part.height) // 2 + (top + bottom) / 2, metrics, GAP)
    return labels, x + width


def _terms(story: Story) -> list[tuple[Grid, str]]:
    """The matrix, the column, a bias and their result, each with the sign behind it."""
    matrix, *added, result = [grid for grid in story.shapes if grid.matrix or grid.tensor is Tensor.BIAS]
    signs = [PLUS] * (len(added) - 1) + [EQUALS]
    return [(matrix, TIMES), *zip(added, signs, strict=True), (result, "")]


def _part(story: Story, grid: Grid, after: str, metrics: Metrics) -> Part:
    return Part(grid, story.shapes[grid], (metrics.cell, metrics.cell), after, False, metrics.half)


def _below_each_other(story: Story, grids: Sequence[Grid], captions: Captions, metrics: Metrics) -> Arrangement:
    """Grids one above the other, each below its name, in the middle of the widest."""
    cell, size, y = metrics.cell, metrics.quiet_size, 0.0
    names = {grid: captions.headings[grid] for grid in grids}
    cells = {grid: story.shapes[grid][1] * cell for grid in grids}
    width = max([0, *cells.values(), *(round(fonts.width(name, size)) for name in names.values())])
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    for grid, name in names.items():
        top = round(y + 1.9 * size) + metrics.above
        labels.append(Label(name, (width / 2, top - metrics.above - round(size * 0.7)), size, grid.tensor))
        origin = (width - cells[grid]) // 2 + metrics.half, top + metrics.half
        turned = grid == KERNEL and story.turned
        placements[grid] = Placement(story.shapes[grid], origin, (cell, 0), (0, cell), turned)
        y = top + story.shapes[grid][0] * cell + 0.3 * size
    return Arrangement(placements, labels, float(width), max(0.0, y - 0.3 * size))


def _captioned(output: Arrangement, lines: Sequence[TextLine], room: float, metrics: Metrics) -> Arrangement:
    """The output with lines below it, or at its right if there is no room below in that height."""
    if not lines:
        return output
    width, below = max(fonts.width(line.text, line.size) for line in lines), output.height + 0.8 * metrics.quiet_size
    if not output.placements or below + height_of(lines) <= room:
        top = below if output.placements else 0.0
        labels = [*output.labels, *labelled(lines, 0.0, top)]
        return output._replace(labels=labels, width=max(output.width, width), height=top + height_of(lines))
    left, height = output.width + metrics.quiet_size, max(output.height, height_of(lines))
    moved = output.moved((0.0, (height - output.height) // 2))
    labels = [*moved.labels, *labelled(lines, left, (height - height_of(lines)) / 2)]
    return moved._replace(labels=labels, width=left + width, height=height)
