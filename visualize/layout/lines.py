"""Lines of text: wrapping, measuring, placing."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from visualize.film import Label
from visualize.film.film import Voice
from visualize.style import fonts

# Chinese has no spaces: a line may end after any character that is not an opening mark, unless a closing one follows.
OPENING, CLOSING = "（“", "）”，。；：、？"


class TextLine(NamedTuple):
    """A line of text, its font size in pixels, and what it speaks of (`voice`)."""

    text: str
    size: int
    voice: Voice = "text"


def width_with(lines: Sequence[TextLine], content_width: float, margin: int) -> int:
    """The width of a picture with this content and these lines, margins included."""
    return round(max(content_width, *(fonts.width(line.text, line.size) for line in lines), 0)) + 2 * margin


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


def labelled(lines: Sequence[TextLine], left: float, top: float) -> list[Label]:
    """The lines as labels that begin at `left`, one below the other."""
    labels = []
    for text, size, voice in lines:
        labels.append(Label(text, (left, round(top + size * 1.1)), size, voice, "start"))
        top += round(size * 1.5)
    return labels


def wrapped(text: str, size: int, limit: float) -> list[str]:
    """Wrap a text to lines no wider than the limit, at its own line breaks too; longer words get lines of their own.

    >>> wrapped("one two three", 20, 90)
    ['one two', 'three']
    """
    return [line for part in text.splitlines() for line in _broken(part, size, limit)]


def _broken(text: str, size: int, limit: float) -> Iterator[str]:
    line = ""
    for word in _words(text):
        longer = line + word
        if line and fonts.width(longer.rstrip(), size) > limit:
            yield line.rstrip()
            longer = word.lstrip()
        line = longer
    if line.strip():
        yield line.rstrip()


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
