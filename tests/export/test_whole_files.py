"""Several files are moved or none; scraps are removed, old files kept, whatever fails in between."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import visualize as vz
from tests.conftest import program
from visualize.cli import formula
from visualize.export import scraps
from visualize.export.formats import FORMATS, check_whole

FIGURE = vz.figure(vz.Conv(3, 2), view="flat", seconds=0.2)  # four steps
posix = pytest.mark.skipif(os.name != "posix", reason="needs modes, links and processes as POSIX has them")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fixed_chance(monkeypatch: pytest.MonkeyPatch, *chances: int) -> None:
    left = [bytes([chance] * 4) for chance in chances]
    monkeypatch.setattr(os, "urandom", lambda size: left.pop(0))


def scrap(chance: int, process: int | None = None, kind: str = "part", machine: str | None = None) -> str:
    number = bytes([chance] * 4).hex()
    return f".visualize-{machine or scraps.machine()}-{process or os.getpid()}-{number}.{kind}"


@posix
def test_what_is_planted_at_a_scraps_name_is_neither_followed_nor_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / scrap(1)).symlink_to("victim")
    (tmp_path / scrap(2)).symlink_to("nowhere")
    (tmp_path / scrap(3)).write_bytes(b"theirs")
    fixed_chance(monkeypatch, 1, 2, 3, 4)
    FIGURE.save(tmp_path / "a.gif")
    assert names(tmp_path) == sorted([scrap(1), scrap(2), scrap(3), "a.gif", "victim"])
    assert victim.read_bytes() == b"mine" and (tmp_path / scrap(3)).read_bytes() == b"theirs"
    assert not (tmp_path / "nowhere").exists()


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@posix
def test_scraps_of_killed_runs_are_removed_and_no_others(tmp_path: Path) -> None:
    ended, other = ended_process(), "0" * 8
    zombie = subprocess.Popen(["true"])  # nobody asks for its exit code, as in a container without an init
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    dead = [scrap(0, zombie.pid), scrap(1, ended), scrap(2, ended, "old"), scrap(3, ended, machine=other)]
    alive = [scrap(4), scrap(5, os.getppid()), scrap(6, ended, machine=other)]
    unknown = [
        scrap(7, ended) + "x",
        ".visualize-notes.part",
        f".visualize-{scraps.machine()}-{ended}-1.part",
        "a.part",
    ]
    for name in (*dead, *alive, *unknown):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / scrap(8, ended)).mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scraps, "time", lambda: time.time() + scraps.LONGEST_RUN + 1)
        (tmp_path / alive[2]).unlink()
        FIGURE.save(tmp_path / "a.gif")
    (tmp_path / alive[2]).write_bytes(b"")
    FIGURE.save(tmp_path / "a.gif")
    assert names(tmp_path) == sorted(["a.gif", *alive, *unknown, scrap(8, ended)])
    zombie.wait()


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    """Two old files and a place without one."""
    (tmp_path / "a.gif").write_bytes(b"old a")
    (tmp_path / "c.png").write_bytes(b"old c")
    return [tmp_path / "a.gif", tmp_path / "b.svg", tmp_path / "c.png"]


def as_before(folder: Path) -> bool:
    return {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.gif": b"old a", "c.png": b"old c"}


@pytest.mark.parametrize("failure", (OSError(5, "Input/output error"), KeyboardInterrupt(), SystemExit(143)))
@pytest.mark.parametrize("which", range(3))
@pytest.mark.parametrize("has_links", (True, False))
def test_of_several_files_all_are_moved_or_none(
    places: list[Path], monkeypatch: pytest.MonkeyPatch, failure: BaseException, which: int, has_links: bool
) -> None:
    def fail(old: str, new: str, replace: Callable[[str, str], None] = os.replace) -> None:
        if Path(new) == places[which] and old.endswith(".part"):
            raise failure
        replace(old, new)

    def without_links(old: str, new: str) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "replace", fail)
    if not has_links:
        monkeypatch.setattr(os, "link", without_links)
    with pytest.raises(vz.VisualizeError if isinstance(failure, OSError) else type(failure)) as raised:
        FIGURE.save(*places)
    if isinstance(failure, OSError):
        assert str(raised.value) == f"invalid output {places[which]}: cannot be written: Input/output error"
    assert as_before(places[0].parent)
    monkeypatch.undo()
    FIGURE.save(*places)
    assert names(places[0].parent) == ["a.gif", "b.svg", "c.png"] and b"old" not in places[0].read_bytes()[:4]


def test_an_interrupt_amid_the_putting_back(
    tmp_path: Path, places: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupts = [KeyboardInterrupt()]

    def fail(old: str, new: str, replace: Callable[[str, str], None] = os.replace) -> None:
        if old.endswith(".part") and Path(new) == places[2]:
            raise OSError(5, "Input/output error")
        replace(old, new)
        if old.endswith(".old") and interrupts:
            raise interrupts.pop()

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        FIGURE.save(*places)
    assert as_before(tmp_path) and not interrupts


def test_an_old_file_that_cannot_be_put_back_is_not_removed(
    tmp_path: Path, places: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(old: str, new: str, replace: Callable[[str, str], None] = os.replace) -> None:
        if old.endswith(".old") or Path(new) == places[2]:
            raise OSError(5, "Input/output error")
        replace(old, new)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(vz.VisualizeError, match="Input/output error; the old file is kept as ") as raised:
        FIGURE.save(*places)
    kept = Path(str(raised.value).rpartition(" ")[2])
    assert kept.read_bytes() == b"old a"
    assert names(tmp_path) == sorted([kept.name, "a.gif", "c.png"])


def test_a_folder_that_was_made_is_removed_only_where_it_is_empty(tmp_path: Path) -> None:
    def stop(steps: int) -> None:
        raise KeyboardInterrupt

    def another_comes(steps: int) -> None:
        (tmp_path / "new" / "note").write_text("mine")
        raise KeyboardInterrupt

    for stopping, left in ((stop, []), (another_comes, ["new"])):
        with pytest.raises(KeyboardInterrupt):
            FIGURE.save(tmp_path / "new" / "{n}.svg", progress=stopping)
        assert names(tmp_path) == left
    assert names(tmp_path / "new") == ["note"]


def test_an_old_file_is_replaced_by_one_that_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    for name in ("fsync", "replace"):
        real: Callable[..., Any] = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *what, name=name, real=real: [told.append(name), real(*what)][1])
    FIGURE.save(tmp_path / "a.gif")
    assert told == ["replace"], "a new file has no old one to lose"
    vz.figure(vz.Conv(3, 2), theme="dark").save(tmp_path / "a.gif")
    assert told == ["replace", "fsync", "replace"]


def test_an_old_file_of_the_same_bytes_stays_and_is_new(tmp_path: Path) -> None:
    places = [tmp_path / "a.gif", tmp_path / "b.svg"]
    FIGURE.save(*places)
    changed = places[1].read_bytes().replace(b"e", b"E")
    places[1].write_bytes(changed)
    before = [place.stat().st_ino for place in places]
    for place in places:
        os.utime(place, (1, 1))
    FIGURE.save(*places)
    assert [place.stat().st_ino == old for place, old in zip(places, before, strict=True)] == [True, False]
    assert all(place.stat().st_mtime > 1e9 for place in places) and b"e" in places[1].read_bytes()
    assert names(tmp_path) == ["a.gif", "b.svg"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_lacks_its_end_is_not_whole(tmp_path: Path, suffix: str) -> None:
    if suffix == ".mp4":
        program("ffmpeg")
    FIGURE.save(tmp_path / f"a{suffix}")
    data = (tmp_path / f"a{suffix}").read_bytes()
    check_whole(BytesIO(data), suffix)
    # A cut GIF that ends with a semicolon, by chance, looks whole.
    cuts = [cut for cut in range(len(data)) if cut < 2000 or len(data) - cut < 200]
    passed = []
    for cut in cuts:
        try:
            check_whole(BytesIO(data[:cut]), suffix)
            passed.append(cut)
        except OSError as error:
            assert str(error) == "the file is not whole"
    assert all(suffix == ".gif" and data[:cut].endswith(b";") for cut in passed) and len(passed) < len(cuts) / 50
    if not FORMATS[suffix].tail:  # whose sizes are written in them
        with pytest.raises(OSError, match="the file is not whole"):
            check_whole(BytesIO(data + b"\0"), suffix)


def test_formulas_are_whole_too(tmp_path: Path) -> None:
    files = [str(tmp_path / f"a{suffix}") for suffix in formula.SUFFIXES]
    formula.save(formula.lines(vz.Conv(5, 3), "torch"), "light", None, files)
    assert names(tmp_path) == ["a.pdf", "a.png", "a.svg"]


SIGNALLED = """
import os, signal, sys
number = getattr(signal, sys.argv.pop(1))
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from visualize import __main__
from visualize.encoders import gif
def encode(*given, real=gif.encode):
    os.kill(os.getpid(), number)
    real(*given)
