"""Separable convolutions against two layers of PyTorch: values, cost, refusals; what figures and files say of them."""

import copy
import json
import pickle
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.command_line import run
from tests.operations.test_torch_layers import torch
from tests.random_layers import whole
from visualize.cli.commands import figure_from
from visualize.cli.parser import figure_parser

OP = vz.SeparableConv(5, 3, in_channels=3, out_channels=4)
X, DEPTHWISE, POINTWISE = whole((3, 5, 5), 0), whole((3, 1, 3, 3), 1), whole((4, 3), 2)


def modules(op: Any, bias: bool) -> tuple[Any, Any]:
    """PyTorch's two layers."""
    nn, dims = torch().nn, op.dims
    conv, count = getattr(nn, f"Conv{dims}d"), op.in_channels
    padding = op.padding[::2][2 - dims :]
    first = conv(count, count, op.kernel_size, op.stride, padding, op.dilation, groups=count, bias=False)
    return first.double(), conv(count, op.out_channels, 1, bias=bias).double()


@settings(max_examples=2 * settings().max_examples)
@given(
    st.sampled_from((1, 2)),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 3),
    st.integers(0, 2),
    st.integers(1, 2),
    st.booleans(),
    st.integers(0, 99),
)
def test_values_and_cost_are_those_of_two_layers(
    dims: int, into: int, out: int, kernel: int, stride: int, padding: int, dilation: int, bias: bool, seed: int
) -> None:
    size = (7,) if dims == 1 else (7, 6)
    biases = whole((out,), seed).astype(float) if bias else 0
    op = vz.SeparableConv(size, kernel, stride, padding, dilation, bias=biases, in_channels=into, out_channels=out)
    first, second = modules(op, bias)
    x = whole((into, *size), seed)
    weights = whole(tuple(first.weight.shape), seed + 1), whole((out, into), seed + 2)
    with torch().no_grad():
        first.weight.copy_(torch().from_numpy(weights[0]))
        second.weight.copy_(torch().from_numpy(weights[1]).reshape(second.weight.shape))
        if bias:
            second.bias.copy_(torch().from_numpy(biases))
        expected = second(first(torch().from_numpy(x).double()[None]))[0].numpy()
    made = vz.SeparableConv(
        size, kernel, stride, padding, dilation, weight=weights[0], pointwise=weights[1], bias=biases,
        in_channels=into, out_channels=out,
    )  # fmt: skip
    np.testing.assert_allclose(made.apply(x).reshape(expected.shape), expected, rtol=1e-12, atol=1e-12)
    assert op.output_size == expected.shape[1:]
    assert op.weight_count == first.weight.numel() + second.weight.numel()
    places = int(np.prod(op.output_size))
    assert op.multiply_adds == places * (first.weight.numel() + second.weight.numel())
    assert op.plain.weight_count == out * into * int(np.prod(op.kernel_size))
    assert made == copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == eval(repr(made), vars(vz))


def test_numbers_add_up_in_every_step_from_the_file_alone(tmp_path: Path) -> None:
    figure = vz.figure(OP, input=X, kernel=(DEPTHWISE, POINTWISE), bias=[1, 0, 2, 3])
    figure.save(tmp_path / "a.json")
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    grids, operation = data["grids"], data["operation"]
    assert operation["type"] == "separable" and operation["bias"] == [1, 0, 2, 3]
    assert list(grids) == ["input", "kernel-1", "layer-1", "kernel-2", "output"]
    assert len(data["steps"]) == 3 * 9 + 4 * 9 == figure.film.frame_count

    def value(grid: str, place: list[int]) -> float:
        found = grids[grid]["values"]
        for at in place:
            found = found[at]
        return found  # type: ignore[no-any-return]

    for step in data["steps"]:
        pointwise = "output" in step
        total = sum(
            value(names[0], tap[names[0]]) * value(names[1], tap[names[1]])
            for tap in step["taps"]
            for names in [list(tap)]
        )
        place = step["output" if pointwise else "layer-1"]
        assert total + pointwise * operation["bias"][place[0]] == step["value"]
        assert step["value"] == value("output" if pointwise else "layer-1", place)
    expected = OP.apply(X, DEPTHWISE, POINTWISE) + np.array([1, 0, 2, 3])[:, None, None]
    np.testing.assert_array_equal(grids["output"]["values"], expected)


def test_lines_of_both_stages() -> None:
    film = vz.figure(OP, input=X, kernel=(DEPTHWISE, POINTWISE)).film
    middle, output = OP.depthwise.apply(X, DEPTHWISE).ravel(), OP.apply(X, DEPTHWISE, POINTWISE).ravel()
    signs = str.maketrans({"·": "*", "−": "-"})
    for step, expected in enumerate((*middle, *output)):
        terms, result = film.frame(step).line.text.translate(signs).split(" = ")
        assert eval(terms) == expected == float(result)
        assert film.frame(step).line.question.endswith("= ?")


