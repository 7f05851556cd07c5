"""The seam between what happens and how it is painted.

A film holds sizes, places, static labels and whole frames, asked for one at a time. It does not hold: the
operation and its parameters, colours, seconds, file names or formats, rendered pixels, differences between frames.

An array of a frame that did not change is the same object as in the frame before: renderers compare identities first.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film.grid import Grid

Roles = NDArray[np.uint8]
Texts = NDArray[np.str_]
Shades = NDArray[np.uint8]
Point = tuple[float, float]


NOTHING: Mapping[Any, Any] = {}  # never written to; a mapping proxy cannot be pickled


class Box(NamedTuple):
    """A rectangle of cells of one grid."""

    grid: Grid
    row: int
    column: int
    rows: int = 1
    columns: int = 1


class Line(NamedTuple):
    """What a step says below the picture, and the same as a question: with its results left out."""

    text: str = ""
    question: str = ""


class Frame(NamedTuple):
    """The whole state of one step: the role of every cell by grid, shape (rows, columns), and what lies over them.

    `outlines` are thick frames around boxes; a guide ties the corners of one box to those of another, a pointer the
    middle of one cell to that of another of the same grid. `line` is what the step says below the picture; `texts`
    are what stands in the cells, by grid, empty strings for nothing. `shades` number the steps of a colour scale that
    fill cells instead of their role's fill, 0 for none.
    """

    roles: Mapping[Grid, Roles]
    outlines: tuple[Box, ...] = ()
    guides: tuple[tuple[Box, Box], ...] = ()
    pointers: tuple[tuple[Box, Box], ...] = ()
    line: Line = Line()
    texts: Mapping[Grid, Texts] = NOTHING
    shades: Mapping[Grid, Shades] = NOTHING

    def __eq__(self, other: object) -> bool:
        """Whether all is the same, array by array."""
        return isinstance(other, Frame) and all(map(_same, self, other))

    def __ne__(self, other: object) -> bool:
        """A tuple's own would compare arrays as a whole."""
        return not self == other


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


class Placement(NamedTuple):
    """Where a grid lies, in pixels: its top left corner and the steps to the next cell right and down.

    The steps are whole pixels, so that every cell of the grid is the same tile, in a slanted view too. A `turned` grid
    is drawn rotated by 180°; its cells keep the names that they have unrotated.
    """

    shape: tuple[int, int]
    origin: Point
    right: tuple[int, int]
    down: tuple[int, int]
    turned: bool = False

    @property
    def upright(self) -> bool:
        """Whether cells are rectangles with level sides."""
        return self.right[1] == 0 and self.down[0] == 0

    def named(self, row: int, column: int) -> tuple[int, int]:
        """The row and column by which other programs know the cell drawn at a row and column."""
        rows, columns = self.shape
        return (rows - 1 - row, columns - 1 - column) if self.turned else (row, column)

    def corner(self, row: float, column: float) -> Point:
        """The top left corner of a cell."""
        return (
            self.origin[0] + column * self.right[0] + row * self.down[0],
            self.origin[1] + column * self.right[1] + row * self.down[1],
        )

    def polygon(self, row: int, column: int, rows: int = 1, columns: int = 1) -> tuple[Point, Point, Point, Point]:
        """Corners of a box of cells: top left, top right, bottom right, bottom left of the grid's own axes."""
        bottom, end = row + rows, column + columns
        return self.corner(row, column), self.corner(row, end), self.corner(bottom, end), self.corner(bottom, column)

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the whole grid."""
        xs, ys = zip(*self.polygon(0, 0, *self.shape), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


class Label(NamedTuple):
    """A line of static text: the middle of its baseline, its size in pixels, and its voice."""

    text: str
    at: Point
    size: int
    voice: Literal["text", "quiet"] = "text"


class Legend(NamedTuple):
    """A bar of shades, left, top, width, height in pixels, and the labels at its ends."""

    left: int
    top: int
    width: int
    height: int
    shades: tuple[int, ...]
    labels: tuple[Label, ...]


class CellText(NamedTuple):
    """How texts stand in the cells of a grid: size in pixels, and where their middle is, as fractions of the cell."""

    size: int
    row: float = 0.5
    column: float = 0.5


class Film(NamedTuple):
    """All that a painter needs. Grids are painted in the order of `placements`, the nearest last.

    `line` says where and how large each frame's own line stands; its text is an example. `struck` boxes of cells are
    crossed out, also beyond their grid. `hues` are shades that frames use beyond those in the legends. `font` is a
    file for Chinese letters, None for the system's. `rest` is what the cells are when nothing happens. `stage` is from
    where to where, downwards, the grids and all that belongs to them stand; the other labels belong to the whole.
    `numbers` are the steps that the frames show, None for 0, 1, 2 ...; `poster` is the frame that stands still, None
    for the last. The values of this seam are named tuples: a dataclass costs seven times as much at start-up.
    """

    width: int
    height: int
    placements: Mapping[Grid, Placement]
    rest: Mapping[Grid, Roles]
    frame_count: int
    frame: Callable[[int], Frame]
    rule_width: float = 1.0
    outline_width: float = 3.0
    casing_width: float = 5.0
    labels: tuple[Label, ...] = ()
    line: Label | None = None
    struck: tuple[Box, ...] = ()
    cell_texts: Mapping[Grid, CellText] = NOTHING
    legends: tuple[Legend, ...] = ()
    hues: tuple[int, ...] = ()
    font: str | None = None
    title: str = ""
    description: str = ""
    stage: tuple[float, float] = (0.0, 0.0)
    numbers: Sequence[int] | None = None
    poster: int | None = None

    @property
    def steps(self) -> Sequence[int]:
        """The number of the step that each frame shows."""
        return range(self.frame_count) if self.numbers is None else self.numbers

    @property
    def letters(self) -> str:
        """All labels and an example of the lines: what a font must have, without asking for a frame."""
        return "".join(label.text for label in (*self.labels, self.line) if label is not None)

    @property
    def still(self) -> int:
        """The frame that is seen where nothing moves."""
        return self.frame_count - 1 if self.poster is None else self.poster

    def __eq__(self, other: object) -> bool:
        """Whether two films show the same: everything that stands still, then frame by frame."""
        if not isinstance(other, Film):
            return False
        still = ((one, its) for name, one, its in zip(self._fields, self, other, strict=True) if name != "frame")
        return all(_same(*pair) for pair in still) and all(
            self.frame(index) == other.frame(index) for index in range(self.frame_count)
        )

    def __ne__(self, other: object) -> bool:
        """A tuple's own would compare arrays as a whole."""
        return not self == other
