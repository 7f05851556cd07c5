"""How long each step is shown. Seconds here; rounding is the encoders' business."""

from typing import NamedTuple


class Timing(NamedTuple):
    """`seconds` for each step, `hold` for the last (None: the same), `loop` plays, 0 for ever.

    >>> Timing(seconds=1.0, hold=3.0).durations(3)
    [1.0, 1.0, 3.0]
    """

    seconds: float = 1.0
    hold: float | None = None
    loop: int = 0

    def durations(self, steps: int) -> list[float]:
        """Seconds of every step."""
        return [self.seconds] * (steps - 1) + [self.seconds if self.hold is None else self.hold]
