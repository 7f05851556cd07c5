"""Start, steps, formats, numbers, channels and large figures: `python -m tests.benchmarks.speed [--quick]`."""

import shutil
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.peers_table import MATPLOTLIB
from tests.benchmarks.processes import DEFAULT, PACKAGE, Command, clock, cpu, in_turn, paired, run, visualize
from tests.benchmarks.table import Row, at_least, at_most, show

IMPORTS: Command = [sys.executable, "-c", "import numpy, PIL.Image"]
FIGURE: Command = [sys.executable, "-c", "import visualize as v; v.figure(v.Conv(5, 3, 2, 1)).save('a.gif')"]
MIDDLE: Command = visualize("--i 32 --k 5 --view flat --cell 24 -o middle.gif")
MIDDLE_STEPS, PEER_FRAMES = 28 * 28, 50
LARGE, LARGE_STEPS = "--i 224 --k 5", 220 * 220


def rows(folder: Path, quick: bool) -> Iterator[Row]:
    """Every row, as soon as it is measured."""
    yield from _start(folder, 5 if quick else 25)
    yield _step(folder, 1 if quick else 3)
    yield from _formats(folder, 3 if quick else 9)
    yield from _numbers(folder, 3 if quick else 9)
    yield from _channels(folder, 3 if quick else 9)
    yield _middle(folder, 1 if quick else 3)
    if not quick:
        yield from _large(folder)


def _start(folder: Path, times: int) -> Iterator[Row]:
    """Whole commands against the imports that they cannot do without."""
    script = shutil.which("conv-visualize", path=str(Path(sys.executable).parent))
    ways = {"python -m visualize": PACKAGE, "conv-visualize": [script] if script else []}
    commands = {f"`{name} --k 3 --p 1 --s 2`": [*way, *DEFAULT[len(PACKAGE) :]] for name, way in ways.items() if way}
    for figure, command in {**commands, "`import visualize` and one figure": FIGURE}.items():
        ours, imports = in_turn([command, IMPORTS], times, folder)
        ratio = paired(ours, imports)
        name, other = f"{figure}, {times} pairs", "`import numpy, PIL.Image`"
        yield Row(name, _ms(cpu(ours)), f"{_ms(cpu(imports))}: {other}", f"{ratio.cpu:.2f}×", *at_most(ratio.cpu, 1.0))
        told = f"{_ms(clock(imports))}: {other}"
        yield Row("the same by the clock", _ms(clock(ours)), told, f"{ratio.clock:.2f}×", *at_most(ratio.clock, 1.25))
        busy = max(one.cpu / one.clock for one in ours)
        if command[: len(PACKAGE)] == PACKAGE:  # a thread that spins takes time of a second processor
            yield Row(
                "the same, processors' time",
                _ms(cpu(ours)),
                f"{_ms(clock(ours))} by the clock",
                f"{busy:.2f}×",
                *at_most(busy, 1.1),
            )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _step(folder: Path, times: int) -> Row:
    """A step against a frame by matplotlib: what a run with a single one takes is taken off both."""
    run(MIDDLE, folder)
    width, height = struct.unpack("<HH", (folder / "middle.gif").read_bytes()[6:10])
    size = ["--cell", "24", "--width", str(width), "--height", str(height)]
    peers = [[*MATPLOTLIB, *f"32 5 0 1 flat {frames} a.gif".split(), *size] for frames in (PEER_FRAMES, 1)]
    ours, first, many, one = in_turn([MIDDLE, [*MIDDLE, "--steps", "0"], *peers], times, folder)
    step, frame = (cpu(ours) - cpu(first)) / (MIDDLE_STEPS - 1), (cpu(many) - cpu(one)) / (PEER_FRAMES - 1)
    figure = f"a step of `--i 32 --k 5 --view flat --cell 24`, {times} rounds"
    ratio = frame / step
    other = f"{frame * 1000:.0f} ms: a frame of matplotlib's"
    return Row(figure, f"{step * 1000:.2f} ms", other, f"{ratio:.0f}× faster", *at_least(ratio, 230))


def _formats(folder: Path, times: int) -> Iterator[Row]:
    """Each raster format against the GIF; each document by itself."""
    for suffix in (".webp", ".apng"):
        yield _pair(
            folder, times, [*DEFAULT, "-o", f"a{suffix}"], [*DEFAULT, "-o", "a.gif"], f"`-o a{suffix}`", "the GIF", 2
        )
    words = visualize("--i 32 --k 3 -o")
    yield _pair(folder, 1, [*words, "a.webp"], [*words, "a.gif"], "`--i 32 --k 3 -o a.webp`", "the GIF", 1.5)
    for suffix in (".svg", ".pdf", ".pptx"):
        (runs,) = in_turn([[*DEFAULT, "-o", f"a{suffix}"]], times, folder)
        yield Row(f"`-o a{suffix}`, {times} runs", _ms(cpu(runs)), "", "", *at_most(cpu(runs), 1, " s"))


