"""The seam between what happens and how it is painted: values only."""

from visualize.film.film import (
    Box,
    CellText,
    Film,
    Frame,
    Label,
    Legend,
    Placement,
    Point,
    Roles,
    Shades,
    Texts,
)

__all__ = [
    "Box",
    "CellText",
    "Film",
    "Frame",
    "Label",
    "Legend",
    "Placement",
    "Point",
    "Roles",
    "Shades",
    "Texts",
]
