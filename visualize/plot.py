"""The third painter: a film on matplotlib's Axes, for PDF and for those who compose their own figures.

Everything of one colour is one path: adjoining cells leave no seam between them, and a page is a dozen strokes.
Lines and letters are measured in points, the film in pixels, so each step is drawn for the size its Axes then has.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from visualize import edges
from visualize.errors import invalid
from visualize.film import Box, Film, Frame, Label, Placement, Point, Roles
from visualize.lettering import chinese_font, is_chinese, middle, width
from visualize.strokes import DASH, dashes, guide_width, guides, hatch_width, pointer, strikes
from visualize.themes import Look, Theme

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path

LAYER = 1.0  # one for all, so that what was added later lies above; a user's own lines have 2, texts 3
RESOLUTION = 100  # pixels per inch of an animation's figure
# What a PDF looks like does not hang on the user's settings. Type 42 keeps Chinese text text in older matplotlibs too.
SETTINGS = {
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "pdf.inheritcolor": False,
    "pdf.use14corefonts": False,
    "path.sketch": None,
    "path.effects": [],
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
}


class Sheet(NamedTuple):
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

        runs = [(chinese, "".join(run)) for chinese, run in groupby(text, is_chinese)]
        # The pieces are measured large, as the letters of a page are not rounded to pixels.
        widths = [width(run, 1000) * size / 1000 for _, run in runs]
        left = at[0] - sum(widths) / 2
        for (chinese, run), wide in zip(runs, widths, strict=True):
            style = {"fontproperties": _font(self.film.font, chinese), "fontsize": size * self.points, "color": colour}
            place = (left + wide / 2, at[1])
            yield Text(*place, run, ha="center", va="baseline", parse_math=False, usetex=False, **style)
            left += wide


def draw(axes: "Axes", film: Film, theme: Theme, index: int) -> "list[Artist]":
    """Draw a step on Axes, in the film's pixels, x to the right and y down; returns what was added.

    The Axes must have their size: lines and letters are in proportion to it. After a resize, or where a layout engine
    has yet to place the Axes (`figure.draw_without_rendering()` makes it), remove the artists and draw again.
    """
    _check(film, index)
    sheet = _spread(axes, film, theme)
    return _added(axes, [*_head(sheet), *_step(sheet, index)])


def animation(film: Film, theme: Theme, seconds: Sequence[float], figure: "Figure | None" = None) -> "FuncAnimation":
    """All steps as matplotlib's animation, to `save()`, `to_jshtml()` or, on a figure of pyplot's, `plt.show()`.

    All steps last as long as the first; for the last one's hold its frame is repeated. Without a figure it gets one
    of its own, a picture's pixel to a pixel, that pyplot knows nothing of: none is left open when it goes.
    """
    from matplotlib.animation import FuncAnimation

    page = figure or _page(film, RESOLUTION, RESOLUTION)
    page.set_facecolor(theme.ground)
    axes = page.add_axes((0, 0, 1, 1))
    shown: list[Artist] = []

    def show(index: int) -> "list[Artist]":
        while shown:
            shown.pop().remove()
        shown.extend(draw(axes, film, theme, index))
        return shown

    last = film.frame_count - 1
    indices = [*range(last), *[last] * max(1, round(seconds[-1] / seconds[0]))]
    return FuncAnimation(page, show, indices, interval=1000 * seconds[0], cache_frame_data=False)


def pdf(path: str, film: Film, theme: Theme, recipe: str, progress: Callable[[int], None]) -> None:
    """Every step as a page of vectors, a pixel being 1/96 inch; the same bytes every time."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages

    words = {"Title": film.title, "Subject": film.description, "Creator": recipe, "CreationDate": None}
    with rc_context(SETTINGS), open(path, "wb") as stream, PdfPages(stream, metadata=words) as pages:
        page = _page(film, 96, 72)
        axes = page.add_axes((0, 0, 1, 1))
        sheet, canvas = _spread(axes, film, theme), FigureCanvasPdf(page)
        _added(axes, _head(sheet))
        for index in range(film.frame_count):
            artists = _added(axes, _step(sheet, index))
            canvas.print_pdf(pages)  # savefig would do it too, and a good deal more
            for artist in artists:
                artist.remove()
            progress(1)


