"""Texts in an animated document: lasting ones, those of single steps, and the line below the picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from visualize.film import Film, Grid, Line
from visualize.film.intervals import CellState, GridIntervals, Interval, LitCells, joined, value_at
from visualize.renderers.svg import shapes
from visualize.renderers.svg.names import HIDDEN, Names
from visualize.renderers.svg.shapes import lettered
from visualize.style.looks import Theme

Written = tuple[str, str]  # a text and its colour
States = list[list[Interval[Written]]]


def states(theme: Theme, parts: GridIntervals) -> States:
    """For each cell the intervals of its texts. The colours of lit cells are ignored: `passing` draws over them."""
    letter = cache(theme.letter)

    def written(state: CellState) -> Written:
        return state.text, letter(state.role, state.shade)

    return [joined(timeline, written) for timeline in parts.cells]


def lasting(film: Film, names: Names, grid: Grid, texts: States) -> Iterator[str]:
    """Texts in cells, each visible in its interval; `data-text` is not repeated if only the colour changes."""
    if not texts:
        return
    yield f"<g {lettered(film.cell_texts[grid].size)}>"
    place = film.placements[grid]
    for cell, timeline in enumerate(texts):
        row, column = divmod(cell, place.shape[1])
        name, before = f'data-text="{grid.cell(*place.named(row, column))}" ', ""
        for (text, ink), start, end in timeline:
            if text:
                more = f'{name if text != before else ""}fill="{ink}" {_span(film, names, start, end)}'
                yield shapes.cell_text(place, film.cell_texts[grid], row, column, text, more)
            before = text
    yield "</g>\n"


def _span(film: Film, names: Names, start: int, end: int) -> str:
    if start == 0 and end == film.frame_count:
        return ""
    hidden = "" if start <= names.still < end else f"{HIDDEN} "
    return f'style="animation-name:{names.span(start, end)}" {hidden}'


def spans(grids: Iterable[States], count: int) -> list[tuple[int, int]]:
    """The distinct intervals of texts, out of `count` steps; without those that are always visible."""
    timelines = (timeline for texts in grids for timeline in texts)
    return sorted({(start, end) for timeline in timelines for (text, _), start, end in timeline if text} - {(0, count)})


def passing(film: Film, theme: Theme, names: Names, grid: Grid, parts: GridIntervals) -> Iterator[str]:
    """The texts of lit cells again, over the fills that cover them, in a legible colour."""
    if grid not in film.cell_texts:
        return
    groups = (
        (index, "g", f">{pieces}</g>")
        for lit, start, end in parts.lit
        for index in range(start, end)
        if (pieces := "".join(_lit_texts(film, theme, grid, parts, lit, index)))
    )
    yield names.by_step(lettered(film.cell_texts[grid].size), groups)


def _lit_texts(
    film: Film, theme: Theme, grid: Grid, parts: GridIntervals, lit: Sequence[LitCells], index: int
) -> Iterator[str]:
    place, style = film.placements[grid], film.cell_texts[grid]
    for code, shaded, cells in lit:
        fill = f'fill="{theme.look(code).text}" '
        for cell in () if shaded else cells:
            text = value_at(parts.cells[cell], index).text
            if text:
                yield shapes.cell_text(place, style, *divmod(cell, place.shape[1]), text, fill)


def notes(film: Film, theme: Theme, names: Names, grid: Grid, parts: GridIntervals) -> Iterator[str]:
    """The small texts of lit cells, over those in their middles."""
    if grid not in film.note_texts:
        return
    place, style = film.placements[grid], film.note_texts[grid]
    groups = []
    for found, start, end in parts.notes:
        pieces = "".join(
            shapes.cell_text(place, style, *divmod(cell, place.shape[1]), text, f'fill="{theme.letter(role, shade)}" ')
            for cell, text, role, shade in found
        )
        groups += [(index, "g", f">{pieces}</g>") for index in range(start, end) if pieces]
    yield names.by_step(lettered(style.size), groups)


def lines(film: Film, theme: Theme, names: Names, timeline: Sequence[Interval[Line]]) -> Iterator[str]:
    """The line below the picture, for each step."""
    if film.line is None:
        return
    labels = []
    for line, start, end in timeline:
        if line.text:
            written = [shapes.label(label, theme).removeprefix("<text ") for label in film.line.saying(line)]
            labels += [(index, "text", label) for index in range(start, end) for label in written]
    yield names.by_step(lettered(film.line.size, timeline[0].value.text), labels)
