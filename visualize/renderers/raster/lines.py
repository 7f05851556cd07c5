"""Anti-aliased lines as lists of pixels with coverage levels; no colours."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.film import Point
from visualize.renderers.raster.palette import LEVELS

Floats = NDArray[np.floating[Any]]
Positions = NDArray[np.intp]
Levels = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def distance_to_segment(x: Floats, y: Floats, a: tuple[ArrayLike, ArrayLike], b: tuple[ArrayLike, ArrayLike]) -> Floats:
    """Distance in pixels from points to segments."""
    ax, ay = np.asarray(a[0], float), np.asarray(a[1], float)
    dx, dy = np.asarray(b[0], float) - ax, np.asarray(b[1], float) - ay
    along = np.minimum(np.maximum(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0), 1)
    return np.asarray(np.hypot(x - ax - along * dx, y - ay - along * dy))


def coverage(distance: Floats, width: float) -> Levels:
    """Coverage levels by a pixel's distance from the middle of a line, with a ramp of one pixel at the border.

    >>> coverage(np.array([0.0, 1.0, 2.0]), 2.0).tolist()
    [4, 2, 0]
    """
    share = np.minimum(np.maximum(width / 2 + 0.5 - distance, 0), min(1.0, width + 0.2))
    levels: Levels = np.rint(share * LEVELS).astype(np.uint8)
    return levels


def polygon(points: Sequence[Point], width: float, row_length: int) -> tuple[Positions, Levels]:
    """Flat pixel positions and levels of a closed polygon's outline, for an image `row_length` pixels wide."""
    xs, ys = zip(*points, strict=True)
    reach = width / 2 + 1
    columns = np.arange(int(min(xs) - reach), int(max(xs) + reach) + 1)
    rows = np.arange(int(min(ys) - reach), int(max(ys) + reach) + 1)
    nearest = np.full((len(rows), len(columns)), np.inf)
    for a, b in zip(points, (*points[1:], points[0]), strict=True):
        (left, right), (top, bottom) = (
            (int(min(ends) - reach), int(max(ends) + reach) + 1) for ends in zip(a, b, strict=True)
        )
        x, y = np.arange(left, right) + 0.5, np.arange(top, bottom)[:, None] + 0.5
        beside = nearest[top - rows[0] : bottom - rows[0], left - columns[0] : right - columns[0]]
        np.minimum(beside, distance_to_segment(x, y, a, b), out=beside)
    levels = coverage(nearest, width)
    row, column = np.nonzero(levels)
    return (row + rows[0]) * row_length + column + columns[0], levels[row, column]


def straight(segments: ArrayLike, width: float, row_length: int) -> tuple[Positions, Levels]:
    """Flat pixel positions and levels of straight lines, one after another; the work is proportional to their length.

    >>> straight([((0.0, 0.5), (3.0, 0.5))], 1.0, 10)[0].tolist()
    [0, 1, 2]
    """
    ends = np.array(segments, float).reshape(-1, 2, 2)
    steep = np.abs(ends[:, 1, 1] - ends[:, 0, 1]) >= np.abs(ends[:, 1, 0] - ends[:, 0, 0])
    ends[steep] = ends[steep][:, :, ::-1]  # from here on columns and rows are exchanged for steep lines
    moving = ends[:, 0, 0] != ends[:, 1, 0]
    ends = ends[moving]
    (start, cross), (end, last) = ends[:, 0].T, ends[:, 1].T
    length, slope = end - start, last - cross
    first = np.ceil(np.minimum(start, end) - 0.5).astype(np.intp)
    counts = np.floor(np.maximum(start, end) - 0.5).astype(np.intp) + 1 - first
    at = np.arange(len(ends)).repeat(counts)  # the line of each point along the lines
    main = first[at] + np.arange(counts.sum()) - (counts.cumsum() - counts)[at]
    middle = cross[at] + (main + 0.5 - start[at]) * slope[at] / length[at]
    slant = np.abs(length) / np.hypot(length, slope)
    reach = int(2**0.5 * (width + 1) / 2 + 0.5)  # pixels beside the middle that are covered at 45 degrees
    side = np.floor(middle).astype(np.intp)[:, None] + np.arange(-reach, reach + 1)
    levels = coverage(np.abs(side + 0.5 - middle[:, None]) * slant[at, None], width)
    upright = steep[moving][at]
    along, across = np.where(upright, row_length, 1), np.where(upright, 1, row_length)
    positions = main[:, None] * along[:, None] + side * across[:, None]
    kept = levels > 0
    return positions[kept], levels[kept]


class Area(NamedTuple):
    """An area of pixels: the first row and column of a rectangle, and which of its pixels belong to the area."""

    top: int
    left: int
    mask: Mask

    def of(self, image: NDArray[Any]) -> NDArray[Any]:
        """The rectangle of an image, as a view."""
        height, width = self.mask.shape
        return image[self.top : self.top + height, self.left : self.left + width]


def area(points: Sequence[Point]) -> Area:
    """The pixels whose middles lie in a convex polygon, whichever way its corners run.

    >>> area([(0, 0), (3, 0), (3, 1), (0, 1)]).mask.tolist()
    [[True, True, True]]
    """
    top, begins, ends = _rows(points)
    if not begins.size:
        return Area(0, 0, np.zeros((0, 0), np.bool_))
    left = int(begins.min())
    # Halves of the usual size are compared in half the time.
    first, end = ((columns - left).astype(np.int32)[:, None] for columns in (begins, ends))
    columns = np.arange(end.max(), dtype=np.int32)
    return Area(top, left, (columns >= first) & (columns < end))


def inside(points: Sequence[Point], row_length: int) -> Positions:
    """The flat positions of these pixels.

    >>> inside([(0, 0), (3, 0), (3, 1), (0, 1)], 10).tolist()
    [0, 1, 2]
    """
    top, begins, ends = _rows(points)
    lengths = ends - begins
    starts = (np.arange(top, top + len(begins)) * row_length + begins).repeat(lengths)
    positions: Positions = starts + np.arange(lengths.sum()) - (lengths.cumsum() - lengths).repeat(lengths)
    return positions


def _rows(points: Sequence[Point]) -> tuple[int, Positions, Positions]:
    """The first row of pixels in a convex polygon, and for each row the first column and the one after the last."""
    corners = np.array(points, float)
    (ax, ay), (bx, by) = corners.T, np.concatenate((corners[1:], corners[:1])).T
    top, bottom = int(np.ceil(ay.min() - 0.5)), int(np.floor(ay.max() - 0.5))
    if top > bottom or (ay == by).all():  # between the middles of two rows of pixels, or without an area
        return top, np.empty(0, np.intp), np.empty(0, np.intp)
    y = np.arange(top, bottom + 1)[:, None] + 0.5
    slanted = ay != by
    (ax, ay), (bx, by) = (ax[slanted], ay[slanted]), (bx[slanted], by[slanted])
    x = ax + (y - ay) * (bx - ax) / (by - ay)
    met = (y >= np.minimum(ay, by)) & (y <= np.maximum(ay, by))
    begins = np.ceil(np.where(met, x, np.inf).min(axis=1) - 0.5).astype(np.intp)
    ends = np.floor(np.where(met, x, -np.inf).max(axis=1) - 0.5).astype(np.intp) + 1
    return top, begins, ends
