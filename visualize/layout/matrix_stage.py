"""The depthwise stage of a separable convolution in the rows of a matrix: input ∗ kernel = map."""

from __future__ import annotations

from collections.abc import Mapping

from visualize.film import Grid, Label, Tensor
from visualize.layout.matrix_canvas import Canvas
from visualize.story.protocol import TIMES, ChannelGrids
from visualize.style import fonts
from visualize.text.captions import Captions


def put_stage(canvas: Canvas, grids: ChannelGrids, captions: Captions, middles: Mapping[int, float]) -> None:
    """A kernel and a map behind each input, with signs between, and names above both columns."""
    size = max(18, round(canvas.metrics.cell * 0.7), canvas.metrics.letters)
    for number, column in enumerate((grids.depthwise, grids.middles)):
        sign = "∗="[number]
        wide = fonts.width(sign, size)
        gap = max(8.0, canvas.metrics.cell * 0.42)
        for grid in grids.inputs:
            at = middles[grid.channel]
            if number == 0:
                word = Grid(Tensor.SIGN, channel=grid.channel, filter=TIMES, layer=1)
                canvas.word(word, sign, canvas.x + gap, at, round(wide) + 2, size)
            else:
                canvas.labels.append(Label(sign, (canvas.x + gap + wide / 2, round(at + size * 0.36)), size))
        canvas.x += 2 * gap + round(wide) + 2
        _put_column(canvas, column, captions, grids, middles)


def _put_column(
    canvas: Canvas, column: tuple[Grid, ...], captions: Captions, grids: ChannelGrids, middles: Mapping[int, float]
) -> None:
    size, first = canvas.metrics.quiet_size, column[0]
    name = captions.headings[first._replace(channel=0, filter=0)]
    cells = canvas.story.shapes[first][1] * (canvas.wide_of(first))
    width = max(cells, round(fonts.width(name, size)) + 2)
    for grid, row in zip(column, grids.inputs, strict=True):
        canvas.grid(grid, canvas.x + (width - cells) // 2, middles[row.channel])
    if grids.hidden is not None:
        canvas.label("⋮", canvas.x + width / 2, middles[grids.hidden])
    canvas.labels.append(Label(name, (canvas.x + width / 2, round(size)), size, first.tensor))
    canvas.x += width
