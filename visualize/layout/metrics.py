"""All lengths of a figure that follow from the edge of its cells, in pixels."""

from typing import NamedTuple


class Metrics(NamedTuple):
    """All lengths that follow from the cell's edge, in pixels."""

    cell: int

    @property
    def text_size(self) -> int:
        """Main line of the caption; never below 14, so that the last row can read it."""
        return max(14, round(self.cell * 0.5))

    @property
    def min_equation_size(self) -> int:
        """Smallest size of an equation before its terms are left out."""
        return max(14, round(self.cell * 0.22))

    @property
    def quiet_size(self) -> int:
        """Formula and headings."""
        return max(12, round(self.cell * 0.42))

    @property
    def mark_size(self) -> int:
        """Small letters in a corner of a cell."""
        return max(9, round(self.cell * 0.3))

    @property
    def margin(self) -> int:
        """Space around the picture and between its parts."""
        return max(16, round(self.cell * 0.7))

    @property
    def rule(self) -> float:
        """Width of the lines between cells: whole pixels, but a hair in small cells, where lines would drown colour."""
        if self.cell < 12:
            return 0.3
        return 1.0 if self.cell < 30 else 2.0 if self.cell < 80 else 4.0

    @property
    def outline(self) -> float:
        """Width of the window's outline; as even or odd as the rule, so that both land on whole pixels."""
        if self.cell < 12:
            return 0.8 if self.cell < 8 else 1.0
        return 3.0 if self.cell < 30 else 4.0 if self.cell < 80 else 8.0

    @property
    def padding(self) -> float:
        """Between a number and the edges of its cell, half an outline counted in; it never grows faster than a cell."""
        return max(2.5, self.cell * 0.1)

    @property
    def casing(self) -> float:
        """Width of the outline with a pixel of ground on either side; the smallest cells have no room for it."""
        return self.outline if self.cell < 8 else self.outline + 2

    @property
    def half(self) -> float:
        """What puts the middle of a line on pixels: half a pixel for lines of odd width."""
        return 0.0 if self.rule in (2.0, 4.0) else 0.5
