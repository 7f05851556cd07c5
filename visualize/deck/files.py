"""A lecture as a file: slides, a PDF, a page of reveal.js."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from io import BytesIO
from typing import BinaryIO

from visualize.deck.pages import Page, Table
from visualize.figure import Figure
from visualize.film import Film
from visualize.origin import Origin
from visualize.renderers.page.document import origin as meta
from visualize.renderers.pptx import lecture
from visualize.renderers.pptx.base import Base
from visualize.renderers.pptx.package import Part
from visualize.renderers.pptx.tables import table
from visualize.style.looks import Theme

SUFFIXES = (".pptx", ".pdf", ".html")
MOST_CELLS = 10_000  # of a page, a megabyte; larger figures are GIFs
REVEAL = "node_modules/reveal.js/dist"  # beside the deck, after npm install reveal.js
STYLE = """
.reveal .figure { height: 560px; max-width: 100%; margin: 0 }
.reveal iframe { width: 1240px; border: 0 }
.reveal .paper { display: none }
@media print {
  .reveal iframe { display: none }
  .reveal .paper { display: inline }
}
.reveal h2 { font-size: 1.4em }
"""


def pptx(stream: BinaryIO, pages: Iterable[Page], base: Base, origin: Origin) -> None:
    """Slides with a lecturer's own masters, if the base has them."""
    memory = BytesIO()
    lecture.write(memory, base, [_slide(base, page) for page in pages], *origin)
    stream.write(memory.getbuffer())


def _slide(base: Base, page: Page) -> Part:
    figure = page.figure
    if page.formula:
        return lecture.image(base, page.mark, page.title, ".png", page.formula, _size(page.formula), "", page.notes)
    if page.table:
        return table(base, page.mark, page.title, page.table.rows, page.table.words, page.notes)
    if figure is None:
        return lecture.words(base, page.mark, page.title, list(page.lines), page.notes)
    film = figure.film
    if page.frame is None:
        size, data = (film.width, film.height), figure.encoded(".gif")
        return lecture.image(base, page.mark, page.title, ".gif", data, size, film.description, page.notes)
    frame = film.frame(page.frame)
    return lecture.step(base, page.mark, page.title, film, figure.theme, frame, page.notes)


def _size(png: bytes) -> tuple[int, int]:
    """The width and height of a PNG, which stand at one place in all of them."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def pdf(stream: BinaryIO, pages: Iterable[Page], origin: Origin) -> None:
    """A PDF of 16:9 pages; what moves shows its finished figure."""
    from visualize.renderers.mpl import lecture as mpl_lecture

    found = (mpl_lecture.Page(one.title, one.lines, one.formula, _shown(one), *(one.table or ((), 0))) for one in pages)
    mpl_lecture.pdf(stream, found, *origin)


def _shown(page: Page) -> tuple[Film, Theme, int] | None:
    if page.figure is None:
        return None
    film = page.figure.film
    return film, page.figure.theme, film.still if page.frame is None else page.frame


def html(stream: BinaryIO, pages: Sequence[Page], title: str, language: str, origin: Origin) -> None:
    """A page of reveal.js, which is loaded from beside it; the figures are in the page itself."""
    sections, tables = "\n".join(map(_section, pages)), _style(pages)
    stream.write(
        f"""<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<title>{escape(title)}</title>
{meta(*origin)}<link rel="stylesheet" href="{REVEAL}/reveal.css">
<link rel="stylesheet" href="{REVEAL}/theme/white.css">
<style>{STYLE}{tables}</style>
</head>
<body>
<div class="reveal"><div class="slides">
{sections}
</div></div>
<script src="{REVEAL}/reveal.js"></script>
<script>Reveal.initialize({{ hash: true, transition: "none", width: 1280, height: 720 }});</script>
</body>
</html>
""".encode()
    )


def _style(pages: Iterable[Page]) -> str:
    """How tables look, if there are any."""
    sizes = " .reveal table { font-size: 0.55em } .reveal table :is(th, td) { padding: 0.15em 0.6em }"
    numbers = " .reveal table .number { text-align: right }"
    return sizes + numbers if any(page.table for page in pages) else ""


def _section(page: Page) -> str:
    body = "".join(_parts(page))
    notes = f'<aside class="notes">{"<br>".join(map(escape, page.notes.splitlines()))}</aside>' if page.notes else ""
    return f"<section>\n<h2>{escape(page.title)}</h2>\n{body}{notes}\n</section>"


def _parts(page: Page) -> Iterator[str]:
    if page.lines:
        yield "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in page.lines) + "</ul>\n"
    if page.table:
        yield f"<table>\n{''.join(_rows(page.table))}</table>\n"
    if page.formula:
        yield _image("png", page.formula, page.title)
    if page.figure is not None:
        figure, told = page.figure, page.notes.partition("\n")[0]
        if page.frame is not None:
            yield _still(figure, page.frame, told)
        elif sum(one.size for one in figure.film.rest.values()) > MOST_CELLS:
            yield _image("gif", figure.encoded(".gif"), figure.alt_text)
        elif figure.showing().paged().moves:
            yield _frame(figure)
        else:
            yield _image("svg+xml", figure.encoded(".svg"), figure.alt_text)


def _rows(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        tag = "td" if number else "th"
        kinds = ['<{} class="number">{}</{}>' if at >= table.words else "<{}>{}</{}>" for at in range(len(row))]
        cells = (kind.format(tag, escape(one), tag) for kind, one in zip(kinds, row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>\n"


def _frame(figure: Figure) -> str:
    """The page with a player, which reveal.js starts and stops with its slide: only a frame with an address is told.

    On paper stands the finished figure.
    """
    address = f"data:text/html;base64,{b64encode(figure.encoded('.html')).decode()}"
    frame = f'<iframe class="figure" src="{address}" title="{escape(figure.alt_text)}"></iframe>\n'
    return frame + _still(figure, figure.film.still, figure.alt_text, "figure paper")


def _still(figure: Figure, frame: int, told: str, kind: str = "figure") -> str:
    from visualize.renderers import svg

    pieces = svg.still(figure.film, figure.theme, frame, figure.recipe, figure.source)
    return _image("svg+xml", "".join(pieces).encode(), told, kind)


def _image(kind: str, data: bytes, description: str, looks: str = "figure") -> str:
    address = f"data:image/{kind};base64,{b64encode(data).decode()}"
    return f'<img class="{looks}" src="{address}" alt="{escape(description)}">\n'
