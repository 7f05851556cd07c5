"""Files appear whole or not at all, and have the same bytes in any folder on any day."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import visualize as vz


def test_unwritable_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so the system's answer is stood in for.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(vz.VisualizeError, match="cannot be written to"):
        vz.figure(vz.Conv(5, 3)).save(tmp_path / "x.gif")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.gif", "a.svg", "a.png", "a.json", "s-{n}.svg", "s-{n}.png", "new/s-{n}.svg"])
def test_full_disk_leaves_the_old_file_and_no_scrap(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = vz.figure(vz.Conv(5, 3))
    old = tmp_path / name.format(n=0)
    if old.parent == tmp_path:
        old.write_bytes(b"old")
    before = sorted(tmp_path.iterdir())

    def full(step: int) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(figure.story), "frame", lambda self, step: full(step))
    monkeypatch.setattr(type(figure.story), "step", lambda self, step: full(step))
    with pytest.raises(vz.VisualizeError, match=r"invalid output .*: cannot be written: No space left on device"):
        figure.save(tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before
    assert old.parent != tmp_path or old.read_bytes() == b"old"


def test_interrupt_leaves_no_scrap(tmp_path: Path) -> None:
    def interrupt(steps: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vz.figure(vz.Conv(5, 3)).save(tmp_path / "a.gif", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


ANOTHER_DAY = """
import sys, time, datetime
now = float(sys.argv.pop(1))
time.time, time.time_ns = lambda: now, lambda: int(now * 1e9)
for name in ("gmtime", "localtime"):
    setattr(time, name, lambda seconds=None, read=getattr(time, name): read(now if seconds is None else seconds))
time.strftime = lambda form, moment=None, tell=time.strftime: tell(form, moment or time.localtime())
class Clock(datetime.datetime):
    now = classmethod(lambda self, zone=None: self.fromtimestamp(time.time(), zone))
    utcnow = today = classmethod(lambda self: self.now())
datetime.datetime = Clock
from visualize.cli import main
main(sys.argv[1:])
"""


def test_same_bytes_in_any_folder_on_any_day(tmp_path: Path) -> None:
    names = ["a.gif", "a.svg", "a.png", "a.json", "a.pdf", "a.pptx", "a.webp", "s/{n:02}.svg", "s/{n:02}.png"]
    words = ["--k", "3", "--p", "1", "--s", "2", *(word for name in names for word in ("-o", name))]
    contents = []
    for number, day in enumerate((978_307_200, 1_993_420_800)):
        folder = tmp_path / str(number)
        folder.mkdir()
        environment = {**os.environ, "TZ": f"UTC{number}"}
        command = [sys.executable, "-c", ANOTHER_DAY, str(day), *words]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
        contents.append({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()})
    assert len(contents[0]) == 7 + 9 + 9
    assert contents[0] == contents[1]


def test_the_other_day_is_another_day() -> None:
    told = "import datetime, time; print(datetime.date.today(), time.strftime('%Y'), datetime.datetime.now().year)"
    script = ANOTHER_DAY.partition("from visualize")[0].replace("sys.argv.pop(1)", "1_993_420_800") + told
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.split()[1:] == ["2033", "2033"]


def test_the_name_of_a_kept_file_cannot_command_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "red\x1b[31m"
    folder.mkdir()
    (folder / "a.gif").write_bytes(b"old a")
    (folder / "b.png").write_bytes(b"old b")

    def fail(old: str, new: str, replace: Callable[[str, str], None] = os.replace) -> None:
        if old.endswith(".old") or Path(new).name == "b.png":
            raise OSError(5, "Input/output error")
        replace(old, new)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(vz.VisualizeError, match="the old file is kept as ") as raised:
        vz.figure(vz.Conv(3, 2)).save(folder / "a.gif", folder / "b.png")
    assert str(raised.value).isprintable() and r"red\x1b[31m" in str(raised.value)
