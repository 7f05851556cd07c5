"""What the shell gives that cannot be drawn: one line each, and nothing written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import run

BROKEN = {
    "empty.npy": b"",
    "junk.npy": b"PK\x03\x04junk",
    "latin.csv": "é 1\n2 3".encode("latin-1"),
    "header.csv": b"a,b\n3,4\n",
    "empty.csv": b"",
    "ragged.csv": b"1,2\n3\n",
    "broken.png": b"\x89PNG",
}
REFUSED = [
    *((["--k", "2", "--input", name], f"invalid input {name}: ") for name in BROKEN),
    (["--k", "2", "--input", "none.csv"], "invalid input none.csv: cannot be read: No such file or directory"),
    (["--k", "2", "--input", "random", "--seed", "-1"], "invalid seed -1: must be at least 0"),
    (["--k", "2", "--seed", "3"], "unsupported seed 3: nothing here is random"),
    (["--k", "2", "--title", "a\x01b"], "invalid title 'a\\x01b': the character '\\x01' cannot be written"),
    (["--k", "9" * 5000], "invalid kernel_size 999"),
    (["--k", "2", "--steps", "9" * 5000], "invalid steps 999"),
    (["--k", "2", "--view", "a\nb"], "unknown view a b: known names are isometric, flat"),
    (
        ["--k", "3", "--dims", "1", "--i", "2000", "--view", "flat", "--cell", "40"],
        "invalid cell 40: the picture would be 160166 x 72; a side has at most 65535 pixels",
    ),
    (["--k", "2", "--cell", "1" + 11 * "0"], "invalid cell 100000000000: must be at least 2 pixels, at most 65535"),
    (["--k", "3", "--width", "50000"], "invalid width 50000: the picture would be"),
    (["--k", "3", "--pptx", "media"], "unsupported pptx media: none of the files is a .pptx"),
    (["--k", "3", "--gif-compat", "-o", "a.svg"], "unsupported gif_compat true: none of the files is a .gif"),
    (["--k", "3", "--font", "none.ttf"], "invalid font none.ttf: cannot be read: No such file or directory"),
    (["padding_stride"], "unknown argument padding_stride: did you mean padding_strides?"),
    (["--theme", "dark", "padding_strides"], "unknown argument padding_strides: a figure's name comes first"),
    (["--op", "max-pool", "--k", "2", "--note"], "unsupported note true: only a convolution"),
    (["--dims", "1", "--k", "1", "--input", "1 2; 3 4"], "invalid input 1 2; 3 4: must be one row with --dims 1"),
    (["stack", "--i", "5", "--layers", "3 7"], "invalid kernel_size 7: larger than the padded input 3 + 2*0 = 3"),
    (["formula", "--k", "3", "-o", "a.svg", "-o", "./a.svg"], "invalid output ./a.svg: is named twice"),
    (["formula", "--k", "3", "-o", "a.svg", "-o", "folder.svg"], "invalid output folder.svg: "),
    (["--k", "3", "-o", "w-{n}.png"], "invalid output w-{n}.png: "),
    (["--k", "3", "-o", "x-{n}.png", "-o", "x-3.png"], "invalid output x-3.png: is named twice"),
    (["gallery", "-o", "file"], "invalid output file: cannot be made a folder"),
    (["stack", "--i", "5", "--layers", "3", "-o", "a.gif", "-o", "a.json"], "unsupported suffix .json"),
]


@pytest.mark.parametrize(("words", "start"), REFUSED, ids=[" ".join(words)[:60] for words, _ in REFUSED])
def test_refused_in_one_line_and_nothing_written(tmp_path: Path, words: list[str], start: str) -> None:
    for name, data in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "file").touch()
    (tmp_path / "w-0.png").write_text("old")
    for name in ("folder.svg", "w-3.png"):
        (tmp_path / name).mkdir()
    before = sorted(tmp_path.rglob("*"))
    result = run(tmp_path, *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {start}"), result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before and (tmp_path / "w-0.png").read_text() == "old"


def test_a_terminal_without_the_letters(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    result = run(tmp_path, "--k", "3", "--lang", "zh", "-o", "a.svg", env=environment)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "a.svg").exists() and "5x5 -> 3x3" in result.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes streams: sh")
@pytest.mark.parametrize(("words", "code"), (("--k 3 -o a.gif >&-", 0), ("--k 9 2>&-", 2), ("gallery >&-", 0)))
def test_closed_streams(tmp_path: Path, words: str, code: int) -> None:
    command = f"{sys.executable} -m visualize {words}"
    result = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (code, "")
