"""The estimated sizes of files are within a factor of two of what is written, for figures of all kinds."""

import shlex
from pathlib import Path

import pytest

import visualize as vz
from tests.conftest import program
from visualize.cli import parser
from visualize.cli.drawing import figure_from

RECIPES = (
    "--k 3",
    "--k 3 --view flat",
    "--i 6 --k 2 --s 2",
    "--i 6x9 --k 3x2 --p 1 --theme dark",
    "--i 7 --k 5 --p 2 --view flat --theme dark",
    "--i 9 --k 3 --d 3",
    "--i 11 --k 4 --s 3 --p 2 --padding-mode circular",
    "--i 12 --k 3 --s 2 --lang zh",
    "--i 14 --k 5 --s 2 --p 2 --theme d2l",
    "--i 14 --k 5 --s 2 --p 2 --theme dumoulin --view flat",
    "--i 18 --k 3 --s 3 --shape tall",
    "--i 18 --k 6 --s 2 --no-trace",
    "--i 20 --k 4 --s 2 --cell 10",
    "--i 26 --k 3 --s 3 --view flat --width 700",
    "--i 30 --k 7 --s 4 --p 3",
    "--i 10 --k 3 --width 1400 --steps row-ends",
    "--i 16 --k 3 --steps 0-20",
    "--i 4 --k 2 --input arange",
    "--i 6 --k 3 --input arange --kernel arange",
    "--i 8 --k 3 --s 2 --input random --kernel random --theme dark",
    "--i 5 --k 2 --input random --view isometric",
    "--i 12 --k 3 --s 2 --input random --color-by value",
    "--i 8 --k 3 --color-by uses",
    "--i 5 --k 3 --p 1 --quiz",
    "--i 4 --k 3 --input arange --kernel ones --quiz",
    "--dims 1 --i 12 --k 3 --p 1",
    "--dims 1 --i 9 --k 2 --input arange --kernel arange",
    "--transposed --i 3 --k 3 --s 2",
    "--transposed --i 4 --k 2 --s 2 --view flat",
    "--transposed --i 3 --k 3 --s 2 --reading scatter --input arange",
    "--op max-pool --i 8 --k 2",
    "--op max-pool --i 6 --k 3 --s 1 --input random",
    "--op avg-pool --i 9 --k 3 --s 3 --view flat",
    "--op avg-pool --i 5 --k 2 --s 1 --title 'Means of neighbours'",
    "--op max-pool --i 6 --k 2 --in-channels 3 --view isometric",
    "--i 5 --k 3 --p 1 --in-channels 3 --out-channels 2 --view isometric",
    "--i 5 --k 3 --p 1 --s 2 --in-channels 4 --out-channels 4 --groups 2 --view isometric --theme dark",
)
CHANNELS = (
    "--i 5 --k 3 --in-channels 3 --out-channels 2",
    "--i 4 --k 2 --in-channels 3 --out-channels 2 --input random --kernel random",
    "--i 9 --k 3 --in-channels 3 --out-channels 3 --depthwise",
    "--i 6 --k 3 --in-channels 3 --out-channels 4 --order together",
    "--i 6 --k 3 --in-channels 4 --out-channels 4 --groups 2",
    "--i 9 --k 3 --in-channels 8 --out-channels 8",
    "--op separable --i 5 --k 3 --in-channels 3 --out-channels 4",
    "--op max-pool --i 6 --k 2 --in-channels 3 --s 2",
    "--transposed --i 3 --k 3 --s 2 --in-channels 2 --out-channels 2",
)
ALWAYS = (".gif", ".svg", ".png")
BY_TURNS = (".webp", ".apng", ".pdf", ".pptx", ".json", ".html")


def drawn(recipe: str) -> vz.Figure:
    return figure_from(parser.drawing_parser().parse_args(shlex.split(recipe)))


@pytest.mark.parametrize("turn", range(len(RECIPES)), ids=RECIPES)
def test_sizes_are_within_a_factor_of_two(turn: int) -> None:
    figure = drawn(RECIPES[turn])
    for suffix in (*ALWAYS, BY_TURNS[turn % len(BY_TURNS)]):
        ratio = figure.estimate(f"a{suffix}").size / len(figure.encoded(suffix))
        assert 0.5 <= ratio <= 2, (suffix, ratio)


@pytest.mark.parametrize("turn", range(len(CHANNELS)), ids=CHANNELS)
def test_sizes_of_many_channels_are_within_a_factor_of_two(turn: int) -> None:
    figure = drawn(CHANNELS[turn])
    for suffix in (".gif", ".svg", ".json", BY_TURNS[turn % len(BY_TURNS)]):
        ratio = figure.estimate(f"a{suffix}").size / len(figure.encoded(suffix))
        assert 0.5 <= ratio <= 2, (suffix, ratio)


@pytest.mark.parametrize("recipe", RECIPES[::6])
def test_sizes_of_videos_are_within_a_factor_of_two_and_a_half(tmp_path: Path, recipe: str) -> None:
    program("ffmpeg")
    figure = drawn(recipe)
    ratio = figure.estimate("a.mp4").size / figure.save(tmp_path / "a.mp4")
    assert 0.4 <= ratio <= 2.5, ratio


def test_sizes_of_sequences_are_within_a_factor_of_two(tmp_path: Path) -> None:
    for recipe in (RECIPES[0], RECIPES[18], RECIPES[26]):
        for suffix in (".svg", ".png"):
            figure = drawn(recipe)
            ratio = figure.estimate(f"a-{{n}}{suffix}").size / figure.save(tmp_path / f"a-{{n}}{suffix}")
            assert 0.5 <= ratio <= 2, (recipe, suffix, ratio)
