"""The interface between stories and renderers: values only."""

from visualize.film.film import (
    Box,
    CellText,
    Film,
    Frame,
    Label,
    Legend,
    Line,
    Placement,
    Point,
    Roles,
    Run,
    Shades,
    Texts,
)
from visualize.film.grid import INPUT, KERNEL, OUTPUT, Grid, Tensor

__all__ = [
    "INPUT",
    "KERNEL",
    "OUTPUT",
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
