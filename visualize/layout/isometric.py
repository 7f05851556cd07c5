"""The isometric view: the input plane lowest, the output plane highest, their middles on one vertical line.

In its wide form, for slides, the words stand at the right, each beside its plane; in its tall form below the picture.
"""

from typing import NamedTuple

from visualize.film import KERNEL, Grid, Label, Placement
from visualize.layout.arrangement import WINDOW, Arrangement, Magnified
from visualize.layout.flat import loupe_parts, row
from visualize.layout.lines import TextLine, wrapped
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

# The edges of a cell of size 1. Of the lattices measured over the steps of all named figures, those of this kind keep
# the four guides apart best: 6 pixels and more at 99 % of the steps, at a cell of 40 pixels.
RIGHT, DOWN = (1.0, -0.3), (0.5, 0.525)
# Whole pixels that keep this form, or nearly so, in cells in which rounding would not.
SMALL = {2: ((3, -1), (1, 1)), 4: ((4, -1), (2, 3))}
GAP = 1.0  # between the planes, in cells
SHORTEST_COLUMN = 14  # of a remark's line, in font sizes


class _Block(NamedTuple):
    """Lines of words, or a row of grids, and the height at which they want to have their middle."""

    lines: list[TextLine]
    middle: float
    row: Arrangement | None = None

    @property
    def height(self) -> float:
        return sum(round(line.size * 1.35) for line in self.lines) + (self.row.height if self.row else 0.0)

    @property
    def width(self) -> float:
        """The width of the longest line and of the row."""
        widths = [fonts.width(line.text, line.size) for line in self.lines]
        return max([*widths, self.row.width if self.row else 0.0])


def tall(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """The planes, with names beside those of a stack."""
    placed, width, height = _planes(story, metrics)
    if not captions.stacked:
        return Arrangement(placed, [], width, height)
    blocks = [_named(grid, captions, metrics, _middle(placed[grid])) for grid in reversed(placed)]
    return _with_words(placed, blocks, width, height, metrics)


def wide(story: Story, captions: Captions, metrics: Metrics, magnified: Magnified) -> Arrangement:
    """The planes, and all words in a column beside them, the loupe too if there is one."""
    placed, width, height = _planes(story, metrics)
    middles = {grid: _middle(place) for grid, place in placed.items()}
    if KERNEL in captions.beside:
        middles[KERNEL] = sum(middles.values()) / 2
    blocks = [
        _named(grid, captions, metrics, middles[grid]) for grid in sorted(middles, key=lambda grid: middles[grid])
    ]
    if WINDOW in magnified.grids:
        parts = list(loupe_parts(story, captions, metrics, magnified))
        parts[-1] = parts[-1]._replace(sign="")
        blocks.insert(-1, _Block([], sum(middles.values()) / len(middles), row(parts, captions, metrics)))
    column = max((block.width for block in blocks), default=0.0)
    return _with_words(placed, [*blocks, *_notes(captions, metrics, column, height)], width, height, metrics)


def lattice(metrics: Metrics) -> tuple[tuple[int, int], tuple[int, int]]:
    """The edges of a cell: to the next column, and to the next row."""
    cell = metrics.cell
    right, down = ((round(across * cell), round(along * cell)) for across, along in (RIGHT, DOWN))
    return SMALL.get(cell, (right, down))


def _planes(story: Story, metrics: Metrics) -> tuple[dict[Grid, Placement], float, float]:
    """The planes in the order of the story, and the width and height that they take."""
    right, down = lattice(metrics)
    planes = {grid: Placement(story.shapes[grid], (0.0, 0.0), right, down) for grid in story.planes}
    bounds = {grid: plane._replace(shape=_with_struck(story, grid)).bounds() for grid, plane in planes.items()}
    width = max(end - start for start, _, end, _ in bounds.values())
    gap = max(14, round(GAP * metrics.cell))
    y, origins = 0.0, {}
    for grid in reversed(story.planes):
        left, top, end, bottom = bounds[grid]
        origins[grid] = (width - (end - left)) // 2 - left + metrics.half, y - top + metrics.half
        y += bottom - top + gap
    return {grid: plane._replace(origin=origins[grid]) for grid, plane in planes.items()}, width, y - gap


def _with_struck(story: Story, grid: Grid) -> tuple[int, int]:
    """Rows and columns of a grid, the struck cells beyond it included."""
    rows, columns = story.shapes[grid]
    beyond = [box for box in story.struck if box.grid == grid]
    return rows + any(box.row >= rows for box in beyond), columns + any(box.column >= columns for box in beyond)


def _middle(place: Placement) -> float:
    _, top, _, bottom = place.bounds()
    return (top + bottom) / 2


def _named(grid: Grid, captions: Captions, metrics: Metrics, middle: float) -> _Block:
    """The words of a plane: the first line in its colour, the others smaller."""
    first, *rest = captions.beside[grid]
    lines = [TextLine(first, metrics.text_size, grid.tensor)]
    return _Block([*lines, *(TextLine(text, metrics.quiet_size) for text in rest)], middle)


def _notes(captions: Captions, metrics: Metrics, column: float, height: float) -> list[_Block]:
    """The formula and the remarks, which belong to no plane, at the foot of the column; remarks are wrapped."""
    lines = [TextLine(text, metrics.text_size) for text in captions.formulas]
    size = metrics.quiet_size
    limit = max(column, SHORTEST_COLUMN * size, *(fonts.width(line.text, line.size) for line in lines), 0.0)
    lines += [TextLine(text, size) for line in captions.remarks for text in wrapped(line, size, limit)]
    return [_Block(lines, height)] if lines else []


def _with_words(
    placed: dict[Grid, Placement], blocks: list[_Block], width: float, height: float, metrics: Metrics
) -> Arrangement:
    """The planes with blocks of words in a column to the right, as near to their heights as they can be."""
    tops, total = _apart(blocks, height, metrics.quiet_size)
    below = max(0.0, (total - height) / 2)  # the planes stay in the middle of a column that is higher
    x, rows = width + float(metrics.margin), dict[Grid, Placement]()
    labels: list[Label] = []
    for block, top in zip(blocks, tops, strict=True):
        if block.row:
            moved = block.row.moved((float(round(x)), float(round(top))))
            rows, labels = moved.placements, [*labels, *moved.labels]
        for text, size, voice in block.lines:
            labels.append(Label(text, (x, round(top + size)), size, voice, "start"))
            top += round(size * 1.35)
    planes = Arrangement(placed, [], width, height).moved((0.0, float(round(below)))).placements
    column = max((block.width for block in blocks), default=0.0)
    return Arrangement(planes | rows, labels, width + bool(column) * (metrics.margin + column), max(height, total))


def _apart(blocks: list[_Block], height: float, gap: float) -> tuple[list[float], float]:
    """The tops of blocks that keep their order and a gap, and the height that they take, `height` where it suffices."""
    total = max(height, sum(block.height for block in blocks) + gap * (len(blocks) - 1))
    shift, tops, least = (total - height) / 2, [], 0.0
    for block in blocks:
        tops.append(max(least, block.middle + shift - block.height / 2))
        least = tops[-1] + block.height + gap
    most = total
    for at in reversed(range(len(blocks))):
        tops[at] = min(tops[at], most - blocks[at].height)
        most = tops[at] - gap
    return tops, total
