"""What fits: texts in their cells, lines in the picture, cells and pictures as large as asked for."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.cell_texts import NUMBERS
from tests.layers import convs
from visualize.film import INPUT
from visualize.story.to_json import head
from visualize.style import fonts

EXTREMES = [1e-9, -1e-9, 1e9, -1e9, 0.5, -3.25, 7, 123456, -0.001, float("nan"), float("inf"), float("-inf")]


def sets_of_values() -> list[np.ndarray]:
    random = np.random.default_rng(4)
    sets = [np.resize(np.array(EXTREMES[at : at + 4]), (6, 6)) for at in range(0, 12, 2)]
    sets += [10.0 ** random.uniform(-9, 9, (6, 6)) * random.choice([-1, 1], (6, 6)) for _ in range(4)]
    return [*sets, random.integers(-999, 999, (6, 6)).astype(float), random.normal(0, 1, (6, 6))]


@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_no_text_leaves_its_cell_in_chromium(browser: Any, tmp_path: Path, view: str) -> None:
    script = """() => [...document.querySelectorAll('text[data-text]')].map(text => {
        const cell = document.querySelector(`[data-cell="${text.dataset.text}"]`);
        const box = text.getBBox(), around = cell.getBBox();
        const middle = [box.x + box.width / 2, box.y + box.height / 2];
        return [text.dataset.text, text.textContent, box.x - around.x, around.x + around.width - box.x - box.width,
                box.y - around.y, around.y + around.height - box.y - box.height]; })"""
    numbered = 0
    page = browser.new_page()
    for x in sets_of_values():
        with np.errstate(all="ignore"):
            figure = vz.figure(vz.Conv(6, 2, padding=1), view=view, input=x, kernel=[[1, -1], [0.5, 2]])
            figure.save(tmp_path / "a.svg")
        page.goto((tmp_path / "a.svg").as_uri())
        for name, text, *sides in page.evaluate(script):
            numbered += 1
            assert min(sides) >= 0, (name, text, sides)
    page.close()
    assert numbered > 100


@settings(max_examples=60)
@given(st.lists(NUMBERS, min_size=9, max_size=9), st.sampled_from((16, 24, 40)), st.sampled_from(("light", "d2l")))
def test_no_text_touches_its_cells_border_in_the_raster(numbers: list[float], cell: int, theme: str) -> None:
    """A ring inside every resting cell shows nothing but the cell's fill."""
    with np.errstate(all="ignore"):
        figure = vz.figure(vz.MaxPool(3, 1, 1), input=np.array(numbers).reshape(3, 3), cell=cell, theme=theme)
        image = next(figure.frames())
    place = figure.film.placements[INPUT]
    edge = int(figure.film.outline_width / 2 + 1)
    for row, column in np.ndindex(3, 3):
        if (row, column) == (0, 0):
            continue
        (x, y), (right, _), (_, bottom), _ = place.polygon(row, column)
        part = image[int(y + edge) : int(bottom - edge), int(x + edge) : int(right - edge)].reshape(-1, 3)
        ring = image[int(y + edge) : int(bottom - edge) + 1, int(x + edge) : int(right - edge) + 1]
        border = np.concatenate([ring[0], ring[-1], ring[:, 0], ring[:, -1]])
        near_window = row <= 1 and column <= 1
        assert near_window or len({tuple(pixel) for pixel in border.tolist()}) == 1, (numbers, row, column)
        assert len(part)


@settings(max_examples=60)
@given(
    convs(largest=5, paddings=1),
    st.sampled_from(("flat", "isometric")),
    st.integers(0, 10**6),
    st.sampled_from((1, 4, 100)),
    st.sampled_from((None, 300, 500, 1000)),
    st.sampled_from(("", "A title of some length that may need more than one line")),
)
def test_no_line_leaves_the_picture(
    op: vz.Conv, view: str, seed: int, parts: int, width: int | None, title: str
) -> None:
    random = np.random.default_rng(seed)
    x, w = (random.integers(-99, 100, size) / parts for size in (op.input_size, op.kernel_size))
    try:
        figure = vz.figure(op, input=x, kernel=w, view=view, width=width, title=title)
    except vz.VisualizeError as error:
        assert width and re.match(r"invalid width \d+: too narrow for this figure, which needs \d+ pixels", str(error))
        return
    film = figure.film
    lines = [(film.frame(index).line.text, film.line) for index in range(film.frame_count)] if film.line else []
    for text, label in (*lines, *((label.text, label) for label in film.labels)):
        half = fonts.width(text, label.size) / 2
        middle = label.middle(2 * half)[0]
        assert middle - half >= 0 and middle + half <= film.width, text


