"""The lengths of a figure, in pixels, as functions of its cell size."""

from typing import NamedTuple

from visualize.style.pairs import plate_reach

PLAIN = 12  # pixels; between smaller cells there are no rules
SMALLEST_MARKER = 9  # pixels, of an outline around a single cell; around smaller ones it takes in the cells beside them
SMALLEST_NAME, SMALLEST_EQUATION, SMALLEST_REMARK = 16, 14, 12  # pixels; font sizes of a small picture


class Metrics(NamedTuple):
    """The lengths of a figure, in pixels, as functions of the cell size.

    `letters` is the font size below which no word may be, so that it is legible on a slide that the picture fills.
    `numbers` is the font size of the numbers in cells, 0 for none; words about them are little larger. `width` is that
    of the flat view's cells, 0 for squares. `lettered` says whether steps that are shown together have letters.

    >>> Metrics(40).text_size, Metrics(40).margin
    (22, 28)
    """

    cell: int
    letters: int = 10
    numbers: int = 0
    width: int = 0
    lettered: bool = False

    @property
    def text_size(self) -> int:
        """Font size of names, sizes and formulas."""
        return self._beside_numbers(round(1.3 * max(SMALLEST_REMARK, round(self.cell * 0.42), self.letters)))

    @property
    def min_equation_size(self) -> int:
        """Smallest font size of an equation before its terms are elided."""
        return max(SMALLEST_EQUATION, round(self.cell * 0.22), self.letters)

    @property
    def quiet_size(self) -> int:
        """Font size of headings and remarks."""
        return self._beside_numbers(max(SMALLEST_REMARK, round(self.cell * 0.42), self.letters))

    def _beside_numbers(self, size: int) -> int:
        """A size not much larger than that of numbers, unless these are so small that words would be illegible."""
        least = max(self.letters, min(size, SMALLEST_NAME))
        return max(least, min(size, int(1.25 * self.numbers))) if self.numbers else size

    @property
    def mark_size(self) -> int:
        """Font size of the letter of repeated padding, in the middle of a cell."""
        return max(9, round(self.cell * 0.45))

    @property
    def margin(self) -> int:
        """Space around the picture and between its parts."""
        return max(16, round(self.cell * 0.7), round(self._reach) + 4)

    @property
    def letter_size(self) -> int:
        """Font size of the letters of steps that are shown together."""
        return max(round(0.36 * self.cell), self.letters)

    @property
    def above(self) -> int:
        """How much further away from a grid its heading stands for the letters at the grid's edge."""
        return max(0, round(self._reach - 0.4 * self.quiet_size))

    @property
    def _reach(self) -> float:
        """How far letters of steps stand out beyond a grid, 0 for none."""
        beside = self.cell + self.outline if self.cell < SMALLEST_MARKER else 0
        return plate_reach(self.letter_size, self.cell) + beside if self.lettered else 0.0

    @property
    def rule(self) -> float:
        """Width of the lines between cells, a twentieth of them in whole pixels; none in small cells, to leave their
        colours visible.
        """
        return float(max(1, int(self.cell / 20 + 0.5))) if self.cell >= PLAIN else 0.0

    @property
    def outline(self) -> float:
        """Width of the window's outline, a tenth of a cell in whole pixels, and wider than the rules."""
        return max(self.rule + 2, float(int(self.cell / 10 + 0.5)))

    @property
    def padding(self) -> float:
        """Distance between a number and the edges of its cell, half an outline included; grows no faster than cells."""
        return max(2.5, self.cell * 0.1)

    @property
    def casing(self) -> float:
        """Width of the outline with a hair of background on either side, of which the inner one is not drawn."""
        return self.outline + (2 * max(1, int(self.outline / 4)) if self.cell >= 6 else 1)

    @property
    def enlarged_rule(self) -> float:
        """Width of the lines between cells larger than the others, even or odd as the outline is."""
        return 1.0 if self.outline % 2 else 2.0

    @property
    def enlarged_half(self) -> float:
        """Offset that aligns the lines of such cells with pixels."""
        return 0.5 if self.outline % 2 else 0.0

    @property
    def half(self) -> float:
        """Offset that aligns the edges of lines with pixels: half a pixel for lines of odd width."""
        return 0.5 if self.rule % 2 or not self.rule else 0.0
