"""A figure to files: the suffix picks the writer, and a target appears whole or not at all."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from string import Formatter
from typing import Any

import numpy as np

from visualize import gif, svg
from visualize.errors import invalid, unknown
from visualize.film import Film
from visualize.raster import Raster
from visualize.themes import Theme
from visualize.timing import Timing

SAMPLED_STEPS = 24


@dataclass(frozen=True)
class Showing:
    """What the writers are given: the film, how it looks, how long it takes, the words that go with it.

    `data` yields the pieces of the JSON document; `progress` is told the number of steps just written.
    """

    film: Film
    theme: Theme
    timing: Timing
    recipe: str
    data: Callable[[], Iterator[dict[str, Any]]]
    progress: Callable[[int], None] = lambda steps: None

    def seconds(self) -> list[float]:
        """Of every step."""
        return self.timing.durations(self.film.frame_count)


def gif_file(showing: Showing, path: Path) -> None:
    """An animated GIF."""
    raster = Raster(showing.film, showing.theme)
    uses = _uses(raster)

    def pictures() -> Iterator[gif.Picture]:
        for rectangle, seconds in zip(raster.steps(), showing.seconds(), strict=True):
            yield gif.Picture(raster.image, rectangle, seconds)
            showing.progress(1)

    with path.open("wb") as stream:
        gif.write(stream, raster.palette.colours, pictures(), showing.timing.loop, showing.recipe, uses)


def _uses(raster: Raster) -> np.ndarray[Any, np.dtype[np.int64]]:
    """In how many of a few steps spread over the film each colour is drawn anew."""
    count = raster.film.frame_count
    uses = np.zeros(len(raster.palette.colours), np.int64)
    for step in sorted({round(at * (count - 1) / SAMPLED_STEPS) for at in range(SAMPLED_STEPS + 1)}):
        left, top, right, bottom = raster.move(step)
        uses[np.bincount(raster.image[top:bottom, left:right].ravel(), minlength=uses.size) > 0] += 1
    return uses


def svg_file(showing: Showing, path: Path) -> None:
    """One animated SVG document."""
    seconds = showing.seconds()
    clock = svg.Clock([0.0, *accumulate(seconds[:-1])], sum(seconds), showing.timing.loop)
    _text(path, svg.animated(showing.film, showing.theme, clock, showing.recipe))
    showing.progress(showing.film.frame_count)


def png_file(showing: Showing, path: Path) -> None:
    """The finished figure."""
    png_step(showing, Raster(showing.film, showing.theme), showing.film.frame_count - 1, path)


def png_step(showing: Showing, raster: Raster, step: int, path: Path) -> None:
    """One step as PNG, with the figure's words in text chunks."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    raster.move(step)
    image = Image.fromarray(raster.image).convert("L")
    image.putpalette(raster.palette.colours.tobytes())
    words = PngInfo()
    for key, text in (("Title", showing.film.title), ("Description", showing.film.description)):
        words.add_itxt(key, text)
    words.add_text("Software", showing.recipe)
    image.save(path, format="PNG", pnginfo=words, optimize=True)
    showing.progress(1)


def json_file(showing: Showing, path: Path) -> None:
    """The story as data, a line for each step."""
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


def png_sequence(showing: Showing, paths: Sequence[Path]) -> None:
    """Every step as a PNG file."""
    raster = Raster(showing.film, showing.theme)
    for step, path in enumerate(paths):
        png_step(showing, raster, step, path)


def svg_sequence(showing: Showing, paths: Sequence[Path]) -> None:
    """Every step as a still SVG file."""
    for step, path in enumerate(paths):
        _text(path, svg.still(showing.film, showing.theme, step, showing.recipe))
        showing.progress(1)


def _text(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(pieces)


FILES = {".gif": gif_file, ".svg": svg_file, ".png": png_file, ".json": json_file}
SEQUENCES = {".png": png_sequence, ".svg": svg_sequence}


@dataclass(frozen=True)
class Target:
    """A checked name to write to: one file, or a pattern with a number field such as `frames/step-{n:03}.svg`."""

    name: str
    suffix: str
    numbered: bool

    def paths(self, steps: int) -> list[Path]:
        """The files that the target stands for."""
        return [Path(self.name.format(n=n)) for n in range(steps)] if self.numbered else [Path(self.name)]


def target(name: str | os.PathLike[str]) -> Target:
    """Check everything about a target that can be checked before drawing."""
    text = os.fspath(name)
    fields = _fields(text)
    suffix = Path(text).suffix.lower()
    known = SEQUENCES if fields else FILES
    if suffix not in known:
        raise unknown("suffix", f"{suffix or 'none'} in {text}", "known suffixes are " + ", ".join(known))
    checked = Target(text, suffix, bool(fields))
    path = checked.paths(1)[0]
    if path.is_dir():
        raise invalid("output", text, "is a folder; give a file name")
    folder = path.parent
    if checked.numbered and not folder.exists():
        folder = folder.parent
    if not folder.is_dir():
        raise invalid("output", text, f"the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise invalid("output", text, f"the folder {folder} cannot be written to")
    return checked


def _fields(text: str) -> list[str]:
    """The number fields of a name; braces that are no `{n}` are refused."""
    try:
        fields = [field for _, field, _, _ in Formatter().parse(text) if field is not None]
        if set(fields) - {"n"} or "{" in str(Path(text.format(n=0)).parent.name if fields else ""):
            raise ValueError
        if fields and text.format(n=0) == text.format(n=1):
            raise ValueError
    except (ValueError, KeyError, IndexError, AttributeError):
        raise invalid("output", text, "a sequence is named with {n}, as in step-{n:03}.svg") from None
    return fields


def save(showing: Showing, targets: Sequence[Target]) -> list[Path]:
    """Write all targets beside their places, then move all into place; returns the files."""
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for one in targets:
            places = [Path(os.path.realpath(path)) for path in one.paths(showing.film.frame_count)]
            if not places[0].parent.exists():
                places[0].parent.mkdir()
                made.append(places[0].parent)
            parts = [place.with_name(f".{place.name}.{os.getpid()}.part") for place in places]
            staged += zip(parts, places, strict=True)
            if one.numbered:
                SEQUENCES[one.suffix](showing, parts)
            else:
                FILES[one.suffix](showing, parts[0])
        for part, place in staged:
            os.replace(part, place)
    except OSError as error:
        _clean(staged, made)
        name = next((one.name for one in targets), "")
        raise invalid("output", name, f"cannot be written: {error.strerror or error}") from error
    except BaseException:
        _clean(staged, made)
        raise
    return [place for _, place in staged]


def _clean(staged: list[tuple[Path, Path]], made: list[Path]) -> None:
    for part, _ in staged:
        part.unlink(missing_ok=True)
    for folder in made:
        with suppress(OSError):
            folder.rmdir()
