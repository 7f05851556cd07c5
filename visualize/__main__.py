"""`python -m visualize`, and the console script."""

import sys

if not __package__:
    # `python visualize` runs this file alone, with the package's own folder in place of the one that holds it.
    print("visualize: missing -m: run python -m visualize", file=sys.stderr)
    sys.exit(2)

import gc
import signal
from contextlib import suppress
from typing import Any, NoReturn
from warnings import simplefilter

# Nothing that an import makes is garbage: not looking for it saves 10 ms of start-up.
gc.disable()

try:
    from visualize.cli import main
except KeyboardInterrupt:
    sys.exit(130)

gc.freeze()
gc.set_threshold(10_000)  # nor is there much afterwards: frames are values, without cycles
gc.enable()

ENDINGS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def run() -> NoReturn:
    """Run the command and exit with its code."""
    for number in ENDINGS:
        # A signal that is ignored from the start, as behind nohup, stays so. Only the main thread may set handlers.
        if signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):
                signal.signal(number, _end)
    try:
        _speak_alone()
        main()
    except KeyboardInterrupt:
        sys.exit(130)


def _speak_alone() -> None:
    """Print in any terminal's letters, and nothing of libraries: their warnings are no answer to a user."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    simplefilter("ignore")


def _end(number: int, frame: Any) -> NoReturn:
    """End by an exception, as Ctrl-C does, so that scraps are removed; no second signal is to disturb that."""
    for one in ENDINGS:
        signal.signal(one, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    run()
