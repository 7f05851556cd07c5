"""Figures of several channels: JSON adds up from the file alone, printed sums add up, steps go filter by filter."""

import json
import re
from collections import Counter
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.random_layers import of_channels
from tests.story.test_json_sums import at, document, number
from visualize.story import layer_story, values_of

ORDERS = ("filter", "position", "together")


def filled(step: dict[str, Any]) -> list[dict[str, Any]]:
    """The output cells of a step, each with its taps and its value: the step itself, or those that it lists."""
    if "outputs" not in step:
        return [step]
    assert set(step) == {"index", "outputs"} and len(step["outputs"]) > 1
    return step["outputs"]


def gathered(data: dict[str, Any], step: dict[str, Any]) -> float:
    """What a step's taps give, by the numbers of the file alone."""
    grids, bias = data["grids"], data["operation"].get("bias", 0)
    cells = [at(grids["input"], tap["input"]) for tap in step["taps"]]
    if data["operation"]["type"] == "max_pool":
        return max(cells)
    if data["operation"]["type"] == "avg_pool":
        return sum(cells) / step["divisor"]
    weights = [at(grids["kernel"], tap["kernel"]) for tap in step["taps"]]
    added = bias[step["output"][0]] if isinstance(bias, list) else bias
    return sum(cell * weight for cell, weight in zip(cells, weights, strict=True)) + added


def valued(op: Any, seed: int, bias: bool) -> Any:
    random = np.random.default_rng(seed)
    x = random.integers(-9, 10, op.input_shape)
    if not op.weighted:
        return values_of(op, x, None, None)
    kernel = random.integers(-3, 4, op.weight_axes + op.kernel_size)
    return values_of(op, x, kernel, random.integers(-9, 10, op.out_channels) if bias else None)


@settings(max_examples=settings().max_examples)
@given(of_channels(), st.integers(0, 10**6), st.booleans(), st.booleans(), st.sampled_from((None, *ORDERS)))
def test_the_file_adds_up(op: Any, seed: int, bias: bool, flip: bool, order: str | None) -> None:
    order = order if op.out_channels > 1 else None
    story = layer_story(op, flip=flip and op.correlates, values=valued(op, seed, bias), order=order)
    data, uses = document(story), Counter()
    output = data["grids"]["output"]
    assert output["shape"] == [op.out_channels, *op.out] and data["grids"]["input"]["shape"][0] == op.in_channels
    cells = [cell for step in data["steps"] for cell in filled(step)]
    for cell in cells:
        assert number(cell["value"]) == gathered(data, cell) == at(output, cell["output"]), cell
        uses.update(tuple(tap["input"]) for tap in cell["taps"])
    filters = data["operation"].get("drawn_outputs", range(op.out_channels))
    outputs = [tuple(cell["output"]) for cell in cells]
    assert set(outputs) == {(filter, *place) for filter in filters for place in np.ndindex(*op.out)}
    assert len(set(outputs)) == len(outputs)
    assert [step["index"] for step in data["steps"]] == list(range(len(data["steps"])))
    assert data["operation"].get("order") == (story.order if op.out_channels > 1 else None)
    if len(filters) < op.out_channels:
        return
    counts = np.array(data["grids"]["input"]["uses"])
    assert counts.sum() == uses.total() and all(counts[cell] == count for cell, count in uses.items())


def test_the_order_of_the_steps() -> None:
    op = vz.Conv(4, 3, in_channels=2, out_channels=3)
    places = [[row, column] for row in range(2) for column in range(2)]

    def cells(order: str | None) -> list[list[list[int]]]:
        return [[cell["output"] for cell in filled(step)] for step in document(layer_story(op, order=order))["steps"]]

    assert cells(None) == cells("filter") == [[[filter, *place]] for filter in range(3) for place in places]
    assert cells("position") == [[[filter, *place]] for place in places for filter in range(3)]
    assert cells("together") == [[[filter, *place] for filter in range(3)] for place in places]


USUAL = {
    "filter": (
        vz.Conv(4, 3, in_channels=2, out_channels=3),
        vz.Conv(4, 2, in_channels=4, out_channels=4, groups=2),
        vz.Conv(4, 2, in_channels=1, out_channels=2),
        vz.ConvTranspose(2, 2, out_channels=2),
    ),
    "together": (
        vz.Conv(4, 1, in_channels=2, out_channels=3),
        vz.Conv(4, 1, in_channels=1, out_channels=3),
        vz.Conv((5,), 1, in_channels=4, out_channels=4, groups=2),
        vz.Conv(4, 3, in_channels=3, out_channels=3, groups=3),
        vz.Conv(4, 3, in_channels=2, out_channels=4, groups=2),
        vz.ConvTranspose(3, 2, in_channels=2, out_channels=2, groups=2),
        vz.MaxPool(4, 2, in_channels=3),
        vz.AvgPool((6,), 2, in_channels=2),
    ),
}


