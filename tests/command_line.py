"""The command line as a process of its own, and what its `shape` says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from visualize.cli import commands


def run(folder: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "visualize", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **more)


def shape_json(arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the command says with --json; nothing on standard error."""
    with pytest.raises(SystemExit) as ended:
        commands.main(["shape", *arguments.split(), "--json"])
    output, errors = capsys.readouterr()
    assert (ended.value.code, errors, output.count("\n")) == (0, "", 1)
    found = json.loads(output)
    assert isinstance(found, dict)
    return found
