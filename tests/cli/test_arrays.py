"""Values on the command line: names, tables, files; whole numbers are exact, what is no grid is refused."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.cell_texts import table, texts
from tests.command_line import run

SOURCES = [
    (["--input", "ones", "--kernel", "blur", "--i", "4"], "1.0 1.0; 1.0 1.0"),
    (["--input", "grid.csv", "--kernel", "identity"], "5"),
    (["--input", "grid.npy", "--kernel", "laplacian"], "0"),
    (["--input", "1 2 3 4", "--kernel", "1 1", "--bias", "10"], "13 15 17"),
]


@pytest.mark.parametrize(("words", "wanted"), SOURCES, ids=[" ".join(words) for words, _ in SOURCES])
def test_sources_of_values(tmp_path: Path, words: list[str], wanted: str) -> None:
    (tmp_path / "grid.csv").write_text("1,2,3\n4,5,6\n7,8,9\n")
    np.save(tmp_path / "grid.npy", np.arange(9).reshape(3, 3))
    result = run(tmp_path, *words, "-o", "a.svg")
    assert result.returncode == 0, result.stderr
    printed = table(texts((tmp_path / "a.svg").read_text(), "output"))
    assert [float(part) for part in printed.replace(";", "").split()] == [
        float(part) for part in wanted.replace(";", "").split()
    ]


def test_random_is_seeded(tmp_path: Path) -> None:
    pictures = []
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        run(tmp_path, "--input", "random", "--k", "2", "--seed", seed, "-o", f"{name}.json")
        pictures.append(json.loads((tmp_path / f"{name}.json").read_text())["grids"]["input"]["values"])
    assert pictures[0] == pictures[1] != pictures[2]
    assert {number for row in pictures[0][0] for number in row} <= set(range(10))


REFUSED = [
    (["--kernel", "3"], "invalid kernel 3: did you mean --kernel-size 3?"),
    (["--kernel", "sobel"], "unknown kernel sobel: give arange, ones, random, identity"),
    (["--input", "1 2; 3", "--k", "1"], "invalid input 1 2; 3: rows must be of one length"),
    (["--input", "1 x", "--k", "1"], "invalid input 1 x: x is not a number"),
    (["--input", "no.csv", "--k", "1"], "invalid input no.csv: cannot be read: No such file"),
    (["--input", "no.png", "--kernel", "blur"], "invalid input no.png: cannot be read"),
    (["--input", "1 2; 3 4", "--i", "3", "--k", "2"], "invalid input_size 3: the values of --input are 2x2"),
    (["--input", "arange"], "missing kernel_size"),
    (["--k", "3", "--bias", "1"], "invalid bias 1.0: there are no values"),
    (["--op", "max-pool", "--k", "2", "--input", "arange", "--bias", "1"], "unsupported bias"),
    (["--k", "3", "--color-by", "value"], "invalid color_by value: there are no values"),
    (["--k", "3", "--color-by", "mood"], "unknown color_by mood: known names are role, value, tap"),
    (["--transposed", "--k", "3", "--flip"], "invalid flip true: only a convolution's kernel can be flipped"),
]


@pytest.mark.parametrize(("words", "start"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_refused_in_one_line(tmp_path: Path, words: list[str], start: str) -> None:
    result = run(tmp_path, *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_tables_of_spreadsheets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("\ufeff1;2,5\n3;4\n".encode())
    assert run(tmp_path, "--k", "1", "--input", "a.csv", "-o", "a.json").returncode == 0
    told = json.loads((tmp_path / "a.json").read_text())
    assert told["grids"]["input"]["values"] == [[[1, 2.5], [3, 4]]]


def test_floats_beyond_64_bits_and_lines_in_the_shell(tmp_path: Path) -> None:
    assert run(tmp_path, "--k", "1", "--input", "1e20 1\n2 3", "-o", "a.json", "-o", "a.svg").returncode == 0
    told = json.loads((tmp_path / "a.json").read_text())
    assert told["grids"]["input"]["values"] == [[[1e20, 1], [2, 3]]]
    metadata = ElementTree.parse(tmp_path / "a.svg").getroot()[2].text or ""
    assert "--input '1e20 1; 2 3'" in metadata
