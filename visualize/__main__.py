"""`python -m visualize`, and the console script."""

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn
from warnings import simplefilter

# Nothing that an import makes is garbage: not looking for it saves 10 ms of start-up.
gc.disable()

try:
    from visualize.cli import main
except KeyboardInterrupt:
    os._exit(130)

gc.freeze()
gc.set_threshold(10_000)  # nor is there much afterwards: frames are values, without cycles
gc.enable()

ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def run() -> NoReturn:
    """Run the command and leave at once: taking the interpreter apart, module by module, costs 6 ms more."""
    for number in ENDINGS:
        # A signal that is ignored from the start, as behind nohup, stays so. Only the main thread may set handlers.
        if signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):
                signal.signal(number, _end)
    code: object = 130
    with suppress(KeyboardInterrupt):
        try:
            _speak_alone()
            main()
        except SystemExit as done:
            code = done.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, AttributeError):  # a full disk was told of; a closed stream is None
            stream.flush()
    os._exit(code if isinstance(code, int) else 1)


def _speak_alone() -> None:
    """What is printed is ours, in any terminal's letters: warnings of libraries are no answer to a user."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            # What a terminal's encoding has no letters for is said as far as it has.
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    simplefilter("ignore")


def _end(number: int, frame: Any) -> NoReturn:
    """End by an exception, as Ctrl-C does, so that scraps are removed; no second signal is to disturb that."""
    for one in ENDINGS:
        signal.signal(one, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    run()
