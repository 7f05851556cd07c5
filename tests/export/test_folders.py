"""Folders that are missing are made, however a figure is written, and removed again if nothing is written."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import visualize as vz
from tests.command_line import run
from visualize.cli.gallery import NAMED
from visualize.export import scraps

FIGURE = vz.figure(vz.Conv(3, 2), view="flat")  # four steps
posix = pytest.mark.skipif(os.name != "posix", reason="needs modes, links and processes as POSIX has them")


def lying(folder: Path) -> list[str]:
    """All folders and files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


COMMANDS = {
    "file": (["--k", "3", "-o", "new/deep/a.gif"], 1),
    "files": (["--k", "3", "-o", "new/a.gif", "-o", "new/deep/a.svg"], 2),
    "sequence": (["--k", "3", "-o", "new/deep/step-{n}.png"], 9),
    "stack": (["stack", "--layers", "3", "-o", "new/deep/a.gif"], 1),
    "formula": (["formula", "--k", "3", "-o", "new/deep/a.svg"], 1),
    "gallery": (["gallery", "-o", "new/deep"], 2 * len(NAMED)),
}


@pytest.mark.parametrize(("words", "count"), COMMANDS.values(), ids=COMMANDS)
def test_every_command_makes_the_folders(tmp_path: Path, words: list[str], count: int) -> None:
    done = run(tmp_path, *words)
    assert (done.returncode, done.stderr) == (0, "")
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(found) == count and all(path.is_relative_to(tmp_path / "new") for path in found)


def test_python_makes_the_folders(tmp_path: Path) -> None:
    FIGURE.save(tmp_path / "a" / "b" / "x.gif", tmp_path / "c" / "{n}.svg")
    assert lying(tmp_path) == ["a", "a/b", "a/b/x.gif", "c", *(f"c/{n}.svg" for n in range(4))]


@pytest.mark.parametrize("failing", ("_fill", "move"))
@pytest.mark.parametrize("error", (OSError(28, "No space left on device"), KeyboardInterrupt()))
def test_a_failed_run_removes_the_folders_that_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, error: BaseException
) -> None:
    (tmp_path / "old").mkdir()

    def fail(*_: object) -> None:
        raise error

    place = "visualize.export.files._fill" if failing == "_fill" else "visualize.export.scraps._replace"
    monkeypatch.setattr(place, fail)
    with pytest.raises((vz.VisualizeError, OSError, KeyboardInterrupt)):
        FIGURE.save(tmp_path / "new" / "deep" / "a.gif", tmp_path / "old" / "deep" / "{n}.svg")
    assert lying(tmp_path) == ["old"]


def test_what_another_run_has_put_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        (tmp_path / "new" / "theirs").touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("visualize.export.files._fill", fail)
    with pytest.raises(vz.VisualizeError):
        FIGURE.save(tmp_path / "new" / "deep" / "a.gif")
    assert lying(tmp_path) == ["new", "new/theirs"]


def test_a_folder_that_goes_while_a_file_is_made_is_made_again(tmp_path: Path) -> None:
    """As when another run that made it fails and takes it away."""
    mine = scraps.Scraps()
    (tmp_path / "a").mkdir()
    (tmp_path / "a").rmdir()
    path, stream = mine.create(str(tmp_path / "a" / "b"))
    stream.close()
    assert os.path.dirname(path) == str(tmp_path / "a" / "b")
    mine.clear()
    assert not lying(tmp_path)


REFUSED: dict[str, Callable[[Path], object]] = {
    "the folder .*file/deep cannot be made: .*file is no folder": lambda folder: (folder / "file").touch(),
    "the folder .*file cannot be written to": lambda folder: (folder / "file").mkdir(0o555),
}


@pytest.mark.parametrize("told", REFUSED)
def test_folders_that_cannot_be_made_are_refused_before_anything_is_drawn(told: str) -> None:
    if os.name != "posix" or ("written" in told and os.geteuid() == 0):
        pytest.skip("needs modes that bind the user: not root")
    with TemporaryDirectory() as short:  # long paths are cut in messages
        folder = Path(short)
        REFUSED[told](folder)
        before = lying(folder)
        for name in ("file/deep/a.gif", "file/deep/{n}.svg"):
            with pytest.raises(vz.VisualizeError, match=f"^invalid output .*{name}: {told}"):
                FIGURE.save(folder / "good" / "a.gif", folder / name)
        assert lying(folder) == before


@posix
def test_folders_have_the_usual_mode(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "visualize", "--k", "3", "-o", "a/b/c.svg"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, umask=0o027)
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a", "a/b")} == {0o750}
