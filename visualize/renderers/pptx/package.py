"""Slides added to a presentation, all other parts of which stay byte for byte as they are.

Only what lists the slides is written anew: the content types, the presentation and its relationships. A slide of ours
has a mark in its name; drawn again, it takes the place of those that have its mark.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from visualize.errors import invalid

MOST_PARTS, MOST_BYTES, LARGEST_XML = 20_000, 2_000_000_000, 50_000_000
TYPES, MAIN, MAIN_RELATIONS = "[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{}">{}</Relationships>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.presentationml.{}+xml"
MARK = "visualize: "  # how the names of our slides begin
FIRST_ID = 256  # of a slide


class Part(NamedTuple):
    """A slide to add: its mark, its XML, that of its notes, the layout's part, and a picture with its suffix."""

    mark: str
    xml: str
    notes: str
    layout: str
    picture: tuple[str, bytes] | None = None


class Package:
    """A presentation's parts, read with their sizes checked before."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            with ZipFile(BytesIO(data)) as source:
                infos = source.infolist()
                if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_BYTES:
                    raise invalid("presentation", name, "has too many parts, or too large ones")
                self.parts: dict[str, bytes] = {one.filename: source.read(one) for one in infos}
                self.infos: dict[str, ZipInfo] = {one.filename: one for one in infos}
        except (BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
            raise invalid("presentation", name, "is no .pptx of PowerPoint, Keynote or LibreOffice") from None
        if not {TYPES, MAIN, MAIN_RELATIONS} <= set(self.parts) or "<p:presentation" not in self.text(MAIN):
            raise invalid("presentation", name, "is no .pptx of PowerPoint, Keynote or LibreOffice")

    def text(self, part: str) -> str:
        """A part as text."""
        if len(self.parts.get(part, b"")) > LARGEST_XML:
            raise invalid("presentation", self.name, f"its part {part} is too large")
        try:
            return self.parts[part].decode("utf-8-sig")
        except (KeyError, UnicodeDecodeError):
            raise invalid("presentation", self.name, f"its part {part} is missing or no XML") from None

    def related(self, part: str, kind: str = "") -> dict[str, str]:
        """The parts that a part refers to, by id, those of one kind."""
        found = {}
        relations = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
        if relations not in self.parts:
            return {}
        for one in re.finditer(r"<Relationship\b[^>]*>", self.text(relations)):
            facts = dict(re.findall(r'(\w+)="([^"]*)"', one[0]))
            if facts.get("TargetMode") != "External" and facts.get("Type", "").endswith(kind):
                target = unescape(facts.get("Target", ""))
                found[facts.get("Id", "")] = normpath(join("/" + dirname(part), target)).lstrip("/")
        return found

    def slides(self) -> list[tuple[str, str, str]]:
        """The slides in their order: id, relationship and part."""
        related = self.related(MAIN, "/slide")
        found = []
        for one in re.finditer(r"<p:sldId\b[^>]*>", self.text(MAIN)):
            number, relation = re.search(r'\bid="(\d+)"', one[0]), re.search(r'\br:id="([^"]*)"', one[0])
            if number and relation and related.get(relation[1]) in self.parts:
                found.append((number[1], relation[1], related[relation[1]]))
        return found

    def mark(self, part: str) -> str:
        """The mark of a slide of ours; empty for another's."""
        found = re.search(r'<p:cSld\b[^>]*\bname="([^"]*)"', self.text(part))
        return unescape(found[1]).removeprefix(MARK) if found and unescape(found[1]).startswith(MARK) else ""

    def free(self, pattern: str) -> Iterator[str]:
        """Names of parts that are not taken."""
        number = 0
        while True:
            number += 1
            if pattern.format(number) not in self.parts:
                yield pattern.format(number)

    def write(self, stream: BinaryIO) -> None:
        """Write the parts, the old ones as they were and where they were."""
        with ZipFile(stream, "w") as target:
            for name, data in self.parts.items():
                old = self.infos.get(name)
                entry = ZipInfo(name, old.date_time if old else (1980, 1, 1, 0, 0, 0))
                entry.create_system, entry.external_attr = 3, 0o600 << 16
                entry.compress_type = ZIP_STORED if name.endswith((".gif", ".png", ".jpeg", ".jpg")) else ZIP_DEFLATED
                target.writestr(entry, data, compresslevel=9)


def with_slides(package: Package, slides: Sequence[Part], notes_master: str) -> None:
    """Add slides to a package: each where the slides of its mark were, which go, else at the end."""
    old = package.slides()
    own = {mark for mark in (package.mark(part) for _, _, part in old) if mark} & {one.mark for one in slides}
    order: list[tuple[str, str]] = []  # ids and relationships
    free_ids, added = _free_ids(old), _Added(package, notes_master)
    placed: set[str] = set()
    for number, relation, part in old:
        mark = package.mark(part)
        if mark not in own:
            order.append((number, relation))
            continue
        if mark not in placed:
            order += [(next(free_ids), added.add(one)) for one in slides if one.mark == mark]
            placed.add(mark)
        added.remove(relation, part)
    order += [(next(free_ids), added.add(one)) for one in slides if one.mark not in placed]
    _list_slides(package, order, {number for number, _, _ in old})
    added.finish()


