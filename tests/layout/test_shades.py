"""Colours that stand for values: where scales are cut, where zero lies, what is on no scale; a picture has no net."""

from pathlib import Path

import numpy as np
import pytest

import visualize as vz
from tests.decoding import gif_frames
from visualize.film import INPUT, OUTPUT
from visualize.style.themes import theme


def shaded(x: np.ndarray, name: str = "light") -> tuple[list[str], np.ndarray, np.ndarray]:
    """The words of the legends, the colours of the finished output, and its numbers, of a kernel that copies."""
    figure = vz.figure(vz.Conv(x.shape, 1), input=x, kernel=[[1]], color_by="value", cell=8, theme=name)
    film = figure.film
    shades = film.frame(film.frame_count - 1).shades[OUTPUT]
    fills = np.array([theme(name).shade(int(one)) if one else "" for one in shades.ravel()]).reshape(x.shape)
    return [label.text for legend in film.legends for label in legend.labels], fills, x


def test_a_scale_is_cut_where_two_numbers_in_a_hundred_exceed_the_others() -> None:
    x = np.arange(400.0).reshape(20, 20) - 200
    words, _, _ = shaded(x)
    assert "200" in words and "≥ 200" not in words
    x[0, :7] = 5000
    words, fills, _ = shaded(x)
    usual = np.sort(np.abs(x).ravel())[int(np.ceil(0.98 * 399))]
    assert f"≥ {usual:.0f}" in words and any(f"≤ −{usual:.0f}" in word for word in words)
    assert len(set(fills[x >= usual])) == 1


@pytest.mark.parametrize("name", ("light", "dark", "dumoulin", "d2l"))
def test_zero_is_the_ground(name: str) -> None:
    x = np.linspace(-9, 9, 49).reshape(7, 7).round()
    _, fills, _ = shaded(x, name)
    assert set(fills[x == 0]) == {theme(name).ground} and theme(name).ground not in set(fills[abs(x) >= 1])


def test_infinities_and_nan_are_crossed_and_on_no_scale() -> None:
    x = np.arange(16.0).reshape(4, 4)
    x[0, 0], x[1, 2], x[3, 3] = np.inf, np.nan, -np.inf
    film = vz.figure(vz.MaxPool(4, 1, 1), input=x, color_by="value", cell=8).film
    for index in (0, 5, 15):
        frame = film.frame(index)
        computed = np.arange(16).reshape(4, 4) <= index
        assert ((frame.texts[INPUT] == "×") == ~np.isfinite(x)).all()
        assert ((frame.texts[OUTPUT] == "×") == (~np.isfinite(x) & computed)).all()
        assert not frame.shades[INPUT][~np.isfinite(x)].any()


def test_values_without_a_sign_are_grey_as_in_a_photograph() -> None:
    _, fills, _ = shaded(np.arange(256.0).reshape(16, 16))
    assert all(fill[1:3] == fill[3:5] == fill[5:7] for fill in fills.ravel())


@pytest.mark.parametrize("broken", (False, True))
@pytest.mark.parametrize("cell", (8, 12, 15, 20))
def test_no_lines_run_over_a_picture_but_across_its_unread_cells(tmp_path: Path, cell: int, broken: bool) -> None:
    """Between the middles of equal cells there is their colour alone; a nan leaves its cell's cross, and no net."""
    x = np.where(np.arange(20)[:, None] < 11, 200.0, 40.0) * np.ones(20) + 0.123456789
    x[2, 2] = np.nan if broken else x[2, 2]
    figure = vz.figure(vz.Conv(20, 3, stride=2), input=x, color_by="value", cell=cell, steps=[60], view="flat")
    figure.save(tmp_path / "a.gif")
    place, (image,) = figure.film.placements[INPUT], gif_frames(tmp_path / "a.gif")

    def along(row: int, first: int, last: int) -> int:
        (left, y), (right, _) = (map(round, place.corner(row + 0.5, column + 0.5)) for column in (first, last))
        return len(np.unique(image[y - cell // 4 : y + cell // 4, left:right].reshape(-1, 3), axis=0))

    assert not figure.film.cell_texts or broken
    assert [along(row, 4, 18) for row in (0, 8, 17)] == [1, 1, 1]
    assert (along(19, 4, 18) > 1) == (cell >= 12 and not broken)
