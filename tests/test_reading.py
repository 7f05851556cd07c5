"""Files that users name: only regular ones are opened, none makes us wait, none is read beyond its limit."""

import io
import os
import sys
import threading
from pathlib import Path

import pytest

import visualize as vz
from tests.refusals import refused
from visualize import reading

posix = pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices: a POSIX system")


@posix
@pytest.mark.parametrize("flag", ("--input", "--kernel", "--font"))
@pytest.mark.parametrize("kind", ("pipe", "link to a pipe", "folder", "device", "link to a device"))
def test_only_regular_files_are_opened(tmp_path: Path, kind: str, flag: str) -> None:
    for suffix in (".csv", ".npy", ".png") if flag == "--input" else (".csv",) if flag == "--kernel" else (".ttf",):
        path = tmp_path / f"it{suffix}"
        if "pipe" in kind:
            os.mkfifo(tmp_path / "pipe" if "link" in kind else path)
        if kind == "folder":
            path.mkdir()
        if "device" in kind:
            path = Path("/dev/zero") if flag == "--font" and "link" not in kind else path
        if "link" in kind:
            path.symlink_to(tmp_path / "pipe" if "pipe" in kind else "/dev/zero")
        if path.exists():
            told = f"{flag[2:]} {path.name if path.parent == tmp_path else path}: must be a regular file"
            refused(tmp_path, f"invalid {told}", flag, path.name if path.parent == tmp_path else str(path))
            (tmp_path / "pipe").unlink(missing_ok=True)


@posix
def test_a_pipe_that_takes_a_files_place_does_not_hold_us_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the question and the opening: the question is answered here for the file that was there before."""
    regular = tmp_path / "a.csv"
    regular.write_text("1 2")
    was, pipe = os.stat(regular), str(tmp_path / "b.csv")
    os.mkfifo(pipe)
    monkeypatch.setattr(reading.os, "stat", lambda path: was)
    found: list[str] = []

    def ask() -> None:
        try:
            reading.opened("input", pipe, 99)
        except vz.VisualizeError as error:
            found.append(str(error))

    waiting = threading.Thread(target=ask, daemon=True)
    waiting.start()
    waiting.join(20)
    assert found == [f"invalid input {pipe}: must be a regular file, not a folder, a pipe or a device"]


@posix
@pytest.mark.parametrize("flag", ("--input a.csv", "--input a.npy", "--input a.png", "--input a.jpg", "--font a.ttf"))
def test_large_files_are_not_read(tmp_path: Path, flag: str) -> None:
    """8 GB, which take no room on the disk."""
    option, name = flag.split()
    with open(tmp_path / name, "wb") as stream:
        stream.truncate(2**33)
    refused(tmp_path, f"invalid {option[2:]} {name}: has 8,589,934,592 bytes; at most ", option, name)


@pytest.mark.parametrize("flag", ("--input", "--kernel", "--bias"))
@pytest.mark.parametrize("character", ("\x01", "\x1b", "\ufffe", "\udce9"), ids=ascii)
@pytest.mark.parametrize("words", ("1{} 2", "a{}.csv", "a{}.png"))
def test_what_no_file_can_hold_is_refused_at_the_edge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: str, character: str, words: str
) -> None:
    """Before any file is looked for; values of a bias are numbers anyway."""
    from visualize.cli import main

    errors = io.StringIO()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(SystemExit) as end:
        main(["--k", "1", "--input", "arange", flag, words.format(character), "-o", "a.svg"])
    told = errors.getvalue()
    assert end.value.code == 2 and told.count("\n") == 1 and os.listdir(tmp_path) == []
    assert "cannot be written into a file" in told or (flag == "--bias" and "is not a number" in told)
