"""The options for a figure's steps, and the film that they make: selected steps, quiz, poster, contact sheet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from math import ceil
from typing import NamedTuple

from visualize.errors import VisualizeError, unsupported
from visualize.film import Film, selection
from visualize.layout.draft import Draft, PageOptions
from visualize.layout.fit import SLIDE
from visualize.layout.page import build_film
from visualize.story import Story
from visualize.text.phrases import phrase

PAGE = (1600, 1200)  # width and height in pixels: on A4, text of 14 pixels is then 1.8 mm high
LETTERS, MOST_LETTERS = 10, 28  # the smallest of a sheet, and what they may grow to
LETTERS_ON_SLIDE = 12  # pixels, on a slide that the sheet fills


class StepOptions(NamedTuple):
    """The user's options for the steps."""

    steps: str | Sequence[int] | None = None
    quiz: bool = False
    poster: str | int | None = None
    sheet: bool = False
    think: float | None = None
    show: str | Sequence[int] | None = None

    def applied(self, story: Story, options: PageOptions) -> tuple[Film, Sequence[int]]:
        """The film of the selected steps, and their numbers."""
        self._check_think()
        if self.show is not None:
            return self._together(story, options)
        numbers: Sequence[int] = range(story.step_count)
        if self.steps is not None:
            numbers = selection.numbers(self.steps, story.step_count, story.row_length)
        if self.sheet:
            from visualize.layout.contact_sheet import check_count

            check_count(len(numbers))
            options = options._replace(shape="tall", sheet=LETTERS)  # the words stand once on a sheet
        draft = _draft(story, options)
        film = build_film(draft)
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

    def _together(self, story: Story, options: PageOptions) -> tuple[Film, Sequence[int]]:
        """The picture of some steps, and their numbers."""
        from visualize.layout import together

        assert self.show is not None
        for name in ("steps", "quiz", "sheet", "poster"):
            if getattr(self, name) is not None and getattr(self, name) is not False:
                raise unsupported(name, getattr(self, name), "show draws one still picture; leave out one of the two")
        steps = selection.numbers(self.show, story.step_count, story.row_length, "show")
        together.check_count(steps)
        return together.shown_together(_draft(story, options), steps), steps

    def _check_think(self) -> None:
        """Refuse a time to think where no question is shown for a time."""
        if self.think is not None and not self.quiz:
            raise unsupported("think", self.think, "only a quiz has questions; use it with --quiz")
        if self.think is not None and self.sheet:
            raise unsupported("think", self.think, "a sheet stands still; leave out one of the two")

    def _sheet(self, draft: Draft, film: Film, numbers: Sequence[int]) -> Film:
        """The selected steps on one page; cells become smaller if the page would be too large to be legible in print.

        Cells do not become so small that they lose their texts.
        """

        from visualize.layout.contact_sheet import sheet

        def page(film: Film) -> Film:
            tiles = selection.questions(film, numbers) if self.quiz else selection.chosen(film, numbers)
            row = draft.story.row_length if self.steps is None else 0
            return sheet(tiles, phrase("step", draft.language).format("{}", draft.story.step_count), row)

        found = draft, film
        for smaller in chain([found], _smaller(draft, film)):
            found = smaller
            with suppress(VisualizeError):
                drawn = page(found[1])
                if drawn.width <= PAGE[0] and drawn.height <= PAGE[1]:
                    break
        return _lettered(*found, page)


def _draft(story: Story, options: PageOptions) -> Draft:
    captions = story.captions(options.wording)
    draft = Draft(story, captions, options)
    if draft.form == "tall" and not captions.stacked:
        return draft._replace(captions=captions.named_below(options.wording))
    return draft


def _lettered(draft: Draft, film: Film, page: Callable[[Film], Film]) -> Film:
    """The page of a film with letters that are legible on a slide that the page fills."""
    drawn = page(film)
    for _ in range(6):
        legible = ceil(LETTERS_ON_SLIDE * max(drawn.width / SLIDE[0], drawn.height / SLIDE[1]))
        letters = min(legible, MOST_LETTERS)
        if letters <= min((label.size for label in drawn.labels), default=letters):
            break
        with suppress(VisualizeError):
            drawn = page(build_film(draft._replace(options=draft.options._replace(sheet=letters))))
    return drawn


def _smaller(draft: Draft, film: Film) -> Iterator[tuple[Draft, Film]]:
    """The draft in smaller and smaller cells that keep their texts, with its film; none if the user gives the cell."""
    for cell in () if draft.options.cell is not None else (32, 28, 24, 20, 17, 14, 10):
        smaller = draft._replace(options=draft.options._replace(cell=cell))
        candidate = build_film(smaller)
        if _cell(candidate) < _cell(film) and (candidate.lettered or not film.lettered):
            film = candidate
            yield smaller, film


def _cell(film: Film) -> int:
    """The width of a cell; that of the film may be the width of its captions."""
    return next(iter(film.placements.values())).right[0]
