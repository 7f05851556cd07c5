"""A job is one figure and its files; done in any process, it says what came of it and never raises."""

import os
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any, Literal, NamedTuple

from visualize.errors import message_and_code
from visualize.export.files import file_numbers
from visualize.export.formats import is_whole_file
from visualize.export.targets import Target, target
from visualize.figure import Figure
from visualize.origin import Origin, is_from

State = Literal["drawn", "unchanged", "failed", "lost"]


class Job(NamedTuple):
    """A figure, or a function without arguments that makes it, and the files to write.

    Functions are called where the figure is drawn, which may be another process: they must be picklable, as
    `functools.partial(vz.figure, op, theme="dark")` is. Files that are there already are left alone: `origin` tells
    what they say of their origin without making the figure. `keywords` are those of
    `Figure.save`.

    >>> from visualize import Conv, figure
    >>> Job(figure(Conv(5, 3)), ["conv.gif", "conv.svg"]).name
    'conv.gif'
    """

    figure: Figure | Callable[[], Figure]
    files: Sequence[str | os.PathLike[str]]
    origin: Callable[[], Origin] | None = None
    keywords: Mapping[str, Any] = {}
    label: str = ""

    @property
    def name(self) -> str:
        """What the job is called in messages: its label, else its first file."""
        return self.label or os.fspath(self.files[0])


class Outcome(NamedTuple):
    """What came of a job: drawn, unchanged (its files were there), failed, or lost with the process that drew it."""

    name: str
    state: State
    bytes: int = 0
    seconds: float = 0.0
    message: str = ""


def drawn(job: Job) -> Outcome:
    """Draw a figure and write its files."""
    started = perf_counter()
    try:
        figure = job.figure() if callable(job.figure) else job.figure
        size = figure.save(*job.files, **job.keywords)
    except Exception as error:
        return Outcome(job.name, "failed", 0, perf_counter() - started, message_and_code(error)[0])
    return Outcome(job.name, "drawn", size, perf_counter() - started)


def is_there(job: Job) -> bool:
    """Whether all files of a job are there, whole, and from where they should be.

    How many files a sequence has is known when its figure is laid out, which takes a small part of the time to draw it.
    """
    try:
        expected = _expected(job)
        return expected is not None and all(_is_drawn(one, expected, job) for one in map(target, job.files))
    except Exception:  # what a figure raises is told when it is drawn
        return False


def _is_drawn(one: Target, expected: Origin, job: Job) -> bool:
    """Whether the files of a target are there."""
    written = _as_written(expected, one.suffix, job.keywords)
    if not one.numbered:
        return is_from(one.name, written) and is_whole_file(one.name, one.suffix)
    figure = job.figure() if callable(job.figure) else job.figure
    return all(
        is_from(path, written) and is_whole_file(path, one.suffix) for path in one.paths(file_numbers(figure.film))
    )


def _expected(job: Job) -> Origin | None:
    """What a job's files say of their origin; None if the figure must be made to know it."""
    if job.origin is not None:
        return job.origin()
    return None if callable(job.figure) else Origin(job.figure.recipe, job.figure.source)


def _as_written(expected: Origin, suffix: str, keywords: Mapping[str, Any]) -> Origin:
    """The origin with the options of a format that its files tell."""
    if suffix == ".gif" and keywords.get("gif_compat"):
        return expected._replace(recipe=expected.recipe + " --gif-compat")
    if suffix == ".pptx" and keywords.get("pptx", "native") != "native":
        return expected._replace(recipe=expected.recipe + f" --pptx {keywords['pptx']}")
    return expected
