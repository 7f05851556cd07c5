"""Texts in an animated document: those that last, those of one step, and the line below the picture."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Film, Grid, Roles, Shades
from visualize.film.roles import settled
from visualize.renderers.svg import shapes
from visualize.renderers.svg.shapes import lettered
from visualize.style.themes import Theme


class State(NamedTuple):
    """A text in a cell, its colour, the steps from and to which it stands there, and whether only its colour is new."""

    text: str
    ink: str
    start: int
    end: int
    again: bool


States = dict[tuple[int, int], list[State]]


def states(film: Film, theme: Theme, grid: Grid) -> States:
    """For each cell its texts in their time order. A lit cell's colour is not counted: `passing` writes over it."""
    found: States = {}
    if grid not in film.cell_texts:
        return found
    before: NDArray[np.str_] | None = None
    for index in range(film.frame_count):
        frame = film.frame(index)
        now = np.stack([frame.texts[grid], _inks(theme, frame.roles[grid], frame.shades.get(grid))])
        changed = np.ones(now.shape[1:], np.bool_) if before is None else (now != before).any(axis=0)
        for row, column in np.argwhere(changed).tolist():
            text, ink = str(now[0, row, column]), str(now[1, row, column])
            past = found.setdefault((row, column), [])
            if past:
                past[-1] = past[-1]._replace(end=index)
            past.append(State(text, ink, index, film.frame_count, bool(past) and past[-1].text == text))
        before = now
    return found


def _inks(theme: Theme, roles: Roles, shades: Shades | None) -> NDArray[np.str_]:
    keys = roles.astype(np.int64) + 256 * (0 if shades is None else shades.astype(np.int64))
    distinct, places = np.unique(keys, return_inverse=True)
    inks = [theme.letter(settled(key % 256), key // 256) for key in distinct.tolist()]
    return np.array(inks)[places].reshape(roles.shape)


def lasting(film: Film, grid: Grid, cells: States) -> Iterator[str]:
    """Texts in cells as they stand from some step on, each state of a cell in its time order."""
    if not cells:
        return
    yield f'<g class="a" {lettered(film.cell_texts[grid].size)}>'
    for (row, column), told in cells.items():
        cell = grid.cell(*film.placements[grid].named(row, column))
        for state in told:
            if state.text:
                name = "" if state.again else f'data-text="{cell}" '
                more = f'{name}fill="{state.ink}" {_span(state, film)}'
                yield shapes.cell_text(film, grid, row, column, state.text, more)
    yield "</g>\n"


def _span(state: State, film: Film) -> str:
    if state.start == 0 and state.end == film.frame_count:
        return ""
    hidden = "" if state.start <= film.still < state.end else ' visibility="hidden"'
    return f'style="animation-name:t{state.start}-{state.end}"{hidden} '


def spans(cells: Iterable[States], count: int) -> list[tuple[int, int]]:
    """From which of so many steps to which some text is shown; those always shown left out."""
    told = (state for some in cells for many in some.values() for state in many if state.text)
    return sorted({(state.start, state.end) for state in told} - {(0, count)})


def passing(film: Film, theme: Theme, grid: Grid) -> Iterator[str]:
    """Texts of lit cells once more, over the fill that covers them, in the colour that reads on it."""
    if grid not in film.cell_texts:
        return
    yield f'<g class="a" {lettered(film.cell_texts[grid].size)} visibility="hidden">'
    for index in range(film.frame_count):
        frame = film.frame(index)
        roles, texts = frame.roles[grid], frame.texts[grid]
        pieces = []
        for code in filter(shapes.passing, np.unique(roles).tolist()):
            fill = f'fill="{theme.look(code).text}" '
            plain = (roles == code) & (frame.shades.get(grid, 0 * roles) == 0)
            lit = [at for at in np.argwhere(plain).tolist() if texts[at[0], at[1]]]
            pieces += [shapes.cell_text(film, grid, r, c, str(texts[r, c]), fill) for r, c in lit]
        if pieces:
            yield shapes.at_step(film, index, "g", ">" + "".join(pieces) + "</g>")
    yield "</g>\n"


def lines(film: Film, theme: Theme) -> Iterator[str]:
    """Each step's own line below the picture."""
    if film.line is None:
        return
    yield f'<g class="a" {lettered(film.line.size, film.frame(0).line.text)} visibility="hidden">'
    for index in range(film.frame_count):
        text = film.frame(index).line.text
        if text:
            label = shapes.label(film.line._replace(text=text), theme)
            yield shapes.at_step(film, index, "text", label.removeprefix("<text "))
    yield "</g>\n"
