"""Encoder of GIFs. It takes frames one at a time and keeps none, so memory does not grow with their number.

The container follows the GIF89a specification (W3C, 1990); Pillow compresses the pixels.
"""

from collections.abc import Iterator
from itertools import chain
from struct import Struct, pack
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.encoders import lzw
from visualize.encoders.frames import FIRST, TRANSPARENT, Animation, Clock, Indices, Rectangle, change

# After this many pixels, changes that repeat are compressed once, whatever unchanged pixels lie between them.
CAREFUL_PIXELS = 3_000_000
# Changes that are looked at to order the colours: enough to see the window begin its second row in small figures.
AHEAD, AHEAD_PIXELS = 9, 3_000_000
LEAST_ZEROS = 80_000  # unchanged pixels in rows of their own that are worth to be compressed apart
REMEMBERED = 16  # compressed changes, and how many in a row without a repetition show that there is none
LONGEST_DELAY = 65_535  # hundredths of a second
IMAGE = Struct("<BBBBHBBBHHHHB")  # a graphic control extension and the head of an image
SOURCE = b"visualizeby"  # the application extension that says which program drew the file


class Change(NamedTuple):
    """A rectangle to draw, its pixels and which of them differ from the frame before: None if the frame is opaque."""

    rectangle: Rectangle
    pixels: Indices
    differs: NDArray[np.bool_] | None
    delay: int


def encode(stream: BinaryIO, animation: Animation) -> None:
    """Write a GIF: the description and the recipe as comments, one frame for each picture.

    Opaque frames are for old viewers that cannot draw a frame over the one before.
    """
    changes = _changes(animation)
    ahead = _ahead(changes)
    order = _order(ahead, len(animation.colours))
    _write_head(stream, animation, order, ahead[0].pixels.shape)
    coder = _Coder(order)
    for one in chain(ahead, changes):
        _write_image(stream, one, coder.coded(one))
    stream.write(b";")


def _changes(animation: Animation) -> Iterator[Change]:
    """What each frame draws over the one before; the first frame, and every one if they are opaque, is whole.

    The pixels are those of one canvas, so they are right until the next change is asked for.
    """
    clock = Clock(100, LONGEST_DELAY)
    canvas: Indices | None = None
    for picture in animation.pictures:
        for delay in clock.delays(picture.seconds):
            if canvas is None or animation.opaque:
                canvas = picture.image.copy()
                yield Change((0, 0, *reversed(canvas.shape)), canvas, None, delay)
                continue
            rectangle, differs = change(canvas, picture)
            left, top, right, bottom = rectangle
            pixels = canvas[top:bottom, left:right]
            np.copyto(pixels, picture.image[top:bottom, left:right])
            yield Change(rectangle, pixels, differs, delay)


def _ahead(changes: Iterator[Change]) -> list[Change]:
    """The first few changes."""
    ahead, pixels = [_kept(next(changes))], 0
    while len(ahead) < AHEAD and pixels < AHEAD_PIXELS and (one := next(changes, None)):
        ahead.append(_kept(one))
        pixels += one.pixels.size
    return ahead


def _kept(one: Change) -> Change:
    return one._replace(pixels=one.pixels.copy())


def _order(ahead: list[Change], count: int) -> Indices:
    """The palette's order in the file: colours that most changes draw come first.

    An image's codes begin with as many bits as its highest index has, so low indices make a change shorter.
    """
    uses = np.zeros(count, np.intp)
    for one in ahead:
        if one.differs is not None:
            drawn = np.zeros(count, np.intp)
            drawn[one.pixels[one.differs]] = 1
            uses += drawn
    return np.argsort(-uses, kind="stable").astype(np.uint8)


def _write_head(stream: BinaryIO, animation: Animation, order: Indices, shape: tuple[int, ...]) -> None:
    (height, width), colours = shape, animation.colours[order]
    # The background is the ground, the first colour of every palette.
    bits = max(2, len(colours).bit_length())
    stream.write(b"GIF89a" + pack("<HHBBB", width, height, 0xF0 | bits - 1, order.argmin() + FIRST, 0))
    stream.write((b"\0\0\0" + colours.tobytes()).ljust(3 << bits, b"\0"))
    if animation.loop != 1:
        # The block counts repeats after the first play; without it the animation plays once.
        stream.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + pack("<H", max(0, animation.loop - 1)) + b"\0")
    for comment in filter(None, (animation.text("Software"), animation.text("Description"))):
        stream.write(b"\x21\xfe" + lzw.blocks(comment.encode()) + b"\0")
    if source := animation.text("Source"):  # no comment: programs show those, and join them
        stream.write(b"\x21\xff\x0b" + SOURCE + lzw.blocks(source.encode()) + b"\0")


