"""Files that are given to the command line and refused, in one line, with nothing written."""

import subprocess
import sys
from pathlib import Path
from typing import Any


def run(folder: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "visualize", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60, **more)


def refused(folder: Path, told: str, *words: str, **more: Any) -> None:
    """In one line, with nothing written."""
    before = sorted(folder.rglob("*"))
    result = run(folder, "--k", "1", *words, "-o", "out.svg", **more)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"visualize: {told}"), result.stderr
    assert result.stderr.count("\n") == 1 and sorted(folder.rglob("*")) == before
