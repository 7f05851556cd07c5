"""Colours for numbers: by value, by weight, by uses, and where numbers do not fit."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.command_line import run
from visualize.film import INPUT, KERNEL, OUTPUT


def test_colour_by_value_has_the_cells_own_shade(tmp_path: Path) -> None:
    """Larger numbers are brighter; a legend names the ends; the same in the GIF as in the SVG."""
    figure = vz.figure(vz.Conv(3, 1), input=np.arange(9).reshape(3, 3), kernel=[[1]], color_by="value")
    frames = list(figure.frames())
    place = figure.film.placements[OUTPUT]
    bright = []
    for row, column in np.ndindex(3, 3):
        x, y = place.corner(row, column)
        bright.append(int(frames[-1][int(y) + 6, int(x) + 6].astype(int).sum()))
    assert bright == sorted(bright)
    assert len(set(bright)) == 9
    labels = " ".join(label.text for label in figure.film.labels)
    assert "input 0" in labels
    assert "8" in labels


def test_colour_by_tap_ties_weights_to_cells() -> None:
    figure = vz.figure(vz.Conv(5, 3, padding=1), view="flat", color_by="tap")
    for step in (0, 7, 24):
        shades = figure.film.frame(step).shades
        row, column = divmod(step, 5)
        np.testing.assert_array_equal(shades[INPUT][row : row + 3, column : column + 3], shades[KERNEL])
        assert np.count_nonzero(shades[INPUT]) == 9
    assert len(set(figure.film.frame(0).shades[KERNEL].ravel().tolist())) == 9


def test_small_cells_turn_to_colour() -> None:
    figure = vz.figure(vz.Conv(32, 3), input=np.arange(1024).reshape(32, 32), kernel=np.ones((3, 3)))
    assert list(figure.film.cell_texts) == [KERNEL] and figure.film.placements[KERNEL].right == (28, 0)
    assert [legend.labels[0].text.split()[0] for legend in figure.film.legends] == ["input", "kernel", "output"]


def test_a_constant_grid_has_no_range_of_its_own() -> None:
    film = vz.figure(vz.Conv(30, 3), input=np.full((30, 30), 128), kernel=np.zeros((3, 3))).film
    assert [label.text for legend in film.legends for label in legend.labels] == [
        *("input 128", "128"),
        *("kernel 0", "0"),
        *("output 0", "0"),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--i", "28", "--input", "arange", "--kernel", "ones", "--k", "3"], True),
        (["--i", "28", "--input", "arange", "--kernel", "ones", "--k", "3", "--sheet", "--steps", "0,1"], True),
        (["--i", "28", "--k", "3"], False),
        (["--i", "5", "--input", "arange", "--kernel", "ones", "--k", "3"], False),
        (["--i", "60", "--input", "arange", "--kernel", "ones", "--k", "3"], False),
    ],
)
def test_colours_instead_of_numbers_are_told(tmp_path: Path, words: list[str], told: bool) -> None:
    result = run(tmp_path, *words, "-o", "a.png")
    assert result.returncode == 0, result.stderr
    assert ("numbers do not fit the cells" in result.stdout) == told


@settings(max_examples=60)
@given(st.integers(1, 9), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2))
def test_use_counts(size: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    try:
        operation = vz.Conv(size, kernel, stride, padding, dilation)
    except vz.VisualizeError:
        return
    figure = vz.figure(operation, color_by="uses")
    counts = np.zeros((size + 2 * padding,) * 2, int)
    for row, column in np.ndindex(*operation.output_size):
        for u, v in np.ndindex(kernel, kernel):
            counts[row * stride + u * dilation, column * stride + v * dilation] += 1
    shown = figure.film.frame(0).texts[INPUT]
    np.testing.assert_array_equal(shown.astype(int), counts)
    shades = figure.film.frame(0).shades[INPUT].astype(int)
    order = np.argsort(counts.ravel(), kind="stable")
    assert (np.diff(shades.ravel()[order]) >= 0).all()


@pytest.mark.parametrize("theme", ("light", "dark", "dumoulin", "d2l"))
@pytest.mark.parametrize("low", (-9, 0))
def test_numbers_without_a_place_have_no_colour_of_the_scale(theme: str, low: int) -> None:
    """The fill of nan and of infinities, in the input and in the output, is in none of the legends; each is crossed."""
    values = np.random.default_rng(2).uniform(low, 9, (40, 40))
    values[4, 4], values[20, 20] = np.nan, np.inf
    figure = vz.figure(vz.Conv(40, 1), input=values, kernel=[[1]], theme=theme)
    film, image = figure.film, list(figure.frames())[-1]
    legends = [
        image[bar.top : bar.top + bar.height, bar.left : bar.left + bar.width].reshape(-1, 3) for bar in film.legends
    ]
    scale = {tuple(one) for one in np.concatenate(legends).tolist()}
    for grid in (INPUT, OUTPUT) if theme != "d2l" else (OUTPUT,):  # the input of d2l is as white as its ground
        for cell in (4, 20):
            x, y = film.placements[grid].corner(cell + 0.2, cell + 0.5)
            assert tuple(image[int(y), int(x)].tolist()) not in scale, (grid.name, cell)
            assert film.frame(1599).texts[grid][cell, cell] == "×"


def test_nothing_but_zeros_is_the_ground() -> None:
    """The edges of a constant picture are none: its output is as the ground."""
    figure = vz.figure(vz.Conv(32, 3), input=np.full((32, 32), 128), kernel=[[-1, 0, 1]] * 3, theme="dark")
    image, place = list(figure.frames())[-1], figure.film.placements[OUTPUT]
    x, y = place.corner(10.5, 10.5)
    assert tuple(image[int(y), int(x)].tolist()) == (0x12, 0x20, 0x2A)
