"""Writes files: either all targets of a figure are written completely, or none and the old files are unchanged."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, NamedTuple

from visualize.errors import invalid
from visualize.export.formats import FORMATS, check, check_pixels, check_whole
from visualize.export.scraps import Scraps, Staged, keep_owner, sweep, unwritable
from visualize.export.showing import Showing
from visualize.export.targets import Target, file_name
from visualize.film import Film

Write = Callable[[BinaryIO], object]


class Job(NamedTuple):
    """A target, the paths of its files, and a function that writes each of them."""

    target: Target
    places: list[str]
    writes: Iterable[Write]


def save(showing: Showing, targets: Sequence[Target], sources: Iterable[str] = ()) -> int:
    """Write all targets of a figure; returns the number of bytes."""
    check_pixels(showing, [one.suffix for one in targets])
    check(showing, [(one.suffix, one.numbered) for one in targets])
    return write([job(one, file_numbers(showing.film), _writes(one, showing)) for one in targets], sources)


def _writes(one: Target, showing: Showing) -> Iterable[Write]:
    format = FORMATS[one.suffix]
    return format.sequence(showing) if one.numbered and format.sequence else [partial(format.write, showing)]


def job(one: Target, numbers: Iterable[int], writes: Iterable[Write]) -> Job:
    """The job of a target; a sequence has a file for each of the numbers."""
    return Job(one, one.places(numbers), writes)


def write(jobs: Sequence[Job], sources: Iterable[str] = ()) -> int:
    """Write all files under temporary names, then move them into place; returns the number of bytes.

    `sources` are files that the figure is made from and must not replace.
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
        except BaseException:  # an interrupt while clearing
            scraps.clear()
            raise


def _written(jobs: Sequence[Job], scraps: Scraps) -> int:
    staged, size = [], 0
    for one in jobs:
        try:
            for place, write_to in zip(one.places, one.writes, strict=True):
                part, stream = scraps.create(os.path.dirname(place))
                staged.append(Staged(one.target.name, part, place))
                with stream:
                    size += _fill(stream, place, one.target.suffix, write_to)
        except OSError as error:
            raise unwritable(one.target.name, error) from error
    scraps.move(staged)
    return size


def _fill(stream: BinaryIO, place: str, suffix: str, write_to: Write) -> int:
    """Write a file that will replace the one at `place`; returns its size."""
    keep_owner(stream, place)
    write_to(stream)
    stream.flush()
    check_whole(stream, suffix)
    return os.fstat(stream.fileno()).st_size


def _check_places(jobs: Sequence[Job], sources: Iterable[str]) -> None:
    """Refuse, before anything is drawn, two targets at one place and targets that are sources of the figure."""
    seen: set[str] = set()
    read = {identity for source in sources if (identity := _identity(source))}
    for one, places, _ in jobs:
        for place in places:
            if (name := file_name(place)) in seen:
                raise invalid("output", one.name, "is named twice")
            if read and _identity(place) in read:
                raise invalid("output", one.name, "is a file that the figure is made from; give another name")
            seen.add(name)
    for one, places, _ in jobs:
        if places and not seen.isdisjoint(_above(file_name(places[0]))):
            raise invalid("output", one.name, "lies in a folder that is named as a file too")


def _above(path: str) -> Iterator[str]:
    """The folders that contain a path, the nearest first."""
    while (folder := os.path.dirname(path)) != path:
        yield folder
        path = folder


def _identity(path: str) -> tuple[int, int] | None:
    """Device and inode of a file, equal for all its names; None if there is no file."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino


def file_numbers(film: Film) -> Sequence[int]:
    """The numbers of a sequence's files: the steps, or the frames if questions and answers share steps."""
    return film.steps if len(set(film.steps)) == film.frame_count else range(film.frame_count)
