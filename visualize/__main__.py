"""Entry point of `python -m visualize` and of the console script."""

from __future__ import annotations

import sys

if not __package__:
    # `python visualize` runs this file as a script: sys.path starts with the package's own folder, not its parent.
    print("visualize: missing -m: run python -m visualize", file=sys.stderr)
    sys.exit(2)

import gc
import os
import signal
from contextlib import suppress
from typing import Any, NoReturn
from warnings import simplefilter

from visualize.cli import main

gc.freeze()
gc.set_threshold(10_000)  # little garbage arises later: frames are values without reference cycles
gc.enable()  # the package turned it off for the imports of a command

EXIT_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
received: list[int] = []


def run() -> NoReturn:
    """Run the command and exit with its code."""
    for number in EXIT_SIGNALS:
        # A signal that the parent ignores, as nohup does, stays ignored. Only the main thread may set handlers.
        if signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):
                signal.signal(number, _exit)
    try:
        _prepare_output()
        main()
    except SystemExit as end:
        if received:
            # Some extension modules turn the exception of `_exit` into another one, which `main` takes for an error.
            sys.exit(128 + received[0])
        if isinstance(end.code, int):
            _leave(end.code)
        raise


def _prepare_output() -> None:
    """Replace characters that the terminal cannot encode, and silence the warnings of libraries."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    simplefilter("ignore")


def _leave(code: int) -> None:
    """End the process at once, as mypy does: to take NumPy and Pillow to pieces would take 7 ms, and all is written.

    Not if there may be somebody who wants to do something at the end: whatever has threads, a profiler, a debugger.
    """
    if "threading" not in sys.modules and sys.getprofile() is None and sys.gettrace() is None:
        os._exit(code)


def _exit(number: int, frame: Any) -> NoReturn:
    """Exit by an exception, as Ctrl-C does, so that scraps are removed; further signals must not interrupt that."""
    for other in EXIT_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    received.append(number)
    sys.stdout = sys.stderr = None  # whoever ends the command wants no more words
    sys.unraisablehook = lambda dropped: _exit_again(number) if dropped.exc_type is SystemExit else None
    sys.exit(128 + number)


def _exit_again(number: int) -> None:
    """Exit a moment later: Python drops an exception that is raised in the callback of a weak reference."""
    from threading import Timer

    signal.signal(number, _exit)
    Timer(0.001, signal.raise_signal, (number,)).start()


if __name__ == "__main__":
    run()
