"""The compressed pixels of a GIF's image: by Pillow, but for rows in the middle that are all of one index.

Between the cells that change and their line of text lie hundreds of rows without a change. Pillow takes as long for
them as for others; their codes follow from their number alone. Codes are as appendix F of the GIF89a specification
(W3C, 1990) says.
"""

from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate, chain, islice, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Indices = NDArray[np.uint8]
LONGEST_CODE = 12  # bits
LEAST_BUFFER = 65_536  # bytes, of Pillow's encoder
AT_ONCE = 256  # codes of a run that are made together
MOST_IN_RUN = 4_000_000  # pixels, so that the table of codes does not overflow


class Codes(NamedTuple):
    """Codes after a clear code: their bits, the first code's lowest, how many bits, and those of the next code."""

    bits: int
    length: int
    width: int


def compressed(pixels: Indices, size: int) -> bytes:
    """The blocks of an image's data, without the empty one at the end; indices have at most `size` bits.

    These are what `image.tobytes("gif", ("L", size, 0))` returns. For one constant, that method imports Pillow's
    readers of files, and logging with them: 8 ms of start-up. So its encoder is called as the method calls it, and the
    method itself where Pillow has changed.
    """
    height, width = pixels.shape
    image = Image.frombuffer("L", (width, height), np.ascontiguousarray(pixels), "raw", "L", 0, 1)
    try:
        encoder = Image.core.gif_encoder("L", "L", size, 0)  # type: ignore[attr-defined]
        encoder.setimage(image.im, (0, 0, *image.size))
    except (AttributeError, TypeError):
        return image.tobytes("gif", ("L", size, 0))
    done, parts = 0, []
    while not done:
        _, done, data = encoder.encode(max(LEAST_BUFFER, 4 * width))
        parts.append(data)
    if done < 0:
        raise RuntimeError(f"Pillow's encoder failed: {done}")
    return b"".join(parts)


def around_zeros(above: Indices, zeros: int, below: Indices, size: int) -> bytes:
    """The blocks of an image's data: some rows, then so many pixels of index 0, then further rows.

    >>> rows = np.ones((1, 4), np.uint8)
    >>> len(around_zeros(rows, 4_000, rows, 2)) < len(compressed(np.zeros((1_000, 4), np.uint8), 2)) + 10
    True
    """
    bits, length, width = 0, 0, size + 1
    for part in (_by_pillow(above, size), _run(zeros, size), _by_pillow(below, size)):
        bits |= (1 << size | part.bits << width) << length  # a clear code comes first
        length, width = length + width + part.length, part.width
    bits |= (1 << size | 1) << length
    return blocks(bits.to_bytes((length + width + 7) // 8, "little"))


def blocks(data: bytes) -> bytes:
    """Data in the blocks of at most 255 bytes that the format prescribes, without the empty one at the end.

    >>> blocks(b"conv")
    b'\\x04conv'
    """
    parts = (data[at : at + 255] for at in range(0, len(data), 255))
    return b"".join(bytes([len(part)]) + part for part in parts)


def _by_pillow(pixels: Indices, size: int) -> Codes:
    data = compressed(pixels, size)
    bits = int.from_bytes(b"".join(data[at + 1 : at + 1 + data[at]] for at in range(0, len(data), 256)), "little")
    # The end code is the clear code plus one: its highest bit is the stream's, and nothing but zeros comes after it.
    length = bits.bit_length() - 1 - size
    ends, first = _ends(size), size + 1
    # Pillow clears its table when it is full.
    count = bisect_left(ends, (length - first) % (ends[-1] + LONGEST_CODE))
    return Codes((bits & (1 << length) - 1) >> first, length - first, _width(count, size))


def _run(zeros: int, size: int) -> Codes:
    """A run of zeros: each code stands for one more of them than the code before, and the last one for what is left."""
    count = int(((8 * zeros + 1) ** 0.5 - 1) // 2)
    left, ends = zeros - count * (count + 1) // 2, _ends(size)
    bits = _growing(count + -count % AT_ONCE, size) & (1 << ends[count]) - 1
    if left:
        bits |= _code(left, size) << ends[count]
        count += 1
    return Codes(bits, ends[count], _width(count, size))


@lru_cache(maxsize=64)
def _growing(count: int, size: int) -> int:
    """The bits of the codes for one zero, two, three, as many as that."""
    return sum(_code(number + 1, size) << end for number, end in zip(range(count), _ends(size), strict=False))


def _code(zeros: int, size: int) -> int:
    """The code that stands for so many zeros, once the codes for fewer have been seen."""
    return (1 << size) + zeros if zeros > 1 else 0


def _width(count: int, size: int) -> int:
    """The bits of the code that follows so many codes after a clear code: each but the first adds one to the table."""
    return min(LONGEST_CODE, max(size + 1, ((1 << size) + 1 + count).bit_length()))


@lru_cache(maxsize=8)
def _ends(size: int) -> list[int]:
    """The bits of the first codes after a clear code, up to a full table."""
    # As `_width` says: codes are as wide as the largest number so far, which the first one, the clear code, is none of.
    widths = chain.from_iterable(repeat(bits, 1 << bits - 1) for bits in range(size + 1, LONGEST_CODE + 1))
    return list(accumulate(islice(widths, 1, None), initial=0))
