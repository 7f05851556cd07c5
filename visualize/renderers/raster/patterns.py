"""The pixels of a cell, and how near each is to the edges of the cell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from visualize.renderers.raster.lines import Floats, Levels, coverage, distance_to_segment
from visualize.style.borders import BORDER, DASH, HATCH, dashes, hatch_width
from visualize.style.looks import DASHES, DOTS, LONG_DASHES

PERIODS = (0, DASHES, DOTS, LONG_DASHES)  # of the rules, 0 for solid ones
Step = tuple[int, int]  # to the next cell, in pixels


class Pattern:
    """The pixels of a cell as offsets from its corner, and the coverage of those near edges by the four nearest edges.

    These are the edge to the nearest neighbour in the row, the one to the nearest neighbour in the column, and the
    continuations of both beyond their common corner.
    """

    def __init__(self, right: Step, down: Step, half: float, rule_width: float, scale: int) -> None:
        """Steps are in pixels of the image, `scale` of which are one of the layout's, in which the width is."""
        (rx, ry), (dx, dy) = right, down
        area = rx * dy - ry * dx
        xs = np.arange(min(0, dx) - 1, rx + max(0, dx) + 2)
        ys = np.arange(min(0, ry) - 1, dy + max(0, ry) + 2)
        column_offset, row_offset = (a.ravel() for a in np.meshgrid(xs, ys))
        # Pixel middles in lattice units; exact, because the numerators are multiples of 1/2.
        x, y = column_offset + 0.5 - half, row_offset + 0.5 - half
        across, along = x * dy - y * dx, rx * y - ry * x
        in_cell = (across >= 0) & (across < area) & (along >= 0) & (along < area)
        self.x_offset, self.y_offset = column_offset[in_cell], row_offset[in_cell]
        x, y = x[in_cell], y[in_cell]
        u, v = across[in_cell] / area, along[in_cell] / area
        side, end = (u >= 0.5).astype(int), (v >= 0.5).astype(int)
        distances = _edge_distances(x, y, side, end, right, down)
        solid = _solid(distances, (rule_width or BORDER) * scale, np.hypot(x - (rx + dx) / 2, y - (ry + dy) / 2))
        near = np.flatnonzero(solid.any(axis=0))
        quarter = 2 * end[near] + side[near]
        # The pixels near edges, those of one quarter of the cell after those of another.
        self.edge = near[np.argsort(quarter, kind="stable")]
        self.quarter = np.sort(quarter)
        # The coverage by each edge of the pixels near edges, for each kind of rule, and for none.
        self.rules = np.stack([solid[:, self.edge]] * len(PERIODS) + [np.zeros((4, len(self.edge)), np.uint8)])
        for rule, period in enumerate(PERIODS[1:] if rule_width else (), 1):
            for edge, (fraction, length) in enumerate(((v, np.hypot(dx, dy)), (u, np.hypot(rx, ry)))):
                phase = (fraction[self.edge] * dashes(length / scale, period)) % 1
                self.rules[rule, edge][np.abs(phase - 0.5) < (1 - DASH) / 2] = 0
        from_diagonal = np.abs(u - v) / (np.hypot(rx + dx, ry + dy) / area)
        open_middle = np.abs((u + v) / 2 - 0.5) < 0.5 - HATCH[0][1]
        self.hatch: Levels = coverage(from_diagonal, hatch_width(rule_width) * scale) * ~open_middle


def _solid(distances: Sequence[Floats], width: float, from_middle: Floats) -> Levels:
    """The coverage by solid edges, whose soft borders would reach the middles of the smallest cells."""
    levels = np.stack([coverage(distance, width) for distance in distances])
    levels[:, from_middle < 1] = 0
    return levels


def _edge_distances(
    x: Floats,
    y: Floats,
    side: NDArray[np.int_],
    end: NDArray[np.int_],
    right: Step,
    down: Step,
) -> Sequence[Floats]:
    def at(u: NDArray[np.int_], v: NDArray[np.int_]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        return u * right[0] + v * down[0], u * right[1] + v * down[1]

    zero, one = np.zeros_like(side), np.ones_like(side)
    beyond_row, beyond_column = 2 * end - (1 - end), 2 * side - (1 - side)
    corner = at(side, end)
    return (
        distance_to_segment(x, y, at(side, zero), at(side, one)),
        distance_to_segment(x, y, at(zero, end), at(one, end)),
        distance_to_segment(x, y, corner, at(side, beyond_row)),
        distance_to_segment(x, y, corner, at(beyond_column, end)),
    )


pattern = lru_cache(maxsize=16)(Pattern)  # the grids of a figure mostly have the same
