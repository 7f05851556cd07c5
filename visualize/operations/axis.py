"""Convolution arithmetic along one axis.

Every operation is a relation between a big and a small grid (Dumoulin & Visin, "A guide to
convolution arithmetic for deep learning", arXiv 1603.07285, Relationships 1 to 15):

    big = small * stride - padding_before + tap * dilation
"""

from math import gcd
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Axis(NamedTuple):
    """One axis of a window that slides over a big grid and fills a small one (lengths in cells).

    With `ceil`, as in PyTorch's pooling, the last window may extend beyond the padding if it starts inside the grid or
    the padding before it.

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
        """Length of the big grid with its padding."""
        return self.big + self.before + self.after

    @property
    def span(self) -> int:
        """Length of the dilated kernel, from the first to the last tap (section 5.1)."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def small(self) -> int:
        """The number of windows (Relationship 6, with dilation Relationship 15); below 1 if the kernel does not fit."""
        return self._window_count - self.dropped

    @property
    def _window_count(self) -> int:
        """The number of windows before ceil mode drops one."""
        travel = self.padded - self.span
        return (-(-travel // self.stride) if self.ceil else travel // self.stride) + 1

    @property
    def dropped(self) -> int:
        """1 if ceil mode's last window would start in the padding after the grid or beyond it, else 0."""
        return int(self.ceil and (self._window_count - 1) * self.stride >= self.big + self.before)

    @property
    def overhang(self) -> int:
        """The number of cells by which the last window extends beyond the padding."""
        return max(0, (self.small - 1) * self.stride + self.span - self.padded)

    def window(self, index: int) -> slice:
        """The cells that a window reads, counted from the first padding cell.

        >>> Axis(big=5, kernel=3, stride=2, before=1, after=1).window(1)
        slice(2, 5, 1)
        """
        start = index * self.stride
        return slice(start, start + self.span, self.dilation)

    def tap(self, index: int) -> slice:
        """The cells that one tap reads in all windows, counted from the first padding cell.

        >>> Axis(big=5, kernel=3, stride=2, before=1, after=1).tap(1)
        slice(1, 6, 2)
        """
        start = index * self.dilation
        return slice(start, start + (self.small - 1) * self.stride + 1, self.stride)


class Drawn(NamedTuple):
    """One axis of a drawn grid under a sliding window: its cells and the positions of the windows.

    `spread` is the distance between neighbouring input cells, above 1 if zeros are inserted between them. A negative
    `before` or `after` is a crop: the windows start or end that many cells within the input. `computed` is the number
    of windows, the last ones, that output_padding added.

    >>> Drawn(size=3, kernel=3, windows=3, before=1, after=1).uses().tolist()
    [1, 2, 3, 2, 1]
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
        """The number of padding cells before the first input cell."""
        return max(0, self.before)

    @property
    def inner(self) -> int:
        """Length from the first to the last input cell."""
        return (self.size - 1) * self.spread + 1

    @property
    def length(self) -> int:
        """Length of the drawn grid."""
        return self.lead + self.inner + max(0, self.after) + self.overhang

    @property
    def span(self) -> int:
        """Length of the dilated kernel, from the first to the last tap."""
        return self.dilation * (self.kernel - 1) + 1

    def start(self, window: int) -> int:
        """The first cell under a window."""
        return max(0, -self.before) + window * self.stride

    def uses(self) -> NDArray[np.intp]:
        """How many windows read each cell."""
        counts = np.zeros(self.length, np.intp)
        inner = counts[self.start(0) :]
        # Both branches count the same reads. Taking the shorter loop bounds its length by the root of their number.
        if self.kernel <= self.windows:
            for tap in range(self.kernel):
                inner[tap * self.dilation :][: (self.windows - 1) * self.stride + 1 : self.stride] += 1
        else:
            for window in range(self.windows):
                inner[window * self.stride :][: self.span : self.dilation] += 1
        return counts

    @property
    def read_count(self) -> int:
        """The number of cells that at least one window reads.

        Tap u of window w reads the cell w * stride + u * dilation. With stride and dilation divided by their greatest
        common divisor, the cell under tap u of window w is also under tap u - stride of window w + dilation. Every
        cell's pairs (w, u) form one chain of such neighbours, so reads minus neighbours counts each cell once.
        """
        common = gcd(self.stride, self.dilation)
        repeats = max(0, self.windows - self.dilation // common) * max(0, self.kernel - self.stride // common)
        return self.windows * self.kernel - repeats
