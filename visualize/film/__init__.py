"""The interface between stories and renderers: values only."""

from visualize.film.film import (
    CellText,
    Film,
    Frame,
    Label,
    Legend,
    Line,
    Roles,
    Run,
    Shades,
    Texts,
)
from visualize.film.grid import INPUT, KERNEL, OUTPUT, SUMS, Grid, Tensor
from visualize.film.placement import Box, Placement, Point

__all__ = [
    "INPUT",
    "KERNEL",
    "OUTPUT",
    "SUMS",
    "Box",
    "CellText",
    "Film",
    "Frame",
    "Grid",
    "Label",
    "Legend",
    "Line",
    "Placement",
    "Point",
    "Roles",
    "Run",
    "Shades",
    "Tensor",
    "Texts",
]