def _check(film: Film, index: int) -> None:
    if not 0 <= index < film.frame_count:
        raise invalid("step", index, f"the steps are 0 to {film.frame_count - 1}")


def _page(film: Film, pixels: int, dpi: int) -> "Figure":
    """A figure with so many of the film's pixels to an inch."""
    from matplotlib.figure import Figure

    # A hair more than the size: canvases round down, and 2.3 inches by 100 are 229.99999999999997 pixels.
    size = ((film.width + 1e-6) / pixels, (film.height + 1e-6) / pixels)
    return Figure(figsize=size, dpi=dpi, frameon=dpi == RESOLUTION)


def _spread(axes: "Axes", film: Film, theme: Theme) -> Sheet:
    """Axes in the film's coordinates, and what one of its pixels takes there."""
    axes.set(xlim=(0, film.width), ylim=(film.height, 0), aspect="equal")
    axes.set_axis_off()
    figure = axes.figure
    # Not axes.bbox, which gets its shape from the aspect only when it is drawn.
    room = axes.get_position(original=True).transformed(figure.transSubfigure)
    points = min(room.width / film.width, room.height / film.height) * 72 / figure.dpi
    return Sheet(film, theme, points)


def _added(axes: "Axes", artists: "Iterable[Artist]") -> "list[Artist]":
    added = list(artists)
    for artist in added:
        artist.set_zorder(LAYER)
        axes.add_artist(artist)
    return added


def _head(sheet: Sheet) -> "Iterator[Artist]":
    """Everything below the first grid: the ground, static labels, struck cells, the bars of legends."""
    film, theme = sheet.film, sheet.theme
    ground = [(0.0, 0.0), (film.width, 0.0), (film.width, film.height), (0.0, film.height)]
    yield sheet.fill(_areas([ground]), theme.ground)
    for label in film.labels:
        yield from _label(sheet, label)
    struck = [segment for box in film.struck for segment in strikes(film, box)]
    if struck:
        yield sheet.stroke(_lines(struck), theme.quiet, guide_width(film))
    for legend in film.legends:
        step, bottom = legend.width / len(legend.shades), legend.top + legend.height
        for at, shade in enumerate(legend.shades):
            left, right = legend.left + at * step, legend.left + (at + 1) * step + 0.5
            bar = [(left, legend.top), (right, legend.top), (right, bottom), (left, bottom)]
            yield sheet.fill(_areas([bar]), theme.shade(shade))


def _step(sheet: Sheet, index: int) -> "Iterator[Artist]":
    """What a step shows, the nearest grid last, so that it covers the guides of those behind it."""
    film, frame = sheet.film, sheet.film.frame(index)
    for grid in film.placements:
        yield from _cells(sheet, grid, frame)
        yield from _rules(sheet, film.placements[grid], frame.roles[grid])
        if grid in frame.texts:
            yield from _texts(sheet, grid, frame)
        yield from _overlays(sheet, grid, frame)
    if frame.line and film.line is not None:
        yield from _label(sheet, film.line._replace(text=frame.line))


def _cells(sheet: Sheet, grid: str, frame: Frame) -> "Iterator[Artist]":
    """An area for each fill."""
    place, roles = sheet.film.placements[grid], frame.roles[grid]
    kinds = roles.astype(np.int64) + 256 * frame.shades.get(grid, np.zeros_like(roles)).astype(np.int64)
    for kind in np.unique(kinds).tolist():
        shade, code = divmod(kind, 256)
        runs = edges.runs(kinds == kind)
        yield sheet.fill(_areas(place.polygon(row, at, 1, n) for row, at, n in runs), sheet.theme.fill(code, shade))


