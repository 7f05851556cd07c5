"""Reads where a file comes from: the recipe and the source that each format of ours holds, and nothing else of it.

Files are taken for what their first bytes say, whatever their names. They may be anybody's: sizes are checked before
they are used, and what is not as our writers write it has no origin.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from io import SEEK_CUR, SEEK_END
from struct import unpack
from typing import BinaryIO, NamedTuple

from visualize.errors import VisualizeError
from visualize.reading import opened

MOST_BYTES = 2_000_000_000  # of a file: as large as one of ours may be
MOST_WORDS = 1_000_000  # bytes of a part that holds words
HEAD = 1 << 16  # bytes of a document's beginning
MOST_BLOCKS = 10_000  # before the words are found
COMMAND = "python -m visualize"
SOURCE = re.compile(r"conv-visualize \d+(\.\w+)+(, numbers [0-9a-f]{8})?")


class Origin(NamedTuple):
    """The command that draws a file, and the program that drew it.

    >>> Origin("python -m visualize --k 3", "conv-visualize 0.1.0, numbers 0000beef").version
    '0.1.0'
    """

    recipe: str
    source: str

    @property
    def version(self) -> str:
        """The version of the program."""
        return self.source.partition(",")[0].removeprefix("conv-visualize ")


def origin(path: str) -> Origin | None:
    """The origin of a file, or None if it is no figure of ours; raises VisualizeError if it cannot be opened."""
    with opened("file", path, MOST_BYTES) as stream:
        return of_stream(stream)


def is_from(path: str, expected: Origin) -> bool:
    """Whether a file is there and has this origin."""
    try:
        return origin(path) == expected
    except VisualizeError:
        return False


def of_stream(stream: BinaryIO) -> Origin | None:
    """The origin of an open file."""
    reader = READERS.get(kind(stream))
    if reader is None:
        return None
    try:
        words = reader(stream)
    except Exception:  # whatever the bytes of a stranger make a reader raise
        return None
    return Origin(*words) if words and words[0].startswith(COMMAND) and SOURCE.fullmatch(words[1]) else None


def kind(stream: BinaryIO) -> str:
    """The suffix of a file by its first bytes, empty for one that is of no format of ours."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    if head[:4] == b"RIFF" and head[8:12] != b"WEBP":
        return ""
    if head.startswith(b"\x89PNG") and b"acTL" in head[:64]:
        return ".apng"
    found = next((suffix for suffix, start in STARTS.items() if head.startswith(start)), "")
    return found or (".mp4" if head[4:8] == b"ftyp" else "")


STARTS = {
    ".gif": b"GIF89a",
    ".svg": b"<svg ",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".webp": b"RIFF",
    ".pdf": b"%PDF-",
    ".pptx": b"PK\3\4",
    ".json": b'{"format": "visualize-',
    ".html": b"<!doctype html>",
}
Words = tuple[str, str] | None


