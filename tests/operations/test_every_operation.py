"""What every operation has, by the table of operations: a new one is held to it without a line here."""

import json
import shlex
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from visualize.choices import LANGUAGES
from visualize.cli.drawing import figure_from
from visualize.cli.parser import figure_parser
from visualize.operations import OPERATIONS, Layer
from visualize.text.pytorch_line import pytorch

X = np.array([[-3, 1, 4, 1.5], [5, -9, 2, 6], [5, 3, -5, 8]])
SIGNS = str.maketrans({"·": "*", "−": "-", "∞": "inf"})


def layers(kind: Any) -> list[Any]:
    """Small layers of a kind: without padding, with uneven padding, with each switch turned, in one dimension."""
    padded = {"input_size": X.shape, "kernel_size": 2, "stride": 1, "padding": (1, 0, 0, 1)}
    switches = [name for name in kind.extras if isinstance(getattr(Layer, name, None), bool)]
    turned = [kind(**padded | {"stride": 3}, **{name: not getattr(Layer, name)}) for name in switches]
    return [kind(X.shape, 2), kind(**padded), *turned, kind((4,), 2, padding=1)]


def given(op: Any) -> np.ndarray:
    return X[0] if op.dims == 1 else X


def output(op: Any, x: np.ndarray) -> np.ndarray:
    """The output for the weights 0, 1, 2 ..., which a figure has unless others are given."""
    weights = [np.arange(np.prod(op.kernel)).reshape(op.kernel_size)] if op.weighted else []
    return op.apply(x, *weights)


EVERY = pytest.mark.parametrize("op", [op for kind in OPERATIONS.values() for op in layers(kind)], ids=repr)


def test_each_is_offered_under_its_name() -> None:
    for name, kind in OPERATIONS.items():
        assert kind.name == name and kind.__name__ in vz.__all__ and getattr(vz, kind.__name__) is kind


@EVERY
@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_texts_are_complete(op: Any, lang: str) -> None:
    for values in ({}, {"input": given(op)}):
        figure = vz.figure(op, lang=lang, **values)
        texts = [figure.film.title, figure.alt_text, *(label.text for label in figure.film.labels)]
        assert len(texts) > 3 and all(texts) and not any("{" in text for text in texts), texts


@EVERY
def test_each_step_writes_what_the_operation_computes(op: Any) -> None:
    film, computed = vz.figure(op, input=given(op)).film, output(op, given(op)).ravel()
    assert film.frame_count == computed.size
    for step, value in enumerate(computed):
        sides = film.frame(step).line.text.replace("≈", "=").split(" = ")
        worked_out = eval(sides[0].translate(SIGNS), {"max": max, "min": min, "inf": inf})
        assert worked_out == pytest.approx(value, rel=1e-12), sides
        assert film.frame(step).line.question.endswith("?")


@EVERY
def test_its_data_and_its_recipe_are_whole(op: Any, tmp_path: Path) -> None:
    figure = vz.figure(op, input=given(op))
    figure.save(tmp_path / "a.json")
    steps = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["steps"]
    assert [step["value"] for step in steps] == output(op, given(op)).ravel().tolist()
    words = shlex.split(figure.recipe.removeprefix("python -m visualize"))
    again = figure_from(figure_parser().parse_args(words))
    assert again.operation == op and again.recipe == figure.recipe


@EVERY
def test_its_line_of_pytorch_computes_the_same(op: Any) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    layer, x = eval(pytorch(op), {"nn": torch.nn}), torch.from_numpy(given(op)[None, None])
    with torch.no_grad():
        if op.weighted:
            for name, numbers in layer.double().named_parameters():
                numbers.copy_(torch.arange(numbers.numel()).reshape(numbers.shape) * name.endswith("weight"))
        np.testing.assert_allclose(layer(x)[0, 0].numpy(), output(op, given(op)), rtol=1e-12, atol=1e-12)
