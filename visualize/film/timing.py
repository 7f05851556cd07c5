"""The duration of each step, in seconds; encoders round it to their units."""

from typing import NamedTuple

USUAL, QUICKEST = 1.0, 0.08  # seconds of a step, unless the user tells them
LONGEST = 24.0  # seconds that the steps then take together, as far as the fastest pace allows
OPENING, SLOW = 6, 0.6  # steps that show how the window goes, before a long film becomes faster, and their seconds
# In films of more steps the window is followed through two rows, then output fills fast; browsers slow down what is
# faster than a fiftieth of a second.
MANY, FOLLOWED, MOST_FOLLOWED, FASTEST = 100, 0.2, 60, 0.02
HOLD = 2.5  # seconds of the finished figure


class Timing(NamedTuple):
    """`seconds` for each step, `hold` seconds for the last, `loop` times in all (0: for ever).

    In a quiz `think` seconds for each question (None: as long as a step). With `progress` a line at the foot of
    animations grows with the time. If `seconds` and `hold` are None, all steps together take about 24 seconds at most,
    and the last one stays a little longer; of more than 100 steps the first two rows are slower than the rest.

    >>> Timing(seconds=1.0, hold=3.0).durations(3), Timing().durations(3)
    ([1.0, 1.0, 3.0], [1.0, 1.0, 2.5])
    """

    seconds: float | None = None
    hold: float | None = None
    loop: int = 0
    think: float | None = None
    progress: bool = False

    def durations(self, frames: int, opening: int = 0) -> list[float]:
        """The duration of every frame, in seconds; `opening` is the number of frames that show the first two rows.

        >>> Timing(think=4.0).durations(4)
        [4.0, 1.0, 4.0, 2.5]
        """
        durations = _paced(frames, opening) if self.seconds is None else [self.seconds] * frames
        if self.hold is not None:
            durations[-1] = self.hold
        elif frames > 1:
            durations[-1] = max(durations[-1], HOLD)
        if self.think is not None:
            # Each answer follows its question, and only a poster may come before them all.
            durations[-2::-2] = [self.think] * (frames // 2)
        return durations


def _paced(frames: int, opening: int = 0) -> list[float]:
    """The durations of a film for which the user tells none: a long one begins slowly.

    >>> len(_paced(48)), _paced(48)[0], round(_paced(48)[-1], 3), round(sum(_paced(48)), 3)
    (48, 0.6, 0.486, 24.0)
    >>> _paced(784, opening=56)[0], _paced(784, opening=56)[-1], round(sum(_paced(784, opening=56)), 2)
    (0.2, 0.02, 25.76)
    """
    if opening and frames > MANY:
        return _followed(frames, min(opening, MOST_FOLLOWED, frames // 3))
    if LONGEST / frames >= SLOW:
        return [min(USUAL, LONGEST / frames)] * frames
    pace = max(QUICKEST, (LONGEST - OPENING * SLOW) / (frames - OPENING))
    return [SLOW] * OPENING + [pace] * (frames - OPENING)


def _followed(frames: int, opening: int) -> list[float]:
    """Half of the time for the opening, the other half for the rest, in whole hundredths so that the pace is even."""
    rest = frames - opening
    pace = max(FASTEST, int(LONGEST / 2 / rest * 100) / 100)
    slow = min(SLOW, max(FOLLOWED, int((LONGEST - rest * pace) / opening * 100) / 100))
    return [slow] * opening + [pace] * rest