class _Coder:
    """Compresses the pixels of changes, in the file's order of colours."""

    def __init__(self, order: Indices) -> None:
        index = np.zeros(256, np.uint8)
        index[order] = np.arange(len(order)) + FIRST
        self._index = index.tobytes()
        self._pixels = self._misses = 0
        self._cache: dict[tuple[object, ...], bytes] = {}

    def coded(self, one: Change) -> bytes:
        """The data of an image."""
        if one.differs is None:
            return _coded(self._indices(one.pixels))
        self._pixels += one.pixels.size
        if self._pixels <= CAREFUL_PIXELS or self._misses == REMEMBERED:
            return self._sparse(one.pixels, one.differs)
        return self._repeated(one.pixels, one.differs)

    def _sparse(self, pixels: Indices, differs: NDArray[np.bool_]) -> bytes:
        """Compressed pixels some of which are unchanged."""
        (rows,) = np.logical_or.reduce(differs, axis=1).nonzero()
        top, bottom = _gap(rows)
        zeros = (bottom - top) * pixels.shape[1]
        if zeros < LEAST_ZEROS or zeros > lzw.MOST_IN_RUN:
            return _coded(self._with_transparent_runs(pixels, differs))
        above, below = (
            self._with_transparent_runs(pixels[at], differs[at]) for at in (slice(top), slice(bottom, None))
        )
        size = max(_size(above), _size(below))
        return bytes([size]) + lzw.around_zeros(above, zeros, below, size) + b"\0"

    def _with_transparent_runs(self, pixels: Indices, differs: NDArray[np.bool_]) -> Indices:
        """The indices of pixels; runs of unchanged ones are transparent, unless of one colour: these compress well."""
        indices, still = self._indices(pixels), ~differs.reshape(-1)
        flat = indices.reshape(-1)
        bounds = np.concatenate(([0], (still[1:] != still[:-1]).nonzero()[0] + 1, [flat.size]))
        starts = bounds[:-1]
        turns = np.concatenate(([False], flat[1:] != flat[:-1]))  # pixels of another colour than the one before,
        turns[starts] = False  # which is in the same run
        kept = ~(np.maximum.reduceat(turns, starts) & still[starts])
        flat *= np.repeat(kept, bounds[1:] - starts)  # several times as fast as by indexing: TRANSPARENT is 0
        return indices

    def _indices(self, pixels: Indices) -> Indices:
        """The indices of pixels in the file; translated as bytes, several times as fast as by indexing."""
        data = np.ascontiguousarray(pixels).data
        return np.frombuffer(bytearray(data).translate(self._index), np.uint8).reshape(pixels.shape)

    def _repeated(self, pixels: Indices, differs: NDArray[np.bool_]) -> bytes:
        """Compressed pixels, all unchanged ones transparent.

        A window that moves by a cell mostly changes the same pixels one cell further on, so the data can be reused.
        """
        changed = pixels[differs]
        key = differs.shape, np.packbits(differs).tobytes(), changed.tobytes()
        self._misses = 0 if key in self._cache else self._misses + 1
        if self._misses:
            if len(self._cache) == REMEMBERED:
                self._cache.clear()
            drawn = np.full(pixels.shape, TRANSPARENT, np.uint8)
            drawn[differs] = self._indices(changed)
            self._cache[key] = _coded(drawn)
        return self._cache[key]


def _coded(pixels: Indices) -> bytes:
    """An image's code size, determined by its highest index, and its compressed data in blocks."""
    size = _size(pixels)
    return bytes([size]) + lzw.compressed(pixels, size) + b"\0"


def _size(pixels: Indices) -> int:
    return max(2, int(pixels.max()).bit_length())


def _write_image(stream: BinaryIO, one: Change, data: bytes) -> None:
    # Disposal 1 keeps the frame on the canvas; transparent pixels leave the canvas unchanged.
    left, top, right, bottom = one.rectangle
    flags, sides = 0x04 | (one.differs is not None), (right - left, bottom - top)
    stream.write(IMAGE.pack(0x21, 0xF9, 4, flags, one.delay, TRANSPARENT, 0, 0x2C, left, top, *sides, 0) + data)


def _gap(rows: NDArray[np.intp]) -> tuple[int, int]:
    """The longest run of rows that are missing: its first row and the row after its last.

    >>> _gap(np.array([0, 1, 5, 6, 8]))
    (2, 5)
    """
    if len(rows) < 2:
        return 0, 0
    at = int((rows[1:] - rows[:-1]).argmax())
    return int(rows[at]) + 1, int(rows[at + 1])
