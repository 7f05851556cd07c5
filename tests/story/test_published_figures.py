"""The cells of Dumoulin & Visin's figures, from the JSON: what is input, padding, inserted, computed."""

from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.command_line import shape_json
from visualize.story.to_json import head

# Dumoulin & Visin's animations: i, o, p, k, s, d; seven of them, and their seven transposes, and the dilated one.
PUBLISHED = {
    "no_padding_no_strides": (4, 2, 0, 3, 1, 1),
    "arbitrary_padding_no_strides": (5, 6, 2, 4, 1, 1),
    "same_padding_no_strides": (5, 5, 1, 3, 1, 1),
    "full_padding_no_strides": (5, 7, 2, 3, 1, 1),
    "no_padding_strides": (5, 2, 0, 3, 2, 1),
    "padding_strides": (5, 3, 1, 3, 2, 1),
    "padding_strides_odd": (6, 3, 1, 3, 2, 1),
    "dilation": (7, 3, 0, 3, 1, 2),
}
TRANSPOSED = [name for name in PUBLISHED if name != "dilation"]


def roles(op: Any, grid: str) -> np.ndarray:
    drawn = np.array(head(vz.figure(op).story)["grids"][grid]["roles"])
    assert drawn.ndim == 3
    return drawn[0]


def test_there_are_fifteen() -> None:
    assert len(PUBLISHED) + len(TRANSPOSED) == 15


@pytest.mark.parametrize("name", PUBLISHED)
def test_published(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    i, o, p, k, s, d = PUBLISHED[name]
    assert shape_json(f"--i {i} --p {p} --k {k} --s {s} --d {d}", capsys)["output_size"] == [o, o]
    op = vz.Conv(i, k, s, p, d)
    assert op.output_size == (o, o)
    drawn = roles(op, "input")
    assert drawn.shape == (i + 2 * p,) * 2
    assert (drawn == "input").sum() == i * i
    assert (drawn[p : p + i, p : p + i] == "input").all()
    assert (drawn != "input").sum() == (drawn == "padding").sum()
    assert (roles(op, "output") == "output").sum() == o * o


@pytest.mark.parametrize("name", TRANSPOSED)
def test_published_transposed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    i, o, p, k, s, _ = PUBLISHED[name]
    extra = int(name == "padding_strides_odd")
    flags = f"--transposed --i {o} --p {p} --k {k} --s {s} --output-padding {extra}"
    assert shape_json(flags, capsys)["output_size"] == [i, i]
    op = vz.ConvTranspose(o, k, s, p, extra)
    assert op.output_size == (i, i)
    # Relationship 13 and 14: zeros between the input's cells, a border of p' = k - p - 1, the extra at the end.
    inner, border = (o - 1) * s + 1, k - p - 1
    drawn = roles(op, "input")
    assert drawn.shape == (border + inner + border + extra,) * 2
    core = drawn[border : border + inner, border : border + inner]
    assert (core[::s, ::s] == "input").all()
    assert (core == "input").sum() == o * o
    assert (core == "inserted").sum() == inner * inner - o * o
    assert (drawn == "padding").sum() == drawn.size - core.size
    output = roles(op, "output")
    assert (output[: i - extra, : i - extra] == "output").all()
    assert (output == "computed").sum() == i * i - (i - extra) ** 2


def test_the_odd_transposed_has_its_extra_at_the_bottom_and_right() -> None:
    i, o, p, k, s, _ = PUBLISHED["padding_strides_odd"]
    assert vz.ConvTranspose(o, k, s, p).output_size == (i - 1, i - 1)
    op = vz.ConvTranspose(o, k, s, p, output_padding=1)
    output, drawn = roles(op, "output"), roles(op, "input")
    assert (output[-1] == "computed").all()
    assert (output[:, -1] == "computed").all()
    assert (output[:-1, :-1] == "output").all()
    assert (drawn[-2:] == "padding").all()
    assert (drawn[:, -2:] == "padding").all()
    assert (drawn[0] == "padding").all()
    assert (drawn[:, 0] == "padding").all()
    assert (drawn[1, 1], drawn[-3, -3]) == ("input", "input")
    # The extra row and column are computed like all others, not zero.
    computed = op.apply(np.ones((o, o), int), np.ones((k, k), int))
    assert computed[-1].all()
    assert computed[:, -1].all()
