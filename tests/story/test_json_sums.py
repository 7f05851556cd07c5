"""What the JSON promises: each value is what its taps give, by the numbers of the file alone."""

import json
from collections import Counter
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.random_layers import MODES, OURS, operations
from visualize.operations import Operation
from visualize.story import Story, layer_story, values_of
from visualize.story.to_json import head, steps

FIGURES = 300  # for each of the four operations


def document(story: Story) -> dict[str, Any]:
    """The file as another program reads it."""
    return json.loads(json.dumps({**head(story), "steps": list(steps(story, range(story.step_count)))}))


def number(written: float | str | None) -> float | None:
    """Infinity is a text."""
    return float(written) if isinstance(written, str) else written


def at(grid: dict[str, Any], address: list[int]) -> float | None:
    """The number of a cell."""
    found = grid["values"]
    for index in address:
        assert index >= 0, address
        found = found[index]
    return number(found)


def gathered(data: dict[str, Any], step: dict[str, Any]) -> float:
    """What a step's taps give: a sum of products with the bias, the largest, or the mean."""
    grids, bias = data["grids"], data["operation"].get("bias", 0)
    cells = [at(grids["input"], tap["input"]) for tap in step["taps"]]
    if data["operation"]["type"] == "max_pool":
        return max(cells)
    if data["operation"]["type"] == "avg_pool":
        return sum(cells) / step["divisor"]
    weights = [at(grids["kernel"], tap["kernel"]) for tap in step["taps"]]
    return sum(cell * weight for cell, weight in zip(cells, weights, strict=True)) + bias


def check_gathered(data: dict[str, Any]) -> None:
    output, uses = data["grids"]["output"], Counter()
    for step in data["steps"]:
        assert number(step["value"]) == gathered(data, step) == at(output, step["output"]), step
        uses.update(tuple(tap["input"]) for tap in step["taps"])
    assert len({tuple(step["output"]) for step in data["steps"]}) == len(data["steps"]) == prod(output["shape"])
    counts = np.array(data["grids"]["input"]["uses"])
    assert [list(counts.shape), counts.sum()] == [data["grids"]["input"]["shape"], uses.total()]
    assert all(counts[cell] == count for cell, count in uses.items())


def check_stamped(data: dict[str, Any]) -> None:
    """Each input cell stamps its value times the kernel on the output, which begins at the bias; null is cropped."""
    grids = data["grids"]
    total = np.full(grids["output"]["shape"], data["operation"]["bias"], float)
    for step in data["steps"]:
        assert step["value"] == at(grids["input"], step["input"])
        for tap in step["taps"]:
            total[tuple(tap["output"])] += step["value"] * at(grids["kernel"], tap["kernel"])
    assert {tuple(step["input"]) for step in data["steps"]} == set(np.ndindex(*grids["input"]["shape"]))
    _, rows, columns = total.shape
    top, bottom, left, right = data["operation"]["crop"]
    for channel, row, column in np.ndindex(*total.shape):
        kept = top <= row < rows - bottom and left <= column < columns - right
        expected = total[channel, row, column] if kept else None
        assert at(grids["output"], [channel, row, column]) == expected, (row, column)
        assert (grids["output"]["roles"][channel][row][column] == "cropped") == (not kept)


def story_of(op: Operation, seed: int, other: bool) -> Story:
    """With numbers whose sums are exact, whole or in quarters; `other` is the flipped kernel or the other reading."""
    random = np.random.default_rng(seed)
    parts = int(random.choice([1, 4]))
    x, w = (random.integers(-9, 10, size) / parts for size in (op.input_size, op.kernel_size))
    x, w = (x.astype(int), w.astype(int)) if parts == 1 else (x, w)
    weighted = (w, [0, 3, -0.5][random.integers(3)]) if op.weighted else (None, None)
    reading = "scatter" if other and op.transposed else "gather"
    return layer_story(op, reading, other and op.correlates, values_of(op, x, *weighted))


def features(op: Operation, other: bool) -> set[Any]:
    """What of the operation's parameters makes its file another one."""
    found: set[Any] = {("dims", op.dims), ("other", other and op.weighted), ("dilated", max(op.dilations) > 1)}
    if op.correlates and any(op.padding):
        found.add(("mode", op.padding_mode, other))
    if op.transposed:
        found |= {("extra", any(op.output_padding), other), ("cropped", any(op.padding), other)}
    if not op.weighted:
        found |= {("ceil", op.ceil_mode), ("overhang", any(axis.overhang for axis in op.axes))}
    if op.name == "avg_pool":
        found.add(("counts", op.count_include_pad, any(op.padding)))
    return found


def expected_features(name: str) -> set[Any]:
    """All that random figures of an operation must have been."""
    both = (False, True)
    found: set[Any] = {("dims", 1), ("dims", 2), ("other", False), ("dilated", False)}
    if name != "AvgPool":
        found.add(("dilated", True))
    if name.startswith("Conv"):
        found.add(("other", True))
    if name == "Conv":
        return found | {("mode", mode, flip) for mode in MODES for flip in both}
    if name == "ConvTranspose":
        return found | {(key, some, scatter) for key in ("extra", "cropped") for some in both for scatter in both}
    found |= {(key, some) for key in ("ceil", "overhang") for some in both}
    return found | {("counts", some, padded) for some in both for padded in both if name == "AvgPool"}


@pytest.mark.parametrize("name", OURS)
def test_the_sums_over_the_taps_are_the_values(name: str) -> None:
    seen: set[str] = set()
    met: set[Any] = set()

    @settings(max_examples=FIGURES * 2)
    @given(operations((name,)), st.integers(0, 10**9), st.booleans())
    def check(op: Operation, seed: int, other: bool) -> None:
        if len(seen) >= FIGURES and met >= expected_features(name):
            return
        data = document(story_of(op, seed, other))
        check_stamped(data) if data["operation"].get("reading") == "scatter" else check_gathered(data)
        seen.add(json.dumps(data))
        met.update(features(op, other))

    check()
    assert len(seen) >= FIGURES
    assert expected_features(name) <= met, expected_features(name) - met


def test_a_wrong_kernel_index_would_be_seen() -> None:
    """The checks above can fail: with a kernel drawn the other way round, the sums are others."""
    op = OURS["Conv"](3, 2)
    data = document(layer_story(op, flip=True, values=values_of(op, np.arange(9).reshape(3, 3), [[0, 1], [2, 3]], 0)))
    check_gathered(data)
    data["grids"]["kernel"]["values"][0][0].reverse()
    with pytest.raises(AssertionError):
        check_gathered(data)
