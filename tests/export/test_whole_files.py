"""What stands at the place of an output: what is refused, what is kept, and what is left when something fails."""

import os
import re
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.conftest import program
from visualize.cli import formula
from visualize.export import scraps
from visualize.export.formats import check_whole
from visualize.export.targets import target

FIGURE = vz.figure(vz.Conv(3, 2), view="flat", seconds=0.2)  # four steps
posix = pytest.mark.skipif(os.name != "posix", reason="needs modes, links and processes as POSIX has them")


def run(folder: Path, *words: str | bytes) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visualize", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def refused(folder: Path, *words: str | bytes) -> str:
    """What the one line says; nothing new lies in the folder."""
    before = sorted(path.name for path in folder.iterdir())
    done = run(folder, *words)
    assert done.returncode == 2 and done.stdout == "", done
    assert done.stderr.startswith("visualize: ") and done.stderr.count("\n") == 1, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before
    return done.stderr.removeprefix("visualize: ").rstrip("\n")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def listening(path: Path) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as stream, working_in(path.parent):  # a socket's path is a short one
        stream.bind(path.name)
        yield


@posix
def test_pipes_sockets_and_devices_are_refused_through_links_too(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gif")
    (tmp_path / "null.gif").symlink_to("/dev/null")
    (tmp_path / "link.gif").symlink_to("pipe.gif")
    (tmp_path / "loop.gif").symlink_to("loop.gif")
    with listening(tmp_path / "socket.gif"):
        for name, kind in (("pipe", "a pipe"), ("link", "a pipe"), ("null", "a device"), ("socket", "a socket")):
            with pytest.raises(vz.VisualizeError, match=f"{name}.gif is {kind}; give the name of a file"):
                FIGURE.save(tmp_path / f"{name}.gif")
    with pytest.raises(vz.VisualizeError, match=r"invalid output .*loop.gif: cannot be written: "):
        FIGURE.save(tmp_path / "loop.gif")
    os.mkfifo(tmp_path / "2.svg")
    with pytest.raises(vz.VisualizeError, match=r"2\.svg is a pipe"):
        FIGURE.save(tmp_path / "{n}.svg")
    assert names(tmp_path) == ["2.svg", "link.gif", "loop.gif", "null.gif", "pipe.gif", "socket.gif"]


@posix
def test_a_link_is_written_through_and_stays(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name in ("old", "new"):
        (tmp_path / f"{name}.gif").symlink_to(f"there/{name}")
    (tmp_path / "there" / "old").write_bytes(b"old")
    FIGURE.save(tmp_path / "old.gif")
    FIGURE.save(tmp_path / "new.gif")
    assert names(tmp_path) == ["new.gif", "old.gif", "there"] and names(tmp_path / "there") == ["new", "old"]
    for name in ("old", "new"):
        assert (tmp_path / f"{name}.gif").is_symlink()
        assert (tmp_path / "there" / name).read_bytes().startswith(b"GIF89a")
    (tmp_path / "lost.gif").symlink_to("nowhere/a.gif")
    with pytest.raises(vz.VisualizeError, match="nowhere does not exist; make it first"):
        FIGURE.save(tmp_path / "lost.gif")


@posix
@pytest.mark.parametrize("name", ("a.gif", "a.png", "a.pdf", "a.mp4"))
def test_the_mode_of_an_old_file_is_kept_but_for_what_runs_it_as_somebody_else(tmp_path: Path, name: str) -> None:
    if name == "a.mp4":
        program("ffmpeg")
    path = tmp_path / name
    before = os.umask(0o027)
    try:
        FIGURE.save(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        for old, new in ((0o600, 0o600), (0o666, 0o666), (0o6755, 0o755)):
            path.chmod(old)
            FIGURE.save(path)
            assert stat.S_IMODE(path.stat().st_mode) == new
    finally:
        os.umask(before)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_of_an_old_file_is_kept(tmp_path: Path) -> None:
    for name in ("a.gif", "b.gif"):
        (tmp_path / name).write_bytes(b"old")
        os.chown(tmp_path / name, 12345, 54321)
    FIGURE.save(tmp_path / "a.gif", tmp_path / "b.gif")
    for name in ("a.gif", "b.gif"):
        found = (tmp_path / name).stat()
        assert (found.st_uid, found.st_gid) == (12345, 54321) and found.st_size > 1000


def test_a_file_that_nobody_may_write_to_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(vz.VisualizeError, match=r"a\.gif is read-only; make it writable, or give another name"):
        FIGURE.save(tmp_path / "new.svg", path)
    assert names(tmp_path) == ["a.gif"] and path.read_bytes() == b"old"
    path.chmod(0o644)


@posix
def test_what_a_figure_is_made_from_is_not_replaced(tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    Image.fromarray(np.arange(25, dtype=np.uint8).reshape(5, 5)).save(picture)
    (tmp_path / "link.png").symlink_to("p.png")
    (tmp_path / "s-0.png").symlink_to("p.png")
    before = picture.read_bytes()
    for words in (["--input", "p.png", "-o", "p.png"], ["--input", "link.png", "-o", "a.gif", "-o", "./p.png"]):
        assert "is a file that the figure is made from; give another name" in refused(tmp_path, "--k", "3", *words)
    for words in (["-o", "link.png"], ["-o", "s-{n}.png"]):
        assert "is a file that the figure is made from" in refused(tmp_path, "--k", "3", "--input", "p.png", *words)
    assert picture.read_bytes() == before
    assert run(tmp_path, "--k", "3", "--input", "p.png", "-o", "q.png").returncode == 0


def test_a_folder_of_one_output_is_no_file_of_another(tmp_path: Path) -> None:
    with pytest.raises(vz.VisualizeError, match="lies in a folder that is named as a file too"):
        FIGURE.save(tmp_path / "x.svg" / "{n}.svg", tmp_path / "x.svg")
    assert not names(tmp_path)


FIELDS = ("{n:300000000}", "{n:10}", "{n:c}", "{n:x}", "{n:,}", "{n:>3}", "{n:+d}", "{n:3.1f}", "{n:d3}", "{n:{n}}")
FIELDS += ("{n!r}", "{n.real}", "{n.__class__}", "{n[0]}", "{0}", "{}", "{m}", "{", "}", "{n", "n}", "{n}}")
FIELDS += ("{{n}}", "{}}n}")
PLAIN = ("{n}", "{n:}", "{n:3}", "{n:03}", "{n:d}", "{n:03d}", "{n:9d}", "{n}-{n:02}", "{{{n}}}")


@pytest.mark.parametrize("field", FIELDS)
def test_other_fields_are_refused_before_they_are_formatted(field: str) -> None:
    with pytest.raises(vz.VisualizeError, match=r"a sequence is named with \{n\} in the file's name"):
        target(f"a-{field}.svg")


@pytest.mark.parametrize("field", PLAIN)
def test_fields_of_a_width_are_formatted_as_python_does(field: str) -> None:
    assert target(f"{field}.svg").paths([7, 123]) == [f"{field}.svg".format(n=n) for n in (7, 123)]


def test_names_that_are_too_long_are_refused_and_shorter_ones_are_not(tmp_path: Path) -> None:
    longest = os.pathconf(tmp_path, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    FIGURE.save(tmp_path / ("n" * (longest - 4) + ".gif"), tmp_path / ("é" * ((longest - 4) // 2) + ".svg"))
    before = names(tmp_path)
    for name in ("n" * (longest - 3) + ".gif", "é" * (longest // 2) + ".svg", "n" * (longest - 5) + "{n:02}.svg"):
        with pytest.raises(vz.VisualizeError, match="cannot be written: File name too long"):
            FIGURE.save(tmp_path / name)
    assert names(tmp_path) == before and len(before) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not UTF-8")
def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    done = run(tmp_path, "--i", "3", "--k", "2", "-o", b"a\xff.gif", "-o", b"b\xff-{n}.svg")
    assert (
        done.returncode == 0
        and done.stderr == ""
        and done.stdout.startswith(r"a\udcff.gif, b\udcff-{n}.svg: 3x3 -> 2x2")
    )
    found = sorted(os.listdir(os.fsencode(tmp_path)))
    assert found == [b"a\xff.gif", *(b"b\xff-%d.svg" % number for number in range(4))]
    with pytest.raises(vz.VisualizeError, match="this system's file names cannot hold all of its letters"):
        FIGURE.save(f"{tmp_path}/a\ud800.gif")


DELETED = """
import os
from visualize.cli import main
os.mkdir("gone")
os.chdir("gone")
os.rmdir("../gone")
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a working folder is not deleted")
@pytest.mark.parametrize("words", (["--k", "3"], ["gallery", "-o", "x"], ["formula", "--k", "3"]))
def test_a_working_folder_that_was_deleted(tmp_path: Path, words: list[str]) -> None:
    command = [sys.executable, "-c", DELETED, *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert "the working folder cannot be found" in done.stderr
    assert not names(tmp_path)


def test_the_gallery_makes_no_folder_for_nothing(tmp_path: Path) -> None:
    assert refused(tmp_path, "gallery", "--lang", "xx", "-o", "new").startswith("unknown lang xx")
    assert "no does not exist; make it first" in refused(tmp_path, "gallery", "-o", "no/where")
    assert "a sequence is named with" in refused(tmp_path, "gallery", "-o", "a{b}")
    (tmp_path / "file").write_bytes(b"")
    assert "file: cannot be made a folder" in refused(tmp_path, "gallery", "-o", "file")


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
    dead = [scrap(1, ended), scrap(2, ended, "old"), scrap(3, ended, machine=other)]
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
    FIGURE.save(tmp_path / "a.gif")
    assert told == ["replace", "fsync", "replace"]


WRITTEN = (".gif", ".svg", ".png", ".apng", ".webp", ".mp4", ".pdf", ".pptx", ".json")


@pytest.mark.parametrize("suffix", WRITTEN)
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
    if suffix in (".webp", ".pptx", ".mp4"):  # whose sizes are written in them
        with pytest.raises(OSError, match="the file is not whole"):
            check_whole(BytesIO(data + b"\0"), suffix)


def test_formulas_are_whole_too(tmp_path: Path) -> None:
    formula.save(vz.Conv(5, 3), "torch", "light", [str(tmp_path / f"a{suffix}") for suffix in formula.SUFFIXES])
    assert names(tmp_path) == ["a.pdf", "a.png", "a.svg"]


SIGNALLED = """
import os, signal, sys
number = getattr(signal, sys.argv.pop(1))
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from visualize import __main__
from visualize.encoders import gif
def write(*given, real=gif.write):
    os.kill(os.getpid(), number)
    real(*given)
gif.write = write
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


def test_the_notebook_needs_no_folder_for_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*what: Any) -> None:
        raise OSError(28, "No space left on device")

    figure = vz.figure(vz.Conv(3, 2))
    monkeypatch.setattr(os, "mkdir", none)
    monkeypatch.setattr("builtins.open", none)
    assert re.match("<img src=", figure._repr_mimebundle_()["text/html"])
