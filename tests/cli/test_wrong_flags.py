"""Arguments that no flag takes: the message names what was meant, and with that the command succeeds."""

import argparse
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from visualize.cli import commands, gallery, parser

# What is typed, and what is advised in its place: the whole command once the advice is followed.
MEANT = {
    "--kernel_size 3": "--kernel-size 3",
    "--kernal 3": "--kernel-size 3",
    "--kernal 3x5": "--kernel-size 3x5",
    "--kernal sobel-x": "--kernel sobel-x",
    "--KERNEL-SIZE 3": "--kernel-size 3",
    "--kernel_size=3": "--kernel-size 3",
    "--k 3 --strides 2": "--k 3 --stride 2",
    "--k 3 --pad 1": "--k 3 --padding 1",
    "--k 3 --paddding 1": "--k 3 --padding 1",
    "--k 3 --paddings 1x1": "--k 3 --padding 1x1",
    "--k 3 --padding_mode reflect --p 1": "--k 3 --padding-mode reflect --p 1",
    "--k 3 --input_size 7": "--k 3 --input-size 7",
    "--k 3 --inputsize 7": "--k 3 --input-size 7",
    "--k 3 --inptu arange": "--k 3 --input arange",
    "--k 3 --size 7": "--k 3 --input-size 7",
    "--filter 3": "--kernel-size 3",
    "--K 3": "--k 3",
    "--kernel_siz 3 --strids 2": "--kernel-size 3 --stride 2",
    "-kernel-size 3": "--kernel-size 3",
    "-kernel 3": "--kernel-size 3",
    "-kernel_size 3": "--kernel-size 3",
    "--k 3 -stride=2": "--k 3 --stride 2",
    "--k 3 -quiz": "--k 3 --quiz",
    "--k 3 -quiz=1": "--k 3 --quiz",
    "–k 3": "--k 3",
    "—kernel-size 3": "--kernel-size 3",
    "k=3": "--k 3",
    "k 3": "--k 3",
    "kernel-size 3": "--kernel-size 3",
    "--k 3 --colour-by uses": "--k 3 --color-by uses",
    "--k 3 --color uses": "--k 3 --color-by uses",
    "--k 3 --language zh": "--k 3 --lang zh",
    "--k 3 --out a.svg": "--k 3 --output a.svg",
    "--k 3 --theem dark": "--k 3 --theme dark",
    "--k 3 --vie flat": "--k 3 --view flat",
    "--k 3 --qiuz": "--k 3 --quiz",
    "--k 3 a.svg": "--k 3 -o a.svg",
    "shape --kernel_size 3": "shape --kernel-size 3",
    "shape --k 3 --jsno": "shape --k 3 --json",
    "formula --k 3 --convnetion d2l": "formula --k 3 --convention d2l",
    "formula --k 3 --products": "formula --k 3 --product",
    "stack --layer 3": "stack --layers 3",
    "stack --layers 3 --input_size 7": "stack --layers 3 --input-size 7",
    "gallery --language zh": "gallery --lang zh",
    "padding_strid": "padding_strides",
    "shape padding_strid": "shape padding_strides",
    "formla": "formula",
}


def refused(said: Callable[..., Any], folder: Path, *words: str) -> str:
    """What is said, in one line, with nothing written."""
    code, out, err = said(*words)
    assert (code, out, list(folder.iterdir())) == (2, "", []), words
    assert err.startswith("visualize: ") and err.count("\n") == 1
    return str(err.removeprefix("visualize: ").rstrip("\n"))


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_what_was_meant(said: Callable[..., Any], tmp_path: Path, typed: str, meant: str) -> None:
    line = refused(said, tmp_path, *shlex.split(typed))
    assert line.startswith("unknown argument ")
    advised = re.search(r"did you mean (.*)\?", line)
    assert advised is not None and advised[1] in meant, line
    if meant != "formula":  # it needs more than its name
        code, _, err = said(*shlex.split(meant))
        assert (code, err) == (0, "")


OTHERS = {
    "gallery d2l-conv-pad": "python -m visualize d2l-conv-pad",
    "stack padding_strides": "python -m visualize padding_strides",
    "shape --json padding_strides": "python -m visualize shape padding_strides",
    "formula --product padding_strides": "python -m visualize formula padding_strides",
    "--view flat padding_strides": "python -m visualize padding_strides",
    "stack --i 9 --k 3": '--layers "3 3/2+1"',
    "stack --i 9 --kernel_size 3": '--layers "3 3/2+1"',
    "shape --k 3 --view flat": "python -m visualize has",
    "shape --k 3 -o a.gif": "python -m visualize has",
    "formula --k 3 --json": "python -m visualize shape has",
    "--k 3 --json": "python -m visualize shape has",
    "--k 3 --until 3": "python -m visualize stack has",
    "gallery --k 3": "python -m visualize has",
    "--k 3 3": "as in 3x5",
    "--i 5 7 --k 3": "as in 3x5",
    "--banana 3": "--help lists what there is",
    "gallery banana": "python -m visualize gallery --help lists what there is",
}


