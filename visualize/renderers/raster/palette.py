"""A fixed palette of at most 255 colours: every fill, every ink, and some blends of inks over fills."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

LEVELS = 4  # coverage 0 to 4; more would overflow 256 colours
Indices = NDArray[np.uint8]


Colour = tuple[int, int, int, int]


def rgba(colour: str) -> Colour:
    """Red, green, blue and alpha of '#rrggbb' or '#rrggbbaa'.

    >>> rgba("#ff8000"), rgba("#ff800024")
    ((255, 128, 0, 255), (255, 128, 0, 36))
    """
    red, green, blue, alpha = bytes.fromhex(colour[1:].ljust(8, "f"))
    return red, green, blue, alpha


def over(under: Colour, ink: Colour, share: float) -> Colour:
    """An opaque ink that covers a share of a colour: over a clear one it is the ink at that opacity, without a fringe.

    >>> over((255, 255, 255, 255), (0, 0, 0, 255), 0.5), over((255, 255, 255, 0), (0, 0, 0, 255), 0.5)
    ((128, 128, 128, 255), (0, 0, 0, 128))
    """
    alpha = 255 * share + under[3] * (1 - share)
    of_ink = 255 * share / alpha
    red, green, blue = (round(u + (i - u) * of_ink) for u, i in zip(under[:3], ink[:3], strict=True))
    return red, green, blue, round(alpha)


class Palette:
    """`colours`, an array (n, 3), and `blend[ink, level, under]`, the index of an ink over a colour at a level.

    The array is (n, 4), with the alphas, if there are colours that are not opaque.

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
            over(rgba(fill), rgba(ink), level / LEVELS) for level in (2, 1, 3) for fill, ink in pairs if fill != ink
        ]
        entries = list(dict.fromkeys((*map(rgba, solids), *mixes)))[:255]
        has_alpha = any(alpha < 255 for *_, alpha in entries)
        self.colours: Indices = np.array(entries, np.uint8)[:, : 4 if has_alpha else 3]
        self.index: Mapping[str, int] = {colour: entries.index(rgba(colour)) for colour in solids}
        self.blend = self._blends([rgba(ink) for ink in inks])

    def ink(self, colour: str) -> int:
        """The row of `blend` for a colour."""
        return self._ink[colour]

    def _blends(self, inks: list[Colour]) -> Indices:
        under = self.colours.astype(np.float32)
        if under.shape[1] == 4:  # blends of colours times their alphas, as these are what is seen
            under[:, :3] *= under[:, 3:] / 255
        share = np.arange(1, LEVELS, dtype=np.float32)[:, None, None] / LEVELS
        blend = np.empty((len(inks), LEVELS + 1, len(under)), np.uint8)
        blend[:, 0] = np.arange(len(under))
        # |a - b|^2 without |a|^2, which is the same for all candidates b. Products this small wake no threads of
        # OpenBLAS, which would spin for longer than the whole command takes.
        candidates, squares = -2 * under.T, (under * under).sum(axis=1)
        distance = np.empty((LEVELS - 1, len(under), len(under)), np.float32)
        for number, over in enumerate(np.array(inks, np.float32).reshape(-1, 4)[:, : under.shape[1]]):
            np.matmul(under + (over - under) * share, candidates, out=distance)
            distance += squares
            blend[number, 1:LEVELS] = distance.argmin(axis=-1)
        blend[:, LEVELS] = np.array([self.index[ink] for ink in self._ink], np.uint8)[:, None]
        return blend
