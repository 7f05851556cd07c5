"""The law of arithmetic along one axis.

Every operation is one relation between a big and a small grid (Dumoulin & Visin, "A guide to
convolution arithmetic for deep learning", arXiv 1603.07285, Relationships 1 to 6):

    big = small * stride - padding_before + tap * dilation
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Axis:
    """One axis of a window that slides over a big grid and writes a small one (lengths in cells).

    >>> Axis(big=5, kernel=3, stride=2, before=1, after=1).small
    3
    """

    big: int
    kernel: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    @property
    def padded(self) -> int:
        """Cells of the drawn grid: the big one with its padding."""
        return self.big + self.before + self.after

    @property
    def span(self) -> int:
        """Cells from the first to the last tap: the dilated kernel (Relationship 15)."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def small(self) -> int:
        """Windows that fit (Relationship 6, with dilation Relationship 15); below 1 when none does."""
        return (self.padded - self.span) // self.stride + 1

    def taps(self) -> NDArray[np.intp]:
        """Drawn cells that each window reads, shape (small, kernel); counted from the padding's first cell."""
        starts = np.arange(self.small)[:, None] * self.stride
        return np.asarray(starts + np.arange(self.kernel)[None, :] * self.dilation)
