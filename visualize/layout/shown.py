"""What a user may ask about the steps of a figure, and the film that this makes of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

from visualize.errors import VisualizeError, unsupported
from visualize.film import Film, selection
from visualize.text import phrases
from visualize.validate import whole

PAGE = 1600  # pixels: on A4 letters of 14 pixels are then 1.8 mm high


def listed(steps: str | Iterable[int] | int | None) -> str | list[int] | None:
    """Steps in any form that a user may have them in."""
    if steps is None or isinstance(steps, str):
        return steps
    allowed = "must be numbers of steps, or a text as on the command line"
    some = list(steps) if isinstance(steps, Iterable) else [steps]
    return [whole("steps", step, 0, 10**9, allowed) for step in some]


class Shown(NamedTuple):
    """What a user may ask about the steps."""

    steps: str | Sequence[int] | None = None
    quiz: bool = False
    poster: str | int | None = None
    sheet: bool = False

    def of(
        self, composed: Callable[[int | None], Film], row: int, language: str, width: int | None, cell: int | None
    ) -> tuple[Film, Sequence[int]]:
        """The film as asked for, and the numbers of its steps; `row` of them fill a row.

        `composed` makes a film with cells of a size, or None; `cell` and `width` were asked for.
        """
        film = composed(cell)
        numbers: Sequence[int] = range(film.frame_count)
        if self.steps is not None:
            numbers = selection.numbers(self.steps, film.frame_count, row)
        if self.sheet:
            if width is not None:
                raise unsupported("width", width, "a sheet is as wide as its tiles; use --cell")
            if self.poster is not None:
                raise unsupported("poster", self.poster, "a sheet stands still; leave out one of the two")
            return self._page(composed, film, numbers, row, language, cell), numbers
        if self.steps is not None or self.quiz:
            film = selection.chosen(film, numbers, self.quiz)
        if self.poster is not None:
            film = film._replace(poster=selection.place("poster", self.poster, film))
        return film, numbers

    def _page(
        self,
        composed: Callable[[int | None], Film],
        film: Film,
        numbers: Sequence[int],
        row: int,
        language: str,
        cell: int | None,
    ) -> Film:
        """All steps on one page, in smaller cells where it would become too wide to be read in print.

        Where cells have texts they keep them.
        """
        from visualize.layout.contact_sheet import sheet

        def drawn(film: Film) -> Film:
            pages = selection.questions(film, numbers) if self.quiz else selection.chosen(film, numbers)
            return sheet(pages, phrases.phrase("step", language), row if self.steps is None else 0)

        smallest = film
        for smallest in chain((film,), _smaller(composed, film, cell)):
            with suppress(VisualizeError):
                page = drawn(smallest)
                if page.width <= PAGE:
                    return page
        return drawn(smallest)

    @property
    def flags(self) -> str:
        """For the recipe."""
        steps = self.steps or ""
        steps = steps.replace(" ", "") if isinstance(steps, str) else ",".join(map(str, steps))
        told = ((f" --steps {steps}", steps), (" --quiz", self.quiz), (" --sheet", self.sheet))
        return "".join(flag for flag, given in told if given) + (f" --poster {self.poster}" * (self.poster is not None))


def _smaller(composed: Callable[[int | None], Film], film: Film, cell: int | None) -> Iterator[Film]:
    """The film in ever smaller cells, unless their size was asked for, as long as they hold what stood in them."""
    for smaller in () if cell is not None else (32, 28, 24, 20, 17, 14, 10):
        found = composed(smaller)
        if found.width < film.width and (found.cell_texts or not film.cell_texts):
            film = found
            yield film
