"""Reads the headers of PNG and JPEG files: the size of a picture, and the memory and passes of its decoding.

Sources: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", 5.3 and 11.2.1; ITU-T T.81, annex B.
"""

import re
from struct import unpack, unpack_from
from typing import BinaryIO, NamedTuple

MOST_PARTS = 100_000  # chunks or segments; a PNG of 100 MB has about 12,000
LONGEST_CHUNK = 16_000_000  # bytes of a PNG's chunk other than IDAT
LONGEST_HEAD, MOST_JUNK = 32_000_000, 100_000  # bytes before a JPEG's pixels, and how many of them outside segments
_MARKER = re.compile(rb"\xff([\x02-\xcf\xd9-\xfe])")  # markers of segments, and the end of the image
_FRAMES = {
    0xC0: False,
    0xC1: False,
    0xC2: True,
    0xC9: False,
    0xCA: True,
}  # frame markers, and whether they are progressive


class DamagedError(Exception):
    """The content of the file does not match its signature."""


class Header(NamedTuple):
    """The header of a picture.

    `held` is the number of bytes that a decoder holds in memory at once, even while reducing the picture; `scans` the
    number of passes over the pixels.
    """

    kind: str
    width: int
    height: int
    held: int
    scans: int = 1

    @property
    def pixels(self) -> int:
        """The number of pixels."""
        return self.width * self.height


def header(stream: BinaryIO) -> Header | None:
    """The header of a picture, recognized by content; None for other formats than PNG and JPEG."""
    magic = stream.read(8)
    if magic == b"\x89PNG\r\n\x1a\n":
        return _png(stream)
    return _jpeg(magic + stream.read()) if magic[:3] == b"\xff\xd8\xff" else None


def _png(stream: BinaryIO) -> Header:
    length, name, width, height, depth, colours = unpack(">I4sIIBB", stream.read(18))
    stream.seek(7, 1)
    if (length, name) != (13, b"IHDR"):
        raise DamagedError
    for _ in range(MOST_PARTS):
        part = stream.read(8)
        if len(part) < 8 or part[4:] == b"IEND":
            # Bytes per pixel in Pillow: one for grey and palette indices, two for 16-bit grey, four for all others.
            pixel_bytes = 4 if colours not in (0, 3) else 2 if depth == 16 else 1
            return Header("PNG", width, height, width * height * pixel_bytes)
        (length,) = unpack(">I", part[:4])
        if part[4:] != b"IDAT" and length > LONGEST_CHUNK:
            break
        stream.seek(length + 4, 1)
    raise DamagedError


def _jpeg(data: bytes) -> Header:
    frame, progressive, scans, junk, at = b"", False, 0, 0, 2
    for _ in range(MOST_PARTS):
        found = _MARKER.search(data, at)
        if found is None or found[1] == b"\xd9":
            return _sized(frame, progressive, scans)
        marker, start, at = found[1][0], at, found.end()
        (length,) = unpack_from(">H", data, at)
        if marker in _FRAMES:
            frame, progressive = data[at + 2 : at + length], _FRAMES[marker]
        junk += 0 if scans else found.start() - start
        at += length
        scans += marker == 0xDA
        if junk > MOST_JUNK or (not scans and at > LONGEST_HEAD):
            break
    raise DamagedError


def _sized(frame: bytes, progressive: bool, scans: int) -> Header:
    """The header of a JPEG; decoding in several passes holds all coefficients, two bytes for each."""
    height, width, count = unpack_from(">HHB", frame, 1)
    samples = [(frame[6 + 3 * at + 1] >> 4, frame[6 + 3 * at + 1] & 15) for at in range(count)]
    max_samples = max(across for across, _ in samples) * max(down for _, down in samples)
    share = sum(across * down for across, down in samples) / max_samples
    held = round(2 * share * width * height) if progressive or scans > 1 else 0
    return Header("JPEG", width, height, held, scans)