def _free_ids(old: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    number = max([FIRST_ID - 1, *(int(one) for one, _, _ in old)])
    while True:
        number += 1
        yield str(number)


class _Added:
    """The parts, relationships and content types that come and go with slides."""

    def __init__(self, package: Package, notes_master: str) -> None:
        self.package, self.notes_master = package, notes_master
        self.types: list[tuple[str, str]] = []
        self.relations: list[tuple[str, str]] = []
        self.gone: set[str] = set()
        self.relations_gone: set[str] = set()
        self.slides = package.free("ppt/slides/slide{}.xml")
        self.notes = package.free("ppt/notesSlides/notesSlide{}.xml")
        self.media = package.free("ppt/media/visualize{}")
        self.ids = iter(_free_relations(package))

    def add(self, one: Part) -> str:
        """Add a slide; returns the id of its relationship."""
        slide, notes, relation = next(self.slides), next(self.notes), next(self.ids)
        related = [("slideLayout", one.layout), ("notesSlide", notes)]
        if one.picture is not None:
            suffix, data = one.picture
            media = next(self.media) + suffix
            self.package.parts[media] = data
            self.media = self.package.free("ppt/media/visualize{}" + suffix)
            related.append(("image", media))
        self.package.parts[slide] = one.xml.encode()
        self.package.parts[_relations_of(slide)] = _related(slide, related)
        self.package.parts[notes] = one.notes.encode()
        around = [("notesMaster", self.notes_master), ("slide", slide)]
        self.package.parts[_relations_of(notes)] = _related(notes, around)
        self.types += [(slide, CONTENT.format("slide")), (notes, CONTENT.format("notesSlide"))]
        self.relations.append((relation, slide))
        return relation

    def remove(self, relation: str, part: str) -> None:
        """Remove a slide of ours with its notes and its picture."""
        related = self.package.related(part)
        mine = [one for one in related.values() if "/notesSlides/" in one or "/media/visualize" in one]
        for name in (part, *mine):
            self.gone |= {name, _relations_of(name)}
        self.relations_gone.add(relation)

    def finish(self) -> None:
        """Write the lists of parts anew."""
        package = self.package
        for name in self.gone:
            package.parts.pop(name, None)
        types = package.text(TYPES)
        for name in self.gone:
            types = re.sub(rf'<Override\b[^>]*PartName="/{re.escape(name)}"[^>]*/>', "", types)
        more = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self.types)
        for suffix in ("gif", "png"):
            if not re.search(rf'Extension="{suffix}"', types, re.IGNORECASE):
                more = f'<Default Extension="{suffix}" ContentType="image/{suffix}"/>' + more
        package.parts[TYPES] = types.replace("</Types>", more + "</Types>").encode()
        relations = package.text(MAIN_RELATIONS)
        for one in self.relations_gone:
            relations = re.sub(rf'<Relationship\b[^>]*\bId="{re.escape(one)}"[^>]*/>', "", relations)
        more = "".join(_relation(one, "slide", MAIN, part) for one, part in self.relations)
        package.parts[MAIN_RELATIONS] = relations.replace("</Relationships>", more + "</Relationships>").encode()


def _free_relations(package: Package) -> Iterator[str]:
    taken, number = set(re.findall(r'\bId="([^"]*)"', package.text(MAIN_RELATIONS))), 0
    while True:
        number += 1
        if f"rId{number}" not in taken:
            yield f"rId{number}"


def _list_slides(package: Package, order: Sequence[tuple[str, str]], old: set[str]) -> None:
    """The slides in the presentation, and in the sections that it may have."""
    text = package.text(MAIN)
    listed = "".join(f'<p:sldId id="{number}" r:id="{relation}"/>' for number, relation in order)
    listed = f"<p:sldIdLst>{listed}</p:sldIdLst>"
    pattern = r"<p:sldIdLst\b[^>]*/>|<p:sldIdLst\b.*?</p:sldIdLst>"
    plain, count = re.subn(pattern, listed, text, count=1, flags=re.DOTALL)
    text = plain if count else text.replace("<p:sldSz", listed + "<p:sldSz", 1)
    kept = {number for number, _ in order}
    for number in old - kept:
        text = re.sub(rf'<p14:sldId\b[^>]*\bid="{number}"[^>]*/>', "", text)
    new = "".join(f'<p14:sldId id="{number}"/>' for number, _ in order if number not in old)
    head, end, rest = text.rpartition("</p14:sldIdLst>")
    package.parts[MAIN] = (head + new + end + rest if end else text).encode()


def _relations_of(part: str) -> str:
    return join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")


def _related(part: str, related: Sequence[tuple[str, str]]) -> bytes:
    inner = "".join(_relation(f"rId{number}", kind, part, other) for number, (kind, other) in enumerate(related, 1))
    return RELATIONS.format(PACKAGE, inner).encode()


def _relation(relation: str, kind: str, part: str, other: str) -> str:
    return f'<Relationship Id="{relation}" Type="{OFFICE}/{kind}" Target="/{escape(other)}"/>'
