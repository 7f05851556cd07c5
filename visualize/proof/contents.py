"""What a file shows, apart from its bytes: pixels and times, cells and numbers, the streams of a document.

For files that another version drew, and to say where a file differs. The other file is that of the figure drawn again,
whose sizes bound what is decoded.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from json import loads
from typing import Any
from zipfile import ZipFile
from zlib import decompressobj

CELL = re.compile(r'<(?:rect|polygon)\b[^>]*\bdata-cell="([^"]*)"')
CELLS_CLASS = re.compile(r'\bclass="([^"]*)"')
NUMBER = re.compile(r'<text\b[^>]*\bdata-text="([^"]*)"[^>]*>([^<]*)</text>')
PACKED = re.compile(rb'<script type="text/plain">([A-Za-z0-9+/=]+)</script>')
SHAPE = re.compile(r'<p:cNvPr id="\d+" name="([^"]*)"')
WRITTEN = re.compile(r"<a:t>([^<]*)</a:t>")


def difference(suffix: str, found: bytes, drawn: bytes) -> str:
    """What is different in two files of a format, in a few words; empty if they show the same."""
    if len(found) > 4 * len(drawn) + 1_000_000:
        return "its size"
    try:
        return _first_difference(list(PARTS[suffix](found, drawn)), list(PARTS[suffix](drawn, drawn)))
    except Exception:  # whatever an altered file makes a decoder raise
        return "it cannot be decoded"


def _first_difference(found: list[tuple[str, Any]], drawn: list[tuple[str, Any]]) -> str:
    for (name, one), (_, other) in zip(found, drawn, strict=False):
        if one != other:
            return name
    return "" if len(found) == len(drawn) else "the number of its parts"


def _pictures(found: bytes, drawn: bytes) -> Iterator[tuple[str, Any]]:
    """The frames of a raster, each with its time."""
    from PIL import Image

    with Image.open(BytesIO(drawn)) as image:
        size, count = image.size, getattr(image, "n_frames", 1)
    with Image.open(BytesIO(found)) as image:
        yield "its size in pixels", image.size
        frames = getattr(image, "n_frames", 1)
        yield "the number of its frames", frames
        if image.size != size or frames != count:
            return
        yield "how often it plays", image.info.get("loop")
        for number in range(frames):
            image.seek(number)
            yield f"frame {number + 1}", image.convert("RGBA").tobytes()
            yield f"the time of frame {number + 1}", image.info.get("duration")


def _document(found: bytes, drawn: bytes) -> Iterator[tuple[str, Any]]:
    """The cells of an SVG, each with its role, and the numbers."""
    text = found.decode()
    for one in CELL.finditer(text):
        element = text[one.start() : text.find(">", one.end())]
        role = CELLS_CLASS.search(element)
        yield f"cell {one[1]}", role[1].split()[:1] if role else None
    for one in NUMBER.finditer(text):
        yield f"the number of {one[1]}", one[2]


def _page(found: bytes, drawn: bytes) -> Iterator[tuple[str, Any]]:
    """The cells and numbers of a page, what its player is given but the script, and the pages of a deck."""
    yield from _document(found, drawn)
    for number, one in enumerate(re.findall(rb"<section>.*?</section>", found, re.DOTALL), 1):
        yield f"page {number}", one
    yield from _settings(player_data(found, 100 * len(drawn) + 1_000_000))


def player_data(document: bytes, most: int) -> dict[str, Any]:
    """The data of a page's player, of at most so many bytes; empty if it has none."""
    packed = PACKED.search(document)
    return unpacked(packed[1], most) if packed else {}


def unpacked(text: bytes, most: int) -> dict[str, Any]:
    """Data that pages have in base64, deflated."""
    data: dict[str, Any] = loads(decompressobj().decompress(b64decode(text, validate=True), most))
    return data


def _settings(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What a figure is made of, or each of a family's."""
    settings = data.pop("settings", {})
    for name, value in data.items():
        if name != "script":
            yield f"{name} of its player", value
    for name, value in settings.items():
        yield f"the setting {','.join(name.splitlines())}", value


def _data(found: bytes, drawn: bytes) -> Iterator[tuple[str, Any]]:
    """The members of a story or a family but those that say where it comes from."""
    whole = loads(found)
    steps, packed = whole.pop("steps", []), whole.pop("packed", "")
    for name, value in whole.items():
        if name not in ("recipe", "source"):
            yield name, value
    for number, step in enumerate(steps):
        yield f"step {number + 1}", step
    if packed:
        yield from _settings({"settings": unpacked(packed.encode(), 100 * len(drawn))})


def _deck(found: bytes, drawn: bytes) -> Iterator[tuple[str, Any]]:
    """The names and texts of the shapes of each slide, and the pictures."""
    with ZipFile(BytesIO(drawn)) as deck:
        most = 2 * max(one.file_size for one in deck.infolist()) + 1_000_000
    with ZipFile(BytesIO(found)) as deck:
        parts = [one for one in deck.infolist() if re.match(r"ppt/(slides/slide|media/)", one.filename)]
        yield "the number of its slides", len(parts)
        for one in parts:
            if one.file_size > most:
                yield f"the size of {one.filename}", one.file_size
                return
            data = deck.read(one)
            text = data.decode(errors="replace")
            is_slide = one.filename.endswith(".xml")
            yield one.filename, (SHAPE.findall(text), WRITTEN.findall(text)) if is_slide else data


def _pages(found: bytes, drawn: bytes) -> Iterator[tuple[str, Any]]:
    """What the pages of a PDF draw; its other streams are fonts and the table of its objects."""
    for number, one in enumerate(re.finditer(rb"<<([^>]*)>>\nstream\n", found)):
        if b"/Type" not in one[1] and b"/FontFile" not in one[1] and b"/Length1" not in one[1]:
            yield f"stream {number + 1}", decompressobj().decompress(found[one.end() :], 100 * len(drawn))


def _video(found: bytes, drawn: bytes) -> Iterator[tuple[str, Any]]:
    """The boxes of the samples, which another version of ffmpeg codes in another way."""
    yield "its video", found[found.find(b"mdat") :]


PARTS = {
    ".gif": _pictures,
    ".png": _pictures,
    ".apng": _pictures,
    ".webp": _pictures,
    ".svg": _document,
    ".html": _page,
    ".json": _data,
    ".pptx": _deck,
    ".pdf": _pages,
    ".mp4": _video,
}
