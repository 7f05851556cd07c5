"""A figure to files: the suffix picks the writer, and a target appears whole or not at all."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any, NamedTuple

from visualize import gif
from visualize.beats import opened
from visualize.errors import invalid, unknown
from visualize.film import Film
from visualize.pictures import Picture
from visualize.raster import Raster
from visualize.themes import Theme
from visualize.timing import Timing


class Showing(NamedTuple):
    """What the writers are given: the film, how it looks, how long it takes, the words that go with it.

    `data` yields the pieces of the JSON document; `step` is what a step is called; `progress` is told the number of
    steps just written.
    """

    film: Film
    theme: Theme
    timing: Timing
    recipe: str
    data: Callable[[], Iterator[dict[str, Any]]]
    pptx: str = "native"
    gif_compat: bool = False
    step: str = "step {}"
    progress: Callable[[int], None] = lambda steps: None

    def seconds(self) -> list[float]:
        """Of every frame."""
        return self.timing.durations(self.film.frame_count)

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


def gif_file(showing: Showing, path: str) -> None:
    """An animated GIF."""
    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    comments = showing.recipe + " --gif-compat" * showing.gif_compat, showing.film.description
    with open(path, "wb") as stream:
        pictures = _pictures(showing, raster)
        gif.write(stream, raster.palette.colours, pictures, showing.timing.loop, comments, showing.gif_compat)


def apng_file(showing: Showing, path: str) -> None:
    """An animated PNG."""
    from visualize import apng

    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    with open(path, "wb") as stream:
        pictures, count = _pictures(showing, raster), showing.film.frame_count
        apng.write(stream, raster.palette.colours, pictures, count, showing.timing.loop, showing.words())


def webp_file(showing: Showing, path: str) -> None:
    """An animated WebP."""
    from visualize import webp

    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    words = showing.film.title, showing.film.description, showing.recipe
    with open(path, "wb") as stream:
        webp.write(stream, raster.palette.colours, _pictures(showing, raster), showing.timing.loop, *words)


def mp4_file(showing: Showing, path: str) -> None:
    """A video."""
    from visualize import mp4

    showing = showing.opened()
    raster = Raster(showing.film, showing.theme)
    mp4.write(path, raster.palette.colours, _pictures(showing, raster), showing.words())


def pdf_file(showing: Showing, path: str) -> None:
    """Vectors, a page per step."""
    from visualize import plot

    plot.pdf(path, showing.opened().film, showing.theme, showing.recipe, showing.progress)


def pptx_file(showing: Showing, path: str) -> None:
    """A slide per step, or one slide with the GIF."""
    from visualize import pptx

    if showing.pptx == "native":
        pptx.native(path, showing.opened().film, showing.theme, showing.recipe, showing.progress, showing.step)
        return
    gif_file(showing, path)
    with open(path, "rb") as stream:
        picture = stream.read()
    pptx.media(path, showing.film, showing.theme, showing.recipe, picture)


def svg_file(showing: Showing, path: str) -> None:
    """One animated SVG document."""
    from visualize import svg

    seconds = showing.seconds()
    clock = svg.Clock([0.0, *accumulate(seconds[:-1])], sum(seconds), showing.timing.loop)
    _text(path, svg.animated(showing.film, showing.theme, clock, showing.recipe))
    showing.progress(showing.film.frame_count)


def png_file(showing: Showing, path: str) -> None:
    """What stands still: the finished figure, or the poster."""
    png_step(showing, Raster(showing.film, showing.theme), showing.film.still, path)


def png_step(showing: Showing, raster: Raster, step: int, path: str) -> None:
    """One step as PNG, with the figure's words in text chunks."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    raster.move(step)
    image = Image.fromarray(raster.image).convert("L")
    image.putpalette(raster.palette.colours.tobytes())
    words = PngInfo()
    for key, text in showing.words().items():
        words.add_itxt(key, text)
    image.save(path, format="PNG", pnginfo=words, optimize=True)
    showing.progress(1)


def json_file(showing: Showing, path: str) -> None:
    """The story as data, a line for each step."""
    import json

    document = showing.data()
    top = json.dumps(next(document), ensure_ascii=False)
    steps = (json.dumps(step, ensure_ascii=False, allow_nan=True) for step in document)

    def pieces() -> Iterator[str]:
        yield top[:-1] + ', "steps": ['
        for index, step in enumerate(steps):
            yield (",\n" if index else "\n") + step
            showing.progress(1)
        yield "\n]}\n"

    _text(path, pieces())


def png_sequence(showing: Showing, paths: Sequence[str]) -> None:
    """Every step as a PNG file."""
    raster = Raster(showing.film, showing.theme)
    for step, path in enumerate(paths):
        png_step(showing, raster, step, path)


