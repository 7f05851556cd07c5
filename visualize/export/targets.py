"""Output names, checked before anything is drawn: their suffixes, folders, and existing files."""

import os
import stat
import sys
from collections.abc import Collection, Iterable
from typing import NamedTuple

from visualize.errors import invalid, unknown
from visualize.export.formats import FORMATS, SEQUENCES
from visualize.validate import path as checked_path

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
        known = ("known suffixes of sequences are " if numbered else "known suffixes are ") + ", ".join(suffixes)
        raise unknown("suffix", f"{suffix or 'none'} in {text}", known if suffixes else "it is one file; leave out {n}")
    checked = Target(text, suffix, numbered)
    for path in checked.paths([0, 1]):
        _check_windows(path)
    path = checked.paths([0])[0]
    _check_folder(text, os.path.dirname(absolute(text, path)))
    _check_old(text, path)
    return checked


def absolute(name: str, path: str) -> str:
    """The absolute path with links resolved; raises VisualizeError if the working folder has been deleted."""
    try:
        return os.path.realpath(path)
    except OSError as error:
        raise invalid("output", name, f"the working folder cannot be found: {error.strerror}") from None


def file_name(place: str) -> str:
    """A path as its system compares it: for Windows and macOS a capital letter and a small one are the same.

    macOS writes accented letters in two ways too.
    """
    if sys.platform not in ("win32", "darwin"):
        return place
    from unicodedata import normalize

    return normalize("NFC", place).casefold()


def folder(name: str) -> str:
    """Check the name of a folder for files, which is made when the first one is written; returns the name."""
    place = absolute(name, _named(name))
    _check_windows(name)
    if not name or (os.path.lexists(place) and not os.path.isdir(place)):
        raise invalid("output", name, "cannot be made a folder; give another name")
    _check_folder(name, place)
    return name


def _named(name: str | os.PathLike[str]) -> str:
    found = checked_path("output", name)
    try:
        os.fsencode(found)
    except UnicodeEncodeError:
        raise invalid("output", repr(found), "this system's file names cannot hold all of its letters") from None
    return found


def _check_windows(name: str) -> None:
    if os.name == "nt":
        from visualize.export.windows_names import check_windows_name

        check_windows_name(name)


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


def _check_folder(name: str, folder: str) -> None:
    """Refuse a folder that cannot be written to or, if it is missing, cannot be made."""
    existing = folder
    while not os.path.lexists(existing) and (above := os.path.dirname(existing)) != existing:
        existing = above
    if not os.path.isdir(existing):  # a file, or a drive that is not there
        raise invalid("output", name, f"the folder {folder} cannot be made: {existing} is no folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise invalid("output", name, f"the folder {existing} cannot be written to")


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
