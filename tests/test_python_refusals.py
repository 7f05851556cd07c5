"""What Python gives that cannot be drawn is refused at once, in one line."""

from typing import Any

import numpy as np
import pytest

import visualize as vz

NAN = float("nan")
CONV = vz.Conv(5, 3)


@pytest.mark.parametrize(
    "options",
    [
        {"seconds": "1"},
        {"seconds": NAN},
        {"seconds": True},
        {"hold": [1]},
        {"loop": 2.0},
        {"loop": -1},
        {"cell": "x"},
        {"cell": NAN},
        {"cell": 20.5},
        {"width": 400.5},
        {"title": 3},
        {"title": None},
        {"title": "\ud800"},
        {"title": "\0"},
        {"view": [1]},
        {"theme": []},
        {"reading": 1},
        {"color_by": {}},
        {"lang": None},
        {"convention": ()},
        {"font": 3},
        {"steps": 1.5},
        {"steps": [0, "a"]},
        {"poster": 3.5},
        {"input": np.ones((5, 5)), "bias": "x"},
        {"input": np.ones((5, 5)), "bias": [1]},
        {"input": np.ones((5, 5)), "bias": NAN},
        {"input": [[1], [1, 2]]},
        {"input": "arange"},
        {"input": np.ones((5, 5), complex)},
    ],
    ids=str,
)
def test_python_is_told_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^(invalid|unknown|unsupported) \w+") as found:
        vz.figure(CONV, **options)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("operation", (None, "conv", 3, [CONV]))
def test_only_operations_are_drawn(operation: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid operation"):
        vz.figure(operation)


@pytest.mark.parametrize("operation", (CONV, vz.ConvTranspose(5, 3), vz.MaxPool(5, 3), vz.AvgPool(5, 3)), ids=str)
@pytest.mark.parametrize("values", ([[1], [1, 2]], None, "x", [["a"] * 5] * 5, np.ones((4, 5))), ids=str)
def test_only_grids_of_numbers_are_computed_with(operation: Any, values: Any) -> None:
    weights = () if isinstance(operation, vz.MaxPool | vz.AvgPool) else (np.ones((3, 3)),)
    with pytest.raises(vz.VisualizeError, match=r"^invalid input"):
        operation.apply(values, *weights)


@pytest.mark.parametrize("name", (None, 3, b"a.gif", "a\0.gif"))
def test_only_names_are_written_to(name: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid output"):
        vz.figure(CONV).save(name)


@pytest.mark.parametrize(
    "layers",
    [
        [],
        [CONV, vz.Conv(9, 3)],
        [3],
        [vz.Conv(5, 3, padding=(1, 0, 1, 0))],
        [vz.Conv(5, 3, padding=1, padding_mode="reflect")],
        [vz.Conv((5,), 3), vz.Conv(3, 3)],
        [vz.MaxPool(5, 2, ceil_mode=True)],
    ],
    ids=str,
)
def test_layers_that_are_no_stack(layers: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^(invalid|missing|unsupported) layers"):
        vz.stack_figure(layers)


def test_a_stack_may_come_one_by_one() -> None:
    assert vz.stack_figure(layer for layer in (CONV, vz.Conv(3, 3))).film.frame_count == 1


def test_numbers_of_numpy_are_numbers() -> None:
    figure = vz.figure(CONV, steps=np.int64(2), cell=np.int32(20), seconds=np.float32(0.5), loop=np.uint8(2))
    assert figure.film.steps == [2] and figure.timing.durations(2) == [0.5, 2.5]