def _numbers(folder: Path, times: int) -> Iterator[Row]:
    """GIFs with numbers and an equation against the same figures without."""
    for words in ("--i 3 --k 2 --p 1", "--i 10 --k 3", "--i 20 --k 3"):
        plain = visualize(f"{words} --view flat -o a.gif")
        full = [*plain, "--input", "random", "--kernel", "random"]
        yield _pair(folder, times, full, plain, f"`{words} --input random --kernel random`", "without numbers", 2.5)


def _channels(folder: Path, times: int) -> Iterator[Row]:
    """Three channels and two filters against one channel: the start, and a step for each cell that it lights."""
    several = ["--in-channels", "3", "--out-channels", "2"]
    default = [*DEFAULT, "--steps", "0", "-o", "a.gif"]
    figure = "a step of `--k 3 --p 1 --s 2`, 3 channels and 2 filters"
    yield _pair(folder, times, [*default, *several], default, figure, "the default", 1.3)
    for numbers in ("", " --input random --kernel random"):
        plain = visualize(f"--i 16 --k 3 --view flat{numbers} -o a.gif")
        ours, others = in_turn([[*plain, *several], plain], times, folder)
        each, one = (cpu(runs) / steps / cells for runs, steps, cells in ((ours, 392, 28), (others, 196, 10)))
        ratio, told = each / one, f"{one * 1e6:.0f} µs: one channel"
        name = f"`--i 16 --k 3{numbers}`, 3 channels and 2 filters, for each cell that a step lights, {times} pairs"
        yield Row(name, f"{each * 1e6:.0f} µs", told, f"{ratio:.2f}×", *at_most(ratio, 1.3))


def _pair(folder: Path, times: int, command: Command, other: Command, figure: str, name: str, limit: float) -> Row:
    ours, others = in_turn([command, other], times, folder)
    ratio = paired(ours, others).cpu
    told = f"{_ms(cpu(others))}: {name}"
    return Row(
        f"{figure}, {times} pair{'s' * (times > 1)}", _ms(cpu(ours)), told, f"{ratio:.2f}×", *at_most(ratio, limit)
    )


def _middle(folder: Path, times: int) -> Row:
    (runs,) = in_turn([visualize("--i 64 --k 3 -o a.gif")], times, folder)
    figure = f"`--i 64 --k 3`, isometric GIF of 3,844 steps, {times} runs"
    return Row(figure, f"{cpu(runs):.1f} s", "", "", *at_most(cpu(runs), 3, " s"))


def _large(folder: Path) -> Iterator[Row]:
    """48,400 steps, once in each view; the flat one at any format's pace too."""
    flat = run(visualize(f"{LARGE} --view flat -o a.gif"), folder)
    rate = LARGE_STEPS / flat.cpu
    yield Row(
        f"`{LARGE} --view flat`, 48,400 steps",
        f"{rate:,.0f} steps/s",
        "",
        "",
        *at_least(rate, 6000, " steps/s"),
    )
    yield Row("the same, memory", f"{flat.megabytes:.0f} MB", "", "", *at_most(flat.megabytes, 70, " MB"))
    solid = run(visualize(f"{LARGE} --view isometric -o a.gif"), folder)
    yield Row(f"`{LARGE} --view isometric`, 48,400 steps", f"{solid.cpu:.0f} s", "", "", *at_most(solid.cpu, 90, " s"))
    yield Row("the same, memory", f"{solid.megabytes:.0f} MB", "", "", *at_most(solid.megabytes, 90, " MB"))
    size = (folder / "a.gif").stat().st_size / 1e6
    yield Row("the same, bytes", f"{size:.0f} MB", "", "", *at_most(size, 80, " MB"))
    yield _vector(folder)


def _vector(folder: Path) -> Row:
    """An animated SVG of 48,400 steps is refused, or takes no more than ten seconds."""
    figure = f"`{LARGE} --view flat -o a.svg`, 48,400 steps"
    try:
        one = run(visualize(f"{LARGE} --view flat -o a.svg"), folder)
    except SystemExit as refused:
        told = str(refused).splitlines()[-1]
        return Row(
            figure, "refused", told, "", "refused, or ≤ 10 s", "met" if told.startswith("visualize: ") else "missed"
        )
    return Row(figure, f"{one.cpu:.0f} s", "", "", "refused, or ≤ 10 s", "met" if one.cpu <= 10 else "missed")


if __name__ == "__main__":
    show([rows])
