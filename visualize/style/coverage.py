"""Which characters a font file has, by its own table, `cmap`."""

from __future__ import annotations

from functools import lru_cache
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
LAST = 0x10FFFF
COLLECTION, OUTLINES = b"ttcf", {b"glyf", b"CFF ", b"CFF2"}
UNICODE = {(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 6), (3, 1), (3, 10)}  # platforms and encodings of subtables
BEST, USUAL = 12, 4  # formats of subtables: the one of all planes, the one of the first
REMEMBERED = 64


def place_count(path: str) -> int:
    """The number of fonts in a file, which may be a collection."""
    with open(path, "rb") as stream:
        head = stream.read(12)
    return int.from_bytes(head[8:12], "big") if head[:4] == COLLECTION else 1


def has(path: str, place: int, text: str) -> bool:
    """Whether a font has every character of a text.

    Raises OSError if the file cannot be opened, ValueError if it is no font or is damaged.
    """
    known, wanted = codes(path, place), np.array([ord(char) for char in text], np.uint32)
    places = np.searchsorted(known, wanted)
    return bool(len(known) and (known[places.clip(max=len(known) - 1)] == wanted).all())


@lru_cache(REMEMBERED)
def codes(path: str, place: int = 0) -> Codes:
    """The characters of a font with outlines, sorted; none if it has only pictures of letters.

    Raises OSError if the file cannot be opened, ValueError if it is no font or is damaged.
    """
    with open(path, "rb") as stream:
        tables = _tables(stream, place)
        if b"cmap" not in tables or not OUTLINES & set(tables):
            return np.empty(0, np.uint32)
        offset, length = tables[b"cmap"]
        stream.seek(offset)
        table = stream.read(length)
    form, start = max(_subtables(table), default=(0, 0))
    if form not in (USUAL, BEST):
        return np.empty(0, np.uint32)
    return np.sort(_groups(table[start:]) if form == BEST else _segments(table[start:]))


def _tables(stream: BinaryIO, place: int) -> dict[bytes, tuple[int, int]]:
    """Offset and length of a font's tables by their tags."""
    start = 0
    if stream.read(4) == COLLECTION:
        stream.seek(12 + 4 * place)
        start = int.from_bytes(stream.read(4), "big")
    stream.seek(start + 4)
    count = int.from_bytes(stream.read(2), "big")
    stream.seek(start + 12)
    rows = [stream.read(16) for _ in range(count)]
    return {row[:4]: (int.from_bytes(row[8:12], "big"), int.from_bytes(row[12:], "big")) for row in rows}


def _subtables(table: bytes) -> list[tuple[int, int]]:
    """Format and offset of each subtable of Unicode that can be read here."""
    found = []
    for row in np.frombuffer(table, ">u2", 4 * int.from_bytes(table[2:4], "big"), 4).reshape(-1, 4).astype(int):
        start = int(row[2]) << 16 | int(row[3])
        form = int.from_bytes(table[start : start + 2], "big")
        if (int(row[0]), int(row[1])) in UNICODE and form in (USUAL, BEST):
            found.append((form, start))
    return found


def _groups(table: bytes) -> Codes:
    """Format 12: first and last character of each group, and the glyph of the first; glyph 0 is the box."""
    groups = np.frombuffer(table, ">u4", 3 * int.from_bytes(table[12:16], "big"), 16).reshape(-1, 3).astype(np.int64)
    return _between(groups[:, 0] + (groups[:, 2] == 0), groups[:, 1])[0].astype(np.uint32)


def _segments(table: bytes) -> Codes:
    """Format 4: columns of last and first characters, of what is added to them, and of where their glyphs stand."""
    count = int.from_bytes(table[6:8], "big") // 2
    words = np.frombuffer(table, ">u2", len(table) // 2).astype(np.int64)
    columns = [words[start : start + count] for start in (7, 8 + count, 8 + 2 * count, 8 + 3 * count)]
    if len(columns[-1]) < count:
        raise ValueError("fewer segments than announced")
    last, first, added, offset = columns
    chars, owner = _between(first, last.clip(max=0xFFFE))
    # An offset is in bytes, from where it stands itself; without one, characters are counted on.
    places = 8 + 3 * count + owner + offset[owner] // 2 + chars - first[owner]
    stored = np.where(places < len(words), words[places.clip(max=len(words) - 1)], 0)
    glyphs = np.where(offset[owner] > 0, stored, chars)
    drawn = ((glyphs + added[owner]) % 0x10000 != 0) & ((offset[owner] == 0) | (stored != 0))
    found: Codes = chars[drawn].astype(np.uint32)
    return found


def _between(first: NDArray[np.int64], last: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All characters of some ranges, and the number of the range of each."""
    lengths = (last - first + 1).clip(0)
    if (last > LAST).any() or lengths.sum() > LAST:
        raise ValueError("characters beyond Unicode")
    owner = np.repeat(np.arange(len(first)), lengths)
    return np.arange(len(owner)) + (first - np.cumsum(lengths) + lengths)[owner], owner
