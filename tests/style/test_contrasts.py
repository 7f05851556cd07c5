"""Contrasts of all themes, computed from their colours alone: in full sight, in grey and in red-green blindness."""

from itertools import combinations, pairwise, product

import numpy as np
import pytest

from visualize.choices import THEMES
from visualize.film import Tensor
from visualize.film.roles import Kind, State, name, role
from visualize.layout.color_scale import tap_shades
from visualize.style.themes import Look, theme

# On linear RGB, at severity 1: Machado, Oliveira, Fernandes, "A physiologically-based model for simulation of color
# vision deficiency", IEEE TVCG 15(6), 2009.
SIGHTS = {
    "full": np.eye(3),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
READ, WRITTEN = (State.REST, State.UNREAD, State.TAP), (State.PENDING, State.UNREAD, State.DONE, State.CURRENT)
GRIDS = (
    list(product((Kind.INPUT, Kind.INSERTED, Kind.PADDING, Kind.OVERHANG), READ)),
    list(product((Kind.OUTPUT, Kind.COMPUTED, Kind.CROPPED), WRITTEN)),
)
LIT = [((Kind.INPUT, State.REST), (Kind.INPUT, State.TAP)), ((Kind.OUTPUT, State.DONE), (Kind.OUTPUT, State.CURRENT))]


def contrast(one: str, other: str, sight: str = "full") -> float:
    """WCAG 2's ratio of two colours as they are seen."""
    return max(seen(one, sight), seen(other, sight)) / min(seen(one, sight), seen(other, sight))


def seen(colour: str, sight: str) -> float:
    values = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return float(np.clip(SIGHTS[sight] @ linear, 0, 1) @ (0.2126, 0.7152, 0.0722) + 0.05)


def marked(one: Look, other: Look, sight: str) -> bool:
    """Whether two looks differ by dashes, by a line across, or by the weight of their rules."""
    rules = contrast(one.rule, other.rule, sight) >= 1.6
    return one.dashed != other.dashed or bool(one.hatch) != bool(other.hatch) or rules


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("which", THEMES)
def test_cells_of_a_grid_are_told_apart(which: str, sight: str) -> None:
    """Two cells of a grid differ by 1.6:1, by 1.5:1 in simulated sight, or by a mark; the blue of d2l is its books'."""
    least = 1.4 if which == "d2l" else 1.6 if sight in ("full", "grey") else 1.5
    for cells in GRIDS:
        looks = {name(role(*cell)): theme(which).look(role(*cell)) for cell in cells}
        for one, other in combinations(looks, 2):
            apart = contrast(looks[one].fill, looks[other].fill, sight) >= least
            assert apart or marked(looks[one], looks[other], sight), (one, other)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("which", ("light", "dark"))
def test_lit_cells_stand_out(which: str, sight: str) -> None:
    for rest, lit in LIT:
        ratio = contrast(theme(which).look(role(*rest)).fill, theme(which).look(role(*lit)).fill, sight)
        assert ratio >= 3, (rest, ratio)


@pytest.mark.parametrize("which", THEMES)
def test_letters_are_legible(which: str) -> None:
    chosen = theme(which)
    for code, look in chosen.looks.items():
        assert contrast(look.fill, look.text) >= 4.5, name(code)
    unread = chosen.look(role(Kind.INPUT, State.UNREAD))
    assert contrast(unread.fill, unread.text) >= 4.5
    for voice in ("text", "quiet", *Tensor):
        assert contrast(chosen.voice(voice), chosen.ground) >= 4.5, voice


@pytest.mark.parametrize("rows", range(1, 12))
def test_weights_by_row_have_one_lightness_and_legible_numbers(rows: int) -> None:
    chosen, shades = theme("light"), tap_shades(rows, 5)
    assert len(np.unique(shades)) == shades.size
    fills = np.vectorize(chosen.shade)(shades)
    assert all(contrast(fill, chosen.text_on(fill)) >= 4.5 for fill in fills.flat)
    means = [np.mean([seen(fill, "grey") for fill in row]) for row in fills]
    assert means == sorted(means, reverse=True)
    if rows <= 3:
        assert all(above / below >= 1.6 for above, below in pairwise(means))