@pytest.mark.parametrize(("typed", "advice"), OTHERS.items())
def test_where_it_belongs(said: Callable[..., Any], tmp_path: Path, typed: str, advice: str) -> None:
    line = refused(said, tmp_path, *shlex.split(typed))
    assert line.startswith("unknown argument ") and advice in line, line
    if advice.startswith("python -m visualize ") and not advice.endswith((" has", "there is")):
        assert said(*shlex.split(advice.removeprefix("python -m visualize ")))[0] == 0
    if advice.startswith("--layers"):
        assert said("stack", "--i", "9", *shlex.split(advice))[0] == 0


ALL = {name: make() for name, make in parser.PARSERS.items()}
FLAGS = [(name, flag) for name, one in ALL.items() for flag in one.flags]
# What else a flag needs, for a value to be of use.
NEEDED = {
    "--output-gradient": "--gradient input",
    "--order": "--out-channels 2",
    "--output-padding": "--transposed --s 2",
    "--output-size": "--transposed",
    "--reading": "--transposed",
    "--seed": "--input random",
    "--bias": "--input arange",
    "--pptx": "-o a.pptx",
    "--vary": "-o a.html",
    "--think": "--quiz",
}


def written(action: argparse.Action) -> str:
    return " or ".join(action.option_strings)


@pytest.mark.parametrize(("command", "flag"), FLAGS)
def test_a_flag_without_its_value_says_how_it_is_written(
    said: Callable[..., Any], tmp_path: Path, command: str, flag: str
) -> None:
    action = ALL[command].flags[flag]
    base = [command] if command else []
    if action.nargs == 0:
        if flag.startswith("--"):
            line = refused(said, tmp_path, *base, f"{flag}=1")
            assert line == f"invalid {action.dest} 1: the flag has no value; write {written(action)} alone"
        return
    line = refused(said, tmp_path, *base, flag)
    assert line.startswith("missing value: ") and flag in line
    example = re.search(r" needs one, as in (--[\w-]+ .+)$", line)
    assert example is not None, line
    layers = {"": "--k 3", "shape": "--k 3", "formula": "--k 3", "stack": "--layers 3", "gallery": ""}
    layers |= {"embed": "a.svg", "batch": "a.toml --output figures", "deck": "a.toml -o a.html"}
    layers |= {"exercise": "--n 2 -o a.gift"}
    layer = layers.get(command, "")
    if command in ("batch", "deck"):
        (tmp_path / "a.toml").write_text('[[figure]]\nname = "a"\nkernel_size = 2\n')
    if command == "embed":
        vz.figure(vz.Conv(3, 2)).save(tmp_path / "a.svg")
    needed = "" if command == "exercise" else NEEDED.get(action.option_strings[-1], "")
    words = [*shlex.split(layer), *shlex.split(needed), *shlex.split(example[1])]
    if command != "compare" and action.dest not in (
        "font",
        "output",
        "format",
        "template",
        "append",
        "factor",
    ):  # files, and bytes
        code, _, err = said(*base, *words)
        told = "visualize: 5 settings take about" if action.dest == "vary" else ""  # before they are drawn
        assert (code, err[: len(told) or None]) == (0, told), words


@pytest.mark.parametrize("command", ALL)
def test_every_flag_has_a_line_in_the_help(said: Callable[..., Any], command: str) -> None:
    code, text, err = said(*filter(None, [command]), "--help")
    assert (code, err) == (0, "")
    for flag, action in ALL[command].flags.items():
        assert flag in text and action.help, flag
        assert "".join(str(action.help).replace("%%", "%").split()) in "".join(text.split()), flag
    if command in ("", "shape", "formula"):
        assert "NAME" in text and "padding_strides" in text and "gallery" in text
    if command == "gallery":
        assert all(name in text for name in gallery.BY_NAME)
    assert all(len(line) <= 118 for line in text.splitlines())


@pytest.mark.parametrize("name", gallery.BY_NAME)
def test_shape_and_formula_take_named_figures(said: Callable[..., Any], tmp_path: Path, name: str) -> None:
    drawn = commands.figure_from(parser.drawing_parser().parse_args(list(gallery.BY_NAME[name].flags)))
    code, out, err = said("shape", name)
    assert (code, err) == (0, "")
    for size in (drawn.operation.input_size, drawn.operation.output_size):
        assert "×".join(map(str, size)) in out.splitlines()[0]
    bigger = said("shape", name, "--i", "20")[1]
    channels = f"{drawn.operation.in_channels}×" if not drawn.operation.single else ""
    assert bigger.splitlines()[0].split(": ")[1].startswith(f"{channels}20×20 ")
    if name.endswith("strides"):
        assert said("formula", name, "-o", "a.svg")[:2] == (0, "a.svg\n")
        assert (tmp_path / "a.svg").stat().st_size > 1000
