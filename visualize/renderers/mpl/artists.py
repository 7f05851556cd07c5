"""Marks of the display list as matplotlib's artists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from visualize.errors import unsupported
from visualize.film import Point
from visualize.renderers.display import Area, Bar, Lines, Mark, Text
from visualize.style import borders
from visualize.style.borders import Stroke
from visualize.style.fonts import Face, drawn_width, require_glyphs, runs

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path


def artists(marks: Iterable[Mark], points: float, font: str | None) -> Iterator[Artist]:
    """The artists of marks. `points` is the size of a pixel; `font` is a file for letters DejaVu Sans lacks."""
    for mark in marks:
        if isinstance(mark, Text):
            yield from _texts(mark, points, font)
        elif isinstance(mark, Lines):
            yield _stroked(_polygons(mark.lines) if mark.closed else _segments(mark.lines), mark.stroke, points)
        elif isinstance(mark, Bar):
            yield rectangle(mark.left, mark.top, mark.right, mark.bottom, mark.fill)
        elif isinstance(mark, Area):
            yield from (_filled(_polygon(corners), mark.fill) for corners in mark.polygons)
        else:
            runs = borders.runs(mark.chosen)
            yield _filled(_polygons(mark.place.polygon(row, at, 1, n) for row, at, n in runs), mark.fill)


def rectangle(left: float, top: float, right: float, bottom: float, colour: str) -> Artist:
    """A filled rectangle."""
    return _filled(_polygons([[(left, top), (right, top), (right, bottom), (left, bottom)]]), colour)


def _filled(path: Path, colour: str) -> Artist:
    from matplotlib.patches import PathPatch

    return PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0)


def _stroked(path: Path, stroke: Stroke, points: float) -> Artist:
    from matplotlib import rcParams
    from matplotlib.patches import PathPatch

    cap = "projecting" if stroke.cap == "square" else stroke.cap
    style: dict[str, Any] = {"capstyle": cap, "joinstyle": "round"}
    if stroke.dash:
        # matplotlib measures dashes in line widths, or in points if the user's settings say so.
        unit = 1 / stroke.width if rcParams["lines.scale_dashes"] else points
        drawn, gap = (length * unit for length in stroke.dash)
        style["linestyle"] = drawn / 2, (drawn, gap)
    return PathPatch(path, fill=False, edgecolor=stroke.colour, linewidth=stroke.width * points, **style)


def _texts(mark: Text, points: float, font: str | None) -> Iterator[Artist]:
    """The artists of a text, one for each run of characters in one font and colour."""
    from matplotlib.text import Text as Letters

    require_glyphs(mark.text, font)
    # A byte order mark is invisible, and matplotlib 3.11 fails to write it into a PDF.
    parts = [
        (face, run, colour) for text, colour in mark.coloured for face, run in runs(text.replace("\ufeff", ""), font)
    ]
    _check_shaping(face for face, _, _ in parts)
    # Runs are measured at a large size, because a page does not round letters to pixels; a single run needs no width.
    single = len(parts) == 1
    widths = [0.0 if single else drawn_width(run, 1000, font) * mark.size / 1000 for _, run, _ in parts]
    centred = mark.anchor == "middle"
    left = mark.at[0] - centred * sum(widths) / 2
    align = "center" if centred else "left"
    for (face, run, colour), advance in zip(parts, widths, strict=True):
        look: dict[str, Any] = {"color": colour, "ha": align, "parse_math": False, "usetex": False}
        piece = Letters(left + centred * advance / 2, mark.at[1], run, **look)
        piece.set_fontproperties(font_of(face))
        piece.set_fontsize(mark.size * points)
        yield piece
        left += advance


def _check_shaping(faces: Iterable[Face]) -> None:
    import matplotlib
    from matplotlib import ft2font

    if any(face.shaped for face in faces) and not hasattr(ft2font, "__libraqm_version__"):
        advice = "letters that join or change their order need matplotlib 3.11; run: pip install --upgrade matplotlib"
        raise unsupported("matplotlib", matplotlib.__version__, advice)


def _polygons(corners: Iterable[Sequence[Point]]) -> Path:
    """One path of closed quadrilaterals, so that adjoining ones show no seam."""
    from matplotlib.path import Path

    points = np.array([(*shape, shape[0]) for shape in corners], np.float64).reshape(-1, 2)
    one = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(points, np.tile(np.array(one, np.uint8), len(points) // 5))


def _polygon(corners: Sequence[Point]) -> Path:
    """A closed path of any number of corners."""
    from matplotlib.path import Path

    return Path([*corners, corners[0]], closed=True)


def _segments(lines: Sequence[Sequence[Point]]) -> Path:
    """One path of separate lines."""
    from matplotlib.path import Path

    points = np.array(lines, np.float64).reshape(-1, 2)
    path = Path(points, np.tile(np.array([Path.MOVETO, Path.LINETO], np.uint8), len(lines)))
    path.should_simplify = False  # simplification would join consecutive lines and shift their dashes
    return path


@cache
def font_of(face: Face) -> FontProperties:
    """A font by its file, because a family name may match several files."""
    from matplotlib import font_manager

    # matplotlib can read fonts other than the first of a collection since 3.11.
    file = font_manager.FontPath(face.path, face.place) if hasattr(font_manager, "FontPath") else face.path
    return font_manager.FontProperties(family="DejaVu Sans", fname=file)
