"""The default figure, `--k 3 --p 1 --s 2`, as the peers draw it: places in pixels and colours, of each of its 9 steps.

All leave out what the package draws besides: dashes of the padding's edges and of what is hidden, the faces of the
pyramid, the hair of ground around outlines, the window's last place and the strides' arrows.
"""

import os
from collections.abc import Iterator
from importlib.util import find_spec

WIDTH, HEIGHT, STEPS = 776, 443, 9
KERNEL, STRIDE = 3, 2
PADDED, OUTPUT = (28, 251, 7), (148, 64, 3)  # left and top corner, and cells a side
GROUND, INK, LINE, WINDOW = "#ffffff", "#16303f", "#5b7280", "#d97000"
INPUT, INPUT_LIT, PADDING, PADDING_LIT = "#a5d2f4", "#226fab", "#f4f6f8", "#c3ccd2"
PENDING, DONE, CURRENT, NAMED = "#f9fffc", "#8fd8bf", "#0f7054", "#a85600"
# Left, middle line, size, colour, text.
WORDS = [
    (476, 77, 22, CURRENT, "output 3×3"),
    (476, 157, 22, NAMED, "convolution"),
    (476, 184, 17, INK, "kernel 3×3"),
    (476, 207, 17, INK, "stride 2"),
    (476, 271, 22, INPUT_LIT, "input 5×5"),
    (476, 298, 17, INK, "padding 1"),
    (476, 383, 22, INK, "(5 + 2·1 − 3) / 2 + 1 = 3"),
]

Point = tuple[int, int]
Polygon = list[Point]


def box(plane: tuple[int, int, int], row: int, column: int, edge: int = 1) -> Polygon:
    """The corners of a square of cells."""
    left, top, _ = plane
    corners = ((row, column), (row, column + edge), (row + edge, column + edge), (row + edge, column))
    return [(left + 40 * x + 20 * y, top - 12 * x + 21 * y) for y, x in corners]


def cells(step: int) -> Iterator[tuple[Polygon, str, str]]:
    """Every cell with its fill and the colour of its edges."""
    top, left = (STRIDE * at for at in divmod(step, OUTPUT[2]))
    for row, column in ((row, column) for row in range(PADDED[2]) for column in range(PADDED[2])):
        lit = top <= row < top + KERNEL and left <= column < left + KERNEL
        inner = 0 < row < 6 and 0 < column < 6
        fill = (INPUT_LIT if lit else INPUT) if inner else (PADDING_LIT if lit else PADDING)
        yield box(PADDED, row, column), fill, INK if inner else LINE
    for number in range(STEPS):
        fill = CURRENT if number == step else DONE if number < step else PENDING
        yield box(OUTPUT, *divmod(number, OUTPUT[2])), fill, INK if number <= step else LINE


def outlines(step: int) -> tuple[Polygon, Polygon]:
    """The window and the current output cell."""
    row, column = divmod(step, OUTPUT[2])
    return box(PADDED, STRIDE * row, STRIDE * column, KERNEL), box(OUTPUT, row, column)


def guides(step: int) -> list[tuple[Point, Point]]:
    """The lines from the window's corners to the current cell's."""
    return list(zip(*outlines(step), strict=True))


def font() -> str:
    """The file of DejaVu Sans, which the package uses too: it comes with matplotlib."""
    place = find_spec("matplotlib")
    assert place is not None and place.origin is not None
    return os.path.join(os.path.dirname(place.origin), "mpl-data/fonts/ttf/DejaVuSans.ttf")
