"""The formats: one record for each suffix."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from visualize.budget import ANIMATED, ANY_STEPS, FEWER_STEPS, Load, Work, check_work
from visualize.errors import unknown, unsupported
from visualize.export import estimates, whole, writers
from visualize.export.showing import Showing

WAYS = ("native", "media")  # of making a PPTX


class Format(NamedTuple):
    """The writer of a suffix, and what is checked before anything is drawn.

    `write` writes one open file; `sequence` yields a function for each file of a sequence. `limits` are upper limits of
    the quantities that `budget` counts. `estimate` is the work of a file, `sequence_estimate` that of a sequence if it
    differs. `head` and `tail` are the first and last bytes of a complete file; `sized` checks its stored
    sizes. `needs` raises VisualizeError if a program or the content is missing. `opens` says that a poster is an
    additional frame, `plays` that the file moves by itself, `translucent` that it needs no ground,
    `has_pixels` that it has more of them at a larger scale; `usual` sets the scale of a showing that has none.

    >>> FORMATS[".webp"].longest_side
    16383
    """

    suffix: str
    write: Callable[[Showing, BinaryIO], None]
    estimate: Callable[[Load], Work]
    limits: Mapping[str, int]
    head: bytes
    tail: bytes = b""
    sized: Callable[[BinaryIO, int], bool] = lambda stream, size: True
    sequence: Callable[[Showing], Iterator[Callable[[BinaryIO], None]]] | None = None
    sequence_estimate: Callable[[Load], Work] | None = None
    needs: Callable[[Showing], object] = lambda showing: None
    draws_letters: bool = True
    longest_side: int | None = None
    advice: str = ANY_STEPS
    opens: bool = True
    plays: bool = False
    translucent: bool = True
    has_pixels: bool = False
    usual: Callable[[Showing], Showing] = lambda showing: showing


def _needs_ffmpeg(showing: Showing) -> object:
    from visualize.encoders import mp4

    return mp4.program()


def _needs_pptx(showing: Showing) -> None:
    from visualize.renderers import pptx

    pptx.check()


def _needs_story(showing: Showing) -> object:
    return next(showing.data())  # a stack has no data and raises


FILES = {"steps": 10_000}  # of a sequence, in a folder
PNG_HEAD, PNG_TAIL = b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IEND\xaeB`\x82"
_RECORDS = (
    Format(
        ".gif",
        writers.gif_file,
        estimates.gif,
        ANIMATED,
        b"GIF89a",
        b";",
        longest_side=65_535,
        has_pixels=True,
        plays=True,
        translucent=False,
    ),
    Format(
        ".svg",
        writers.svg_file,
        estimates.svg,
        {"steps": 4_000},  # browsers take half a minute to show twice as many
        b"<",
        b"</svg>\n",
        sequence=writers.svg_sequence,
        sequence_estimate=estimates.svg_sequence,
        draws_letters=False,
        advice=f"{ANY_STEPS}, or make a GIF",
        plays=True,
    ),
    Format(
        ".html",
        writers.html_file,
        estimates.html,
        {"steps": 20_000},
        b"<!doctype html>",
        b"</html>\n",
        draws_letters=False,
        opens=False,
        advice=f"{ANY_STEPS}, or make a GIF",
    ),
    Format(
        ".png",
        writers.png_file,
        estimates.png,
        {},
        PNG_HEAD,
        PNG_TAIL,
        sequence=writers.png_sequence,
        has_pixels=True,
    ),
    Format(
        ".webp",
        writers.webp_file,
        estimates.webp,
        ANIMATED,
        b"RIFF",
        sized=whole.is_whole_riff,
        longest_side=16_383,
        has_pixels=True,
        plays=True,
    ),
    Format(
        ".apng",
        writers.apng_file,
        estimates.apng,
        ANIMATED,
        PNG_HEAD,
        PNG_TAIL,
        plays=True,
        has_pixels=True,
    ),
    Format(
        ".mp4",
        writers.mp4_file,
        estimates.mp4,
        {**ANIMATED, "seconds of video": 3_600},
        b"",
        sized=whole.is_whole_mp4,
        needs=_needs_ffmpeg,
        longest_side=16_384,  # the limit of x264
        has_pixels=True,
        usual=Showing.filmed,
        advice=f"use a smaller --seconds, or {FEWER_STEPS}",
        plays=True,
        translucent=False,
    ),
    Format(
        ".pdf",
        writers.pdf_file,
        estimates.pdf,
        {"steps": 500, "cells in all steps": 1_000_000},
        b"%PDF-",
        b"%%EOF\n",
    ),
    Format(
        ".pptx",
        writers.pptx_file,
        estimates.pptx,
        {"steps": 500, "cells in all steps": 100_000},  # slide programs open larger decks slowly, if at all
        b"PK\3\4",
        sized=whole.is_whole_zip,
        needs=_needs_pptx,
        draws_letters=False,
        advice=f"{FEWER_STEPS}, or put the GIF on one slide with --pptx media",
    ),
    Format(
        ".json",
        writers.json_file,
        estimates.json,
        {"taps in all steps": 5_000_000},
        b"{",
        b"]}\n",
        needs=_needs_story,
        draws_letters=False,
        opens=False,
    ),
)
FORMATS: Mapping[str, Format] = MappingProxyType({one.suffix: one for one in _RECORDS})
# The suffixes of sequences.
SEQUENCES = tuple(one.suffix for one in _RECORDS if one.sequence is not None)


def expected(showing: Showing, targets: Iterable[tuple[str, bool]]) -> Work:
    """The work of all files, given as (suffix, whether it is a sequence); refuses files that are too large."""
    targets = list(targets)
    for suffix, _ in targets:
        _check_sides(FORMATS[suffix].usual(showing), suffix)
    works = [_work(showing, FORMATS[suffix], numbered) for suffix, numbered in targets]
    return Work(sum(one.seconds for one in works), sum(one.size for one in works))


def _check_sides(showing: Showing, suffix: str) -> None:
    scale, within = showing.pixel, _within(showing, suffix)
    if not within.has_pixels:
        return
    width, height = showing.film.width * scale, showing.film.height * scale
    if within.longest_side is not None and max(width, height) > within.longest_side:
        smaller = "--cell" + " or --scale" * (scale > 1)
        advice = f"its sides have at most {within.longest_side} pixels, not {width} x {height}; use a smaller {smaller}"
        raise unsupported("suffix", suffix, advice)


def _within(showing: Showing, suffix: str) -> Format:
    """The format of a file's pictures: that of the suffix, or of the GIF in a deck."""
    return FORMATS[".gif" if suffix == ".pptx" and showing.pptx == "media" else suffix]


