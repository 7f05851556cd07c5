"""Pictures of a page at several moments, by three engines; the tests skip, and say why, where one is missing."""

import asyncio
import base64
import functools
import http.server
import io
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.conftest import program

Shots = Callable[[str, tuple[int, int], Sequence[float]], list[np.ndarray]]
# Debian's Python has the bindings of GTK, which the tests' own has not.
SYSTEM_PYTHON = "/usr/bin/python3"
WEBKIT_PAGES = Path(__file__).with_name("webkit_pages.py")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of a folder. Browsers share documents over HTTP that they do not share of files."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def decoded(png: bytes) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(png)).convert("RGB"))


def _wait(started: float, moment: float) -> None:
    time.sleep(max(0.0, started + moment - time.monotonic()))


def by_chromium(browser: Any, url: str, size: tuple[int, int], moments: Sequence[float]) -> list[np.ndarray]:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(url)
    started, found = time.monotonic(), []
    for moment in moments:
        _wait(started, moment)
        found.append(decoded(page.screenshot()))
    page.close()
    return found


def by_clock(browser: Any, url: str, size: tuple[int, int], moments: Sequence[float]) -> list[np.ndarray]:
    """Pictures of a document by Chromium whose animations are set to those moments, in seconds, however slow it is."""
    page, found = browser.new_page(viewport={"width": size[0], "height": size[1]}), []
    page.goto(url)
    for moment in moments:
        page.evaluate(
            "at => document.getAnimations().forEach(one => {one.pause(); one.currentTime = at})", 1000 * moment
        )
        found.append(decoded(page.screenshot()))
    page.close()
    return found


Ask = Callable[..., Any]  # a command of WebDriver BiDi


def by_firefox(folder: Path, url: str, size: tuple[int, int], moments: Sequence[float]) -> list[np.ndarray]:
    async def look(ask: Ask, context: str) -> list[np.ndarray]:
        await ask("browsingContext.setViewport", context=context, viewport={"width": size[0], "height": size[1]})
        await ask("browsingContext.navigate", context=context, url=url, wait="complete")
        started, found = time.monotonic(), []
        for moment in moments:
            _wait(started, moment)
            shot = await ask("browsingContext.captureScreenshot", context=context)
            found.append(decoded(base64.b64decode(shot["data"])))
        return found

    return in_firefox(folder, look)  # type: ignore[no-any-return]


def printed_by_firefox(folder: Path, url: str, seconds: float) -> bytes:
    """The PDF of a page that has been open for some seconds."""

    async def look(ask: Ask, context: str) -> bytes:
        await ask("browsingContext.navigate", context=context, url=url, wait="complete")
        await asyncio.sleep(seconds)
        return base64.b64decode((await ask("browsingContext.print", context=context, background=True))["data"])

    return in_firefox(folder, look)  # type: ignore[no-any-return]


def in_firefox(folder: Path, look: Callable[[Ask, str], Any]) -> Any:
    """What a coroutine returns that is given a function to ask Firefox by WebDriver BiDi, and a tab."""
    pytest.importorskip("tornado", reason="needs tornado: pip install 'conv-visualize[test]'")
    command = [program("firefox-esr"), "--headless", "--no-remote", "--remote-debugging-port", "0"]
    folder.mkdir(exist_ok=True)
    command += ["--profile", str(folder)]
    opened = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        address = next(filter(None, (re.search(r"listening on (ws://\S+)", line) for line in opened.stderr)))[1]
        with ThreadPoolExecutor(1) as thread:  # Playwright's loop runs in this one
            return thread.submit(asyncio.run, _asking(address + "/session", look)).result()
    finally:
        opened.kill()
        opened.wait()
        opened.stderr.close()


async def _asking(address: str, look: Callable[[Ask, str], Any]) -> Any:
    from tornado.websocket import websocket_connect

    socket = await websocket_connect(address, max_message_size=100_000_000)

    async def ask(method: str, **parameters: Any) -> Any:
        await socket.write_message(json.dumps({"id": 1, "method": method, "params": parameters}))
        while "id" not in (answer := json.loads(await socket.read_message())):
            pass
        assert answer["type"] == "success", answer
        return answer["result"]

    await ask("session.new", capabilities={})
    found = await look(ask, (await ask("browsingContext.getTree"))["contexts"][0]["context"])
    socket.close()
    while await socket.read_message() is not None:  # until it is closed
        pass
    return found


def by_webkit(folder: Path, url: str, size: tuple[int, int], moments: Sequence[float]) -> list[np.ndarray]:
    """By WebKitGTK, in a window off the screen."""
    bindings = "import cairo, gi; gi.require_version('WebKit2', '4.1')"
    if (
        shutil.which(SYSTEM_PYTHON) is None
        or subprocess.run([SYSTEM_PYTHON, "-c", bindings], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs WebKitGTK: apt-get install gir1.2-webkit2-4.1 python3-gi python3-gi-cairo")
    command = [program("xvfb-run"), "-a", SYSTEM_PYTHON, str(WEBKIT_PAGES), str(folder), url, *map(str, size)]
    environment = {**os.environ, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
    done = subprocess.run(
        [*command, *map(str, moments)], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [decoded((folder / f"{at}.png").read_bytes()) for at in range(len(moments))]
