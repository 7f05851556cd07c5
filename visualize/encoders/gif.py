"""Encoder of GIFs. It takes frames one at a time and keeps none, so memory does not grow with their number.

The container follows the GIF89a specification (W3C, 1990); Pillow compresses the pixels.
"""

from itertools import chain
from struct import pack
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from visualize.encoders.frames import FIRST, TRANSPARENT, Animation, Clock, Indices, Picture, Rectangle, change

# Up to this many pixels per file, the transparent ones are chosen for the best compression, which takes longer.
CAREFUL_PIXELS = 3_000_000
REMEMBERED = 16  # cached frames
LONGEST_DELAY = 65_535  # hundredths of a second


def encode(stream: BinaryIO, animation: Animation) -> None:
    """Write a GIF: the description and the recipe as comments, one frame for each picture.

    Opaque frames are for old viewers that cannot draw a frame over the one before.
    """
    pictures = iter(animation.pictures)
    first = next(pictures)
    _write_head(stream, animation, first.image.shape)
    clock = Clock(100, LONGEST_DELAY)
    writer = _Frames(stream, animation.opaque)
    for picture in chain((first,), pictures):
        for delay in clock.delays(picture.seconds):
            writer.write(picture, delay)
    stream.write(b";")


def _write_head(stream: BinaryIO, animation: Animation, shape: tuple[int, ...]) -> None:
    (height, width), colours = shape, animation.colours
    bits = max(2, len(colours).bit_length())
    stream.write(b"GIF89a" + pack("<HHBBB", width, height, 0xF0 | bits - 1, 1, 0))
    stream.write((b"\0\0\0" + colours.tobytes()).ljust(3 << bits, b"\0"))
    if animation.loop != 1:
        # The block counts repeats after the first play; without it the animation plays once.
        stream.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + pack("<H", max(0, animation.loop - 1)) + b"\0")
    for comment in filter(None, (animation.text("Software"), animation.text("Description"))):
        stream.write(b"\x21\xfe" + _blocks(comment.encode()))


class _Frames:
    """Writes the rectangle of each frame that differs from the frame before."""

    def __init__(self, stream: BinaryIO, opaque: bool) -> None:
        self._stream, self._opaque = stream, opaque
        self._canvas: Indices | None = None
        self._pixels = 0
        self._cache: dict[tuple[object, ...], bytes] = {}

    def write(self, picture: Picture, delay: int) -> None:
        if self._canvas is None or self._opaque:
            self._canvas = picture.image if self._opaque else picture.image.copy()
            height, width = picture.image.shape
            data = _coded(picture.image + FIRST)
            _write_image(self._stream, (0, 0, width, height), delay, data, transparent=False)
            return
        rectangle, differs = change(self._canvas, picture)
        left, top, right, bottom = rectangle
        new, old = picture.image[top:bottom, left:right], self._canvas[top:bottom, left:right]
        self._pixels += new.size
        data = self._careful(new, differs) if self._pixels <= CAREFUL_PIXELS else self._quick(new, differs)
        _write_image(self._stream, rectangle, delay, data, transparent=True)
        np.copyto(old, new)

    def _careful(self, new: Indices, differs: NDArray[np.bool_]) -> bytes:
        """Compressed pixels, unchanged ones transparent only where that compresses better."""
        return _coded(_with_transparent_runs(new + FIRST, ~differs))

    def _quick(self, new: Indices, differs: NDArray[np.bool_]) -> bytes:
        """Compressed pixels, all unchanged ones transparent.

        A window that moves by a cell mostly changes the same pixels one cell further on, so the data can be reused.
        """
        changed = new[differs]
        key = differs.shape, np.packbits(differs).tobytes(), changed.tobytes()
        if key not in self._cache:
            if len(self._cache) == REMEMBERED:
                self._cache.clear()
            pixels = np.full(new.shape, TRANSPARENT, np.uint8)
            pixels[differs] = changed + FIRST
            self._cache[key] = _coded(pixels)
        return self._cache[key]


def _coded(pixels: Indices) -> bytes:
    """An image's code size, determined by its highest index, and its compressed data in blocks."""
    size = max(2, int(pixels.max()).bit_length())
    height, width = pixels.shape
    image = Image.frombuffer("L", (width, height), np.ascontiguousarray(pixels), "raw", "L", 0, 1)
    return bytes([size]) + image.tobytes("gif", ("L", size, 0)) + b"\0"


def _blocks(data: bytes) -> bytes:
    """Data in the blocks of at most 255 bytes that the format prescribes.

    >>> _blocks(b"conv")
    b'\\x04conv\\x00'
    """
    parts = (data[at : at + 255] for at in range(0, len(data), 255))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def _write_image(stream: BinaryIO, rectangle: Rectangle, delay: int, data: bytes, transparent: bool) -> None:
    # Disposal 1 keeps the frame on the canvas; transparent pixels leave the canvas unchanged.
    left, top, right, bottom = rectangle
    stream.write(b"\x21\xf9\x04" + pack("<BHBB", 0x04 | transparent, delay, TRANSPARENT, 0))
    stream.write(b"\x2c" + pack("<HHHHB", left, top, right - left, bottom - top, 0) + data)


def _with_transparent_runs(pixels: Indices, same: NDArray[np.bool_]) -> Indices:
    """Make runs of unchanged pixels transparent if they have several colours; runs of one colour compress as well."""
    flat, still = pixels.reshape(-1), same.reshape(-1)
    starts = np.concatenate(([0], np.flatnonzero(still[1:] != still[:-1]) + 1))
    mixed = (np.minimum.reduceat(flat, starts) != np.maximum.reduceat(flat, starts)) & still[starts]
    lengths = np.diff(np.concatenate((starts, [flat.size])))
    return np.where(np.repeat(mixed, lengths), np.uint8(TRANSPARENT), flat).reshape(pixels.shape)
