"""The flat view of several channels: input channels are rows, filters are columns, a kernel stands where they cross.

At the right of each row is the partial sum of the current filter; the outputs are the last column.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from visualize.film import Grid, Label, Placement, Tensor
from visualize.layout.arrangement import Arrangement, Word
from visualize.layout.cell_contents import SMALLEST_NUMBERED
from visualize.layout.lines import TextLine, height_of, wrapped
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.story.protocol import EQUALS, PLUS, TIMES, ChannelGrids
from visualize.style import fonts
from visualize.text.captions import Captions
from visualize.text.number_format import number_text

WIDEST = 2.2  # of an output's cell, in heights
GAP = 0.5  # between the parts of the matrix, in cells
LONGEST_SUM, COLUMN = 6, 16  # of a partial sum, and of a line of the caption, in font sizes
SIGNS = ("∗", "=", "+")  # in the order of the story's


class _Rows(NamedTuple):
    """The middles of the rows, that of the biases last, and the top and the height of them all."""

    middles: list[float]
    top: float
    height: float


class _Canvas:
    """Grids, words and labels as they are put down, from the left to the right; `x` is the end of what is there."""

    def __init__(self, story: Story, metrics: Metrics) -> None:
        self.story, self.metrics, self.x, self.bottom = story, metrics, 0.0, 0.0
        self.wide = _wide(story, metrics)
        self.placements: dict[Grid, Placement] = {}
        self.words: dict[Grid, Word] = {}
        self.labels: list[Label] = []

    def grid(self, grid: Grid, x: float, middle: float) -> None:
        """Put down a grid by its left edge and the middle of its height."""
        rows, columns = self.story.shapes[grid]
        cell, wide = self.metrics.cell, self.wide if grid.tensor is Tensor.OUTPUT else _width(self.metrics)
        origin = round(x) + self.metrics.half, round(middle - rows * cell / 2) + self.metrics.half
        turned = self.story.turned and grid.tensor is Tensor.KERNEL
        self.placements[grid] = Placement((rows, columns), origin, (wide, 0), (0, cell), turned)
        self.bottom = max(self.bottom, origin[1] + rows * cell)

    def box(self, grid: Grid, x: float, middle: float, width: float, size: int) -> None:
        """Put down a single cell without a border, which holds a word or a number of that font size."""
        wide, high = round(width), round(size * 1.3)
        origin = round(x) + self.metrics.half, round(middle - high / 2) + self.metrics.half
        self.placements[grid] = Placement((1, 1), origin, (wide, 0), (0, high))

    def word(self, grid: Grid, text: str, x: float, middle: float, width: float, size: int) -> None:
        """Put down a word that changes with the step."""
        if grid in self.story.shapes:
            self.box(grid, x, middle, width, size)
            self.words[grid] = Word(text, size)


def matrix(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Inputs, kernels, partial sums and outputs; names stand beside the rows and above the columns."""
    grids = _grids(story)
    canvas, rows = _Canvas(story, metrics), _rows(story, grids, metrics)
    _put_names(canvas, [Grid(Tensor.INPUT_NAME, channel=grid.channel) for grid in grids.inputs], captions, rows.middles)
    for grid, middle in zip(grids.inputs, rows.middles, strict=False):
        canvas.grid(grid, canvas.x, middle)
    canvas.x += story.shapes[grids.inputs[0]][1] * _width(metrics)
    if grids.kernels:
        _put_signs(canvas, TIMES, rows)
        _put_kernels(canvas, grids, captions, rows)
    if grids.sums:
        _put_sums(canvas, grids, rows)
    lines = caption_lines(captions, metrics) if beside(story, captions, metrics) else []
    middles = _outputs(story, grids, metrics, rows, height_of(lines))
    _put_arrow(canvas, captions, middles if _aligned(grids) else [(middles[0] + middles[-1]) / 2])
    _put_outputs(canvas, grids, captions, middles, lines)
    bottom = max(rows.top + rows.height, canvas.bottom)
    return Arrangement(canvas.placements, canvas.labels, canvas.x, bottom, words=canvas.words)


def beside(story: Story, captions: Captions, metrics: Metrics) -> bool:
    """Whether the caption stands below the outputs, where there is room beside the rows; else it is below them all."""
    grids = _grids(story)
    if _aligned(grids):
        return False
    outputs = len(grids.outputs) * _apart(story, grids, metrics)
    return outputs + height_of(caption_lines(captions, metrics)) <= _rows(story, grids, metrics).height


