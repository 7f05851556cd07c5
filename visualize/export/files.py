"""Names to files: targets are checked before anything is drawn, and appear whole or not at all."""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from visualize.errors import invalid, unknown
from visualize.export.formats import FILES, SEQUENCES, Showing, check
from visualize.film import Film


class Target(NamedTuple):
    """A checked name to write to: one file, or a pattern with a number field such as `frames/step-{n:03}.svg`."""

    name: str
    suffix: str
    numbered: bool

    def paths(self, steps: Iterable[int]) -> list[str]:
        """The files that the target stands for."""
        return [self.name.format(n=n) for n in steps] if self.numbered else [self.name]


def target(
    name: str | os.PathLike[str], files: Collection[str] = FILES, sequences: Collection[str] = SEQUENCES
) -> Target:
    """Check everything about a target that can be checked before drawing; which suffixes are known is given."""
    text = _named(name)
    numbered = _is_numbered(text)
    suffix = os.path.splitext(text)[1].lower()
    known = sequences if numbered else files
    if suffix not in known:
        raise unknown("suffix", f"{suffix or 'none'} in {text}", "known suffixes are " + ", ".join(known))
    checked = Target(text, suffix, numbered)
    path = checked.paths([0])[0]
    if os.path.isdir(path):
        raise invalid("output", text, "is a folder; give a file name")
    folder = os.path.dirname(os.path.abspath(path))
    if numbered and not os.path.exists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        advice = "make it first (of a sequence only the last folder is made)" if numbered else "make it first"
        raise invalid("output", text, f"the folder {folder} does not exist; {advice}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise invalid("output", text, f"the folder {folder} cannot be written to")
    return checked


def _named(name: str | os.PathLike[str]) -> str:
    found: object = None
    with suppress(TypeError):
        found = os.fspath(name)
    if not isinstance(found, str) or "\0" in found:
        raise invalid("output", ascii(name), "must be the name of a file")
    return found


def _is_numbered(text: str) -> bool:
    """Whether the name holds a number field; braces that are none are refused."""
    if "{" not in text and "}" not in text:
        return False
    try:
        distinct = {text.format(n=n) for n in (0, 1)}
    except (ValueError, KeyError, IndexError, AttributeError):
        distinct = set()
    if len(distinct) < 2 or "{" in os.path.dirname(text):
        raise invalid("output", text, "a sequence is named with {n} in the file's name, as in step-{n:03}.svg")
    return True


class Job(NamedTuple):
    """A target's name, its files' places, and what writes them, given as many paths."""

    name: str
    places: list[str]
    write: Callable[[list[str]], None]


def save(showing: Showing, targets: Sequence[Target]) -> list[str]:
    """Write all targets of a figure; returns the files."""
    check(showing, [one.suffix for one in targets], [one.numbered for one in targets])
    numbers = _file_numbers(showing.film)
    return write([job(one, numbers, _writer(one, showing)) for one in targets])


def _writer(one: Target, showing: Showing) -> Callable[[list[str]], None]:
    if one.numbered:
        return lambda paths: SEQUENCES[one.suffix](showing, paths)
    return lambda paths: FILES[one.suffix](showing, paths[0])


def job(one: Target, numbers: Iterable[int], write: Callable[[list[str]], None]) -> Job:
    """What is to be done for a target, one of whose files is written for each of the numbers."""
    return Job(one.name, [os.path.realpath(path) for path in one.paths(numbers)], write)


def write(jobs: Sequence[Job]) -> list[str]:
    """Write all files beside their places, then move all into place; returns the places."""
    _check_places(jobs)
    staged: list[tuple[str, str]] = []
    made: list[str] = []
    name = ""
    try:
        for one in jobs:
            name, folder = one.name, os.path.dirname(one.places[0])
            if not os.path.exists(folder):
                os.mkdir(folder)
                made.append(folder)
            parts = [f"{place}.{os.getpid()}.part" for place in one.places]
            staged += zip(parts, one.places, strict=True)
            one.write(parts)
        for part, place in staged:
            os.replace(part, place)
    except OSError as error:
        _clean(staged, made)
        raise invalid("output", name, f"cannot be written: {error.strerror or error}") from error
    except BaseException:
        _clean(staged, made)
        raise
    return [place for _, place in staged]


def _check_places(jobs: Sequence[Job]) -> None:
    """Refuse, before anything is drawn, a place that is a folder, and two files of one place."""
    seen: set[str] = set()
    for name, places, _ in jobs:
        for place in places:
            if os.path.isdir(place):
                raise invalid("output", name, f"{place} is a folder; give a file name")
            if place in seen:
                raise invalid("output", name, "is named twice")
            seen.add(place)


def _file_numbers(film: Film) -> Sequence[int]:
    """Files of a sequence are numbered by their steps; a question and its answer share a step, then by their order."""
    return film.steps if len(set(film.steps)) == film.frame_count else range(film.frame_count)


def _clean(staged: list[tuple[str, str]], made: list[str]) -> None:
    for part, _ in staged:
        with suppress(OSError):
            os.unlink(part)
    for folder in made:
        with suppress(OSError):
            os.rmdir(folder)
