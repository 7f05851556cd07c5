"""LZW data of GIF images: Pillow's coder, and its streams joined around rows that are all of one colour.

What stands in a stream follows the GIF89a specification (W3C, 1990), appendix F.
"""

from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Indices = NDArray[np.uint8]
Gaps = tuple[tuple[int, int], ...]
MOST_BITS = 12  # of a code


class Codes(NamedTuple):
    """What stands in a stream behind a clear code, as a number with its first bit lowest, and how long that is."""

    bits: int
    length: int


def coded(pixels: Indices, gaps: Gaps = ()) -> bytes:
    """An image's code size, which follows from the highest index in use, and its data in blocks.

    `gaps` are rows of nothing but index 0 that are not among the pixels: before which row, and how many. They cost
    next to nothing.
    """
    size = max(2, int(pixels.max()).bit_length())
    if not gaps:
        return bytes([size]) + _pillow(pixels, size) + b"\0"
    width, ends = pixels.shape[1], [row for row, _ in gaps]
    parts = [_codes(pixels[: ends[0]], size)]
    for (row, count), end in zip(gaps, (*ends[1:], None), strict=True):
        parts += [_run(count * width, size), _codes(pixels[row:end], size)]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        rows = np.repeat(ends, [count for _, count in gaps])
        return coded(np.insert(pixels, rows, 0, axis=0))
    return bytes([size]) + blocks(_joined(whole, size))


def blocks(data: bytes) -> bytes:
    """Data in blocks of at most 255 bytes, as the container wants them."""
    parts = (data[at : at + 255] for at in range(0, len(data), 255))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def _pillow(pixels: Indices, size: int) -> bytes:
    """What `image.tobytes("gif", ...)` gives, which loads Python's logging, 4 ms, for the size of a buffer."""
    height, width = pixels.shape
    image = Image.frombuffer("L", (width, height), np.ascontiguousarray(pixels), "raw", "L", 0, 1)
    try:
        encoder = Image.core.gif_encoder("L", "L", size, 0)  # type: ignore[attr-defined]
        encoder.setimage(image.im, (0, 0, *image.size))
    except (AttributeError, TypeError):  # another Pillow
        return image.tobytes("gif", ("L", size, 0))
    parts, status = [], 0
    while status == 0:
        _, status, part = encoder.encode(65_536)
        parts.append(part)
    if status < 0:
        raise OSError(f"Pillow's GIF coder failed with {status}")
    return b"".join(parts)


def _codes(pixels: Indices, size: int) -> Codes | None:
    """Pillow's codes without the clear code before and the end code behind them; None when it cleared in between."""
    data = _pillow(pixels, size)
    bits = int.from_bytes(b"".join(data[at + 1 : at + 256] for at in range(0, len(data), 256)), "little")
    # The end code, a one `size` bits above another, is the last in the stream: behind it are nothing but zeros.
    length = bits.bit_length() - (size + 1) - (size + 1)
    return Codes(bits >> size + 1 & (1 << length) - 1, length) if length in _widths(size) else None


def _run(count: int, size: int) -> Codes | None:
    """The codes of so many pixels of index 0; None when they fill the table."""
    ladder, lengths = _ladder(size)
    codes = (isqrt(8 * count + 1) - 1) // 2  # 1 + 2 + ... + codes <= count
    rest = count - codes * (codes + 1) // 2
    if codes + 1 >= len(lengths):
        return None
    bits, length = ladder & (1 << lengths[codes]) - 1, lengths[codes]
    if not rest:
        return Codes(bits, length)
    last = (1 << size) + rest if rest > 1 else 0
    return Codes(bits | last << length, lengths[codes + 1])


@cache
def _ladder(size: int) -> tuple[int, list[int]]:
    """The codes of one, two, three and more pixels of index 0, and how long so many of them are.

    The first is the index itself. Each later one stands for one pixel more than the one before, which is what the
    entry made by that one holds.
    """
    widths = _widths(size)
    codes = [0, *range((1 << size) + 2, (1 << size) + 1 + len(widths))]
    digits = (f"{code:0{width}b}" for code, width in zip(codes, widths.values(), strict=True))
    return int("".join(reversed(list(digits))), 2), list(widths)


@cache
def _widths(size: int) -> dict[int, int]:
    """How wide the next code is, by the length in bits of all codes since the last clear code.

    Each code but the first makes an entry, and a code is as wide as the next entry's number. A full table has no next.
    """
    widths = [number.bit_length() for number in range((1 << size) + 1, 1 << MOST_BITS)]
    return dict(zip(accumulate(widths, initial=0), widths, strict=False))


def _joined(parts: Iterable[Codes], size: int) -> bytes:
    """A whole stream: a clear code before each part, an end code behind the last."""
    stream, at, width = 0, 0, size + 1
    for bits, length in parts:
        stream |= (1 << size | bits << width) << at
        at += width + length
        width = _widths(size)[length]
    stream |= ((1 << size) + 1) << at
    return stream.to_bytes((at + width + 7) // 8, "little")
