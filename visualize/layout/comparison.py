"""Two to four films in step in one picture: what each option changes is seen while it happens."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from math import ceil
from typing import Any, NamedTuple, TypeVar

import numpy as np

from visualize.budget import MOST_PIXELS
from visualize.choices import BY_END, BY_OUTPUT, BY_STEP
from visualize.errors import VisualizeError, invalid, unsupported
from visualize.film import CellText, Film, Frame, Grid, Placement, Tensor
from visualize.film.roles import Kind, State, role
from visualize.layout.fit import SLIDE
from visualize.layout.page import SMALLEST_LETTERS
from visualize.layout.tiles import MOST_FILMS, joined, legend, moved, numbered, placed, renamed

GAP = 32  # pixels between two films
WORTH = 1.15  # how many times as large cells must be for words to stand below films instead of beside them
LARGEST_LETTERS = 100  # pixels, in pictures that are far too large for a slide
MOST_ROUNDS = 4  # of larger letters, each of which lays out all films
EQUATION = Grid(Tensor.EQUATION)
T = TypeVar("T")
Draw = Callable[[int, str], Sequence[Film]]
Moment = tuple[int, int, bool]  # row, column, whether a question is answered
InStep = tuple[tuple[Sequence[int], ...], Sequence[int] | None]  # the frames of each film, the steps' numbers


class Page(NamedTuple):
    """The size of the picture, and where each film stands."""

    width: int
    height: int
    places: tuple[tuple[int, int], ...]


class Compared(NamedTuple):
    """Films, what each shows at every common step, where each stands, and the steps' numbers if they skip or repeat."""

    films: tuple[Film, ...]
    indices: tuple[Sequence[int], ...]
    places: tuple[tuple[int, int], ...]
    numbers: Sequence[int] | None

    def frame(self, index: int) -> Frame:
        """The frames of all films at a common step; their lines of text are words in cells of their own."""
        frames = [film.frame(shown[index]) for film, shown in zip(self.films, self.indices, strict=True)]
        written = [
            frame._replace(
                roles={**frame.roles, EQUATION: _WORD},
                texts={**frame.texts, EQUATION: np.array([[frame.line.text]])},
            )
            if film.line is not None
            else frame
            for film, frame in zip(self.films, frames, strict=True)
        ]
        return joined(range(len(frames)), written, _each)


_WORD = np.full((1, 1), role(Kind.WORD, State.DONE), np.uint8)


def legible(draw: Draw, align: str = BY_STEP, arrange: str = "auto") -> Film:
    """One film of several, whose letters are alike and legible on a slide that it fills.

    `draw` lays the films out with letters of at least some pixels, in a shape; as they are for 0 and "".
    `align` says when steps are shown together:

    - `step`: the first with the first, and so on; a film that is over stands finished.
    - `output`: those that fill the same output cell; a film without that cell waits.
    - `end`: the last with the last; a longer film begins alone.

    `arrange` is across, down, or auto: whichever makes the cells larger on a slide. Raises VisualizeError for films of
    different cells, and for fewer than two or more than four.
    """
    films = draw(0, "")
    if not 2 <= len(films) <= MOST_FILMS:
        raise invalid("figures", len(films), f"two to {MOST_FILMS} can be compared")
    cells = [cell_of(film) for film in films]
    if len(set(cells)) > 1:
        raise invalid("cell", " and ".join(map(str, cells)), f"give all figures the same, as cell={min(cells)}")
    films, page = _largest(draw, films, arrange, cells[0])
    if page.width * page.height > MOST_PIXELS:
        size = f"of {page.width} x {page.height} pixels"
        raise invalid("figures", size, "at most 50 megapixels; use a smaller --cell")
    indices, numbers = _in_step(films, align)
    return _merged(Compared(tuple(films), indices, page.places, numbers), page.width, page.height)


def _largest(draw: Draw, films: Sequence[Film], arrange: str, cell: int) -> tuple[Sequence[Film], Page]:
    """The films, and where they stand, with the largest cells on a slide; their words below them only if that helps."""
    ways = {"across": [len(films)], "down": [1]}.get(arrange, [len(films), 1, *([2] if len(films) > 2 else [])])
    found = [(_in_columns(lambda letters: draw(letters, ""), films, columns, cell), 1.0) for columns in ways]
    with suppress(VisualizeError):  # several channels stand side by side only
        tall = draw(0, "tall")
        if [cell_of(film) for film in tall] == [cell] * len(films):
            below = (_in_columns(lambda letters: draw(letters, "tall"), tall, columns, cell) for columns in ways)
            found += [(one, WORTH) for one in below]
    return min(found, key=lambda one: _slide_pixel(one[0][1]) * one[1])[0]


def _in_columns(
    draw: Callable[[int], Sequence[Film]], films: Sequence[Film], columns: int, cell: int
) -> tuple[Sequence[Film], Page]:
    """The films in that many columns, with larger letters until these are legible; those need more room, and so on."""
    page, letters = _page(films, columns), 0
    for _ in range(MOST_ROUNDS):
        needed = min(ceil(SMALLEST_LETTERS * _slide_pixel(page)), max(LARGEST_LETTERS, cell))
        if needed <= letters:
            break
        letters = needed
        films = draw(letters)
        page = _page(films, columns)
    return films, page


def _slide_pixel(page: Page) -> float:
    """How many of the picture's pixels are one of a slide that it fills."""
    return max(page.width / SLIDE[0], page.height / SLIDE[1])


def in_step(films: Sequence[Film], align: str) -> list[tuple[int, ...]]:
    """The frame that each film shows at every common step."""
    indices, _ = _in_step(films, align)
    return list(zip(*indices, strict=True))


