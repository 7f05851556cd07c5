"""`-o -`: the whole figure on standard output and nothing else, or nothing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.conftest import program

OP = vz.Conv(3, 2)
WORDS = ("--i", "3", "--k", "2")


def poured(folder: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "visualize", *words]
    more.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(command, cwd=folder, stderr=subprocess.PIPE, check=False, **more)


@pytest.mark.parametrize("suffix", ["gif", ".SVG", "png", "json", "mp4"])
def test_it_is_the_file_of_that_format(tmp_path: Path, suffix: str) -> None:
    if suffix == "mp4":
        program("ffmpeg")
    name = f"a.{suffix.lower().removeprefix('.')}"
    done = poured(tmp_path, *WORDS, "-o", "-", "--format", suffix, "--seconds", "0.2")
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (0, b"", [])
    vz.figure(OP, seconds=0.2).save(tmp_path / name)
    assert done.stdout == (tmp_path / name).read_bytes()


def test_options_of_files_are_those_of_files(tmp_path: Path) -> None:
    done = poured(tmp_path, *WORDS, "-o", "-", "--format", "gif", "--gif-compat")
    vz.figure(OP).save(tmp_path / "a.gif", gif_compat=True)
    assert done.stdout == (tmp_path / "a.gif").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["-o", "-"], "missing format: say which one goes to standard output, as in -o - --format gif"),
        (["--format", "gif"], "unsupported format gif: it is that of -o -, standard output; files have suffixes"),
        (["-o", "-", "--format", "exe"], "unknown format exe: known formats are gif, svg, html, png"),
        (["-o", "-", "-o", "a.gif", "--format", "gif"], "unsupported output -: standard output takes one figure"),
        (["-o", "-", "-o", "-", "--format", "gif"], "unsupported output -: standard output takes one figure"),
        (["-o", "-", "--format", "gif", "--ground", "none"], "unsupported ground none: .gif has no half-transparent"),
    ],
)
def test_what_cannot_be_is_one_line(said: Callable[..., Any], tmp_path: Path, words: list[str], told: str) -> None:
    code, out, err = said(*WORDS, *words)
    assert (code, out, err.count("\n")) == (2, "", 1) and err.startswith(f"visualize: {told}")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_gone_and_a_full_disk(tmp_path: Path) -> None:
    words = ["--i", "9", "--k", "2", "-o", "-", "--format", "gif"]
    command = [sys.executable, "-m", "visualize", *words]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 0
    if Path("/dev/full").exists():
        with open("/dev/full", "wb") as full:
            done = poured(tmp_path, *words, stdout=full)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1) and b"No space left" in done.stderr


def test_a_terminal_is_not_sent_bytes(monkeypatch: pytest.MonkeyPatch, said: Callable[..., Any]) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, _, err = said(*WORDS, "-o", "-", "--format", "gif")
    assert code == 2 and "standard output is no file or pipe; redirect it, as in > conv.gif" in err
