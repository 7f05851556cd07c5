"""Draws one step of a film on Axes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from visualize.errors import invalid
from visualize.film import Film, Frame
from visualize.renderers import display
from visualize.renderers.mpl.artists import artists, rectangle
from visualize.style.looks import Theme

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

LAYER = 1.0  # one zorder for all, so that later artists lie above; the user's lines have 2, texts 3


def draw(axes: Axes, film: Film, theme: Theme, index: int) -> list[Artist]:
    """Draw a step on Axes, in the film's pixels, x to the right and y down; returns the added artists.

    The Axes must have their final size, to which lines and letters are scaled. After a resize, or when a layout engine
    has moved the Axes (`figure.draw_without_rendering()` runs it), remove the artists and draw again.
    """
    _check(axes, film, index)
    points = fit(axes, film)
    return add(axes, [*background(film, theme, points), *foreground(film, theme, film.frame(index), points)])


def _check(axes: Axes, film: Film, index: int) -> None:
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes) or axes.name != "rectilinear":
        raise invalid("axes", type(axes).__name__, "must be matplotlib's Axes, of x and y")
    if not 0 <= index < film.frame_count:
        raise invalid("step", index, f"the steps are 0 to {film.frame_count - 1}")


def fit(axes: Axes, film: Film) -> float:
    """Give Axes the film's coordinates; returns the size of one of its pixels in points."""
    axes.set(xlim=(0, film.width), ylim=(film.height, 0), aspect="equal")
    axes.set_axis_off()
    figure = axes.figure
    # Not axes.bbox: the aspect is applied to it only when the figure is drawn.
    box = axes.get_position(original=True).transformed(figure.transSubfigure)
    return float(min(box.width / film.width, box.height / film.height) * 72 / figure.dpi)


def add(axes: Axes, artists: Iterable[Artist]) -> list[Artist]:
    """Put artists on Axes, the lowest first."""
    added = list(artists)
    for artist in added:
        artist.set_zorder(LAYER)
        axes.add_artist(artist)
    return added


def background(film: Film, theme: Theme, points: float) -> Iterator[Artist]:
    """The artists below all grids, the same in every step."""
    if not theme.clear:
        yield rectangle(0.0, 0.0, film.width, film.height, theme.page)
    yield from artists(display.background(film, theme), points, film.font)


def foreground(film: Film, theme: Theme, frame: Frame, points: float) -> Iterator[Artist]:
    """The artists of a step."""
    return artists(display.foreground(film, theme, frame), points, film.font)
