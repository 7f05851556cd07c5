"""Names to files: targets are checked before anything is drawn, and appear whole or not at all."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple

from visualize.errors import invalid, unknown
from visualize.film import Film
from visualize.writers import FILES, SEQUENCES, Showing, check


class Target(NamedTuple):
    """A checked name to write to: one file, or a pattern with a number field such as `frames/step-{n:03}.svg`."""

    name: str
    suffix: str
    numbered: bool

    def paths(self, steps: Iterable[int]) -> list[str]:
        """The files that the target stands for."""
        return [self.name.format(n=n) for n in steps] if self.numbered else [self.name]


def target(name: str | os.PathLike[str]) -> Target:
    """Check everything about a target that can be checked before drawing."""
    text = os.fspath(name)
    numbered = _is_numbered(text)
    suffix = os.path.splitext(text)[1].lower()
    known = SEQUENCES if numbered else FILES
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


def check_distinct(targets: Sequence[Target]) -> None:
    """Refuse two names of the same file."""
    seen: set[str] = set()
    for one in targets:
        place = os.path.realpath(one.paths([0])[0])
        if place in seen:
            raise invalid("output", one.name, "is named twice")
        seen.add(place)


def save(showing: Showing, targets: Sequence[Target]) -> list[str]:
    """Write all targets beside their places, then move all into place; returns the files."""
    check(showing, (one.suffix for one in targets))
    staged: list[tuple[str, str]] = []
    made: list[str] = []
    name = ""
    try:
        for one in targets:
            name = one.name
            places = [os.path.realpath(path) for path in one.paths(_file_numbers(showing.film))]
            folder = os.path.dirname(places[0])
            if not os.path.exists(folder):
                os.mkdir(folder)
                made.append(folder)
            parts = [f"{place}.{os.getpid()}.part" for place in places]
            staged += zip(parts, places, strict=True)
            if one.numbered:
                SEQUENCES[one.suffix](showing, parts)
            else:
                FILES[one.suffix](showing, parts[0])
        for part, place in staged:
            os.replace(part, place)
    except OSError as error:
        _clean(staged, made)
        raise invalid("output", name, f"cannot be written: {error.strerror or error}") from error
    except BaseException:
        _clean(staged, made)
        raise
    return [place for _, place in staged]


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
