"""Encoder of animated PNGs. Like `gif` it takes frames one at a time and keeps none of them.

APNG has finer delays than GIF (milliseconds) and better compression; programs without support show the first frame.
Chunks follow the PNG specification, third edition (W3C, 2025), which includes APNG.
"""

from __future__ import annotations

import zlib
from itertools import chain
from struct import pack
from typing import BinaryIO

import numpy as np

from visualize.encoders.frames import Animation, Indices, Rectangle, difference

MOST_TICKS = 65_535
KEEP = 0  # a frame's disposal
REPLACE, BLEND_OVER = 0, 1  # how a frame is drawn on the one before
# Up to this many pixels per file zlib's best level compresses them, which takes twice as long as the next one.
CAREFUL_PIXELS, BEST, GOOD = 5_000_000, 9, 8


def encode(stream: BinaryIO, animation: Animation) -> None:
    """Write an animated PNG, with its texts in chunks by keyword."""
    pictures = iter(animation.pictures)
    first = next(pictures)
    _write_head(stream, animation, first.image.shape)
    canvas = ~first.image  # differs from the first image in every pixel
    first = first._replace(changed=(0, 0, *first.image.shape[::-1]))
    blend = REPLACE if animation.has_alpha else BLEND_OVER
    total, written, number, painted = 0.0, 0, 0, 0
    for picture in chain((first,), pictures):
        total += picture.seconds
        ticks, tick = _delay(round(total * 1000) - written)
        written += ticks * tick  # the rounded time, so that the next delay corrects the error
        rectangle, pixels = difference(canvas, picture, whole=animation.has_alpha)
        painted += pixels.size
        data = _coded(pixels, BEST if painted <= CAREFUL_PIXELS else GOOD)
        number = _write_frame(stream, number, rectangle, data, (ticks, 1000 // tick), blend)
    _chunk(stream, b"IEND", b"")


def _write_head(stream: BinaryIO, animation: Animation, shape: tuple[int, ...]) -> None:
    height, width = shape
    stream.write(b"\x89PNG\r\n\x1a\n")
    _chunk(stream, b"IHDR", pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))  # 8 bits, palette
    _chunk(stream, b"acTL", pack(">II", animation.length, animation.loop))
    _chunk(stream, b"PLTE", b"\0\0\0" + animation.colours[:, :3].tobytes())
    _chunk(stream, b"tRNS", b"\0" + animation.colours[:, 3:].tobytes())
    for keyword, text in animation.texts.items():
        # Uncompressed, without language and translated keyword.
        _chunk(stream, b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode())


def _chunk(stream: BinaryIO, kind: bytes, data: bytes) -> None:
    stream.write(pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)))


def _delay(milliseconds: int) -> tuple[int, int]:
    """A delay in ticks, and the milliseconds of a tick: 1 if the field can hold the delay, else 100.

    >>> _delay(333), _delay(3_600_000)
    ((333, 1), (36000, 100))
    """
    return (milliseconds, 1) if milliseconds <= MOST_TICKS else (round(milliseconds / 100), 100)


def _write_frame(
    stream: BinaryIO, number: int, place: Rectangle, data: bytes, delay: tuple[int, int], blend: int
) -> int:
    """Write a frame and its control chunk; returns the sequence number of the next fcTL or fdAT chunk."""
    left, top, right, bottom = place
    sides = right - left, bottom - top
    _chunk(stream, b"fcTL", pack(">IIIIIHHBB", number, *sides, left, top, *delay, KEEP, blend))
    if number == 0:
        _chunk(stream, b"IDAT", data)
        return 1
    _chunk(stream, b"fdAT", pack(">I", number + 1) + data)
    return number + 2


def _coded(pixels: Indices, level: int) -> bytes:
    """Compressed rows, each after its filter type: 0, no filter, is best for palette images."""
    return zlib.compress(np.pad(pixels, ((0, 0), (1, 0))).tobytes(), level)
