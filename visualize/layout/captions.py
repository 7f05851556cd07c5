"""The lines above and below the grids: wrapping, measuring, placing."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from visualize.film import Label
from visualize.layout.draft import Draft
from visualize.layout.metrics import Metrics
from visualize.style import fonts

WIDTH_FOR_TITLES = 480.0  # a title is wrapped to this width if the picture is narrower
DEFAULT_WIDTH = 960  # the width of a picture whose cells decide it; remarks make no picture wider
# Chinese has no spaces: a line may end after any character that is not an opening mark, unless a closing one follows.
OPENING, CLOSING = "（“", "）”，。；：、？"


class TextLine(NamedTuple):
    """A line of text, its font size in pixels, and its emphasis (`voice`)."""

    text: str
    size: int
    voice: Literal["text", "quiet"] = "text"


def caption_lines(draft: Draft, metrics: Metrics, content_width: float) -> tuple[list[TextLine], list[TextLine]]:
    """The title's lines above the grids, and the caption lines below them."""
    width = draft.options.width
    limit = width - 2.0 * metrics.margin if width else max(content_width, WIDTH_FOR_TITLES)
    above = [TextLine(text, metrics.text_size) for text in _wrapped(draft.options.title, metrics.text_size, limit)]
    main, *rest = draft.captions.lines or ("",)
    below = [TextLine(main, metrics.text_size)] if main else []
    widest, size = (limit if width else max(content_width, DEFAULT_WIDTH - 2.0 * metrics.margin)), metrics.quiet_size
    wrapped = (part for remark in draft.captions.remarks for part in _wrapped(remark, size, widest))
    return above, below + [TextLine(line, size, "quiet") for line in (*rest, *wrapped)]


def width_with(lines: Sequence[TextLine], content_width: float, metrics: Metrics) -> int:
    """The width of a picture with this content and these lines, margins included."""
    return round(max(content_width, *(fonts.width(line.text, line.size) for line in lines), 0)) + 2 * metrics.margin


def height_of(lines: Sequence[TextLine]) -> int:
    """The height of the lines together.

    >>> height_of([TextLine("one", 20), TextLine("two", 12)])
    48
    """
    return sum(round(line.size * 1.5) for line in lines)


def placed(lines: Sequence[TextLine], middle: float, top: float) -> Iterator[Label]:
    """The lines as labels, one below the other, centred on `middle`."""
    for text, size, voice in lines:
        yield Label(text, (middle, top + round(size * 1.1)), size, voice)
        top += round(size * 1.5)


def _wrapped(text: str, size: int, limit: float) -> list[str]:
    """Wrap a text to lines no wider than the limit; a word that is wider gets a line of its own."""
    lines, line = [], ""
    for word in _words(text):
        if line and fonts.width((line + word).strip(), size) > limit:
            lines.append(line.strip())
            line = ""
        line += word
    return [*lines, line.strip()] if line.strip() else lines


def _words(text: str) -> Iterator[str]:
    """The parts of a text between which a line may end, each with the space behind it.

    >>> list(_words("two words")), list(_words("填充（共4步）。"))
    (['two ', 'words'], ['填', '充', '（共', '4', '步）。'])
    """
    word = ""
    for letter in " ".join(text.split()):
        if word and letter not in CLOSING and word[-1] not in OPENING and _may_part(word[-1], letter):
            yield word
            word = ""
        word += letter
    if word:
        yield word


def _may_part(before: str, after: str) -> bool:
    return (before == " " and after != " ") or (" " not in (before, after) and fonts.is_chinese(before + after))
