"""Where each grid lies and which labels stand beside it: the isometric view and the flat equation."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from visualize import lettering, words
from visualize.errors import VisualizeError, invalid, unknown
from visualize.film import CellText, Film, Frame, Label, Placement, Texts
from visualize.story import Story, description

SMALLEST_CELL, LARGEST_CELL = 4, 40
DEFAULT_WIDTH = 960
MOST_PIXELS = 50_000_000
SMALLEST_MARKED = 24  # below this, a letter in a corner would reach the middle of its cell

# The lattice of the slanted view, for a cell of edge 1: the plane turned and tipped as in the published animations.
RIGHT, DOWN = (0.894, -0.447), (0.634, 0.597)


class Scale(NamedTuple):
    """All lengths that follow from the cell's edge, in pixels."""

    cell: int

    @property
    def text_size(self) -> int:
        """Main line of the caption; never below 14, so that the last row can read it."""
        return min(22, max(14, round(self.cell * 0.5)))

    @property
    def quiet_size(self) -> int:
        """Formula and headings."""
        return min(18, max(12, round(self.cell * 0.42)))

    @property
    def mark_size(self) -> int:
        """Small letters in a corner of a cell."""
        return max(9, round(self.cell * 0.3))

    @property
    def margin(self) -> int:
        """Air around the picture and between its parts."""
        return max(16, round(self.cell * 0.7))

    @property
    def rule(self) -> float:
        """Width of the lines between cells: whole pixels, but a hair in small cells, where lines would drown colour."""
        if self.cell < 12:
            return 0.3
        return 1.0 if self.cell < 30 else 2.0

    @property
    def outline(self) -> float:
        """Width of the window's outline; as even or odd as the rule, so that both land on whole pixels."""
        if self.cell < 12:
            return 0.8 if self.cell < 8 else 1.0
        return 3.0 if self.cell < 30 else 4.0

    @property
    def casing(self) -> float:
        """Width of the outline with a pixel of ground on either side; the smallest cells have no room for it."""
        return self.outline if self.cell < 8 else self.outline + 2

    @property
    def half(self) -> float:
        """What puts the middle of a line on pixels: half a pixel for lines of odd width."""
        return 0.0 if self.rule == 2.0 else 0.5


Arrangement = tuple[dict[str, Placement], list[Label], float, float]


def _flat(story: Story, scale: Scale) -> Arrangement:
    """Input, kernel and output side by side as an equation; the grids on one middle line, headings above."""
    cell, size = scale.cell, scale.quiet_size
    headings, shapes = words.headings(story.operation), story.shapes
    tallest = max(rows for rows, _ in shapes.values()) * cell
    grid_top = float(round(size * 1.9))
    placements: dict[str, Placement] = {}
    labels: list[Label] = []
    x = 0.0
    for grid, sign in zip(shapes, _signs(story), strict=True):
        rows, columns = shapes[grid]
        span = max(columns * cell, round(lettering.width(headings[grid], size)))
        top = grid_top + (tallest - rows * cell) // 2
        left = x + (span - columns * cell) // 2
        placements[grid] = Placement((rows, columns), (left + scale.half, top + scale.half), (cell, 0), (0, cell))
        labels.append(Label(headings[grid], (x + span / 2, top - round(size * 0.7)), size, "quiet"))
        x += span
        if sign:
            drawn, advance = _sign(sign, x, grid_top + tallest / 2, scale)
            labels += drawn
            x += advance
    beyond = any(box.column >= shapes["output"][1] for box in story.struck) * cell
    below = any(box.row >= shapes["output"][0] for box in story.struck) * cell
    height = max(tallest, placements["output"].bounds()[3] - grid_top + below)
    return placements, labels, x + beyond, grid_top + height


def _signs(story: Story) -> tuple[str, ...]:
    """What stands behind each grid."""
    if story.weighted:
        return ("∗", "=", "")
    name = "avg" if story.has_lines else "max"
    return (f"{name} {words.by(story.operation.kernel_size)}", "")


