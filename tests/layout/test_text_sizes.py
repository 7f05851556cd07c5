"""Font sizes grow with the cells, and with the width that is asked for, in small steps only."""

from collections.abc import Iterator

import numpy as np
import pytest

import visualize as vz
from visualize.errors import VisualizeError
from visualize.film import Film

OP = vz.Conv(8, 3, stride=2, padding=1)
FIGURES = {
    "convolution": lambda **options: vz.figure(OP, **options),
    "pool": lambda **options: vz.figure(vz.MaxPool(4, 2), lang="zh", **options),
    "numbers": lambda **options: vz.figure(vz.Conv(5, 3), input=np.arange(25).reshape(5, 5), **options),
    "stack": lambda **options: vz.stack_figure([vz.Conv(8, 3), vz.Conv(6, 3)], **options),
    "sheet": lambda **options: vz.figure(vz.Conv(3, 2), sheet=True, **options),
}


def films(name: str, view: str, option: str, sizes: range) -> Iterator[Film]:
    for size in sizes:
        try:
            yield FIGURES[name](view=view, **{option: size}).film
        except VisualizeError as error:
            assert str(error).startswith(f"invalid {option} {size}")


def font_sizes(film: Film) -> dict[str, int]:
    """Of the largest and the smallest words, of the equation, and of the numbers."""
    words = [label.size for label in film.labels]
    sizes = {"largest": max(words), "smallest": min(words)}
    sizes |= {"line": film.line.size} if film.line else {}
    return sizes | {grid.tensor.value: style.size for grid, style in film.cell_texts.items()}


@pytest.mark.parametrize("shape", ("wide", "tall"))
@pytest.mark.parametrize("view", ("isometric", "flat"))
@pytest.mark.parametrize("name", FIGURES)
def test_text_grows_with_the_cells_without_jumps(name: str, view: str, shape: str) -> None:
    """Cell by cell: nothing shrinks, nothing grows by more than two pixels or eight of a hundred."""
    if (view, shape) == ("flat", "tall"):
        return
    before: dict[str, int] = {}
    for film in films(name, view, "cell", range(2, 201)):
        after = font_sizes(film)
        for key in before.keys() & after.keys():
            assert 0 <= after[key] - before[key] <= max(2, 0.08 * before[key]), (key, before, after)
        before = after


@pytest.mark.parametrize("view", ("isometric", "flat"))
@pytest.mark.parametrize("name", [name for name in FIGURES if name != "sheet"])
def test_text_grows_with_the_width_without_jumps(name: str, view: str) -> None:
    """From width to width: as no picture has cells of all sizes, sizes may go up and down by a pixel or two.

    Below 400 pixels words stand below the planes and leave them more of the width.
    """
    before: dict[str, int] = {}
    for film in films(name, view, "width", range(400, 1600, 10)):
        after = font_sizes(film)
        for key in before.keys() & after.keys():
            assert -2 <= after[key] - before[key] <= max(3, 0.12 * before[key]), (key, film.width, before, after)
        before = after
