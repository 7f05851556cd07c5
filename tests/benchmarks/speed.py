"""Speed, memory and bytes against their targets, as one Markdown table: `python tests/benchmarks/speed.py [--quick]`.

Whole processes by the wall clock, the rivals of a row taking turns, so that a busy machine slows them alike. A missed
target is a word in the table, never a failure.
"""

# Nothing large is imported here: Linux counts the memory of the process that starts a child as the child's peak.
import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

Command = list[str]
PACKAGE: Command = [sys.executable, "-m", "visualize"]
PEER: Command = [sys.executable, str(Path(__file__).with_name("peer_matplotlib.py"))]
IMPORTS: Command = [sys.executable, "-c", "import numpy, PIL.Image"]
DEFAULT: Command = [*PACKAGE, "--k", "3", "--p", "1", "--s", "2"]
MIDDLE: Command = [*PACKAGE, "--i", "32", "--k", "5", "--view", "flat", "--cell", "24", "-o", "middle.gif"]
LARGE: Command = [*PACKAGE, "--i", "224", "--k", "5", "--view", "flat", "--cell", "4", "-o", "large.gif"]
MIDDLE_STEPS, LARGE_STEPS, PEER_FRAMES = 28 * 28, 220 * 220, 50


class Run(NamedTuple):
    """What one process took."""

    seconds: float
    megabytes: float


class Counts(NamedTuple):
    """How many times each row is run."""

    start: int
    peer: int
    middle: int
    large: int


class Row(NamedTuple):
    """A line of the table."""

    figure: str
    ours: str
    other: str
    ratio: str
    target: str
    verdict: str


FULL, QUICK = Counts(15, 7, 3, 3), Counts(5, 3, 1, 0)


def environment(folder: Path) -> dict[str, str]:
    """Bytecode is kept for all alike, as installers keep it, whatever the settings of this shell; but in the folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}


def run(command: Command, folder: Path) -> Run:
    """One whole process, from its start to its end."""
    settings = environment(folder)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=settings, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"exit code {process.returncode}: {' '.join(command)}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss * unit / 1e6)


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


def seconds(runs: Sequence[Run]) -> float:
    """The median of the seconds."""
    return median(one.seconds for one in runs)


def paired(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """The median of the ratios of runs made side by side."""
    return median(one.seconds / other.seconds for one, other in zip(runs, others, strict=True))


def verdict(met: bool) -> str:
    """The last column."""
    return "met" if met else "missed"


def canvas(path: Path) -> list[str]:
    """The peer's options for a picture of the same size as that GIF."""
    width, height = struct.unpack("<HH", path.read_bytes()[6:10])
    return ["--width", str(width), "--height", str(height)]


def start_row(folder: Path, times: int) -> Row:
    """The whole command against the imports that it cannot do without."""
    ours, imports = in_turn([DEFAULT, IMPORTS], times, folder)
    ratio = paired(ours, imports)
    figure = f"whole command `--k 3 --p 1 --s 2`, {times} pairs"
    other = f"{seconds(imports) * 1000:.0f} ms: `import numpy, PIL.Image`"
    return Row(figure, f"{seconds(ours) * 1000:.0f} ms", other, f"{ratio:.2f}×", "≤ 1.55×", verdict(ratio <= 1.55))


def peer_row(folder: Path, times: int) -> Row:
    """The whole command against the same figure by matplotlib."""
    peer = [*PEER, "5", "3", "1", "2", "isometric", "9", "peer.gif", *canvas(folder / "conv_i5_k3_p1_s2.gif")]
    ours, theirs = in_turn([DEFAULT, peer], times, folder)
    ratio = paired(theirs, ours)
    figure = f"whole command `--k 3 --p 1 --s 2`, {times} pairs"
    other = f"{seconds(theirs) * 1000:.0f} ms: matplotlib FuncAnimation"
    return Row(figure, f"{seconds(ours) * 1000:.0f} ms", other, f"{ratio:.1f}× faster", "≥ 5×", verdict(ratio >= 5))


def step_row(folder: Path, times: int) -> Row:
    """A step against a frame by matplotlib: our start is counted among our steps, theirs is taken off."""
    run(MIDDLE, folder)
    size = ["--cell", "24", *canvas(folder / "middle.gif")]
    peers = [[*PEER, "32", "5", "0", "1", "flat", str(frames), "peer.gif", *size] for frames in (PEER_FRAMES, 1)]
    ours, many, one = in_turn([MIDDLE, *peers], times, folder)
    step = seconds(ours) / MIDDLE_STEPS
    frame = median((long.seconds - short.seconds) / (PEER_FRAMES - 1) for long, short in zip(many, one, strict=True))
    figure = f"a step of `--i 32 --k 5 --view flat --cell 24` (784 steps), {times} rounds"
    other = f"{frame * 1000:.0f} ms: a frame of matplotlib's"
    ratio = frame / step
    return Row(figure, f"{step * 1000:.2f} ms", other, f"{ratio:.0f}× faster", "≥ 200×", verdict(ratio >= 200))


