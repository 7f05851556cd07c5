"""A figure to one open file of a format, or to a sequence of files."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from itertools import accumulate
from typing import BinaryIO

from visualize.encoders import gif
from visualize.encoders.frames import Animation, Picture
from visualize.export.showing import Showing
from visualize.renderers.raster import Raster


def _animation(showing: Showing, recipe: str = "") -> Animation:
    """What plays, drawn as it is asked for."""
    showing = showing.opened()
    raster, film = Raster(showing.film, showing.theme), showing.film
    texts = showing.texts() | ({"Software": recipe} if recipe else {})
    colours, pictures, opaque = raster.palette.colours, _pictures(showing, raster), showing.gif_compat
    return Animation(colours, pictures, film.frame_count, showing.timing.loop, texts, opaque)


def _pictures(showing: Showing, raster: Raster) -> Iterator[Picture]:
    for rectangle, seconds in zip(raster.steps(), showing.seconds(), strict=True):
        yield Picture(raster.image, rectangle, seconds)
        showing.progress(1)


def gif_file(showing: Showing, stream: BinaryIO) -> None:
    """An animated GIF."""
    gif.encode(stream, _animation(showing, showing.recipe + " --gif-compat" * showing.gif_compat))


def apng_file(showing: Showing, stream: BinaryIO) -> None:
    """An animated PNG."""
    from visualize.encoders import apng

    apng.encode(stream, _animation(showing))


def webp_file(showing: Showing, stream: BinaryIO) -> None:
    """An animated WebP."""
    from visualize.encoders import webp

    webp.encode(stream, _animation(showing))


def mp4_file(showing: Showing, stream: BinaryIO) -> None:
    """A video."""
    from visualize.encoders import mp4

    mp4.encode(stream, _animation(showing))


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
    """One step as PNG, with the figure's texts in chunks."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    raster.move(step)
    image = Image.fromarray(raster.image).convert("L")
    image.putpalette(raster.palette.colours.tobytes())
    texts = PngInfo()
    for keyword, text in showing.texts().items():
        texts.add_itxt(keyword, text)
    with _memory(stream) as memory:
        image.save(memory, format="PNG", pnginfo=texts, optimize=True)
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
