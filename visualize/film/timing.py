"""The duration of each step, in seconds; encoders round it to their units."""

from typing import NamedTuple


class Timing(NamedTuple):
    """`seconds` for each step, `hold` seconds for the last (None: the same), `loop` times in all (0: for ever).

    In a quiz `think` seconds for each question (None: as long as a step).

    >>> Timing(seconds=1.0, hold=3.0).durations(3)
    [1.0, 1.0, 3.0]
    """

    seconds: float = 1.0
    hold: float | None = None
    loop: int = 0
    think: float | None = None

    def durations(self, frames: int) -> list[float]:
        """The duration of every frame, in seconds.

        >>> Timing(think=4.0).durations(4)
        [4.0, 1.0, 4.0, 1.0]
        """
        durations = [self.seconds] * (frames - 1) + [self.seconds if self.hold is None else self.hold]
        if self.think is not None:
            # Each answer follows its question, and only a poster may come before them all.
            durations[-2::-2] = [self.think] * (frames // 2)
        return durations
