"""Grids and their labels in one of the views, before a title and captions are added."""

from typing import NamedTuple

from visualize.film import Grid, Label, Placement


class Arrangement(NamedTuple):
    """Grids and labels, in pixels from the arrangement's own top left corner, and its width and height."""

    placements: dict[Grid, Placement]
    labels: list[Label]
    width: float
    height: float
