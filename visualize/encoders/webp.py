"""An animated WebP writer that takes frames one at a time and forgets them, as `gif` does.

Pillow's own animation writer keeps all frames to the end. Here Pillow codes each rectangle as a still lossless picture
and the container around them is ours; it follows Google's WebP Container Specification.
"""

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
ANIMATED, DESCRIBED, SEEN_THROUGH = 0x02, 0x04, 0x10  # flags: there are frames, XMP, alpha
LEFT_STANDING = 0x00  # a frame's flags: not cleared when the next one comes, and blended over the one before
# A third smaller than with the least effort, and a GIF's time; more effort gains next to nothing.
EFFORT = {"lossless": True, "method": 1, "quality": 50}
# A window that moves by a cell mostly changes the same pixels a cell further on: so many frames are not coded again.
REMEMBERED, MOST_REMEMBERED = 16, 1_000_000  # frames, pixels of one
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>{}</xmp:CreatorTool>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>
"""


def encode(stream: BinaryIO, animation: Animation) -> None:
    """Write an animated WebP into a seekable stream, its texts as XMP."""
    pictures = iter(animation.pictures)
    first = next(pictures)
    height, width = first.image.shape
    start = stream.tell()
    stream.write(b"RIFF\0\0\0\0WEBP")
    _chunk(stream, b"VP8X", pack("<I", ANIMATED | DESCRIBED | SEEN_THROUGH) + _three_bytes(width - 1, height - 1))
    _chunk(stream, b"ANIM", pack("<IH", 0, animation.loop))
    first = first._replace(changed=(0, 0, width, height))
    _write_frames(stream, animation.colours, chain((first,), pictures), ~first.image)
    _chunk(stream, b"XMP ", _xmp(*map(animation.text, ("Title", "Description", "Software"))))
    _write_size(stream, start)


def _write_frames(stream: BinaryIO, colours: Indices, pictures: Iterable[Picture], shown: Indices) -> None:
    """Of each picture the rectangle that differs from what is `shown` by then."""
    fresh = partial(_coded, _with_alpha(colours))
    again = lru_cache(REMEMBERED)(fresh)
    clock = Clock(1000, LONGEST_DELAY)
    for picture in pictures:
        for delay in clock.delays(picture.seconds):
            rectangle, pixels = difference(shown, picture, 2)
            coded = again if pixels.size <= MOST_REMEMBERED else fresh
            _chunk(stream, b"ANMF", _place(rectangle, delay) + coded(pixels.shape, pixels.tobytes()))


def _chunk(stream: BinaryIO, kind: bytes, data: bytes) -> None:
    stream.write(kind + pack("<I", len(data)) + data + b"\0" * (len(data) % 2))


def _three_bytes(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(3, "little") for number in numbers)


def _with_alpha(colours: Indices) -> Indices:
    """Red, green, blue and alpha of the transparent index and of the colours."""
    return np.pad(np.pad(colours, ((0, 0), (0, 1)), constant_values=255), ((1, 0), (0, 0)))


def _place(rectangle: Rectangle, delay: int) -> bytes:
    left, top, right, bottom = rectangle
    return _three_bytes(left // 2, top // 2, right - left - 1, bottom - top - 1, delay) + bytes([LEFT_STANDING])


def _coded(colours: Indices, shape: tuple[int, ...], indices: bytes) -> bytes:
    """The VP8L chunk of a still picture, head and padding included."""
    import PIL.WebPImagePlugin  # noqa: F401, or Pillow would load the plugins of all formats

    pixels = colours[np.frombuffer(indices, np.uint8).reshape(shape)]
    still = BytesIO()
    Image.fromarray(pixels).save(still, "WEBP", **EFFORT)
    data = still.getvalue()
    at = len(b"RIFF....WEBP")
    while data[at : at + 4] != b"VP8L":
        at += 8 + _padded(data, at)
    return data[at : at + 8 + _padded(data, at)]


def _padded(data: bytes, at: int) -> int:
    """The length of a chunk's content; chunks start at even bytes."""
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
