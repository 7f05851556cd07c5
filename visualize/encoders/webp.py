"""Encoder of animated WebPs. Like `gif` it takes frames one at a time and keeps none of them.

Pillow's animation writer keeps all frames until the end. Here Pillow compresses each rectangle as a lossless still
picture, and this module writes the container, after Google's WebP Container Specification.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial
from io import BytesIO
from itertools import chain
from struct import pack, unpack_from
from typing import BinaryIO

import numpy as np
from PIL import Image

from visualize.encoders.frames import Animation, Clock, Indices, Picture, Rectangle, difference

LONGEST_DELAY = 0xFFFFFF  # milliseconds
ANIMATED, HAS_XMP, HAS_ALPHA = 0x02, 0x04, 0x10  # flags: animation, XMP, alpha
BLEND_AND_KEEP, REPLACE_AND_KEEP = 0x00, 0x02  # a frame's flags: drawn over the frame before, or in its place; kept
# A third smaller than with the lowest effort; higher effort gains almost nothing. From quality 26 on libwebp looks for
# repeats in the last 64 rows of pixels, below it in the last 16: a fifth faster, and as small where rows are short.
METHOD, QUALITY, QUICK_QUALITY, SHORT_ROW = 1, 50, 25, 150
# After this many pixels it looks less well: that takes an eighth less time and a sixth more bytes.
CAREFUL_PIXELS, HASTY_QUALITY = 1_500_000, 24
# A window that moves by a cell mostly changes the same pixels one cell further on, so compressed frames are cached.
REMEMBERED, MOST_REMEMBERED = 32, 500_000  # cached frames, and pixels of each
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>{}</xmp:CreatorTool>
<dc:source>{}</dc:source>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>
"""


def encode(stream: BinaryIO, animation: Animation) -> None:
    """Write an animated WebP into a seekable stream, with its texts as XMP."""
    pictures = iter(animation.pictures)
    first = next(pictures)
    height, width = first.image.shape
    start = stream.tell()
    stream.write(b"RIFF\0\0\0\0WEBP")
    _chunk(stream, b"VP8X", pack("<I", ANIMATED | HAS_XMP | HAS_ALPHA) + _three_bytes(width - 1, height - 1))
    _chunk(stream, b"ANIM", pack("<IH", 0, animation.loop))
    first = first._replace(changed=(0, 0, width, height))
    _write_frames(stream, animation, chain((first,), pictures), ~first.image)
    _chunk(stream, b"XMP ", _xmp(*map(animation.text, ("Title", "Description", "Software", "Source"))))
    _write_size(stream, start)


def _write_frames(stream: BinaryIO, animation: Animation, pictures: Iterable[Picture], canvas: Indices) -> None:
    """Write the rectangle of each picture that differs from the canvas."""
    compress, whole = partial(_coded, _with_alpha(animation.colours)), animation.has_alpha
    compress_cached = lru_cache(REMEMBERED)(compress)
    clock, painted = Clock(1000, LONGEST_DELAY), 0
    for picture in pictures:
        for delay in clock.delays(picture.seconds):
            rectangle, pixels = difference(canvas, picture, 2, whole)
            painted += pixels.size
            coded = compress_cached if pixels.size <= MOST_REMEMBERED else compress
            data = coded(_quality(painted, pixels.shape[1]), pixels.shape, pixels.tobytes())
            _chunk(stream, b"ANMF", _place(rectangle, delay, whole) + data)


def _chunk(stream: BinaryIO, kind: bytes, data: bytes) -> None:
    stream.write(kind + pack("<I", len(data)) + data + b"\0" * (len(data) % 2))


def _three_bytes(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(3, "little") for number in numbers)


def _with_alpha(colours: Indices) -> Indices:
    """The RGBA of the transparent index, then those of the colours."""
    return np.pad(np.pad(colours, ((0, 0), (0, 4 - colours.shape[1])), constant_values=255), ((1, 0), (0, 0)))


def _place(rectangle: Rectangle, delay: int, whole: bool) -> bytes:
    left, top, right, bottom = rectangle
    return _three_bytes(left // 2, top // 2, right - left - 1, bottom - top - 1, delay) + bytes(
        [REPLACE_AND_KEEP if whole else BLEND_AND_KEEP]
    )


def _quality(painted: int, row: int) -> int:
    """The effort for a frame with rows of so many pixels, when so many have been painted."""
    if painted > CAREFUL_PIXELS:
        return HASTY_QUALITY
    return QUICK_QUALITY if row <= SHORT_ROW else QUALITY


def _coded(colours: Indices, quality: int, shape: tuple[int, ...], indices: bytes) -> bytes:
    """The VP8L chunk of a still picture, with its header and padding."""
    import PIL.WebPImagePlugin  # noqa: F401 - otherwise Pillow loads the plugins of all formats

    pixels = np.take(colours.view(np.uint32), np.frombuffer(indices, np.uint8)).view(np.uint8).reshape(*shape, 4)
    still = BytesIO()
    Image.fromarray(pixels).save(still, "WEBP", lossless=True, method=METHOD, quality=quality)
    data = still.getvalue()
    at = len(b"RIFF....WEBP")
    while data[at : at + 4] != b"VP8L":
        at += 8 + _padded(data, at)
    return data[at : at + 8 + _padded(data, at)]


def _padded(data: bytes, at: int) -> int:
    """The length of a chunk's content with padding; chunks start at even offsets."""
    size: int = unpack_from("<I", data, at + 4)[0]
    return size + size % 2


def _xmp(*texts: str) -> bytes:
    from html import escape

    return XMP.format(*(escape(text, quote=False) for text in texts)).encode()


def _write_size(stream: BinaryIO, start: int) -> None:
    """Write the final size into the RIFF header."""
    end = stream.tell()
    stream.seek(start + 4)
    stream.write(pack("<I", end - start - 8))
    stream.seek(end)
