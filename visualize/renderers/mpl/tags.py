"""The structure of a PDF that screen readers follow: each page holds one thing, with an alternative text.

Marked content is ISO 32000-1, 14.6, the tree of structure 14.7, languages and alternative texts 14.9.
"""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

CONTENTS = re.compile(rb"/Contents (\d+ 0 R)")


class Tags(NamedTuple):
    """The alternative text of each page, the language of a document, and what its pages hold."""

    texts: Sequence[str]
    language: str
    kind: Literal["Figure", "Formula"] = "Figure"


def tag(objects: dict[int, bytes], root: int, tags: Tags) -> None:
    """Add the structure to the objects of a document; `root` is the number of its catalog.

    All content of a page is marked, by two streams around its own that all pages share.
    """
    pages = _pages(objects, root)
    begin = max(objects) + 1
    end, tree, parents, document = range(begin + 1, begin + 5)
    elements = range(document + 1, document + 1 + len(pages))
    objects[begin] = _stream(b"/%s << /MCID 0 >> BDC\n" % tags.kind.encode())
    objects[end] = _stream(b"\nEMC\n")
    for index, (page, element) in enumerate(zip(pages, elements, strict=True)):
        objects[element] = _element(objects[page], page, document, tags.texts[index], tags.kind)
        marked = CONTENTS.sub(rb"/Contents [ %d 0 R \1 %d 0 R ]" % (begin, end), objects[page])
        objects[page] = _with(marked, b"/StructParents %d /Tabs /S" % index)
    objects[tree] = b"<< /Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R >>" % (document, parents)
    lists = b" ".join(b"%d [ %d 0 R ]" % (index, element) for index, element in enumerate(elements))
    objects[parents] = b"<< /Nums [ %s ] >>" % lists
    kids = b" ".join(b"%d 0 R" % element for element in elements)
    objects[document] = b"<< /Type /StructElem /S /Document /P %d 0 R /K [ %s ] >>" % (tree, kids)
    facts = b"/StructTreeRoot %d 0 R /MarkInfo << /Marked true >> /Lang %s" % (tree, _text(tags.language))
    objects[root] = _with(objects[root], facts + b" /ViewerPreferences << /DisplayDocTitle true >>")


def _pages(objects: dict[int, bytes], root: int) -> list[int]:
    """The numbers of the pages, in their order."""
    (pages,) = re.findall(rb"/Pages (\d+) 0 R", objects[root])
    (kids,) = re.findall(rb"/Kids \[(.*?)\]", objects[int(pages)], re.DOTALL)
    return [int(number) for number in re.findall(rb"(\d+) 0 R", kids)]


def _element(page: bytes, number: int, parent: int, text: str, kind: str) -> bytes:
    """The element of a page's content; the box that it fills is the page."""
    (box,) = re.findall(rb"/MediaBox (\[.*?\])", page)
    place = b"/A << /O /Layout /Placement /Block /BBox %s >>" % box
    head = b"/Type /StructElem /S /%s /P %d 0 R /Pg %d 0 R /K 0" % (kind.encode(), parent, number)
    return b"<< %s /Alt %s %s >>" % (head, _text(text), place)


def _with(dictionary: bytes, entries: bytes) -> bytes:
    return dictionary.rpartition(b">>")[0] + entries + b" >>"


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _text(text: str) -> bytes:
    """A text string: ASCII as it is, all else as UTF-16."""
    data = text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")
    return b"(" + re.sub(rb"([\\()])", rb"\\\1", data).replace(b"\r", rb"\r") + b")"
