"""The JSON promise: what a step reads, by plain loops; sums over its taps; words for what is no number."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import visualize as vz
from tests.cell_texts import texts
from tests.layers import convs
from tests.loops import conv_steps


@settings(max_examples=60)
@given(convs())
def test_json_is_the_promise(tmp_path_factory: pytest.TempPathFactory, op: vz.Conv) -> None:
    path = tmp_path_factory.mktemp("json") / "figure.json"
    vz.figure(op).save(path)
    data = json.loads(path.read_text())
    assert (data["format"], data["version"]) == ("visualize-story", 2)
    operation = data["operation"]
    assert operation["type"] == "conv"
    assert operation["output_size"] == list(op.output_size)
    assert operation["padding"] == list(op.padding)
    steps = conv_steps(op.input_size, op.kernel_size, op.stride, op.padding, op.dilation)
    read = set()
    for index, (step, (output, taps)) in enumerate(zip(data["steps"], steps, strict=True)):
        assert step["index"] == index
        assert step["output"] == [0, *output]
        assert {tuple(tap["input"][1:]) for tap in step["taps"]} == taps
        kernel = [(0, 0, u, v) for u in range(op.kernel_size[0]) for v in range(op.kernel_size[1])]
        assert [tuple(tap["kernel"]) for tap in step["taps"]] == kernel
        read |= taps
    check_grids(op, data["grids"], read)


def check_grids(op: vz.Conv, grids: dict[str, Any], read: set[tuple[int, int]]) -> None:
    top, bottom, left, right = op.padding
    roles = grids["input"]["roles"][0]
    height, width = op.input_size[0] + top + bottom, op.input_size[1] + left + right
    assert grids["input"]["shape"] == [1, height, width]
    assert grids["output"]["shape"] == [1, *op.output_size]
    for row in range(height):
        for column in range(width):
            inside = top <= row < height - bottom and left <= column < width - right
            assert roles[row][column] == ("input" if inside else "padding")
            assert ([0, row, column] in grids["input"]["unread"]) == ((row, column) not in read)
    assert {role for row in grids["output"]["roles"][0] for role in row} == {"output"}


def test_flip_tells_the_kernel_backwards(tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=[[0, 1], [2, 3]], flip=True)
    figure.save(tmp_path / "a.json", tmp_path / "a.svg")
    data = json.loads((tmp_path / "a.json").read_text())
    x, w = data["grids"]["input"]["values"], data["grids"]["kernel"]["values"]
    assert [tap["kernel"] for tap in data["steps"][0]["taps"]] == [
        [0, 0, 1, 1],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 0],
    ]
    for step in data["steps"]:
        total = 0
        for tap in step["taps"]:
            _, row, column = tap["input"]
            filter, channel, u, v = tap["kernel"]
            total += x[0][row][column] * w[filter][channel][u][v]
        assert step["value"] == total
    assert texts((tmp_path / "a.svg").read_text(), "kernel") == {(0, 0): "0", (0, 1): "1", (1, 0): "2", (1, 1): "3"}


NAN = float("nan")


def test_json_has_words_for_what_is_no_number(tmp_path: Path) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    figure = vz.figure(vz.MaxPool(2, 2, padding=1), input=[[1, NAN], [float("inf"), 2]])
    figure.save(tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text(), parse_constant=refuse)
    values = told["grids"]["input"]["values"][0]
    assert values[0] == ["-Infinity"] * 4 and values[1][1:3] == [1.0, "NaN"] and values[2][1] == "Infinity"
    assert [step["value"] for step in told["steps"]] == [1.0, "NaN", "Infinity", 2.0]
