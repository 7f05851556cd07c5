"""How time and memory grow with the number of steps: `python -m tests.benchmarks.growth [--quick]`.

The slope of log time over log steps, of the three largest sizes of each figure; 1 is linear. Time is that of
processors, less what a figure of one step takes. Memory is compared with that of the largest figure's first 100 steps.
"""

from collections.abc import Iterator
from math import log
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.processes import Run, cpu, in_turn, peak, visualize
from tests.benchmarks.table import Row, at_most, show

SLOPE, MEGABYTES = 1.1, 15


class Figure(NamedTuple):
    """A layer with a 3x3 kernel: its options, and by how many its output is larger than its input."""

    name: str
    words: str
    larger: int


CONVOLUTION = Figure("convolution", "--k 3", -2)
SCATTER = Figure("scatter", "--k 3 --transposed --reading scatter", 0)  # a step for each input cell
GATHER = Figure("transposed, gather", "--k 3 --transposed", 2)
MODES = [
    Figure(f"padding {mode}", f"--k 3 --p 1 --padding-mode {mode}", 0)
    for mode in ("zeros", "reflect", "replicate", "circular")
]


class Format(NamedTuple):
    """A format, edges of inputs, and what is measured."""

    file: str
    sizes: tuple[int, ...]
    figures: list[Figure]


# An animated SVG has at most 4,000 steps; of the others only GIF and APNG are measured to the end, which takes minutes.
FORMATS = (
    Format("a.gif", (32, 64, 96, 160, 224), [CONVOLUTION, SCATTER, GATHER, *MODES]),
    Format("a.apng", (32, 64, 96, 160, 224), [CONVOLUTION, SCATTER]),
    Format("a.webp", (32, 64, 96), [CONVOLUTION, SCATTER]),
    Format("a.svg", (16, 32, 60), [CONVOLUTION, SCATTER, *MODES]),
    Format("a{n}.png", (32, 64, 96), [CONVOLUTION, SCATTER]),
    Format("a.mp4", (16, 32, 64), [CONVOLUTION, SCATTER]),
)


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    """Two rows for each format, figure and view; `quick`, the three smallest sizes of convolutions alone."""
    for one in FORMATS:
        for figure in one.figures[: 1 if quick else None]:
            for view in ("isometric", "flat"):
                yield from _grown(folder, one._replace(sizes=one.sizes[: 3 if quick else None]), figure, view)


def _grown(folder: Path, one: Format, figure: Figure, view: str) -> Iterator[Row]:
    words = f"{figure.words} --view {view} -o {one.file}"
    start = cpu(_runs(f"{words} --i 3 --steps 0", folder, 3))
    hundred = _runs(f"{words} --i {one.sizes[-1]} --steps 0-99", folder, 1)
    taken = []
    for edge in one.sizes:
        runs = _runs(f"{words} --i {edge}", folder, 1 if edge > 32 else 3)
        size = _cleared(folder)
        taken.append(cpu(runs) - start)
    steps = [(edge + figure.larger) ** 2 for edge in one.sizes]
    slope = _slope(steps[-3:], taken[-3:])
    name = f"{one.file.removeprefix('a').removeprefix('{n}')} of {figure.name}, {view}"
    told = ", ".join(f"{seconds:.2g}" if seconds < 10 else f"{seconds:.0f}" for seconds in taken)
    counts = f"inputs of {', '.join(map(str, one.sizes))} a side; {size / 1e6:.1f} MB"
    yield Row(f"growth: {name}", f"{told} s", counts, f"{slope:.2f}", *at_most(slope, SLOPE, ""))
    before, most = peak(hundred), peak(runs)
    told, other = f"{most:.0f} MB: {steps[-1]:,} steps", f"{before:.0f} MB: its first 100"
    yield Row(f"memory: {name}", told, other, f"{most - before:+.1f} MB", *at_most(most - before, MEGABYTES, " MB"))


def _runs(words: str, folder: Path, times: int) -> list[Run]:
    _cleared(folder)
    (runs,) = in_turn([visualize(words)], times, folder)
    return runs


def _cleared(folder: Path) -> int:
    """The bytes that a run left, which are removed: a sequence has thousands of files."""
    files = [path for path in folder.iterdir() if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    for path in files:
        path.unlink()
    return size


def _slope(steps: list[int], seconds: list[float]) -> float:
    """The slope of the line that is nearest to the points, by logarithms.

    >>> round(_slope([10, 100, 1000], [1.0, 10.0, 100.0]), 6)
    1.0
    """
    xs, ys = [log(x) for x in steps], [log(y) for y in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


if __name__ == "__main__":
    show([rows])
