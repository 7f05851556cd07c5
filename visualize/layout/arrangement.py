"""Grids and their labels in one of the views, before a title and captions are added."""

from typing import NamedTuple

from visualize.film import INPUT, OUTPUT, Grid, Label, Placement, Point

# The grids of the loupe: the cells under the window and the output cell that they make.
WINDOW, RESULT = INPUT._replace(loupe=True), OUTPUT._replace(loupe=True)


class Magnified(NamedTuple):
    """The grids whose cells are larger than those of the planes, and the edge of such a cell in pixels."""

    grids: tuple[Grid, ...] = ()
    cell: int = 0


class Arrangement(NamedTuple):
    """Grids and labels, in pixels from the arrangement's own top left corner, and its width and height."""

    placements: dict[Grid, Placement]
    labels: list[Label]
    width: float
    height: float

    def moved(self, by: Point) -> "Arrangement":
        """The same grids and labels so many pixels further right and down."""
        placements = {grid: place._replace(origin=_sum(place.origin, by)) for grid, place in self.placements.items()}
        return self._replace(
            placements=placements, labels=[label._replace(at=_sum(label.at, by)) for label in self.labels]
        )


def _sum(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1]
