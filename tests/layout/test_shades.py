"""Colours that stand for values: where scales are cut, where zero lies, what is on no scale."""

import numpy as np
import pytest

import visualize as vz
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
