"""What each suffix means: a film and how it is shown, to one open file of that format or to a sequence of files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from itertools import accumulate
from typing import Any, BinaryIO, NamedTuple

from visualize.budget import Load, Work, check_file
from visualize.encoders import gif
from visualize.encoders.frames import Picture
from visualize.errors import unknown, unsupported
from visualize.film import Film
from visualize.film.selection import opened
from visualize.film.timing import Timing
from visualize.renderers.raster import Raster
from visualize.style.themes import Theme


class Showing(NamedTuple):
    """What the writers are given: the film, how it looks, how long it takes, the words that go with it.

    `data` yields the pieces of the JSON document, `taps` pairs of cells for each step; `step` is what a step is called;
    `progress` is told the number of steps just written.
    """

    film: Film
    theme: Theme
    timing: Timing
    recipe: str
    data: Callable[[], Iterator[dict[str, Any]]]
    taps: int = 0
    pptx: str = "native"
    gif_compat: bool = False
    step: str = "step {}"
    progress: Callable[[int], None] = lambda steps: None

    def seconds(self) -> list[float]:
        """Of every frame."""
        return self.timing.durations(self.film.frame_count)

    def load(self) -> Load:
        """What the work of a file of all frames follows from."""
        film = self.film
        return Load(
            frames=film.frame_count,
            pixels=film.width * film.height,
            slanted=not all(place.upright for place in film.placements.values()),
            cells=sum(rows * columns for rows, columns in (place.shape for place in film.placements.values())),
            numbered=bool(film.cell_texts) and film.line is not None,
            taps=self.taps,
            plays=sum(self.seconds()),
        )

    def opened(self) -> "Showing":
        """The same with a poster first, where one was asked for: what plays, or has pages, opens with it."""
        return self._replace(film=opened(self.film))

    def words(self) -> dict[str, str]:
        """What is told of the figure in the file itself."""
        return {"Title": self.film.title, "Description": self.film.description, "Software": self.recipe}


def _pictures(showing: Showing, raster: Raster) -> Iterator[Picture]:
    for rectangle, seconds in zip(raster.steps(), showing.seconds(), strict=True):
        yield Picture(raster.image, rectangle, seconds)
        showing.progress(1)


def gif_file(showing: Showing, stream: BinaryIO) -> None:
    """An animated GIF."""
    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    comments = showing.recipe + " --gif-compat" * showing.gif_compat, showing.film.description
    pictures = _pictures(showing, raster)
    gif.write(stream, raster.palette.colours, pictures, showing.timing.loop, comments, showing.gif_compat)


def apng_file(showing: Showing, stream: BinaryIO) -> None:
    """An animated PNG."""
    from visualize.encoders import apng

    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    pictures, count = _pictures(showing, raster), showing.film.frame_count
    apng.write(stream, raster.palette.colours, pictures, count, showing.timing.loop, showing.words())


def webp_file(showing: Showing, stream: BinaryIO) -> None:
    """An animated WebP."""
    from visualize.encoders import webp

    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    words = showing.film.title, showing.film.description, showing.recipe
    webp.write(stream, raster.palette.colours, _pictures(showing, raster), showing.timing.loop, *words)


def mp4_file(showing: Showing, stream: BinaryIO) -> None:
    """A video."""
    from visualize.encoders import mp4

    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    mp4.write(stream, raster.palette.colours, _pictures(showing, raster), showing.words())


def pdf_file(showing: Showing, stream: BinaryIO) -> None:
    """Vectors, a page per step."""
    from visualize.renderers import mpl

    with _memory(stream) as memory:
        mpl.pdf(memory, showing.opened().film, showing.theme, showing.recipe, showing.progress)


def pptx_file(showing: Showing, stream: BinaryIO) -> None:
    """A slide per step, or one slide with the GIF."""
    from visualize.renderers import pptx

    with _memory(stream) as memory:
        if showing.pptx == "native":
            film = showing.opened().film
            pptx.native(memory, film, showing.theme, showing.recipe, showing.progress, showing.step)
            return
        picture = BytesIO()
        gif_file(showing, picture)
        pptx.media(memory, showing.film, showing.theme, showing.recipe, picture.getvalue())


def svg_file(showing: Showing, stream: BinaryIO) -> None:
    """One animated SVG document."""
    from visualize.renderers import svg

    seconds = showing.seconds()
    clock = svg.Clock([0.0, *accumulate(seconds[:-1])], sum(seconds), showing.timing.loop)
    _text(stream, svg.animated(showing.film, showing.theme, clock, showing.recipe))
    showing.progress(showing.film.frame_count)


def png_file(showing: Showing, stream: BinaryIO) -> None:
    """What stands still: the finished figure, or the poster."""
    png_step(showing, Raster(showing.film, showing.theme), showing.film.still, stream)


def png_step(showing: Showing, raster: Raster, step: int, stream: BinaryIO) -> None:
    """One step as PNG, with the figure's words in text chunks."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    raster.move(step)
    image = Image.fromarray(raster.image).convert("L")
    image.putpalette(raster.palette.colours.tobytes())
    words = PngInfo()
    for key, text in showing.words().items():
        words.add_itxt(key, text)
    with _memory(stream) as memory:
        image.save(memory, format="PNG", pnginfo=words, optimize=True)
    showing.progress(1)


