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
from zipfile import ZipFile, ZipInfo

from visualize.errors import VisualizeError, invalid
from visualize.renderers.pptx import archive

MOST_PARTS, MOST_BYTES, LARGEST_XML = 20_000, 2_000_000_000, 50_000_000
TYPES, MAIN, MAIN_RELATIONS = "[Content_Types].xml", "ppt/presentation.xml", "ppt/_rels/presentation.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{}">{}</Relationships>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE, RECIPE = "docProps/core.xml", b"<dc:description>python -m visualize "
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
                _check_sizes(name, infos)
                self.parts: dict[str, bytes] = {one.filename: source.read(one) for one in infos}
                self.infos: dict[str, ZipInfo] = {one.filename: one for one in infos}
        except VisualizeError:
            raise
        except Exception:  # whatever the bytes of a stranger make the library raise
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

    def is_drawn(self) -> bool:
        """Whether the properties say that a recipe draws the whole presentation."""
        return RECIPE in self.parts.get(CORE, b"")

    def tell_origin(self, recipe: str, source: str) -> None:
        """Say in the properties which recipe draws the presentation, and which program drew it."""
        text = self.text(CORE)
        for tag, words in (("dc:description", recipe), ("cp:version", source)):
            text = re.sub(rf"<{tag}>[^<]*</{tag}>|<{tag}/>", "", text)
            text = text.replace("</cp:coreProperties>", f"<{tag}>{escape(words)}</{tag}></cp:coreProperties>")
        self.parts[CORE] = text.encode()

    def write(self, stream: BinaryIO) -> None:
        """Write the parts, the old ones as they were and where they were."""
        with ZipFile(stream, "w") as target:
            for name, data in self.parts.items():
                old = self.infos.get(name)
                archive.add(target, name, data, old.date_time if old else archive.FIRST_DAY)


def _check_sizes(name: str, infos: Sequence[ZipInfo]) -> None:
    if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > MOST_BYTES:
        raise invalid("presentation", name, "has too many parts, or too large ones")


def with_slides(package: Package, slides: Sequence[Part], notes_master: str) -> None:
    """Add slides to a package: each where the slides of its mark were, which go, else at the end."""
    old, places = package.slides(), {}
    marks = {one.mark for one in slides}
    order: list[tuple[str, str] | str] = []  # ids and relationships of slides that stay, marks in place of ours
    for number, relation, part in old:
        mark = package.mark(part)
        if mark not in marks:
            order.append((number, relation))
            continue
        if mark not in order:
            order.append(mark)
        _remove(package, relation, part)
        places[number] = mark
    order += [mark for mark in dict.fromkeys(one.mark for one in slides) if mark not in order]
    ids = _free_ids([one for one in old if one[0] not in places])
    added = _Added(package, notes_master)
    listed: list[tuple[str, str]] = []
    for one in order:
        mine = [added.add(slide) for slide in slides if slide.mark == one]
        listed += [one] if isinstance(one, tuple) else [(next(ids), relation) for relation in mine]
    added.finish()
    _list_slides(package, listed, {number for number, _, _ in old} - set(places))


