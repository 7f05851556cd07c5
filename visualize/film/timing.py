"""The duration of each step, in seconds; encoders round it to their units."""

from typing import NamedTuple


class Timing(NamedTuple):
    """`seconds` for each step, `hold` seconds for the last (None: the same), `loop` times in all (0: for ever).

    >>> Timing(seconds=1.0, hold=3.0).durations(3)
    [1.0, 1.0, 3.0]
    """

    seconds: float = 1.0
    hold: float | None = None
    loop: int = 0

    def durations(self, steps: int) -> list[float]:
        """The duration of every step, in seconds."""
        return [self.seconds] * (steps - 1) + [self.seconds if self.hold is None else self.hold]
