"""Temporary files beside the final ones: either all are moved into place or none, and none is left behind.

A temporary file is called a scrap: a `.part` holds new content, an `.old` the file that a `.part` is about to replace.
"""

import os
import stat
from binascii import crc32
from collections.abc import Sequence
from contextlib import suppress
from time import time
from typing import BinaryIO, NamedTuple

from visualize.errors import VisualizeError, escaped, invalid

# A scrap's name contains its machine and process, so that a later run can check whether the process has ended.
PATTERN = r"\.visualize-([0-9a-f]{8})-([0-9]{1,9})-[0-9a-f]{8}\.(?:part|old)"
LONGEST_RUN = 24 * 3600  # seconds; an older scrap of another machine is taken for the remains of a killed run
ATTEMPTS = 100
CHUNK = 1 << 20  # bytes compared at a time


class Staged(NamedTuple):
    """A file that is ready to be moved into place; `name` is the user's name for it."""

    name: str
    part: str
    place: str


class Scraps:
    """The scraps of one run. Names are recorded before files are created, so that no interrupt leaves a scrap."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._olds: list[str] = []
        self._folders: list[str] = []
        self._lost: list[str] = []  # scraps with old files that could not be restored
        self._moving = False  # between the first and the last move, when old files may have to be restored

    def create(self, folder: str) -> tuple[str, BinaryIO]:
        """Create a new file, and its folder if it is missing. An existing file or link of that name is left alone."""
        for _ in range(ATTEMPTS):
            path = _fresh(folder, "part")
            self._parts.append(path)
            try:
                return path, open(path, "x+b")
            except FileExistsError:
                self._parts.remove(path)  # not ours, so not to be removed
            except FileNotFoundError:
                self._make(folder)
        raise FileExistsError("no free name for a new file was found")

    def move(self, staged: Sequence[Staged]) -> None:
        """Move all files into place. If one cannot be moved, the old files are restored."""
        new = [one for one in staged if not _is_unchanged(one)]
        for one in new:
            _sync(one)
        if len(new) == 1:
            _replace(new[0])
        else:
            self._move([(one, self._save_old(one)) for one in new])
        self._folders.clear()

    def clear(self) -> None:
        """Remove all remaining scraps, and the folders created for them if they are empty."""
        while self._parts:
            with suppress(OSError):
                os.unlink(self._parts[-1])
            self._parts.pop()
        while self._olds and not self._moving:
            with suppress(OSError):
                os.unlink(self._olds[-1])
            self._olds.pop()
        while self._folders:
            with suppress(OSError):
                os.rmdir(self._folders[-1])
            self._folders.pop()

    def _make(self, folder: str) -> None:
        """Create a folder and the ones above it that are missing."""
        above = os.path.dirname(folder)
        if above != folder and not os.path.isdir(above):
            self._make(above)
        self._folders.append(folder)
        try:
            os.mkdir(folder)
        except FileExistsError:  # another run or thread has created it
            self._folders.remove(folder)

    def _save_old(self, one: Staged) -> str | None:
        """Save the old file under a second name; returns None if there is no old file."""
        old = _fresh(os.path.dirname(one.place), "old")
        self._olds.append(old)
        try:
            return old if _link(one.place, old) else None
        except OSError as error:
            raise unwritable(one.name, error) from error

    def _move(self, moves: Sequence[tuple[Staged, str | None]]) -> None:
        self._moving = True
        try:
            for one, _ in moves:
                _replace(one)
        except BaseException as error:
            try:
                self._put_back(moves)
            except BaseException:  # an interrupt while restoring
                self._put_back(moves)
                raise
            if self._lost and isinstance(error, VisualizeError):
                raise VisualizeError(f"{error}; the old file is kept as {escaped(', '.join(self._lost))}") from error
            raise
        self._moving = False

    def _put_back(self, moves: Sequence[tuple[Staged, str | None]]) -> None:
        """Undo the moves made so far; may be called twice."""
        for one, old in moves:
            if os.path.lexists(one.part):
                continue
            try:
                if old is None:
                    os.unlink(one.place)
                elif os.path.lexists(old):
                    os.replace(old, one.place)
            except OSError:
                if old in self._olds:
                    self._olds.remove(old)
                    self._lost.append(old)
        self._moving = False


def _is_unchanged(one: Staged) -> bool:
    """Whether the old file has the same bytes, as after a repeated command; if so, its time is updated."""
    try:
        found = os.stat(one.place)
        if found.st_size != os.path.getsize(one.part) or stat.S_IMODE(found.st_mode) > 0o777:
            return False
        with open(one.part, "rb") as new, open(one.place, "rb") as old:
            while part := new.read(CHUNK):
                if old.read(CHUNK) != part:
                    return False
        os.utime(one.place)
    except OSError:
        return False
    return True


def _sync(one: Staged) -> None:
    """Flush a file that replaces another to the disk; otherwise a system crash could leave an empty file in its place.

    Called after all files are written: flushing each file right after writing it takes several times as long.
    """
    if not os.path.lexists(one.place):
        return
    try:
        number = os.open(one.part, os.O_WRONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as error:
        raise unwritable(one.name, error) from error


def _replace(one: Staged) -> None:
    try:
        os.replace(one.part, one.place)
    except OSError as error:
        from visualize.export.windows_names import in_use

        raise in_use(one.name, error) or unwritable(one.name, error) from error


def _link(place: str, other: str) -> bool:
    """Give a file a second name, or copy it on disks without hard links; returns False if there is no file."""
    if not os.path.lexists(place):
        return False
    try:
        os.link(place, other)
    except OSError:
        from shutil import copy2

        copy2(place, other)
    return True


def unwritable(name: str, error: OSError) -> VisualizeError:
    """The error for a file that the system, or ffmpeg, failed to write."""
    return invalid("output", name, f"cannot be written: {error.strerror or error}")


def _fresh(folder: str, kind: str) -> str:
    return os.path.join(folder, f".visualize-{machine()}-{os.getpid()}-{os.urandom(4).hex()}.{kind}")


def machine() -> str:
    """Eight hexadecimal digits for the machine or container within which process ids are unique."""
    name = os.uname().nodename if hasattr(os, "uname") else ""
    with suppress(OSError):
        name += str(os.stat("/proc/self/ns/pid").st_ino)
    return f"{crc32(os.fsencode(name)):08x}"


def keep_owner(stream: BinaryIO, place: str) -> None:
    """Give a new file the owner and the mode of the file that it will replace, as far as the system permits.

    Set-user-ID and set-group-ID bits are dropped. Windows has neither owners nor modes that a program could keep: what
    may be done with a file follows from its folder.
    """
    if os.name == "nt":
        return
    try:
        old, new = os.stat(place), os.fstat(stream.fileno())
    except FileNotFoundError:
        return
    with suppress(OSError):
        if old.st_gid != new.st_gid:
            os.chown(stream.fileno(), -1, old.st_gid)
        if old.st_uid != new.st_uid:
            os.chown(stream.fileno(), old.st_uid, -1)
    with suppress(OSError):
        if stat.S_IMODE(old.st_mode) != stat.S_IMODE(new.st_mode):
            os.chmod(stream.fileno(), old.st_mode & 0o777)


def sweep(folder: str) -> None:
    """Remove the scraps of killed runs, as far as they can be listed and removed."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(".visualize-"):
                with suppress(OSError):
                    _sweep(folder, name)


def _sweep(folder: str, name: str) -> None:
    import re

    found, path = re.fullmatch(PATTERN, name), os.path.join(folder, name)
    if found is None:
        return
    if os.name == "posix" and found[1] == machine():
        unused = not _is_running(int(found[2]))
    else:
        unused = os.lstat(path).st_ctime < time() - LONGEST_RUN
    if unused:
        os.unlink(path)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)  # signal 0 only checks that the process exists
    except ProcessLookupError:
        return False
    except OSError:
        return True  # another user's
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    """Whether a process has ended, but is still listed: in a container nobody may ask for its exit code."""
    try:
        with open(f"/proc/{process}/stat", "rb") as stream:
            return stream.read().rpartition(b")")[2].split()[:1] == [b"Z"]
    except OSError:
        return False
