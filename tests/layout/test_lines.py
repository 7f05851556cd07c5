"""Lines keep their share of a large cell, measured in the files."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from visualize.film import INPUT
from visualize.layout.metrics import Metrics


def thickness(cell: int, path: Path) -> int:
    """Pixels of the window's colour in its left edge, across the lit window's first row of a flat figure."""
    drawn = vz.figure(vz.Conv(4, 2), view="flat", cell=cell, poster=0, trace=False)
    drawn.save(path)
    with Image.open(path) as image:
        lit = (np.asarray(image.convert("RGB")) == tuple(bytes.fromhex(drawn.theme.window[1:]))).all(axis=2)
    column = np.flatnonzero(lit.sum(axis=0) > 1.5 * cell)
    return int(np.split(column, np.flatnonzero(np.diff(column) > 1) + 1)[0].size)


@pytest.mark.parametrize("cell", (80, 120, 160, 190))
def test_outlines_keep_their_share_of_large_cells(cell: int, tmp_path: Path) -> None:
    assert thickness(cell, tmp_path / "a.png") == pytest.approx(cell / 10, abs=1)


def test_lines_grow_with_cells_by_one_pixel_at_a_time() -> None:
    for name in ("rule", "outline"):
        widths = [getattr(Metrics(cell), name) for cell in range(12, 400)]
        assert {after - before for before, after in itertools.pairwise(widths)} == {0, 1}


@pytest.mark.parametrize("cell", (20, 30, 40, 45, 50, 55, 65, 70, 80, 85, 90, 100))
def test_outlines_and_rules_have_sharp_edges_at_every_size(cell: int, tmp_path: Path) -> None:
    """Between the ground of a cell and a line there is no pixel of a blend, whichever of both widths is odd."""
    drawn = vz.figure(vz.Conv(4, 2), view="flat", cell=cell, poster=0, trace=False)
    drawn.save(tmp_path / "a.png")
    place, theme = drawn.film.placements[INPUT], drawn.theme
    across = round(place.corner(0.5, 0)[1])
    left, right = (round(place.corner(0, column)[0]) for column in (-0.4, 4.4))
    with Image.open(tmp_path / "a.png") as image:
        row = np.asarray(image.convert("RGB"))[across, left:right]
    seen = {f"#{bytes(pixel).hex()}" for pixel in row}
    assert theme.window in seen and len(seen) >= 5
    assert seen <= {theme.window, theme.page, *(colour for look in theme.looks.values() for colour in look[:2])}
