"""Ways to alter a file of any format. Checksums, lengths and compressed parts are those of the altered file, as they
would be if a program had altered it."""

import json
import re
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

PNGS = (".png", ".apng")
PACKED = re.compile(rb'(?<=<script type="text/plain">)[A-Za-z0-9+/=]+|(?<="packed": ")[A-Za-z0-9+/=]+')
SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
STREAM = re.compile(rb"<<([^>]*/FlateDecode[^>]*)>>\nstream\n(.*?)\nendstream", re.DOTALL)
RECIPE = re.compile(rb"python -m visualize[^<>\n\0]*?[ x=](\d)")


def bit(random: Random, data: bytes, suffix: str) -> bytes:
    """A bit anywhere."""
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]


def cut(random: Random, data: bytes, suffix: str) -> bytes:
    """Some bytes less."""
    at = random.randrange(len(data))
    return data[:at] + data[at + random.randrange(1, 99) :]


def moved(random: Random, data: bytes, suffix: str) -> bytes:
    """Two pieces exchanged."""
    first, second, third = sorted(random.sample(range(len(data)), 3))
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def number(random: Random, data: bytes, suffix: str) -> bytes:
    """A number of a text, or of what is packed; a pixel where there are no texts."""
    if suffix in PNGS:
        return _in_png(data, lambda pixels: bit(random, pixels, suffix))
    if suffix == ".pptx":
        return _in_zip(random, data, SLIDE, lambda text: _other_digit(random, text, rb"<a:t>[^<]*?(\d)"))
    if suffix == ".pdf":
        return _in_stream(random, data, lambda text: _other_digit(random, text, rb"(\d) [lm]\n"))
    if suffix == ".html" and PACKED.search(data) and random.random() < 0.7:
        return _in_packed(data, lambda text: _other_digit(random, text, rb"[,\[\"](\d)(?=[\],\"])"))
    if suffix in (".svg", ".json", ".html"):
        return _other_digit(random, data, rb">\d*(\d)<" if suffix != ".json" else rb"[\[ ]\d*(\d)[,\]]")
    return bit(random, data, suffix)


def frames(random: Random, data: bytes, suffix: str) -> bytes:
    """Two frames, slides, pages or lines exchanged."""
    if suffix == ".pptx":
        return _swapped_slides(random, data)
    if suffix == ".pdf":
        return _swapped(random, data, STREAM)
    if suffix == ".html" and PACKED.search(data):
        return _in_packed(data, lambda text: _swapped(random, text, re.compile(rb"\[[\d,]{3,}\]")))
    marks = {".webp": b"ANMF", ".gif": b"\x21\xf9\x04", ".apng": b"fcTL", ".mp4": b"\0\0"}
    parts = data.split(marks.get(suffix, b"\n"))
    if len(parts) < 4:
        return moved(random, data, suffix)
    at = random.randrange(1, len(parts) - 2)
    parts[at : at + 2] = parts[at + 1], parts[at]
    return marks.get(suffix, b"\n").join(parts)


def recipe(random: Random, data: bytes, suffix: str) -> bytes:
    """The recipe of another figure, wherever the format has it."""

    def other(text: bytes) -> bytes:
        return _other_digit(random, text, RECIPE.pattern)

    if suffix == ".pptx":
        return _in_zip(random, data, re.compile(r"docProps/core\.xml"), other)
    if suffix == ".pdf":
        return _in_stream(random, data, other, b"/ObjStm")
    return _with_checksums(other(data)) if suffix in PNGS else other(data)


ALL: tuple[Callable[[Random, bytes, str], bytes], ...] = (bit, cut, moved, number, frames, recipe)


def _other_digit(random: Random, text: bytes, pattern: bytes) -> bytes:
    """Another digit in one of the places of a pattern's group."""
    found = list(re.finditer(pattern, text))
    if not found:
        return bit(random, text, "")
    one = random.choice(found)
    digit = random.choice([sign for sign in b"123456789" if sign != text[one.start(1)]])
    return text[: one.start(1)] + bytes([digit]) + text[one.end(1) :]


def _swapped(random: Random, text: bytes, pattern: re.Pattern[bytes]) -> bytes:
    """Two pieces that a pattern finds, and that differ, exchanged."""
    found = list(pattern.finditer(text))
    pairs = [(one, two) for one, two in pairwise(found) if one[0] != two[0]]
    if not pairs:
        return moved(random, text, "")
    one, two = random.choice(pairs)
    return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


def _in_packed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """What a page has packed, changed; but for the script."""
    one = PACKED.search(data)
    assert one is not None
    whole = json.loads(zlib.decompress(b64decode(one[0])))
    script = whole.pop("script", None)
    text = change(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())
    if script is not None:
        text = text[:-1] + b',"script":' + json.dumps(script, ensure_ascii=False).encode() + b"}"
    return data[: one.start()] + b64encode(zlib.compress(text, 9)) + data[one.end() :]


def _in_zip(random: Random, data: bytes, name: re.Pattern[str], change: Callable[[bytes], bytes]) -> bytes:
    """One of the parts of a name, changed."""
    with ZipFile(BytesIO(data)) as deck:
        parts = {one.filename: deck.read(one) for one in deck.infolist()}
    chosen = random.choice([part for part in parts if name.fullmatch(part)])
    return _zipped(data, parts | {chosen: change(parts[chosen])})


def _swapped_slides(random: Random, data: bytes) -> bytes:
    with ZipFile(BytesIO(data)) as deck:
        parts = {one.filename: deck.read(one) for one in deck.infolist()}
    slides = [part for part in parts if SLIDE.fullmatch(part)]
    if len(slides) < 2:
        return bit(random, data, "")
    one, two = random.sample(slides, 2)
    return _zipped(data, parts | {one: parts[two], two: parts[one]})


def _zipped(data: bytes, parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one, parts[one.filename], compresslevel=9)
    return stream.getvalue()


def _in_stream(random: Random, data: bytes, change: Callable[[bytes], bytes], kind: bytes = b"") -> bytes:
    """One of the streams of a PDF, changed."""
    found = [one for one in STREAM.finditer(data) if kind in one[1] and (kind or b"/Type" not in one[1])]
    one = random.choice(found)
    packed = zlib.compress(change(zlib.decompress(one[2])), 9)
    entries = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), one[1])
    return data[: one.start()] + b"<<" + entries + b">>\nstream\n" + packed + b"\nendstream" + data[one.end() :]


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size


def _png(chunks: Iterator[tuple[bytes, bytes]]) -> bytes:
    parts = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _with_checksums(data: bytes) -> bytes:
    return _png(_chunks(data))


def _in_png(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The pixels of the first picture, changed."""
    chunks = list(_chunks(data))
    first = next(at for at, (name, _) in enumerate(chunks) if name == b"IDAT")
    pixels = b"".join(body for name, body in chunks if name == b"IDAT")
    rest = [(name, body) for name, body in chunks if name != b"IDAT"]
    rest.insert(first, (b"IDAT", zlib.compress(change(zlib.decompress(pixels)), 9)))
    return _png(iter(rest))
