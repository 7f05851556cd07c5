"""Parts of films, moved and numbered, so that several can stand on a page: tiles of a sheet, compared films."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from visualize.film import Box, Frame, Grid, Label, Legend, Line, Placement, Point

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


def renamed(box: Box, tile: int) -> Box:
    """A box on the grid of that tile."""
    return box._replace(grid=box.grid._replace(tile=tile))


def _pair(ends: tuple[Box, Box], tile: int) -> tuple[Box, Box]:
    return renamed(ends[0], tile), renamed(ends[1], tile)


def joined(tiles: Sequence[int], frames: Sequence[Frame], each: Each) -> Frame:
    """One frame that has the cells and the overlays of all; `each` joins mappings by grid, one for each tile."""
    numbered = list(zip(tiles, frames, strict=True))
    return Frame(
        each([frame.roles for frame in frames]),
        tuple(renamed(box, tile) for tile, frame in numbered for box in frame.outlines),
        tuple(_pair(ends, tile) for tile, frame in numbered for ends in frame.guides),
        tuple(_pair(ends, tile) for tile, frame in numbered for ends in frame.pointers),
        tuple(renamed(box, tile) for tile, frame in numbered for box in frame.ghosts),
        tuple(_pair(ends, tile) for tile, frame in numbered for ends in frame.arrows),
        Line(),
        each([frame.texts for frame in frames]),
        each([frame.shades for frame in frames]),
        each([frame.notes for frame in frames]),
    )
