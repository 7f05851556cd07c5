"""Files that a user names are opened here: regular ones only, of a limited size, without waiting."""

import os
from stat import S_ISREG
from typing import BinaryIO

from visualize.errors import VisualizeError, invalid


def opened(parameter: str, path: str, most: int) -> BinaryIO:
    """A file of at most `most` bytes, to be read. Pipes and devices, which may never end, are refused unopened."""
    handle = -1
    try:
        # Asked before opening, since opening alone does something to some devices, and after it, since by then the
        # name may mean another file. O_NONBLOCK keeps a pipe that was put there from holding us up.
        _check(parameter, path, os.stat(os.fspath(path)), most)
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        _check(parameter, path, os.fstat(handle), most)
        return os.fdopen(handle, "rb")
    except (OSError, ValueError, TypeError) as error:
        if handle >= 0:
            os.close(handle)
        raise error if isinstance(error, VisualizeError) else unreadable(parameter, path, error, "no file") from None


def _check(parameter: str, path: str, found: os.stat_result, most: int) -> None:
    if not S_ISREG(found.st_mode):
        raise invalid(parameter, path, "must be a regular file, not a folder, a pipe or a device")
    if found.st_size == 0:  # as is said of the system's own files too, some of which make a reader wait
        raise invalid(parameter, path, "is empty")
    if found.st_size > most:
        raise invalid(parameter, path, f"has {found.st_size:,} bytes; at most {most:,} are read: make it smaller")


def unreadable(parameter: str, path: str, error: Exception, kind: str) -> VisualizeError:
    """In the words of the system where there are some; what a reader says of a file's inside helps nobody."""
    return invalid(parameter, path, f"cannot be read: {getattr(error, 'strerror', None) or f'is {kind}'}")
