"""Output names, checked before anything is drawn: their suffixes, folders, and existing files."""

import os
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from visualize import validate
from visualize.errors import invalid, unknown
from visualize.export.formats import FORMATS, SEQUENCES

KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
# A name with number fields of at most nine digits; Python's format language allows names of any length.
SEQUENCE = r"(?:[^{}]|\{\{|\}\}|\{n(?::0?[1-9]?d?)?\})*"


class Target(NamedTuple):
    """A checked output name: one file, or a pattern with a number field such as `frames/step-{n:03}.svg`.

    >>> Target("step-{n:03}.svg", ".svg", numbered=True).paths([0, 1])
    ['step-000.svg', 'step-001.svg']
    """

    name: str
    suffix: str
    numbered: bool

    def paths(self, steps: Iterable[int]) -> list[str]:
        """The paths of the target's files."""
        return [self.name.format(n=n) for n in steps] if self.numbered else [self.name]

    def places(self, steps: Iterable[int]) -> list[str]:
        """The paths with links resolved; raises VisualizeError if one exists that cannot be replaced."""
        paths = self.paths(steps)
        for path in paths:
            _check_old(self.name, path)
        return [os.path.realpath(path) for path in paths]


def target(
    name: str | os.PathLike[str], files: Collection[str] = FORMATS.keys(), sequences: Collection[str] = SEQUENCES
) -> Target:
    """Check a name as far as possible before drawing; `files` and `sequences` are the allowed suffixes."""
    text = _named(name)
    numbered = _is_numbered(text)
    suffix = os.path.splitext(text)[1].lower()
    suffixes = sequences if numbered else files
    if suffix not in suffixes:
        raise unknown("suffix", f"{suffix or 'none'} in {text}", "known suffixes are " + ", ".join(suffixes))
    checked = Target(text, suffix, numbered)
    path = checked.paths([0])[0]
    _check_folder(checked, os.path.dirname(absolute(text, path)))
    _check_old(text, path)
    return checked


def absolute(name: str, path: str) -> str:
    """The absolute path with links resolved; raises VisualizeError if the working folder has been deleted."""
    try:
        return os.path.realpath(path)
    except OSError as error:
        raise invalid("output", name, f"the working folder cannot be found: {error.strerror}") from None


@contextmanager
def folder(name: str) -> Iterator[None]:
    """A folder for files, created if its parent exists, and removed again after an error if it is still empty."""
    place = absolute(name, _named(name))
    parent = os.path.dirname(place)
    if not os.path.isdir(parent):
        raise invalid("output", name, f"the folder {parent} does not exist; make it first")
    missing = not os.path.lexists(place)
    try:
        if not name or not os.path.isdir(place):
            _make(name, place)
        yield
    except BaseException:
        with suppress(OSError):
            if missing:
                os.rmdir(place)
        raise


def _make(name: str, place: str) -> None:
    try:
        os.mkdir(place)
    except OSError as error:
        if not name or not os.path.isdir(place):  # unless another run has created it
            raise invalid("output", name, f"cannot be made a folder: {error.strerror}") from None


def _named(name: str | os.PathLike[str]) -> str:
    found = validate.path("output", name)
    try:
        os.fsencode(found)
    except UnicodeEncodeError:
        raise invalid("output", repr(found), "this system's file names cannot hold all of its letters") from None
    return found


def _is_numbered(text: str) -> bool:
    """Whether the name contains a number field; other braces are refused."""
    if "{" not in text and "}" not in text:
        return False
    import re

    plain = re.fullmatch(SEQUENCE, text, re.DOTALL)
    if not plain or text.format(n=0) == text.format(n=1) or "{" in os.path.dirname(text):
        advice = "a sequence is named with {n} in the file's name, as in step-{n:03}.svg"
        raise invalid("output", text, advice)
    return True


def _check_folder(one: Target, folder: str) -> None:
    if one.numbered and not os.path.lexists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        advice = "make it first (of a sequence only the last folder is made)" if one.numbered else "make it first"
        raise invalid("output", one.name, f"the folder {folder} does not exist; {advice}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise invalid("output", one.name, f"the folder {folder} cannot be written to")


def _check_old(name: str, path: str) -> None:
    """Refuse a path at which anything but a writable file exists."""
    try:
        old = os.stat(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise invalid("output", name, f"cannot be written: {error.strerror}") from None
    if stat.S_ISDIR(old.st_mode):
        raise invalid("output", name, f"{path} is a folder; give a file name")
    if not stat.S_ISREG(old.st_mode):
        kind = KINDS.get(stat.S_IFMT(old.st_mode), "no file")
        raise invalid("output", name, f"{path} is {kind}; give the name of a file")
    # Root may write to any file, but a file without write permission has been protected on purpose.
    if not old.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise invalid("output", name, f"{path} is read-only; make it writable, or give another name")