def _free_ids(kept: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    number = max([FIRST_ID - 1, *(int(one) for one, _, _ in kept)])
    while True:
        number += 1
        yield str(number)


def _remove(package: Package, relation: str, part: str) -> None:
    """Remove a slide of ours with its notes and its picture from the parts and their lists."""
    mine = [one for one in package.related(part).values() if "/notesSlides/" in one or "/media/visualize" in one]
    types, relations = package.text(TYPES), package.text(MAIN_RELATIONS)
    for name in (part, *mine):
        package.parts.pop(name, None)
        package.parts.pop(_relations_of(name), None)
        types = re.sub(rf'<Override\b[^>]*PartName="/{re.escape(name)}"[^>]*/>', "", types)
    package.parts[TYPES] = types.encode()
    relations = re.sub(rf'<Relationship\b[^>]*\bId="{re.escape(relation)}"[^>]*/>', "", relations)
    package.parts[MAIN_RELATIONS] = relations.encode()


class _Added:
    """The slides that come, with their relationships and content types, which are listed at the end."""

    def __init__(self, package: Package, notes_master: str) -> None:
        self.package, self.notes_master = package, notes_master
        self.types: list[tuple[str, str]] = []
        self.relations: list[tuple[str, str]] = []
        self.slides = package.free("ppt/slides/slide{}.xml")
        self.notes = package.free("ppt/notesSlides/notesSlide{}.xml")
        self.ids = _free_relations(package)

    def add(self, one: Part) -> str:
        """Add a slide; returns the id of its relationship."""
        slide, notes, relation, parts = next(self.slides), next(self.notes), next(self.ids), self.package.parts
        related = [("slideLayout", one.layout), ("notesSlide", notes)]
        if one.picture is not None:
            suffix, data = one.picture
            media = next(self.package.free("ppt/media/visualize{}" + suffix))
            parts[media] = data
            related.append(("image", media))
        parts[slide], parts[notes] = one.xml.encode(), one.notes.encode()
        parts[_relations_of(slide)] = _related(slide, related)
        parts[_relations_of(notes)] = _related(notes, [("notesMaster", self.notes_master), ("slide", slide)])
        self.types += [(slide, CONTENT.format("slide")), (notes, CONTENT.format("notesSlide"))]
        self.relations.append((relation, slide))
        return relation

    def finish(self) -> None:
        """List the slides in the content types and the presentation's relationships."""
        package, types = self.package, self.package.text(TYPES)
        more = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self.types)
        for suffix in ("gif", "png"):
            if not re.search(rf'Extension="{suffix}"', types, re.IGNORECASE):
                more = f'<Default Extension="{suffix}" ContentType="image/{suffix}"/>' + more
        package.parts[TYPES] = types.replace("</Types>", more + "</Types>").encode()
        more = "".join(_relation(one, "slide", MAIN, part) for one, part in self.relations)
        relations = package.text(MAIN_RELATIONS).replace("</Relationships>", more + "</Relationships>")
        package.parts[MAIN_RELATIONS] = relations.encode()


def _free_relations(package: Package) -> Iterator[str]:
    taken, number = set(re.findall(r'\bId="([^"]*)"', package.text(MAIN_RELATIONS))), 0
    while True:
        number += 1
        if f"rId{number}" not in taken:
            yield f"rId{number}"


def _list_slides(package: Package, order: Sequence[tuple[str, str]], kept: set[str]) -> None:
    """List the slides in the presentation, and those that are new in the last of the sections that it may have."""
    text = package.text(MAIN)
    listed = "".join(f'<p:sldId id="{number}" r:id="{relation}"/>' for number, relation in order)
    listed = f"<p:sldIdLst>{listed}</p:sldIdLst>"
    pattern = r"<p:sldIdLst\b[^>]*/>|<p:sldIdLst\b.*?</p:sldIdLst>"
    plain, count = re.subn(pattern, listed, text, count=1, flags=re.DOTALL)
    text = plain if count else text.replace("<p:sldSz", listed + "<p:sldSz", 1)
    text = re.sub(r'<p14:sldId\b[^>]*\bid="(\d+)"[^>]*/>', lambda one: one[0] if one[1] in kept else "", text)
    new = "".join(f'<p14:sldId id="{number}"/>' for number, _ in order if number not in kept)
    head, end, rest = text.rpartition("</p14:sldIdLst>")
    package.parts[MAIN] = (head + new + end + rest if end else text).encode()


def _relations_of(part: str) -> str:
    return join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")


def _related(part: str, related: Sequence[tuple[str, str]]) -> bytes:
    inner = "".join(_relation(f"rId{number}", kind, part, other) for number, (kind, other) in enumerate(related, 1))
    return RELATIONS.format(PACKAGE, inner).encode()


def _relation(relation: str, kind: str, part: str, other: str) -> str:
    return f'<Relationship Id="{relation}" Type="{OFFICE}/{kind}" Target="/{escape(other)}"/>'
