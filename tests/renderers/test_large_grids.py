"""Grids of cells below twelve pixels: no rules, borders around kinds, a firm outline and a marker, in every theme."""

from pathlib import Path

import numpy as np
import pytest

import visualize as vz
from tests.decoding import colour, middles
from visualize.choices import THEMES
from visualize.film import INPUT, OUTPUT


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("view", ["flat", "isometric"])
def test_marker_and_outline_are_seen(name: str, view: str, tmp_path: Path) -> None:
    """A line of two pixels in the window's colour around the current cell, nine pixels wide at the least."""
    figure = vz.figure(vz.Conv(48, 3, padding=1), theme=name, view=view, steps=[700])
    figure.save(tmp_path / "a.svg")
    image, where = next(iter(figure.frames())), middles((tmp_path / "a.svg").read_text())
    for cell, reach in (("output/0/14/28", 12), (f"input/0/{14 + 1}/{28 + 1}", 30)):
        x, y = where[cell]
        part = image[y - reach : y + reach + 1, x - reach : x + reach + 1]
        rows, columns = np.nonzero((part == colour(figure.theme.window)).all(axis=-1))
        assert np.ptp(columns) >= 9 and len(rows) >= 2 * 2 * np.ptp(columns) / 2, cell


def test_cells_of_one_kind_are_one_area(tmp_path: Path) -> None:
    """Between two resting cells no pixel differs from their fill; between input and padding there is a line."""
    figure = vz.figure(vz.Conv(48, 3, padding=1), view="flat", steps=[0])
    image, place = next(iter(figure.frames())), figure.film.placements[INPUT]
    (left, top), (right, bottom) = (tuple(map(round, place.corner(at, at))) for at in (20, 40))
    assert len(np.unique(image[top:bottom, left:right].reshape(-1, 3), axis=0)) == 1
    x, y = map(round, place.corner(20, 0))
    along = {tuple(pixel) for pixel in image[y + 1, x - 2 : x + 2 * place.right[0]].tolist()}
    assert len(along) >= 4  # ground, padding, input, and lines between
    assert OUTPUT in figure.film.placements
