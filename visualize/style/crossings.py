"""Where straight lines cross the cells of a grid, and what is left of lines outside of boxes; many lines at once.

Lines are arrays (number, 2, 2): their two ends, each x and y in pixels. Parts of lines are shares of their lengths.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Placement, Point

Floats = NDArray[np.floating[Any]]
Whole = NDArray[np.intp]
SHORTEST = 1  # pixels, of a part that is drawn
_MOST = 60_000  # cells along a line; so many would be lines over cells without a size


def between(a: Point, b: Point, share: float) -> Point:
    """The point at a share of the way from one point to another.

    >>> between((0.0, 0.0), (10.0, 20.0), 0.5)
    (5.0, 10.0)
    """
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


class Near(NamedTuple):
    """Cells that are near lines: the line's number, the cell's row and column, and the cell's middle."""

    line: Whole
    row: Whole
    column: Whole
    middle: Floats


class Parts(NamedTuple):
    """Parts of lines: the line's number and the shares of its length at which the part begins and ends."""

    line: Whole
    begin: Floats
    end: Floats


def near(place: Placement, box: Box, lines: Floats, reach: float) -> Near:
    """The cells of a box with middles at which a line crosses, or nearly crosses, a square of half side `reach`.

    >>> from visualize.film import INPUT
    >>> place = Placement((2, 3), (0.0, 0.0), (20, 0), (0, 20))
    >>> near(place, Box(INPUT, 0, 0, 2, 3), np.array([[(1.0, 11.0), (39.0, 12.0)]]), 2.0).column.tolist()
    [0, 1]
    """
    (rx, ry), (dx, dy), ends = place.right, place.down, lines - place.origin
    area, x, y = rx * dy - ry * dx, ends[:, :, 0], ends[:, :, 1]
    rows, columns = (rx * y - ry * x) / area, (dy * x - dx * y) / area  # of each line's ends
    down, right = rows[:, 1] - rows[:, 0], columns[:, 1] - columns[:, 0]
    steep = np.abs(down) >= np.abs(right)
    main, side = np.where(steep, rows[:, 0], columns[:, 0]), np.where(steep, columns[:, 0], rows[:, 0])
    length, across = np.where(steep, down, right), np.where(steep, right, down)
    # Along its longer direction a line meets each row (or column) of cells once, near one cell or its neighbours.
    spread = int(np.ceil(reach * (abs(dx) + abs(dy) + abs(rx) + abs(ry)) / area))
    low = max(min(box.row, box.column), int(np.floor(np.minimum(main, main + length).min())) - 1)
    high = min(max(box.row + box.rows, box.column + box.columns), int(np.max(np.maximum(main, main + length))) + 2)
    along = np.arange(low, max(low, high) if high - low < _MOST else low)
    slope = across / np.where(length, length, 1.0)
    middle = side[:, None] + (along + 0.5 - main[:, None]) * slope[:, None]
    beside = np.floor(middle).astype(np.intp)[:, :, None] + np.arange(-spread, spread + 1)
    row = np.where(steep[:, None, None], along[:, None], beside)
    column = np.where(steep[:, None, None], beside, along[:, None])
    inside = (
        (row >= box.row) & (row < box.row + box.rows) & (column >= box.column) & (column < box.column + box.columns)
    )
    x, y = (column + 0.5) * rx + (row + 0.5) * dx + place.origin[0], (column + 0.5) * ry + (row + 0.5) * dy
    y += place.origin[1]
    (ax, ay), (lx, ly) = lines[:, 0].T[:, :, None, None], (lines[:, 1] - lines[:, 0]).T[:, :, None, None]
    # The distance times the length, of a line that touches a corner of the square.
    found = np.nonzero(inside & (np.abs((x - ax) * ly - (y - ay) * lx) < reach * (np.abs(lx) + np.abs(ly))))
    return Near(found[0], row[found], column[found], np.array((x[found], y[found])).T)


def within(lines: Floats, number: Whole, middles: Floats, halves: Floats | Point) -> Parts:
    """The parts of lines inside of boxes, which are given by their middles and half their widths and heights.

    >>> within(np.array([[(0.0, 0.0), (10.0, 0.0)]]), np.array([0]), np.array([(5.0, 0.0)]), (1.0, 1.0)).begin.tolist()
    [0.4]
    """
    start = lines[number, 0]
    length = lines[number, 1] - start
    length[length == 0] = 1e-9
    one, other = (middles - halves - start) / length, (middles + halves - start) / length
    begin, end = np.minimum(one, other).max(axis=1), np.maximum(one, other).min(axis=1)
    cut = (begin < end) & (end > 0) & (begin < 1)
    return Parts(number[cut], begin[cut], end[cut])


def outside(lines: Floats, begin: Floats, end: Floats, cuts: list[Parts]) -> Floats:
    """The parts of lines between two shares that lie outside of other parts, as lines; none is shorter than a pixel.

    >>> line, cut = np.array([[(0.0, 0.0), (10.0, 0.0)]]), Parts(np.array([0]), np.array([0.4]), np.array([0.6]))
    >>> outside(line, np.zeros(1), np.ones(1), [cut])[:, :, 0].tolist()
    [[0.0, 4.0], [6.0, 10.0]]
    """
    every = np.arange(len(lines))
    ends = [Parts(every, np.full(len(lines), -1.0), begin), Parts(every, end, np.full(len(lines), 2.0))]
    number, starts, stops = (np.concatenate(parts) for parts in zip(*ends, *cuts, strict=True))
    # One line after the other along a single axis, 4 units for each, in the order of the parts' beginnings.
    starts, stops = (np.minimum(np.maximum(shares, -1), 2) + 4 * number for shares in (starts, stops))
    order = np.argsort(starts, kind="stable")
    number, left, right = number[order], np.maximum.accumulate(stops[order])[:-1], starts[order][1:]
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T)[number]
    kept = (number[1:] == number[:-1]) & ((right - left) * length[1:] >= SHORTEST)
    number = number[1:][kept]
    shares = np.array((left[kept], right[kept])).T - 4 * number[:, None]
    parts: Floats = lines[number, :1] + shares[:, :, None] * (lines[number, 1:] - lines[number, :1])
    return parts
