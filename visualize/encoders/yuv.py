"""Images as the planes of YUV 4:2:0 that video coders take, after Recommendation ITU-R BT.709-6."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualize.encoders.frames import Indices, Rectangle

RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722  # weights of the luma


class Planes:
    """An image's planes, one after the other in `data`: the luma of every pixel, the mean chromas of two by two.

    Both sides are even; odd ones are padded with the colour of the image's corner, which is the ground.
    """

    def __init__(self, colours: Indices, image: Indices) -> None:
        self.height, self.width = (side + side % 2 for side in image.shape)
        self._image = np.full((self.height, self.width), image[0, 0], np.uint8)
        self._inside = self._image[: image.shape[0], : image.shape[1]]
        self._luma_of, *self._chromas_of = _converted(colours)
        self.data = np.empty(self.height * self.width * 3 // 2, np.uint8)
        luma, *chromas = np.split(self.data, [self.height * self.width, self.height * self.width * 5 // 4])
        self._luma = luma.reshape(self.height, self.width)
        self._chromas = [chroma.reshape(self.height // 2, self.width // 2) for chroma in chromas]
        self.update(image, (0, 0, self.width, self.height))

    def update(self, image: Indices, changed: Rectangle) -> None:
        """Convert the rectangle in which an image differs from the one before."""
        left, top, right, bottom = changed
        self._inside[top:bottom, left:right] = image[top:bottom, left:right]
        quarters = slice(top // 2, (bottom + 1) // 2), slice(left // 2, (right + 1) // 2)
        whole = tuple(slice(2 * part.start, 2 * part.stop) for part in quarters)
        pixels = self._image[whole]
        self._luma[whole] = self._luma_of.take(pixels)
        for plane, values in zip(self._chromas, self._chromas_of, strict=True):
            plane[quarters] = _quartered(values.take(pixels))


def _converted(colours: Indices) -> NDArray[np.uint8]:
    """Luma and both chromas of each colour, shape (3, n), in the limited range of video."""
    red, green, blue = colours.T / 255
    luma = RED * red + GREEN * green + BLUE * blue
    chromas = (blue - luma) / (2 * (1 - BLUE)), (red - luma) / (2 * (1 - RED))
    return np.rint([16 + 219 * luma, *(128 + 224 * chroma for chroma in chromas)]).astype(np.uint8)


def _quartered(plane: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The mean of each two by two values."""
    rows = np.add(plane[::2], plane[1::2], dtype=np.uint16)
    return np.asarray((rows[:, ::2] + rows[:, 1::2] + 2) >> 2, np.uint16)
