"""Runs a command line in a process of its own, on pipes, on terminals, or in worse places."""

import os
import pty
import re
import resource
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.attack.judging import Said

PATIENCE = 20.0  # seconds
START = 60 * 2**20  # bytes of a command that has done nothing yet
# How a shell starts it: the working folder gone, a stream closed, a locale without UTF-8, a strange matplotlibrc.
MODES = {
    "pipe": 'exec "$0" "$@"',
    "pty": 'exec "$0" "$@"',
    "closed": 'exec "$0" "$@" >&-',
    "mute": 'exec "$0" "$@" 2>&-',
    "gone": 'mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"',
    "ascii": 'exec env LC_ALL=C PYTHONCOERCECLOCALE=0 PYTHONUTF8=0 "$0" "$@"',
    "rc": 'exec env MATPLOTLIBRC=../matplotlibrc "$0" "$@"',
}


def run(words: Sequence[str], mode: str) -> Said:
    """How it ended; killed after a while, with the status of that signal."""
    channels = [pty.openpty() if mode == "pty" else os.pipe() for _ in range(2)]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    line = ["sh", "-c", MODES[mode], sys.executable, "-m", "visualize", *words]
    process = subprocess.Popen(
        line, stdin=subprocess.DEVNULL, stdout=channels[0][1], stderr=channels[1][1], start_new_session=True
    )
    for _, end in channels:
        os.close(end)
    (out, err), most = _read(process, [start for start, _ in channels])
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return Said(process.wait(), out, err, seconds, max(0, most - START))


def _read(process: subprocess.Popen[bytes], channels: Sequence[int]) -> tuple[list[str], int]:
    """Both streams to their ends, and the most memory that was seen meanwhile."""
    texts = dict.fromkeys(channels, b"")
    deadline, most = time.monotonic() + PATIENCE, 0
    with selectors.DefaultSelector() as selector:
        for channel in channels:
            selector.register(channel, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select(0.02):
                texts[key.fd] += (piece := _piece(key.fd))
                if not piece:
                    selector.unregister(key.fd)
            most = max(most, _peak(process.pid))
            if time.monotonic() > deadline:
                os.killpg(process.pid, signal.SIGKILL)
                break
    process.wait()
    for channel in channels:
        os.close(channel)
    return [text.decode("utf-8", "replace").replace("\r\n", "\n") for text in texts.values()], most


def _piece(channel: int) -> bytes:
    """Linux tells the end of a terminal by an error."""
    try:
        return os.read(channel, 65536)
    except OSError:
        return b""


def _peak(pid: int) -> int:
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
