"""Grids side by side as an equation: the whole of the flat view, and the loupe's row in the isometric one."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from visualize.film import KERNEL, OUTPUT, Grid, Label, Placement
from visualize.layout.arrangement import RESULT, WINDOW, Arrangement, Magnified
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

GAP = 0.5  # on either side of a sign, in cells
EQUATION = ("∗", "=")  # signs at which a row does not end
MOST_IN_ROW = 4  # grids of a stack


class Part(NamedTuple):
    """A grid of a row: its rows and columns, the size of its cells, the sign behind it."""

    grid: Grid
    shape: tuple[int, int]
    cell: tuple[int, int]
    sign: str
    turned: bool
    half: float


def flat(story: Story, captions: Captions, metrics: Metrics, magnified: Magnified) -> Arrangement:
    """Input, kernel and output side by side as an equation, centred vertically, with headings above.

    Where there is a loupe, the equation is that of the window, and stands between the input and the output.
    """
    parts = list(_parts(story, captions, metrics, magnified))
    if WINDOW in magnified.grids:
        first, *_, last = parts
        parts = [first._replace(sign="→"), *loupe_parts(story, captions, metrics, magnified), last]
    made = _in_rows(parts, captions, metrics) if captions.stacked else row(parts, captions, metrics)
    beyond = any(box.column >= story.shapes[OUTPUT][1] for box in story.struck) * (metrics.width or metrics.cell)
    below = any(box.row >= story.shapes[OUTPUT][0] for box in story.struck) * metrics.cell
    height = max(made.height, made.placements[OUTPUT].bounds()[3] + below)
    return made._replace(width=made.width + beyond, height=height)


def loupe_parts(story: Story, captions: Captions, metrics: Metrics, magnified: Magnified) -> Iterator[Part]:
    """The window, the kernel if there is one, and the output cell, enlarged."""
    assert story.window is not None
    size, half = (magnified.cell, magnified.cell), metrics.enlarged_half
    yield Part(WINDOW, story.window, size, captions.signs[0], False, half)
    for part in _parts(story, captions, metrics, magnified):
        if part.grid == KERNEL:
            yield part
    yield Part(RESULT, (1, 1), size, "→", False, half)


def _parts(story: Story, captions: Captions, metrics: Metrics, magnified: Magnified) -> Iterator[Part]:
    for grid, sign in zip(story.shapes, captions.signs, strict=True):
        cell, half = (metrics.width or metrics.cell, metrics.cell), metrics.half
        if grid in magnified.grids:
            cell, half = (magnified.cell, magnified.cell), metrics.enlarged_half
        yield Part(grid, story.shapes[grid], cell, sign, grid == KERNEL and story.turned, half)


def _in_rows(parts: list[Part], captions: Captions, metrics: Metrics) -> Arrangement:
    """The grids of a stack in one row, or, if there are many, in the two rows that take the least width."""
    breaks = [at for at, part in enumerate(parts[:-1], 1) if part.sign not in EQUATION]
    if len(parts) <= MOST_IN_ROW or not breaks:
        return row(parts, captions, metrics)
    both = [
        (row(parts[:at], captions, metrics), row(parts[at:], captions, metrics, before=parts[at - 1].sign))
        for at in breaks
    ]
    first, second = min(both, key=lambda pair: max(one.width for one in pair))
    # The sign between the two rows stands at the beginning of the second one only.
    at = breaks[both.index((first, second))]
    first = row([*parts[: at - 1], parts[at - 1]._replace(sign="")], captions, metrics)
    below = second.moved((0.0, float(round(first.height + metrics.quiet_size))))
    placements, labels = first.placements | below.placements, [*first.labels, *below.labels]
    height = first.height + round(metrics.quiet_size) + second.height
    return Arrangement(placements, labels, max(first.width, second.width), height)


def row(parts: Iterable[Part], captions: Captions, metrics: Metrics, gap: float = GAP, before: str = "") -> Arrangement:
    """Grids on one middle line, with headings above and signs between, and the sign `before` at its beginning.

    The gap around signs is in cells.
    """
    size, parts = metrics.quiet_size, list(parts)
    tallest = max(part.shape[0] * part.cell[1] for part in parts)
    grid_top = float(round(size * 1.9) + metrics.above)
    placements: dict[Grid, Placement] = {}
    labels: list[Label] = []
    x = 0.0
    if before:
        labels, x = operator(before, x, grid_top + tallest / 2, metrics, gap)
    for grid, (rows, columns), (wide, high), sign, turned, half in parts:
        heading = captions.headings.get(grid, "")
        span = max(columns * wide, round(fonts.width(heading, size)))
        top = grid_top + (tallest - rows * high) // 2
        left = x + (span - columns * wide) // 2
        placements[grid] = Placement((rows, columns), (left + half, top + half), (wide, 0), (0, high), turned)
        if heading:
            labels.append(Label(heading, (x + span / 2, top - metrics.above - round(size * 0.7)), size, grid.tensor))
        x += span
        if sign:
            drawn, advance = operator(sign, x, grid_top + tallest / 2, metrics, gap)
            labels += drawn
            x += advance
    return Arrangement(placements, labels, x, grid_top + tallest)


def operator(sign: str, x: float, middle: float, metrics: Metrics, share: float = GAP) -> tuple[list[Label], float]:
    """An operator between two grids, or an arrow with a word above; and the width that it takes."""
    size, gap = max(18, round(metrics.cell * 0.7), metrics.letters), round(share * max(32, metrics.cell))
    if len(sign) == 1:
        advance = round(fonts.width(sign, size))
        return [Label(sign, (x + gap + advance / 2, middle + size * 0.36), size)], 2 * gap + advance
    word = metrics.quiet_size
    advance = round(max(fonts.width(sign, word), fonts.width("→", size)))
    at = x + gap + advance / 2
    return [
        Label(sign, (at, middle - size * 0.5), word, KERNEL.tensor),
        Label("→", (at, middle + size * 0.36), size),
    ], 2 * gap + advance
