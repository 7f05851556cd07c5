"""A pixel shuffle: the channels of one side in blocks, each block beside the other side's channel that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from visualize.film import Grid, Label, Placement, Tensor
from visualize.layout.arrangement import Arrangement
from visualize.layout.lines import TextLine, height_of, wrapped
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.story.protocol import ChannelGrids
from visualize.style import fonts
from visualize.text.captions import Captions

GAP = 0.45  # between the grids of a block, in cells
SHORTEST_COLUMN = 14  # of a caption's line, in font sizes


class _Tile:
    """Grids in rows and columns, each below its name, from a top left corner."""

    def __init__(self, story: Story, captions: Captions, metrics: Metrics, grids: Sequence[Grid], across: int) -> None:
        self.captions, self.metrics, self.grids, self.across = captions, metrics, grids, across
        self.shape, self.size = story.shapes[grids[0]], metrics.quiet_size
        gap = max(8, round(GAP * metrics.cell))
        named = max(round(fonts.width(captions.headings[grid], self.size)) for grid in grids)
        self.named = round(1.5 * self.size) + metrics.above
        self.high = self.named + self.shape[0] * metrics.cell  # of a grid and its name
        self.wide = max(named, self.shape[1] * metrics.cell)
        self.step = self.wide + max(gap, self.size // 2), self.high + gap
        self.width = across * self.step[0] - (self.step[0] - self.wide)
        self.height = -(-len(grids) // across) * self.step[1] - gap

    def placed(self, left: float, top: float) -> Iterator[tuple[Grid, Placement, Label]]:
        """Each grid with its place and its name."""
        cell, half = self.metrics.cell, self.metrics.half
        for number, grid in enumerate(self.grids):
            down, across = divmod(number, self.across)
            x, y = left + across * self.step[0], top + down * self.step[1]
            origin = (
                round(x) + (self.wide - self.shape[1] * cell) // 2 + half,
                round(y) + self.named + half,
            )
            middle = origin[0] + self.shape[1] * cell / 2
            name = Label(self.captions.headings[grid], (middle, round(y + 0.8 * self.size)), self.size, grid.tensor)
            yield grid, Placement(self.shape, origin, (cell, 0), (0, cell)), name


def blocks(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Each drawn channel of the side with fewer, beside the block of the channels that it is made of, or taken into.

    The caption stands beside several of them, which fill a slide's height, and below a single one.
    """
    grids = story.channels
    assert grids is not None
    pairs = [_pair(story, captions, metrics, grids, at) for at in range(len(grids.rows))]
    left, right = (max(pair[side].width for pair in pairs) for side in (0, 1))
    arrow = _Arrow(captions.signs[0], metrics)
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    y, gap = 0.0, max(16, round(0.7 * metrics.cell))
    for number, pair in enumerate(pairs):
        if number and number == len(pairs) - 1 and grids.hidden is not None:
            labels += [_dots(x, y, metrics) for x in (left / 2, left + arrow.width + right / 2)]
            y += 1.5 * metrics.quiet_size + gap
        height = max(tile.height for tile in pair)
        for tile, start, room in zip(pair, (0.0, left + arrow.width), (left, right), strict=True):
            for grid, place, name in tile.placed(start + (room - tile.width) / 2, y + (height - tile.height) / 2):
                placements[grid] = place
                labels.append(name)
        labels += arrow.labels(left, y + height / 2)
        y += height + gap
    made = Arrangement(placements, labels, left + arrow.width + right, y - gap)
    return _with_caption(made, captions, metrics) if len(pairs) > 1 else made


def _with_caption(made: Arrangement, captions: Captions, metrics: Metrics) -> Arrangement:
    """The grids with the caption at their right, on their middle."""
    size = metrics.quiet_size
    limit = max(SHORTEST_COLUMN * size, *(fonts.width(line, size) for line in captions.lines), 0.0)
    wrapped_lines = [part for line in captions.remarks for part in wrapped(line, size, limit)]
    lines = [TextLine(line, size) for line in (*captions.lines, *wrapped_lines)]
    left, height = made.width + 2.0 * metrics.margin, height_of(lines)
    y = max(0.0, (made.height - height) / 2)
    labels = list(made.labels)
    for text, size, voice in lines:
        labels.append(Label(text, (left, round(y + size * 1.1)), size, voice, "start"))
        y += round(size * 1.5)
    width = left + max(fonts.width(text, size) for text, size, _ in lines) if lines else made.width
    return made._replace(labels=labels, width=width, height=max(made.height, float(height)))


def _dots(x: float, y: float, metrics: Metrics) -> Label:
    """Dots in place of channels that are not drawn."""
    return Label("⋮", (x, round(y + metrics.quiet_size)), round(1.2 * metrics.quiet_size), "quiet")


class _Arrow:
    """The arrow from inputs to outputs, below the name of the operation."""

    def __init__(self, word: str, metrics: Metrics) -> None:
        self.word, self.quiet = word, metrics.quiet_size
        self.size = max(18, round(0.7 * metrics.cell), metrics.letters)
        needed = max(fonts.width(word, self.quiet), fonts.width("→", self.size))
        self.width = round(needed) + 2 * max(16, round(0.7 * metrics.cell))

    def labels(self, left: float, middle: float) -> list[Label]:
        """The two labels, by the left edge of the room that they have, and the middle of its height."""
        x = left + self.width / 2
        arrow = Label("→", (x, round(middle + self.size * 0.36)), self.size)
        return [arrow, Label(self.word, (x, round(middle - self.size * 0.6)), self.quiet, Tensor.KERNEL)]


def _pair(story: Story, captions: Captions, metrics: Metrics, grids: ChannelGrids, at: int) -> tuple[_Tile, _Tile]:
    """The inputs and the outputs of a drawn channel of the side with fewer, the `at`-th."""

    def tile(side: Sequence[Grid]) -> _Tile:
        each = len(side) // len(grids.rows)
        return _Tile(story, captions, metrics, side[at * each : (at + 1) * each], 1 if each == 1 else grids.blocks)

    return tile(grids.inputs), tile(grids.outputs)