def _sign(sign: str, x: float, middle: float, scale: Scale) -> tuple[list[Label], float]:
    """An operator between two grids, or an arrow with a word above; and the room that it takes."""
    size, gap = max(18, round(scale.cell * 0.7)), max(16, round(scale.cell * 0.5))
    if len(sign) == 1:
        advance = round(lettering.width(sign, size))
        return [Label(sign, (x + gap + advance / 2, middle + size * 0.36), size)], 2 * gap + advance
    word = scale.quiet_size
    advance = round(max(lettering.width(sign, word), lettering.width("→", size)))
    at = x + gap + advance / 2
    return [
        Label(sign, (at, middle - size * 0.5), word, "quiet"),
        Label("→", (at, middle + size * 0.36), size),
    ], 2 * gap + advance


def _isometric(story: Story, scale: Scale) -> Arrangement:
    """The input plane below, the output plane above it, their middles on one upright line."""
    cell = scale.cell
    right = (max(2, round(RIGHT[0] * cell)), min(-1, round(RIGHT[1] * cell)))
    down = (max(1, round(DOWN[0] * cell)), max(2, round(DOWN[1] * cell)))
    planes = [Placement(story.shapes[grid], (0.0, 0.0), right, down) for grid in ("input", "output")]
    rows, columns = story.shapes["output"]
    beyond = Placement(
        (
            rows + any(box.row >= rows for box in story.struck),
            columns + any(box.column >= columns for box in story.struck),
        ),
        (0.0, 0.0),
        right,
        down,
    )
    sizes = [(b[2] - b[0], b[3] - b[1]) for b in (plane.bounds() for plane in (planes[0], beyond))]
    width = max(size[0] for size in sizes)
    gap = max(14, round(1.7 * cell))
    tops = (sizes[1][1] + gap, 0.0)
    placements = {}
    for grid, plane, whole, (span, _), top in zip(
        ("input", "output"), planes, (planes[0], beyond), sizes, tops, strict=True
    ):
        left, highest, _, _ = whole.bounds()
        origin = ((width - span) // 2 - left + scale.half, top - highest + scale.half)
        placements[grid] = plane._replace(origin=origin)
    return placements, [], width, sizes[0][1] + sizes[1][1] + gap


VIEWS: dict[str, Callable[[Story, Scale], Arrangement]] = {"isometric": _isometric, "flat": _flat}


def film(story: Story, view: str, cell: int | None = None, width: int | None = None, title: str = "") -> Film:
    """The story laid out: cells of `cell` pixels, or the largest that fit `width` (by default 4 to 40 in 960)."""
    if view not in VIEWS:
        raise unknown("view", view, "known names are " + ", ".join(VIEWS))
    for name, value in (("cell", cell), ("width", width)):
        if value is not None and value < 1:
            raise invalid(name, value, "must be at least 1 pixel")
    if cell is not None and cell < SMALLEST_CELL:
        raise invalid("cell", cell, f"must be at least {SMALLEST_CELL} pixels")
    if cell is not None:
        return _compose(story, view, cell, width, title)
    largest = LARGEST_CELL if width is None else max(SMALLEST_CELL, width // 2)
    edge = _largest_cell(story, view, width or DEFAULT_WIDTH, largest)
    return _compose(story, view, edge, width, title)


def _largest_cell(story: Story, view: str, width: int, largest: int) -> int:
    """By halving: the arrangement only grows with the cell."""
    low, high = SMALLEST_CELL, largest
    while low < high:
        middle = (low + high + 1) // 2
        scale = Scale(middle)
        fits = VIEWS[view](story, scale)[2] + 2 * scale.margin <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _compose(story: Story, view: str, cell: int, width: int | None, title: str) -> Film:
    scale = Scale(cell)
    placements, labels, content_width, content_height = VIEWS[view](story, scale)
    above = _stacked(_wrapped([title], scale.text_size, content_width), scale.text_size)
    below = list(_caption(story, scale, content_width))
    texts = [lettering.width(text, size) for text, size, _ in (*above, *below)]
    across = round(max(content_width, *texts)) + 2 * scale.margin
    if width is not None and across > width:
        raise invalid("width", width, f"too narrow for this figure, which needs {across} pixels")
    full_width = width or across
    top = scale.margin + sum(round(size * 1.5) for _, size, _ in above) + (scale.margin // 2 if above else 0)
    foot = top + round(content_height) + round(scale.margin * 0.6)
    told = foot + round(scale.text_size * 1.5) * story.has_lines
    height = told + sum(round(size * 1.5) for _, size, _ in below) + scale.margin
    _check_pixels(full_width, height, cell)
    shift = float((full_width - round(content_width)) // 2), float(top)
    middle = full_width / 2
    lines = [*_lines(above, middle, scale.margin), *_lines(below, middle, told)]
    placements = {grid: place._replace(origin=_moved(place.origin, shift)) for grid, place in placements.items()}
    marks = _marks(story, scale)
    return Film(
        width=full_width,
        height=height,
        placements=placements,
        frame_count=story.step_count,
        frame=_frames(story, placements, marks),
        rest={grid: story.rest[grid] for grid in placements},
        rule_width=scale.rule,
        outline_width=scale.outline,
        casing_width=scale.casing,
        labels=(*(label._replace(at=_moved(label.at, shift)) for label in labels), *lines),
        line=next(_lines([("", scale.text_size, "text")], middle, foot)) if story.has_lines else None,
        struck=story.struck,
        cell_texts={grid: CellText(scale.mark_size, 0.26, 0.24) for grid in marks},
        title=title or words.title(story.operation),
        description=description(story),
    )


def _marks(story: Story, scale: Scale) -> dict[str, Texts]:
    """Letters that tie each padding cell to the input cell it repeats, where cells have room for them."""
    if story.sources is None or scale.cell < SMALLEST_MARKED:
        return {}
    return {"input": story.letters}


def _frames(story: Story, placements: dict[str, Placement], marks: dict[str, Texts]) -> Callable[[int], Frame]:
    """The story's frames without what this view has no place for."""
    slanted = not placements["input"].upright

    def frame(index: int) -> Frame:
        whole = story.frame(index)
        roles = {grid: whole.roles[grid] for grid in placements}
        outlines = tuple(box for box in whole.outlines if box.grid in placements)
        return whole._replace(roles=roles, outlines=outlines, guides=whole.guides if slanted else (), texts=marks)

    return frame


Line = tuple[str, int, str]


def _caption(story: Story, scale: Scale, content_width: float) -> Iterator[Line]:
    first, *rest = words.caption(story.operation)
    yield first, scale.text_size, "text"
    for line in rest:
        yield line, scale.quiet_size, "quiet"


def _stacked(texts: list[str], size: int) -> list[Line]:
    return [(text, size, "text") for text in texts]


def _wrapped(paragraphs: list[str], size: int, content_width: float) -> list[str]:
    """Lines no wider than the grids or 480 pixels; a single longer word keeps its line."""
    limit = max(content_width, 480.0)
    lines: list[str] = []
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and lettering.width(longer, size) > limit:
                lines.append(line)
                longer = word
            line = longer
        if line:
            lines.append(line)
    return lines


def _lines(lines: list[Line], middle: float, top: float) -> Iterator[Label]:
    for text, size, voice in lines:
        yield Label(text, (middle, top + round(size * 1.1)), size, "quiet" if voice == "quiet" else "text")
        top += round(size * 1.5)


def _moved(point: tuple[float, float], by: tuple[float, float]) -> tuple[float, float]:
    return point[0] + by[0], point[1] + by[1]


def _check_pixels(width: int, height: int, cell: int) -> None:
    if width * height <= MOST_PIXELS:
        return
    megapixels = width * height / 1e6
    advice = f"the picture would be {width} x {height}, {megapixels:.0f} megapixels; at most {MOST_PIXELS // 10**6}"
    hint: VisualizeError = invalid("cell", cell, f"{advice}; use a smaller --cell or --i")
    raise hint
