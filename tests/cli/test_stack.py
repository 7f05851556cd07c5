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
            {"output_size": [28, 28], "receptive_field": [5, 5], "jump": [1, 1], "start": [0, 0]},
            {"output_size": [14, 14], "receptive_field": [7, 7], "jump": [2, 2], "start": [-1, -1]},
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
