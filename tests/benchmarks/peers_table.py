"""The default figure against the same by other libraries: `python -m tests.benchmarks.peers_table [--quick]`.

drawsvg and manim may stand in another environment: PEERS names its Python.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.processes import DEFAULT, Command, clock, cpu, environment, in_turn, paired
from tests.benchmarks.table import Row, at_least, show, skipped

ELSEWHERE = os.environ.get("PEERS", sys.executable)
SVG = [*DEFAULT, "-o", "a.svg"]
PEERS = "tests.benchmarks.peers"
DEFAULT_FIGURE = ["5", "3", "1", "2", "isometric", "9", "a.gif"]
MATPLOTLIB = [sys.executable, "-m", f"{PEERS}.by_matplotlib"]


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    """One for each peer; only two of them have a line to be met."""
    times = 3 if quick else 9
    yield _row(folder, times, "matplotlib's FuncAnimation", [*MATPLOTLIB, *DEFAULT_FIGURE], least=5.5)
    yield _row(folder, times, "Pillow's ImageDraw", [sys.executable, "-m", f"{PEERS}.by_pillow", "b.gif"])
    yield _row(folder, times, "NumPy and imageio", [sys.executable, "-m", f"{PEERS}.by_imageio", "c.gif"])
    yield _elsewhere(folder, times, "drawsvg", "d.svg", SVG)
    yield _tikz(folder, 1 if quick else 3)
    yield _elsewhere(folder, 1 if quick else 3, "manim", "e.gif", DEFAULT)


def _row(
    folder: Path, times: int, name: str, peer: Command, ours: Command = DEFAULT, least: float | None = None
) -> Row:
    our_runs, their_runs = in_turn([ours, peer], times, folder)
    ratio = paired(their_runs, our_runs)
    size = (folder / peer[-1]).stat().st_size
    other = f"{cpu(their_runs):.2f} s (clock {clock(their_runs):.2f}): {name}, {size:,} bytes"
    figure = f"default command{' to SVG' * (ours is SVG)}, {times} pair{'s' * (times > 1)}"
    told = f"{cpu(our_runs):.2f} s (clock {clock(our_runs):.2f})"
    met = at_least(min(ratio), least) if least else ("", "")
    return Row(figure, told, other, f"{ratio} ours", *met)


def _elsewhere(folder: Path, times: int, name: str, file: str, ours: Command) -> Row:
    """A peer that may not be installed."""
    found = subprocess.run(
        [ELSEWHERE, "-c", f"import {name}"], env=environment(folder), capture_output=True, check=False
    )
    if found.returncode:
        return skipped(f"default command against {name}", f"{name} cannot be imported by {os.path.basename(ELSEWHERE)}")
    return _row(folder, times, name, [ELSEWHERE, "-m", f"{PEERS}.by_{name}", file], ours)


def _tikz(folder: Path, times: int) -> Row:
    missing = [name for name in ("pdflatex", "pdftoppm", "gifsicle") if shutil.which(name) is None]
    if missing:
        return skipped("default command against TikZ", f"{', '.join(missing)} not installed")
    peer = [sys.executable, "-m", f"{PEERS}.by_tikz", "f.gif"]
    return _row(folder, times, "TikZ, pdflatex, pdftoppm, gifsicle", peer, least=25)


if __name__ == "__main__":
    show([rows])
