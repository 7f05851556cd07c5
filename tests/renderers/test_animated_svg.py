"""The animated SVG shows at each step what the still page of that step shows."""

import re

import numpy as np

from visualize.film import INPUT, Box, CellText, Film, Frame, Grid, Placement
from visualize.film.roles import Kind, State, role
from visualize.renderers import svg
from visualize.style.themes import theme

REST = np.full((2, 3), role(Kind.INPUT, State.REST), np.uint8)
LOWER, UPPER = INPUT, Grid(INPUT.tensor, tile=1)


def test_a_guide_gives_way_to_texts_that_change_under_it() -> None:
    """Its boxes stay; what it crosses does not."""
    rest = {LOWER: REST, UPPER: REST}
    guide = Box(LOWER, 0, 0), Box(UPPER, 1, 2)
    texts = np.full((2, 3), ""), np.full((2, 3), "888"), np.full((2, 3), "")
    frames = [Frame(rest, guides=(guide,), texts={LOWER: some}) for some in texts]
    places = {grid: Placement((2, 3), (at, at), (40, 0), (0, 40)) for grid, at in ((LOWER, 10.0), (UPPER, 30.0))}
    film = Film(200, 120, places, rest, 3, frames.__getitem__, cell_texts={LOWER: CellText(12)})
    document = "".join(svg.animated(film, theme("light"), svg.Clock([0, 1, 2], 3)))
    moving = dict(re.findall(r'<path class="[a-z][a-z\d]{2}[a-z](\d)" d="([^"]+)"/>', document))
    still = ["".join(svg.still(film, theme("light"), index)) for index in range(3)]
    assert len(moving) == 3 and moving["0"] == moving["2"] != moving["1"]
    assert all(f'd="{moving[str(index)]}"' in page for index, page in enumerate(still))
