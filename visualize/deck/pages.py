"""The pages of a lecture, in their order, whatever file they become."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from visualize.figure import Figure
from visualize.text.alt_text import step_sentence

WAYS = ("steps", "media")  # a page for each step, or one that moves
MOST_ROWS = 14  # of a table on a page, below the names of its columns


class Table(NamedTuple):
    """Rows of as many cells, the names of the columns first; the first columns hold `words`, the others numbers."""

    rows: Sequence[Sequence[str]]
    words: int = 1

    def parts(self) -> "Iterator[Table]":
        """The tables of pages, each below the names of the columns."""
        for first in range(1, len(self.rows), MOST_ROWS):
            yield self._replace(rows=[self.rows[0], *self.rows[first : first + MOST_ROWS]])


class Section(NamedTuple):
    """A heading, and below it a table, lines, a formula, a figure, each on pages of their own."""

    name: str
    title: str
    lines: tuple[str, ...] = ()
    formula: bytes = b""
    figure: Figure | None = None
    way: str = "steps"
    notes: str = ""
    table: Table | None = None


class Page(NamedTuple):
    """A page: its section, and of what is on it a table, lines, the picture of a formula, or a frame of the figure.

    A figure without a frame moves.
    """

    mark: str
    title: str
    notes: str
    lines: tuple[str, ...] = ()
    formula: bytes = b""
    figure: Figure | None = None
    frame: int | None = None
    table: Table | None = None


def pages(section: Section) -> Iterator[Page]:
    """The pages of a section."""
    mark, title, figure = section.name, section.title, section.figure
    tables = section.table.parts() if section.table else ()
    yield from (Page(mark, title, section.notes, table=one) for one in tables)
    if section.lines or (figure is None and not section.formula and not section.table):
        yield Page(mark, title, section.notes, lines=section.lines)
    if section.formula:
        yield Page(mark, title, section.notes, formula=section.formula)
    if figure is not None and section.way == "media":
        yield Page(mark, title, _joined(section.notes, figure.alt_text), figure=figure)
    elif figure is not None:
        for frame in range(figure.film.frame_count):
            first = (section.notes, figure.alt_text) if frame == 0 else ()
            yield Page(mark, title, _joined(*first, *_told(figure, frame)), figure=figure, frame=frame)


def _joined(*notes: str) -> str:
    return "\n".join(filter(None, notes))


def _told(figure: Figure, frame: int) -> Iterator[str]:
    """A sentence for a step, and its equation where there are numbers."""
    if figure.story is not None and len(figure.film.pairs) < 2:
        stamps = figure.story.reading == "scatter"
        shape = figure.operation.size if stamps else figure.operation.out
        yield step_sentence(shape, figure.film.steps[frame], stamps, figure.language)
    yield figure.film.frame(frame).line.text
