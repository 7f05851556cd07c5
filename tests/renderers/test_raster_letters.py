"""Letters of the raster against Pillow, which draws a text in one piece."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from visualize.renderers.raster.letters import Letters
from visualize.renderers.raster.palette import LEVELS
from visualize.style import fonts


@given(st.text("0123456789.−·=+()∞≈e ,ax", min_size=1, max_size=30), st.integers(10, 90))
@settings(max_examples=200)
def test_letters_put_together_are_those_of_the_whole_text(text: str, size: int) -> None:
    """By Pillow, which draws the text in one piece."""
    text = text.strip(" ") or "0"
    font = ImageFont.truetype(fonts.HOUSE, size, layout_engine=ImageFont.Layout.BASIC)
    mask, (left, top) = font.getmask2(text, mode="L", anchor="ms")
    wanted = np.zeros((200, 4000), np.uint8)
    columns, rows = mask.size
    coverage = np.frombuffer(bytes(mask), np.uint8).reshape(rows, columns)
    wanted[120 + top : 120 + top + rows, 2000 + left : 2000 + left + columns] = np.rint(coverage * (LEVELS / 255))
    found = np.zeros_like(wanted)
    positions, levels = Letters(4000, None).pixels(text, (2000, 120), size)
    found.reshape(-1)[positions] = levels
    assert (found == wanted).all()
