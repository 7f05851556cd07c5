"""The figures of several channels of Dive into Deep Learning and CS231n, by the command line and against PyTorch."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.cell_texts import table, texts
from tests.command_line import run
from visualize.choices import LANGUAGES
from visualize.cli import commands, gallery, parser, results

X = "0 1 2; 3 4 5; 6 7 8 | 1 2 3; 4 5 6; 7 8 9"
# The kernels K, K + 1, K + 2 of the book's three filters.
THREE = " || ".join(f"{a} {a + 1}; {a + 2} {a + 3} | {a + 1} {a + 2}; {a + 3} {a + 4}" for a in range(3))
OUTPUTS = ["56 72; 104 120", "76 100; 148 172", "96 128; 192 224"]


def outputs(svg: str, count: int) -> list[str]:
    return [table(texts(svg, f"output/{at}")) for at in range(count)]


@pytest.mark.parametrize(("kernel", "wanted"), ((THREE.split(" || ")[0], OUTPUTS[:1]), (THREE, OUTPUTS)))
def test_channels_of_the_book(kernel: str, wanted: list[str], tmp_path: Path) -> None:
    result = run(tmp_path, "--k", "2", "--input", X, "--kernel", kernel, "-o", "a.svg")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"a.svg: 2x3x3 -> {len(wanted)}x2x2, {4 * len(wanted)} steps")
    assert outputs((tmp_path / "a.svg").read_text(), len(wanted)) == wanted


def named(name: str) -> vz.Figure:
    return commands.figure_from(parser.drawing_parser().parse_args(gallery.BY_NAME[name].flags))


@pytest.mark.parametrize("name", ("d2l-conv-multi-in", "d2l-conv-1x1", "cs231n-conv"))
def test_named_figures_are_what_torch_computes(name: str) -> None:
    torch = pytest.importorskip("torch")
    figure = named(name)
    op, values = figure.operation, figure.story.values
    x, weight = (torch.tensor(np.asarray(one), dtype=torch.float64) for one in (values.input, values.kernel))
    bias = torch.tensor(np.resize(values.bias, op.out_channels), dtype=torch.float64)
    made = torch.nn.functional.conv2d(
        x[None], weight.reshape(*op.weight_axes, *op.kernel), bias, op.stride, op.padding[0]
    )
    wanted = [
        "; ".join(" ".join(f"{one:.0f}".replace("-", "−") for one in row) for row in part) for part in made[0].numpy()
    ]
    assert outputs(figure.encoded(".svg").decode(), op.out_channels) == wanted


def test_a_kernel_of_one_cell_is_a_matrix_product_at_every_place() -> None:
    figure = named("d2l-conv-1x1")
    x, weight = np.arange(27).reshape(3, 9), np.arange(6).reshape(2, 3)
    found = np.array(
        [
            [[int(one) for one in row.split()] for row in part.split("; ")]
            for part in outputs(figure.encoded(".svg").decode(), 2)
        ]
    )
    np.testing.assert_array_equal(found.reshape(2, 9), weight @ x)


NAMES = {"en": ("input 0", "filter 1", "output 1"), "zh": ("输入通道0", "卷积核1", "输出通道1")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_names(language: str) -> None:
    figure = vz.figure(vz.Conv(5, 3, in_channels=3, out_channels=2), lang=language)
    written = {str(text) for part in figure.film.frame(17).texts.values() for text in part.ravel()}
    assert set(NAMES[language]) <= written


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("channels", "filters", "drawn"), ((64, 16, (3, 3)), (3, 9, (3, 3)), (9, 2, (3, 2)), (3, 2, None))
)
def test_a_layer_of_which_fewer_channels_are_drawn_says_so(
    channels: int, filters: int, drawn: Any, language: str
) -> None:
    """In the picture, in the alternative text, in the result that the command prints; of all drawn nothing is said."""
    torch = pytest.importorskip("torch")
    layer = vz.from_layer(torch.nn.Conv2d(channels, filters, 3), 5)
    figure = vz.figure(layer, lang=language)
    remarks = list(results.remarks(figure, ["a.svg"], argparse.Namespace(pptx="native", steps=None)))
    if drawn is None:
        assert not remarks and "of 3 input channels" not in figure.alt_text and "图中" not in figure.alt_text
        return
    told = {
        "en": f"drawn: {drawn[0]} of {channels} input channels, {drawn[1]} of {filters} output channels",
        "zh": f"图中：输入通道{channels}个中的{drawn[0]}个，输出通道{filters}个中的{drawn[1]}个",
    }[language]
    assert remarks[0] == told
    assert (told[0].upper() + told[1:]) in figure.alt_text
    gap = " " if language == "en" else ""
    assert told in gap.join(label.text for label in figure.film.labels)
