"""A lecture as a PDF: pages of 16:9, each with a heading, lines, a formula or a frame of a figure."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from visualize.film import Film
from visualize.renderers.mpl.compact import compact
from visualize.renderers.mpl.settings import settings
from visualize.renderers.mpl.steps import draw
from visualize.renderers.mpl.tags import Tags
from visualize.style.fonts import is_chinese
from visualize.style.looks import Theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (13.333, 7.5)  # inches
ROOM = (0.04, 0.04, 0.92, 0.78)  # of a page, below the heading: left, bottom, width, height
ROW, CELL, COLUMN = 0.048, 15, 3  # of a table: a row's share of the page, points, letters between columns
TITLE, LINE, LEADING = 30, 22, 0.075  # points, and the height of a line as a share of the page


class Page(NamedTuple):
    """A heading, and below it lines, the PNG of a formula, a film with its theme and the frame to show, or a table.

    Of the table the first columns hold `words`.
    """

    title: str
    lines: Sequence[str]
    formula: bytes
    shown: tuple[Film, Theme, int] | None
    rows: Sequence[Sequence[str]] = ()
    words: int = 0


def pdf(stream: BinaryIO, pages: Iterable[Page], recipe: str, source: str) -> None:
    """Write the pages; the same bytes every time."""
    words = {"Creator": recipe, "Keywords": source, "CreationDate": None}
    document, texts = BytesIO(), []
    with settings({"pdf.compression": 9, "pdf.fonttype": 42}):
        from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

        with PdfPages(document, metadata=words) as written:
            for page in pages:
                texts.append(_told(page))
                FigureCanvasPdf(_drawn(page)).print_pdf(written)  # type: ignore[no-untyped-call]
    stream.write(compact(document.getvalue(), Tags(texts, "zh" if any(map(is_chinese, texts)) else "en")))


def _told(page: Page) -> str:
    """All words of a page, for screen readers."""
    rows = map("  ".join, page.rows)
    return "\n".join([page.title, *page.lines, *rows, *([page.shown[0].description] if page.shown else [])])


def _drawn(page: Page) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=72)
    ground = page.shown[1].page if page.shown else "#ffffff"
    ink = page.shown[1].text if page.shown else "#16303f"
    figure.set_facecolor(ground)
    figure.text(0.04, 0.9, page.title.replace("$", r"\$"), size=TITLE, color=ink, va="center", wrap=True)
    for number, line in enumerate(page.lines):
        figure.text(0.06, 0.78 - LEADING * number, "• " + line.replace("$", r"\$"), size=LINE, color=ink, wrap=True)
    _draw_rows(figure, page.rows, page.words, ink)
    if page.formula:
        from matplotlib.image import imread

        axes = figure.add_axes(ROOM)
        axes.imshow(imread(BytesIO(page.formula)))
        axes.axis("off")
    if page.shown:
        film, theme, frame = page.shown
        axes = figure.add_axes(ROOM)
        draw(axes, film, theme, frame)
    return figure


def _draw_rows(figure: "Figure", rows: Sequence[Sequence[str]], words: int, ink: str) -> None:
    """A table: its columns as wide as their longest texts, the names above a rule."""
    from matplotlib.lines import Line2D

    longest = [COLUMN + max(map(len, column)) for column in zip(*rows, strict=True)]
    left, bottom, across, down = ROOM
    height = min(ROW, down / max(1, len(rows)))
    for number, row in enumerate(rows):
        end, top = left, bottom + down - (number + 0.5) * height
        for at, text in enumerate(row):
            start, end = end, end + across * longest[at] / sum(longest)
            side, place = ("left", start) if at < words else ("right", end)
            weight = "normal" if number else "bold"
            figure.text(place, top, text.replace("$", r"\$"), size=CELL, color=ink, ha=side, va="center", weight=weight)
        if number == 0:
            line = Line2D([left, left + across], [top - height / 2] * 2, color=ink, linewidth=1)
            figure.add_artist(line)
