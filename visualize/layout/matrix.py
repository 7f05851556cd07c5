"""The flat view of several channels: input channels are rows, filters are columns, a kernel stands where they cross.

At the right of each row is the partial sum of the current filter; the outputs are the last column.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from visualize.film import Grid, Label, Tensor
from visualize.layout.arrangement import Arrangement
from visualize.layout.lines import TextLine, height_of, wrapped
from visualize.layout.matrix_canvas import Canvas, ends, width_of
from visualize.layout.matrix_stage import put_stage
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.story.protocol import EQUALS, PLUS, TIMES, ChannelGrids
from visualize.style import fonts
from visualize.text.captions import Captions

GAP = 0.5  # between the parts of the matrix, in cells
LONGEST_SUM, COLUMN = 6, 16  # of a partial sum, and of a line of the caption, in font sizes
SIGNS = ("∗", "=", "+")  # in the order of the story's


class _Rows(NamedTuple):
    """The middles of the rows by their numbers, and the top and the height of them all."""

    middles: dict[int, float]
    top: float
    height: float


def matrix(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Inputs, kernels, partial sums and outputs; names stand beside the rows and above the columns."""
    grids = _grids(story)
    canvas, rows = Canvas(story, metrics), _rows(story, grids, metrics)
    _put_names(canvas, Tensor.INPUT_NAME, captions, {grid.channel: rows.middles[grid.channel] for grid in grids.inputs})
    _put_bias_name(canvas, grids, captions, rows)
    wide = story.shapes[grids.inputs[0]][1] * width_of(metrics)
    for grid in grids.inputs:
        canvas.grid(grid, canvas.x, rows.middles[grid.channel])
    if grids.hidden is not None:
        canvas.label("⋮", canvas.x + wide / 2, rows.middles[grids.hidden])
    canvas.x += wide
    if grids.middles:
        put_stage(canvas, grids, captions, rows.middles)
    if grids.kernels:
        _put_signs(canvas, TIMES, rows)
        _put_kernels(canvas, grids, captions, rows)
    if grids.sums:
        _put_sums(canvas, grids, rows)
    lines = caption_lines(captions, metrics) if beside(story, captions, metrics) else []
    middles = _outputs(story, grids, metrics, rows, height_of(lines))
    drawn = [middles[grid.channel] for grid in grids.outputs]
    _put_arrow(canvas, captions, drawn if _aligned(grids) else [(drawn[0] + drawn[-1]) / 2])
    _put_outputs(canvas, grids, captions, middles, lines)
    bottom = max(rows.top + rows.height, canvas.bottom)
    return Arrangement(canvas.placements, canvas.labels, canvas.x, bottom, words=canvas.words)


def beside(story: Story, captions: Captions, metrics: Metrics) -> bool:
    """Whether the caption stands below the outputs, where there is room beside the rows; else it is below them all."""
    grids = _grids(story)
    if _aligned(grids):
        return False
    outputs = len(_columns(grids)) * _apart(story, grids, metrics)
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
    if grids.middles:
        return False
    channels, filters = ([grid.channel for grid in part] for part in (grids.inputs, grids.outputs))
    return channels == filters and not grids.sums


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
    middles: dict[int, float] = {}
    y, before = top + high / 2, 0.0
    heights = {grids.hidden: 1.5 * size, grids.bias: float(cell)}
    for row in grids.rows:
        half = heights.get(row, high) / 2
        usual = apart - high  # between two rows
        y += (before + half + max(usual, _gap(metrics))) * bool(middles)
        if middles and grids.sums:
            y = max(y, [*middles.values()][-1] + 2.7 * size)
        middles[row], before = y, half
    return _Rows(middles, top, y + before - top)


def _apart(story: Story, grids: ChannelGrids, metrics: Metrics) -> float:
    """The distance from an output to the next one below it."""
    rows = story.shapes[grids.outputs[0]][0]
    high = (rows + any(box.row >= rows for box in story.struck)) * metrics.cell
    return max(high + _gap(metrics), 1.4 * metrics.quiet_size)


def _columns(grids: ChannelGrids) -> list[int | None]:
    """The numbers of the filters, with None before the last where some are not drawn."""
    numbers: list[int | None] = [grid.channel for grid in grids.outputs]
    if numbers != list(range(len(numbers))):
        numbers.insert(-1, None)
    return numbers


def _outputs(story: Story, grids: ChannelGrids, metrics: Metrics, rows: _Rows, lines: int) -> dict[int | None, float]:
    """The middles of the outputs: those of their rows, or one below the other in the middle of the rows.

    `lines` is the height of the caption below them.
    """
    if _aligned(grids):
        return {row: rows.middles[row] for row in grids.rows}
    apart, columns = _apart(story, grids, metrics), _columns(grids)
    high = story.shapes[grids.outputs[0]][0] * metrics.cell
    spare = rows.height - len(columns) * apart - lines
    first = rows.top + max(0.0, spare / 2) + high / 2
    return {column: first + at * apart for at, column in enumerate(columns)}


def _put_names(canvas: Canvas, tensor: Tensor, captions: Captions, middles: Mapping[int, float]) -> None:
    """A column of names."""
    size = canvas.metrics.quiet_size
    names = {Grid(tensor, channel=at): middle for at, middle in middles.items()}
    width = max(fonts.width(captions.headings[name], size) for name in names) + 2
    for name, middle in names.items():
        canvas.word(name, captions.headings[name], canvas.x, middle, width, size)
    canvas.x += width + (size * 0.6 if tensor is Tensor.INPUT_NAME else 0.0)


