"""The command `stack`: its table, its JSON, and refusals in one line."""

import json
from pathlib import Path

import pytest

from tests.command_line import run


def test_stack_command(tmp_path: Path) -> None:
    lines = run(tmp_path, "stack", "--i", "32", "--layers", "5 5 5 5 5 5 5").stdout.splitlines()
    assert [line.split()[2] for line in lines[2:]] == ["28x28", "24x24", "20x20", "16x16", "12x12", "8x8", "4x4"]
    data = json.loads(run(tmp_path, "stack", "--i", "32", "--layers", "5 3/2+1", "--json").stdout)
    assert data == {
        "layers": [
            {"type": "conv", "output_size": [28, 28], "receptive_field": [5, 5], "jump": [1, 1], "start": [0, 0]},
            {"type": "conv", "output_size": [14, 14], "receptive_field": [7, 7], "jump": [2, 2], "start": [-1, -1]},
        ]
    }
    told = run(tmp_path, "stack", "--i", "224", "--layers", "5", "--until", "4").stdout
    assert told.splitlines()[-1] == "55 layers until 4x4"


@pytest.mark.parametrize(
    ("given_words", "start"),
    [
        (["stack", "--i", "8", "--layers", "3+"], "invalid layers 3+: each is a kernel"),
        (["stack", "--i", "8"], "missing layers"),
        (["stack", "--i", "8", "--layers", "9"], "invalid kernel_size 9: larger than the padded input"),
        (["stack", "--i", "8", "--layers", "3", "--until", "3"], "invalid until 3: the output goes from 4x4 to 2x2"),
        (["stack", "--i", "9", "--layers", "2 2 2 2 2", "-o", "x.gif"], "invalid layers 5: at most 4 are drawn"),
        (["stack", "--i", "9", "--layers", "2", "-o", "x.json"], "unsupported suffix .json"),
        (["--k", "3", "--lang", "fr"], "unknown lang fr: known languages are en, zh"),
        (["--k", "3", "--convention", "keras"], "unknown convention keras: known conventions are torch, d2l, both"),
        (["--k", "3", "--lang", "zh", "--view", "flat", "--font", "no.ttf"], "invalid font no.ttf: cannot be read"),
        (["formula", "--k", "3", "-o", "f.gif"], "unknown suffix .gif in f.gif: known suffixes are .svg, .png, .pdf"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, given_words: list[str], start: str) -> None:
    result = run(tmp_path, *given_words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_chain_and_a_causal_stack(tmp_path: Path) -> None:
    chain = run(tmp_path, "stack", "--i", "8", "--layers", "3+1 relu max2/2").stdout.splitlines()
    assert [line.split()[:3] for line in chain[2:]] == [
        ["1", "convolution", "3x3"],
        ["2", "ReLU", "8x8"],
        ["3", "max", "pooling"],
    ]
    assert [line.split()[-4:] for line in chain[2:]] == [
        ["8x8", "3x3", "1", "-1"],
        ["8x8", "3x3", "1", "-1"],
        ["4x4", "4x4", "2", "-1"],
    ]
    words = ("stack", "--dims", "1", "--i", "16", "--p", "causal", "--layers", "2 2*2 2*4 2*8")
    data = json.loads(run(tmp_path, *words, "--json").stdout)
    assert [layer["receptive_field"] for layer in data["layers"]] == [[2], [4], [8], [16]]
    assert [layer["start"] for layer in data["layers"]] == [[-1], [-3], [-7], [-15]]
    assert run(tmp_path, *words, "-o", "a.gif").stdout.startswith("a.gif: 16 -> 16 -> 16 -> 16 -> 16, 16 steps")


def test_values_of_a_stack(tmp_path: Path) -> None:
    words = ("--layers", "2 relu 1", "--input", "0 1 2; 3 4 5; 6 7 8", "--kernel", "1 -1; -1 1 || 3;")
    assert run(tmp_path, "stack", *words, "-o", "a.svg").stdout.startswith("a.svg: 3x3 -> 2x2 -> 2x2 -> 2x2, 4 steps")
    for flags, message in (
        (("--i", "4"), "invalid input_size 4: the values of --input are 3x3"),
        (("--kernel", "1; || 2; || 3;"), "invalid kernel of 3 arrays: must be one for all, or 2"),
        (("--kernel", "1 2"), "invalid kernel shape 1,2: must be 2,2"),
        (("--seed", "3"), "unsupported seed 3: nothing here is random"),
        (("--p", "sam"), "unknown padding sam: known names are valid, same"),
        (("--input", "a.png"), "unsupported input a.png: a stack is drawn with numbers"),
    ):
        result = run(tmp_path, "stack", *words, *flags, "-o", "b.svg")
        assert result.returncode == 2 and result.stderr.startswith(f"visualize: {message}"), result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]
