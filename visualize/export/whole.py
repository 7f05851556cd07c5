"""Checks that a file is complete, by its first and last bytes and the sizes stored in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO

DIRECTORY_END = 22  # bytes of a ZIP's last record


def check(stream: BinaryIO, head: bytes, tail: bytes, sized: Callable[[BinaryIO, int], bool]) -> None:
    """Raise OSError if a part of the file is missing; changes the position of the stream."""
    size = stream.seek(0, os.SEEK_END)
    begins = _read(stream, 0, len(head)) == head
    ends = size >= len(tail) and _read(stream, size - len(tail), len(tail)) == tail
    if not (begins and ends and sized(stream, size)):
        raise OSError("the file is not whole")


def _read(stream: BinaryIO, place: int, count: int) -> bytes:
    stream.seek(place)
    return stream.read(count)


def is_whole_riff(stream: BinaryIO, size: int) -> bool:
    """Whether the size in a RIFF file's header is the file's size.

    >>> from io import BytesIO
    >>> is_whole_riff(BytesIO(b"RIFF\\x04\\0\\0\\0WEBP"), 12)
    True
    """
    return 8 + int.from_bytes(_read(stream, 4, 4), "little") == size


def is_whole_zip(stream: BinaryIO, size: int) -> bool:
    """Whether the central directory extends from its stored start to the file's last record."""
    record = _read(stream, max(0, size - DIRECTORY_END), DIRECTORY_END)
    length, start = int.from_bytes(record[12:16], "little"), int.from_bytes(record[16:20], "little")
    return record.startswith(b"PK\5\6") and start + length + DIRECTORY_END == size


def is_whole_mp4(stream: BinaryIO, size: int) -> bool:
    """Whether the file is a sequence of whole boxes, among them the index and the frames."""
    kinds, place = [], 0
    while place < size:
        head = _read(stream, place, 16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:  # the size follows in eight bytes
            length = int.from_bytes(head[8:], "big")
        if length < 8:
            return False
        kinds.append(head[4:8])
        place += length
    return place == size and {b"ftyp", b"moov", b"mdat"} <= set(kinds)
