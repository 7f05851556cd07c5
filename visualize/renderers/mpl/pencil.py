"""Areas, lines and letters as matplotlib's artists. No grids, no time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from visualize.film import Film, Point
from visualize.style.fonts import chinese_font, is_chinese, require_glyphs, width
from visualize.style.themes import Theme

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path


class Pencil(NamedTuple):
    """What is drawn, how it looks, and how many points one of its pixels takes."""

    film: Film
    theme: Theme
    points: float

    def fill(self, path: "Path", colour: str) -> "Artist":
        """An area."""
        from matplotlib.patches import PathPatch

        return PathPatch(path, facecolor=colour, edgecolor="none", linewidth=0)

    def stroke(self, path: "Path", colour: str, thickness: float, **more: Any) -> "Artist":
        """Lines, their thickness in pixels."""
        from matplotlib.patches import PathPatch

        style = {"capstyle": "butt", "joinstyle": "round", **more}
        return PathPatch(path, fill=False, edgecolor=colour, linewidth=thickness * self.points, **style)

    def write(self, text: str, at: Point, size: int, colour: str) -> Iterator["Artist"]:
        """A text about the middle of its baseline, one piece for each font that it takes."""
        from matplotlib.text import Text

        require_glyphs(text, self.film.font)
        # A byte order mark has nothing to see, and matplotlib 3.11 fails at it in a PDF.
        runs = [(chinese, "".join(run)) for chinese, run in groupby(text.replace("\ufeff", ""), is_chinese)]
        # Pieces are measured large, as the letters of a page are not rounded to pixels; a single one need not be.
        widths = [width(run, 1000) * size / 1000 for _, run in runs] if len(runs) > 1 else [0.0] * len(runs)
        left = at[0] - sum(widths) / 2
        for (chinese, run), wide in zip(runs, widths, strict=True):
            piece = Text(left + wide / 2, at[1], run, color=colour, ha="center", parse_math=False, usetex=False)
            piece.set_fontproperties(_font(self.film.font, chinese))
            piece.set_fontsize(size * self.points)
            yield piece
            left += wide


def areas(corners: Iterable[Sequence[Point]]) -> "Path":
    """One path of closed shapes with four corners."""
    from matplotlib.path import Path

    points = np.array([(*shape, shape[0]) for shape in corners], np.float64).reshape(-1, 2)
    one = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(points, np.tile(np.array(one, np.uint8), len(points) // 5))


def lines(segments: Sequence[tuple[Point, Point]]) -> "Path":
    """One path of separate lines."""
    from matplotlib.path import Path

    points = np.array(segments, np.float64).reshape(-1, 2)
    path = Path(points, np.tile(np.array([Path.MOVETO, Path.LINETO], np.uint8), len(segments)))
    path.should_simplify = False  # lines that happen to follow one another keep their dashes
    return path


@cache
def _font(given: str | None, chinese: bool) -> "FontProperties":
    """The house font, or the Chinese one, by its file: a name might find another of that name."""
    from matplotlib import font_manager, get_data_path

    path, place = os.path.join(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"), 0
    if chinese:
        path, place = chinese_font(given) or (path, place)  # not None: require_glyphs saw to it
    # Collections of fonts can be read beyond their first from matplotlib 3.11 on.
    file = font_manager.FontPath(path, place) if hasattr(font_manager, "FontPath") else path
    return font_manager.FontProperties(family="DejaVu Sans", fname=file)
