"""Anti-aliased lines as lists of pixels with coverage levels; no colours."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.film import Point
from visualize.renderers.raster.palette import LEVELS

Floats = NDArray[np.floating[Any]]
Positions = NDArray[np.intp]
Levels = NDArray[np.uint8]


def distance_to_segment(x: Floats, y: Floats, a: tuple[ArrayLike, ArrayLike], b: tuple[ArrayLike, ArrayLike]) -> Floats:
    """Distance in pixels from points to segments, all arrays of one shape."""
    ax, ay = np.asarray(a[0], float), np.asarray(a[1], float)
    dx, dy = np.asarray(b[0], float) - ax, np.asarray(b[1], float) - ay
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
    return np.asarray(np.hypot(x - ax - along * dx, y - ay - along * dy))


def coverage(distance: Floats, width: float) -> Levels:
    """Coverage levels by a pixel's distance from the middle of a line, with a ramp of one pixel at the border.

    >>> coverage(np.array([0.0, 1.0, 2.0]), 2.0).tolist()
    [4, 2, 0]
    """
    share = np.clip(width / 2 + 0.5 - distance, 0, min(1.0, width + 0.2))
    levels: Levels = np.rint(share * LEVELS).astype(np.uint8)
    return levels


def polygon(points: Sequence[Point], width: float, row_length: int) -> tuple[Positions, Levels]:
    """Flat pixel positions and levels of a closed polygon's outline, for an image `row_length` pixels wide."""
    xs, ys = zip(*points, strict=True)
    reach = width / 2 + 1
    columns = np.arange(int(min(xs) - reach), int(max(xs) + reach) + 1)
    rows = np.arange(int(min(ys) - reach), int(max(ys) + reach) + 1)
    x, y = np.meshgrid(columns + 0.5, rows + 0.5)
    sides = zip(points, (*points[1:], points[0]), strict=True)
    nearest = np.full(x.shape, np.inf)
    for a, b in sides:
        np.minimum(nearest, distance_to_segment(x, y, a, b), out=nearest)
    levels = coverage(nearest, width)
    row, column = np.nonzero(levels)
    return (row + rows[0]) * row_length + column + columns[0], levels[row, column]


def line(a: Point, b: Point, width: float, row_length: int) -> tuple[Positions, Levels]:
    """Flat pixel positions and levels of a straight line; the work is proportional to its length."""
    (ax, ay), (bx, by) = a, b
    steep = abs(by - ay) >= abs(bx - ax)
    start, end, cross, slope = (ay, by, ax, bx - ax) if steep else (ax, bx, ay, by - ay)
    length = end - start
    if length == 0:
        return np.empty(0, np.intp), np.empty(0, np.uint8)
    main = np.arange(int(np.ceil(min(start, end) - 0.5)), int(np.floor(max(start, end) - 0.5)) + 1)
    middle = cross + (main + 0.5 - start) * slope / length
    slant = abs(length) / np.hypot(length, slope)
    reach = int(np.ceil(width / slant)) + 1
    side = np.floor(middle).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    levels = coverage(np.abs(side + 0.5 - middle[:, None]) * slant, width)
    rows, columns = (np.broadcast_to(main[:, None], side.shape), side)
    if not steep:
        rows, columns = columns, rows
    kept = levels > 0
    return (rows[kept] * row_length + columns[kept]).astype(np.intp), levels[kept]


def merged(strokes: Iterable[tuple[Positions, Levels]]) -> tuple[Positions, Levels]:
    """The pixels of several strokes in one list."""
    parts = [(np.empty(0, np.intp), np.empty(0, np.uint8)), *strokes]
    return np.concatenate([positions for positions, _ in parts]), np.concatenate([levels for _, levels in parts])


def inside(points: Sequence[Point], row_length: int) -> Positions:
    """Flat positions of the pixels whose middles lie in a convex polygon, whichever way its corners run.

    >>> inside([(0, 0), (3, 0), (3, 1), (0, 1)], 10).tolist()
    [0, 1, 2]
    """
    corners = np.array(points, float)
    (ax, ay), (bx, by) = corners.T, np.roll(corners, -1, axis=0).T
    top, bottom = int(np.ceil(ay.min() - 0.5)), int(np.floor(ay.max() - 0.5))
    y = np.arange(top, bottom + 1)[:, None] + 0.5
    slanted = ay != by
    (ax, ay), (bx, by) = (ax[slanted], ay[slanted]), (bx[slanted], by[slanted])
    x = ax + (y - ay) * (bx - ax) / (by - ay)
    met = (y >= np.minimum(ay, by)) & (y <= np.maximum(ay, by))
    left = np.ceil(np.where(met, x, np.inf).min(axis=1) - 0.5).astype(np.intp)
    lengths = np.floor(np.where(met, x, -np.inf).max(axis=1) - 0.5).astype(np.intp) + 1 - left
    begins = (np.arange(top, bottom + 1) * row_length + left).repeat(lengths)
    positions: Positions = begins + np.arange(lengths.sum()) - (lengths.cumsum() - lengths).repeat(lengths)
    return positions
