"""What slides are added to: an empty deck, a lecturer's own masters, or a deck that is there; and their geometry."""

import re
from io import BytesIO
from typing import NamedTuple

from visualize.renderers.pptx.document import check, empty_deck
from visualize.renderers.pptx.package import CONTENT, MAIN, MAIN_RELATIONS, OFFICE, TYPES, Package

NOTES = "/notesMaster"
THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
Box = tuple[int, int, int, int]  # left, top, width, height in English Metric Units


class Base(NamedTuple):
    """A package with the layouts that its slides use, the room below a title, and the colour of its background.

    `title` and `body` are where these stand on slides, empty if a layout says so. `is_ours` says that there are no
    slides of others.
    """

    package: Package
    titled: str
    listed: str
    notes_master: str
    room: Box
    ground: str
    title: str = ""
    body: str = ""
    is_ours: bool = False


def empty() -> Base:
    """The library's template at 16:9."""
    check()
    deck = empty_deck()
    deck.notes_master  # noqa: B018 - which the library makes when it is asked for
    return _new(_saved(deck), "the empty deck")


def emptied(data: bytes, name: str) -> Base:
    """A lecturer's masters without the slides that came with them."""
    from pptx import Presentation

    check()
    Package(data, name)  # checks sizes before the library reads
    deck = Presentation(BytesIO(data))
    deck.notes_master  # noqa: B018
    listed = deck.slides._sldIdLst
    for one in list(listed):
        deck.part.drop_rel(one.rId)
        listed.remove(one)
    return _new(_saved(deck), name)


def _new(data: bytes, name: str) -> Base:
    """A deck that the library wrote just now, without the times at which it did."""
    base = based(data, name)
    base.package.infos.clear()
    return base._replace(is_ours=True)


def based(data: bytes, name: str) -> Base:
    """A deck as it is."""
    package = Package(data, name)
    master = next(iter(package.related(MAIN, "/slideMaster").values()))
    layouts = list(package.related(master, "/slideLayout").values())
    titled = _layout(package, layouts, "titleOnly")
    listed = _layout(package, layouts, "obj", "tx")
    notes = next(iter(package.related(MAIN, NOTES).values()), "") or _with_notes_master(package)
    room = left, top, width, height = _room(package, titled, master)
    title = "" if _has(package, titled, 'type="title"') else _place(left, top // 6, width, top * 2 // 3)
    body = "" if _has(package, listed, 'idx="1"') else _place(left, top, width, height)
    return Base(package, titled, listed, notes, room, _ground(package, master), title, body)


def _has(package: Package, layout: str, placeholder: str) -> bool:
    return re.search(rf"<p:ph\b[^>]*{placeholder}", package.text(layout)) is not None


def _place(left: int, top: int, width: int, height: int) -> str:
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _saved(deck: object) -> bytes:
    stream = BytesIO()
    deck.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def _layout(package: Package, layouts: list[str], *kinds: str) -> str:
    """The first layout of one of these kinds, else the first with a title, else the first."""
    for kind in kinds:
        for one in layouts:
            if re.search(rf'<p:sldLayout\b[^>]*\btype="{kind}"', package.text(one)):
                return one
    titled = [one for one in layouts if re.search(r'<p:ph\b[^>]*type="title"', package.text(one))]
    return (titled or layouts)[0]


def _room(package: Package, layout: str, master: str) -> Box:
    """The slide below the title, with margins."""
    size = re.search(r'<p:sldSz\b[^>]*\bcx="(\d+)"[^>]*\bcy="(\d+)"', package.text(MAIN))
    width, height = (int(size[1]), int(size[2])) if size else (12192000, 6858000)
    ends = [end for part in (layout, master) if (end := _title_end(package.text(part)))]
    top = min(ends[0] if ends else height // 5, height // 3)
    margin = width // 40
    return margin, top + margin // 4, width - 2 * margin, height - top - margin


def _title_end(xml: str) -> int:
    """Where the title's placeholder ends; 0 if it has no place of its own."""
    for one in re.findall(r"<p:sp>.*?</p:sp>", xml, re.DOTALL):
        place = re.search(r'<a:off x="-?\d+" y="(-?\d+)"/>\s*<a:ext cx="\d+" cy="(\d+)"/>', one)
        if place and re.search(r'<p:ph\b[^>]*type="(?:title|ctrTitle)"', one):
            return int(place[1]) + int(place[2])
    return 0


def _ground(package: Package, master: str) -> str:
    """The colour of a master's background as far as its theme tells, else white."""
    text = package.text(master)
    solid = re.search(r'<p:bgPr>\s*<a:solidFill>\s*<a:srgbClr val="([0-9A-Fa-f]{6})"', text)
    if solid:
        return "#" + solid[1].lower()
    named = re.search(r'<p:bg>.*?<a:schemeClr val="(\w+)"', text, re.DOTALL)
    mapped = re.search(rf'<p:clrMap\b[^>]*\b{named[1] if named else "bg1"}="(\w+)"', text)
    theme = next(iter(package.related(master, "/theme").values()), "")
    name = mapped[1] if mapped else "lt1"
    colour = re.search(rf'<a:{name}>\s*<a:\w+\b[^>]*?(?:lastClr|srgbClr val)="([0-9A-Fa-f]{{6}})"', package.text(theme))
    found = re.search(rf"<a:{name}>(.*?)</a:{name}>", package.text(theme), re.DOTALL)
    inner = re.search(r'(?:lastClr|srgbClr val)="([0-9A-Fa-f]{6})"', found[1]) if found else colour
    return "#" + inner[1].lower() if inner else "#ffffff"


def _with_notes_master(package: Package) -> str:
    """Add a master of notes, with its theme, to a deck that has none."""
    other = empty().package
    source = next(iter(other.related(MAIN, NOTES).values()))
    theme = next(iter(other.related(source, "/theme").values()))
    master = next(package.free("ppt/notesMasters/notesMaster{}.xml"))
    its_theme = next(package.free("ppt/theme/theme{}.xml"))
    package.parts[master], package.parts[its_theme] = other.parts[source], other.parts[theme]
    relations = f'<Relationship Id="rId1" Type="{OFFICE}/theme" Target="/{its_theme}"/>'
    kept = other.text("ppt/notesMasters/_rels/notesMaster1.xml.rels")
    head, tail = kept.partition("<Relationship ")[0], "</Relationships>"
    package.parts[f"ppt/notesMasters/_rels/{master.rpartition('/')[2]}.rels"] = (head + relations + tail).encode()
    types = f'<Override PartName="/{master}" ContentType="{CONTENT.format("notesMaster")}"/>'
    types += (
        f'<Override PartName="/{its_theme}" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
    )
    package.parts[TYPES] = package.text(TYPES).replace("</Types>", types + "</Types>").encode()
    relation = f'<Relationship Id="visualizeNotes" Type="{OFFICE}/notesMaster" Target="/{master}"/>'
    main = package.text(MAIN_RELATIONS).replace("</Relationships>", relation + "</Relationships>")
    package.parts[MAIN_RELATIONS] = main.encode()
    listed = '<p:notesMasterIdLst><p:notesMasterId r:id="visualizeNotes"/></p:notesMasterIdLst>'
    text = package.text(MAIN).replace("</p:sldMasterIdLst>", "</p:sldMasterIdLst>" + listed, 1)
    package.parts[MAIN] = text.encode()
    return master
