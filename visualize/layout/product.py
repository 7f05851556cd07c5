"""The flat view of a product of matrices: input and kernel, at their right matrix times column, the result, the output."""

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Label, Placement, Tensor
from visualize.layout.arrangement import Arrangement
from visualize.layout.flat import Part, operator, row
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

TIMES, PLUS, EQUALS, BECOMES = "·", "+", "=", "→"
GAP = 0.35  # on either side of a sign, in cells


def product(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Input and kernel below each other, an arrow, and the product: a matrix, a column, their result and the output."""
    layer = _below_each_other(story, captions, metrics)
    factors = row([_part(story, grid, sign, metrics) for grid, sign in _terms(story)], captions, metrics, GAP)
    height = max(layer.height, factors.height)
    down, up = ((height - one.height) // 2 for one in (layer, factors))
    _, top, _, bottom = next(iter(factors.placements.values())).bounds()
    arrow, width = operator(BECOMES, layer.width, up + (top + bottom) / 2, metrics, GAP)
    left, right = layer.moved((0.0, down)), factors.moved((layer.width + width, up))
    labels = [*left.labels, *arrow, *right.labels]
    return Arrangement({**left.placements, **right.placements}, labels, layer.width + width + factors.width, height)


def _terms(story: Story) -> list[tuple[Grid, str]]:
    """The matrix, the column, a bias, their result and the output, each with the sign behind it."""
    matrix, *others = [grid for grid in story.shapes if grid.matrix or grid.tensor is Tensor.BIAS]
    *added, result = others
    return [(matrix, TIMES), *zip(added, [*[PLUS] * (len(added) - 1), EQUALS], strict=True), (result, BECOMES), (OUTPUT, "")]


def _part(story: Story, grid: Grid, after: str, metrics: Metrics) -> Part:
    return Part(grid, story.shapes[grid], (metrics.cell, metrics.cell), after, False, metrics.half)


def _below_each_other(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """The input above the kernel, each below its name and in the middle of the wider."""
    cell, size, y = metrics.cell, metrics.quiet_size, 0.0
    names = {grid: captions.headings[grid] for grid in (INPUT, KERNEL)}
    cells = {grid: story.shapes[grid][1] * cell for grid in names}
    width = max(*cells.values(), *(round(fonts.width(name, size)) for name in names.values()))
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    for grid, name in names.items():
        top = round(y + 1.9 * size) + metrics.above
        labels.append(Label(name, (width / 2, top - metrics.above - round(size * 0.7)), size, grid.tensor))
        origin = (width - cells[grid]) // 2 + metrics.half, top + metrics.half
        turned = grid == KERNEL and story.turned
        placements[grid] = Placement(story.shapes[grid], origin, (cell, 0), (0, cell), turned)
        y = top + story.shapes[grid][0] * cell + 0.3 * size
    return Arrangement(placements, labels, float(width), y - 0.3 * size)
