"""Opens the files that a user names: regular files of limited size only, and without blocking."""

from __future__ import annotations

import os
from stat import S_ISREG
from typing import BinaryIO

from visualize.errors import VisualizeError, invalid


def opened(parameter: str, path: str, max_bytes: int) -> BinaryIO:
    """Open a file of at most `max_bytes` for reading. Pipes and devices, which may never end, are refused unopened."""
    handle = -1
    try:
        # Checked before opening, because opening a device can have effects, and again afterwards, because the name
        # may mean another file by then. With O_NONBLOCK opening a pipe that has taken its place does not block.
        _check(parameter, path, os.stat(os.fspath(path)), max_bytes)
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        _check(parameter, path, os.fstat(handle), max_bytes)
        return os.fdopen(handle, "rb")
    except (OSError, ValueError, TypeError) as error:
        if handle >= 0:
            os.close(handle)
        raise error if isinstance(error, VisualizeError) else unreadable(parameter, path, error, "no file") from None


def _check(parameter: str, path: str, status: os.stat_result, max_bytes: int) -> None:
    if not S_ISREG(status.st_mode):
        raise invalid(parameter, path, "must be a regular file, not a folder, a pipe or a device")
    if status.st_size == 0:  # the size of files in /proc too, some of which block a reader
        raise invalid(parameter, path, "is empty")
    if status.st_size > max_bytes:
        raise invalid(parameter, path, f"has {status.st_size:,} bytes; at most {max_bytes:,} are read: make it smaller")


def unreadable(parameter: str, path: str, error: Exception, kind: str) -> VisualizeError:
    """The error for a file that cannot be read: the system's reason, else that it is not of the expected `kind`."""
    return invalid(parameter, path, f"cannot be read: {getattr(error, 'strerror', None) or f'is {kind}'}")
