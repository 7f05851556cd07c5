"""The verdict on a file: it is drawn again by its own recipe, and compared."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from json import loads
from typing import Literal, NamedTuple

from visualize.errors import VisualizeError, one_line
from visualize.figure import Figure
from visualize.origin import COMMAND, Origin, kind, of_stream
from visualize.proof import numbers
from visualize.proof.contents import difference, player_data
from visualize.reading import opened
from visualize.version import VERSION

MOST_SECONDS = 300  # of drawing a figure again
MOST_BYTES = 200_000_000  # of a file that is compared
LONGEST_RECIPE = 100_000  # characters
MOST_DATA = 50_000_000  # bytes of a page, unpacked
SEQUENCES = (".svg", ".png")
State = Literal["as drawn", "same arithmetic, other version", "altered", "no figure of ours", "not verified"]


class Asked(NamedTuple):
    """What a recipe draws: how it is saved under a name, the seconds that a file of a suffix takes.

    `figure` is that whose numbers stand in the file, None if they are those of several.
    """

    save: Callable[[str], object]
    seconds: Callable[[str], float]
    figure: Figure | None = None


class Verdict(NamedTuple):
    """What a file is, and why."""

    file: str
    state: State
    reason: str = ""


Drawing = Callable[[Sequence[str], str], Asked]


def verdict(path: str, draw: Drawing) -> Verdict:
    """The verdict on a file. `draw` makes what a recipe's words ask for, with the files of a folder or with none.

    It raises VisualizeError for a recipe that it refuses.
    """
    try:
        with opened("file", path, MOST_BYTES) as stream:
            origin, suffix = of_stream(stream), kind(stream)
            found = stream.read() if origin else b""
    except VisualizeError as error:
        return Verdict(path, "not verified", str(error))
    if origin is None:
        return Verdict(path, "no figure of ours", "")
    try:
        asked = _asked(origin, path, suffix, draw)
        return Verdict(path, *_compared(found, origin, suffix, asked))
    except UnverifiedError as error:
        return Verdict(path, "not verified", str(error))
    except VisualizeError as error:
        state: State = "altered" if origin.version == VERSION else "not verified"
        return Verdict(path, state, f"its recipe is refused: {error}")


class UnverifiedError(VisualizeError):
    """A recipe that may be right, but needs what was not allowed."""


def _asked(origin: Origin, path: str, suffix: str, draw: Drawing) -> Asked:
    """The figure of a file's recipe; refused if it would take minutes."""
    from shlex import split

    if len(origin.recipe) > LONGEST_RECIPE:
        raise UnverifiedError("its recipe is too long")
    if given := re.search(r"\(with (values|figures) given in Python\)", origin.recipe):
        what = {"values": "numbers"}.get(given[1], given[1])
        raise UnverifiedError(f"its recipe does not hold the {what}, which were given in Python")
    try:
        words = split(origin.recipe.removeprefix(COMMAND))
    except ValueError:
        raise VisualizeError("its quotes do not match") from None
    asked = draw(words, os.path.dirname(path))
    seconds = asked.seconds(suffix)
    if seconds > MOST_SECONDS:
        raise UnverifiedError(f"to draw it again would take {seconds:.0f} s, more than {MOST_SECONDS}")
    return asked


def _compared(found: bytes, origin: Origin, suffix: str, asked: Asked) -> tuple[State, str]:
    """The verdict, by the bytes, by what they show, and by the numbers in them."""
    drawn = _drawn_again(found, suffix, asked)
    wrong = next(numbers.wrong(asked.figure, _numbers(found, suffix, asked.figure)), None) if asked.figure else None
    if wrong is not None:
        return "altered", f"{one_line(wrong.cell)} says {one_line(wrong.written)}, but plain loops give {wrong.right}"
    if found == drawn:
        return "as drawn", ""
    where = difference(suffix, found, drawn)
    if origin.version == VERSION:
        return "altered", f"{where} differs" if where else "some bytes differ, though not in what it shows"
    other = f"it says that {one_line(origin.source)} drew it; this is {VERSION}"
    return ("altered", f"{where} differs; {other}") if where else ("same arithmetic, other version", other)


def _drawn_again(found: bytes, suffix: str, asked: Asked) -> bytes:
    """The file drawn again: the whole figure, or the file of a sequence that has the same bytes."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="visualize-") as folder:
        whole = os.path.join(folder, f"a{suffix}")
        asked.save(whole)
        drawn = _read(whole)
        if drawn == found or suffix not in SEQUENCES:
            return drawn
        asked.save(os.path.join(folder, "steps", f"{{n}}{suffix}"))
        steps = os.path.join(folder, "steps")
        return next((one for name in os.listdir(steps) if (one := _read(os.path.join(steps, name))) == found), drawn)


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:
        return stream.read()


def _numbers(found: bytes, suffix: str, figure: Figure) -> Iterable[tuple[numbers.Cell, str]]:
    """The numbers that stand in a file; of pictures those of the same figure as SVG, which were drawn with them."""
    if figure.story is None or figure.story.values is None or figure.film.pairs:
        return ()
    try:
        if suffix == ".json":
            return numbers.in_json(loads(found)).items()
        if suffix == ".pptx":
            return _in_deck(found, len(figure.film.steps)).items()
        if suffix == ".html":
            return list(numbers.in_page(found.decode(), player_data(found, MOST_DATA)))
        return numbers.in_svg((found if suffix == ".svg" else figure.encoded(".svg")).decode()).items()
    except Exception:  # a document that cannot be read differs from the figure in any case
        return ()


def _in_deck(found: bytes, slides: int) -> Mapping[numbers.Cell, str]:
    """The numbers of the last slide, on which all are."""
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(found)) as deck, deck.open(f"ppt/slides/slide{slides}.xml") as slide:
        return numbers.in_slide(slide.read(MOST_BYTES).decode())
