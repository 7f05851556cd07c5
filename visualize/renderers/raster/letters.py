"""The pixels of texts, assembled from those of their words."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil
from typing import NamedTuple

import numpy as np

from visualize.film import Label, Point
from visualize.renderers.raster.lines import Levels, Positions
from visualize.renderers.raster.palette import LEVELS
from visualize.style import fonts

REMEMBERED = 4096  # cached words
_NOWHERE, _NO_LEVELS = np.empty(0, np.intp), np.empty(0, np.uint8)
SIGNS = frozenset("0123456789.−·=")
SHORT = 8  # characters of a text in a cell; longer texts are lines, most of which occur once


class Pixels(NamedTuple):
    """Pixels that letters cover, relative to a point of the baseline: flat positions, columns, levels; their extent."""

    positions: Positions
    columns: Positions
    levels: Levels
    reach: float


class Letters:
    """Texts in an image `row_length` pixels wide. Words are cached, because new texts mostly consist of known words.

    Points and sizes are in pixels of the layout, one of which is `scale` of the image.
    """

    def __init__(self, row_length: int, font: str | None, scale: int = 1) -> None:
        self._row_length, self._font, self._scale = row_length, font, scale
        self._word = lru_cache(REMEMBERED)(self._drawn)
        self._short = lru_cache(REMEMBERED)(self._centred)
        self._run = lru_cache(REMEMBERED)(self._placed)

    def pixels(self, text: str, at: Point, size: int) -> tuple[Positions, Levels]:
        """Positions and levels of a text centred on a point of its baseline, clipped to the picture."""
        centred = self._short if len(text) <= SHORT else self._centred
        positions, columns, levels, reach = centred(text, size * self._scale)
        x, y = (round(part * self._scale) for part in at)
        moved = positions + (y * self._row_length + x)
        if reach < x < self._row_length - reach:
            return moved, levels
        visible = (columns + x >= 0) & (columns + x < self._row_length)
        return moved[visible], levels[visible]

    def runs(self, texts: Sequence[str], at: Point, size: int) -> tuple[Positions, Levels, Positions]:
        """Positions and levels of texts one behind another, centred on a point of their baseline as one line.

        With them, the number of the text that each pixel belongs to.
        """
        if len(texts) == 1:
            positions, levels = self.pixels(texts[0], at, size)
            return positions, levels, np.zeros(len(levels), np.intp)
        size *= self._scale
        x, y = at[0] * self._scale - fonts.drawn_width("".join(texts), size, self._font) / 2, round(at[1] * self._scale)
        words: list[tuple[Pixels, int]] = []
        numbers, is_clipped = [], x < size
        for number, text in enumerate(texts):
            placed, width = self._run(text, size)
            words += [(word, ceil(x + start - 0.5)) for word, start in placed]
            numbers += [number] * len(placed)
            x += width
        lengths = [len(word.levels) for word, _ in words]
        shift, owners = (np.array(one, np.intp).repeat(lengths) for one in ([start for _, start in words], numbers))
        positions = np.concatenate([_NOWHERE, *(word.positions for word, _ in words)]) + (shift + y * self._row_length)
        levels = np.concatenate([_NO_LEVELS, *(word.levels for word, _ in words)])
        if is_clipped or x > self._row_length - size:
            columns = np.concatenate([_NOWHERE, *(word.columns for word, _ in words)]) + shift
            visible = (columns >= 0) & (columns < self._row_length)
            return positions[visible], levels[visible], owners[visible]
        return positions, levels, owners

    def middle(self, label: Label) -> Point:
        """The middle of the baseline of a line, which may begin at a point, by the widths of its letters here."""
        return label.middle(fonts.drawn_width(label.text, label.size * self._scale, self._font) / self._scale)

    def _centred(self, text: str, size: int) -> Pixels:
        """The pixels of a text, relative to the middle of its baseline."""
        half = fonts.drawn_width(text, size, self._font) / 2
        parts = [(self._word(word, size), ceil(x - half - 0.5)) for word, x in fonts.words(text, size, self._font)]
        return _joined(parts, half + 2)

    def _placed(self, text: str, size: int) -> tuple[list[tuple[Pixels, float]], float]:
        """The words of a text, each with its offset, and the width of all."""
        words = [(self._word(word, size), start) for word, start in fonts.words(text, size, self._font)]
        return words, fonts.drawn_width(text, size, self._font)

    def _drawn(self, word: str, size: int) -> Pixels:
        """The pixels of a word, relative to the start of its baseline. Numbers are assembled from digits, unkerned."""
        if len(word) > 1 and SIGNS.issuperset(word):
            widths = [int(fonts.width(sign, size)) for sign in word]
            starts = accumulate(widths, initial=0)
            return _joined([(self._word(sign, size), x) for sign, x in zip(word, starts, strict=False)], sum(widths))
        coverage, left, top = fonts.mask(word, size, self._font)
        levels = np.rint(coverage * (LEVELS / 255)).astype(np.uint8)
        row, column = np.nonzero(levels)
        positions = (row + top) * self._row_length + column + left
        return Pixels(positions, column + left, levels[row, column], fonts.drawn_width(word, size, self._font))


def _joined(parts: list[tuple[Pixels, int]], reach: float) -> Pixels:
    """The parts of a text as one, each shifted right by its offset in pixels."""
    shift = np.array([x for _, x in parts], np.intp).repeat([len(part.levels) for part, _ in parts])
    positions = np.concatenate([_NOWHERE, *(part.positions for part, _ in parts)])
    columns = np.concatenate([_NOWHERE, *(part.columns for part, _ in parts)])
    levels = np.concatenate([_NO_LEVELS, *(part.levels for part, _ in parts)])
    return Pixels(positions + shift, columns + shift, levels, reach)
