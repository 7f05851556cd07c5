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
TITLE, LINE, LEADING = 30, 22, 0.075  # points, and the height of a line as a share of the page


class Page(NamedTuple):
    """A heading, and below it lines, the PNG of a formula, or a film with its theme and the frame to show."""

    title: str
    lines: Sequence[str]
    formula: bytes
    shown: tuple[Film, Theme, int] | None


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
    return "\n".join([page.title, *page.lines, *([page.shown[0].description] if page.shown else [])])


def _drawn(page: Page) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, dpi=72)
    ground = page.shown[1].page if page.shown else "#ffffff"
    ink = page.shown[1].text if page.shown else "#16303f"
    figure.set_facecolor(ground)
    figure.text(0.04, 0.9, page.title.replace("$", r"\$"), size=TITLE, color=ink, va="center", wrap=True)
    for number, line in enumerate(page.lines):
        figure.text(0.06, 0.78 - LEADING * number, "• " + line.replace("$", r"\$"), size=LINE, color=ink, wrap=True)
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