def _in_step(films: Sequence[Film], align: str) -> InStep:
    return _by_output(films) if align == BY_OUTPUT else _by_number(films, align)


def cell_of(film: Film) -> int:
    """The edge of a cell of the input, which is never enlarged, in pixels."""
    place = next(place for grid, place in film.placements.items() if grid.tensor is Tensor.INPUT)
    return place.right[0] if place.right[1] else place.down[1]


def _by_number(films: Sequence[Film], align: str) -> InStep:
    """The frames in step from the start or the end; the steps' numbers are those of the longest film."""
    longest = max(films, key=lambda film: (film.frame_count, film.steps[-1]))
    late = [longest.frame_count - film.frame_count if align == BY_END else 0 for film in films]
    indices = [
        [min(max(0, step - wait), film.frame_count - 1) for step in range(longest.frame_count)]
        for film, wait in zip(films, late, strict=True)
    ]
    return tuple(indices), longest.numbers


def _by_output(films: Sequence[Film]) -> InStep:
    """For each output cell that any film fills, row by row, the last frame of each film that comes no later."""
    if not all(film.row_length for film in films):
        raise unsupported("align", "output", "not all of these figures fill their output row by row; use step or end")
    moments = [_moments(film) for film in films]
    common = sorted(set(chain.from_iterable(moments)))
    cells = sorted({one[:2] for one in common})
    numbers = None if len(cells) == len(common) else [cells.index(one[:2]) for one in common]
    return tuple(_waiting(own, common) for own in moments), numbers


def _moments(film: Film) -> list[Moment]:
    """The output cell of each frame, and whether it is the answer to a question that the frame before asks."""
    steps = film.steps
    asked = [at > 0 and steps[at] == steps[at - 1] for at in range(len(steps))]
    return [(*divmod(step, film.row_length), answer) for step, answer in zip(steps, asked, strict=True)]


def _waiting(own: Sequence[Moment], common: Sequence[Moment]) -> list[int]:
    found, at = [], 0
    for cell in common:
        while at + 1 < len(own) and own[at + 1] <= cell:
            at += 1
        found.append(at)
    return found


def _page(films: Sequence[Film], columns: int) -> Page:
    """Each film in the middle of its column, at the top of its row."""
    rows = [films[start : start + columns] for start in range(0, len(films), columns)]
    widths = [max(film.width for film in films[at::columns]) for at in range(columns)]
    heights = [max(film.height for film in row) for row in rows]
    lefts = [sum(widths[:at]) + at * GAP for at in range(columns)]
    tops = [sum(heights[:at]) + at * GAP for at in range(len(rows))]
    places = tuple(
        (
            lefts[number % columns] + (widths[number % columns] - film.width) // 2,
            tops[number // columns],
        )
        for number, film in enumerate(films)
    )
    return Page(lefts[-1] + widths[-1], tops[-1] + heights[-1], places)


def _merged(whole: Compared, width: int, height: int) -> Film:
    films, places = whole.films, whole.places
    placed_films = list(enumerate(zip(films, places, strict=True)))
    first = films[0]
    return Film(
        width=width,
        height=height,
        placements=_each([_placements(film, by) for film, by in zip(films, places, strict=True)]),
        rest=_each([{**film.rest, **_line(film, _WORD)} for film in films]),
        frame_count=len(whole.indices[0]),
        frame=partial(Compared.frame, whole),
        rule_widths=_each([{grid: film.rule(grid) for grid in film.placements} for film in films]),
        labels=tuple(moved(label, by) for _, (film, by) in placed_films for label in film.labels),
        rule_width=first.rule_width,
        outline_width=first.outline_width,
        casing_width=first.casing_width,
        struck=tuple(renamed(box, tile) for tile, (film, _) in placed_films for box in film.struck),
        cell_texts=_each([{**film.cell_texts, **_line(film, _size(film))} for film in films]),
        note_texts=_each([film.note_texts for film in films]),
        legends=tuple(legend(bar, by) for _, (film, by) in placed_films for bar in film.legends),
        hues=tuple(dict.fromkeys(hue for film in films for hue in film.hues)),
        font=next((film.font for film in films if film.font), None),
        title=" | ".join(film.title for film in films),
        description=" ".join(f"{number}) {film.description}" for number, film in enumerate(films, 1)),
        stage=(0.0, float(height)),
        row_length=max(film.row_length for film in films),
        numbers=whole.numbers,
        poster=_poster(whole),
    )


def _poster(whole: Compared) -> int | None:
    """The first common step at which a film that has a poster shows it."""
    pairs = zip(whole.films, whole.indices, strict=True)
    return next((list(shown).index(film.poster) for film, shown in pairs if film.poster is not None), None)


def _line(film: Film, value: T) -> dict[Grid, T]:
    return {} if film.line is None else {EQUATION: value}


def _size(film: Film) -> CellText:
    return CellText(film.line.size if film.line else 0)


def _placements(film: Film, by: tuple[int, int]) -> dict[Grid, Placement]:
    """The places of a film's grids, moved, and of its line: a cell as wide as the longest."""
    found = {grid: placed(place, by) for grid, place in film.placements.items()}
    if film.line is not None:
        high = round(film.line.size * 1.3)
        left, top = film.line.at[0] - film.width / 2, film.line.at[1] - film.line.size * 0.36 - high / 2
        found[EQUATION] = placed(Placement((1, 1), (round(left), round(top)), (film.width, 0), (0, high)), by)
    return found


def _each(parts: Sequence[Mapping[Grid, Any]]) -> dict[Grid, Any]:
    """Mappings by grid joined into one; a film's number is the tile of its grids."""
    return {numbered(grid, tile): value for tile, part in enumerate(parts) for grid, value in part.items()}