def format_rows(folder: Path, times: int) -> Iterator[Row]:
    """Each raster format against the GIF; each document by itself."""
    for suffix in (".webp", ".apng"):
        ours, gifs = in_turn([[*DEFAULT, "-o", f"a{suffix}"], [*DEFAULT, "-o", "a.gif"]], times, folder)
        ratio, other = paired(ours, gifs), f"{seconds(gifs) * 1000:.0f} ms: the GIF"
        told = f"{seconds(ours) * 1000:.0f} ms"
        yield Row(f"`-o a{suffix}`, {times} pairs", told, other, f"{ratio:.2f}×", "≤ 2×", verdict(ratio <= 2))
    for suffix in (".svg", ".pdf", ".pptx"):
        (runs,) = in_turn([[*DEFAULT, "-o", f"a{suffix}"]], times, folder)
        took = seconds(runs)
        yield Row(f"`-o a{suffix}`, {times} runs", f"{took:.2f} s", "", "", "≤ 1 s", verdict(took <= 1))


def number_rows(folder: Path, times: int) -> Iterator[Row]:
    """GIFs with numbers and an equation against the same figures without."""
    for words in (["--i", "3", "--k", "2", "--p", "1"], ["--i", "10", "--k", "3"], ["--i", "20", "--k", "3"]):
        plain = [*PACKAGE, *words, "--view", "flat", "-o", "a.gif"]
        ours, others = in_turn([[*plain, "--input", "random", "--kernel", "random"], plain], times, folder)
        ratio = paired(ours, others)
        figure, told = (
            f"`{' '.join(words)} --input random --kernel random`, {times} pairs",
            f"{seconds(ours) * 1000:.0f} ms",
        )
        other = f"{seconds(others) * 1000:.0f} ms: without numbers"
        yield Row(figure, told, other, f"{ratio:.2f}×", "≤ 2.5×", verdict(ratio <= 2.5))


def large_rows(folder: Path, times: int) -> Iterator[Row]:
    """Many steps: how many each second, and the memory they take at most."""
    figure = "`--i 224 --k 5 --view flat --cell 4` (48,400 steps)"
    if not times:
        yield Row(figure, "", "", "", "", "skipped: `--quick`")
        return
    (runs,) = in_turn([LARGE], times, folder)
    rate = LARGE_STEPS / seconds(runs)
    peak = max(one.megabytes for one in runs)
    yield Row(f"{figure}, {times} runs", f"{rate:,.0f} steps/s", "", "", "≥ 3,000 steps/s", verdict(rate >= 3000))
    yield Row("the same, peak resident memory", f"{peak:.0f} MB", "", "", "≤ 120 MB", verdict(peak <= 120))


def byte_rows(folder: Path) -> Iterator[Row]:
    """The bytes of each GIF against what gifsicle makes of it."""
    figures = {
        "`--k 3 --p 1 --s 2`": DEFAULT,
        "`--k 3 --p 1 --s 2 --view flat`": [*DEFAULT, "--view", "flat"],
        "`--i 10 --k 5 --p 2`": [*PACKAGE, "--i", "10", "--k", "5", "--p", "2"],
    }
    for figure, command in figures.items():
        run([*command, "-o", "ours.gif"], folder)
        yield byte_row(f"bytes of {figure}", folder)


def byte_row(figure: str, folder: Path) -> Row:
    """One GIF's bytes before and after gifsicle."""
    ours = (folder / "ours.gif").stat().st_size
    gifsicle = shutil.which("gifsicle")
    if gifsicle is None:
        return Row(figure, f"{ours:,}", "", "", "≤ 1.05", "skipped: gifsicle is not installed")
    run([gifsicle, "-O3", "ours.gif", "-o", "theirs.gif"], folder)
    theirs = (folder / "theirs.gif").stat().st_size
    ratio = ours / theirs
    return Row(figure, f"{ours:,}", f"{theirs:,}: `gifsicle -O3`", f"{ratio:.3f}", "≤ 1.05", verdict(ratio <= 1.05))


def vector_row(folder: Path) -> Row:
    """The bytes of the animated SVG."""
    run([*DEFAULT, "-o", "default.svg"], folder)
    size = (folder / "default.svg").stat().st_size
    figure = "bytes of `--k 3 --p 1 --s 2 -o default.svg`"
    return Row(figure, f"{size:,}", "", "", "≤ 14,000", verdict(size <= 14_000))


def rows(folder: Path, counts: Counts) -> Iterator[Row]:
    """Every row, as soon as it is measured."""
    yield start_row(folder, counts.start)
    yield peer_row(folder, counts.peer)
    yield step_row(folder, counts.middle)
    yield from format_rows(folder, counts.peer)
    yield from number_rows(folder, counts.peer)
    yield from large_rows(folder, counts.large)
    yield from byte_rows(folder)
    yield vector_row(folder)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, and none of 48,400 steps")
    counts = QUICK if parser.parse_args().quick else FULL
    print(
        "| Figure | Ours | Compared with | Ratio | Target | Verdict |",
        "|---|---|---|---|---|---|",
        sep="\n",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(Path(folder), counts):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
