"""Lines keep their share of a large cell, measured in the files."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import visualize as vz
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


def test_lines_of_large_cells_grow_in_small_steps_of_whole_pixels() -> None:
    for name in ("rule", "outline"):
        widths = [getattr(Metrics(cell), name) for cell in range(80, 400)]
        assert all(width % 2 == 0 for width in widths)
        assert {after - before for before, after in itertools.pairwise(widths)} == {0, 2}
