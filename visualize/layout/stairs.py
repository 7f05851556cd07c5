"""A stack of layers on a slide: planes like stairs that rise to the right, their names below their right corners."""

from __future__ import annotations

from visualize.film import INPUT, Grid, Label, Placement
from visualize.layout.arrangement import Arrangement
from visualize.layout.isometric import lattice
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

RISE = (1.2, -1.0)  # from the middle of a plane to that of the next; flatter, and pyramids would be slivers
GAP = 0.8  # between the planes, in cells

Placements = dict[Grid, Placement]


def stairs(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """The planes, the input lowest and leftmost, and their names; what the output sees is said beside the input."""
    placements = _planes(story, metrics)
    labels = [label for grid in reversed(placements) for label in _names(grid, placements, captions, metrics)]
    bounds = [place.bounds() for place in placements.values()]
    left, top = min(box[0] for box in bounds), min(box[1] for box in bounds)
    right = max(*(box[2] for box in bounds), *(label.at[0] + fonts.width(label.text, label.size) for label in labels))
    bottom = max(*(box[3] for box in bounds), *(label.at[1] + label.size * 0.3 for label in labels))
    return Arrangement(placements, labels, right - left, bottom - top).moved((-left, -top))


def _planes(story: Story, metrics: Metrics) -> dict[Grid, Placement]:
    """The planes from the input upwards, with their middles on a line that rises to the right."""
    right, down = lattice(metrics)
    x, y, below = 0.0, 0.0, None
    placements = {}
    for grid in story.planes:
        place = Placement(story.shapes[grid], (0.0, 0.0), right, down)
        if below is not None:
            length = _length(below, place, metrics)
            x, y = x + RISE[0] * length, y + RISE[1] * length
        middle = place.corner(place.shape[0] / 2, place.shape[1] / 2)
        placements[grid] = place._replace(
            origin=(round(x - middle[0]) + metrics.half, round(y - middle[1]) + metrics.half)
        )
        below = place
    return placements


def _length(below: Placement, above: Placement, metrics: Metrics) -> float:
    """How far along the rise two planes lie apart: their edges by a gap, and their names by a line's height.

    Planes do not meet if their shadows do not, across the rows or across the columns.
    """
    (across, along), rows_and_columns = (below.right, below.down), zip(below.shape, above.shape, strict=True)
    area = across[0] * along[1] - across[1] * along[0]
    rows, columns = (sum(pair) / 2 for pair in rows_and_columns)
    by_rows = (rows + GAP) * area / (across[0] * -RISE[1] + across[1] * RISE[0])
    by_columns = (columns + GAP) * area / (along[1] * RISE[0] - along[0] * RISE[1])
    return max(min(by_rows, by_columns), metrics.text_size * 1.5)


def _names(grid: Grid, placements: Placements, captions: Captions, metrics: Metrics) -> list[Label]:
    """The name of a plane, which begins at its right end, below all that lies there; below the input's the remarks."""
    place, (name,) = placements[grid], captions.beside[grid]
    texts = [(name, metrics.text_size), *((text, metrics.quiet_size) for text in captions.remarks if grid == INPUT)]
    rows, columns = place.shape
    x, y = place.corner(rows, columns)
    end = x + max(fonts.width(text, size) for text, size in texts)
    later = [other.bounds() for other in list(placements.values())[list(placements).index(grid) + 1 :]]
    y = max(y, *(bottom for left, _, _, bottom in later if left < end), y) + metrics.outline
    labels = []
    for text, size in texts:
        y += round(size * 1.35)
        labels.append(Label(text, (x, round(y)), size, grid.tensor if text == name else "text", "start"))
    return labels