def json_file(showing: Showing, stream: BinaryIO) -> None:
    """The story as data, a line for each step."""
    import json

    document = showing.data()
    top = json.dumps(next(document), ensure_ascii=False, allow_nan=False)
    steps = (json.dumps(step, ensure_ascii=False, allow_nan=False) for step in document)

    def pieces() -> Iterator[str]:
        yield top[:-1] + ', "steps": ['
        for index, step in enumerate(steps):
            yield (",\n" if index else "\n") + step
            showing.progress(1)
        yield "\n]}\n"

    _text(stream, pieces())


def png_sequence(showing: Showing) -> Iterator[Callable[[BinaryIO], None]]:
    """Every step as a PNG file."""
    raster = Raster(showing.film, showing.theme)
    for step in range(showing.film.frame_count):
        yield partial(png_step, showing, raster, step)


def svg_sequence(showing: Showing) -> Iterator[Callable[[BinaryIO], None]]:
    """Every step as a still SVG file."""
    for step in range(showing.film.frame_count):
        yield partial(svg_step, showing, step)


def svg_step(showing: Showing, step: int, stream: BinaryIO) -> None:
    """One step as a still SVG document."""
    from visualize.renderers import svg

    _text(stream, svg.still(showing.film, showing.theme, step, showing.recipe))
    showing.progress(1)


def _text(stream: BinaryIO, pieces: Iterable[str]) -> None:
    stream.writelines(piece.encode() for piece in pieces)


@contextmanager
def _memory(stream: BinaryIO) -> Iterator[BytesIO]:
    """For libraries that do not expect a write to fail: what they write goes to the file at the end, at once."""
    memory = BytesIO()
    yield memory
    stream.write(memory.getbuffer())


FILES = {
    ".gif": gif_file,
    ".svg": svg_file,
    ".png": png_file,
    ".webp": webp_file,
    ".apng": apng_file,
    ".mp4": mp4_file,
    ".pdf": pdf_file,
    ".pptx": pptx_file,
    ".json": json_file,
}
# What draws letters itself, and so needs a font that has them.
RASTERS = (".gif", ".png", ".webp", ".apng", ".mp4", ".pdf")
PPTX = ("native", "media")
SEQUENCES = {".png": png_sequence, ".svg": svg_sequence}


# Pixels that a side may have at most: what the format's numbers hold, what x264 takes.
LONGEST = {".gif": 65_535, ".webp": 16_383, ".mp4": 16_384}


def expected(showing: Showing, suffixes: Sequence[str], numbered: Sequence[bool]) -> Work:
    """The work of all files together, those of a sequence where `numbered`; what is too much is refused."""
    found = []
    for suffix, many in zip(suffixes, numbered, strict=True):
        load = showing.load() if suffix == ".json" else showing.opened().load()
        if suffix == ".png" and not many:
            load = load._replace(frames=1)
        if suffix == ".pptx" and showing.pptx == "media":
            suffix = ".gif"
        found.append(check_file(suffix, load))
    return Work(sum(one.seconds for one in found), sum(one.size for one in found))


def check(showing: Showing, suffixes: Sequence[str], numbered: Sequence[bool]) -> None:
    """Refuse, before anything is drawn, what a writer lacks or cannot write."""
    if showing.pptx not in PPTX:
        raise unknown("pptx", showing.pptx, "known ways are " + ", ".join(PPTX))
    if showing.pptx != "native" and ".pptx" not in suffixes:
        raise unsupported("pptx", showing.pptx, "none of the files is a .pptx")
    if showing.gif_compat and ".gif" not in suffixes and showing.pptx == "native":
        raise unsupported("gif_compat", "true", "none of the files is a .gif")
    width, height = showing.film.width, showing.film.height
    for suffix in suffixes:
        most = LONGEST.get(suffix, width + height)
        if max(width, height) > most:
            advice = f"its sides have at most {most} pixels, not {width} x {height}; use a smaller --cell"
            raise unsupported("suffix", suffix, advice)
    if ".json" in suffixes:
        next(showing.data())  # a stack has none
    expected(showing, suffixes, numbered)
    if ".mp4" in suffixes:
        from visualize.encoders import mp4

        mp4.program()
    if ".pptx" in suffixes:
        from visualize.renderers import pptx

        pptx.check()