@pytest.mark.parametrize("order", USUAL)
def test_the_usual_order(order: str) -> None:
    for op in USUAL[order]:
        assert document(layer_story(op))["operation"]["order"] == order, op


@pytest.mark.parametrize("op", (vz.Conv(5, 3), vz.MaxPool(4, 2), vz.Conv(5, 1, in_channels=3), vz.ConvTranspose(3, 2)))
def test_one_output_has_no_order(op: Any) -> None:
    assert "order" not in document(layer_story(op))["operation"]
    for order in ORDERS:
        with pytest.raises(vz.VisualizeError, match=f"^unsupported order {order}: there is one output channel, and"):
            vz.figure(op, order=order)
    with pytest.raises(vz.VisualizeError, match="unknown order outputs: known orders are filter, position, together"):
        vz.figure(op, order="outputs")


def texts(svg: str) -> dict[str, list[str]]:
    """The texts of every cell in time order; the same text is not repeated."""
    found: dict[str, list[str]] = {}
    for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        if name := element.get("data-text"):
            found.setdefault(name, []).append(element.text or "")
    return found


def test_the_layer_of_cs231n_takes_eighteen_steps() -> None:
    op = vz.Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2)
    figure = vz.figure(op, input=np.ones((3, 5, 5), int), kernel=np.ones((2, 3, 3, 3), int), bias=[1, 0])
    lines = [figure.film.frame(step).line.text for step in range(figure.film.frame_count)]
    assert len(lines) == 18 and lines[4] == "9 + 9 + 9 + 1 = 28" and lines[13] == "9 + 9 + 9 = 27"
    assert re.search(
        r"3 input channels, 2 output channels: for each output channel a filter has 3 kernels", figure.alt_text
    )
    assert json.loads(figure.encoded(".json"))["operation"]["bias"] == [1, 0]


@pytest.mark.parametrize(
    ("counts", "drawn", "told"),
    (
        ((64, 16), ([0, 1, 63], [0, 1, 15]), "3 of 64 input channels, 3 of 16 output channels"),
        ((6, 7), ([0, 1, 2, 3, 4, 5], [0, 1, 6]), "6 of 6 input channels, 3 of 7 output channels"),
        ((6, 6), (list(range(6)), list(range(6))), ""),
    ),
)
def test_what_does_not_fit_is_left_out_and_said(counts: Any, drawn: Any, told: str) -> None:
    op = vz.Conv(3, 2, in_channels=counts[0], out_channels=counts[1])
    figure = vz.figure(op, input=np.ones(op.input_shape, int))
    found = texts(figure.encoded(".svg").decode())
    names = {name: [int(key.split("/")[1]) for key in found if key.startswith(f"{name}/")] for name in KINDS}
    assert names == {"input-name": drawn[0], "filter-name": drawn[1], "output-name": drawn[1]}
    assert found[f"input-name/{drawn[0][-1]}/0/0"] == [f"input {counts[0] - 1}"]
    assert figure.film.frame_count == len(drawn[1]) * 4
    said = [*(label.text for label in figure.film.labels)]
    assert (told in figure.alt_text) and (not told or told in " ".join(said))
    assert [step["output"][0] for step in json.loads(figure.encoded(".json"))["steps"]][::4] == drawn[1]
    assert ("⋮" in said) == bool(told)


# The longest side of a grid, padding included, and of how many channels all are drawn: numbers, cells, colours.
MOST = {3: (6, 8, 8), 4: (4, 6, 8), 5: (4, 6, 8), 6: (3, 5, 8), 7: (3, 5, 8), 9: (2, 4, 6), 12: (3, 3, 4)}


@pytest.mark.parametrize("side", MOST)
def test_the_limits_of_a_slide(side: int) -> None:
    """All channels are drawn up to the limit, one more and some are left out."""
    for most, content in zip(MOST[side], ("numbers", "cells", "colours"), strict=True):
        for count in (most, most + 1):
            op = vz.Conv(side - 2, 2, padding=1, in_channels=count, stride=side)
            values = {} if content == "cells" else {"input": np.ones(op.input_shape, int)}
            figure = vz.figure(op, **values, color_by="value" if content == "colours" else "role")
            drawn = [grid.channel for grid in figure.film.placements if grid.name == "input"]
            assert len(drawn) == count if count == most else len(drawn) < count, (content, count, drawn)


KINDS = ("input-name", "filter-name", "output-name")
REFUSED = {
    "tall": ({"view": "isometric", "shape": "tall"}, "unsupported shape tall"),
    "tap": ({"color_by": "tap"}, "unsupported color_by tap"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_drawn(name: str) -> None:
    options, told = REFUSED[name]
    with pytest.raises(vz.VisualizeError, match=told):
        vz.figure(vz.Conv(5, 3, in_channels=2), **options)
    with pytest.raises(vz.VisualizeError, match="unsupported reading scatter"):
        vz.figure(vz.ConvTranspose(3, 3, in_channels=2), reading="scatter")
