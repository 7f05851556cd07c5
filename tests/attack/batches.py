"""Batches that are killed at random moments and begun again, and many of one batch at a time in one folder.

    python -m tests.attack.batches --seed 1 --count 200

Every file of the folder is whole at any time: what is there after a kill is what an undisturbed run draws. The run
after it draws the rest and leaves no scrap; no worker outlives its batch for long.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import visualize
from tests.attack.arena import Count, Files, files, options, scraps, workplace
from tests.attack.kills import LONGEST, _outlived

TABLE = """
[defaults]
kernel_size = 2
cell = 10
formats = ["gif", "svg", "png"]
[[figure]]
name = "a"
input_size = [3, 4]
stride = [1, 2]
view = ["flat", "isometric"]
[[figure]]
name = "b"
kernel_size = 3
padding = [0, 1]
"""
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
AT_ONCE = 5


def attack(random: Random, count: int) -> Count:
    """So many: of ten eight kills, and two parallel runs."""
    found = Count()
    with workplace():
        wanted, duration = _undisturbed()
    for number in range(count):
        if number % 5 == 4:
            found.add(f"{AT_ONCE} at once", _parallel(wanted))
        else:
            found.add(*_killed(random, SIGNALS[number % 3], wanted, duration))
    return found


def _started(jobs: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "visualize", "batch", "table.toml", "-o", "out", "--jobs", str(jobs)]
    package = {**os.environ, "PYTHONPATH": str(Path(visualize.__file__).parents[1])}
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True, start_new_session=True, env=package)


def _undisturbed() -> tuple[Files, float]:
    """The files of the table, and the seconds of a run."""
    Path("table.toml").write_text(TABLE)
    start = time.monotonic()
    process = _started(2)
    _, said = process.communicate()
    assert process.returncode == 0 and not said, said
    return _drawn(), time.monotonic() - start


def _drawn() -> Files:
    return files(Path("out"))


def _killed(random: Random, number: signal.Signals, wanted: Files, duration: float) -> tuple[str, str]:
    """How a run ended, and what is wrong with that, and with the run after it."""
    with workplace() as folder:
        Path("table.toml").write_text(TABLE)
        jobs, delay = random.choice((1, 2)), duration * random.uniform(0.2, 1.0)
        process = _started(jobs)
        time.sleep(delay)
        process.send_signal(number)
        process.communicate(timeout=LONGEST + 30)
        wrong = _outlived(folder) or _torn(folder, wanted)
        left = len(scraps(folder))
        if number != signal.SIGKILL and left and not wrong:
            wrong = f"{left} scraps"
        wrong = wrong or _wrong_afterwards(wanted)
        ended = "finished" if process.returncode == 0 else f"ended by {number.name}" + " while writing" * bool(left)
        return ended, f"{number.name} after {delay:.3f} s of --jobs {jobs}: {wrong}" if wrong else ""


def _torn(folder: Path, wanted: Files) -> str:
    """Files that are neither there as they should be nor absent."""
    there = {path: content for path, content in files(folder / "out").items() if not path.startswith(".visualize-")}
    torn = [path for path, content in there.items() if content[0] != wanted.get(path, (None, 0))[0]]
    return f"not whole: {torn}" if torn else ""


def _wrong_afterwards(wanted: Files) -> str:
    """The run that resumes; what is there already it must not draw again."""
    there = len(list(Path("out").glob("[ab]*"))) if Path("out").exists() else 0
    process = _started(1)
    output, said = process.communicate()
    if process.returncode or said:
        return f"the next run ended with {process.returncode}: {said}"
    if output.count(": drawn, ") > (len(wanted) - there + 2) // 3 + 1:
        return f"{there} files were there, but it draws again: {output}"
    return "" if _drawn() == wanted else f"after the next run: {set(_drawn()) ^ set(wanted)}"


def _parallel(wanted: Files) -> str:
    """Several runs of one table in one folder at a time."""
    with workplace():
        Path("table.toml").write_text(TABLE)
        running = [_started(1) for _ in range(AT_ONCE)]
        for one in running:
            _, said = one.communicate()
            if one.returncode or said:
                return f"one of {AT_ONCE} ended with {one.returncode}: {said}"
        return "" if _drawn() == wanted else f"together: {set(_drawn()) ^ set(wanted)}"


if __name__ == "__main__":
    sys.exit(attack(*options("Kill batches at random moments.", 200)).end())
