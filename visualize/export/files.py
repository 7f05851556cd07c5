"""Names to files: all targets of a figure appear whole, or none does and the old files are as they were."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import BinaryIO, NamedTuple

from visualize.errors import invalid
from visualize.export.formats import FORMATS, check, check_whole
from visualize.export.scraps import Scraps, Staged, keep_owner, sweep, unwritable
from visualize.export.showing import Showing
from visualize.export.targets import Target
from visualize.film import Film

Write = Callable[[BinaryIO], object]


class Job(NamedTuple):
    """A target, its files' places, and what writes each of them."""

    target: Target
    places: list[str]
    writes: Iterable[Write]


def save(showing: Showing, targets: Sequence[Target], sources: Iterable[str] = ()) -> int:
    """Write all targets of a figure; returns the number of bytes."""
    check(showing, [(one.suffix, one.numbered) for one in targets])
    return write([job(one, _file_numbers(showing.film), _writes(one, showing)) for one in targets], sources)


def _writes(one: Target, showing: Showing) -> Iterable[Write]:
    format = FORMATS[one.suffix]
    return format.sequence(showing) if one.numbered and format.sequence else [partial(format.write, showing)]


def job(one: Target, numbers: Iterable[int], writes: Iterable[Write]) -> Job:
    """What is to be done for a target, one of whose files is written for each of the numbers."""
    return Job(one, one.places(numbers), writes)


def write(jobs: Sequence[Job], sources: Iterable[str] = ()) -> int:
    """Write all files beside their places, then move all into place; returns the number of bytes.

    `sources` are files that the figure is made from, which must not be replaced by it.
    """
    _check_places(jobs, sources)
    for folder in {os.path.dirname(place) for one in jobs for place in one.places}:
        sweep(folder)
    scraps = Scraps()
    try:
        return _written(jobs, scraps)
    finally:
        try:
            scraps.clear()
        except BaseException:  # an interrupt during that
            scraps.clear()
            raise


def _written(jobs: Sequence[Job], scraps: Scraps) -> int:
    staged, size = [], 0
    for one in jobs:
        try:
            for place, write_to in zip(one.places, one.writes, strict=True):
                part, stream = scraps.create(os.path.dirname(place), one.target.numbered)
                staged.append(Staged(one.target.name, part, place))
                with stream:
                    size += _fill(stream, place, one.target.suffix, write_to)
        except OSError as error:
            raise unwritable(one.target.name, error) from error
    scraps.move(staged)
    return size


def _fill(stream: BinaryIO, place: str, suffix: str, write_to: Write) -> int:
    """Write a file that will be moved to the place; returns its size."""
    keep_owner(stream, place)
    write_to(stream)
    stream.flush()
    check_whole(stream, suffix)
    return os.fstat(stream.fileno()).st_size


def _check_places(jobs: Sequence[Job], sources: Iterable[str]) -> None:
    """Refuse, before anything is drawn, two files of one place, and files that the figure is made from."""
    seen: set[str] = set()
    read = {identity for source in sources if (identity := _identity(source))}
    for one, places, _ in jobs:
        for place in places:
            if place in seen:
                raise invalid("output", one.name, "is named twice")
            if read and _identity(place) in read:
                raise invalid("output", one.name, "is a file that the figure is made from; give another name")
            seen.add(place)
    for one, places, _ in jobs:
        if places and os.path.dirname(places[0]) in seen:
            raise invalid("output", one.name, "lies in a folder that is named as a file too")


def _identity(path: str) -> tuple[int, int] | None:
    """The same for all names of a file; None where there is none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _file_numbers(film: Film) -> Sequence[int]:
    """Files of a sequence are numbered by their steps; a question and its answer share a step, then by their order."""
    return film.steps if len(set(film.steps)) == film.frame_count else range(film.frame_count)
