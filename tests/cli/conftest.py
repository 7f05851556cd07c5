"""Commands in the process of the tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visualize.cli import commands


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """The exit code, standard output and standard error of a command, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[Any, str, str]:
        with pytest.raises(SystemExit) as end:
            commands.main(words)
        return end.value.code, *capsys.readouterr()

    return run
