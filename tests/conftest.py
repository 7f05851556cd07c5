"""Hypothesis profiles, and what to say when a foreign program is not there."""

import os
import shutil
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.pop("VISUALIZE_LANG", None)  # tests are written for the default language
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Shells start jobs in the background with Ctrl-C ignored, and programs that the tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "default", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=100
)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=1200)
settings.register_profile("ci", parent=settings.get_profile("default"))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def program(name: str, source: str = "") -> str:
    """The path of a program; the test is skipped, and says why, where there is none."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"needs the system program {name}: {source or f'apt-get install {name}'}")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs playwright: pip install 'conv-visualize[test]'"
    )
    path = program("chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
