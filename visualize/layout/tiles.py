"""Parts of films, moved and numbered, so that several can stand on a page: tiles of a sheet, compared films."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from visualize.film import Box, Frame, Grid, Label, Legend, Line, Placement, Point

MOST_FILMS = 4  # that are compared
Each = Callable[[Sequence[Mapping[Grid, Any]]], dict[Grid, Any]]


def placed(place: Placement, by: Point) -> Placement:
    """A grid's place, moved."""
    return place._replace(origin=(place.origin[0] + by[0], place.origin[1] + by[1]))


def moved(label: Label, by: Point) -> Label:
    """A label, moved."""
    return label._replace(at=(label.at[0] + by[0], label.at[1] + by[1]))


def legend(bar: Legend, by: tuple[int, int]) -> Legend:
    """A bar of shades, moved, without its labels, which are among those of the page."""
    return bar._replace(left=bar.left + by[0], top=bar.top + by[1], labels=())


def numbered(grid: Grid, tile: int) -> Grid:
    """The grid of that tile; the tiles of a sheet among compared films keep numbers of their own behind all films.

    >>> from visualize.film import Tensor
    >>> [numbered(Grid(Tensor.INPUT, tile=tile), 1).tile for tile in (None, 0, 1)]
    [1, 5, 9]
    """
    return grid._replace(tile=tile if grid.tile is None else tile + MOST_FILMS * (grid.tile + 1))


def renamed(box: Box, tile: int) -> Box:
    """A box on the grid of that tile."""
    return box._replace(grid=numbered(box.grid, tile))


def _pair(ends: tuple[Box, Box], tile: int) -> tuple[Box, Box]:
    return renamed(ends[0], tile), renamed(ends[1], tile)


def joined(tiles: Sequence[int], frames: Sequence[Frame], each: Each) -> Frame:
    """One frame that has the cells and the overlays of all; `each` joins mappings by grid, one for each tile."""
    pairs = list(zip(tiles, frames, strict=True))
    return Frame(
        each([frame.roles for frame in frames]),
        tuple(renamed(box, tile) for tile, frame in pairs for box in frame.outlines),
        tuple(_pair(ends, tile) for tile, frame in pairs for ends in frame.guides),
        tuple(_pair(ends, tile) for tile, frame in pairs for ends in frame.pointers),
        tuple(renamed(box, tile) for tile, frame in pairs for box in frame.ghosts),
        tuple(_pair(ends, tile) for tile, frame in pairs for ends in frame.arrows),
        Line(),
        each([frame.texts for frame in frames]),
        each([frame.shades for frame in frames]),
        each([frame.notes for frame in frames]),
    )
