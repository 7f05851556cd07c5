"""The progress bar of a long job, on terminals only."""

import sys
import time
from collections.abc import Callable

from visualize.figure import Figure
from visualize.text import phrases


def progress_bar(drawn: Figure, targets: int) -> Callable[[int], None]:
    """A function that shows a progress bar on a terminal, once the job has taken a second."""
    total, done, started = drawn.film.frame_count * targets, 0, time.monotonic()
    of_all = phrases.counted("progress", "one progress", total, drawn.language)
    next_update = started + 1.0
    if sys.stderr is None or not sys.stderr.isatty():
        return lambda steps: None

    def progress(steps: int) -> None:
        nonlocal done, next_update
        done += steps
        now = time.monotonic()
        if now < next_update and (done < total or next_update == started + 1.0):
            return
        next_update = now + 0.1
        share = min(1.0, done / total)
        bar = "█" * round(30 * share)
        end = "\r\033[K" if done >= total else ""
        print(f"\r{bar:30} {share:4.0%}{of_all}{end}", end="", file=sys.stderr, flush=True)

    return progress
