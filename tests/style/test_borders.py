"""Borders of cells that stand for nothing of the input: each kind has dashes of its own, in every theme."""

from itertools import groupby

import numpy as np
import pytest

import visualize as vz
from visualize.choices import THEMES
from visualize.film import INPUT
from visualize.film.roles import Kind, State, role
from visualize.renderers.pptx import shapes
from visualize.style.themes import theme

CELL = 40


def dashes(figure: vz.Figure, column: int) -> int:
    """The dashes that begin along the upper edge of a cell of a single row, in the pixels."""
    image = next(iter(figure.frames()))
    x, y = (round(part) for part in figure.film.placements[INPUT].corner(0, column))
    row, fills = image[y, x + 2 : x + CELL - 2], (image[2, 2], image[y + 8, x + 8])
    edge = np.all([(row != fill).any(axis=-1) for fill in fills], axis=0)
    return sum(drawn for drawn, _ in groupby(edge.tolist()))


@pytest.mark.parametrize("name", THEMES)
def test_kinds_of_cells_differ_by_their_dashes(name: str) -> None:
    """Padding has 5 periods to an edge of 40 pixels, inserted zeros 10, what ceil mode reaches 2."""
    options = {"view": "flat", "theme": name, "cell": CELL}
    transposed = vz.figure(vz.ConvTranspose((3,), 2, stride=2), steps=[4], **options)
    pooled = vz.figure(vz.MaxPool((5,), 2, ceil_mode=True), steps=[0], **options)
    # The last step's window covers the last two cells, the first step's the first two.
    found = {"padding": dashes(transposed, 0), "inserted": dashes(transposed, 2), "overhang": dashes(pooled, 5)}
    assert abs(found["padding"] - 5) <= 1 and abs(found["inserted"] - 10) <= 1 and found["overhang"] in (2, 3), found


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("state", [State.REST, State.TAP])
def test_slides_have_the_same_dashes(name: str, state: State) -> None:
    square = [(0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0)]
    looks = [theme(name).look(role(kind, state)) for kind in (Kind.PADDING, Kind.INSERTED, Kind.OVERHANG)]
    assert [len(shapes.dashed(square, look.dashed)) for look in looks] == [20, 40, 8]


@pytest.mark.parametrize("name", THEMES)
def test_colours_by_value_and_by_uses_run_the_same_way(name: str) -> None:
    """From dark to bright, in every theme."""
    figure = vz.figure(vz.Conv(9, 3), color_by="uses", theme=name)
    values = vz.figure(vz.Conv(9, 3), input=np.arange(81).reshape(9, 9), color_by="value", theme=name)
    for shown, numbers in ((figure, figure.story.uses[INPUT]), (values, values.story.numbers[INPUT])):
        shades = shown.film.frame(0).shades[INPUT].ravel()[np.argsort(numbers, axis=None)].tolist()
        fills = [shown.theme.shade(shade) for shade in shades]
        brightness = [sum(bytes.fromhex(fill[1:])) for fill in fills]
        assert brightness == sorted(brightness) and brightness[0] < brightness[-1]