def caption_lines(captions: Captions, metrics: Metrics) -> list[TextLine]:
    """The lines of the caption in the width that a column of it may have."""
    lines = [part for line in captions.lines for part in line.split(", ")]
    longest = max((fonts.width(line, metrics.quiet_size) for line in lines), default=0.0)
    limit = max(longest, COLUMN * metrics.quiet_size)
    lines += [part for line in captions.remarks for part in wrapped(line, metrics.quiet_size, limit)]
    return [TextLine(line, metrics.quiet_size) for line in lines]


def _grids(story: Story) -> ChannelGrids:
    assert story.channels is not None
    return story.channels


def _aligned(grids: ChannelGrids) -> bool:
    """Whether each row ends in its own output."""
    return len(grids.inputs) == len(grids.outputs) and not grids.sums


def _width(metrics: Metrics) -> int:
    """The width of a cell of an input or a kernel."""
    return metrics.width or metrics.cell


def _wide(story: Story, metrics: Metrics) -> int:
    """The width of an output's cell, which holds sums of many products."""
    numbers = [part for grid, part in story.written.items() if grid.tensor is Tensor.OUTPUT]
    if not numbers or metrics.cell < SMALLEST_NUMBERED:
        return _width(metrics)
    ends = (np.nanmin(numbers).item(), np.nanmax(numbers).item())
    size = metrics.numbers or max(12, round(metrics.cell * 0.4))
    needed = max(fonts.width(number_text(end), size) for end in ends) + 2 * metrics.padding + 1
    return round(min(max(_width(metrics), needed), WIDEST * metrics.cell))


def _gap(metrics: Metrics) -> float:
    """The space between the parts of the matrix."""
    return max(12.0, metrics.cell * GAP)


def _rows(story: Story, grids: ChannelGrids, metrics: Metrics) -> _Rows:
    """The rows one below the other, far enough apart for a plus sign between two partial sums."""
    cell, size = metrics.cell, metrics.quiet_size
    kernel = next((story.shapes[grid][0] for grid in grids.kernels.values()), 0)
    high = max(story.shapes[grids.inputs[0]][0], kernel) * cell
    apart = max(high + _gap(metrics), 2.7 * size * bool(grids.sums))
    top = round(size * 1.6) if grids.kernels else 0.0
    middles = [top + high / 2 + at * apart for at in range(len(grids.inputs))]
    bottom = middles[-1] + high / 2
    if grids.biases:
        middles.append(max(bottom + _gap(metrics) + cell / 2, middles[-1] + 2.7 * size))
        bottom = middles[-1] + cell / 2
    return _Rows(middles, top, bottom - top)


def _apart(story: Story, grids: ChannelGrids, metrics: Metrics) -> float:
    """The distance from an output to the next one below it."""
    high = story.shapes[grids.outputs[0]][0] * metrics.cell
    return max(high + _gap(metrics), 1.4 * metrics.quiet_size)


def _outputs(story: Story, grids: ChannelGrids, metrics: Metrics, rows: _Rows, lines: int) -> list[float]:
    """The middles of the outputs: those of their rows, or one below the other in the middle of the rows.

    `lines` is the height of the caption below them.
    """
    if _aligned(grids):
        return rows.middles[: len(grids.outputs)]
    apart, count = _apart(story, grids, metrics), len(grids.outputs)
    high = story.shapes[grids.outputs[0]][0] * metrics.cell
    spare = rows.height - count * apart - lines
    first = rows.top + max(0.0, spare / 2) + high / 2
    return [first + at * apart for at in range(count)]


def _put_names(canvas: _Canvas, names: Sequence[Grid], captions: Captions, middles: Sequence[float]) -> None:
    """A column of names."""
    size = canvas.metrics.quiet_size
    width = max(fonts.width(captions.headings[name], size) for name in names) + 2
    for name, middle in zip(names, middles, strict=False):
        canvas.word(name, captions.headings[name], canvas.x, middle, width, size)
    if len(middles) > len(names):  # the last row is that of the biases
        at = canvas.x + width / 2, round(middles[-1] + size * 0.36)
        canvas.labels.append(Label(captions.headings[Grid(Tensor.BIAS)], at, size))
    canvas.x += width + (size * 0.6 if names[0].tensor is Tensor.INPUT_NAME else 0.0)


def _put_signs(canvas: _Canvas, kind: int, rows: _Rows) -> None:
    """A column of signs, one in each row."""
    size = max(18, round(canvas.metrics.cell * 0.7), canvas.metrics.letters)
    width = round(fonts.width(SIGNS[kind], size)) + 2
    canvas.x += _gap(canvas.metrics) * 0.7
    for row, middle in enumerate(rows.middles):
        canvas.word(Grid(Tensor.SIGN, channel=row, filter=kind), SIGNS[kind], canvas.x, middle, width, size)
    canvas.x += width + _gap(canvas.metrics) * 0.7


