"""What a user may ask about the steps of a figure, and the film that this makes of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from typing import Any, NamedTuple

from visualize.errors import VisualizeError, invalid, unsupported
from visualize.film import Film, selection
from visualize.layout.contact_sheet import sheet
from visualize.layout.draft import Draft, PageOptions
from visualize.layout.page import build_film
from visualize.story import Story
from visualize.text.phrases import phrase
from visualize.validate import text, truth, whole

MOST_LISTED = 1_000_000
PAGE = 1600  # pixels: on A4 letters of 14 pixels are then 1.8 mm high


def step_options(
    steps: str | Iterable[int] | int | None = None,
    quiz: bool = False,
    poster: str | int | None = None,
    sheet: bool = False,
) -> "StepOptions":
    """What is asked about the steps, checked as far as it can be without a film."""
    return StepOptions(
        _numbers(steps),
        truth("quiz", quiz),
        None if poster is None else selection.named("poster", poster),
        truth("sheet", sheet),
    )


def _numbers(steps: str | Iterable[int] | int | None) -> str | list[int] | None:
    """Steps in any form that a user may have them in."""
    if steps is None:
        return steps
    if isinstance(steps, str):
        return text("steps", steps)
    allowed = "must be numbers of steps, or a text as on the command line"
    return [whole("steps", step, 0, 10**9, allowed) for step in _each(steps, allowed)]


def _each(steps: Any, allowed: str) -> list[Any]:
    """One or many, but never without end."""
    try:
        many = isinstance(steps, Iterable) and not _is_single(steps)
        some = list(islice(steps, MOST_LISTED + 1)) if many else [steps]
    except Exception:
        raise invalid("steps", steps, allowed) from None
    if len(some) > MOST_LISTED:
        raise invalid("steps", "given", f"at most {MOST_LISTED} can be chosen")
    return some


def _is_single(steps: Any) -> bool:
    """NumPy's arrays without a side, and bytes, which would be read as numbers of letters."""
    return isinstance(steps, bytes | bytearray) or getattr(steps, "ndim", None) == 0


class StepOptions(NamedTuple):
    """What a user may ask about the steps."""

    steps: str | Sequence[int] | None = None
    quiz: bool = False
    poster: str | int | None = None
    sheet: bool = False

    def applied(self, story: Story, options: PageOptions) -> tuple[Film, Sequence[int]]:
        """The film of the steps that are asked for, and their numbers."""
        draft = Draft(story, story.captions(options.wording), options)
        film = build_film(draft)
        numbers: Sequence[int] = range(film.frame_count)
        if self.steps is not None:
            numbers = selection.numbers(self.steps, film.frame_count, story.row_length)
        if self.sheet:
            if options.width is not None:
                raise unsupported("width", options.width, "a sheet is as wide as its tiles; use --cell")
            if self.poster is not None:
                raise unsupported("poster", self.poster, "a sheet stands still; leave out one of the two")
            return self._sheet(draft, film, numbers), numbers
        if self.steps is not None or self.quiz:
            film = selection.chosen(film, numbers, self.quiz)
        if self.poster is not None:
            film = film._replace(poster=selection.place("poster", self.poster, film))
        return film, numbers

    def _sheet(self, draft: Draft, film: Film, numbers: Sequence[int]) -> Film:
        """All steps on one page, in smaller cells where it would become too wide to be read in print.

        Where cells have texts they keep them.
        """

        def page(film: Film) -> Film:
            tiles = selection.questions(film, numbers) if self.quiz else selection.chosen(film, numbers)
            row = draft.story.row_length if self.steps is None else 0
            return sheet(tiles, phrase("step", draft.language), row)

        smallest = film
        for smallest in chain((film,), _smaller(draft, film)):
            with suppress(VisualizeError):
                found = page(smallest)
                if found.width <= PAGE:
                    return found
        return page(smallest)

    @property
    def flags(self) -> str:
        """For the recipe."""
        steps = self.steps or ""
        steps = "".join(steps.split()) if isinstance(steps, str) else ",".join(map(str, steps))
        given = ((f" --steps {steps}", steps), (" --quiz", self.quiz), (" --sheet", self.sheet))
        return "".join(flag for flag, asked in given if asked) + (
            f" --poster {self.poster}" * (self.poster is not None)
        )


def _smaller(draft: Draft, film: Film) -> Iterator[Film]:
    """The film in ever smaller cells, unless their size was asked for, as long as they hold what stood in them."""
    for cell in () if draft.options.cell is not None else (32, 28, 24, 20, 17, 14, 10):
        found = build_film(draft._replace(options=draft.options._replace(cell=cell)))
        if found.width < film.width and (found.cell_texts or not film.cell_texts):
            film = found
            yield film
