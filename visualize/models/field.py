"""Receptive fields through layers that widen and that narrow: what each cell of a chain of layers depends on.

Along an axis a layer says which positions below each of its positions reads, for a period of positions: behind `up` of
them all is the same again, `down` positions further below. So a field is known by the first and last input cell for
each position of a period, and nothing grows with the image. Where no layer enlarges the image the periods are 1, and
the fields are those of `visualize.operations.receptive_field`.
"""

from collections.abc import Callable, Sequence
from math import gcd
from typing import NamedTuple

LONGEST_PERIOD = 10_000


class Reads(NamedTuple):
    """The positions below that a layer's positions read along an axis, the same `down` further for each `up`."""

    up: int
    down: int
    at: Callable[[int], Sequence[int]]


class Field(NamedTuple):
    """For each position of a period the first and the last input cell, both None if it depends on none.

    `jump` is how much further they are a period later.
    """

    ends: tuple[tuple[int, int] | None, ...] = ((0, 0),)
    jump: int = 1

    def of(self, position: int) -> tuple[int, int] | None:
        """The first and the last input cell on which a position depends, in the padding too."""
        times, at = divmod(position, len(self.ends))
        ends = self.ends[at]
        return ends and (ends[0] + times * self.jump, ends[1] + times * self.jump)

    @property
    def size(self) -> int:
        """The largest number of input cells from first to last, 0 if no position depends on any."""
        return max((last - first + 1 for first, last in filter(None, self.ends)), default=0)


def above(field: Field, reads: Reads) -> Field | None:
    """The field of a layer over one that has this field; None if its period is too long.

    >>> above(Field(), strided(kernel=3, stride=2, before=1))
    Field(ends=((-1, 1),), jump=2)
    >>> above(Field(), enlarged(2)).of(3)
    (1, 1)
    """
    period = len(field.ends)
    times = period // gcd(period, reads.down)
    if reads.up * times > LONGEST_PERIOD:
        return None
    ends = tuple(_union(field, reads.at(position)) for position in range(reads.up * times))
    return Field(ends, reads.down * times // period * field.jump)


def _union(field: Field, positions: Sequence[int]) -> tuple[int, int] | None:
    found = [ends for ends in map(field.of, positions) if ends]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


def strided(kernel: int, stride: int = 1, before: int = 0, dilation: int = 1) -> Reads:
    """A window of a convolution or a pooling."""
    taps = range(0, dilation * kernel, dilation)
    return Reads(1, stride, lambda position: [position * stride - before + tap for tap in taps])


def stamped(kernel: int, stride: int, crop: int, dilation: int) -> Reads:
    """The stamps of a transposed convolution that reach a position.

    >>> [list(stamped(3, 2, 1, 1).at(position)) for position in range(3)]
    [[0], [1, 0], [1]]
    """
    taps = range(0, dilation * kernel, dilation)
    return Reads(
        stride,
        1,
        lambda position: [(position + crop - tap) // stride for tap in taps if (position + crop - tap) % stride == 0],
    )


def enlarged(factor: int) -> Reads:
    """Each position below, `factor` times: a pixel shuffle, the nearest cell."""
    return Reads(factor, 1, lambda position: [position // factor])


def between(factor: int) -> Reads:
    """The two positions below between whose middles the middle of a position lies: linear interpolation.

    >>> [list(between(2).at(position)) for position in range(4)]
    [[-1, 0], [0, 1], [0, 1], [1, 2]]
    """

    def at(position: int) -> list[int]:
        doubled = 2 * position + 1 - factor  # twice the factor times the place below
        first = doubled // (2 * factor)
        return [first] if doubled % (2 * factor) == 0 else [first, first + 1]

    return Reads(factor, 1, at)


def adaptive(below: int, size: int) -> Reads:
    """The windows of an adaptive pooling, which differ in length if the sizes do not divide.

    >>> [list(adaptive(5, 3).at(position)) for position in range(3)]
    [[0, 1], [1, 2, 3], [3, 4]]
    """
    shared = gcd(below, size)
    return Reads(
        size // shared,
        below // shared,
        lambda position: range(position * below // size, -(-(position + 1) * below // size)),
    )
