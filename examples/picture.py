"""Draws picture.png, the small picture of the examples: a lit ball on a tiled floor, made from formulas."""

import numpy as np
from PIL import Image

SIZE = 128


def ball() -> np.ndarray:
    y, x = np.mgrid[0:SIZE, 0:SIZE] / SIZE * 2 - 1
    floor = np.where((np.floor(6 * x / (y + 1.6)) + np.floor(5 / (y + 1.6))) % 2 == 0, 0.75, 0.45) * (0.55 + 0.35 * y)
    sky = 0.82 + 0.1 * y
    picture = np.where(y > 0.1, floor, sky)
    radius = 0.55
    inside = x**2 + y**2 < radius**2
    height = np.sqrt(np.maximum(0, radius**2 - x**2 - y**2)) / radius
    light = np.clip((-0.5 * x - 0.6 * y) / radius + 0.62 * height, 0, 1)
    return np.where(inside, 0.08 + 0.85 * light + 0.3 * light**20, picture)


def main() -> None:
    Image.fromarray(np.rint(ball().clip(0, 1) * 255).astype(np.uint8)).save("picture.png", optimize=True)


if __name__ == "__main__":
    main()