def _rules(sheet: Sheet, place: Placement, roles: Roles) -> "Iterator[Artist]":
    """The lines between cells, then the hatch of unread cells."""
    thickness = sheet.film.rule_width
    for look, across, down in edges.ruled(place, roles, sheet.theme):
        if look.dashed:
            yield from _dashed(sheet, look, across, place.right)
            yield from _dashed(sheet, look, down, place.down)
        elif across or down:
            yield sheet.stroke(_lines([*across, *down]), look.rule, thickness, capstyle="round")
    for look, segments in edges.hatched(place, roles, sheet.theme):
        yield sheet.stroke(_lines(segments), look.hatch, hatch_width(thickness))


def _dashed(sheet: Sheet, look: Look, segments: edges.Segments, step: tuple[int, int]) -> "Iterator[Artist]":
    from matplotlib import rcParams

    if not segments:
        return
    thickness = sheet.film.rule_width
    length = float(np.hypot(*step))
    # matplotlib counts dashes in line widths, unless the user's settings say points.
    period = length / dashes(length) * (1 / thickness if rcParams["lines.scale_dashes"] else sheet.points)
    pattern = (period * DASH / 2, (period * DASH, period * (1 - DASH)))
    yield sheet.stroke(_lines(segments), look.rule, thickness, linestyle=pattern)


def _texts(sheet: Sheet, grid: str, frame: Frame) -> "Iterator[Artist]":
    place, style = sheet.film.placements[grid], sheet.film.cell_texts[grid]
    roles, shown = frame.roles[grid], frame.texts[grid]
    shades = frame.shades.get(grid, np.zeros_like(roles))
    for row, column in np.argwhere(shown != "").tolist():
        x, y = place.corner(row + style.row, column + style.column)
        colour = sheet.theme.letter(int(roles[row, column]), int(shades[row, column]))
        yield from sheet.write(str(shown[row, column]), (x, y + middle(style.size)), style.size, colour)


def _overlays(sheet: Sheet, grid: str, frame: Frame) -> "Iterator[Artist]":
    """Outlines on their casing, then guides and pointers."""
    film, theme = sheet.film, sheet.theme
    boxes = [_outline(film, box) for box in frame.outlines if box.grid == grid]
    fine = [line for ends in frame.guides if ends[0].grid == grid for line in guides(film, *ends)]
    fine += [line for ends in frame.pointers if ends[0].grid == grid for line in pointer(film, *ends)]
    if boxes:
        yield sheet.stroke(_areas(boxes), theme.ground, film.casing_width)
        yield sheet.stroke(_areas(boxes), theme.window, film.outline_width)
    if fine:
        yield sheet.stroke(_lines(fine), theme.window, guide_width(film))


def _outline(film: Film, box: Box) -> Sequence[Point]:
    return film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)


def _label(sheet: Sheet, label: Label) -> "Iterator[Artist]":
    return sheet.write(label.text, label.at, label.size, sheet.theme.voice(label.voice))


def _areas(corners: Iterable[Sequence[Point]]) -> "Path":
    """One path of closed shapes with four corners."""
    from matplotlib.path import Path

    points = np.array([(*shape, shape[0]) for shape in corners], np.float64).reshape(-1, 2)
    one = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(points, np.tile(np.array(one, np.uint8), len(points) // 5))


def _lines(segments: Sequence[tuple[Point, Point]]) -> "Path":
    """One path of separate lines."""
    from matplotlib.path import Path

    points = np.array(segments, np.float64).reshape(-1, 2)
    path = Path(points, np.tile(np.array([Path.MOVETO, Path.LINETO], np.uint8), len(segments)))
    path.should_simplify = False  # lines that happen to follow one another keep their dashes
    return path


@cache
def _font(given: str | None, chinese: bool) -> "FontProperties":
    """The house font, or the Chinese one, by its file: a name might find another of that name."""
    import os

    from matplotlib import font_manager, get_data_path

    path, place = os.path.join(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"), 0
    if chinese:
        path, place = chinese_font(given) or (path, place)
    # Collections of fonts can be read beyond their first from matplotlib 3.11 on.
    file = font_manager.FontPath(path, place) if hasattr(font_manager, "FontPath") else path
    return font_manager.FontProperties(family="DejaVu Sans", fname=file)
