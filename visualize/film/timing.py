"""The duration of each step, in seconds; encoders round it to their units."""

from dataclasses import dataclass

from visualize.validate import finite, whole


@dataclass(frozen=True)
class Timing:
    """`seconds` for each step, `hold` seconds for the last (None: the same), `loop` times in all (0: for ever).

    >>> Timing(seconds=1, hold=3).durations(3)
    [1.0, 1.0, 3.0]
    """

    seconds: float = 1.0
    hold: float | None = None
    loop: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "seconds", _seconds("seconds", self.seconds))
        if self.hold is not None:
            object.__setattr__(self, "hold", _seconds("hold", self.hold))
        loop = whole("loop", self.loop, 0, 65535, "must lie between 0 (for ever) and 65535")
        object.__setattr__(self, "loop", loop)

    def durations(self, steps: int) -> list[float]:
        """The duration of every step, in seconds."""
        return [self.seconds] * (steps - 1) + [self.seconds if self.hold is None else self.hold]


def _seconds(name: str, value: float) -> float:
    # Old Microsoft renderers ignore a GIF's delays of 0.01 to 0.05 s and use delays of their own.
    return finite(name, value, 0.06, 3600, "must lie between 0.06 and 3600")
