"""The attacks on files, each for some seconds; CONTRIBUTING.md says how they are run at length."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import program

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: limits, signals, and a library that is preloaded")
@pytest.mark.parametrize(
    "attack, count", (("faults", 20), ("small_disks", 20), ("kills", 8), ("races", 6), ("batches", 5), ("altered", 28))
)
def test_nothing_is_lost(attack: str, count: int) -> None:
    if attack == "faults":
        program("gcc")
    command = [sys.executable, "-m", f"tests.attack.{attack}", "--seed", "1", "--count", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"{count} in all: ") and last.endswith("; 0 violations"), last
