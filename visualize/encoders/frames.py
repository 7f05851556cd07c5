"""The input of encoders: pictures one at a time, each with its changed rectangle and its duration."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.uint8]
Rectangle = tuple[int, int, int, int]
# The indices of unchanged pixels and of the palette's first colour; low indices compress better.
TRANSPARENT, FIRST = 0, np.uint8(1)


class Picture(NamedTuple):
    """A frame: the whole image as colour indices, shape (height, width), and its duration.

    Outside of the rectangle `changed` (left, top, right, bottom) it equals the frame before. The next frame may reuse
    the image's array.
    """

    image: Indices
    changed: Rectangle
    seconds: float


class Animation(NamedTuple):
    """At most 255 colours, the pictures and their number; plays `loop` times, 0 for ever.

    Colours have the shape (n, 3), or (n, 4) with alphas if some are translucent; only APNG and WebP can hold these.

    `texts` are metadata by PNG's keywords: Title, Description, Software, Source. With `opaque`, formats that can store
    only the changed rectangles store whole pictures.
    """

    colours: Indices
    pictures: Iterable[Picture]
    length: int
    loop: int = 0
    texts: Mapping[str, str] = MappingProxyType({})
    opaque: bool = False

    @property
    def has_alpha(self) -> bool:
        """Whether some colours are translucent: then a pixel cannot be drawn over the one of the frame before."""
        return bool(self.colours.shape[1] == 4)

    def text(self, keyword: str) -> str:
        """The text of a keyword, empty if there is none."""
        return self.texts.get(keyword, "")


class Clock:
    """Converts durations to whole ticks, rounding the running total so that errors don't add up.

    >>> clock = Clock(100, max_delay=65_535)
    >>> [list(clock.delays(1 / 3)) for _ in range(3)]
    [[33], [34], [33]]
    """

    def __init__(self, ticks: int, max_delay: int) -> None:
        """`ticks` per second; a delay of more than `max_delay` ticks is split into several."""
        self._ticks, self._max_delay = ticks, max_delay
        self._seconds, self._elapsed = 0.0, 0

    def delays(self, seconds: float) -> Iterator[int]:
        """The delays of the next picture, in ticks."""
        self._seconds += seconds
        due = round(self._seconds * self._ticks) - self._elapsed
        self._elapsed += due
        while due > self._max_delay:
            yield self._max_delay
            due -= self._max_delay
        yield due


def change(canvas: Indices, picture: Picture) -> tuple[Rectangle, NDArray[np.bool_]]:
    """The smallest rectangle around the differing pixels, and which of its pixels differ; one pixel if none does."""
    left, top, right, bottom = picture.changed
    differs = canvas[top:bottom, left:right] != picture.image[top:bottom, left:right]
    # The ufuncs themselves: twice as fast as `any` and `flatnonzero`, and there may be 50,000 steps.
    (rows,) = np.logical_or.reduce(differs, axis=1).nonzero()
    if not rows.size:
        return (0, 0, 1, 1), np.zeros((1, 1), np.bool_)
    differs = differs[rows[0] : rows[-1] + 1]
    (columns,) = np.logical_or.reduce(differs, axis=0).nonzero()
    differs = differs[:, columns[0] : columns[-1] + 1]
    height, width = differs.shape
    left, top = left + int(columns[0]), top + int(rows[0])
    return (left, top, left + width, top + height), differs


def difference(canvas: Indices, picture: Picture, multiple: int = 1, whole: bool = False) -> tuple[Rectangle, Indices]:
    """The rectangle that differs from the canvas, unchanged pixels transparent; the picture is copied to the canvas.

    The rectangle's left and top are multiples of `multiple`. If it is `whole`, unchanged pixels have their colours.
    """
    (left, top, right, bottom), _ = change(canvas, picture)
    left, top = left - left % multiple, top - top % multiple
    new, old = picture.image[top:bottom, left:right], canvas[top:bottom, left:right]
    pixels = new + FIRST
    if not whole:
        pixels *= new != old  # several times as fast as `np.where`; TRANSPARENT is 0
    np.copyto(old, new)
    return (left, top, right, bottom), pixels
