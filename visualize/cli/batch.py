"""The command `batch`: draws a table of figures, checks its files, or draws again whenever it changes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from time import perf_counter, sleep

from visualize.batch import table
from visualize.batch.jobs import Job, Outcome, is_there
from visualize.batch.pool import FEWEST, processors, render_by_processes
from visualize.cli.arguments import spelled
from visualize.cli.deck import deck, is_drawn
from visualize.cli.numerals import number
from visualize.cli.table_words import jobs
from visualize.cli.terminal import Bar, complain, say
from visualize.errors import VisualizeError, escaped, invalid, missing

MOST_PROCESSES = 256
Stamp = tuple[int, int, int]
PAUSE = 0.5  # seconds between two looks at a table that is watched


def run(options: argparse.Namespace) -> int:
    """Draw the table; returns 1 if some figures failed, or if files are not what the table says."""
    if options.table is None:
        raise missing("table", "name a TOML file, as in batch figures.toml --output figures")
    if options.output is None:
        raise missing("output", "say which folder the files go to, as in --output figures")
    if options.check:
        return _check(jobs(options.table, options.output), options.table, deck_of(options.table, options.output))
    seen = _stamp(options.table)
    code = _draw(options)
    while options.watch:
        seen = _changed(options.table, seen)
        code = _draw_again(options)
    return code


def _draw(options: argparse.Namespace) -> int:
    found, name = jobs(options.table, options.output), deck_of(options.table, options.output)
    bar, started = Bar(len(found)), perf_counter()
    outcomes = render_by_processes(found, _processes(options.jobs, len(found)), lambda one: _report(one, bar))
    bar.end()
    say(summary(outcomes, perf_counter() - started))
    if name is not None:
        said = "unchanged" if is_drawn(options.table, name) else f"{deck(options.table, name)} pages"
        say(f"{escaped(name)}: {said}")
    return int(any(one.state in ("failed", "lost") for one in outcomes))


def deck_of(path: str, folder: str) -> str | None:
    """The deck that a table names, in the folder of its figures; None if it names none."""
    name = table.parsed(path).get("deck")
    if name is None:
        return None
    if not isinstance(name, str) or os.path.basename(name.replace("\\", "/")) != name or name in ("", ".", ".."):
        raise invalid("deck", name, "must be the name of a file without folders, as in lecture.pptx")
    return os.path.join(folder, name)


def _draw_again(options: argparse.Namespace) -> int:
    """Draw a table that has changed; if it cannot be read, say so and wait for the next change."""
    try:
        return _draw(options)
    except VisualizeError as error:
        complain(str(error))
        return 2


def _processes(given: str | None, figures: int) -> int:
    if given is None:
        return max(1, min(processors(), figures // FEWEST))
    found = number("jobs", given, int)
    if not isinstance(found, int) or not 1 <= found <= MOST_PROCESSES:
        raise invalid("jobs", given, f"must lie between 1 and {MOST_PROCESSES}")
    return found


def _report(outcome: Outcome, bar: Bar) -> None:
    name = escaped(spelled(outcome.name))
    if outcome.state in ("failed", "lost"):
        bar.clear()
        complain(f"{name}: {outcome.message}", {"figure": outcome.name})
    elif not bar.shown:
        drawn = f"drawn, {outcome.bytes:,} bytes, {outcome.seconds:.2f} s"
        say(f"{name}: {drawn if outcome.state == 'drawn' else outcome.state}")
    bar.advance()


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    """How many figures were drawn, were there, and failed, in one line.

    >>> summary([Outcome("a", "drawn", 1000), Outcome("b", "unchanged")], 2.04)
    '2 figures: 1 drawn (1,000 bytes), 1 unchanged, 0 failed; 2.0 s'
    """
    counts = [sum(one.state in states for one in outcomes) for states in (("drawn",), ("unchanged",))]
    size, failed = sum(one.bytes for one in outcomes), len(outcomes) - sum(counts)
    drawn = f"{counts[0]} drawn ({size:,} bytes), {counts[1]} unchanged, {failed} failed"
    return f"{len(outcomes)} figure{'s' * (len(outcomes) != 1)}: {drawn}; {seconds:.1f} s"


def _check(jobs: Sequence[Job], table: str, deck: str | None) -> int:
    """Say which files are not what the table says; nothing is drawn."""
    stale = [one for one in jobs if not is_there(one)]
    for one in stale:
        complain(f"{escaped(spelled(one.name))}: {_why(one)}")
    say(f"{len(jobs)} figures: {len(jobs) - len(stale)} as the table says, {len(stale)} not")
    if deck is None:
        return int(bool(stale))
    told = is_drawn(table, deck)
    (say if told else complain)(f"{escaped(deck)}: {'as the table says' if told else _absent([deck])}")
    return int(bool(stale) or not told)


def _why(one: Job) -> str:
    try:
        if one.origin is not None:
            one.origin()
    except VisualizeError as error:
        return str(error)
    return _absent(one.files)


def _absent(names: Iterable[str | os.PathLike[str]]) -> str:
    absent = [os.path.basename(name) for name in names if "{" not in str(name) and not os.path.exists(name)]
    return f"{escaped(spelled(str(absent[0])))} is not there" if absent else "its files are not what the table says"


def _changed(path: str, seen: Stamp | None) -> Stamp:
    """Wait until the table is another one than that which was seen, and return its stamp.

    It is taken before the table is read, so that a change made while figures are drawn is not missed.
    """
    while (now := _stamp(path)) in (seen, None):
        sleep(PAUSE)
    return now


def _stamp(path: str) -> Stamp | None:
    """What changes with a file; None while it is not there, as when an editor replaces it."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
