"""Sees pictures as a stranger does: cells by the SVG's geometry, colours by decoding files, expectation by loops."""

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
from matplotlib.transforms import Bbox
from PIL import Image

from tests.loops import conv_steps
from visualize import Conv
from visualize.film import Label
from visualize.style import fonts

SVG = "{http://www.w3.org/2000/svg}"


def middles(svg: str) -> dict[str, tuple[int, int]]:
    """The pixel in the middle of every cell, by its data-cell."""
    found = {}
    for element in ElementTree.fromstring(svg).iter():
        cell = element.get("data-cell")
        if cell is None:
            continue
        if element.tag == SVG + "rect":
            x, y, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
            corners = [(x, y), (x + width, y + height)]
        else:
            assert element.tag == SVG + "polygon", element.tag
            corners = [tuple(map(float, point.split(","))) for point in element.get("points").split()]
        assert cell not in found, f"{cell} is drawn twice"
        found[cell] = tuple(int(sum(axis) / len(corners)) for axis in zip(*corners, strict=True))
    assert found, "no cells"
    return found


def colour(text: str) -> tuple[int, int, int]:
    assert re.fullmatch("#[0-9a-f]{6}", text), text
    return tuple(bytes.fromhex(text[1:]))


# What each thing looks like, read from the design's table, not from the package's looks.
FILLS = {
    "light": {
        "ground": "#ffffff",
        "input": "#a5d2f4",
        "tap": "#226fab",
        "padding": "#f4f6f8",
        "padding_tap": "#b9c3ca",
        "unread": "#dbe0e3",
        "cropped": "#899aa4",
        "kernel": "#ffd27a",
        "pending": "#f8fffc",
        "done": "#8fd8bf",
        "current": "#0f7054",
    },
    "dark": {
        "ground": "#12202a",
        "input": "#2b6a9c",
        "tap": "#bfe3ff",
        "padding": "#182833",
        "padding_tap": "#53656f",
        "unread": "#31404a",
        "cropped": "#798b96",
        "kernel": "#8a5a10",
        "pending": "#1b2f38",
        "done": "#1d7359",
        "current": "#b9f5df",
    },
}


def expected_colours(op: Conv, theme: str, step: int) -> dict[str, tuple[int, int, int]]:
    """The colour that plain loops say each cell has in the middle at a step."""
    fills = FILLS[theme]
    steps = conv_steps(op.input_size, op.kernel_size, op.stride, op.padding, op.dilation)
    _, taps = steps[step]
    top, bottom, left, right = op.padding
    read = {cell for _, found in steps for cell in found}
    cells = {}
    for row in range(op.input_size[0] + top + bottom):
        for column in range(op.input_size[1] + left + right):
            inside = top <= row < top + op.input_size[0] and left <= column < left + op.input_size[1]
            lit = (row, column) in taps
            name = ("tap" if lit else "input") if inside else ("padding_tap" if lit else "padding")
            cells[f"input/0/{row}/{column}"] = fills[name if (row, column) in read else "unread"]
    for index, ((row, column), _) in enumerate(steps):
        name = "done" if index < step else "current" if index == step else "pending"
        cells[f"output/0/{row}/{column}"] = fills[name]
    return {cell: colour(fill) for cell, fill in cells.items()}


def check_frame(op: Conv, theme: str, step: int, image: np.ndarray, where: dict[str, tuple[int, int]]) -> None:
    """Assert the colour in the middle of every cell that the figure must have."""
    wanted = expected_colours(op, theme, step)
    drawn = {cell for cell in where if not cell.startswith("kernel/")}
    assert drawn == set(wanted), drawn ^ set(wanted)
    resting = {colour(FILLS[theme][name]) for name in ("input", "padding", "unread")}
    for cell, fill in wanted.items():
        crossed = (cell.startswith("input/") and fill in resting) or _under_outline(where, cell, step, op)
        assert shows(image, where, cell, fill, crossed), (op, step, cell, where[cell])


def _under_outline(where: dict[str, tuple[int, int]], cell: str, step: int, op: Conv) -> bool:
    """Whether an outline of two pixels, as wide as the smallest cells are high, may lie over an output cell."""
    grid, _, row, column = cell.split("/")
    current = divmod(step, op.output_size[1])
    near = max(abs(int(row) - current[0]), abs(int(column) - current[1]))
    heights = {y for name, (_, y) in where.items() if name.startswith(f"output/0/{row}/")}
    low = _pitch(where, cell) < (4 if len(heights) == 1 else 4.5)  # cells of a slanted row are lower than wide
    return grid == "output" and low and near in (1, 2)


def shows(
    image: np.ndarray, where: dict[str, tuple[int, int]], cell: str, fill: Any, crossed: bool, most: int = 0
) -> bool:
    """Whether a cell has a colour in its middle or, where guides may cross it, beside the thin lines over it.

    Lines over a cell of less than six pixels may leave no pixel of it bare, but no other fill of the theme is there.
    `most` is how far an encoder may move a colour.
    """
    x, y = where[cell]
    middle = tuple(image[y, x][:3].tolist())
    if near(middle, fill, most) or not crossed:
        return near(middle, fill, most)
    pitch = _pitch(where, cell)
    if pitch < 6:
        return middle not in _others(fill)
    off = max(1, round(pitch / 4))
    around = [(x + across, y + down) for across in (-off, 0, off) for down in (-off, 0, off)]
    found = [image[v, u][:3].tolist() for u, v in around if v < image.shape[0] and u < image.shape[1]]
    return middle not in _others(fill) and sum(near(one, fill, most) for one in found) >= 2


def near(one: Any, other: Any, most: int) -> bool:
    """Whether no part of two colours differs by more."""
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def _others(fill: Any) -> set[Any]:
    """The other fills of the theme that has this fill, but its ground, which is also that around outlines."""
    themes = [{colour(one) for name, one in fills.items() if name != "ground"} for fills in FILLS.values()]
    return next((theme - {fill} for theme in themes if fill in theme), set())


def _pitch(where: dict[str, tuple[int, int]], cell: str) -> float:
    """The distance to the nearest other cell of the same grid."""
    grid = cell.split("/")[0]
    x, y = where[cell]
    others = [at for name, at in where.items() if name != cell and name.split("/")[0] == grid]
    return min((np.hypot(u - x, v - y) for u, v in others), default=40.0)


def gif_frames(path: Path) -> list[np.ndarray]:
    """Every frame by Pillow, as RGB."""
    from PIL import Image, ImageSequence

    with Image.open(path) as image:
        return [np.array(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]


def box_of(label: Label) -> Bbox:
    """Where the letters of a name stand."""
    left = label.middle(fonts.width(label.text, label.size))[0] - fonts.width(label.text, label.size) / 2
    return Bbox.from_bounds(left, label.at[1] - 0.75 * label.size, fonts.width(label.text, label.size), label.size)


def picture_of_page(page: Any) -> np.ndarray:
    """What a browser's page shows."""
    return np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
