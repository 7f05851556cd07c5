"""Standard output and standard error: results, errors, progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EINVAL
from typing import Any

from visualize.errors import VisualizeError, invalid, one_line
from visualize.figure import Figure
from visualize.text import phrases

_json = False


def say(text: str) -> None:
    """Print a result; the reader of a pipe may have exited, or the disk may be full."""
    if sys.stdout is None:
        return
    try:
        print(text, flush=True)
    except OSError as error:
        _give_up(error)


def check_pourable() -> None:
    """Raise VisualizeError where standard output shows what it is sent, or is closed."""
    if sys.stdout is None or sys.stdout.isatty():
        raise invalid("output", "-", "standard output is no file or pipe; redirect it, as in > conv.gif")


def pour(path: str) -> None:
    """Copy a file to standard output."""
    try:
        with open(path, "rb") as stream:
            while part := stream.read(1 << 20):
                sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    except OSError as error:
        _give_up(error)


def _give_up(error: OSError) -> None:
    """End the output: quietly if its reader has exited; raises VisualizeError if it cannot be written."""
    # Python would report the error again when it closes the stream at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    # For a reader that has exited Windows has a number of its own.
    if not isinstance(error, BrokenPipeError) and not (os.name == "nt" and error.errno == EINVAL):
        advice = f"what is said here cannot be written: {error.strerror}"
        raise VisualizeError(f"invalid output: {one_line(advice)}") from error


def progress_of(drawn: Figure, targets: int) -> Callable[[int], None]:
    """A function that shows a progress bar on a terminal, once the job has taken a second."""
    total, done, started = drawn.film.frame_count * targets, 0, time.monotonic()
    of_all = phrases.counted("progress", "one progress", total, drawn.language)
    next_update = started + 1.0
    if _json or sys.stderr is None or not sys.stderr.isatty():
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


def use_json(chosen: bool) -> None:
    """Whether this run's lines on standard error are JSON."""
    global _json
    _json = chosen


def complain(text: str, facts: Mapping[str, Any] | None = None) -> None:
    """Print an error on standard error, on one line; `facts` are for programs."""
    _tell("error", text, facts or {})


def notify(text: str) -> None:
    """Print what is no error on standard error."""
    _tell("notice", text, {})


def _tell(kind: str, text: str, facts: Mapping[str, Any]) -> None:
    if sys.stderr is None:
        return
    line = f"visualize: {text}"
    if _json:
        from json import dumps

        line = dumps({kind: {"message": text, **facts}})
    with suppress(OSError):  # the reader of a pipe may have exited
        print(line, file=sys.stderr, flush=True)


class Bar:
    """A progress bar of many figures with the time left, on a terminal only."""

    def __init__(self, total: int) -> None:
        self.shown = sys.stderr is not None and sys.stderr.isatty() and not _json
        self._total, self._done, self._started = total, 0, time.monotonic()
        self._next = self._started

    def advance(self) -> None:
        """Count one more figure."""
        self._done += 1
        now = time.monotonic()
        if self.shown and (now >= self._next or self._done == self._total):
            self._next = now + 0.1
            left = (now - self._started) / self._done * (self._total - self._done)
            share = self._done / self._total
            words = f"{self._done}/{self._total}, {clock(left)} left"
            print(f"\r\033[K{'█' * round(30 * share):30} {words}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Make room for a line."""
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    end = clear


def clock(seconds: float) -> str:
    """A time in minutes and seconds, with hours if there are any.

    >>> clock(75), clock(3725)
    ('1:15', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