def _put_kernels(canvas: _Canvas, grids: ChannelGrids, captions: Captions, rows: _Rows) -> None:
    """A column of kernels for each filter, below its name; below them its bias."""
    size, cell = canvas.metrics.quiet_size, _width(canvas.metrics)
    columns = canvas.story.shapes[next(iter(grids.kernels.values()))][1]
    for column in range(len(grids.outputs)):
        name = Grid(Tensor.FILTER_NAME, channel=column)
        width = max(columns * cell, round(fonts.width(captions.headings[name], size)) + 2)
        canvas.word(name, captions.headings[name], canvas.x, size * 0.65, width, size)
        for (row, _), grid in ((pair, grid) for pair, grid in grids.kernels.items() if pair[1] == column):
            canvas.grid(grid, canvas.x + (width - columns * cell) // 2, rows.middles[row])
        for grid in grids.biases[column : column + 1]:
            canvas.grid(grid, canvas.x + (width - cell) // 2, rows.middles[-1])
        canvas.x += width + _gap(canvas.metrics)
    canvas.x -= _gap(canvas.metrics)


def _put_sums(canvas: _Canvas, grids: ChannelGrids, rows: _Rows) -> None:
    """The partial sums, an equals sign before each, plus signs between them; the bias stands below them."""
    size, cell = max(canvas.metrics.quiet_size, canvas.metrics.numbers), canvas.metrics.cell
    _put_signs(canvas, EQUALS, rows)
    canvas.x -= _gap(canvas.metrics) * 0.4
    numbers = canvas.story.written_numbers(grids.sums[0]) if canvas.story.numbers else np.empty(0)
    ends = [number_text(end(numbers).item()) for end in (np.nanmin, np.nanmax)] if numbers.size else []
    needed = max((fonts.width(text, size) for text in ends), default=0.0) + 2 * canvas.metrics.padding + 2
    width = min(needed, LONGEST_SUM * size) if ends else cell
    for row, grid in enumerate(grids.sums):
        if ends:
            canvas.box(grid, canvas.x, rows.middles[row], width, size)
        else:
            canvas.grid(grid, canvas.x, rows.middles[row])
        plus = Grid(Tensor.SIGN, channel=row, filter=PLUS)
        if plus in canvas.story.shapes:
            between = (rows.middles[row] + rows.middles[row + 1]) / 2
            canvas.word(plus, SIGNS[PLUS], canvas.x, between, width, size)
    canvas.x += width


def _put_arrow(canvas: _Canvas, captions: Captions, middles: Sequence[float]) -> None:
    """What leads to the outputs: an arrow, in each row an equals sign, or a pooling's name above an arrow."""
    metrics, gap = canvas.metrics, _gap(canvas.metrics)
    size, word = max(18, round(metrics.cell * 0.7), metrics.letters), metrics.quiet_size
    pool = captions.signs[0] if len(captions.signs[0]) > 1 else ""
    sign = "→" if pool or len(middles) == 1 else SIGNS[EQUALS]
    width = max(fonts.width(sign, size), fonts.width(pool, word))
    x = canvas.x + gap + width / 2
    canvas.labels += [Label(sign, (x, round(middle + size * 0.36)), size) for middle in middles]
    if pool:
        canvas.labels.append(Label(pool, (x, round(middles[0] - size * 0.6)), word, Tensor.KERNEL))
    canvas.x += width + 2 * gap


def _put_outputs(
    canvas: _Canvas, grids: ChannelGrids, captions: Captions, middles: Sequence[float], lines: Sequence[TextLine]
) -> None:
    """The outputs, their names at their right, the caption below them."""
    left, size = canvas.x, canvas.metrics.quiet_size
    for grid, middle in zip(grids.outputs, middles, strict=True):
        canvas.grid(grid, left, middle)
    canvas.x += canvas.story.shapes[grids.outputs[0]][1] * canvas.wide + size * 0.6
    _put_names(canvas, [Grid(Tensor.OUTPUT_NAME, channel=grid.channel) for grid in grids.outputs], captions, middles)
    y = canvas.placements[grids.outputs[-1]].bounds()[3] + _gap(canvas.metrics)
    for text, size, voice in lines:
        canvas.labels.append(Label(text, (left, round(y + size * 1.1)), size, voice, "start"))
        canvas.x = max(canvas.x, left + fonts.width(text, size))
        y += round(size * 1.5)
