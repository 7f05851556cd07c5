"""Figures are delivered: to files, with a line about them, or to standard output."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from visualize.budget import LONG
from visualize.cli import results
from visualize.cli.terminal import check_pourable, notify, pour, progress_of, say
from visualize.errors import missing, unsupported
from visualize.export.formats import FORMATS
from visualize.figure import Figure
from visualize.text import phrases
from visualize.validate import one_of

STANDARD_OUTPUT = "-"


def deliver(drawn: Figure, names: Sequence[str], options: argparse.Namespace) -> None:
    """Write a figure to the files of these names, or to standard output."""
    if _pours(names, options):
        _pour(drawn, options)
    else:
        _say_result(drawn, names, save(drawn, names, options), options)


def _say_result(drawn: Figure, names: Sequence[str], size: int, options: argparse.Namespace) -> None:
    say(results.result(drawn, names, size))
    for remark in results.remarks(drawn, names, options):
        say(remark)


def save(drawn: Figure, names: Sequence[str], options: argparse.Namespace) -> int:
    """Write a figure to files, with a warning before if it takes long; returns the number of bytes."""
    if any(name.lower().endswith(".pdf") for name in names):
        silence_logging()
    work = drawn.estimate(*names, pptx=options.pptx)
    if work.seconds >= LONG:
        size, steps = f"{work.size / 1e6:,.0f} MB", drawn.film.frame_count
        warning = phrases.phrase("long", drawn.language).format(
            steps=steps, time=results.duration(work.seconds), size=size
        )
        notify(warning)
    progress = progress_of(drawn, len(names))
    sources = [getattr(options, name, None) or "" for name in ("input", "kernel")]
    return drawn.save(*names, pptx=options.pptx, gif_compat=options.gif_compat, progress=progress, sources=sources)


def _pours(names: Sequence[str], options: argparse.Namespace) -> bool:
    """Whether the figure goes to standard output; raises VisualizeError if it cannot."""
    if STANDARD_OUTPUT not in names:
        if options.format is not None:
            raise unsupported("format", options.format, "it is that of -o -, standard output; files have suffixes")
        return False
    if len(names) > 1:
        raise unsupported("output", STANDARD_OUTPUT, "standard output takes one figure and no file beside it")
    if options.format is None:
        raise missing("format", "say which one goes to standard output, as in -o - --format gif")
    one_of("format", options.format.lower().removeprefix("."), [one[1:] for one in FORMATS], "formats")
    check_pourable()
    return True


def _pour(drawn: Figure, options: argparse.Namespace) -> None:
    """Write the whole figure to standard output, and nothing else."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="visualize-") as scratch:
        path = os.path.join(scratch, f"figure.{options.format.lower().removeprefix('.')}")
        save(drawn, [path], options)
        pour(path)


def silence_logging() -> None:
    """Discard what matplotlib and its libraries log; it means nothing to users of the command."""
    import logging

    logging.lastResort = logging.NullHandler()  # used for loggers without handlers
