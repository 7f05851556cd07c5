"""The times of an animated document."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import NamedTuple

from visualize.renderers.svg.shapes import number


class Clock(NamedTuple):
    """The start of each step and the total, in seconds; the animation plays `loop` times, 0 for ever.

    If the first step does not start at once, the still frame is shown before it. `progress` asks for a line that grows.

    >>> Clock([0.0, 1.0, 2.0], 4.0).percent(1), Clock([1.0, 2.0], 4.0).opens
    ('25%', True)
    """

    starts: Sequence[float]
    total: float
    loop: int = 0
    progress: bool = False

    @property
    def opens(self) -> bool:
        """Whether the animation opens with the still frame."""
        return self.starts[0] > 0

    @property
    def lengths(self) -> list[float]:
        """The duration of each step, in seconds."""
        return [end - start for start, end in pairwise((*self.starts, self.total))]

    @property
    def seconds(self) -> str:
        """The total, in CSS."""
        return f"{number(self.total, 6)}s"

    @property
    def times(self) -> str:
        """How often the animation plays, in CSS."""
        return "infinite" if self.loop == 0 else str(self.loop)

    def delay(self, step: int) -> str:
        """A step's start, in CSS."""
        return f"{number(self.starts[step], 6)}s"

    def percent(self, step: int) -> str:
        """A step's start as a keyframe selector."""
        return self.share(self.starts[step])

    def share(self, seconds: float) -> str:
        """A time as a keyframe selector, at most a microsecond or two too early: the finest time of Chromium.

        Were it coarser, a frame would now and then show the end of one step beside the beginning of the next.
        """
        decimals = max(0, ceil(log10(self.total / 2)) + 4)
        units = round(100 * seconds / self.total * 10**decimals, 6)  # 20 % is not 19.99999999999999 %
        return number(floor(units) / 10**decimals, decimals) + "%"
