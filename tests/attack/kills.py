"""Runs that are killed at random moments, by SIGKILL and by signals that a program may answer.

    python -m tests.attack.kills --seed 1 --count 500

An old file is whole, or the new one is. After SIGTERM, SIGHUP and SIGINT no scrap is left, and of several files all are
new or none is. After SIGKILL the next run leaves none. No ffmpeg lives on.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import visualize
from tests.attack.arena import (
    COMMANDS,
    FIGURE,
    OLD,
    Command,
    Count,
    files,
    options,
    others,
    put_old_files,
    scraps,
    wanted,
    workplace,
)

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
LONGEST = 15.0  # seconds from a signal to the end of all processes
LARGE = ("--i", "8", "--k", "2", "--view", "flat", "--cell", "8")  # 49 steps
KILLED = [*COMMANDS, Command(LARGE, ("new/{n:03}.svg", "new/{n:03}.png"))]
if shutil.which("ffmpeg"):
    KILLED.append(Command((*FIGURE, "--seconds", "2"), ("a.mp4", "a.svg")))


def attack(random: Random, count: int) -> Count:
    """So many kills."""
    found, times = Count(), {}
    for number in range(count):
        command = random.choice(KILLED)
        if command not in times:
            times[command] = _duration(command)
        ended, wrong = _killed(random, command, SIGNALS[number % len(SIGNALS)], times[command])
        found.add(ended, wrong)
    return found


def _started(command: Command) -> subprocess.Popen[str]:
    """A process of its own, of the package that this one has imported."""
    words = [sys.executable, "-m", "visualize", *command.argv]
    package = {**os.environ, "PYTHONPATH": str(Path(visualize.__file__).parents[1])}
    out, err = subprocess.DEVNULL, subprocess.PIPE
    return subprocess.Popen(words, stdout=out, stderr=err, text=True, start_new_session=True, env=package)


def _duration(command: Command) -> float:
    wanted(command)
    with workplace():
        start = time.monotonic()
        process = _started(command)
        _, said = process.communicate()
        assert process.returncode == 0, said
        return time.monotonic() - start


def _killed(random: Random, command: Command, number: signal.Signals, duration: float) -> tuple[str, str]:
    """How a run ended, and what is wrong with that."""
    with workplace() as folder:
        has_old = random.random() < 0.5
        if has_old:
            put_old_files(command)
        # Most of a run is imports; what is of interest comes at its end.
        delay = duration * (random.random() if random.random() < 0.3 else random.uniform(0.4, 1.1))
        process = _started(command)
        time.sleep(delay)
        process.send_signal(number)
        _, said = process.communicate(timeout=LONGEST + 30)
        wrong = _outlived(folder) or _wrong(command, has_old, folder, number, process.returncode, said)
        ended = _ending(number, process.returncode, said, scraps(folder))
        if not wrong and number == signal.SIGKILL:
            wrong = _wrong_afterwards(command, folder)
        return ended, f"{command.argv}, {number.name} after {delay:.4f} s: {wrong}" if wrong else ""


def _ending(number: signal.Signals, code: int, said: str, left: Sequence[str]) -> str:
    if code == 0:
        return "finished"
    return f"ended by {number.name}" + " while writing" * bool(left) + " before the start" * _is_python_starting(said)


def _outlived(folder: Path) -> str:
    """Waits for the processes that work in the folder; the name of one that does not end."""
    end = time.monotonic() + LONGEST
    while living := [process for process in Path("/proc").glob("[0-9]*") if _works_in(process, folder)]:
        if time.monotonic() > end:
            return f"{(living[0] / 'comm').read_text().strip()} lives on"
        time.sleep(0.02)
    return ""


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return process.name != str(os.getpid()) and (process / "cwd").readlink() == folder.resolve()
    except OSError:
        return False


def _wrong(command: Command, has_old: bool, folder: Path, number: int, code: int, said: str) -> str:
    after = files(folder)
    new = {path for path, content in wanted(command).items() if after.get(path, (b"", 0))[0] == content}
    old = {path for path in wanted(command) if (after.get(path, (b"", 0))[0] == OLD if has_old else path not in after)}
    if torn := set(wanted(command)) - new - old:
        return f"neither old nor new: {torn}"
    if number == signal.SIGKILL:
        return ""
    if not (number == signal.SIGINT and _is_python_starting(said)):
        if code not in (0, 128 + number, -number):
            return f"exit code {code}: {said}"
        if said:
            return f"said: {said}"
    if new and old:
        return f"some are new and some are not: {sorted(new)}"
    return f"left: {others(command, after)}" if others(command, after) or (not new and not has_old and after) else ""


def _is_python_starting(said: str) -> bool:
    """Whether Ctrl-C came before anything of ours was imported, and did what it does to any program of Python's."""
    return said.rstrip().endswith("KeyboardInterrupt") and "visualize" not in said


def _wrong_afterwards(command: Command, folder: Path) -> str:
    """After a run that was killed comes one that is not."""
    left = len(scraps(folder))
    process = _started(command)
    _, said = process.communicate()
    after = files(folder)
    if process.returncode or said:
        return f"the next run ended with {process.returncode}: {said}"
    if others(command, after) or any(after[path][0] != content for path, content in wanted(command).items()):
        return f"of {left} scraps the next run left {others(command, after)}"
    return ""


if __name__ == "__main__":
    sys.exit(attack(*options("Kill runs at random moments.", 500)).end())