def svg_sequence(showing: Showing, paths: Sequence[str]) -> None:
    """Every step as a still SVG file."""
    from visualize import svg

    for step, path in enumerate(paths):
        _text(path, svg.still(showing.film, showing.theme, step, showing.recipe))
        showing.progress(1)


def _text(path: str, pieces: Iterable[str]) -> None:
    with open(path, "w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(pieces)


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


class Target(NamedTuple):
    """A checked name to write to: one file, or a pattern with a number field such as `frames/step-{n:03}.svg`."""

    name: str
    suffix: str
    numbered: bool

    def paths(self, steps: Iterable[int]) -> list[str]:
        """The files that the target stands for."""
        return [self.name.format(n=n) for n in steps] if self.numbered else [self.name]


def target(name: str | os.PathLike[str]) -> Target:
    """Check everything about a target that can be checked before drawing."""
    text = os.fspath(name)
    numbered = _is_numbered(text)
    suffix = os.path.splitext(text)[1].lower()
    known = SEQUENCES if numbered else FILES
    if suffix not in known:
        raise unknown("suffix", f"{suffix or 'none'} in {text}", "known suffixes are " + ", ".join(known))
    checked = Target(text, suffix, numbered)
    path = checked.paths([0])[0]
    if os.path.isdir(path):
        raise invalid("output", text, "is a folder; give a file name")
    folder = os.path.dirname(os.path.abspath(path))
    if numbered and not os.path.exists(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        advice = "make it first (of a sequence only the last folder is made)" if numbered else "make it first"
        raise invalid("output", text, f"the folder {folder} does not exist; {advice}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise invalid("output", text, f"the folder {folder} cannot be written to")
    return checked


def _is_numbered(text: str) -> bool:
    """Whether the name holds a number field; braces that are none are refused."""
    if "{" not in text and "}" not in text:
        return False
    try:
        distinct = {text.format(n=n) for n in (0, 1)}
    except (ValueError, KeyError, IndexError, AttributeError):
        distinct = set()
    if len(distinct) < 2 or "{" in os.path.dirname(text):
        raise invalid("output", text, "a sequence is named with {n} in the file's name, as in step-{n:03}.svg")
    return True


def check_distinct(targets: Sequence[Target]) -> None:
    """Refuse two names of the same file."""
    seen: set[str] = set()
    for one in targets:
        place = os.path.realpath(one.paths([0])[0])
        if place in seen:
            raise invalid("output", one.name, "is named twice")
        seen.add(place)


def check_writers(showing: Showing, targets: Sequence[Target]) -> None:
    """Refuse, before anything is drawn, what a writer lacks or cannot write."""
    if showing.pptx not in PPTX:
        raise unknown("pptx", showing.pptx, "known ways are " + ", ".join(PPTX))
    suffixes = {one.suffix for one in targets}
    if ".mp4" in suffixes:
        from visualize import mp4

        mp4.program()
    if ".pptx" in suffixes:
        from visualize import pptx

        pptx.check()


def save(showing: Showing, targets: Sequence[Target]) -> list[str]:
    """Write all targets beside their places, then move all into place; returns the files."""
    check_writers(showing, targets)
    staged: list[tuple[str, str]] = []
    made: list[str] = []
    name = ""
    try:
        for one in targets:
            name = one.name
            places = [os.path.realpath(path) for path in one.paths(_file_numbers(showing.film))]
            folder = os.path.dirname(places[0])
            if not os.path.exists(folder):
                os.mkdir(folder)
                made.append(folder)
            parts = [f"{place}.{os.getpid()}.part" for place in places]
            staged += zip(parts, places, strict=True)
            if one.numbered:
                SEQUENCES[one.suffix](showing, parts)
            else:
                FILES[one.suffix](showing, parts[0])
        for part, place in staged:
            os.replace(part, place)
    except OSError as error:
        _clean(staged, made)
        raise invalid("output", name, f"cannot be written: {error.strerror or error}") from error
    except BaseException:
        _clean(staged, made)
        raise
    return [place for _, place in staged]


def _file_numbers(film: Film) -> Sequence[int]:
    """Files of a sequence are numbered by their steps; a question and its answer share a step, then by their order."""
    return film.steps if len(set(film.steps)) == film.frame_count else range(film.frame_count)


def _clean(staged: list[tuple[str, str]], made: list[str]) -> None:
    for part, _ in staged:
        with suppress(OSError):
            os.unlink(part)
    for folder in made:
        with suppress(OSError):
            os.rmdir(folder)
