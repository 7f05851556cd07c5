"""All steps of a film: as a PDF with a page per step, and as an animation of matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from visualize.errors import VisualizeError, invalid
from visualize.film import Film
from visualize.renderers.mpl.compact import compact
from visualize.renderers.mpl.settings import settings
from visualize.renderers.mpl.steps import add, background, draw, fit, foreground
from visualize.renderers.mpl.tags import Tags
from visualize.renderers.step_names import step_names
from visualize.style.fonts import Face, is_chinese, runs
from visualize.style.looks import Theme

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

RESOLUTION = 100  # pixels per inch of an animation's figure


def animation(film: Film, theme: Theme, seconds: Sequence[float], figure: Figure | None = None) -> FuncAnimation:
    """All steps as matplotlib's animation, for `save()`, `to_jshtml()` or, on a figure of pyplot, `plt.show()`.

    Its frames last as long as the shortest step; a step that lasts longer is repeated. The default figure has the
    film's size in pixels and is not registered with pyplot, so that none stays open.
    """
    from matplotlib.animation import FuncAnimation
    from matplotlib.figure import Figure

    if figure is not None and not isinstance(figure, Figure):
        raise invalid("figure", type(figure).__name__, "must be a Figure of matplotlib")
    # Slightly larger, because older canvases round down and 8.03 inches times 100 are 802.9999999999999 pixels.
    page = figure if figure is not None else _page(film.width + 1e-6, film.height + 1e-6, RESOLUTION, RESOLUTION)
    page.set_facecolor(theme.page)
    axes = page.add_axes((0, 0, 1, 1))
    artists: list[Artist] = []

    def show(index: int) -> list[Artist]:
        while artists:
            artists.pop().remove()
        artists.extend(draw(axes, film, theme, index))
        return artists

    shortest = min(seconds)
    indices = [index for index, lasts in enumerate(seconds) for _ in range(int(lasts / shortest + 0.5))]
    return FuncAnimation(page, show, indices, interval=1000 * shortest, cache_frame_data=False)


def pdf(
    stream: BinaryIO,
    film: Film,
    theme: Theme,
    recipe: str,
    progress: Callable[[int], None],
    step: str = "step {}",
    language: str = "en",
    source: str = "",
) -> None:
    """Write a PDF with a page of vector graphics per step, a pixel being 1/96 inch; the same bytes every time.

    Screen readers find the description of the film on each page, the name of the step, made by the format `step`, and
    the step's line. Raises VisualizeError if the film's font cannot be embedded.
    """
    words = {"Title": film.title, "Subject": film.description, "Creator": recipe, "CreationDate": None}
    words |= {"Keywords": source} if source else {}
    document, texts, colon = BytesIO(), [], "：" if is_chinese(step) else ": "
    with settings(font_settings(film.letters, film.font)):
        pages = _with_cause(_pages(document, words, film, theme), film.font)
        for name, line in zip(step_names(film, step), pages, strict=True):
            step_text = colon.join(filter(None, (name, line)))
            texts.append("\n".join(filter(None, (film.description, step_text))))
            progress(1)
    stream.write(compact(document.getvalue(), Tags(texts, language)))


def _with_cause(pages: Iterator[str], font: str | None) -> Iterator[str]:
    """Yield for each page; if one fails, raise the exception that is the cause."""
    try:
        yield from pages
    except VisualizeError:
        raise
    except Exception as error:
        cause: BaseException | None = error
        while cause is not None:
            # Closing half a file raises too, and hides the failed write.
            if isinstance(cause, OSError) and cause.errno is not None:
                raise cause from None
            cause = cause.__context__
        if font is None:
            raise
        # A damaged font can raise anything.
        raise invalid("font", font, "cannot be embedded in a PDF; it may be damaged") from error


def _pages(stream: BinaryIO, words: dict[str, str | None], film: Film, theme: Theme) -> Iterator[str]:
    """Draw the pages; yields the line of each."""
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

    pages = PdfPages(stream, metadata=words)
    page = _page(film.width, film.height, 96, 72)
    page.set_facecolor(theme.page)
    page.patch.set_bounds(-0.1, -0.1, 1.2, 1.2)  # or the outermost pixels may be blended with white paper
    axes = page.add_axes((0, 0, 1, 1))
    points, canvas = fit(axes, film), FigureCanvasPdf(page)
    add(axes, background(film, theme, points))
    for index in range(film.frame_count):
        frame = film.frame(index)
        artists = add(axes, foreground(film, theme, frame, points))
        canvas.print_pdf(pages)  # type: ignore[no-untyped-call]
        for artist in artists:
            artist.remove()
        yield frame.line.text
    # Embeds the fonts. Not in a `finally`: a file whose page failed cannot be closed.
    pages.close()  # type: ignore[no-untyped-call]


def _page(width: float, height: float, pixels: int, dpi: int) -> Figure:
    """A figure of that size; `pixels` is the number of the film's pixels per inch."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / pixels, height / pixels), dpi=dpi)


def font_settings(letters: str, font: str | None = None) -> dict[Any, Any]:
    """Settings that embed TrueType fonts unchanged, so that letters stay sharp and copied formulas readable.

    matplotlib cannot embed a font with PostScript outlines; its glyphs become Type 3 procedures, which older
    versions write without a mapping to characters.
    """
    used = {face for text in letters.splitlines() for face, _ in runs(text, font)}
    return {"pdf.compression": 9, "pdf.fonttype": 3 if any(map(_has_postscript_outlines, used)) else 42}


def _has_postscript_outlines(face: Face) -> bool:
    with open(face.path, "rb") as stream:
        start = 0
        if stream.read(4) == b"ttcf":
            stream.seek(12 + 4 * face.place)
            start = int.from_bytes(stream.read(4), "big")
        stream.seek(start)
        return stream.read(4) == b"OTTO"
