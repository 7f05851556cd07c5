"""Where each grid lies and which labels stand beside it: the isometric view and the flat equation."""

from collections.abc import Callable
from typing import NamedTuple

from visualize.film import Label, Placement
from visualize.story import Story
from visualize.story.stack import Pile
from visualize.style import fonts
from visualize.text import phrases

# The lattice of the slanted view, for a cell of edge 1: the plane turned and tipped as in the published animations.
RIGHT, DOWN = (0.894, -0.447), (0.634, 0.597)


class Scale(NamedTuple):
    """All lengths that follow from the cell's edge, in pixels."""

    cell: int

    @property
    def text_size(self) -> int:
        """Main line of the caption; never below 14, so that the last row can read it."""
        return max(14, round(self.cell * 0.5))

    @property
    def smallest_text(self) -> int:
        """An equation's, rather than that it be shortened."""
        return max(14, round(self.cell * 0.22))

    @property
    def quiet_size(self) -> int:
        """Formula and headings."""
        return max(12, round(self.cell * 0.42))

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
        return 1.0 if self.cell < 30 else 2.0 if self.cell < 80 else 4.0

    @property
    def outline(self) -> float:
        """Width of the window's outline; as even or odd as the rule, so that both land on whole pixels."""
        if self.cell < 12:
            return 0.8 if self.cell < 8 else 1.0
        return 3.0 if self.cell < 30 else 4.0 if self.cell < 80 else 8.0

    @property
    def air(self) -> float:
        """Between a number and the edges of its cell, half an outline counted in; it never grows faster than a cell."""
        return max(2.5, self.cell * 0.1)

    @property
    def casing(self) -> float:
        """Width of the outline with a pixel of ground on either side; the smallest cells have no room for it."""
        return self.outline if self.cell < 8 else self.outline + 2

    @property
    def half(self) -> float:
        """What puts the middle of a line on pixels: half a pixel for lines of odd width."""
        return 0.0 if self.rule in (2.0, 4.0) else 0.5


Arrangement = tuple[dict[str, Placement], list[Label], float, float]


def _flat(story: Story | Pile, scale: Scale) -> Arrangement:
    """Input, kernel and output side by side as an equation; the grids on one middle line, headings above."""
    cell, size = scale.cell, scale.quiet_size
    headings, shapes = story.spoken().headings, story.shapes
    tallest = max(rows for rows, _ in shapes.values()) * cell
    grid_top = float(round(size * 1.9))
    placements: dict[str, Placement] = {}
    labels: list[Label] = []
    x = 0.0
    for grid, sign in zip(shapes, _signs(story), strict=True):
        rows, columns = shapes[grid]
        span = max(columns * cell, round(fonts.width(headings[grid], size)))
        top = grid_top + (tallest - rows * cell) // 2
        left = x + (span - columns * cell) // 2
        origin, turned = (left + scale.half, top + scale.half), grid == "kernel" and story.flipped
        placements[grid] = Placement((rows, columns), origin, (cell, 0), (0, cell), turned)
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


def _signs(story: Story | Pile) -> tuple[str, ...]:
    """What stands behind each grid."""
    if isinstance(story, Pile):
        return (*("→" for _ in story.layers), "")
    if story.weighted:
        return ("∗", "=", "")
    name = phrases.phrase("average" if story.has_lines else "maximum", story.language)
    return (f"{name} {phrases.by(story.operation.kernel_size)}", "")


def _sign(sign: str, x: float, middle: float, scale: Scale) -> tuple[list[Label], float]:
    """An operator between two grids, or an arrow with a word above; and the room that it takes."""
    size, gap = max(18, round(scale.cell * 0.7)), max(16, round(scale.cell * 0.5))
    if len(sign) == 1:
        advance = round(fonts.width(sign, size))
        return [Label(sign, (x + gap + advance / 2, middle + size * 0.36), size)], 2 * gap + advance
    word = scale.quiet_size
    advance = round(max(fonts.width(sign, word), fonts.width("→", size)))
    at = x + gap + advance / 2
    return [
        Label(sign, (at, middle - size * 0.5), word, "quiet"),
        Label("→", (at, middle + size * 0.36), size),
    ], 2 * gap + advance


def _isometric(story: Story | Pile, scale: Scale) -> Arrangement:
    """The input plane lowest, the output plane highest, their middles on one upright line."""
    cell = scale.cell
    right = (max(2, round(RIGHT[0] * cell)), min(-1, round(RIGHT[1] * cell)))
    down = (max(1, round(DOWN[0] * cell)), max(2, round(DOWN[1] * cell)))
    planes = {grid: Placement(story.shapes[grid], (0.0, 0.0), right, down) for grid in story.planes}
    bounds = {grid: plane._replace(shape=_with_struck(story, grid)).bounds() for grid, plane in planes.items()}
    width = max(end - start for start, _, end, _ in bounds.values())
    gap = max(14, round(1.7 * cell))
    y, origins = 0.0, {}
    for grid in reversed(story.planes):
        left, top, end, bottom = bounds[grid]
        origins[grid] = (width - (end - left)) // 2 - left + scale.half, y - top + scale.half
        y += bottom - top + gap
    placed = {grid: plane._replace(origin=origins[grid]) for grid, plane in planes.items()}
    labels, room = _beside(story, placed, width, scale) if isinstance(story, Pile) else ([], 0.0)
    return placed, labels, width + room, y - gap


def _beside(pile: Pile, planes: dict[str, Placement], width: float, scale: Scale) -> tuple[list[Label], float]:
    """What each plane is, in a column to the right of all, where no guide comes; and the room that it takes."""
    size, headings = scale.quiet_size, pile.spoken().headings
    widest = max(fonts.width(headings[grid], size) for grid in planes)
    gap = float(round(scale.margin * 0.5))
    labels = []
    for grid, plane in planes.items():
        _, top, _, bottom = plane.bounds()
        at = width + gap + widest / 2, round((top + bottom) / 2 + fonts.middle(size))
        labels.append(Label(headings[grid], at, size, "quiet"))
    return labels, gap + widest


def _with_struck(story: Story | Pile, grid: str) -> tuple[int, int]:
    """Rows and columns of a grid, with struck cells that lie beyond it."""
    rows, columns = story.shapes[grid]
    beyond = [box for box in story.struck if box.grid == grid]
    return rows + any(box.row >= rows for box in beyond), columns + any(box.column >= columns for box in beyond)


VIEWS: dict[str, Callable[[Story | Pile, Scale], Arrangement]] = {"isometric": _isometric, "flat": _flat}
