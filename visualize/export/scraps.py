"""Files that are not in their places yet: made beside them, all moved or none, and removed whatever happens.

Such a file is called a scrap, a `.part` with new content or an `.old` with what a `.part` is about to replace.
"""

import os
import stat
from binascii import crc32
from collections.abc import Sequence
from contextlib import suppress
from time import time
from typing import BinaryIO, NamedTuple

from visualize.errors import VisualizeError, invalid

# A scrap's name holds the machine and the process that made it, so that a later run can tell whether that ended.
PATTERN = r"\.visualize-([0-9a-f]{8})-([0-9]{1,9})-[0-9a-f]{8}\.(?:part|old)"
LONGEST_RUN = 24 * 3600  # seconds; an older scrap of another machine was left by a run that was killed
ATTEMPTS = 100
CHUNK = 1 << 20  # bytes that are compared at a time


class Staged(NamedTuple):
    """A file that is ready to be moved to its place; `name` is what the user calls it."""

    name: str
    part: str
    place: str


class Scraps:
    """The scraps of one run. Names are noted before files are made, so that an interrupt at any moment leaves none."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._olds: list[str] = []
        self._folders: list[str] = []
        self._lost: list[str] = []  # scraps that hold an old file which could not be put back
        self._moving = False  # between the first move and the last, when old files may have to be put back

    def create(self, folder: str, makes_folder: bool) -> tuple[str, BinaryIO]:
        """Open a new file, in a new folder if need be. What has the same name is neither followed nor changed."""
        for _ in range(ATTEMPTS):
            path = _fresh(folder, "part")
            self._parts.append(path)
            try:
                return path, open(path, "x+b")
            except FileExistsError:
                self._parts.remove(path)  # somebody else's
            except FileNotFoundError:
                if not makes_folder:
                    raise
                self._make(folder)
        raise FileExistsError("no free name for a new file was found")

    def move(self, staged: Sequence[Staged]) -> None:
        """Put all files in their places. Where one cannot be moved, none is: the old files are put back."""
        new = [one for one in staged if not _is_unchanged(one)]
        for one in new:
            _sync(one)
        if len(new) == 1:
            _replace(new[0])
        else:
            self._move([(one, self._kept(one)) for one in new])
        self._folders.clear()

    def clear(self) -> None:
        """Remove what is left: all scraps, and the folders that were made for them where they are empty."""
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
        self._folders.append(folder)
        try:
            os.mkdir(folder)
        except FileExistsError:  # another run or thread was faster
            self._folders.remove(folder)

    def _kept(self, one: Staged) -> str | None:
        """A second name of the old file; None where there is no old file."""
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
            except BaseException:  # an interrupt during that
                self._put_back(moves)
                raise
            if self._lost and isinstance(error, VisualizeError):
                raise VisualizeError(f"{error}; the old file is kept as {', '.join(self._lost)}") from error
            raise
        self._moving = False

    def _put_back(self, moves: Sequence[tuple[Staged, str | None]]) -> None:
        """Undo the moves that were made; doing so twice does no harm."""
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
    """Whether the old file has the same bytes, as when a command is repeated; then only its time is set."""
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
    """Put a file that replaces another on the disk, or a crash of the system could leave an empty one in its place.

    This is called when all files are written: to wait for each right after it is written takes several times as long.
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
        raise unwritable(one.name, error) from error


def _link(place: str, other: str) -> bool:
    """A second name of a file, or a copy on disks without hard links; false where there is no file."""
    if not os.path.lexists(place):
        return False
    try:
        os.link(place, other)
    except OSError:
        from shutil import copy2

        copy2(place, other)
    return True


def unwritable(name: str, error: OSError) -> VisualizeError:
    """What is said when the disk, or ffmpeg, says no."""
    return invalid("output", name, f"cannot be written: {error.strerror or error}")


def _fresh(folder: str, kind: str) -> str:
    return os.path.join(folder, f".visualize-{machine()}-{os.getpid()}-{os.urandom(4).hex()}.{kind}")


def machine() -> str:
    """Eight digits for the machine, or the container, within which numbers of processes can be compared."""
    name = os.uname().nodename if hasattr(os, "uname") else ""
    with suppress(OSError):
        name += str(os.stat("/proc/self/ns/pid").st_ino)
    return f"{crc32(os.fsencode(name)):08x}"


def keep_owner(stream: BinaryIO, place: str) -> None:
    """Give a new file the owner and the mode of the one that it will replace, as far as that may be.

    Bits that would run it as somebody else are dropped.
    """
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
    """Remove the scraps of runs that were killed; what cannot be listed or removed stays."""
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
        os.kill(process, 0)  # asks only
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's
    return True
