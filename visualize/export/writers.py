"""Writers: each writes a figure into one open file of a format, or into the files of a sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from itertools import accumulate
from typing import Any, BinaryIO

from visualize.budget import CAREFUL_PIXELS
from visualize.encoders import gif
from visualize.encoders.frames import Animation, Picture
from visualize.export.showing import Showing
from visualize.renderers.raster import Raster

SWIFT = 6  # zlib's level for long sequences
RESOLUTION = 96  # pixels per inch at which documents show a picture, at a scale of 1


def _animation(showing: Showing, recipe: str = "") -> Animation:
    """The animation of a showing, each picture drawn when it is needed."""
    showing = showing.opened()
    raster, film = Raster(showing.film, showing.theme, showing.pixel), showing.film
    texts = showing.texts() | ({"Software": recipe} if recipe else {})
    colours, pictures, opaque = raster.palette.colours, _pictures(showing, raster), showing.gif_compat
    return Animation(colours, pictures, film.frame_count, showing.timing.loop, texts, opaque)


def _pictures(showing: Showing, raster: Raster) -> Iterator[Picture]:
    durations = showing.seconds()
    for rectangle, seconds, elapsed in zip(raster.steps(), durations, accumulate(durations), strict=True):
        if showing.timing.progress:
            _, top, right, _ = rectangle
            end = raster.underline(elapsed / sum(durations))
            rectangle = 0, top, max(right, end), raster.image.shape[0]
        yield Picture(raster.image, rectangle, seconds)
        showing.progress(1)


def gif_file(showing: Showing, stream: BinaryIO) -> None:
    """Write an animated GIF."""
    gif.encode(stream, _animation(showing, showing.recipe + " --gif-compat" * showing.gif_compat))


def apng_file(showing: Showing, stream: BinaryIO) -> None:
    """Write an animated PNG."""
    from visualize.encoders import apng

    apng.encode(stream, _animation(showing))


def webp_file(showing: Showing, stream: BinaryIO) -> None:
    """Write an animated WebP."""
    from visualize.encoders import webp

    webp.encode(stream, _animation(showing))


def mp4_file(showing: Showing, stream: BinaryIO) -> None:
    """Write a video."""
    from visualize.encoders import mp4

    mp4.encode(stream, _animation(showing.filmed()))


def pdf_file(showing: Showing, stream: BinaryIO) -> None:
    """Write a PDF of vector graphics, a page per step."""
    from visualize.renderers import mpl

    with _memory(stream) as memory:
        film, words = showing.opened().film, (showing.step, showing.language, showing.source)
        mpl.pdf(memory, film, showing.theme, showing.recipe, showing.progress, *words)


def pptx_file(showing: Showing, stream: BinaryIO) -> None:
    """Write a deck: a slide per step, or one slide with the GIF."""
    from visualize.renderers import pptx

    with _memory(stream) as memory:
        if showing.pptx == "native":
            film = showing.opened().film
            pptx.native(memory, film, showing.theme, showing.recipe, showing.progress, showing.step, showing.source)
            return
        picture = BytesIO()
        gif_file(showing, picture)
        recipe = showing.recipe + " --pptx media"
        pptx.media(memory, showing.film, showing.theme, recipe, picture.getvalue(), showing.source)


def svg_file(showing: Showing, stream: BinaryIO) -> None:
    """Write an animated SVG document."""
    from visualize.renderers import svg

    if showing.film.pairs:  # nothing moves
        return svg_step(showing, 0, stream)
    opened = showing.opened()
    seconds = opened.seconds()
    starts = [0.0, *accumulate(seconds[:-1])][opened.film.frame_count - showing.film.frame_count :]
    clock = svg.Clock(starts, sum(seconds), showing.timing.loop, showing.timing.progress)
    _text(stream, svg.animated(showing.film, showing.theme, clock, showing.recipe, showing.source))
    showing.progress(showing.film.frame_count)


def html_file(showing: Showing, stream: BinaryIO) -> None:
    """Write a page with a player."""
    from visualize.renderers import page

    _text(stream, [page.page(showing.paged())])
    showing.progress(showing.film.frame_count)


def png_file(showing: Showing, stream: BinaryIO) -> None:
    """Write the still frame, the last step or the poster, as PNG."""
    png_step(showing, Raster(showing.film, showing.theme, showing.pixel), showing.film.still, stream)


def png_step(showing: Showing, raster: Raster, step: int, stream: BinaryIO, careful: bool = True) -> None:
    """Write a step as PNG, with its resolution, and the figure's metadata in text chunks.

    What is not `careful` takes a third of the time and a fifth more bytes.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    raster.move(step)
    image = Image.fromarray(raster.image).convert("L")
    colours, opacities = raster.palette.colours[:, :3], raster.palette.colours[:, 3:]
    image.putpalette(colours.tobytes())
    more: dict[str, Any] = {"optimize": True} if careful else {"compress_level": SWIFT}
    more["dpi"] = (RESOLUTION * showing.pixel,) * 2
    if opacities.size:
        more["transparency"] = opacities.tobytes()
    texts = PngInfo()
    for keyword, text in showing.texts().items():
        texts.add_itxt(keyword, text)
    with _memory(stream) as memory:
        image.save(memory, format="PNG", pnginfo=texts, **more)
    showing.progress(1)


def json_file(showing: Showing, stream: BinaryIO) -> None:
    """Write the story as JSON, a line per step."""
    import json

    document = showing.data()
    origin = {"recipe": showing.recipe, "source": showing.source}
    top = json.dumps(next(document) | origin, ensure_ascii=False, allow_nan=False)
    steps = (json.dumps(step, ensure_ascii=False, allow_nan=False) for step in document)

    def pieces() -> Iterator[str]:
        yield top[:-1] + ', "steps": ['
        for index, step in enumerate(steps):
            yield (",\n" if index else "\n") + step
            showing.progress(1)
        yield "\n]}\n"

    _text(stream, pieces())


def png_sequence(showing: Showing) -> Iterator[Callable[[BinaryIO], None]]:
    """A writer for each step as a PNG file."""
    raster, steps = Raster(showing.film, showing.theme, showing.pixel), range(showing.film.frame_count)
    careful = raster.image.size * len(steps) <= CAREFUL_PIXELS
    for step in steps:
        yield partial(png_step, showing, raster, step, careful=careful)


def svg_sequence(showing: Showing) -> Iterator[Callable[[BinaryIO], None]]:
    """A writer for each step as a still SVG file."""
    for step in range(showing.film.frame_count):
        yield partial(svg_step, showing, step)


def svg_step(showing: Showing, step: int, stream: BinaryIO) -> None:
    """Write a step as a still SVG document."""
    from visualize.renderers import svg

    _text(stream, svg.still(showing.film, showing.theme, step, showing.recipe, showing.source))
    showing.progress(1)


def _text(stream: BinaryIO, pieces: Iterable[str]) -> None:
    stream.writelines(piece.encode() for piece in pieces)


@contextmanager
def _memory(stream: BinaryIO) -> Iterator[BytesIO]:
    """A buffer that is written to the file at the end, for libraries that cannot handle failing writes."""
    memory = BytesIO()
    yield memory
    stream.write(memory.getbuffer())
