"""The isometric view of several channels: inputs side by side, outputs side by side above them, groups apart.

The windows of all inputs that a filter reads fan in to its current cell.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from visualize.film import Grid, Label, Placement, Tensor
from visualize.layout.arrangement import Arrangement, Word
from visualize.layout.captioned_matrix import caption_lines
from visualize.layout.isometric import lattice
from visualize.layout.lines import TextLine, height_of, labelled
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

GAP, GROUP_GAP = 1.0, 2.0  # between two planes, and between two groups, in cells
LEAST_RISE, MOST_RISE = 2.5, 6.0  # between the rows, in cells
HIGH_RISE = 0.6  # between the rows of large planes, in heights of these
SLIDE = 0.51  # height by width


class _Plane(NamedTuple):
    """A plane with its corner at the picture's, its box, struck cells included, and the width with its name."""

    place: Placement
    left: float
    top: float
    width: float
    height: float
    span: float


class _Rows(NamedTuple):
    """The planes, their middles, and the width and height of the two rows with names, without what is between them."""

    planes: Mapping[Grid, _Plane]
    middles: Mapping[Grid, float]
    width: float
    height: float
    high: Mapping[Tensor, float]  # heights of the rows' planes
    line: int  # the height of a row of names


def fan(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """The planes in two rows; the names of outputs stand above them, those of inputs below."""
    rows = _rows(story, captions, metrics)
    lines = caption_lines(captions, metrics) if beside(story, captions, metrics) else []
    width, below = rows.width + _column(lines, metrics), 0.0 if lines else _below(story, captions, metrics)
    height = _height(rows, width, below, metrics)
    arrangement = _placed(rows, captions, height, metrics)
    labels = labelled(lines, rows.width + 2.0 * metrics.margin, (height - height_of(lines)) / 2)
    return arrangement._replace(labels=arrangement.labels + labels, width=width)


def beside(story: Story, captions: Captions, metrics: Metrics) -> bool:
    """Whether the caption stands at the right of the planes, as these are then larger on a slide; else it is below."""
    rows, lines = _rows(story, captions, metrics), caption_lines(captions, metrics)
    wide, below = rows.width + _column(lines, metrics), _below(story, captions, metrics)
    heights = _height(rows, wide, 0.0, metrics), _height(rows, rows.width, below, metrics) + below
    return max(SLIDE * wide, heights[0]) <= max(SLIDE * rows.width, heights[1])


def _column(lines: Iterable[TextLine], metrics: Metrics) -> float:
    """The width of the caption at the right, with the space before it; 0 if there is none."""
    return max((fonts.width(line.text, line.size) + 2 * metrics.margin for line in lines), default=0.0)


def _below(story: Story, captions: Captions, metrics: Metrics) -> float:
    """About the height of the lines below the planes."""
    lines = len(captions.lines) + (story.equation(0) is not None)
    return 1.5 * (lines * metrics.text_size + len(captions.remarks) * metrics.quiet_size)


def _placed(rows: _Rows, captions: Captions, height: float, metrics: Metrics) -> Arrangement:
    """The planes, their names, and dots between the names."""
    tops = {Tensor.OUTPUT: float(rows.line), Tensor.INPUT: height - rows.line - rows.high[Tensor.INPUT]}
    names = {Tensor.OUTPUT: rows.line * 0.4, Tensor.INPUT: height - rows.line * 0.4}
    placements: dict[Grid, Placement] = {}
    words: dict[Grid, Word] = {}
    for grid, plane in rows.planes.items():
        placements[grid] = _put(plane, rows.middles[grid], tops[grid.tensor], metrics)
        name = _name(grid)
        words[name] = Word(captions.headings[name], metrics.quiet_size)
        placements[name] = _box(words[name], rows.middles[grid], names[grid.tensor], metrics)
    dots = [_dots(*pair, placements, names, metrics) for pair in _elided(list(rows.planes))]
    return Arrangement(placements, dots, rows.width, height, words=words)


def _rows(story: Story, captions: Captions, metrics: Metrics) -> _Rows:
    assert story.channels is not None
    planes = {grid: _plane(story, grid, captions, metrics) for grid in story.planes}
    middles, width = _middles(story.channels.groups, planes, metrics)
    line = round(metrics.quiet_size * 1.7)
    high = {grid.tensor: plane.height for grid, plane in planes.items()}
    return _Rows(planes, middles, width, sum(high.values()) + 2.0 * line, high, line)


def _name(grid: Grid) -> Grid:
    return Grid(Tensor.INPUT_NAME if grid.tensor is Tensor.INPUT else Tensor.OUTPUT_NAME, channel=grid.channel)


def _plane(story: Story, grid: Grid, captions: Captions, metrics: Metrics) -> _Plane:
    rows, columns = story.shapes[grid]
    beyond = [box for box in story.struck if box.grid == grid]
    place = Placement((rows, columns), (0.0, 0.0), *lattice(metrics))
    struck = rows + any(box.row >= rows for box in beyond), columns + any(box.column >= columns for box in beyond)
    left, top, end, bottom = place._replace(shape=struck).bounds()
    span = max(end - left, fonts.width(captions.headings[_name(grid)], metrics.quiet_size) + 2)
    return _Plane(place, left, top, end - left, bottom - top, span)


def _middles(
    groups: Iterable[Iterable[Sequence[Grid]]], planes: Mapping[Grid, _Plane], metrics: Metrics
) -> tuple[dict[Grid, float], float]:
    """The middles of the planes, the outputs of each group above its inputs, and the width of them all."""
    groups = [[row for row in group if row] for group in groups]
    many = any(len(row) > 1 for group in groups for row in group)
    apart = max(14.0, (GROUP_GAP if many else GAP) * metrics.cell)
    hidden = {after for _, after in _elided(list(planes))}
    middles: dict[Grid, float] = {}
    x = 0.0
    for group in groups:
        rows = [_row(row, planes, hidden, metrics) for row in group]
        width = max(end for _, end in rows)
        middles |= {grid: x + (width - end) / 2 + middle for found, end in rows for grid, middle in found.items()}
        x += width + apart
    return middles, x - apart


def _row(
    row: Sequence[Grid], planes: Mapping[Grid, _Plane], hidden: Container[Grid], metrics: Metrics
) -> tuple[dict[Grid, float], float]:
    """The middles of planes side by side, and the end of the last; before a `hidden` one there is room for dots."""
    gap, x = max(14.0, GAP * metrics.cell), 0.0
    middles: dict[Grid, float] = {}
    for grid in row:
        x += gap * bool(middles) + _dots_size(metrics) * (grid in hidden)
        middles[grid] = x + planes[grid].span / 2
        x += planes[grid].span
    return middles, x


def _elided(planes: Sequence[Grid]) -> list[tuple[Grid, Grid]]:
    """The neighbours in a row between which others are not drawn."""
    pairs = [pair for pair in pairwise(planes) if pair[0].tensor is pair[1].tensor]
    return [(before, after) for before, after in pairs if before.channel + 1 < after.channel]


def _height(rows: _Rows, width: float, below: float, metrics: Metrics) -> float:
    """The height of the rows, so far apart as a slide is high: the guides of steep pyramids are told apart best."""
    most = max(MOST_RISE * metrics.cell, HIGH_RISE * rows.height)
    least = max(LEAST_RISE * metrics.cell, 2.0 * metrics.quiet_size)
    return rows.height + min(most, max(SLIDE * width - rows.height - below, least))


def _put(plane: _Plane, middle: float, top: float, metrics: Metrics) -> Placement:
    left, high = round(middle - plane.width / 2), round(top)
    return plane.place._replace(origin=(left - plane.left + metrics.half, high - plane.top + metrics.half))


def _box(word: Word, middle: float, height: float, metrics: Metrics) -> Placement:
    """A single cell for a word, around a point."""
    wide, high = round(fonts.width(word.text, word.size)) + 2, round(word.size * 1.3)
    origin = round(middle - wide / 2) + metrics.half, round(height - high / 2) + metrics.half
    return Placement((1, 1), origin, (wide, 0), (0, high))


def _dots_size(metrics: Metrics) -> int:
    return round(metrics.quiet_size * 1.6)


def _dots(
    before: Grid, after: Grid, placements: Mapping[Grid, Placement], names: Mapping[Tensor, float], metrics: Metrics
) -> Label:
    """Dots between the names of two planes in place of those that are not drawn; between the planes are guides."""
    size = _dots_size(metrics)
    (_, _, end, _), (start, *_) = placements[before].bounds(), placements[after].bounds()
    return Label("⋯", ((end + start) / 2, round(names[before.tensor] + size * 0.36)), size, "quiet")
