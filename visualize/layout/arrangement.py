"""Grids and their labels in one of the views, before a title and captions are added."""

from collections.abc import Mapping
from typing import NamedTuple

from visualize.film import INPUT, OUTPUT, Grid, Label, Placement, Point
from visualize.film.film import NOTHING

# The grids of the loupe: the cells under the window and the output cell that they make.
WINDOW, RESULT = INPUT._replace(loupe=True), OUTPUT._replace(loupe=True)


class Word(NamedTuple):
    """A word in a cell of its own, and its font size."""

    text: str
    size: int


class Magnified(NamedTuple):
    """The grids whose cells are larger than those of the planes, and the edge of such a cell in pixels."""

    grids: tuple[Grid, ...] = ()
    cell: int = 0


class Arrangement(NamedTuple):
    """Grids and labels, in pixels from the arrangement's own top left corner, and its width and height.

    The part above `head` is the same at every step, and stands once on a sheet. `words` stand in cells of their own.
    `line` is the place of a step's lines if they stand among the grids, and `line_width` their width.
    """

    placements: dict[Grid, Placement]
    labels: list[Label]
    width: float
    height: float
    head: float = 0.0
    words: Mapping[Grid, Word] = NOTHING
    line: Label | None = None
    line_width: float = 0.0

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
            line=self.line and self.line._replace(at=_moved(self.line.at, by)),
        )


def _moved(point: Point, by: Point) -> Point:
    return point[0] + by[0], point[1] + by[1]