gif.encode = encode
__main__.run()
"""


@posix
@pytest.mark.parametrize("name, code", (("SIGHUP", 0), ("SIGTERM", 143), ("SIGINT", 130)))
def test_signals_leave_nothing_and_what_is_ignored_as_behind_nohup_stays_ignored(
    tmp_path: Path, name: str, code: int
) -> None:
    command = [sys.executable, "-c", SIGNALLED, name, "--i", "3", "--k", "2", "-o", "new/../a.gif", "-o", "b/{n}.svg"]
    (tmp_path / "new").mkdir()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == code and done.stderr == "", done
    assert names(tmp_path) == (["a.gif", "b", "new"] if code == 0 else ["new"])


DROPPED = """
import os, signal, time, weakref
from visualize import __main__
class Referred: pass
def wait(*given):
    referred = Referred()
    kept = weakref.ref(referred, lambda ended: os.kill(os.getpid(), signal.SIGTERM))
    del referred
    while True:
        time.sleep(0.01)
__main__.main = wait
__main__.run()
"""


# Extension modules made with pybind11 do so where an argument is converted.
REPLACED = """
import os, signal
from visualize import __main__
from visualize.cli import commands
def convert(*given):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except SystemExit:
        raise TypeError("incompatible arguments") from None
commands._run = convert
__main__.run()
"""


@posix
@pytest.mark.parametrize("code", (DROPPED, REPLACED), ids=("dropped", "replaced"))
def test_a_signal_ends_the_command_even_where_its_exception_is_lost(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=15)
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")


def test_the_notebook_needs_no_folder_for_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*what: Any) -> None:
        raise OSError(28, "No space left on device")

    figure = vz.figure(vz.Conv(3, 2))
    monkeypatch.setattr(os, "mkdir", none)
    monkeypatch.setattr("builtins.open", none)
    assert re.match("<img src=", figure._repr_mimebundle_()["text/html"])
