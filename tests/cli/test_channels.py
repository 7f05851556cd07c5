"""Channels on the command line: by flags, by rows with | between them, by files, by a picture's colours."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from visualize.cli import arguments
from visualize.cli.numerals import biases
from visualize.cli.parser import figure_parser


def read(line: str, *more: str) -> tuple[Any, Any, Any]:
    """The layer, its input and its kernel, as `figure_from` reads them."""
    options = figure_parser().parse_args([*line.split(), *more])
    pixels, kernel = arguments.values_with_sizes(options)
    layer = arguments.operation(options)
    found = arguments.arrays(options, pixels, kernel, layer, 0)
    return layer, found["input"], found["kernel"]


COUNTS = {
    "--k 3 --in-channels 3 --out-channels 2": (3, 2, 1),
    "--k 3 --in-channels 4 --out-channels 6 --groups 2": (4, 6, 2),
    "--k 3 --in-channels 4 --depthwise": (4, 4, 4),
    "--k 3 --in-channels 2 --out-channels 6 --depthwise": (2, 6, 2),
    "--transposed --k 3 --in-channels 2 --out-channels 4": (2, 4, 1),
    "--op max-pool --k 2 --in-channels 3": (3, 3, 3),
    "--op avg-pool --k 2 --in-channels 3 --out-channels 3 --depthwise": (3, 3, 3),
    "--k 1 --dims 1 --i 4 --in-channels 3 --out-channels 2": (3, 2, 1),
}


@pytest.mark.parametrize("line", COUNTS)
def test_flags(line: str) -> None:
    layer, _, _ = read(line)
    assert (layer.in_channels, layer.out_channels, layer.groups) == COUNTS[line]


X2, K2 = "0 1 2;3 4 5;6 7 8 | 1 2 3;4 5 6;7 8 9", "0 1;2 3 | 1 2;3 4"
# Input, kernel, flags; then the weight's shape and the layer's counts.
TYPED = {
    "two channels": (X2, K2, "", (1, 2, 2, 2), (2, 1, 1)),
    "two filters": (X2, "0 | 1 || 2 | 3", "", (2, 2, 1, 1), (2, 2, 1)),
    "a kernel alone": (None, K2, "", (1, 2, 2, 2), (2, 1, 1)),
    "filters of one channel": ("0 1;2 3", K2, "--in-channels 1", (2, 1, 2, 2), (1, 2, 1)),
    "depthwise": (X2, K2, "--depthwise", (2, 1, 2, 2), (2, 2, 2)),
    "groups": (X2, "0 | 1 | 2 | 3", "--groups 2", (4, 1, 1, 1), (2, 4, 2)),
    "one kernel for each channel": (X2, "sobel-x", "--depthwise", (2, 1, 3, 3), (2, 2, 2)),
    "transposed": (X2, "0 | 1 | 2 || 3 | 4 | 5", "--transposed", (2, 3, 1, 1), (2, 3, 1)),
    "one dimension": ("0 1 2 | 3 4 5", "1 2 | 3 4", "--dims 1", (1, 2, 2), (2, 1, 1)),
    "generated": ("arange", "arange", "--in-channels 2 --out-channels 3 --k 2", (3, 2, 2, 2), (2, 3, 1)),
}


@pytest.mark.parametrize("name", TYPED)
def test_values(name: str) -> None:
    x, w, flags, shape, counts = TYPED[name]
    layer, pixels, kernel = read(flags, *(() if x is None else ("--input", x)), "--kernel", w)
    assert kernel.shape == shape and (layer.in_channels, layer.out_channels, layer.groups) == counts
    if x is not None:
        assert layer.apply(pixels, kernel).shape == layer.output_shape


def test_the_numbers_of_the_book() -> None:
    layer, pixels, kernel = read("", "--input", X2, "--kernel", K2)
    assert layer.apply(pixels, kernel).tolist() == [[[56, 72], [104, 120]]]


def test_files(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    x, w = random.integers(0, 9, (1, 3, 5, 4)), random.integers(-3, 4, (2, 3, 3, 3))
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "w.npy", w)
    layer, pixels, kernel = read("", "--input", str(tmp_path / "x.npy"), "--kernel", str(tmp_path / "w.npy"))
    assert (layer.in_channels, layer.out_channels, layer.size, layer.kernel) == (3, 2, (5, 4), (3, 3))
    assert pixels.tolist() == x[0].tolist() and kernel.tolist() == w.tolist()
    np.save(tmp_path / "row.npy", x[0, :, 0])
    layer, pixels, _ = read("--dims 1 --k 2", "--input", str(tmp_path / "row.npy"))
    assert (layer.in_channels, layer.input_size) == (3, (4,)) and pixels.tolist() == x[0, :, 0].tolist()


@pytest.mark.parametrize("mode", ("RGB", "RGBA", "L", "P", "CMYK"))
def test_a_picture_has_three_colours(tmp_path: Path, mode: str) -> None:
    Image.new("RGB", (6, 4), (200, 100, 50)).convert(mode).save(tmp_path / ("a.jpg" if mode == "CMYK" else "a.png"))
    name = next(tmp_path.iterdir())
    layer, pixels, _ = read("--k 3 --rgb", "--input", str(name))
    with Image.open(name) as image:
        wanted = np.moveaxis(np.asarray(image.convert("RGB")).astype(int), -1, 0)
    assert layer.in_channels == 3 and abs(pixels - wanted).max() <= 1


def test_a_bias_of_each_filter() -> None:
    assert biases("1", 2) == 1 and biases("1,0", 2) == [1, 0] and biases("1/2 -1", 2) == [0.5, -1]


REFUSED = {
    "--k 3 --in-channels 3 --groups 2": "invalid groups 2: must divide in_channels 3",
    "--k 3 --in-channels x": "invalid in_channels x: is not a number",
    "--k 3 --in-channels 2 --groups 2 --depthwise": "unsupported groups 2: with --depthwise",
    "--op max-pool --k 2 --in-channels 3 --out-channels 2": "unsupported out_channels 2: a pooling",
    "--k 3 --rgb": "unsupported rgb true: only a picture has colours",
    "--k 3 --rgb --input arange": "unsupported rgb true: only a picture has colours",
    "--k 1 --in-channels 3 --input 0|2": "invalid in_channels 3: the values of --input have 2",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_refused(line: str) -> None:
    with pytest.raises(vz.VisualizeError) as found:
        read(line)
    assert str(found.value).startswith(REFUSED[line])
