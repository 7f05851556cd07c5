"""Contrasts of all themes, computed from their colours alone: in full sight, in grey and in red-green blindness."""

from itertools import combinations, pairwise, product

import numpy as np
import pytest

from visualize.choices import THEMES
from visualize.film import Tensor
from visualize.film.roles import Kind, State, name, role
from visualize.layout.color_scale import tap_shades
from visualize.style.looks import SHADES, Look
from visualize.style.themes import theme

# Matrices for linear RGB, at severity 1, as in colorspacious and daltonlens too: Machado, Oliveira, Fernandes, "A
# physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15(6), 2009.
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
    return float(simulated(colour, sight) @ (0.2126, 0.7152, 0.0722) + 0.05)


def simulated(colour: str, sight: str) -> np.ndarray:
    """A colour as it is seen, in linear RGB."""
    values = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return np.clip(SIGHTS[sight] @ linear, 0, 1)


def second_mark(one: tuple[Kind, State], other: tuple[Kind, State]) -> str:
    """What else than the fill tells two cells of a grid: each kind has its dashes, an unread cell its diagonal.

    Fills alone tell the steps of one cell: whether it is at rest or lit, pending, done or current. The books' white
    cells are an exception: those that are done have black rules, pending ones grey rules.
    """
    if one[0] != other[0]:
        return "dashes"
    if State.UNREAD in (one[1], other[1]):
        return "diagonal"
    return "rules" if State.PENDING in (one[1], other[1]) else ""


def has(mark: str, one: Look, other: Look, sight: str) -> bool:
    found = {
        "dashes": one.dashed != other.dashed,
        "diagonal": bool(one.hatch) != bool(other.hatch),
        "rules": contrast(one.rule, other.rule, sight) >= 3,
    }
    return found.get(mark, False)


def pairs() -> list[tuple[tuple[Kind, State], tuple[Kind, State]]]:
    """All cells that may be seen in one grid."""
    return [pair for cells in GRIDS for pair in combinations(cells, 2)]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("which", THEMES)
def test_cells_of_a_grid_are_told_apart(which: str, sight: str) -> None:
    """Their fills differ by 1.6:1, by 1.5:1 in simulated sight, or the second mark of such a pair is there."""
    chosen, least = theme(which), 1.6 if sight in ("full", "grey") else 1.5
    by_mark = set()
    for one, other in pairs():
        looks = chosen.look(role(*one)), chosen.look(role(*other))
        if contrast(looks[0].fill, looks[1].fill, sight) < least:
            mark = second_mark(one, other)
            assert has(mark, *looks, sight), (name(role(*one)), name(role(*other)), mark)
            by_mark.add(mark)
    assert by_mark <= {"dashes", "diagonal"} or which == "d2l"


@pytest.mark.parametrize("which", THEMES)
def test_second_marks_are_on_every_pair_that_needs_one(which: str) -> None:
    """Also where fills differ enough: dashes are those of one kind, a diagonal is on unread cells only."""
    for one, other in pairs():
        looks = theme(which).look(role(*one)), theme(which).look(role(*other))
        assert (looks[0].dashed != looks[1].dashed) == (one[0] != other[0]), (one, other)
        assert all(
            bool(look.hatch) == (cell[1] is State.UNREAD) for cell, look in zip((one, other), looks, strict=True)
        )


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("which", THEMES)
def test_lines_are_seen(which: str, sight: str) -> None:
    """Outlines on their hair of ground, rules on the cells that they bound, diagonals on the grey of unread cells."""
    chosen = theme(which)
    assert contrast(chosen.window, chosen.ground, sight) >= 2.9
    assert contrast(chosen.quiet, chosen.greyed, sight) >= 3
    for cell in {cell for pair in pairs() for cell in pair}:
        look, lasting = chosen.look(role(*cell)), cell[1] in (State.REST, State.PENDING, State.DONE)
        assert contrast(look.rule, look.fill, sight) >= (2.75 if lasting else 1.6), cell


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("which", THEMES)
def test_unread_cells_with_numbers_have_the_wash_alone(which: str, sight: str) -> None:
    """A diagonal would cross the numbers out, so the grey itself differs from what is beside it."""
    chosen = theme(which)
    for kind, state in product((Kind.INPUT, Kind.PADDING), (State.REST, State.TAP)):
        assert contrast(chosen.look(role(kind, state)).fill, chosen.greyed, sight) >= 1.14, (kind, state)


@pytest.mark.parametrize("sight", ("full", "protanopia", "deuteranopia"))
@pytest.mark.parametrize("which", THEMES)
def test_the_ends_of_a_diverging_scale_are_of_two_hues(which: str, sight: str) -> None:
    """Orange below zero, blue and green above: of the lightness alone a sign cannot be read."""
    chosen = theme(which)
    for step in (0, SHADES // 4):
        ends = [simulated(chosen.shade(1 + SHADES + at), sight) for at in (step, SHADES - 2 - step)]
        below, above = ((red - blue) / (red + green + blue) for red, green, blue in ends)
        assert below - above >= 0.15, step


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("which", THEMES)
def test_lit_cells_stand_out(which: str, sight: str) -> None:
    """By 3:1 in our own themes, by 1.6:1 in those with the hues of published figures."""
    for rest, lit in LIT:
        ratio = contrast(theme(which).look(role(*rest)).fill, theme(which).look(role(*lit)).fill, sight)
        assert ratio >= (3 if which in ("light", "dark") else 1.6), (rest, ratio)


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
