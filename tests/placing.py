"""A figure that lies somewhere in a picture of a page: where it lies, and which step it shows."""

import subprocess
from itertools import product
from pathlib import Path

import numpy as np
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import check_frame

OP = vz.Conv(5, 3, padding=1, stride=2)


def pages(pdf: Path, folder: Path, dots: int) -> list[np.ndarray]:
    """A document's pages by poppler."""
    command = [program("pdftoppm", "apt-get install poppler-utils"), "-r", str(dots), "-png", str(pdf), "page"]
    subprocess.run(command, cwd=folder, check=True)
    return [np.array(Image.open(path).convert("RGB")) for path in sorted(folder.glob("page-*.png"))]


def placed(image: np.ndarray, still: np.ndarray) -> tuple[float, float, float]:
    """Left, top and scale of a white-ground figure in an image: by the span of one of its colours."""
    spans = []
    for picture in (image, still):
        found = np.argwhere((picture.astype(int) - (165, 210, 244)).__abs__().sum(axis=2) < 12)
        spans.append((*found.min(axis=0).tolist(), *found.max(axis=0).tolist()))
    (top, left, bottom, right), (still_top, still_left, still_bottom, still_right) = spans
    scale = ((right - left) / (still_right - still_left) + (bottom - top) / (still_bottom - still_top)) / 2
    return left - still_left * scale, top - still_top * scale, scale


def check_placed(
    step: int, image: np.ndarray, where: dict[str, tuple[int, int]], place: tuple[float, float, float]
) -> None:
    """The cells of a step in a figure that lies somewhere in an image; where, is known to a pixel, from its colours."""
    left, top, scale = place
    wrong = None
    for dx, dy in sorted(product((0, 1, -1), repeat=2), key=lambda shift: abs(shift[0]) + abs(shift[1])):
        moved = {cell: (round(left + x * scale) + dx, round(top + y * scale) + dy) for cell, (x, y) in where.items()}
        try:
            check_frame(OP, "light", step, image, moved)
        except AssertionError as error:
            wrong = wrong or error
        else:
            return
    assert wrong is not None
    raise wrong
