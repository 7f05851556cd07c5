"""All steps of a film: a PDF, a page for each, and an animation that matplotlib plays and saves."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from visualize.film import Film
from visualize.renderers.mpl.steps import added, draw, head, spread, step
from visualize.style.fonts import chinese_font, is_chinese
from visualize.style.themes import Theme

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

RESOLUTION = 100  # pixels per inch of an animation's figure
# What a PDF looks like does not hang on the user's settings.
SETTINGS: dict[Any, Any] = {
    "pdf.compression": 6,
    "pdf.inheritcolor": False,
    "pdf.use14corefonts": False,
    "path.sketch": None,
    "path.effects": [],
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
}


def animation(film: Film, theme: Theme, seconds: Sequence[float], figure: "Figure | None" = None) -> "FuncAnimation":
    """All steps as matplotlib's animation, to `save()`, `to_jshtml()` or, on a figure of pyplot's, `plt.show()`.

    All steps last as long as the first; for the last one's hold its frame is repeated. Without a figure it gets one
    of its own, a picture's pixel to a pixel, that pyplot knows nothing of: none is left open when it goes.
    """
    from matplotlib.animation import FuncAnimation

    # A hair more than the size: older canvases round down, and 8.03 inches by 100 are 802.9999999999999 pixels.
    page = figure or _page(film.width + 1e-6, film.height + 1e-6, RESOLUTION, RESOLUTION)
    page.set_facecolor(theme.ground)
    axes = page.add_axes((0, 0, 1, 1))
    shown: list[Artist] = []

    def show(index: int) -> "list[Artist]":
        while shown:
            shown.pop().remove()
        shown.extend(draw(axes, film, theme, index))
        return shown

    last = film.frame_count - 1
    indices = [*range(last), *[last] * max(1, round(seconds[-1] / seconds[0]))]
    return FuncAnimation(page, show, indices, interval=1000 * seconds[0], cache_frame_data=False)


def pdf(path: str, film: Film, theme: Theme, recipe: str, progress: Callable[[int], None]) -> None:
    """Every step as a page of vectors, a pixel being 1/96 inch; the same bytes every time."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

    words = {"Title": film.title, "Subject": film.description, "Creator": recipe, "CreationDate": None}
    settings = SETTINGS | _kind_of_fonts(film)
    with rc_context(settings), open(path, "wb") as stream, PdfPages(stream, metadata=words) as pages:
        page = _page(film.width, film.height, 96, 72)
        page.set_facecolor(theme.ground)
        page.patch.set_bounds(-0.1, -0.1, 1.2, 1.2)  # or a viewer's last pixel may be half paper
        axes = page.add_axes((0, 0, 1, 1))
        pencil, canvas = spread(axes, film, theme), FigureCanvasPdf(page)
        added(axes, head(pencil))
        for index in range(film.frame_count):
            artists = added(axes, step(pencil, index))
            canvas.print_pdf(pages)  # type: ignore[no-untyped-call]
            for artist in artists:
                artist.remove()
            progress(1)


def _page(width: float, height: float, pixels: int, dpi: int) -> "Figure":
    """A figure of that size, with so many of the film's pixels to an inch."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / pixels, height / pixels), dpi=dpi)


def _kind_of_fonts(film: Film) -> dict[Any, Any]:
    """TrueType fonts are embedded as they are: letters stay sharp, and a copied formula is in order.

    A Chinese font with PostScript outlines cannot be, by matplotlib; its letters then become procedures, in which
    older matplotlibs no longer say what they are.
    """
    texts = [label.text for label in film.labels] + ([film.frame(0).line.text] if film.line else [])
    found = chinese_font(film.font) if is_chinese("".join(texts)) else None
    return {"pdf.fonttype": 3 if found and _has_postscript_outlines(*found) else 42}


def _has_postscript_outlines(path: str, place: int) -> bool:
    with open(path, "rb") as stream:
        start = 0
        if stream.read(4) == b"ttcf":
            stream.seek(12 + 4 * place)
            start = int.from_bytes(stream.read(4), "big")
        stream.seek(start)
        return stream.read(4) == b"OTTO"
