"""All steps of a film: as a PDF with a page for each, or as an animation of matplotlib."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from visualize.errors import VisualizeError, invalid
from visualize.film import Film
from visualize.renderers.mpl.settings import settings
from visualize.renderers.mpl.steps import add, background, draw, fit, foreground
from visualize.style.fonts import chinese_font, is_chinese
from visualize.style.themes import Theme

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

RESOLUTION = 100  # pixels per inch of an animation's figure


def animation(film: Film, theme: Theme, seconds: Sequence[float], figure: "Figure | None" = None) -> "FuncAnimation":
    """All steps as an animation of matplotlib, for `save()`, `to_jshtml()` or, on a figure of pyplot, `plt.show()`.

    Every step lasts as long as the first; the frame of the last one is repeated while it is held. Without a figure one
    is made, a pixel of the film to a pixel; pyplot does not hold it, so it need not be closed.
    """
    from matplotlib.animation import FuncAnimation
    from matplotlib.figure import Figure

    if figure is not None and not isinstance(figure, Figure):
        raise invalid("figure", type(figure).__name__, "must be a Figure of matplotlib")
    # A hair more than the size: older canvases round down, and 8.03 inches by 100 are 802.9999999999999 pixels.
    page = figure if figure is not None else _page(film.width + 1e-6, film.height + 1e-6, RESOLUTION, RESOLUTION)
    page.set_facecolor(theme.ground)
    axes = page.add_axes((0, 0, 1, 1))
    artists: list[Artist] = []

    def show(index: int) -> "list[Artist]":
        while artists:
            artists.pop().remove()
        artists.extend(draw(axes, film, theme, index))
        return artists

    last = film.frame_count - 1
    indices = [*range(last), *[last] * max(1, round(seconds[-1] / seconds[0]))]
    return FuncAnimation(page, show, indices, interval=1000 * seconds[0], cache_frame_data=False)


def pdf(stream: BinaryIO, film: Film, theme: Theme, recipe: str, progress: Callable[[int], None]) -> None:
    """Every step as a page of vectors, where a pixel is 1/96 inch; the same bytes every time.

    Raises VisualizeError where the film's font cannot be embedded.
    """
    words = {"Title": film.title, "Subject": film.description, "Creator": recipe, "CreationDate": None}
    with settings(_kind_of_fonts(film)):
        for _ in _judged(_pages(stream, words, film, theme), film.font):
            progress(1)


def _judged(pages: Iterator[None], font: str | None) -> Iterator[None]:
    """The pages; an error in one is raised again with its cause."""
    try:
        yield from pages
    except VisualizeError:
        raise
    except Exception as error:
        found: BaseException | None = error
        while found is not None:
            # A failed write is hidden by what half a file raises.
            if isinstance(found, OSError) and found.errno is not None:
                raise found from None
            found = found.__context__
        if font is None:
            raise
        # Nobody foresees in how many ways a damaged font can fail.
        raise invalid("font", font, "cannot be embedded in a PDF; it may be damaged") from error


def _pages(stream: BinaryIO, words: dict[str, str | None], film: Film, theme: Theme) -> Iterator[None]:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

    pages = PdfPages(stream, metadata=words)
    page = _page(film.width, film.height, 96, 72)
    page.set_facecolor(theme.ground)
    page.patch.set_bounds(-0.1, -0.1, 1.2, 1.2)  # or a viewer's last pixel may be half paper
    axes = page.add_axes((0, 0, 1, 1))
    points, canvas = fit(axes, film), FigureCanvasPdf(page)
    add(axes, background(film, theme, points))
    for index in range(film.frame_count):
        artists = add(axes, foreground(film, theme, index, points))
        canvas.print_pdf(pages)  # type: ignore[no-untyped-call]
        for artist in artists:
            artist.remove()
        yield
    # Fonts are embedded here. Not where a page failed: half a file cannot be closed.
    pages.close()  # type: ignore[no-untyped-call]


def _page(width: float, height: float, pixels: int, dpi: int) -> "Figure":
    """A figure of that size, with so many of the film's pixels to an inch."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / pixels, height / pixels), dpi=dpi)


def _kind_of_fonts(film: Film) -> dict[Any, Any]:
    """TrueType fonts are embedded as they are: letters stay sharp, and the signs of a copied formula in their order.

    matplotlib cannot embed a Chinese font with PostScript outlines; its letters then become procedures, from which
    older versions of matplotlib leave out which letters they are.
    """
    found = chinese_font(film.font) if is_chinese(film.letters) else None
    return {"pdf.fonttype": 3 if found and _has_postscript_outlines(*found) else 42}


def _has_postscript_outlines(path: str, place: int) -> bool:
    with open(path, "rb") as stream:
        start = 0
        if stream.read(4) == b"ttcf":
            stream.seek(12 + 4 * place)
            start = int.from_bytes(stream.read(4), "big")
        stream.seek(start)
        return stream.read(4) == b"OTTO"
