"""The equations of several outputs: each in its output's row where it has room, in full, and clear of all else."""

from typing import Any

import numpy as np
import pytest

import visualize as vz
from visualize.style import fonts

IN_ROWS = {
    "depthwise": vz.Conv(4, 2, stride=2, in_channels=3, out_channels=3, groups=3),
    "depthwise with biases": vz.Conv(4, 2, stride=2, in_channels=3, out_channels=3, groups=3, bias=[1, -2, 3]),
    "elided": vz.Conv(4, 2, in_channels=16, out_channels=16, groups=16),
    "max pool": vz.MaxPool(4, 2, in_channels=3),
    "max pool of nine": vz.MaxPool(6, 3, in_channels=3),
    "average": vz.AvgPool(4, 2, in_channels=2),
    "row": vz.MaxPool((6,), 2, in_channels=4),
}
BELOW = {
    "1x1": vz.Conv(3, 1, in_channels=3, out_channels=2),
    "long": vz.Conv(5, 3, in_channels=3, out_channels=3, groups=3),
    "two of each": vz.Conv(4, 2, in_channels=2, out_channels=4, groups=2),
}


def figure(op: Any, **options: Any) -> vz.Figure:
    return vz.figure(op, input=np.arange(np.prod(op.input_shape)).reshape(op.input_shape) % 7 - 2, **options)


def lines(drawn: vz.Figure, step: int) -> Any:
    assert drawn.film.line is not None
    return drawn.film.line.saying(drawn.film.frame(step).line)


@pytest.mark.parametrize("lang", ("en", "zh"))
@pytest.mark.parametrize("name", IN_ROWS)
def test_in_the_rows(name: str, lang: str) -> None:
    drawn = figure(IN_ROWS[name], lang=lang)
    film, outputs = drawn.film, [grid for grid in drawn.film.placements if grid.name == "output"]
    boxes = {grid: place.bounds() for grid, place in film.placements.items()}
    for step in range(film.frame_count):
        for output, label in zip(outputs, lines(drawn, step), strict=True):
            (x, y), width = label.at, fonts.width(label.text, label.size)
            _, top, right, bottom = boxes[output]
            assert label.anchor == "start" and x > right and top < y - label.size * 0.35 < bottom
            assert x + width <= film.width and "…" not in label.text and ":" not in label.text
            _, _, result = label.text.rpartition(" ")
            row, column = divmod(step, film.placements[output].shape[1])
            assert result == film.frame(step).texts[output][row, column]
            for box in boxes.values():
                apart = box[3] <= y - label.size * 0.8 or box[1] >= y + label.size * 0.25
                assert apart or box[2] <= x or box[0] >= x + width


@pytest.mark.parametrize("name", BELOW)
def test_below_the_picture(name: str) -> None:
    drawn = figure(BELOW[name])
    film = drawn.film
    foot = max(place.bounds()[3] for place in film.placements.values())
    found = lines(drawn, 0)
    assert [label.text.partition(":")[0] for label in found] == [f"output {at}" for at in range(len(found))]
    assert all(label.at[1] - label.size > foot - 1 for label in found)
    assert {label.at[0] for step in range(film.frame_count) for label in lines(drawn, step)} == {found[0].at[0]}
    below = [label for label in film.labels if label.at[1] > found[-1].at[1]]
    assert all(label.at[1] - label.size >= found[-1].at[1] for label in below)


def test_many_outputs_have_no_lines() -> None:
    drawn = figure(vz.Conv(3, 1, in_channels=6, out_channels=6))
    assert drawn.film.line is None


@pytest.mark.parametrize("name", ("max pool", "1x1"))
def test_steps_shown_together_name_their_outputs(name: str) -> None:
    drawn = figure((IN_ROWS | BELOW)[name], show="0,last")
    found = [label.text for label in drawn.film.labels if ": output" in label.text]
    outputs = 3 if name == "max pool" else 2
    heads = [f"{letter}: output {at}: " for letter in "AB" for at in range(outputs)]
    assert all(text.startswith(head) and " = " in text for text, head in zip(found, heads, strict=True))
