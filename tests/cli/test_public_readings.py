"""Public cases of reading and of what is told: tables of spreadsheets, tensors, layers, figures that were mistaken."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.cell_texts import table as printed
from tests.cell_texts import texts
from visualize.cli.tables import table
from visualize.story.to_json import head

# The numbers of a thread's file; a text is how it is refused.
TABLES: dict[str, tuple[str, list[list[float]] | str]] = {
    "numpy/numpy#13810": ("0,1   0,2\n0,3   0,4\n", "0,1 can be the numbers '0, 1' or the one number 0.1"),
    "mir-evaluation/mir_eval#261": ("1,23\t1,23\n", "1,23 can be the numbers '1, 23' or the one number 1.23"),
    "biolab/orange3#3875": ("28,7;28,95\n29,08;29,12\n", [[28.7, 28.95], [29.08, 29.12]]),
    "biolab/orange3#3875, its header": ("Datum;Temperatur (Celsius)\n", "row 1, column 1: Datum is not a number"),
    "pyexcel/pyexcel#268": ("1;0,02\n", [[1, 0.02]]),
    "antonycourtney/tad#139": ("0.5;1.25\n2;3.75\n", [[0.5, 1.25], [2, 3.75]]),
    "CATIA-Systems/FMPy#73": ("0.0;0.0\n0.01;1.0\n", [[0, 0], [0.01, 1]]),
    "CATIA-Systems/FMPy#73, its header": ('"time";"Voltage"\n0.0;0.0\n', 'row 1, column 1: "time" is not a number'),
    "tidyverse/readr#455": ("1.3\n2.345\n", [[1.3], [2.345]]),
    "openturns/openturns#1267": ("Pressure;Value\n1,5;2\n", "row 1, column 1: Pressure is not a number"),
}


@pytest.mark.parametrize("source", TABLES)
def test_tables(tmp_path: Path, source: str) -> None:
    text, told = TABLES[source]
    (tmp_path / "a.csv").write_text(text)
    if isinstance(told, list):
        assert table("input", str(tmp_path / "a.csv")).tolist() == told
        return
    with pytest.raises(vz.VisualizeError) as found:
        table("input", str(tmp_path / "a.csv"))
    assert told in str(found.value)


def torch() -> Any:
    return pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")


@pytest.mark.parametrize("source", ("pytorch/pytorch#110285", "pytorch/pytorch#90574", "xwying/torchshow#23"))
def test_bfloat16(source: str) -> None:
    tensor = torch().ones((10,), dtype=torch().bfloat16)
    assert vz.Conv((10,), 1).apply(tensor, [1]).tolist() == [1] * 10


@pytest.mark.parametrize("source", ("TylerYep/torchinfo#117", "galilai-group/stable-pretraining#189"))
def test_parameters_without_a_shape(source: str) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid input given"):
        vz.Conv((10,), 1).apply(torch().nn.UninitializedParameter(), [1])


def transposed(**given: Any) -> Any:
    """What is read of a Conv2DTranspose of Keras."""
    usual = {"kernel_size": 3, "strides": 2, "dilation_rate": 1, "padding": "valid", "data_format": "channels_last"}
    return type("Conv2DTranspose", (), usual | given)()


KERAS = (
    # Size, layer, output: without output_padding, and with one of 0, which is not the same.
    ("tensorflow/tensorflow#50168", 5, {"padding": "same", "output_padding": None}, 10),
    ("tensorflow/tensorflow#50168", 5, {"padding": "same", "output_padding": 0}, 9),
    ("keras-team/keras#10246", 5, {"padding": "same", "output_padding": 1}, 10),
    ("keras-team/keras#10246", 5, {"output_padding": 0}, 11),
    ("keras-team/keras#19909", 5, {"output_padding": 0, "kernel_size": 1}, 9),
    ("keras-team/keras#19909", 5, {"output_padding": None, "kernel_size": 1}, 10),
    ("keras-team/keras#13776", 64, {"kernel_size": 2, "output_padding": 0}, 128),
    ("mil-tokyo/webdnn#435", 7, {"padding": "same", "output_padding": None}, 14),
)


@pytest.mark.parametrize(("source", "size", "given", "out"), KERAS, ids=[f"{one[0]}: {one[2]}" for one in KERAS])
def test_transposed_layers_of_keras(source: str, size: int, given: dict[str, Any], out: int) -> None:
    assert vz.from_layer(transposed(**given), size).output_size == (out, out)


def test_where_the_extra_row_is_drawn() -> None:
    """Theano/Theano#6566: the second row of padding was drawn at the top; it belongs at the bottom."""
    drawn = np.array(head(vz.figure(vz.ConvTranspose(3, 3, 2, 1, 1)).story)["grids"]["input"]["roles"])[0]
    assert [bool((row == "padding").all()) for row in drawn] == [True, *[False] * 5, True, True]


def test_the_size_that_a_caption_tells() -> None:
    """vdumoulin/conv_arithmetic#32: a printed caption says 2×2 of an input that is 3×3."""
    text = vz.figure(vz.ConvTranspose(3, 3, 2, 1)).alt_text
    assert "3×3 input" in text and "2×2" not in text and "5×5" in text


def test_which_plane_is_the_input() -> None:
    """vdumoulin/conv_arithmetic#9, #30, #35: readers could not tell the input from the output."""
    words = [label.text for label in vz.figure(vz.ConvTranspose(2, 3), view="flat").film.labels]
    assert any("input" in word for word in words) and any("output" in word for word in words), words


def test_output_padding_is_computed_not_zero() -> None:
    """pytorch/pytorch#8816, #25536: it looks like padding of the output by zeros, which it is not."""
    figure = vz.figure(vz.ConvTranspose(1, 3, 2, 1, 1), input=[[1]], kernel=np.arange(9).reshape(3, 3))
    assert printed(texts(figure.encoded(".svg").decode(), "output")) == "4 5; 7 8"
