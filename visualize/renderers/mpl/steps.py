"""One step of a film on Axes, painted in the order of the still SVG."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from visualize.errors import invalid
from visualize.film import Box, Film, Frame, Grid, Label, Placement, Point, Roles
from visualize.renderers.mpl.pencil import Pencil, areas, lines
from visualize.style import borders
from visualize.style.borders import DASH, dashes, hatch_width, strikes
from visualize.style.fonts import middle
from visualize.style.guides import guide_width, guides, pointer
from visualize.style.themes import Look, Theme

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

LAYER = 1.0  # one for all, so that what was added later lies above; a user's own lines have 2, texts 3


def draw(axes: "Axes", film: Film, theme: Theme, index: int) -> "list[Artist]":
    """Draw a step on Axes, in the film's pixels, x to the right and y down; returns what was added.

    The Axes must have their size: lines and letters are in proportion to it. After a resize, or where a layout engine
    has yet to place the Axes (`figure.draw_without_rendering()` makes it), remove the artists and draw again.
    """
    _check(axes, film, index)
    pencil = spread(axes, film, theme)
    return added(axes, [*head(pencil), *step(pencil, index)])


def _check(axes: "Axes", film: Film, index: int) -> None:
    from matplotlib.axes import Axes

    if not isinstance(axes, Axes) or axes.name != "rectilinear":
        raise invalid("axes", type(axes).__name__, "must be matplotlib's Axes, of x and y")
    if not 0 <= index < film.frame_count:
        raise invalid("step", index, f"the steps are 0 to {film.frame_count - 1}")


def spread(axes: "Axes", film: Film, theme: Theme) -> Pencil:
    """Axes in the film's coordinates, and what one of its pixels takes there."""
    axes.set(xlim=(0, film.width), ylim=(film.height, 0), aspect="equal")
    axes.set_axis_off()
    figure = axes.figure
    # Not axes.bbox, which gets its shape from the aspect only when it is drawn.
    room = axes.get_position(original=True).transformed(figure.transSubfigure)
    points = min(room.width / film.width, room.height / film.height) * 72 / figure.dpi
    return Pencil(film, theme, points)


def added(axes: "Axes", artists: "Iterable[Artist]") -> "list[Artist]":
    """Put artists on Axes, the first undermost."""
    found = list(artists)
    for artist in found:
        artist.set_zorder(LAYER)
        axes.add_artist(artist)
    return found


def head(pencil: Pencil) -> "Iterator[Artist]":
    """Everything below the first grid: the ground, static labels, struck cells, the bars of legends."""
    film, theme = pencil.film, pencil.theme
    ground = [(0.0, 0.0), (film.width, 0.0), (film.width, film.height), (0.0, film.height)]
    yield pencil.fill(areas([ground]), theme.ground)
    for label in film.labels:
        yield from _label(pencil, label)
    struck = [segment for box in film.struck for segment in strikes(film, box)]
    if struck:
        yield pencil.stroke(lines(struck), theme.quiet, guide_width(film))
    for legend in film.legends:
        wide, bottom = legend.width / len(legend.shades), legend.top + legend.height
        for at, shade in enumerate(legend.shades):
            left, right = legend.left + at * wide, legend.left + (at + 1) * wide + 0.5
            bar = [(left, legend.top), (right, legend.top), (right, bottom), (left, bottom)]
            yield pencil.fill(areas([bar]), theme.shade(shade))


def step(pencil: Pencil, index: int) -> "Iterator[Artist]":
    """What a step shows, the nearest grid last, so that it covers the guides of those behind it."""
    film, frame = pencil.film, pencil.film.frame(index)
    for grid in film.placements:
        yield from _cells(pencil, grid, frame)
        yield from _rules(pencil, film.placements[grid], frame.roles[grid])
        if grid in frame.texts:
            yield from _texts(pencil, grid, frame)
        yield from _overlays(pencil, grid, frame)
    if frame.line.text and film.line is not None:
        yield from _label(pencil, film.line._replace(text=frame.line.text))


def _cells(pencil: Pencil, grid: Grid, frame: Frame) -> "Iterator[Artist]":
    """An area for each fill."""
    place, roles = pencil.film.placements[grid], frame.roles[grid]
    kinds = roles.astype(np.int64) + 256 * frame.shades.get(grid, np.zeros_like(roles)).astype(np.int64)
    for kind in np.unique(kinds).tolist():
        shade, code = divmod(kind, 256)
        runs = borders.runs(kinds == kind)
        yield pencil.fill(areas(place.polygon(row, at, 1, n) for row, at, n in runs), pencil.theme.fill(code, shade))


def _rules(pencil: Pencil, place: Placement, roles: Roles) -> "Iterator[Artist]":
    """The lines between cells, then the hatch of unread cells."""
    thickness = pencil.film.rule_width
    for look, across, down in borders.ruled(place, roles, pencil.theme):
        if look.dashed:
            yield from _dashed(pencil, look, across, place.right)
            yield from _dashed(pencil, look, down, place.down)
        elif across or down:
            yield pencil.stroke(lines([*across, *down]), look.rule, thickness, capstyle="round")
    for look, segments in borders.hatched(place, roles, pencil.theme):
        yield pencil.stroke(lines(segments), look.hatch, hatch_width(thickness))


def _dashed(pencil: Pencil, look: Look, segments: borders.Segments, step: tuple[int, int]) -> "Iterator[Artist]":
    from matplotlib import rcParams

    if not segments:
        return
    thickness = pencil.film.rule_width
    length = float(np.hypot(*step))
    # matplotlib counts dashes in line widths, unless the user's settings say points.
    period = length / dashes(length) * (1 / thickness if rcParams["lines.scale_dashes"] else pencil.points)
    pattern = (period * DASH / 2, (period * DASH, period * (1 - DASH)))
    yield pencil.stroke(lines(segments), look.rule, thickness, linestyle=pattern)


def _texts(pencil: Pencil, grid: Grid, frame: Frame) -> "Iterator[Artist]":
    place, style = pencil.film.placements[grid], pencil.film.cell_texts[grid]
    roles, shown = frame.roles[grid], frame.texts[grid]
    shades = frame.shades.get(grid, np.zeros_like(roles))
    for row, column in np.argwhere(shown != "").tolist():
        x, y = place.corner(row + style.row, column + style.column)
        colour = pencil.theme.letter(int(roles[row, column]), int(shades[row, column]))
        yield from pencil.write(str(shown[row, column]), (x, y + middle(style.size)), style.size, colour)


def _overlays(pencil: Pencil, grid: Grid, frame: Frame) -> "Iterator[Artist]":
    """Outlines on their casing, then guides and pointers."""
    film, theme = pencil.film, pencil.theme
    boxes = [_outline(film, box) for box in frame.outlines if box.grid == grid]
    fine = [line for ends in frame.guides if ends[0].grid == grid for line in guides(film, *ends, frame)]
    fine += [line for ends in frame.pointers if ends[0].grid == grid for line in pointer(film, *ends)]
    if boxes:
        yield pencil.stroke(areas(boxes), theme.ground, film.casing_width)
        yield pencil.stroke(areas(boxes), theme.window, film.outline_width)
    if fine:
        yield pencil.stroke(lines(fine), theme.window, guide_width(film))


def _outline(film: Film, box: Box) -> Sequence[Point]:
    return film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)


def _label(pencil: Pencil, label: Label) -> "Iterator[Artist]":
    return pencil.write(label.text, label.at, label.size, pencil.theme.voice(label.voice))
