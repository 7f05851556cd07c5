"""The table: its rows, what is met and missed, and the machine that it was made on."""

import argparse
import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

Rows = Callable[[Path, bool], Iterator["Row"]]
HEAD = "| Figure | Ours | Compared with | Ratio | Target | Verdict |\n|---|---|---|---|---|---|"


class Row(NamedTuple):
    """A line of the table."""

    figure: str
    ours: str
    other: str = ""
    ratio: str = ""
    target: str = ""
    verdict: str = ""


def at_most(value: float, limit: float, unit: str = "×") -> tuple[str, str]:
    """The last two columns of a row."""
    return f"≤ {limit:,g}{unit}", "met" if value <= limit else "missed"


def at_least(value: float, limit: float, unit: str = "×") -> tuple[str, str]:
    """The last two columns of a row."""
    return f"≥ {limit:,g}{unit}", "met" if value >= limit else "missed"


def skipped(figure: str, why: str) -> Row:
    """A row that could not be measured."""
    return Row(figure, "", verdict=f"skipped: {why}")


def show(parts: list[Rows]) -> None:
    """Print the table, each row as soon as it is measured, and the machine; `--quick` in the command line."""
    parser = argparse.ArgumentParser(description="Measure, and print a Markdown table.")
    parser.add_argument("--quick", action="store_true", help="few runs, and no large figures: for a machine in use")
    quick = parser.parse_args().quick
    load, started, before = os.getloadavg()[0], time.perf_counter(), _busy()
    print(f"# Speed, memory and bytes\n\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for row in (row for part in parts for row in part(Path(folder), quick)):
            print("| " + " | ".join(row) + " |", flush=True)
    seconds = time.perf_counter() - started
    others = (_busy() - before) / seconds
    print(f"\n{_circumstances(quick, seconds, load, others)}\n\n{_machine()}")


def _busy() -> float:
    """Seconds of processors that all other processes have taken since the machine started."""
    try:
        numbers = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    except OSError:
        return 0.0
    user, nice, system, _, _, hard, soft, stolen = map(int, numbers)
    ours = os.times()
    return (user + nice + system + hard + soft + stolen) / os.sysconf("SC_CLK_TCK") - sum(ours[:4])


def _circumstances(quick: bool, seconds: float, load: float, others: float) -> str:
    state = "idle" if load < 0.3 and others < 0.1 else "in use by others"
    return (
        f"Made on {time.strftime('%d %B %Y')} in {seconds / 60:.0f} minutes{', with `--quick`' * quick}. "
        f"The machine was {state}: its load was {load:.1f} before and {os.getloadavg()[0]:.1f} at the end, and other "
        f"processes took {others:.2f} of its {os.cpu_count()} cores meanwhile.\n\n"
        "Seconds are those of processors, user and system, of whole processes and all that they start; those by the "
        "clock are called so. They are medians; ratios are medians over runs side by side."
    )


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    libraries = ", ".join(f"{name} {_version(name)}" for name in ("numpy", "pillow", "matplotlib", "imageio"))
    return (
        f"- Machine: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.platform()}.\n"
        f"- Python {platform.python_version()}, {libraries}."
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def _processor() -> str:
    """Its name, as lscpu tells it, or the architecture."""
    try:
        told = subprocess.run(["lscpu"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return platform.machine()
    names = [line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("Model name")]
    return names[0] if names else platform.machine()
