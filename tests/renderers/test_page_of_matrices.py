"""On a page a cell of a matrix answers for the cell that it repeats, and is lit with it."""

from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.matrices import numbers_of, places, windows
from tests.pages import EVERY_FRAME, READ, classes, links, named, opened, saved

LIT = {"tap", "current"}
POINT = (
    "cell => document.querySelector(`[data-cell='${cell}']`)"
    ".dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"
)
FIGURES = {
    "windows": (vz.Conv(4, 3, padding=(1, 0, 0, 1)), "matrix"),
    "W": (vz.Conv(3, 2, stride=(1, 1)), "sparse-matrix"),
    "W transposed": (vz.ConvTranspose(2, 2), "matrix"),
}


def copies(op: Any, reading: str) -> dict[str, str]:
    """What each cell of the matrices repeats, by loops: the names of both."""
    transposed = hasattr(op, "stamps")
    weights = [f"kernel/0/0/{u}/{v}" for u, v in np.ndindex(*op.kernel)]
    outputs = [f"output/0/{row}/{column}" for row, column in np.ndindex(*op.out)]
    found = {f"output-matrix/0/{at}/0": name for at, name in enumerate(outputs)}
    if reading == "matrix" and not transposed:
        drawn = np.array(op.size) + np.reshape(op.padding, (2, 2)).sum(axis=1)
        cells = np.array([[f"input/0/{row}/{column}" for column in range(drawn[1])] for row in range(drawn[0])])
        found |= {f"kernel-matrix/0/0/{at}/0": name for at, name in enumerate(weights)}
        return found | {
            f"input-matrix/0/{row}/{column}": str(name) for (row, column), name in np.ndenumerate(windows(cells, op))
        }
    inputs = [f"input/0/{row}/{column}" for row, column in np.ndindex(*op.size)]
    found |= {f"input-matrix/0/{at}/0": name for at, name in enumerate(inputs)}
    numbers = places(op).T if transposed else places(op)
    return found | {
        f"kernel-matrix/0/0/{row}/{column}": weights[number]
        for (row, column), number in np.ndenumerate(numbers)
        if number >= 0
    }


def lit(page: Any, cell: str) -> set[str]:
    page.evaluate(POINT, cell)
    seen = page.evaluate(READ)
    return {name for name, kind in seen["cells"].items() if set(kind.split()) & LIT}


@pytest.mark.parametrize("name", FIGURES)
def test_a_cell_of_a_matrix_answers_for_the_cell_that_it_repeats(browser: Any, tmp_path: Any, name: str) -> None:
    op, reading = FIGURES[name]
    figure = vz.figure(op, **numbers_of(op, 2), reading=reading)
    same = copies(op, reading)
    own = {next(cell for key, cell in step.items() if key != "taps") for step in links(figure)}
    with opened(browser, saved(figure, tmp_path)) as page:
        page.keyboard.press("End")
        rest = lit(page, next(iter(own)))
        assert rest
        for cell in page.evaluate(READ)["cells"]:
            if "-matrix" not in cell:
                continue
            if cell not in same:  # a zero of W tells nothing, as if nothing were pointed at
                page.evaluate(POINT, cell)
                assert page.evaluate(READ)["ringed"] == 0
                continue
            assert lit(page, cell) == lit(page, same[cell]), cell
            assert page.evaluate(READ)["ringed"] == 1 + [*same.values()].count(same[cell])
            base = {one for one in lit(page, cell) if "-matrix" not in one}
            if same[cell] not in own and not same[cell].startswith("kernel"):
                repeating = {one for one, other in same.items() if other in base}
                assert lit(page, cell) == base | repeating


def test_a_weight_lights_its_column_of_windows(browser: Any, tmp_path: Any) -> None:
    """Not the copies of the same cells that other weights meet."""
    op, reading = FIGURES["windows"]
    figure = vz.figure(op, **numbers_of(op, 2), reading=reading)
    rows = op.out[0] * op.out[1]
    with opened(browser, saved(figure, tmp_path)) as page:
        page.keyboard.press("End")
        for weight in range(9):
            found = lit(page, f"kernel-matrix/0/0/{weight}/0")
            columns = {one for one in found if one.startswith("input-matrix")}
            assert columns == {f"input-matrix/0/{row}/{weight}" for row in range(rows)}


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_written_stays_while_another_cell_is_pointed_at(browser: Any, tmp_path: Any, name: str) -> None:
    op, reading = FIGURES[name]
    figure = vz.figure(op, **numbers_of(op, 2), reading=reading)
    matrix = next(grid for grid in figure.film.placements if grid.matrix)
    with opened(browser, saved(figure, tmp_path)) as page:
        page.keyboard.press("End")
        for cell in ("kernel/0/0/0/0", "input/0/0/0", "output/0/0/0"):
            page.evaluate(POINT, cell)
            texts = page.evaluate(READ)["texts"]
            assert all(text for one, text in texts.items() if one.startswith(f"{matrix.name}/"))


@pytest.mark.parametrize("name", FIGURES)
def test_what_is_not_written_yet_is_not_lit(browser: Any, tmp_path: Any, name: str) -> None:
    op, reading = FIGURES[name]
    figure = vz.figure(op, **numbers_of(op, 2), reading=reading)
    later = "input/0/1/1" if reading == "matrix" else "kernel/0/0/0/0"
    with opened(browser, saved(figure, tmp_path)) as page:
        page.keyboard.press("Home")
        page.evaluate(POINT, later)
        cells = page.evaluate(READ)["cells"]
    matrix = next(grid for grid in figure.film.placements if grid.matrix)
    pending = {cell for cell, kind in classes(figure.film, 0).items() if "pending" in kind and matrix.name in cell}
    assert pending and all("pending" in cells[cell] for cell in pending)


@pytest.mark.parametrize("options", ({}, {"color_by": "tap"}, {"color_by": "value"}, {"quiz": True}))
@pytest.mark.parametrize("name", FIGURES)
def test_every_cell_text_and_line_of_every_frame(browser: Any, tmp_path: Any, name: str, options: Any) -> None:
    op, reading = FIGURES[name]
    figure = vz.figure(op, **numbers_of(op, 4) if options != {"color_by": "tap"} else {}, reading=reading, **options)
    film = figure.film
    with opened(browser, saved(figure, tmp_path)) as page:
        shown = page.evaluate(EVERY_FRAME, film.frame_count)
    for index, seen in enumerate(shown):
        frame = film.frame(index)
        assert seen["cells"] == classes(film, index)
        texts = {cell: str(text) for cell, text in named(film, frame.texts).items() if str(text)}
        assert {cell: text for cell, text in seen["texts"].items() if text} == texts
        assert seen["line"] == (frame.line.text if film.line else "")
