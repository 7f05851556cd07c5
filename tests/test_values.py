"""Operations, films and figures are values: they can be copied, pickled, compared and printed."""

import copy
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import visualize as vz
from tests.random_layers import operations

X = np.arange(25).reshape(5, 5)
FIGURES: dict[str, tuple[Any, dict[str, Any]]] = {
    "usual": (vz.Conv(5, 3), {}),
    "numbers and questions": (vz.Conv(5, 3, padding=1), {"input": X, "quiz": True}),
    "repeated padding": (vz.Conv(5, 3, padding=1, padding_mode="reflect"), {}),
    "averages": (vz.AvgPool(5, 2), {}),
    "taps": (vz.Conv(5, 3), {"color_by": "tap"}),
    "uses and a poster": (vz.Conv(5, 3), {"color_by": "uses", "poster": "first", "steps": [0, 2]}),
    "colours": (vz.Conv(5, 3), {"color_by": "value", "input": X}),
    "stamps": (vz.ConvTranspose(3, 3), {"reading": "scatter", "input": X[:3, :3]}),
    "a sheet": (vz.Conv(5, 3), {"sheet": True, "quiz": True}),
}


@given(operations(), st.booleans())
def test_layers(layer: Any, own: bool) -> None:
    if own and isinstance(layer, vz.Conv | vz.ConvTranspose):
        rows, columns = layer.kernel
        weight = np.arange(1.0, rows * columns + 1).reshape(layer.kernel_size)
        layer = type(layer)(**layer.arguments(), weight=weight, bias=0.5)
    again = eval(repr(layer), vars(vz))
    for other in (again, copy.copy(layer), copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert other == layer and hash(other) == hash(layer) and repr(other) == repr(layer)
        assert other.output_size == layer.output_size


def test_equality_sees_weights() -> None:
    ones, twos = (vz.Conv(5, 3, weight=np.full((3, 3), value)) for value in (1, 2))
    assert ones == vz.Conv(5, 3, weight=np.ones((3, 3), np.int64)) and len({ones, twos, vz.Conv(5, 3)}) == 3
    assert vz.Conv(5, 3, weight=np.ones((3, 3)), bias=1) != vz.Conv(5, 3, weight=np.ones((3, 3)))
    assert vz.Conv(5, 3) != vz.MaxPool(5, 3, stride=1) and vz.Conv(5, 3) != (5, 3)
    assert repr(vz.Conv((7,), 3, stride=2, weight=[0, 1, 2], bias=1)) == (
        "Conv(input_size=(7,), kernel_size=3, stride=2, weight=[0, 1, 2], bias=1)"
    )


def test_layers_cannot_be_changed() -> None:
    layer = vz.Conv(5, 3, weight=np.ones((3, 3)))
    for change in (lambda: setattr(layer, "size", (6, 6)), lambda: delattr(layer, "size")):
        with pytest.raises(AttributeError, match="Conv cannot be changed"):
            change()
    for one in (layer, pickle.loads(pickle.dumps(layer))):
        with pytest.raises(ValueError, match="read-only"):
            one.weight[0, 0] = 2


@pytest.mark.parametrize("name", FIGURES)
def test_figures_and_films(name: str) -> None:
    operation, options = FIGURES[name]
    figure = vz.figure(operation, **options)
    for other in (copy.copy(figure), copy.deepcopy(figure), pickle.loads(pickle.dumps(figure))):
        assert other == figure and hash(other) == hash(figure)
        assert other.film == figure.film and other.encoded(".svg") == figure.encoded(".svg")
    changed = vz.figure(operation, **{**options, "title": "another"})
    assert changed != figure and changed.film != figure.film
    assert repr(figure).startswith("<Figure: ") and "\n" not in repr(figure) and len(repr(figure)) < 300


def test_figures_of_other_numbers_differ() -> None:
    ones, zeros = (vz.figure(vz.Conv(9, 3), input=np.full((9, 9), value)) for value in (1, 0))
    assert ones.recipe == zeros.recipe and ones != zeros and ones.film != zeros.film


def test_stacks() -> None:
    figure = vz.stack_figure([vz.Conv(5, 3), vz.Conv(3, 2)])
    assert pickle.loads(pickle.dumps(figure)) == figure != vz.stack_figure([vz.Conv(5, 3)])


@pytest.mark.parametrize("folder", (".", "/"))
def test_a_forgotten_m(folder: str) -> None:
    """`python visualize` puts the package's folder first, where no module may hide one of the standard library."""
    root = Path(__file__).parents[1]
    name = "visualize" if folder == "." else str(root / "visualize")
    command = [sys.executable, name, "--k", "3"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "visualize: missing -m: run python -m visualize\n")
    modules = {path.stem for path in (root / "visualize").iterdir()} - {"__init__", "__main__"}
    assert not modules & set(sys.stdlib_module_names)


def test_the_version() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "visualize", "shape", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"conv-visualize {vz.__version__}\n"
