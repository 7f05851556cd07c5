"""Pages of A4 to print: marks and figures, each at its place."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from visualize.film import Film
from visualize.renderers.display import Mark
from visualize.renderers.mpl.artists import artists
from visualize.renderers.mpl.compact import compact
from visualize.renderers.mpl.files import font_settings
from visualize.renderers.mpl.settings import settings
from visualize.renderers.mpl.steps import add, draw
from visualize.renderers.mpl.tags import Tags
from visualize.style.fonts import require_glyphs
from visualize.style.looks import Theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (595.276, 841.89)  # points: 210 x 297 mm
Box = tuple[float, float, float, float]  # left, top, width and height in points


class Page(NamedTuple):
    """What is on a page, in points from its top left corner: marks, and figures with their boxes; and all its words."""

    marks: list[Mark]
    figures: list[tuple[Film, Theme, Box]]
    told: list[str]

    @property
    def letters(self) -> str:
        """All texts, a line each."""
        return "\n".join([*self.told, *(film.letters for film, _, _ in self.figures)])


def pdf(stream: BinaryIO, pages: Sequence[Page], title: str, language: str) -> None:
    """Write the pages; the same bytes every time."""
    letters = "\n".join(page.letters for page in pages)
    require_glyphs(letters)
    document = BytesIO()
    with settings(font_settings(letters)):
        from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

        with PdfPages(document, metadata={"Title": title, "CreationDate": None}) as written:
            for page in pages:
                FigureCanvasPdf(_drawn(page)).print_pdf(written)  # type: ignore[no-untyped-call]
    stream.write(compact(document.getvalue(), Tags(["\n".join(page.told) for page in pages], language)))


def _drawn(page: Page) -> "Figure":
    from matplotlib.figure import Figure

    width, height = SIZE
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    paper = figure.add_axes((0, 0, 1, 1))
    paper.set(xlim=(0, width), ylim=(height, 0))
    paper.set_axis_off()
    add(paper, artists(page.marks, 1.0, None))
    for film, theme, (left, top, wide, high) in page.figures:
        axes = figure.add_axes((left / width, 1 - (top + high) / height, wide / width, high / height))
        draw(axes, film, theme, film.still)
    return figure
