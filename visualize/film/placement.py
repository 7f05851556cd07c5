"""Where the cells of a grid lie, in pixels, and boxes of cells."""

from typing import Any, NamedTuple

import numpy as np

from visualize.film.grid import Grid

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle of cells in one grid: its top left cell, its numbers of rows and columns."""

    grid: Grid
    row: int
    column: int
    rows: int = 1
    columns: int = 1


class Placement(NamedTuple):
    """The position of a grid, in pixels: its top left corner and the offsets to the next cell right and down.

    The offsets are whole pixels, so that all cells of the grid are the same tile, in a slanted view too. A `turned`
    grid is drawn rotated by 180°; its cells keep their unrotated names.

    >>> Placement((2, 3), (10.0, 10.0), (20, 0), (0, 20)).bounds()
    (10.0, 10.0, 70.0, 50.0)
    """

    shape: tuple[int, int]
    origin: Point
    right: tuple[int, int]
    down: tuple[int, int]
    turned: bool = False

    @property
    def upright(self) -> bool:
        """Whether cells are rectangles with horizontal and vertical sides."""
        return self.right[1] == 0 and self.down[0] == 0

    @property
    def height(self) -> float:
        """The distance in pixels of the two sides of a cell that are nearest to each other.

        >>> Placement((2, 3), (10.0, 10.0), (3, -4), (0, 10)).height
        3.0
        """
        (rx, ry), (dx, dy) = self.right, self.down
        return (rx * dy - ry * dx) / max(float(np.hypot(rx, ry)), float(np.hypot(dx, dy)))

    def named(self, row: int, column: int) -> tuple[int, int]:
        """The public row and column of the cell that is drawn at a row and column.

        >>> Placement((2, 3), (0.0, 0.0), (20, 0), (0, 20), turned=True).named(0, 0)
        (1, 2)
        """
        rows, columns = self.shape
        return (rows - 1 - row, columns - 1 - column) if self.turned else (row, column)

    def scaled(self, scale: int) -> "Placement":
        """The same grid in a picture of so many times the pixels.

        >>> Placement((2, 3), (10.5, 10.5), (20, 0), (0, 20)).scaled(2).polygon(0, 0)[0]
        (21.0, 21.0)
        """
        (x, y), (rx, ry), (dx, dy) = self.origin, self.right, self.down
        origin, right, down = (x * scale, y * scale), (rx * scale, ry * scale), (dx * scale, dy * scale)
        return self._replace(origin=origin, right=right, down=down)

    def corner(self, row: float, column: float) -> Point:
        """The top left corner of a cell."""
        return (
            self.origin[0] + column * self.right[0] + row * self.down[0],
            self.origin[1] + column * self.right[1] + row * self.down[1],
        )

    def at(self, point: tuple[Any, Any]) -> tuple[Any, Any]:
        """The row and column at a point, or at points whose coordinates are arrays; the inverse of `corner`.

        >>> Placement((2, 3), (10.0, 10.0), (20, 0), (0, 20)).at((40.0, 20.0))
        (0.5, 1.5)
        """
        (rx, ry), (dx, dy) = self.right, self.down
        x, y, area = point[0] - self.origin[0], point[1] - self.origin[1], rx * dy - ry * dx
        return (rx * y - ry * x) / area, (dy * x - dx * y) / area

    def polygon(self, row: int, column: int, rows: int = 1, columns: int = 1) -> tuple[Point, Point, Point, Point]:
        """Corners of a box of cells: top left, top right, bottom right, bottom left in the grid's axes."""
        bottom, end = row + rows, column + columns
        return self.corner(row, column), self.corner(row, end), self.corner(bottom, end), self.corner(bottom, column)

    def grown(self, box: Box, by: float) -> tuple[Point, Point, Point, Point]:
        """The corners of a box whose sides are so many pixels further out.

        >>> from visualize.film import INPUT
        >>> Placement((2, 3), (10.0, 10.0), (20, 0), (0, 20)).grown(Box(INPUT, 0, 0), 2.0)[0]
        (8.0, 8.0)
        """
        (rx, ry), (dx, dy) = self.right, self.down
        area = rx * dy - ry * dx
        down, across = by * float(np.hypot(rx, ry)) / area, by * float(np.hypot(dx, dy)) / area
        top, left, bottom, end = box.row - down, box.column - across, box.row + box.rows, box.column + box.columns
        corners = ((top, left), (top, end + across), (bottom + down, end + across), (bottom + down, left))
        one, two, three, four = (self.corner(*corner) for corner in corners)
        return one, two, three, four

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the whole grid."""
        xs, ys = zip(*self.polygon(0, 0, *self.shape), strict=True)
        return min(xs), min(ys), max(xs), max(ys)