def test_what_is_written_appears_when_it_is_computed() -> None:
    figure = vz.figure(OP, input=X, kernel=(DEPTHWISE, POINTWISE))
    for step in range(figure.film.frame_count):
        texts = {grid.name: [] for grid in figure.film.frame(step).texts}  # type: dict[str, list[str]]
        for grid, cells in figure.film.frame(step).texts.items():
            texts[grid.name] += [text for text in cells.ravel().tolist() if text]
        assert len(texts["layer-1"]) == min(step + 1, 27)
        assert len(texts["output"]) == max(0, step - 26)
        assert len(texts["partial-sum"]) == (3 if step >= 27 else 0)


@pytest.mark.parametrize("theme", ("light", "dark"))
def test_every_format_holds_it(theme: str) -> None:
    figure = vz.figure(vz.SeparableConv((2, 3), 2, in_channels=2, out_channels=1), theme=theme)
    for suffix in (".gif", ".svg", ".webp", ".apng", ".pdf", ".pptx", ".png", ".json"):
        assert figure.encoded(suffix)


def test_the_recipe_draws_it_again() -> None:
    for figure in (
        vz.figure(vz.SeparableConv(4, 3, padding=1, in_channels=2, out_channels=3)),
        vz.figure(vz.SeparableConv(2, 2, in_channels=2, out_channels=2), input=whole((2, 2, 2), 3), bias=[1, 2]),
    ):
        words = shlex.split(figure.recipe.removeprefix("python -m visualize"))
        again = figure_from(figure_parser().parse_args(words))
        assert again.operation == figure.operation and again.recipe == figure.recipe
        assert again.film.frame(3) == figure.film.frame(3)


def test_shape_tells_the_cost_beside_the_plain_layers(tmp_path: Path) -> None:
    words = ("shape", "--op", "separable", "--k", "3", "--in-channels", "3", "--out-channels", "4")
    lines = run(tmp_path, *words).stdout.splitlines()
    assert lines[0] == "depthwise separable convolution: 3×5×5 -> 3×3×3 -> 4×3×3"
    assert "together: 43 parameters, 351 multiply-adds" in lines
    assert "plain convolution: 112 parameters, 972 multiply-adds" in lines
    data = json.loads(run(tmp_path, *words, "--json").stdout)
    assert data["cost"] == {"parameters": 43, "weights": 39, "biases": 4, "multiply_adds": 351, "output_cells": 36}
    assert [stage["cost"]["parameters"] for stage in data["stages"]] == [27, 16]
    assert data["stages"][0]["pytorch"] == "nn.Conv2d(3, 3, kernel_size=3, groups=3, bias=False)"
    assert data["plain"]["cost"]["multiply_adds"] == 972
    made = eval(data["pytorch"], {"nn": torch().nn})
    assert sum(one.numel() for one in made.parameters()) == 43
    assert made(torch().zeros(1, 3, 5, 5)).shape[1:] == (4, 3, 3)


def test_what_is_not_drawn_is_told() -> None:
    figure = vz.figure(vz.SeparableConv(5, 3, in_channels=64, out_channels=128), steps="0,last")
    assert "3 of 64 input channels, 3 of 128 output channels" in figure.alt_text
    assert "adds the 64 maps" in figure.alt_text


@pytest.mark.parametrize(
    ("flags", "message"),
    (
        ("--k 3", "missing in_channels: give the numbers of channels"),
        ("--k 3 --in-channels 2 --out-channels 2 --groups 2", "unsupported groups 2: in a separable convolution"),
        (
            "--k 3 --in-channels 1 --out-channels 2",
            "unsupported in_channels 1: a separable convolution is drawn with two",
        ),
        ("--k 3 --in-channels 2 --out-channels 2 --flip", "invalid flip true"),
        (
            "--in-channels 2 --out-channels 2 --kernel 'laplacian || 1 2 3'",
            "the weights of the pointwise layer are 1x3",
        ),
    ),
)
def test_refused_in_one_line(tmp_path: Path, flags: str, message: str) -> None:
    result = run(tmp_path, "--op", "separable", *shlex.split(flags))
    assert result.returncode == 2 and message in result.stderr and result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_caption_and_file_count_both_stages(tmp_path: Path) -> None:
    figure = vz.figure(OP, cost=True)
    said = [label.text for label in figure.film.labels]
    assert "multiply-adds: 351" in said and "output cells: 36" in said and "351" in figure.alt_text
    assert not any("351" in label.text for label in vz.figure(OP).film.labels)
    figure.save(tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["cost"] == OP.cost


@pytest.mark.parametrize(
    ("name", "value"), (("view", "isometric"), ("order", "position"), ("parts", True), ("gradient", "input"))
)
def test_what_two_stages_have_not_is_refused(name: str, value: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=f"unsupported {name} "):
        vz.figure(OP, **{name: value})
