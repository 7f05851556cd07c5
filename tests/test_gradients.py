"""Figures of gradients: numbers read from the SVG against PyTorch's automatic differentiation."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import visualize as vz
from tests.decoding import SVG
from visualize.cli.drawing import figure_from
from visualize.cli.parser import figure_parser

LAYERS = (
    vz.Conv(6, 3, stride=2),
    vz.Conv(4, 3, padding=1),
    vz.Conv((5, 4), (2, 3), stride=(2, 1), padding=(1, 0), dilation=(2, 1)),
    vz.ConvTranspose(3, 2, stride=2),
    vz.ConvTranspose(3, 2, stride=2, padding=1, dilation=3, output_padding=2),
)


def differentiated(layer: Any, x: NDArray[Any], w: NDArray[Any], g: NDArray[Any]) -> dict[str, list[Any]]:
    one, weight = (torch.tensor(part[None, None], dtype=torch.float64, requires_grad=True) for part in (x, w))
    rest = {"stride": layer.stride, "padding": layer.padding[::2], "dilation": layer.dilation}
    if layer.transposed:
        rest["output_padding"] = layer.output_padding
    convolve = torch.nn.functional.conv_transpose2d if layer.transposed else torch.nn.functional.conv2d
    convolve(one, weight, **rest).backward(torch.tensor(g[None, None], dtype=torch.float64))
    assert one.grad is not None
    assert weight.grad is not None
    return {"input": one.grad[0, 0].tolist(), "weight": weight.grad[0, 0].tolist()}


def printed(svg: str) -> dict[str, str]:
    """The text that stands in each cell at the end."""
    found = {}
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        if cell := element.get("data-text"):
            found[cell] = "".join(element.itertext())
    return found


@pytest.mark.parametrize("gradient", ("input", "weight"))
@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_the_numbers_in_the_picture_are_those_of_autograd(layer: Any, gradient: str) -> None:
    random = np.random.default_rng(1)
    x, w, g = (random.integers(0, 5, size) for size in (layer.input_size, layer.kernel_size, layer.output_size))
    values = {"kernel": w} if gradient == "input" else {"input": x}
    figure = vz.figure(layer, gradient=gradient, output_gradient=g, view="flat", **values)
    wanted = differentiated(layer, x, w, g)[gradient]
    cells = printed(figure.encoded(".svg").decode())
    written = {place: text for cell, text in cells.items() for name, place in [cell.split("/", 1)] if name == "output"}
    assert written == {
        f"0/{row}/{column}": f"{value:g}" for row, line in enumerate(wanted) for column, value in enumerate(line)
    }
    document = json.loads(figure.encoded(".json"))
    assert document["grids"]["output"]["values"] == [wanted]


def test_without_an_output_gradient_that_of_the_sum_is_drawn() -> None:
    layer, weight = vz.Conv(4, 3), np.arange(9).reshape(3, 3)
    figure = vz.figure(layer, gradient="input", kernel=weight)
    wanted = differentiated(layer, np.zeros((4, 4)), weight, np.ones((2, 2)))["input"]
    assert json.loads(figure.encoded(".json"))["grids"]["output"]["values"] == [wanted]


@pytest.mark.parametrize(
    ("layer", "gradient", "said"),
    (
        (vz.Conv(6, 3, stride=2), "input", "no gradient, never read: row 5, column 5 (from 0)"),
        (vz.Conv((8, 6), 2, stride=4), "input", "no gradient, never read: rows 2, 3, 6, 7, columns 2, 3 (from 0)"),
        (vz.Conv(5, 3), "input", None),
        (vz.Conv(1, 3, padding=1), "weight", "no gradient, met by padding only: rows 0, 2, columns 0, 2 (from 0)"),
        (vz.Conv((1,), 3, padding=1), "weight", "no gradient, met by padding only: columns 0, 2 (from 0)"),
    ),
)
def test_captions_tell_what_gets_no_gradient(layer: Any, gradient: str, said: str | None) -> None:
    """By the picture itself: without them, a lecturer sees zeros and does not know why."""
    figure = vz.figure(layer, gradient=gradient, view="flat")
    text = " ".join(label.text for label in figure.film.labels)
    found = re.search(r"no gradient.*?\(from 0\)", text)
    assert (found and found[0]) == said
    if layer.dims == 2:
        ones = [np.ones(size) for size in (layer.input_size, layer.kernel_size, layer.output_size)]
        zeros = np.argwhere(np.array(differentiated(layer, *ones)[gradient]) == 0)
        assert bool(len(zeros)) == (said is not None)


@pytest.mark.parametrize(
    ("layer", "said"),
    (
        (vz.Conv(6, 3, stride=2), "row 5, column 5"),
        (vz.Conv((9, 5), 3, stride=4), "rows 7, 8, columns 3, 4"),
        (vz.Conv((8,), 3, stride=3), "columns 6, 7"),
        (vz.Conv(5, 3, stride=2), None),
    ),
)
def test_captions_tell_what_a_weight_never_meets(layer: Any, said: str | None) -> None:
    text = " ".join(label.text for label in vz.figure(layer, gradient="weight", view="flat").film.labels)
    found = re.search(r"never read, left out: (.*?) \(from 0\)", text)
    assert (found and found[1]) == said


def test_the_recipe_of_arrays_and_of_flags() -> None:
    words = ["--i", "6", "--k", "3", "--s", "2", "--kernel", "arange", "--gradient", "input", "--output-gradient"]
    figure = figure_from(figure_parser().parse_args([*words, "1 2; 3 4"]))
    assert figure.recipe == (
        "python -m visualize --i 6 --k 3 --s 2 --kernel arange --output-gradient '1 2; 3 4' --gradient input"
    )
    given = vz.figure(vz.Conv(3, 2), gradient="weight", input=np.eye(3, dtype=int))
    assert given.recipe == "python -m visualize --i 3 --k 2 --input '1 0 0; 0 1 0; 0 0 1' --gradient weight"


@pytest.mark.parametrize(
    ("options", "message"),
    (
        ({"gradient": "input", "input": np.ones((5, 5))}, "unsupported input given: the gradient of the input does"),
        ({"gradient": "weight", "kernel": np.ones((3, 3))}, "unsupported kernel given: the gradient of the weight"),
        ({"gradient": "input", "bias": 1}, "unsupported bias given"),
        ({"gradient": "input", "flip": True}, "unsupported flip given"),
        ({"output_gradient": np.ones((3, 3))}, "missing gradient: the output's gradient belongs to one"),
        ({"gradient": "input", "output_gradient": np.ones((2, 3))}, "invalid output_gradient"),
        ({"gradient": "bias"}, "unknown gradient bias: known gradients are input, weight"),
    ),
)
def test_what_cannot_be_drawn_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(vz.VisualizeError) as error:
        vz.figure(vz.Conv(5, 3), **options)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("suffix", (".gif", ".png", ".pptx", ".pdf", ".webp"))
def test_every_format_is_written(suffix: str, tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(4, 2, stride=2), gradient="weight", lang="zh")
    assert figure.save(tmp_path / f"a{suffix}") > 1000
    assert figure.alt_text.startswith("权重的梯度。")