def test_cells_grow_for_numbers_unless_told_their_size() -> None:
    x, w = np.array([[0.5, -1.25], [1, 3.75]]), np.array([[1, -0.25]])
    op = vz.Conv((2, 2), (1, 2))
    assert vz.figure(op, input=x, kernel=w).film.cell_texts
    assert not vz.figure(op, input=x, kernel=w, cell=24).film.cell_texts
    assert vz.figure(op, input=x * 1e7, kernel=w).film.placements[INPUT].down[1] <= 80


@pytest.mark.parametrize("largest", (9, 99, 999))
def test_numbers_are_half_as_high_as_cells_and_words_little_larger(largest: int) -> None:
    """Flat cells are wider where the numbers need it; on a slide that the picture fills words have 18 pixels."""
    x = np.arange(25).reshape(5, 5) % 10
    x[0, 0] = largest
    film = vz.figure(vz.Conv(5, 3), input=x, kernel=[[0, 0, 0], [0, 1, 0], [0, 0, 0]]).film
    (size,) = {style.size for style in film.cell_texts.values()}
    place = film.placements[INPUT]
    assert 0.5 * place.down[1] <= size <= 0.5 * place.down[1] + 1
    assert (place.right[0] > place.down[1]) == (largest > 99)
    least = 18 * max(film.width / 1168, film.height / 600)
    words = [label.size for label in film.labels if len(label.text) > 1]
    assert words and all(least <= word <= max(least + 1, 1.25 * size) for word in words)


@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_numbers_that_fit_also_fit_in_larger_cells_and_pictures(view: str) -> None:
    random = np.random.default_rng(0)
    x, w = random.integers(0, 10, (5, 5)), random.integers(0, 10, (3, 3))
    by_cell, by_width = (
        [
            bool(vz.figure(vz.Conv(5, 3, padding=1), view=view, input=x, kernel=w, **{name: size}).film.cell_texts)
            for size in sizes
        ]
        for name, sizes in (("cell", range(14, 60)), ("width", range(480, 900, 20)))
    )
    assert by_cell == sorted(by_cell) and any(by_cell) and by_width == sorted(by_width) and any(by_width)


def test_the_width_that_is_asked_for_is_enough() -> None:
    x = np.arange(25).reshape(5, 5)
    for view in ("flat", "isometric"):
        with pytest.raises(vz.VisualizeError, match=r"^invalid width 90: .* needs (\d+) pixels") as found:
            vz.figure(vz.Conv(5, 3), view=view, input=x, width=90)
        needed = int(str(found.value).split()[-2])
        assert vz.figure(vz.Conv(5, 3), view=view, input=x, width=needed).film.width == needed


def test_all_terms_are_told_before_letters_stay_large() -> None:
    """Nine terms under a 5x5 input stand there whole; twenty-five are shortened in their middle, in small letters."""
    x = np.arange(25).reshape(5, 5)
    nine = vz.figure(vz.Conv(5, 3), input=x, kernel=np.arange(9).reshape(3, 3)).film
    assert all(nine.frame(index).line.text.count("·") == 9 for index in range(nine.frame_count))
    many = vz.figure(vz.Conv(5, 5), input=x, kernel=x).film
    assert "…" in many.frame(0).line.text and many.frame(0).line.text.count("·") > 9
    assert many.line.size <= nine.line.size


def test_width_is_kept(tmp_path: Path) -> None:
    for width in (500, 801, 1280):
        figure = vz.figure(vz.Conv(5, 3, 2, 1), view="flat", width=width)
        assert figure.film.width == width
    assert vz.figure(vz.Conv(60, 3)).film.width <= 960
    assert head(vz.figure(vz.Conv(5, 3)).story)["grids"]["input"]["shape"] == [1, 5, 5]


@pytest.mark.parametrize("view", ("flat", "isometric"))
@pytest.mark.parametrize(
    "op", (vz.Conv(5, 3), vz.Conv(8, 3, 2, 1), vz.Conv(24, 3, 2, 1), vz.Conv(32, 5), vz.MaxPool(32, 2, 2))
)
def test_letters_are_legible_on_a_slide(op: vz.Conv, view: str) -> None:
    """A slide leaves a figure 1168 by 600 pixels: no letters under 18 there, and most of the width used."""
    film = vz.figure(op, view=view).film
    scale = min(1168 / film.width, 600 / film.height)
    assert min(label.size for label in film.labels) * scale >= 18
    assert view == "flat" or film.width * scale >= 0.6 * 1168