def _put_bias_name(canvas: Canvas, grids: ChannelGrids, captions: Captions, rows: _Rows) -> None:
    if grids.bias is not None:
        name, size = captions.headings[Grid(Tensor.BIAS)], canvas.metrics.quiet_size
        middle = canvas.x - size * 0.6 - fonts.width(name, size) / 2
        canvas.labels.append(Label(name, (middle, round(rows.middles[grids.bias] + size * 0.36)), size))


def _put_signs(canvas: Canvas, kind: int, rows: _Rows) -> None:
    """A column of signs, one in each row."""
    size = max(18, round(canvas.metrics.cell * 0.7), canvas.metrics.letters)
    width = round(fonts.width(SIGNS[kind], size)) + 2
    canvas.x += _gap(canvas.metrics) * 0.7
    for row, middle in rows.middles.items():
        canvas.word(Grid(Tensor.SIGN, channel=row, filter=kind), SIGNS[kind], canvas.x, middle, width, size)
    canvas.x += width + _gap(canvas.metrics) * 0.7


def _put_kernels(canvas: Canvas, grids: ChannelGrids, captions: Captions, rows: _Rows) -> None:
    """A column of kernels for each filter, below its name; below them its bias."""
    size, cell = canvas.metrics.quiet_size, width_of(canvas.metrics)
    columns = canvas.story.shapes[next(iter(grids.kernels.values()))][1]
    for column in _columns(grids):
        if column is None:
            dots = round(1.2 * size)
            for grid in () if _aligned(grids) else grids.inputs:
                canvas.label("⋯", canvas.x + dots / 2, rows.middles[grid.channel])
            if _aligned(grids) and grids.hidden is not None:
                canvas.label("⋱", canvas.x + dots / 2, rows.middles[grids.hidden])
            canvas.x += dots + _gap(canvas.metrics)
            continue
        name = Grid(Tensor.FILTER_NAME, channel=column)
        width = max(columns * cell, round(fonts.width(captions.headings[name], size)) + 2)
        canvas.word(name, captions.headings[name], canvas.x, size * 0.65, width, size)
        for row in (row for row, filter in grids.kernels if filter == column):
            canvas.grid(grids.kernels[row, column], canvas.x + (width - columns * cell) // 2, rows.middles[row])
        if grids.hidden is not None and not _aligned(grids):
            canvas.label("⋮", canvas.x + width / 2, rows.middles[grids.hidden])
        for grid in (grid for grid in grids.biases if grid.channel == column):
            canvas.grid(grid, canvas.x + (width - cell) // 2, rows.middles[grids.rows[-1]])
        canvas.x += width + _gap(canvas.metrics)
    canvas.x -= _gap(canvas.metrics)


def _put_sums(canvas: Canvas, grids: ChannelGrids, rows: _Rows) -> None:
    """The partial sums, an equals sign before each, plus signs between them; the bias stands below them."""
    size, cell = max(canvas.metrics.quiet_size, canvas.metrics.numbers), canvas.metrics.cell
    _put_signs(canvas, EQUALS, rows)
    canvas.x -= _gap(canvas.metrics) * 0.4
    texts = ends(canvas.story, grids.sums[0])
    needed = max((fonts.width(text, size) for text in texts), default=0.0) + 2 * canvas.metrics.padding + 2
    width = min(needed, LONGEST_SUM * size) if texts else cell
    for grid, below in zip(grids.sums, (*grids.rows[1:], None), strict=True):
        middle = rows.middles[grid.channel]
        if texts:
            canvas.box(grid, canvas.x, middle, width, size)
        else:
            canvas.grid(grid, canvas.x, middle)
        if below is not None:
            plus = Grid(Tensor.SIGN, channel=grid.channel, filter=PLUS)
            canvas.word(plus, SIGNS[PLUS], canvas.x, (middle + rows.middles[below]) / 2, width, size)
    canvas.x += width


def _put_arrow(canvas: Canvas, captions: Captions, middles: Sequence[float]) -> None:
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
    canvas: Canvas,
    grids: ChannelGrids,
    captions: Captions,
    middles: Mapping[int | None, float],
    lines: Sequence[TextLine],
) -> None:
    """The outputs, their names at their right, the caption below them."""
    left, size = canvas.x, canvas.metrics.quiet_size
    _, columns = canvas.story.shapes[grids.outputs[0]]
    beyond = any(box.column >= columns for box in canvas.story.struck)
    wide = (columns + beyond) * canvas.wide
    for grid in grids.outputs:
        canvas.grid(grid, left, middles[grid.channel])
    for row in set(middles) - {grid.channel for grid in grids.outputs}:
        canvas.label("⋮", left + wide / 2, middles[row])
    canvas.x += wide + size * 0.6
    names = {grid.channel: middles[grid.channel] for grid in grids.outputs}
    _put_names(canvas, Tensor.OUTPUT_NAME, captions, names)
    y = canvas.placements[grids.outputs[-1]].bounds()[3] + _gap(canvas.metrics)
    for text, size, voice in lines:
        canvas.labels.append(Label(text, (left, round(y + size * 1.1)), size, voice, "start"))
        canvas.x = max(canvas.x, left + fonts.width(text, size))
        y += round(size * 1.5)
