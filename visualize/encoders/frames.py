"""What an encoder is given: pictures one at a time, each with where it changed and how long it is shown."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.uint8]
Rectangle = tuple[int, int, int, int]
# The index of what is left as it was, and that of a palette's first colour: low indices code smaller.
TRANSPARENT, FIRST = 0, np.uint8(1)


class Picture(NamedTuple):
    """A frame: the whole image as indices of colours, shape (height, width), where it may differ from the one before
    (left, top, right, bottom), and how long it is shown. The image may be painted over once the next is asked for.
    """

    image: Indices
    changed: Rectangle
    seconds: float


class Animation(NamedTuple):
    """Pictures that play `loop` times, 0 for ever; at most 255 colours, shape (n, 3), and how many pictures there are.

    `texts` say what they show, by PNG's keywords: Title, Description, Software. `opaque` asks for whole pictures in
    place of the rectangles that changed, where a format has such.
    """

    colours: Indices
    pictures: Iterable[Picture]
    length: int
    loop: int = 0
    texts: Mapping[str, str] = MappingProxyType({})
    opaque: bool = False

    def text(self, keyword: str) -> str:
        """One of the texts, empty where there is none."""
        return self.texts.get(keyword, "")


class Clock:
    """Rounds the running total to whole ticks, so that nothing drifts.

    >>> clock = Clock(100, most=65_535)
    >>> [list(clock.delays(1 / 3)) for _ in range(3)]
    [[33], [34], [33]]
    """

    def __init__(self, ticks: int, most: int) -> None:
        """`ticks` per second; a delay of more than `most` of them is told as several."""
        self._ticks, self._most = ticks, most
        self._seconds, self._told = 0.0, 0

    def delays(self, seconds: float) -> Iterator[int]:
        """The next picture's time in ticks."""
        self._seconds += seconds
        due = round(self._seconds * self._ticks) - self._told
        self._told += due
        while due > self._most:
            yield self._most
            due -= self._most
        yield due


def change(shown: Indices, picture: Picture) -> tuple[Rectangle, NDArray[np.bool_]]:
    """The smallest rectangle around the pixels that really differ, and which in it do; one pixel when none does."""
    left, top, right, bottom = picture.changed
    differs = shown[top:bottom, left:right] != picture.image[top:bottom, left:right]
    rows = np.flatnonzero(differs.any(axis=1))
    if not rows.size:
        return (0, 0, 1, 1), np.zeros((1, 1), np.bool_)
    differs = differs[rows[0] : rows[-1] + 1]
    columns = np.flatnonzero(differs.any(axis=0))
    differs = differs[:, columns[0] : columns[-1] + 1]
    height, width = differs.shape
    left, top = left + int(columns[0]), top + int(rows[0])
    return (left, top, left + width, top + height), differs


def difference(shown: Indices, picture: Picture, multiple: int = 1) -> tuple[Rectangle, Indices]:
    """The rectangle that differs from what is shown, unchanged pixels transparent; `shown` becomes the picture.

    Its left and its top are multiples of a number.
    """
    (left, top, right, bottom), _ = change(shown, picture)
    left, top = left - left % multiple, top - top % multiple
    new, old = picture.image[top:bottom, left:right], shown[top:bottom, left:right]
    pixels = np.where(new != old, new + FIRST, TRANSPARENT)
    np.copyto(old, new)
    return (left, top, right, bottom), pixels
