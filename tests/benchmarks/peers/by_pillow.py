"""The default figure by Pillow's ImageDraw, frame by frame: `python -m tests.benchmarks.peers.by_pillow peer.gif`.

ImageDraw's lines are jagged, so all is drawn twice as large and reduced.
"""

import sys

from PIL import Image, ImageDraw, ImageFont

from tests.benchmarks.peers.scene import (
    GROUND,
    HEIGHT,
    STEPS,
    WIDTH,
    WINDOW,
    WORDS,
    Point,
    cells,
    font,
    guides,
    outlines,
)


def twice(corners: list[Point] | tuple[Point, ...]) -> list[Point]:
    """Points of the larger picture."""
    return [(2 * x, 2 * y) for x, y in corners]


def page() -> Image.Image:
    """The ground with the words, which stand still."""
    image = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    for x, y, size, colour, text in WORDS:
        draw.text((2 * x, 2 * y), text, colour, ImageFont.truetype(font(), 2 * size), "lm")
    return image


def frame(ground: Image.Image, step: int) -> Image.Image:
    """The picture of a step."""
    image = ground.copy()
    draw = ImageDraw.Draw(image)
    for corners, fill, edge in cells(step):
        draw.polygon(twice(corners), fill)
        draw.line(twice([*corners, corners[0]]), edge, 4)
    for ends in guides(step):
        draw.line(twice(ends), WINDOW, 3)
    for corners in outlines(step):
        draw.line(twice([*corners, corners[0]]), WINDOW, 8, "curve")
    return image.reduce(2)


if __name__ == "__main__":
    ground = page()
    first, *rest = (frame(ground, step) for step in range(STEPS))
    first.save(sys.argv[1], save_all=True, append_images=rest, duration=[1000] * (STEPS - 1) + [2500], loop=0)
