"""The times of an animated document."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, log10
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
        return f"{number(self.total)}s"

    @property
    def times(self) -> str:
        """How often the animation plays, in CSS."""
        return "infinite" if self.loop == 0 else str(self.loop)

    def delay(self, step: int) -> str:
        """A step's start, in CSS."""
        return f"{number(self.starts[step], 3)}s"

    def percent(self, step: int) -> str:
        """A step's start as a keyframe selector."""
        return self.share(self.starts[step])

    def share(self, seconds: float) -> str:
        """A time as a keyframe selector, accurate to a thousandth of the shortest step."""
        # In the middle of a film no step is shorter than all those at its ends.
        ends = pairwise(self.starts[:3]), pairwise((*self.starts[-3:], self.total))
        shortest = min(end - start for pairs in ends for start, end in pairs)
        decimals = max(0, ceil(log10(1000 * self.total / shortest)) - 2)
        return number(100 * seconds / self.total, decimals) + "%"
