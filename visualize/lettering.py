"""The house font, DejaVu Sans: how wide a text is and what its pixels are."""

import os
from functools import cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFont

from visualize.errors import missing

FAMILY = "DejaVu Sans, Verdana, sans-serif"


@cache
def _path() -> str:
    # The file lies in matplotlib's data; finding a package's place does not import it (0.4 s saved).
    spec = find_spec("matplotlib")
    for place in (spec.submodule_search_locations or []) if spec else []:
        path = os.path.join(place, "mpl-data", "fonts", "ttf", "DejaVuSans.ttf")
        if os.path.isfile(path):
            return path
    raise missing("font", "DejaVu Sans comes with matplotlib; run: pip install matplotlib")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_path(), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def width(text: str, size: int) -> float:
    """Pixels from the start of the text to its end."""
    return float(_font(size).getlength(text))


def height(size: int) -> float:
    """From the top of a digit to the bottom of a bracket."""
    return 0.95 * size


def middle(size: int) -> float:
    """How far below the middle of digits and capitals their baseline lies."""
    return 0.365 * size  # half of DejaVu Sans' cap height, 1493 / 2048


@cache
def mask(text: str, size: int) -> tuple[NDArray[np.uint8], int, int]:
    """Coverage 0 to 255 of the text's pixels, and the offset of its corner from the middle of the baseline."""
    image, (left, top) = _font(size).getmask2(text, mode="L", anchor="ms")
    columns, rows = image.size
    return np.frombuffer(bytes(image), np.uint8).reshape(rows, columns), int(left), int(top)
