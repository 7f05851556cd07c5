"""The lines after a figure is drawn: what an animation that is too long to be watched says, also on a pipe."""

import re
from pathlib import Path

import pytest

from tests.command_line import run

LONG = ["--i", "20", "--k", "5", "--view", "flat", "--seconds", "1"]  # 256 steps
SAID = "256 steps play for 4 min 18 s; --steps row-ends shows fewer, --seconds 0.46 plays them faster"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "a.gif"], SAID),
        (["-o", "a.png", "-o", "a.svg"], SAID),
        (
            ["-o", "a.svg", "--lang", "zh"],
            "256步播放4分18秒；--steps row-ends 可减少步数，--seconds 0.46 可加快播放",
        ),
        (["-o", "a.gif", "--steps", "0-200"], "201 steps play for 3 min 22 s; --seconds 0.58 plays them faster"),
        (
            ["-o", "a.gif", "--quiz", "--think", "4"],
            "256 steps play for 21 min 22 s; --steps row-ends shows fewer, "
            "--seconds 0.22 --think 0.22 plays them faster",
        ),
        (["-o", "a.gif", "--steps", "0-199"], None),  # 200 steps
        (["-o", "a.gif", "--seconds", "0.46"], None),  # 120 seconds
        (["-o", "a.png", "-o", "step-{n}.svg"], None),  # nothing that moves by itself
        (["-o", "a.json"], None),
    ],
)
def test_long_animations_say_so(tmp_path: Path, words: list[str], said: str | None) -> None:
    done = run(tmp_path, *LONG, *words)
    assert (done.returncode, done.stderr) == (0, "")
    result, *remarks = done.stdout.splitlines()
    assert re.search(r"20x20 -> 16x16", result)
    assert remarks == ([] if said is None else [said])


def test_the_advice_makes_it_shorter(tmp_path: Path) -> None:
    for flags in (["--steps", "row-ends"], ["--seconds", "0.46"], ["--quiz", "--seconds", "0.22", "--think", "0.22"]):
        done = run(tmp_path, *LONG, *flags, "-o", "a.gif")
        assert (done.returncode, done.stdout.count("\n")) == (0, 1)


def test_stacks_say_so_too(tmp_path: Path) -> None:
    assert SAID in run(tmp_path, "stack", "--i", "20", "--layers", "5", "--seconds", "1", "-o", "a.svg").stdout


def test_nothing_is_said_of_a_film_that_finds_its_own_pace(tmp_path: Path) -> None:
    done = run(tmp_path, "--i", "20", "--k", "5", "--view", "flat", "-o", "a.gif")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)


OVER = "in a deck, the SVG is over before its slide comes: --loop 0 plays on, a GIF or MP4 starts with its slide"


@pytest.mark.parametrize(
    ("words", "said"),
    (
        (["--loop", "1", "-o", "a.svg"], OVER),
        (["--loop", "3", "-o", "a.gif", "-o", "a.svg"], OVER),
        (["--loop", "1", "-o", "a.gif"], None),
        (["--loop", "1", "-o", "{n}.svg"], None),
        (["--loop", "1", "--steps", "0", "-o", "a.svg"], None),
        (["--loop", "0", "-o", "a.svg"], None),
    ),
)
def test_an_svg_that_ends_says_so(tmp_path: Path, words: list[str], said: str | None) -> None:
    done = run(tmp_path, "--k", "3", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == ([] if said is None else [said])
