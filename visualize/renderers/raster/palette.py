"""A fixed palette of at most 255 colours: every fill, every ink, and some blends of inks over fills."""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

LEVELS = 4  # coverage 0 to 4; more would overflow 256 colours
Indices = NDArray[np.uint8]


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of '#rrggbb'.

    >>> rgb("#ff8000")
    (255, 128, 0)
    """
    value = int(colour[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255


class Palette:
    """`colours`, an array (n, 3), and `blend[ink, level, under]`, the index of an ink over a colour at a level.

    Index 0 is the ground. One of 256 indices is left for a GIF's transparent pixels. A blend without an entry of its
    own (over another blend, or beyond 255 colours) becomes the nearest colour of the palette.
    """

    def __init__(self, ground: str, pairs: Iterable[tuple[str, str]]) -> None:
        """`pairs` are (fill, ink over it), in order of importance."""
        pairs = list(dict.fromkeys(pairs))
        inks = list(dict.fromkeys(ink for _, ink in pairs))
        self._ink = {ink: number for number, ink in enumerate(inks)}
        solids = list(dict.fromkeys((ground, *(fill for fill, _ in pairs), *inks)))[:255]
        mixes = [
            tuple(round(u + (i - u) * level / LEVELS) for u, i in zip(rgb(fill), rgb(ink), strict=True))
            for level in (2, 1, 3)
            for fill, ink in pairs
            if fill != ink
        ]
        entries = list(dict.fromkeys((*map(rgb, solids), *mixes)))[:255]
        self.colours: Indices = np.array(entries, np.uint8)
        self.index: Mapping[str, int] = {colour: entries.index(rgb(colour)) for colour in solids}
        self.blend = self._blends([rgb(ink) for ink in inks])

    def ink(self, colour: str) -> int:
        """The row of `blend` for a colour."""
        return self._ink[colour]

    def _blends(self, inks: list[tuple[int, int, int]]) -> Indices:
        under = self.colours.astype(np.float32)
        over = np.array(inks, np.float32).reshape(-1, 3)
        share = np.arange(1, LEVELS, dtype=np.float32)[None, :, None, None] / LEVELS
        targets = (under[None, None] + (over[:, None, None] - under[None, None]) * share).reshape(-1, 3)
        # |a - b|^2 without |a|^2, which is the same for all candidates b. A matrix product would wake the threads of
        # OpenBLAS, which then spin for longer than the whole command takes.
        distance = (under * under).sum(axis=1)[None, :] - 2 * np.einsum("ti,ui->tu", targets, under)
        blend = np.empty((len(inks), LEVELS + 1, len(under)), np.uint8)
        blend[:, 0] = np.arange(len(under))
        blend[:, 1:LEVELS] = distance.argmin(axis=1).reshape(len(inks), LEVELS - 1, -1)
        blend[:, LEVELS] = np.array([self.index[ink] for ink in self._ink], np.uint8)[:, None]
        return blend
