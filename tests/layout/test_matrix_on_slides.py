"""Several channels on a slide: letters of 18 pixels, digits of 12, nothing over anything else, a filled slide."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.decoding import box_of
from tests.layout.test_slides import LEAST, SLIDE, letters, scale

NUMBERED = {
    "3: six of six": vz.Conv(3, 2, in_channels=6, out_channels=6),
    "3, padded": vz.Conv(1, 3, padding=1, in_channels=6, out_channels=2),
    "4: four to three": vz.Conv(4, 3, in_channels=4, out_channels=3),
    "4: groups": vz.Conv(4, 3, in_channels=4, out_channels=4, groups=2),
    "5: four of four": vz.Conv(3, 3, padding=1, in_channels=4, out_channels=4),
    "7: cs231n": vz.Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2, bias=[1, 0]),
    "9: two of two": vz.Conv(7, 3, padding=1, stride=2, in_channels=2, out_channels=2),
    "64 to 16": vz.Conv(4, 3, in_channels=64, out_channels=16),
    "depthwise": vz.Conv(4, 2, stride=2, in_channels=3, out_channels=3, groups=3),
    "depthwise with biases": vz.Conv(4, 2, stride=2, in_channels=3, out_channels=3, groups=3, bias=[1, 2, 3]),
    "1x1": vz.Conv(3, 1, in_channels=3, out_channels=2),
    "1x1 with biases": vz.Conv(3, 1, in_channels=3, out_channels=2, bias=[1, -2]),
    "max pool": vz.MaxPool(4, 2, in_channels=3),
    "average": vz.AvgPool(4, 2, in_channels=2),
    "transposed": vz.ConvTranspose(2, 2, stride=2, in_channels=2, out_channels=2),
    "row": vz.Conv((6,), 2, in_channels=3, out_channels=2),
}
PLAIN = {
    "3: eight of eight": vz.Conv(3, 2, in_channels=8, out_channels=8),
    "7: five": vz.Conv(5, 3, padding=1, stride=2, in_channels=5, out_channels=2),
    "large": vz.Conv(28, 3, in_channels=3, out_channels=2),
    "pools": vz.MaxPool(4, 2, in_channels=3),
}
FIGURES = [(op, True) for op in NUMBERED.values()] + [(op, False) for op in PLAIN.values()]
ORDERS = ("filter", "position", "together")


def figure(op: Any, valued: bool, order: str, lang: str = "en") -> vz.Figure:
    numbers = {"input": np.arange(np.prod(op.input_shape)).reshape(op.input_shape) % 9 - 3} if valued else {}
    if valued and op.weighted:
        axes = op.weight_axes + op.kernel_size
        numbers["kernel"] = np.arange(np.prod(axes)).reshape(axes) % 5 - 2
    return vz.figure(op, **numbers, order=order, lang=lang, cost=order == "position")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("lang", ("en", "zh"))
def test_words_and_digits(order: str, lang: str) -> None:
    for op, valued in FIGURES:
        film = figure(op, valued, order, lang).film
        words = [style.size for grid, style in film.cell_texts.items() if grid.name not in CELLS]
        digits = [style.size for grid, style in film.cell_texts.items() if grid.name in CELLS]
        assert letters(film) >= LEAST and min(words) * scale(film) >= LEAST, op
        if valued and order == "filter":
            assert min(digits) * scale(film) >= 12, op


CELLS = ("input", "kernel", "output", "bias", "filter-bias")


@pytest.mark.parametrize("order", ORDERS)
def test_nothing_lies_over_anything_else(order: str) -> None:
    """Grids, words, labels and the lines of the last step."""
    for op, valued in FIGURES:
        film = figure(op, valued, order).film
        line = film.line.saying(film.frame(film.frame_count - 1).line) if film.line is not None else ()
        boxes = [box_of(label).extents for label in (*film.labels, *line) if label.text]
        boxes += [place.bounds() for place in film.placements.values()]
        assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= film.width and box[3] <= film.height for box in boxes), op
        for one, other in combinations(boxes, 2):
            across, down = (min(one[at + 2], other[at + 2]) - max(one[at], other[at]) for at in (0, 1))
            assert min(across, down) <= 2, (op, one, other)


def test_pools_fill_a_slide() -> None:
    """Rows of an input and its output are high and narrow: their equations and the caption stand beside them."""
    for op in (vz.MaxPool(4, 2, in_channels=2), vz.MaxPool(4, 2, in_channels=3), vz.MaxPool(6, 3, in_channels=3)):
        film = vz.figure(op, input=np.arange(np.prod(op.input_shape)).reshape(op.input_shape)).film
        assert film.width * scale(film) / SLIDE[0] >= 0.8
    film = vz.figure(vz.MaxPool(4, 2, in_channels=3)).film
    assert film.width * scale(film) / SLIDE[0] >= 0.7
