"""Texts in an animated document: those that last, those of one step, and the line below the picture."""

from collections.abc import Iterator

import numpy as np

from visualize.film import Film
from visualize.roles import settled
from visualize.svg import shapes
from visualize.svg.shapes import lettered
from visualize.themes import Theme


def lasting(film: Film, theme: Theme, grid: str) -> Iterator[str]:
    """Texts in cells as they stand from some step on, each state of a cell in its time order.

    A text's class `tN` shows it from step N on; one that is replaced later is hidden again by `uN-M`.
    """
    if grid not in film.cell_texts:
        return
    yield f'<g class="a" {lettered(film.cell_texts[grid].size)}>'
    count = film.frame_count
    states: dict[tuple[int, int], list[tuple[int, str]]] = {}
    before = None
    for index in range(count):
        texts = film.frame(index).texts[grid]
        if texts is before:
            continue
        changed = np.ones(texts.shape, np.bool_) if before is None else texts != before
        for row, column in np.argwhere(changed).tolist():
            states.setdefault((row, column), []).append((index, str(texts[row, column])))
        before = texts
    last = film.frame(count - 1)
    final, shades = last.roles[grid], last.shades.get(grid, 0 * last.roles[grid])
    for (row, column), changes in states.items():
        fill = theme.letter(settled(int(final[row, column])), int(shades[row, column]))
        ends = [start for start, _ in changes[1:]] + [count]
        for (start, text), end in zip(changes, ends, strict=True):
            if text:
                more = _span(start, end, film)
                known = "/".join(map(str, film.placements[grid].named(row, column)))
                name = f'data-text="{shapes.path(grid)}/{known}" fill="{fill}" {more}'
                yield shapes.cell_text(film, grid, row, column, text, name)
    yield "</g>\n"


def _span(start: int, end: int, film: Film) -> str:
    if start == 0 and end == film.frame_count:
        return ""
    hidden = "" if start <= film.still < end else ' visibility="hidden"'
    return f'style="animation-name:t{start}-{end}"{hidden} '


def spans(film: Film) -> set[tuple[int, int]]:
    """From which step to which some text of a cell is shown, those that are always shown left out."""
    found = set()
    for grid in film.cell_texts:
        started: dict[tuple[int, int], int] = {}
        before = None
        for index in range(film.frame_count):
            texts = film.frame(index).texts[grid]
            if texts is before:
                continue
            if before is not None:
                for row, column in np.argwhere(texts != before).tolist():
                    if before[row, column]:
                        found.add((started.get((row, column), 0), index))
                    started[row, column] = index
            before = texts
        found |= {(start, film.frame_count) for start in started.values()}
    return found


def passing(film: Film, theme: Theme, grid: str) -> Iterator[str]:
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
    yield f'<g class="a" {lettered(film.line.size, film.frame(0).line)} visibility="hidden">'
    for index in range(film.frame_count):
        text = film.frame(index).line
        if text:
            label = shapes.label(film.line._replace(text=text), theme)
            yield shapes.at_step(film, index, "text", label.removeprefix("<text "))
    yield "</g>\n"
