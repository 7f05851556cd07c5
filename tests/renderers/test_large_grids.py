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


@pytest.mark.parametrize("view", ["flat", "isometric"])
@pytest.mark.parametrize(("side", "cell"), [(96, 4), (160, 3), (224, 2)])
def test_pictures_of_large_grids_are_about_as_large_as_a_slide(view: str, side: int, cell: int) -> None:
    """Cells have less than four pixels where the grids alone would not fit; letters stay legible on a slide."""
    film = vz.figure(vz.Conv(side, 3), view=view).film
    given = vz.figure(vz.Conv(side, 3), view=view, cell=cell).film
    assert [film.placements[grid][2:4] for grid in (INPUT, OUTPUT)] == [
        given.placements[grid][2:4] for grid in (INPUT, OUTPUT)
    ]
    scale = min(1168 / film.width, 600 / film.height)
    assert scale > 0.57 and min(label.size for label in film.labels) * scale >= 17.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("view", ["flat", "isometric"])
@pytest.mark.parametrize(("side", "step"), [(160, 9000), (224, 24000), (224, 0), (224, 49283)])
def test_marker_and_outline_are_seen_in_the_smallest_cells(name: str, view: str, side: int, step: int) -> None:
    """Nine pixels wide and six high at the least, in the window's colour, around the middle of the box."""
    figure = vz.figure(vz.Conv(side, 3), theme=name, view=view, steps=[step], trace=False)
    film, image = figure.film, next(iter(figure.frames()))
    row, column = divmod(step, side - 2)
    for grid, cells in ((OUTPUT, 1), (INPUT, 3)):
        x, y = map(int, film.placements[grid].corner(row + cells / 2, column + cells / 2))
        part = image[y - 12 : y + 13, x - 16 : x + 17]
        rows, columns = np.nonzero((part == colour(figure.theme.window)).all(axis=-1))
        around = [rows.min() < 12, rows.max() > 12, columns.min() < 16, columns.max() > 16]
        assert all(around) and np.ptp(columns) >= 7 and np.ptp(rows) >= 6, (grid, np.ptp(columns), np.ptp(rows))


@pytest.mark.parametrize("cell", [2, 3, 4, 5])
@pytest.mark.parametrize("scale", [1, 2, 3])
@pytest.mark.parametrize("view", ["flat", "isometric"])
def test_small_cells_are_flat_in_the_middle_at_every_scale(view: str, scale: int, cell: int) -> None:
    """Lit cells, and output cells away from the current one, at the border of a plane too."""
    op = vz.Conv(9, 3, padding=1, stride=2)
    figure = vz.figure(op, view=view, cell=cell, scale=scale, trace=False)
    for step, image in enumerate(figure.frames()):
        current = divmod(step, 5)
        lit = [(INPUT, 2 * current[0] + at // 3, 2 * current[1] + at % 3) for at in range(9)]
        away = [
            (OUTPUT, *at) for at in np.ndindex(5, 5) if max(abs(a - b) for a, b in zip(at, current, strict=True)) > 2
        ]
        for grid, row, column in [*lit, (OUTPUT, *current), *away]:
            x, y = figure.film.placements[grid].corner(row + 0.5, column + 0.5)
            look = figure.theme.look(int(figure.film.frame(step).roles[grid][row, column]))
            assert tuple(image[int(y * scale), int(x * scale)].tolist()) == colour(look.fill), (step, grid, row, column)


@pytest.mark.parametrize("cell", [2, 3, 4])
def test_planes_of_the_smallest_cells_do_not_overlap(cell: int) -> None:
    film = vz.figure(vz.Conv(40, 3, padding=1), view="isometric", cell=cell).film
    bounds = [film.placements[grid].bounds() for grid in (OUTPUT, INPUT)]
    assert bounds[0][3] + 10 <= bounds[1][1]
    right, down = film.placements[INPUT].right, film.placements[INPUT].down
    assert 1 / 4 <= -right[1] / right[0] <= 1 / 3 and down[1] >= down[0] > 0


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
