"""The slides of a lecture: titles, lines of text, figures as shapes or as a picture, notes."""

from __future__ import annotations

from html import escape
from itertools import count
from typing import BinaryIO

from visualize.film import Film, Frame
from visualize.renderers.pptx import drawing
from visualize.renderers.pptx.base import Base
from visualize.renderers.pptx.package import MARK, Part, with_slides
from visualize.renderers.pptx.shapes import Canvas, picture
from visualize.style.fonts import is_chinese
from visualize.style.looks import Theme

SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
GROUP = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
END = "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"


def words(base: Base, mark: str, title: str, lines: list[str], notes: str) -> Part:
    """A slide of text."""
    body = _placeholder(3, "Content", 'idx="1"', lines, base.body) if lines else ""
    return Part(mark, _slide(base, mark, title, body), _notes(notes), base.listed)


def step(base: Base, mark: str, title: str, film: Film, theme: Theme, frame: Frame, notes: str) -> Part:
    """A slide with a step of a figure, as shapes."""
    shapes = drawing.figure(film, theme, frame, _canvas(base, film.width, film.height))
    return slide(base, mark, title, shapes, notes)


def slide(base: Base, mark: str, title: str, shapes: str, notes: str) -> Part:
    """A slide with these shapes below its title."""
    return Part(mark, _slide(base, mark, title, shapes), _notes(notes), base.titled)


def image(
    base: Base, mark: str, title: str, suffix: str, data: bytes, size: tuple[int, int], description: str, notes: str
) -> Part:
    """A slide with a picture that may move."""
    placed = picture(_canvas(base, *size), "rId3", size, title, description)
    return Part(mark, _slide(base, mark, title, placed.xml), _notes(notes), base.titled, (suffix, data))


def write(stream: BinaryIO, base: Base, slides: list[Part], recipe: str, source: str) -> None:
    """Write the deck with these slides; one that is there learns its recipe only if it was drawn by one."""
    with_slides(base.package, slides, base.notes_master)
    if base.is_ours or base.package.is_drawn():
        base.package.tell_origin(recipe, source)
    base.package.write(stream)


def _canvas(base: Base, width: int, height: int) -> Canvas:
    """The room of a slide, the picture in its middle and as large as possible."""
    left, top, across, down = base.room
    scale = min(across / width, down / height)
    return Canvas(scale, left + (across - scale * width) / 2, top + (down - scale * height) / 2, count(4))


def _slide(base: Base, mark: str, title: str, shapes: str) -> str:
    heading = _placeholder(2, "Title", 'type="title"', [title], base.title)
    tree = f"<p:spTree>{GROUP}{heading}{shapes}</p:spTree>"
    return f'{HEAD}<p:sld {SPACES}><p:cSld name="{escape(MARK + mark)}">{tree}</p:cSld>{END}</p:sld>'


def _notes(text: str) -> str:
    body = _placeholder(2, "Notes", 'type="body" idx="1"', text.splitlines())
    tree = f"<p:spTree>{GROUP}{body}</p:spTree>"
    return f"{HEAD}<p:notes {SPACES}><p:cSld>{tree}</p:cSld>{END}</p:notes>"


def _placeholder(number: int, name: str, kind: str, lines: list[str], place: str = "") -> str:
    """A placeholder's text, in the place, the fonts and the colours of the layout."""
    written = "".join(f"<a:p>{run(line)}</a:p>" for line in lines) or "<a:p/>"
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name} {number - 1}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>'
        f"<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr><a:normAutofit/></a:bodyPr><a:lstStyle/>{written}</p:txBody></p:sp>"
    )


def run(line: str, size: int = 0) -> str:
    """A line of text, in its language; `size` is in hundredths of a point, 0 the layout's."""
    told = f' sz="{size}"' if size else ""
    language = "zh-CN" if is_chinese(line) else "en-US"
    return f'<a:r><a:rPr lang="{language}"{told}/><a:t>{escape(line)}</a:t></a:r>' if line else ""