def inline_work(showing: Showing, suffix: str) -> Work:
    """The work of one file, without a check of the limits."""
    return FORMATS[suffix].estimate(showing.load())


def _work(showing: Showing, one: Format, numbered: bool) -> Work:
    showing = one.usual(showing)
    load = (showing.opened() if one.opens else showing).load()
    if one.suffix == ".png" and not numbered:
        load = load._replace(frames=1)
    one = _within(showing, one.suffix)
    estimate = one.sequence_estimate if numbered and one.sequence_estimate else one.estimate
    limits, advice = (FILES, ANY_STEPS) if numbered else (one.limits, one.advice)
    return check_work(one.suffix, load, estimate(load), limits, advice)


def check(showing: Showing, targets: Sequence[tuple[str, bool]]) -> None:
    """Refuse, before anything is drawn, files that cannot be written: too large, or a program is missing."""
    _check_ways(showing, [suffix for suffix, _ in targets])
    expected(showing, targets)
    for suffix, _ in targets:
        _check_ground(showing, suffix)
        FORMATS[suffix].needs(showing)


def check_pixels(showing: Showing, suffixes: Iterable[str]) -> None:
    """Refuse a scale where it would change nothing."""
    if showing.scale and not any(_within(showing, suffix).has_pixels for suffix in suffixes):
        raise unsupported("scale", showing.scale, "none of the files has pixels, and vectors are sharp at any size")


def _check_ways(showing: Showing, suffixes: Sequence[str]) -> None:
    if showing.pptx not in WAYS:
        raise unknown("pptx", showing.pptx, "known ways are " + ", ".join(WAYS))
    if showing.pptx != "native" and ".pptx" not in suffixes:
        raise unsupported("pptx", showing.pptx, "none of the files is a .pptx")
    if showing.gif_compat and ".gif" not in suffixes and showing.pptx == "native":
        raise unsupported("gif_compat", "true", "none of the files is a .gif")


def _check_ground(showing: Showing, suffix: str) -> None:
    """Refuse a file without ground in a format whose pixels cannot be half transparent: lines would be ragged."""
    within = _within(showing, suffix)
    if showing.theme.clear and not within.translucent:
        able = ", ".join(one.suffix for one in _RECORDS if one.translucent and one.suffix != ".json")
        advice = f"{within.suffix} has no half-transparent pixels; use one of {able}, or a colour, as --ground 1a2b3c"
        raise unsupported("ground", "none", advice)


def check_whole(stream: BinaryIO, suffix: str) -> None:
    """Raise OSError if a part of a written file is missing; changes the position of the stream."""
    one = FORMATS.get(suffix)
    if one is None:  # a page, which is written as one piece
        return
    whole.check(stream, one.head, one.tail, one.sized)


def is_whole_file(path: str, suffix: str) -> bool:
    """Whether a file is there and no part of it is missing."""
    try:
        with open(path, "rb") as stream:
            check_whole(stream, suffix)
    except OSError:
        return False
    return True
