"""What Windows and macOS do otherwise, with their own functions taken away or put in place: not run on them."""

import builtins
import io
import ntpath
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import visualize as vz
from visualize.cli import terminal
from visualize.errors import VisualizeError
from visualize.export import scraps, targets

FIGURE = vz.figure(vz.Conv(3, 2))


@contextmanager
def windows() -> Iterator[pytest.MonkeyPatch]:
    """A system without what Python's documentation marks as Unix only, for what this package calls."""

    def by_path_only(file: Any, *rest: Any, **more: Any) -> None:
        assert not isinstance(file, int), "there is no chmod of a descriptor before Python 3.13"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "chmod", by_path_only)
        for name in ("chown", "fchown", "fchmod", "lchown", "uname", "getuid", "geteuid", "mkfifo", "O_NONBLOCK"):
            patch.delattr(os, name)
        patch.setattr(os, "name", "nt")
        patch.setattr(sys, "platform", "win32")
        yield patch


def test_files_replace_old_ones_of_another_mode(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("a.gif", "b.svg", "c.png", "d.json")]
    for name in names:
        Path(name).write_bytes(b"old")
    before = os.stat(names[0])
    with windows() as patch:
        patch.setattr(os, "fstat", differing(os.fstat, before))
        FIGURE.save(*names)
    assert all(os.path.getsize(name) > 100 for name in names)
    assert sorted(os.listdir(tmp_path)) == ["a.gif", "b.svg", "c.png", "d.json"]


def differing(fstat: Any, old: os.stat_result) -> Any:
    """`os.fstat`, of files that have another mode than an old one."""

    def found(handle: int) -> os.stat_result:
        fields = list(fstat(handle))
        fields[stat.ST_MODE] = old.st_mode ^ 0o100
        return os.stat_result(fields)

    return found


def test_scraps_of_a_killed_run_go_after_a_day(tmp_path: Path) -> None:
    """A process number says nothing there: signal 0 would end the process."""
    with windows() as patch:
        patch.setattr(os, "kill", lambda *given: pytest.fail("asked"))
        scrap = scraps._fresh(str(tmp_path), "part")
        with open(scrap, "xb"):
            pass
        made = os.lstat(scrap).st_ctime
        scraps.sweep(str(tmp_path))
        assert os.path.exists(scrap)
        patch.setattr(scraps, "time", lambda: made + scraps.LONGEST_RUN + 1)
        scraps.sweep(str(tmp_path))
        assert not os.path.exists(scrap)


@pytest.mark.parametrize("place", ("Q:\\decks\\a.gif", "Q:\\a.gif", "\\\\nobody\\share\\decks\\a.gif"))
def test_a_drive_that_is_not_there_is_refused(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(VisualizeError, match="cannot be made"):
        patch.setattr(targets.os, "path", ntpath)
        targets._check_folder(place, ntpath.dirname(place))


@pytest.mark.parametrize(
    ("one", "other", "platform", "same"),
    [
        ("conv.gif", "Conv.GIF", "win32", True),
        ("conv.gif", "Conv.GIF", "darwin", True),
        ("conv.gif", "Conv.GIF", "linux", False),
        ("STRASSE.gif", "straße.gif", "darwin", True),
        ("caf\u00e9.gif", "cafe\u0301.gif", "darwin", True),
        ("caf\u00e9.gif", "cafe\u0301.gif", "linux", False),
        ("conv.gif", "conv2.gif", "win32", False),
        ("Step-{n}.svg", "step-{n}.svg", "win32", True),
    ],
)
def test_names_that_differ_in_capitals_only_are_one_file(
    one: str, other: str, platform: str, same: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    try:
        FIGURE.save(tmp_path / one, tmp_path / other)
    except VisualizeError as error:
        assert same and "is named twice" in str(error) and not os.listdir(tmp_path)
    else:
        assert not same and len(os.listdir(tmp_path)) >= 2


class Closed:
    """A pipe whose reader has exited, as Windows tells it."""

    def __init__(self, handle: BinaryIO) -> None:
        self.fileno = handle.fileno

    def write(self, text: str) -> int:
        raise OSError(22, "Invalid argument")

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("name", ("nt", "posix"))
def test_a_reader_that_has_exited_is_no_error(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ""
    with (tmp_path / "pipe").open("wb") as handle, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Closed(handle))
        patch.setattr(os, "name", name)
        try:
            terminal.say("done")
        except VisualizeError as error:
            told = str(error)
    assert ("Invalid argument" in told) == (name == "posix")


def test_lines_end_as_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are opened as text, were there any, would get Windows' line ends."""
    names = ["a.svg", "a.json", "step-{n}.svg"]
    FIGURE.save(*(tmp_path / "there" / name for name in names))
    opened = builtins.open

    def translating(*given: Any, **more: Any) -> Any:
        stream = opened(*given, **more)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(newline="\r\n")
        return stream

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", translating)
        patch.setattr(io, "open", translating)
        FIGURE.save(*(tmp_path / "here" / name for name in names))
    for path in (tmp_path / "here").iterdir():
        assert (tmp_path / "there" / path.name).read_bytes() == path.read_bytes()
        assert b"\r" not in path.read_bytes()