def _gif(stream: BinaryIO) -> Words:
    """The first comment, and the application extension of this program, both before the first frame."""
    comments, source = [], ""
    flags = stream.read(13)[10]
    stream.seek(3 << (flags & 7) + 1 if flags & 0x80 else 0, SEEK_CUR)
    for _ in range(MOST_BLOCKS):
        start = stream.read(2)
        if start[:1] != b"\x21":
            break
        blocks = list(_blocks(stream))
        if start == b"\x21\xfe":
            comments.append(b"".join(blocks).decode())
        if start == b"\x21\xff" and blocks[:1] == [b"visualizeby"]:
            source = b"".join(blocks[1:]).decode()
    return (comments[0], source) if comments else None


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The blocks of an extension, each behind its length."""
    for _ in range(MOST_BLOCKS):
        size = stream.read(1)
        if size in (b"", b"\0"):
            return
        yield stream.read(size[0])


def _png(stream: BinaryIO) -> Words:
    """The texts before the pixels."""
    texts: dict[str, str] = {}
    stream.seek(8)
    for _ in range(MOST_BLOCKS):
        size, name = unpack(">I4s", stream.read(8))
        if name in (b"IDAT", b"IEND"):
            break
        if name == b"iTXt" and size <= MOST_WORDS:
            keyword, text = stream.read(size).split(b"\0\0\0\0\0", 1)
            texts[keyword.decode("latin-1")] = text.decode()
            stream.seek(4, SEEK_CUR)
        else:
            stream.seek(size + 4, SEEK_CUR)
    return texts["Software"], texts["Source"]


def _webp(stream: BinaryIO) -> Words:
    """The XMP chunk, which is the last one."""
    stream.seek(12)
    while head := stream.read(8):
        name, size = unpack("<4sI", head)
        if name == b"XMP " and size <= MOST_WORDS:
            return _tags(stream.read(size), "xmp:CreatorTool", "dc:source")
        stream.seek(size + size % 2, SEEK_CUR)
    return None


def _tags(document: bytes, recipe: str, source: str) -> Words:
    """The contents of two elements."""
    text = document.decode()
    found = [re.search(f"<{tag}>([^<]*)</{tag}>", text) for tag in (recipe, source)]
    return (unescape(found[0][1]), unescape(found[1][1])) if found[0] and found[1] else None


def _svg(stream: BinaryIO) -> Words:
    """The metadata, and an attribute of the first element."""
    head = stream.read(HEAD + MOST_WORDS).decode(errors="replace")
    source = re.match(r'<svg [^<>]*\bdata-source="([^"]*)"', head)
    recipe = re.search(r"</?(?:title|desc)>[^<]*<metadata>([^<]*)</metadata>", head)
    return (unescape(recipe[1]), unescape(source[1])) if source and recipe else None


def _html(stream: BinaryIO) -> Words:
    """Two `<meta>` elements in the head."""
    head = stream.read(HEAD + MOST_WORDS).decode(errors="replace").partition("</head>")[0]
    found = [re.search(f'<meta name="visualize-{name}" content="([^"]*)">', head) for name in ("recipe", "source")]
    return (unescape(found[0][1]), unescape(found[1][1])) if found[0] and found[1] else None


def _json(stream: BinaryIO) -> Words:
    """The last two members before the steps of a story, on the first line; of a family the first but two."""
    from json import loads

    text = rb'("(?:[^"\\]|\\.)*")'
    origin = rb'"recipe": ' + text + rb', "source": ' + text
    head = stream.read(HEAD + MOST_WORDS)
    found = re.match(rb'\{"format": "visualize-player", "version": \d+, ' + origin + rb", ", head)
    if found is None:
        stream.seek(0)
        found = re.search(origin + rb', "steps": \[\n$', stream.readline(MOST_BYTES))
    return (loads(found[1]), loads(found[2])) if found else None


def _pdf(stream: BinaryIO) -> Words:
    """Creator and Keywords of the document, in its object stream."""
    from zlib import decompressobj

    stream.seek(0, SEEK_END)
    stream.seek(max(0, stream.tell() - 8 * MOST_WORDS))
    tail = stream.read()
    found = re.search(rb"/Type /ObjStm [^>]*>>\nstream\n", tail)
    objects = decompressobj().decompress(tail[found.end() :], 32 * MOST_WORDS) if found else b""
    literal = rb"\(((?:[^\\()]|\\.)*)\)"
    words = [re.search(rb"/" + name + rb" " + literal, objects, re.DOTALL) for name in (b"Creator", b"Keywords")]
    return (_pdf_text(words[0][1]), _pdf_text(words[1][1])) if words[0] and words[1] else None


def _pdf_text(literal: bytes) -> str:
    """A literal string: PDFDocEncoding, which is Latin-1 for our words, or UTF-16 behind its mark."""
    escapes = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    plain = re.sub(rb"\\(.)", lambda one: escapes.get(one[1], one[1]), literal, flags=re.DOTALL)
    return plain[2:].decode("utf-16-be") if plain[:2] == b"\xfe\xff" else plain.decode("latin-1")


def _mp4(stream: BinaryIO) -> Words:
    """The comment and the keywords in the list of the movie's metadata."""
    words = {}
    end = stream.seek(0, SEEK_END)
    start, end = _inner(stream, 0, end, b"moov", b"udta", b"meta", b"ilst")
    for name, place, after in _boxes(stream, start, end):
        if name in (b"\xa9cmt", b"keyw") and 16 <= after - place <= MOST_WORDS:
            stream.seek(place + 16)  # the box `data` with its type and locale
            words[name] = stream.read(after - place - 16).decode()
    return words[b"\xa9cmt"], words[b"keyw"]


def _inner(stream: BinaryIO, start: int, end: int, *names: bytes) -> tuple[int, int]:
    """Where the content of boxes inside boxes begins and ends."""
    for name in names:
        start, end = next((place, after) for found, place, after in _boxes(stream, start, end) if found == name)
        start += 4 * (name == b"meta")  # its version
    return start, end


def _boxes(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of a part of an MP4: name, where the content begins and where it ends."""
    for _ in range(MOST_BLOCKS):
        stream.seek(start)
        size, name, large = unpack(">I4sQ", stream.read(16).ljust(16, b"\0"))
        size, head = (large, 16) if size == 1 else (size, 8)
        if size < head or start + size > end:
            return
        yield name, start + head, start + size
        start += size


def _pptx(stream: BinaryIO) -> Words:
    """The core properties."""
    from zipfile import ZipFile

    with ZipFile(stream) as deck, deck.open("docProps/core.xml") as core:
        return _tags(core.read(MOST_WORDS), "dc:description", "cp:version")


READERS: Mapping[str, Callable[[BinaryIO], Words]] = {
    ".gif": _gif,
    ".svg": _svg,
    ".png": _png,
    ".apng": _png,
    ".webp": _webp,
    ".pdf": _pdf,
    ".pptx": _pptx,
    ".json": _json,
    ".html": _html,
    ".mp4": _mp4,
}
