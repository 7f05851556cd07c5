"""Grids and their labels in one of the views, before a title and captions are added."""

from collections.abc import Mapping
from typing import NamedTuple

from visualize.film import Grid, Label, Placement, Point
from visualize.film.film import NOTHING


class Word(NamedTuple):
    """A word in a cell of its own, and its font size."""

    text: str
    size: int


class Arrangement(NamedTuple):
    """Grids and labels, in pixels from the arrangement's own top left corner, and its width and height.

    The part above `head` is the same at every step, and stands once on a sheet. `words` stand in cells of their own.
    """

    placements: dict[Grid, Placement]
    labels: list[Label]
    width: float
    height: float
    head: float = 0.0
    words: Mapping[Grid, Word] = NOTHING

    def moved(self, by: Point) -> "Arrangement":
        """The arrangement with its corner elsewhere.

        >>> Arrangement({}, [Label("→", (5.0, 8.0), 20)], 40.0, 30.0).moved((10.0, 0.0)).labels[0].at
        (15.0, 8.0)
        """
        return self._replace(
            placements={
                grid: place._replace(origin=_moved(place.origin, by)) for grid, place in self.placements.items()
            },
            labels=[label._replace(at=_moved(label.at, by)) for label in self.labels],
        )


def _moved(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]
