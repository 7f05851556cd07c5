"""What stands at the place of an output: what is refused, what is kept, and which names will do."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.command_line import run
from tests.conftest import program
from visualize.export.targets import target

FIGURE = vz.figure(vz.Conv(3, 2), view="flat", seconds=0.2)  # four steps
posix = pytest.mark.skipif(os.name != "posix", reason="needs modes, links and processes as POSIX has them")


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
    FIGURE.save(tmp_path / "lost.gif")
    assert (tmp_path / "lost.gif").is_symlink() and names(tmp_path / "nowhere") == ["a.gif"]


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
            path.write_bytes(b"old")
            path.chmod(old)
            FIGURE.save(path)
            assert stat.S_IMODE(path.stat().st_mode) == new
        path.chmod(0o6755)
        FIGURE.save(path)  # the same bytes again
        assert stat.S_IMODE(path.stat().st_mode) == 0o755
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
    for inner in ("{n}.svg", "a.gif", "y/z/{n}.svg"):
        with pytest.raises(vz.VisualizeError, match="lies in a folder that is named as a file too"):
            FIGURE.save(tmp_path / "x.svg" / inner, tmp_path / "x.svg")
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
    assert done.returncode == 0 and done.stderr == "" and ": 3x3 -> 2x2, 4 steps" in done.stdout
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
    assert "a sequence is named with" in refused(tmp_path, "gallery", "-o", "a{b}")
    (tmp_path / "file").write_bytes(b"")
    assert "file: cannot be made a folder" in refused(tmp_path, "gallery", "-o", "file")
