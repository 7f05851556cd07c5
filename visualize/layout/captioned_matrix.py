"""The matrix of several channels with its caption: below the outputs, at their right, or below it all."""

from __future__ import annotations

from visualize.layout.arrangement import Arrangement
from visualize.layout.lines import TextLine, height_of, labelled, wrapped
from visualize.layout.matrix import room_below_outputs, uncaptioned
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions

COLUMN = 16  # the width of a column of captions, in font sizes
SLIDE_SHAPE = 1168 / 600  # width by height


def matrix(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    """Inputs, kernels, partial sums and outputs, and the caption if it stands beside the rows."""
    lines = caption_lines(captions, metrics)
    if height_of(lines) <= room_below_outputs(story, metrics):
        return uncaptioned(story, captions, metrics, lines)
    found = uncaptioned(story, captions, metrics, [])
    if not _is_narrow(found, story, captions, metrics):
        return found
    left, top = found.width + 1.5 * metrics.quiet_size, (found.height - height_of(lines)) / 2
    labels = [*found.labels, *labelled(lines, left, max(0.0, top))]
    return found._replace(labels=labels, width=left + _width(lines), height=max(found.height, height_of(lines)))


def beside(story: Story, captions: Captions, metrics: Metrics) -> bool:
    """Whether the caption stands beside the rows; else it is below them."""
    if height_of(caption_lines(captions, metrics)) <= room_below_outputs(story, metrics):
        return True
    return _is_narrow(uncaptioned(story, captions, metrics, []), story, captions, metrics)


def _is_narrow(found: Arrangement, story: Story, captions: Captions, metrics: Metrics) -> bool:
    """Whether on a slide the grids are larger with the caption at their right than with it below them."""
    lines, equation = caption_lines(captions, metrics), story.equation(0)
    margins, height = 2.0 * metrics.margin, found.height + 2.6 * metrics.margin
    if equation is not None and found.line is None:
        height += 1.5 * metrics.text_size * equation.line_count
    below = len(captions.lines) * 1.5 * metrics.text_size + len(captions.remarks) * 1.5 * metrics.quiet_size
    wider = found.width + margins + 1.5 * metrics.quiet_size + _width(lines)
    with_below = max((found.width + margins) / SLIDE_SHAPE, height + below)
    return max(wider / SLIDE_SHAPE, height, height_of(lines) + margins) < with_below


def _width(lines: list[TextLine]) -> float:
    return max((fonts.width(line.text, line.size) for line in lines), default=0.0)


def caption_lines(captions: Captions, metrics: Metrics, column: int = COLUMN) -> list[TextLine]:
    """The lines of the caption in the width that a column of it may have, in font sizes."""
    lines = [part for line in captions.lines for part in line.split(", ")]
    longest = max((fonts.width(line, metrics.quiet_size) for line in lines), default=0.0)
    limit = max(longest, column * metrics.quiet_size)
    lines += [part for line in captions.remarks for part in wrapped(line, metrics.quiet_size, limit)]
    return [TextLine(line, metrics.quiet_size) for line in lines]
