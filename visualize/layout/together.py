"""Steps that are shown together in one still picture: how many, and what is written about them."""

from __future__ import annotations

from collections.abc import Sequence

from visualize.errors import unsupported
from visualize.film import Film, Label, Tensor
from visualize.film.film import Run
from visualize.film.together import together
from visualize.layout.draft import Draft
from visualize.layout.page import build_film
from visualize.style import fonts
from visualize.style.pairs import LETTERS, fitted
from visualize.text.alt_text import shown
from visualize.text.phrases import phrase


def check_count(steps: Sequence[int]) -> None:
    """Refuse more steps than can be told apart in one picture."""
    if len(steps) > len(LETTERS):
        allowed = f"at most {len(LETTERS)} can be told apart in one picture; --steps and --sheet take more"
        raise unsupported("show", f"of {len(steps)} steps", allowed)


def shown_together(draft: Draft, steps: Sequence[int]) -> Film:
    """The picture of these steps, with all results in place."""
    story, captions, language = draft.story, draft.captions, draft.language
    names = [phrase("titled", language).format(letter, "") for letter, _ in zip(LETTERS, steps, strict=False)]
    described = phrase("sentences", language).format(captions.description, shown(steps, LETTERS, language))
    differ = any(story.equation(step) != story.equation(steps[0]) for step in steps)
    options = draft.options._replace(together=len(steps), named_lines=tuple(names) if differ else ())
    film = build_film(draft._replace(captions=captions._replace(description=described), options=options))
    film = _with_lines(film, steps, names) if differ else film
    return fitted(together(film, steps))


def _with_lines(film: Film, steps: Sequence[int], names: Sequence[str]) -> Film:
    """The film with the steps' lines below each other, each after its name, in place of the line of one step."""
    if film.line is None:
        return film
    (_, y), size, saying = film.line.at, film.line.size, film.line.saying
    lines = [(name, line) for name, step in zip(names, steps, strict=True) for line in saying(film.frame(step).line)]
    texts = [name + line.text for name, line in lines]
    left = film.width / 2 - max(fonts.width(text, size) for text in texts) / 2
    labels = [
        Label(text, (left, y + at * round(1.5 * size)), size, "text", "start", (Run(name, Tensor.KERNEL), *_runs(line)))
        for at, (text, (name, line)) in enumerate(zip(texts, lines, strict=True))
    ]
    return film._replace(labels=(*film.labels, *labels), line=None)


def _runs(line: Label) -> tuple[Run, ...]:
    return line.runs or (Run(line.text, line.voice),)
