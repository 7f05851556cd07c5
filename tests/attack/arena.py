"""What the attacks on files share: commands that write every format, and what a folder must look like afterwards."""

import argparse
import contextlib
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from visualize.cli import main

FIGURE = ("--i", "3", "--k", "2", "--view", "flat")  # four steps
VIDEO = (*FIGURE, "--seconds", "0.2")
OLD = b"old"
HANGS = 120  # seconds after which a fork is killed, on a machine that has other work to do


class Command(NamedTuple):
    """What to draw, and the names to write to."""

    words: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def argv(self) -> list[str]:
        return [*self.words, *(word for name in self.names for word in ("-o", name))]


# Every format, sequences, and several at once.
SUFFIXES = ("gif", "svg", "png", "webp", "apng", "json", "pdf", "pptx")
COMMANDS = [
    *(Command(FIGURE, (f"a.{suffix}",)) for suffix in SUFFIXES),
    Command((*FIGURE, "--pptx", "media"), ("a.pptx",)),
    Command(FIGURE, ("new/{n}.svg",)),
    Command(FIGURE, ("new/{n:02}.png",)),
    Command(FIGURE, ("a.gif", "a.svg", "b-{n}.png", "new/{n}.svg")),
    Command(("formula", "--k", "3"), ("a.svg", "a.png", "a.pdf")),
]
if shutil.which("ffmpeg"):
    COMMANDS += [Command(VIDEO, ("a.mp4",)), Command(VIDEO, ("a.mp4", "a.gif"))]

Files = dict[str, tuple[bytes, int]]  # by path: content and mode; of folders no content


def files(folder: Path) -> Files:
    """All that lies in a folder."""
    found: Files = {}
    for path in sorted(folder.rglob("*")):
        found[str(path.relative_to(folder))] = (b"" if path.is_dir() else path.read_bytes(), path.stat().st_mode)
    return found


def scraps(folder: Path) -> list[str]:
    return [name for name in files(folder) if Path(name).name.startswith(".visualize-")]


@cache
def wanted(command: Command) -> dict[str, bytes]:
    """The files of a command that nothing disturbs."""
    with workplace() as folder:
        code, said = forked(lambda: main(command.argv))
        assert code == 0, said
        return {path: content for path, (content, _) in files(folder).items() if not os.path.isdir(path)}


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """An empty folder to work in, removed afterwards."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        os.chdir(name)
        try:
            yield Path(name)
        finally:
            os.chdir(before)


def put_old_files(command: Command) -> None:
    """Stand a file at every place of a command, not readable for everybody."""
    for path in wanted(command):
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_bytes(OLD)
        Path(path).chmod(0o640)


def forked(action: Callable[[], Any]) -> tuple[int, str]:
    """Do something in a fork of this process, in which all is imported: its exit code, and all that it says."""
    source, sink = os.pipe()
    process = os.fork()
    if process == 0:
        _act(action, sink)
    os.close(sink)
    with os.fdopen(source, "rb") as stream:
        said = stream.read().decode(errors="replace")
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), said


def _act(action: Callable[[], Any], sink: int) -> None:
    code = 70
    signal.alarm(HANGS)
    try:
        for number in (1, 2):
            os.dup2(sink, number)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1, closefd=False) for number in (1, 2))
        action()
        code = 0
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def import_all() -> None:
    """Import what the commands import, so that forks need not."""
    import imageio  # noqa: F401
    import matplotlib.backends.backend_pdf
    import matplotlib.backends.backend_svg  # noqa: F401
    import pptx  # noqa: F401


def judge(command: Command, before: Files, after: Files, code: int, said: str) -> str:
    """What is wrong with how a command ended that something disturbed; empty where nothing is."""
    if "Traceback" in said or "Warning" in said:
        return "a traceback or a warning"
    if code == 0:
        whole = all(after.get(path, (b"", 0))[0] == content for path, content in wanted(command).items())
        return "" if whole and not others(command, after) else "success, but other files"
    if code != 2:
        return f"exit code {code}"
    if not said.startswith("visualize: ") or said.count("\n") != 1:
        return "not one line"
    return "" if after == before else "refused, but the files are not as before"


def others(command: Command, after: Files) -> list[str]:
    """What should not be there."""
    folders = {os.path.dirname(path) for path in wanted(command)}
    return [path for path in after if path not in wanted(command) and path not in folders]


class Count:
    """What happened how often, and what went wrong; printed in one last line."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []

    def add(self, kind: str, complaint: str = "") -> None:
        self.seen[kind] += 1
        if complaint:
            self.wrong.append(complaint)
            print(complaint, flush=True)

    def end(self) -> int:
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(self.seen.items()))
        print(f"{self.seen.total()} in all: {told or 'nothing'}; {len(self.wrong)} violations", flush=True)
        return 1 if self.wrong else 0


def options(description: str, count: int) -> tuple[Random, int]:
    """`--seed` and `--count` of an attack."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=count)
    given = parser.parse_args()
    return Random(given.seed), given.count
