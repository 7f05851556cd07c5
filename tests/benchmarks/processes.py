"""Whole processes and what they take; runs that are compared take turns, so that a busy machine slows them alike."""

# Nothing large is imported here: Linux counts the memory of the process that starts a child as the child's peak.
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

Command = list[str]
ROOT = Path(__file__).parents[2]
PACKAGE: Command = [sys.executable, "-m", "visualize"]
DEFAULT: Command = [*PACKAGE, "--k", "3", "--p", "1", "--s", "2"]


class Run(NamedTuple):
    """What one process took, with those that it started and waited for: seconds by the clock and of processors."""

    clock: float
    cpu: float
    megabytes: float


class Ratio(NamedTuple):
    """How many times as long one command takes as another."""

    clock: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f}× (clock {self.clock:.2f}×)"


def visualize(words: str) -> Command:
    """A command of the package."""
    return [*PACKAGE, *words.split()]


def environment(folder: Path) -> dict[str, str]:
    """This checkout comes first; bytecode is kept for all alike, as installers keep it, but in the folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def run(command: Command, folder: Path) -> Run:
    """One whole process, from its start to its end."""
    settings = environment(folder)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    with process.stderr:
        errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}\n{errors.decode()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)


def in_turn(commands: Sequence[Command], times: int, folder: Path) -> list[list[Run]]:
    """The runs of each command, taken in turn, every other round backwards; a first round of each is thrown away."""
    if len(commands) > 1:  # alone, nothing is compared, and the long run would only be longer
        for command in commands:
            run(command, folder)
    runs: list[list[Run]] = [[] for _ in commands]
    for turn in range(times):
        order = range(len(commands))
        for which in order if turn % 2 == 0 else reversed(order):
            runs[which].append(run(commands[which], folder))
    return runs


def cpu(runs: Sequence[Run]) -> float:
    """The median of the seconds of processors."""
    return median(one.cpu for one in runs)


def clock(runs: Sequence[Run]) -> float:
    """The median of the seconds by the clock."""
    return median(one.clock for one in runs)


def peak(runs: Sequence[Run]) -> float:
    """The most resident memory."""
    return max(one.megabytes for one in runs)


def paired(runs: Sequence[Run], others: Sequence[Run]) -> Ratio:
    """The medians of the ratios of runs made side by side."""
    pairs = list(zip(runs, others, strict=True))
    return Ratio(
        median(one.clock / other.clock for one, other in pairs), median(one.cpu / other.cpu for one, other in pairs)
    )
