"""A product of matrices on a slide: what is drawn and how large, what is refused, what a question leaves out."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import visualize as vz
from tests.matrices import is_drawn, layers
from visualize.film import INPUT, OUTPUT
from visualize.story.unrolled import UNROLLED

BOOK = np.array([[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("op", "reading"),
    (
        (vz.Conv(3, 2), "matrix"),
        (vz.Conv(3, 2), "sparse-matrix"),
        (vz.ConvTranspose(2, 2), "matrix"),
        (vz.Conv((5,), 3), "matrix"),
        (vz.Conv((5,), 3), "sparse-matrix"),
    ),
)
@pytest.mark.parametrize("valued", (False, True))
def test_letters_are_legible_on_a_slide(op: Any, reading: str, valued: bool) -> None:
    """Of the book's sizes: 18 pixels on a slide of 1280 x 720 that the figure fills but for its margins."""
    numbers = {"input": np.arange(np.prod(op.input_size)).reshape(op.input_size), "kernel": BOOK} if valued else {}
    if op.dims == 1:
        numbers.pop("kernel", None)
    film = vz.figure(op, reading=reading, **numbers).film
    scale = min(1168 / film.width, 600 / film.height)
    sizes = [style.size for style in film.cell_texts.values()] + [label.size for label in film.labels]
    assert min(sizes) * scale >= 18


def test_grids_do_not_overlap() -> None:
    for op, reading in ((vz.Conv(4, 3, padding=1), "sparse-matrix"), (vz.ConvTranspose((3,), 2), "matrix")):
        film = vz.figure(op, reading=reading, input=np.ones(op.input_size, int), bias=1).film
        bounds = [place.bounds() for place in film.placements.values()]
        for (left, top, right, bottom), (x, y, end, foot) in pairwise(sorted(bounds)):
            assert right < x or bottom < y or foot < top or end < left


def test_numbers_stay_numbers_up_to_sixteen() -> None:
    """Where all grids stand side by side, they are legible still."""
    for op in (vz.Conv((16,), 1), vz.Conv(4, 3, padding=1), vz.Conv((14,), 3, padding=2)):
        film = vz.figure(op, reading="sparse-matrix", input=np.arange(np.prod(op.size)).reshape(op.input_size)).film
        sizes = {grid.name: style.size for grid, style in film.cell_texts.items()}
        assert {"input-matrix", "kernel-matrix", "output-matrix"} <= set(sizes) and min(sizes.values()) >= 8


REFUSED = {
    "too large": (
        vz.Conv(5, 2),
        "sparse-matrix",
        "unsupported reading sparse-matrix: the matrix would be 16 x 25, at most",
    ),
    "windows too many": (
        vz.Conv(7, 3),
        "matrix",
        "unsupported reading matrix: the matrix would be 25 x 9, at most 16 x 16",
    ),
    "kernel too large": (vz.Conv(5, 5), "matrix", "unsupported reading matrix: the matrix would be 1 x 25, at most 16"),
    "transposed too large": (
        vz.ConvTranspose(4, 3),
        "matrix",
        "unsupported reading matrix: the matrix would be 36 x 16",
    ),
    "maximum": (vz.MaxPool(4, 2), "matrix", "unsupported reading matrix: only convolutions are products"),
    "average": (vz.AvgPool(4, 2), "sparse-matrix", "unsupported reading sparse-matrix: only convolutions are products"),
    "channels": (vz.Conv(3, 2, in_channels=2), "matrix", "unsupported reading matrix: it is drawn of one channel"),
    "shuffle": (vz.PixelShuffle(2, 2), "matrix", "unsupported reading matrix: only a single convolution has it"),
    "reflected": (
        vz.Conv(3, 2, padding=1, padding_mode="reflect"),
        "sparse-matrix",
        "unsupported padding_mode reflect: weights that read the same cell would be added up in W; use",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    op, reading, told = REFUSED[name]
    with pytest.raises(vz.VisualizeError, match=f"^{told}"):
        vz.figure(op, reading=reading)


def test_a_product_is_flat_and_has_no_parts() -> None:
    for options, told in (({"view": "isometric"}, "view isometric"), ({"parts": True}, "parts true")):
        with pytest.raises(vz.VisualizeError, match=f"^unsupported {told}"):
            vz.figure(vz.Conv(3, 2), reading="matrix", **options)


@settings(max_examples=settings().max_examples // 4)
@given(layers("sparse-matrix"))
def test_what_is_within_the_limit_is_drawn(op: Any) -> None:
    assert is_drawn(op, "sparse-matrix") and vz.figure(op, reading="sparse-matrix").film.frame_count == np.prod(op.out)


def test_what_is_rounded_is_not_called_equal() -> None:
    for third, sign in ((1 / 3, "≈"), (2.0, "=")):
        figure = vz.figure(vz.Conv(3, 2), input=np.full((3, 3), third), kernel=np.full((2, 2), 1.7), reading="matrix")
        assert [label.text for label in figure.film.labels if label.text in ("=", "≈")] == [sign]


def test_a_question_gives_no_answer_away() -> None:
    film = vz.figure(vz.Conv(3, 2), input=np.ones((3, 3), int), reading="matrix", quiz=True).film
    for step in range(4):
        question = film.frame(2 * step)
        for grid in (OUTPUT, UNROLLED[OUTPUT]):
            texts = question.texts[grid].ravel().tolist()
            assert texts == ["6"] * step + ["?"] + [""] * (3 - step)
        assert question.texts[UNROLLED[INPUT]][step].tolist() == ["1"] * 4
