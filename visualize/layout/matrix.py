"""The flat view of several channels: input channels are rows, filters are columns, a kernel stands where they cross.

At the right of each row is the partial sum of the current filter; the outputs are the last column.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from visualize.film import Grid, Label, Tensor
from visualize.layout.arrangement import Arrangement
from visualize.layout.lines import TextLine, height_of, labelled
from visualize.layout.matrix_canvas import Canvas, ends, width_of
from visualize.layout.matrix_lines import line_in_rows, width_in_rows
from visualize.layout.matrix_stage import put_stage
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.story.protocol import EQUALS, PLUS, TIMES, ChannelGrids
from visualize.style import fonts
from visualize.text.captions import Captions

GAP = 0.5  # between the parts of the matrix, in cells
LONGEST_SUM = 6  # in font sizes
SIGNS = ("∗", "=", "+")  # in the order of the story's


class _Rows(NamedTuple):
    """The middles of the rows by their numbers, and the top and the height of them all."""

    middles: dict[int, float]
    top: float
    height: float


def uncaptioned(story: Story, captions: Captions, metrics: Metrics, lines: Sequence[TextLine]) -> Arrangement:
    """Inputs, kernels, partial sums and outputs; names stand beside the rows and above the columns.

    The lines stand below the outputs.
    """
    grids = _grids(story)
    width = width_in_rows(story, grids, metrics)
    canvas, rows = Canvas(story, metrics), _rows(story, grids, metrics, width > 0)
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
    middles = _outputs(story, grids, metrics, rows, height_of(lines))
    drawn = [middles[grid.channel] for grid in grids.outputs]
    _put_arrow(canvas, captions, drawn if grids.own else [(drawn[0] + drawn[-1]) / 2])
    line = _put_outputs(canvas, grids, captions, middles, lines, width)
    bottom = max(rows.top + rows.height, canvas.bottom)
    return Arrangement(
        canvas.placements, canvas.labels, canvas.x, bottom, words=canvas.words, line=line, line_width=width
    )


def room_below_outputs(story: Story, metrics: Metrics) -> float:
    """The height that the outputs leave beside the rows; none if each stands in a row of its own."""
    grids = _grids(story)
    outputs = len(_columns(grids)) * _apart(story, grids, metrics)
    return 0.0 if grids.own else _rows(story, grids, metrics).height - outputs


def _grids(story: Story) -> ChannelGrids:
    assert story.channels is not None
    return story.channels


def _is_added_below(grids: ChannelGrids) -> bool:
    """Whether plus signs stand between the kernels of a column, as no partial sums of a single filter are shown."""
    return bool(grids.kernels) and not grids.sums and any(len(rows) > 1 for rows in grids.adding.values())


def _gap(metrics: Metrics) -> float:
    """The space between the parts of the matrix."""
    return max(12.0, metrics.cell * GAP)


def _rows(story: Story, grids: ChannelGrids, metrics: Metrics, has_lines: bool = False) -> _Rows:
    """The rows one below the other, far enough apart for a plus sign between two partial sums, or two kernels."""
    cell, size = metrics.cell, metrics.quiet_size
    kernel = next((story.shapes[grid][0] for grid in grids.kernels.values()), 0) * cell
    high = max(story.shapes[grids.inputs[0]][0] * cell, kernel)
    needed = 2.7 * size - high if grids.sums else (1.1 * size - high + kernel) * _is_added_below(grids)
    needed = max(needed, (2.9 * size - high) * has_lines)
    top = round(size * 1.6) if grids.kernels else 0.0
    middles: dict[int, float] = {}
    y, before = top + high / 2, 0.0
    heights = {grids.hidden: 1.5 * size, grids.bias: float(cell)}
    for row in grids.rows:
        half = heights.get(row, high) / 2
        y += (before + half + max(needed, _gap(metrics))) * bool(middles)
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
    if grids.own:
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
            for grid in () if grids.own else grids.inputs:
                canvas.label("⋯", canvas.x + dots / 2, rows.middles[grid.channel])
            if grids.own and grids.hidden is not None:
                canvas.label("⋱", canvas.x + dots / 2, rows.middles[grids.hidden])
            canvas.x += dots + _gap(canvas.metrics)
            continue
        name = Grid(Tensor.FILTER_NAME, channel=column)
        width = max(columns * cell, round(fonts.width(captions.headings[name], size)) + 2)
        canvas.word(name, captions.headings[name], canvas.x, size * 0.65, width, size)
        for row in (row for row, filter in grids.kernels if filter == column):
            canvas.grid(grids.kernels[row, column], canvas.x + (width - columns * cell) // 2, rows.middles[row])
        if grids.hidden is not None and not grids.own:
            canvas.label("⋮", canvas.x + width / 2, rows.middles[grids.hidden])
        for grid in () if grids.own else (grid for grid in grids.biases if grid.channel == column):
            canvas.grid(grid, canvas.x + (width - cell) // 2, rows.middles[grids.rows[-1]])
        if _is_added_below(grids):
            _put_plus_signs(canvas, grids, rows, column, canvas.x + width / 2)
        canvas.x += width + _gap(canvas.metrics)
    canvas.x -= _gap(canvas.metrics)
    if grids.own:
        _put_own_biases(canvas, grids, rows)


def _put_plus_signs(canvas: Canvas, grids: ChannelGrids, rows: _Rows, column: int, x: float) -> None:
    """Plus signs between what is added in a column: kernels, dots, the bias."""
    size, cell = canvas.metrics.quiet_size, canvas.metrics.cell
    high = canvas.story.shapes[next(iter(grids.kernels.values()))][0] * cell
    heights = {grids.hidden: 1.2 * size, grids.bias: cell}
    for above, below in pairwise(grids.adding[column]):
        end, start = (side * heights.get(row, high) / 2 for row, side in ((above, 1), (below, -1)))
        middle = (rows.middles[above] + end + rows.middles[below] + start) / 2
        canvas.labels.append(Label(SIGNS[PLUS], (x, round(middle + size * 0.36)), size))


def _put_own_biases(canvas: Canvas, grids: ChannelGrids, rows: _Rows) -> None:
    """In each row a plus sign and the bias, where rows end in outputs of their own."""
    if not grids.biases:
        return
    gap, size = _gap(canvas.metrics), max(18, round(canvas.metrics.cell * 0.7), canvas.metrics.letters)
    width = round(fonts.width(SIGNS[PLUS], size))
    for grid in grids.biases:
        middle = rows.middles[grid.channel]
        canvas.labels.append(Label(SIGNS[PLUS], (canvas.x + gap * 0.7 + width / 2, round(middle + size * 0.36)), size))
        canvas.grid(grid, canvas.x + 1.4 * gap + width, middle)
    canvas.x += 1.4 * gap + width + width_of(canvas.metrics)


def _put_sums(canvas: Canvas, grids: ChannelGrids, rows: _Rows) -> None:
    """The partial sums, an equals sign before each, plus signs between them; the bias stands below them."""
    size, cell = max(canvas.metrics.quiet_size, canvas.metrics.numbers), canvas.metrics.cell
    _put_signs(canvas, EQUALS, rows)
    canvas.x -= _gap(canvas.metrics) * 0.4
    texts = ends(canvas.story, grids.sums[0])
    needed = max((fonts.width(text, size) for text in texts), default=0.0) + 2 * canvas.metrics.padding + 2
    width = min(needed, LONGEST_SUM * size) if texts else cell
    wide = max(width, fonts.width(SIGNS[PLUS], size) + 2)
    for grid, below in zip(grids.sums, (*grids.rows[1:], None), strict=True):
        middle = rows.middles[grid.channel]
        if texts:
            canvas.box(grid, canvas.x, middle, width, size)
        else:
            canvas.grid(grid, canvas.x, middle)
        if below is not None:
            plus, between = Grid(Tensor.SIGN, channel=grid.channel, filter=PLUS), (middle + rows.middles[below]) / 2
            canvas.word(plus, SIGNS[PLUS], canvas.x - (wide - width) / 2, between, wide, size)
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
    line_width: float,
) -> Label | None:
    """The outputs, their names at their right, the caption below them; below names the steps' lines that have a width.

    Returns the label of these lines.
    """
    left, size = canvas.x, canvas.metrics.quiet_size
    _, columns = canvas.story.shapes[grids.outputs[0]]
    beyond = any(box.column >= columns for box in canvas.story.struck)
    wide = (columns + beyond) * canvas.wide
    for grid in grids.outputs:
        canvas.grid(grid, left, middles[grid.channel])
    for row in set(middles) - {grid.channel for grid in grids.outputs}:
        canvas.label("⋮", left + wide / 2, middles[row])
    canvas.x += wide + size * 0.6
    x, up = canvas.x, 0.7 * size * bool(line_width)
    _put_names(
        canvas, Tensor.OUTPUT_NAME, captions, {grid.channel: middles[grid.channel] - up for grid in grids.outputs}
    )
    canvas.x = max(canvas.x, x + line_width)
    y = canvas.placements[grids.outputs[-1]].bounds()[3] + _gap(canvas.metrics)
    canvas.labels += labelled(lines, left, y)
    canvas.x = max(canvas.x, 0.0, *(left + fonts.width(line.text, line.size) for line in lines))
    return line_in_rows(x, [middles[grid.channel] for grid in grids.outputs], canvas.metrics) if line_width else None
