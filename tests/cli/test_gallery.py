"""The gallery: every published figure by its name, with its sizes, its numbers and all its steps."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import visualize as vz
from tests.cell_texts import table, texts
from tests.command_line import run
from tests.decoding import gif_frames
from visualize.cli import commands, gallery, parser

SIZES = {
    "no_padding_no_strides": (4, 2),
    "arbitrary_padding_no_strides": (5, 6),
    "same_padding_no_strides": (5, 5),
    "full_padding_no_strides": (5, 7),
    "no_padding_strides": (5, 2),
    "padding_strides": (5, 3),
    "padding_strides_odd": (6, 3),
    "dilation": (7, 3),
    "lecture-padding": (8, 8),
    "lecture-padding-5x3": (8, 8),
    "lecture-stride": (8, 4),
    "lecture-stride-3x4": (8, 2),
}
NUMBERS = {
    "pixel-shuffle": "; ".join(["0 1 0 1 0 1", "2 3 2 3 2 3"] * 3),
    "numerical_no_padding_no_strides": "12 12 17; 10 17 19; 9 6 14",
    "numerical_padding_strides": "6 17 3; 8 17 13; 6 4 4",
    "numerical_average_pooling": "1.7 1.7 1.7; 1.0 1.2 1.8; 1.1 0.8 1.3",
    "numerical_max_pooling": "3 3 3; 3 3 3; 3 2 3",
    "d2l-correlation": "19 25; 37 43",
    "d2l-conv-pad": "0 3 8 4; 9 19 25 10; 21 37 43 16; 6 7 8 0",
    "d2l-conv-stride": "0 8; 6 8",
    "d2l-pooling": "4 5; 7 8",
    "d2l-trans-conv": "0 0 1; 0 4 6; 4 12 9",
    "im2col": "27 37; 57 67",
    "d2l-conv-matrix": "27 37; 57 67",
    "d2l-trans-conv-matrix": "27 91 74; 138 400 282; 171 429 268",
    "d2l-trans-conv-stride2": "0 0 0 1; 0 0 2 3; 0 2 0 3; 4 6 6 9",
}
# Of several channels: the numbers of each output, if there are any, and the steps.
CHANNELS = {
    "d2l-conv-multi-in": (["56 72; 104 120"], 4),
    "d2l-conv-1x1": (["45 48 51; 54 57 60; 63 66 69", "126 138 150; 162 174 186; 198 210 222"], 9),
    "cs231n-conv": (["1 2 9; 8 12 12; 7 8 11", "2 0 2; 4 -3 -2; -2 -3 -5".replace("-", "−")], 18),
    "depthwise": ([], 9),
    "grouped": ([], 36),
}


def figure_of(name: str, *more: str) -> vz.Figure:
    options = parser.drawing_parser().parse_args([*gallery.BY_NAME[name].flags, *more])
    return commands.figure_from(options)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gallery")
    result = run(folder, "gallery", "--output", "all")
    assert result.returncode == 0, result.stderr
    return folder / "all"


def test_every_published_name_is_there(drawn: Path) -> None:
    transposed = {f"{name}_transposed" for name in list(SIZES)[:7]}
    assert set(gallery.BY_NAME) == set(SIZES) | transposed | set(NUMBERS) | set(CHANNELS)
    assert {path.name for path in drawn.iterdir()} == {n + s for n in gallery.BY_NAME for s in (".gif", ".svg")}


@pytest.mark.parametrize("name", SIZES)
def test_named_sizes(name: str) -> None:
    before, after = SIZES[name]
    operation = figure_of(name).operation
    assert operation.input_size == (before, before)
    assert operation.output_size == (after, after)


@pytest.mark.parametrize("name", list(SIZES)[:7])
def test_transposed_goes_back(name: str) -> None:
    before, after = SIZES[name]
    operation = figure_of(f"{name}_transposed").operation
    assert operation.input_size == (after, after)
    assert operation.output_size == (before, before)
    assert operation.kernel_size == figure_of(name).operation.kernel_size


@pytest.mark.parametrize("name", NUMBERS)
def test_named_numbers(drawn: Path, name: str) -> None:
    assert table(texts((drawn / f"{name}.svg").read_text(), "output")) == NUMBERS[name]


@pytest.mark.parametrize("name", CHANNELS)
def test_named_channels(drawn: Path, name: str) -> None:
    numbers, steps = CHANNELS[name]
    svg = (drawn / f"{name}.svg").read_text()
    found = [table(texts(svg, f"output/{at}")) for at in range(len(numbers))]
    assert found == numbers and figure_of(name).film.frame_count == steps
    assert bool(texts(svg, "output")) == bool(numbers)


def test_every_drawn_figure_has_all_its_steps(drawn: Path) -> None:
    for name in gallery.BY_NAME:
        figure = figure_of(name)
        frames = gif_frames(drawn / f"{name}.gif")
        assert len(frames) == figure.film.frame_count
        for frame, mine in zip(frames, figure.frames(), strict=True):
            np.testing.assert_array_equal(frame, mine)


def test_a_name_draws_and_its_flags_can_be_overridden(tmp_path: Path) -> None:
    assert run(tmp_path, "padding_strides").stdout.startswith("padding_strides.gif: 5x5 -> 3x3, 9 steps")
    assert run(tmp_path, "padding_strides", "--i", "7", "-o", "x.svg").stdout.startswith("x.svg: 7x7 -> 4x4, 16 steps")
    assert "padding_strides_odd_transposed" in run(tmp_path, "gallery").stdout
    assert "转置" in run(tmp_path, "gallery", "--lang", "zh").stdout
    assert "unknown lang fr: known languages are " in run(tmp_path, "gallery", "--lang", "fr").stderr


def test_the_gallery_page_is_what_its_command_gives(tmp_path: Path) -> None:
    """Drawn anew with `python assets/gallery.py`."""
    root = Path(__file__).parents[2]
    copy = tmp_path / "gallery.py"
    copy.write_bytes((root / "assets" / "gallery.py").read_bytes())
    subprocess.run([sys.executable, str(copy)], check=True, cwd=tmp_path)
    made = {path.name: path.read_bytes() for path in (tmp_path / "gallery").iterdir()}
    kept = {path.name: path.read_bytes() for path in (root / "assets" / "gallery").iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []
