"""The command: its defaults, names of files, result line, help, and refusals in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import run


def test_default_command(tmp_path: Path) -> None:
    result = run(tmp_path, "--k", "3", "--p", "1", "--s", "2")
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == ["conv_i5_k3_p1_s2.gif"]
    size = (tmp_path / "conv_i5_k3_p1_s2.gif").stat().st_size
    assert result.stdout == f"conv_i5_k3_p1_s2.gif: 5x5 -> 3x3, 9 steps, {size:,} bytes\n"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--i", "5x7", "--k", "3", "--d", "2"], "conv_i5x7_k3_p0_s1_d2.gif"),
        (["-i", "5,7", "-k", "2,3", "-p", "2,1"], "conv_i5x7_k2x3_p2x1_s1.gif"),
        (["--input-size", "6", "--kernel-size", "2", "--padding", "0,1,0,1"], "conv_i6_k2_p0x1x0x1_s1.gif"),
        (["--k=4", "--p=same"], "conv_i5_k4_p1x2x1x2_s1.gif"),
    ],
)
def test_names_tell_the_parameters(tmp_path: Path, words: list[str], name: str) -> None:
    assert run(tmp_path, *words).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


REFUSED = [
    (["--k", "7"], "invalid kernel_size 7: larger than the padded input 5 + 2*0 = 5; use --p 1 or a smaller kernel"),
    (
        ["--op", "max-pool", "--k", "3", "--d", "4"],
        "invalid kernel_size 3: spans 4*(3 - 1) + 1 = 9, larger than the padded input 5 + 2*0 = 5; use a smaller",
    ),
    (["--k", "3", "--d", "3"], "invalid kernel_size 3: spans 3*(3 - 1) + 1 = 7, larger than the padded input"),
    (["--k", "3", "--s", "0"], "invalid stride 0: must be at least 1"),
    (["--k", "3", "--p", "banana"], "unknown padding banana: known names are valid, same, full"),
    (["--k", "3", "--p", "-1,2"], "invalid padding -1,2: must be at least 0"),
    (["--k", "3", "-p", "-1"], "invalid padding -1: must be at least 0"),
    (["--k", "3", "--p", "1,2,3"], "invalid padding 1,2,3: must be one integer, two"),
    (["--k", "3", "--i", "-5"], "invalid input_size -5: must be at least 1"),
    (["--k", "3.5"], "invalid kernel_size 3.5: must be one integer or two"),
    (["--k", "3x3x3"], "invalid kernel_size 3,3,3: must be one integer or two"),
    (["--k", "3", "--p", "same", "--s", "2"], "invalid padding same: PyTorch allows it for stride 1 only"),
    (["--k", "3", "-o", "x.bmp"], "unknown suffix .bmp in x.bmp: known suffixes are .gif, .svg, .html, .png, .webp"),
    (["--k", "3", "-o", "x"], "unknown suffix none in x"),
    (["--k", "3", "-o", "x-{n}.gif"], "unknown suffix .gif in x-{n}.gif: known suffixes of sequences are .svg, .png"),
    (["--k", "3", "-o", "x-{m}.svg"], "invalid output x-{m}.svg: a sequence is named with {n}"),
    (["--k", "3", "-o", "good.gif", "-o", "bad.xyz"], "unknown suffix .xyz"),
    (["--k", "3", "-o", "d.gif", "-o", "./d.gif"], "invalid output ./d.gif: is named twice"),
    (["--k", "3", "--op", "max-pool", "--output-padding", "1"], "unsupported output_padding 1: max-pool has none"),
    (["--k", "3", "--reading", "scatter"], "invalid reading scatter: only a transposed convolution has it"),
    (["--k", "3", "--dims", "1", "--i", "5x5"], "invalid input_size 5x5: must be one number with --dims 1"),
    (["--op", "pool", "--k", "3"], "unknown op pool: known operations are"),
    (
        ["--transposed", "--k", "3", "--output-padding", "1"],
        "invalid output_padding 1: must be smaller than the stride",
    ),
    (["--op", "max-pool", "--k", "2", "--p", "2"], "invalid padding 2: must be at most half of the kernel, 1"),
    (["--k", "3", "--p", "5", "--padding-mode", "reflect"], "invalid padding 5: reflect padding of an input of 5"),
    (["--k", "3", "--view", "sideways"], "unknown view sideways: known names are isometric, flat"),
    (["--k", "3", "--theme", "pink"], "unknown theme pink: known names are light, dark, dumoulin, d2l"),
    (["--k", "3", "--i", "100000"], "invalid input_size 100000,100000: the figure would have"),
    (["--k", "3", "--cell", "1"], "invalid cell 1: must be at least 2"),
    (["--k", "3", "--cell", "big"], "invalid cell big: is not a number"),
    (["--k", "3", "--width", "20"], "invalid width 20: too narrow"),
    (["--k", "3", "--seconds", "0"], "invalid seconds 0.0: must lie between"),
    (["--k", "3", "--seconds", "nan"], "invalid seconds nan: must lie between"),
    (["--k", "3", "--loop", "-1"], "invalid loop -1: must lie between"),
    (["--k", "3", "--vie", "flat"], "unknown argument --vie flat"),
    (["--k"], "missing value: -k/--k/--kernel-size needs one"),
    (["--p", "1"], "missing kernel_size: give one, as in --k 3"),
]


@pytest.mark.parametrize(("words", "start"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_refused_in_one_line(tmp_path: Path, words: list[str], start: str) -> None:
    result = run(tmp_path, *words)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_help_is_short_and_grouped() -> None:
    result = subprocess.run([sys.executable, "-m", "visualize", "--help"], capture_output=True, text=True, check=True)
    assert len(result.stdout.splitlines()) <= 100
    assert result.stdout.count("  python -m visualize --") == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full: a system that has it")
@pytest.mark.parametrize("words", (["gallery"], ["--k", "3", "-o", "a.gif"], ["shape", "--k", "3"]))
def test_a_full_disk_behind_standard_output_is_one_line(tmp_path: Path, words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "visualize", *words]
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("visualize: invalid output: ") and done.stderr.count("\n") == 1


def test_a_sheet_counts_its_steps(tmp_path: Path) -> None:
    assert ", 9 steps, " in run(tmp_path, "--k", "3", "--sheet", "-o", "a.png").stdout
