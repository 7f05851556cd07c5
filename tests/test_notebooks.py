"""JupyterLab and marimo with a page to explore and a widget, driven in Chromium by their own servers."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import program

pytestmark = pytest.mark.programs
ROOT = Path(__file__).parents[1]
CELLS = (
    "import visualize as vz\nvz.figure(vz.Conv(5, 3, padding=1, stride=2)).explore()",
    "shown = vz.widget(vz.Conv(5, 3))\nshown",
)
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
MARIMO = """
import marimo
app = marimo.App()

@app.cell
def _():
    import marimo as mo
    import visualize as vz
    return mo, vz

@app.cell
def _(vz):
    vz.figure(vz.Conv(5, 3, padding=1, stride=2)).explore()

@app.cell
def _(mo, vz):
    shown = mo.ui.anywidget(vz.widget(vz.Conv(5, 3)))
    shown
    return (shown,)

@app.cell
def _(mo, shown):
    shown.value
    mo.md(f"recipe: {shown.widget.figure.recipe}.")
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(command: Sequence[str], folder: Path, address: str) -> Iterator[None]:
    """A server that runs until it is no longer needed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(600):
            assert server.poll() is None, (folder / "server.log").read_text()[-2000:]
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait(30)


def drive(page: Any) -> None:
    """The page to explore steps by its buttons; the widget is drawn anew by Python at a change, or says why not."""
    frame = page.frame_locator("iframe[srcdoc*='conv-figure']").first
    frame.locator("[name=first]").click(timeout=120_000)
    frame.locator("[name=next]").click()
    assert frame.locator(".count").text_content() == "2 / 9"
    assert page.locator(".count").last.text_content() == "9 / 9"
    page.locator("[name=stride]").fill("2")
    page.locator(".count", has_text="4 / 4").wait_for()
    page.locator("[name=kernel_size]").fill("9")
    page.locator(".refusal", has_text="invalid kernel_size 9").wait_for()
    page.locator("[name=kernel_size]").fill("3")
    page.locator(".options summary").focus()  # the notebook scrolls under the pointer
    page.keyboard.press("Enter")
    page.locator("[name=input]").fill("arange")
    page.locator(".line", has_text="=").wait_for(state="attached")


def test_jupyterlab(browser: Any, tmp_path: Path) -> None:
    lab = program("jupyter-lab", "pip install jupyterlab anywidget")
    cells = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": None, "id": f"c{at}"}
        for at, text in enumerate(CELLS)
    ]
    notebook = {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [lab, "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.token=", "--ServerApp.ip=127.0.0.1"]
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    with serving(command, tmp_path, address):
        page.goto(f"{address}/lab/tree/a.ipynb")
        page.locator(".jp-Notebook .jp-Cell").first.click(timeout=60_000)
        for _ in CELLS:
            page.keyboard.press("Shift+Enter")
        drive(page)
    page.close()


def test_marimo(browser: Any, tmp_path: Path) -> None:
    marimo = program("marimo", "pip install marimo anywidget")
    (tmp_path / "a.py").write_text(MARIMO)
    port = free_port()
    command = [marimo, "run", "a.py", "--headless", "--no-token", "--host", "127.0.0.1", "-p", str(port)]
    page = browser.new_page(viewport={"width": 1280, "height": 1600}, reduced_motion="reduce")
    with serving(command, tmp_path, f"http://127.0.0.1:{port}"):
        page.goto(f"http://127.0.0.1:{port}")
        drive(page)
        page.get_by_text("recipe: python -m visualize --k 3 --s 2 --input").first.wait_for()
    page.close()
