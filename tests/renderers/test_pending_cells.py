"""Cells that no step has filled yet: all of their edges are seen. And those that there will never be."""

import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import resvg_py
from PIL import Image

import visualize as vz
from tests.decoding import colour
from visualize.choices import THEMES, VIEWS
from visualize.film import OUTPUT
from visualize.film.roles import Kind, State, role
from visualize.style.colours import contrast

CURRENT = 5  # of 16 cells in rows of four: the ones before it are done, the ones beside and below it are not


def decoded(path: Path) -> np.ndarray:
    data = path.read_bytes()
    if path.suffix == ".svg":
        data = bytes(resvg_py.svg_to_bytes(svg_string=data.decode()))
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def pictures(figure: vz.Figure, folder: Path) -> dict[str, np.ndarray]:
    """The step in a PNG, in the animated SVG as it stands still, and in a document of its own."""
    figure.save(folder / "one.png", folder / "one.svg", folder / "step{n}.svg")
    return {name: decoded(folder / name) for name in ("one.png", "one.svg", f"step{CURRENT}.svg")}


def seen(image: np.ndarray, x: float, y: float) -> set[str]:
    around = image[round(y) - 1 : round(y) + 2, round(x) - 1 : round(x) + 2].reshape(-1, 3)
    return {"#" + bytes(pixel).hex() for pixel in around}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("view", VIEWS)
def test_pending_cells_have_all_their_edges(theme: str, view: str, tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(4, 3, padding=1), theme=theme, view=view, poster=CURRENT)
    place, fill = figure.film.placements[OUTPUT], figure.theme.look(role(Kind.OUTPUT, State.PENDING)).fill
    for name, image in pictures(figure, tmp_path).items():
        for cell in range(CURRENT + 1, 16):
            row, column = divmod(cell, 4)
            corners = place.polygon(row, column)
            for (ax, ay), (bx, by) in pairwise((*corners, corners[0])):
                strongest = max(contrast(one, fill) for one in seen(image, (ax + bx) / 2, (ay + by) / 2))
                assert strongest > 2.4, (name, cell, strongest)


@pytest.mark.parametrize("theme", ("light", "dark"))
@pytest.mark.parametrize("view", VIEWS)
def test_rows_that_ceil_mode_drops_are_grey_under_one_cross(theme: str, view: str, tmp_path: Path) -> None:
    figure = vz.figure(vz.MaxPool(12, 2, stride=4, ceil_mode=True), theme=theme, view=view, poster=CURRENT)
    place, greyed, quiet = figure.film.placements[OUTPUT], figure.theme.greyed, figure.theme.quiet
    for name, image in pictures(figure, tmp_path).items():
        # The row below the output and the column beside it, each with its middle and its ends off the cross.
        for top, left, bottom, end in ((3, 0, 4, 4), (0, 3, 3, 4)):
            across, down = end - left, bottom - top
            x, y = place.corner(top + down / 2, left + across / 2)
            assert max(contrast(one, greyed) for one in seen(image, x, y)) > 0.8 * contrast(quiet, greyed), name
            for share in (0.2, 0.8):
                offsets = (0.5, share) if across > down else (share, 0.5)
                x, y = place.corner(top + down * offsets[0], left + across * offsets[1])
                assert tuple(image[int(y), int(x)]) == colour(greyed), (name, share)
