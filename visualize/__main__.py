"""`python -m visualize`, and the console script."""

import gc
import os
import sys
from typing import NoReturn

# Nothing that an import makes is garbage: not looking for it saves 10 ms of start-up.
gc.disable()

from visualize.cli import main  # noqa: E402

gc.freeze()
gc.set_threshold(10_000)  # nor is there much afterwards: frames are values, without cycles
gc.enable()


def run() -> NoReturn:
    """Run the command and leave at once: taking the interpreter apart, module by module, costs 6 ms more."""
    streams = [stream for stream in (sys.stdout, sys.stderr) if stream is not None]
    for stream in streams:
        # What a terminal's encoding has no letters for is said as far as it has.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        main()
    except SystemExit as done:
        for stream in streams:
            stream.flush()
        os._exit(done.code if isinstance(done.code, int) else 1)


if __name__ == "__main__":
    run()
