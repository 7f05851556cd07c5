"""The law of arithmetic along one axis.

Every operation is one relation between a big and a small grid (Dumoulin & Visin, "A guide to
convolution arithmetic for deep learning", arXiv 1603.07285, Relationships 1 to 15):

    big = small * stride - padding_before + tap * dilation
"""

from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Axis(NamedTuple):
    """One axis of a window that slides over a big grid and writes a small one (lengths in cells).

    With `ceil` a last window may hang over the end, if it starts within the grid or its padding before
    (PyTorch's pooling).

    >>> Axis(big=5, kernel=3, stride=2, before=1, after=1).small
    3
    """

    big: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    ceil: bool = False

    @property
    def padded(self) -> int:
        """The big grid with its padding."""
        return self.big + self.before + self.after

    @property
    def span(self) -> int:
        """Cells from the first to the last tap: the dilated kernel (section 5.1)."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def small(self) -> int:
        """Windows that are kept (Relationship 6, with dilation Relationship 15); below 1 when none is."""
        return self._candidates - self.dropped

    @property
    def _candidates(self) -> int:
        room = self.padded - self.span
        return (-(-room // self.stride) if self.ceil else room // self.stride) + 1

    @property
    def dropped(self) -> int:
        """1 when the last window of ceil mode would start beyond the grid and the padding before it."""
        return int(self.ceil and (self._candidates - 1) * self.stride >= self.big + self.before)

    @property
    def overhang(self) -> int:
        """Cells beyond the padding under the last window."""
        return max(0, (self.small - 1) * self.stride + self.span - self.padded)

    def window(self, index: int) -> slice:
        """The cells that a window reads, counted from the padding's first cell."""
        start = index * self.stride
        return slice(start, start + self.span, self.dilation)

    def tap(self, index: int) -> slice:
        """The cells that one tap reads in all windows, counted from the padding's first cell."""
        start = index * self.dilation
        return slice(start, start + (self.small - 1) * self.stride + 1, self.stride)


class Drawn(NamedTuple):
    """One axis of a drawn grid under a sliding window: what its cells are, and where the windows lie.

    `spread` is the distance between neighbouring input cells, above 1 with zeros inserted between them; a negative
    border cuts: the window starts that far inside. `computed` counts the last windows that output_padding added.
    """

    size: int
    kernel: int
    windows: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1
    spread: int = 1
    overhang: int = 0
    computed: int = 0

    @property
    def lead(self) -> int:
        """Border cells before the first input cell."""
        return max(0, self.before)

    @property
    def inner(self) -> int:
        """Cells from the first to the last input cell."""
        return (self.size - 1) * self.spread + 1

    @property
    def length(self) -> int:
        """Cells in all."""
        return self.lead + self.inner + max(0, self.after) + self.overhang

    @property
    def span(self) -> int:
        """Cells under the window, from the first to the last tap."""
        return self.dilation * (self.kernel - 1) + 1

    def start(self, window: int) -> int:
        """The first cell under a window."""
        return max(0, -self.before) + window * self.stride

    def uses(self) -> NDArray[np.intp]:
        """How many windows read each cell."""
        counts = np.zeros(self.length, np.intp)
        inner = counts[self.start(0) :]
        # The same cells two ways; the shorter loop is never longer than the root of the number of reads.
        if self.kernel <= self.windows:
            for tap in range(self.kernel):
                inner[tap * self.dilation :][: (self.windows - 1) * self.stride + 1 : self.stride] += 1
        else:
            for window in range(self.windows):
                inner[window * self.stride :][: self.span : self.dilation] += 1
        return counts

    @property
    def read_count(self) -> int:
        """How many cells some window reads.

        Tap u of window w reads the cell w * stride + u * dilation. With both divided by their greatest common divisor,
        window w + dilation reads by tap u - stride the cell that window w reads by tap u, and no other pair does.
        """
        common = gcd(self.stride, self.dilation)
        again = max(0, self.windows - self.dilation // common) * max(0, self.kernel - self.stride // common)
        return self.windows * self.kernel - again
