"""One call that fails: every open, read, write, seek, close, fsync, chmod, rename, link and mkdir, of every format.

    python -m tests.attack.faults --seed 1 --count 10000

A library, preloaded, counts the calls of a clean run and lets the n-th of the next one fail, in ffmpeg too. Needs gcc.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.attack.arena import (
    COMMANDS,
    Command,
    Count,
    files,
    forked,
    import_all,
    judge,
    options,
    put_old_files,
    workplace,
)
from visualize.cli import main as draw

SOURCE = Path(__file__).with_name("faults.c")
VARIABLE = "FAULTS"  # orders for ffmpeg


class Trial(NamedTuple):
    """The call of a command that is to fail, counted from 1, in our process or in ffmpeg."""

    command: Command
    has_old: bool
    in_ffmpeg: bool
    which: int


def attack(library: Any, random: Random, count: int) -> Count:
    """Every trial there is, or so many of them."""
    import_all()
    found = Count()
    for trial in islice(_trials(library, random, max(2, count // 20)), count):
        failed, code, wrong = _tried(library, trial)
        found.add(f"{failed or 'none'} {'refused' if code else 'harmless'}", wrong)
    return found


def _trials(library: Any, random: Random, most: int) -> Iterator[Trial]:
    """All trials, but at most so many of each command."""
    runs = [Trial(*run, 0) for run in product(COMMANDS, (False, True), (False, True))]
    runs = [run for run in runs if not run.in_ffmpeg or "a.mp4" in run.command.names]
    for clean in random.sample(runs, len(runs)):
        calls, *_ = _run(library, clean)
        for which in random.sample(range(1, calls + 1), min(calls, most)):
            yield clean._replace(which=which)


def _tried(library: Any, trial: Trial) -> tuple[str, int, str]:
    """The call that failed, the exit code, and what is wrong with how it ended."""
    _, failed, code, wrong = _run(library, trial)
    if not failed:
        wrong = wrong or "no call failed"
    return failed, code, f"{trial}, {failed}: {wrong}" if wrong else ""


def _run(library: Any, trial: Trial) -> tuple[int, str, int, str]:
    with tempfile.TemporaryDirectory(prefix="attack-") as other, workplace() as folder:
        if trial.has_old:
            put_old_files(trial.command)
        before, place, tally = files(folder), os.path.realpath(folder), Path(other) / "tally"

        def draw_with_a_fault() -> None:
            if trial.in_ffmpeg:
                os.environ[VARIABLE] = f"ffmpeg {place} {trial.which} {tally}"
            else:
                library.fault_arm(os.fsencode(place), trial.which)
            draw(trial.command.argv)

        library.fault_arm(b"/nowhere", 0)
        code, said = forked(draw_with_a_fault)
        calls, failed = library.fault_count(), library.fault_failed().decode()
        if trial.in_ffmpeg:
            calls, failed = _told(tally)
        wrong = judge(trial.command, before, files(folder), code, said)
        return calls, failed, code, f"{wrong}: {said}" if wrong else ""


def _told(tally: Path) -> tuple[int, str]:
    """What ffmpeg wrote at its end."""
    if not tally.exists():
        return 0, ""
    calls, _, failed = tally.read_text().strip().partition(" ")
    return int(calls), failed


def main() -> int:
    """Build the library, and start anew with it."""
    if VARIABLE in os.environ:
        library = ctypes.CDLL(os.environ[VARIABLE])
        library.fault_failed.restype = ctypes.c_char_p
        return attack(library, *options("Let one call after another fail.", 10_000)).end()
    compiler = shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        print("needs Linux and gcc")
        return 1
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        library = os.path.join(folder, "faults.so")
        subprocess.run([compiler, "-O1", "-Wall", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"], check=True)
        command = [sys.executable, "-m", "tests.attack.faults", *sys.argv[1:]]
        environment = {**os.environ, "LD_PRELOAD": library, VARIABLE: library}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
