"""An animated PNG writer that takes frames one at a time and forgets them, as `gif` does.

More than a GIF it has thousandths of a second and a better code; programs that know no animation show the first frame.
Chunks follow the PNG specification, third edition (W3C, 2025), which took in APNG.
"""

import zlib
from itertools import chain
from struct import pack
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from visualize.encoders.frames import Animation, Indices, Rectangle, difference

MOST_TICKS = 65_535
LEFT_STANDING, BLENDED_OVER = 0, 1


def encode(stream: BinaryIO, animation: Animation) -> None:
    """Write an animated PNG, its texts in chunks by their keywords."""
    pictures = iter(animation.pictures)
    first = next(pictures)
    _write_head(stream, animation, first.image.shape)
    shown = ~first.image  # of which nothing is there yet
    first = first._replace(changed=(0, 0, *first.image.shape[::-1]))
    total, written, number = 0.0, 0, 0
    for picture in chain((first,), pictures):
        total += picture.seconds
        ticks, tick = _delay(round(total * 1000) - written)
        written += ticks * tick  # not the picture's own time: the next one mends the rounding
        number = _write_frame(stream, number, difference(shown, picture), (ticks, 1000 // tick))
    _chunk(stream, b"IEND", b"")


def _write_head(stream: BinaryIO, animation: Animation, shape: tuple[int, ...]) -> None:
    height, width = shape
    stream.write(b"\x89PNG\r\n\x1a\n")
    _chunk(stream, b"IHDR", pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))  # 8 bits, palette
    _chunk(stream, b"acTL", pack(">II", animation.length, animation.loop))
    _chunk(stream, b"PLTE", b"\0\0\0" + animation.colours.tobytes())
    _chunk(stream, b"tRNS", b"\0")
    for keyword, text in animation.texts.items():
        # Not compressed, no language, no translated keyword.
        _chunk(stream, b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode())


def _chunk(stream: BinaryIO, kind: bytes, data: bytes) -> None:
    stream.write(pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)))


def _delay(milliseconds: int) -> tuple[int, int]:
    """Ticks, and what one is in milliseconds: 1 as long as that can be told, else 100.

    >>> _delay(333), _delay(3_600_000)
    ((333, 1), (36000, 100))
    """
    return (milliseconds, 1) if milliseconds <= MOST_TICKS else (round(milliseconds / 100), 100)


def _write_frame(stream: BinaryIO, number: int, frame: tuple[Rectangle, Indices], delay: tuple[int, int]) -> int:
    """Write a frame with its control chunk; returns the number of the next chunk, as all fcTL and fdAT are counted."""
    (left, top, right, bottom), pixels = frame
    place = right - left, bottom - top, left, top
    _chunk(stream, b"fcTL", pack(">IIIIIHHBB", number, *place, *delay, LEFT_STANDING, BLENDED_OVER))
    if number == 0:
        _chunk(stream, b"IDAT", _coded(pixels))
        return 1
    _chunk(stream, b"fdAT", pack(">I", number + 1) + _coded(pixels))
    return number + 2


def _coded(pixels: NDArray[np.uint8]) -> bytes:
    """Rows behind their filter's number: 0, none, is best for a palette."""
    return zlib.compress(np.pad(pixels, ((0, 0), (1, 0))).tobytes())
