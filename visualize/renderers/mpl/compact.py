"""A PDF as matplotlib writes it, tagged and in fewer bytes: its objects without streams are compressed together.

They are dictionaries and lengths, hundreds in a document of many pages. Object streams and cross-reference streams are
those of PDF 1.5, ISO 32000-1, 7.5.7 and 7.5.8.
"""

from __future__ import annotations

import re
import zlib
from struct import pack

from visualize.renderers.mpl.tags import Tags, tag

HEAD = b"%PDF-1.5"
FREE, PLAIN, COMPRESSED = 0, 1, 2  # kinds of entries in a cross-reference stream


def compact(document: bytes, tags: Tags) -> bytes:
    """The same document with tags, and with an object stream in place of separate objects."""
    objects, trailer = _parsed(document)
    tag(objects, int(trailer.split()[trailer.split().index(b"/Root") + 1]), tags)
    streams = {number: body for number, body in objects.items() if body.endswith(b"endstream")}
    others = {number: body for number, body in objects.items() if number not in streams}
    for number, body in streams.items():
        streams[number] = _with_own_length(body, others)
    lengths = {int(found[1]) for number in streams if (found := _length(objects[number]))}
    gathered = {number: body for number, body in others.items() if number not in lengths}
    holder = max(objects) + 1
    streams[holder] = _object_stream(gathered)
    start = document.index(b"\n", document.index(b"\n") + 1) + 1  # after the version and a comment of binary bytes
    return _written(
        HEAD + document[len(HEAD) : start], streams, {n: at for at, n in enumerate(gathered)}, holder, trailer
    )


def _parsed(document: bytes) -> tuple[dict[int, bytes], bytes]:
    """The content of each object by its number, and that of the trailer's dictionary that names the root."""
    table = int(document[document.rindex(b"startxref") + len(b"startxref") :].split()[0])
    trailer = document.rindex(b"trailer")
    entries = re.findall(rb"(\d{10}) \d{5} ([nf])", document[table:trailer])
    offsets = sorted((int(offset), number) for number, (offset, kind) in enumerate(entries) if kind == b"n")
    ends = [offset for offset, _ in offsets[1:]] + [table]
    objects = {
        number: document[offset:end].split(b"obj", 1)[1].rpartition(b"endobj")[0].strip(b"\n")
        for (offset, number), end in zip(offsets, ends, strict=True)
    }
    return objects, b" ".join(re.findall(rb"/(?:Root|Info) \d+ \d+ R", document[trailer:]))


def _length(body: bytes) -> re.Match[bytes] | None:
    """The reference of a stream to its length, in its dictionary."""
    return re.compile(rb"/Length (\d+) 0 R").search(body, 0, body.index(b"stream\n"))


def _with_own_length(body: bytes, others: dict[int, bytes]) -> bytes:
    """A stream with its length in its dictionary."""
    found = _length(body)
    return body if found is None else body[: found.start()] + b"/Length " + others[int(found[1])] + body[found.end() :]


def _object_stream(gathered: dict[int, bytes]) -> bytes:
    places, parts, place = [], [], 0
    for number, body in gathered.items():
        places.append(b"%d %d" % (number, place))
        parts.append(body)
        place += len(body) + 1
    index, content = b" ".join(places) + b"\n", b"\n".join(parts)
    return _stream(b"/Type /ObjStm /N %d /First %d" % (len(gathered), len(index)), index + content)


def _stream(entries: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def _written(head: bytes, streams: dict[int, bytes], gathered: dict[int, int], holder: int, trailer: bytes) -> bytes:
    """The document of these streams, and a cross-reference stream that says where each object is."""
    parts, place, last = [head], len(head), holder + 1
    entries = {number: (COMPRESSED, holder, index) for number, index in gathered.items()}
    for number, body in streams.items():
        entries[number] = PLAIN, place, 0
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        place += len(parts[-1])
    entries[last] = PLAIN, place, 0
    table = b"".join(pack(">BIH", *entries.get(number, (FREE, 0, 0xFFFF))) for number in range(last + 1))
    body = _stream(b"/Type /XRef /Size %d /W [1 4 2] %s" % (last + 1, trailer), table)
    return b"".join((*parts, b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, body, place)))
