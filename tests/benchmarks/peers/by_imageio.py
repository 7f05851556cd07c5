"""The default figure by NumPy, saved by imageio: `python -m tests.benchmarks.peers.by_imageio peer.gif`.

Areas are masks; lines cover pixels by their distance from a segment, so that they are smooth, and hide the edges of the
areas. The words are Pillow's, since NumPy has no letters.
"""

import sys

import imageio.v3 as iio
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw, ImageFont

from tests.benchmarks.peers.scene import (
    GROUND,
    HEIGHT,
    STEPS,
    WIDTH,
    WINDOW,
    WORDS,
    Point,
    Polygon,
    cells,
    font,
    guides,
    outlines,
)

Picture = NDArray[np.uint8]


def around(corners: Polygon) -> tuple[slice, slice]:
    """The rectangle of an image that a few points lie in, with room for a line."""
    xs, ys = zip(*corners, strict=True)
    return slice(min(ys) - 3, max(ys) + 4), slice(min(xs) - 3, max(xs) + 4)


def fill(image: Picture, corners: Polygon, colour: str) -> None:
    """Paint a convex polygon, clockwise: what is on the right of all its sides."""
    rows, columns = around(corners)
    y, x = np.mgrid[rows, columns]
    inside = np.ones(y.shape, bool)
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        inside &= (x1 - x0) * (y - y0) >= (y1 - y0) * (x - x0)
    image[rows, columns][inside] = ImageColor.getrgb(colour)


def line(image: Picture, start: Point, end: Point, colour: str, width: float) -> None:
    """Paint the pixels near a segment."""
    rows, columns = around([start, end])
    y, x = np.mgrid[rows, columns]
    (x0, y0), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    along = np.clip(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1)
    distance = np.hypot(x - x0 - along * dx, y - y0 - along * dy)
    share = np.clip(width / 2 + 0.5 - distance, 0, 1)[..., None]
    part = image[rows, columns]
    part[:] = part + (np.array(ImageColor.getrgb(colour)) - part) * share + 0.5


def page() -> Picture:
    """The ground with the words, which stand still."""
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    for x, y, size, colour, text in WORDS:
        draw.text((x, y), text, colour, ImageFont.truetype(font(), size), "lm")
    return np.array(image)


def frame(ground: Picture, step: int) -> Picture:
    """The picture of a step."""
    image = ground.copy()
    for corners, colour, edge in cells(step):
        fill(image, corners, colour)
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            line(image, start, end, edge, 2)
    for start, end in guides(step):
        line(image, start, end, WINDOW, 1.5)
    for corners in outlines(step):
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            line(image, start, end, WINDOW, 4)
    return image


if __name__ == "__main__":
    ground = page()
    frames = [frame(ground, step) for step in range(STEPS)]
    iio.imwrite(sys.argv[1], frames, duration=[1000] * (STEPS - 1) + [2500], loop=0)
