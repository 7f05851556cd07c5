"""Decks: borders and hatches of cells, which lie below their texts."""

from pathlib import Path

import numpy as np

from tests.slides import FIGURES, Spot, cells_of, shapes_in, written
from visualize.film import INPUT, OUTPUT


def test_no_solid_edge_under_the_dashes_of_a_higher_rank(tmp_path: Path) -> None:
    figure = FIGURES["stamped"]
    slide, roles = written(figure, tmp_path / "a.pptx").slides[-1], figure.film.frame(8).roles[OUTPUT]
    cells, looks = cells_of(slide), np.vectorize(figure.theme.look, otypes=[object])(np.pad(roles, 1, mode="edge"))
    left_out = 0
    for row, column in np.ndindex(*roles.shape):
        look = looks[row + 1, column + 1]
        beside = (looks[row + 1 + down, column + 1 + right] for down, right in ((-1, 0), (0, 1), (1, 0), (0, -1)))
        yielding = sum(other.dashed and other.rank > look.rank for other in beside)
        if not look.dashed and yielding:
            border = cells[f"output {row},{column}"]._element.xpath(".//a:path[@fill='none']/a:moveTo")
            assert len(border) == 4 - yielding
            left_out += yielding
    assert left_out == 10


def test_a_hatch_gives_way_to_numbers(tmp_path: Path) -> None:
    figure = FIGURES["unread, in shades"]
    slide, size = written(figure, tmp_path / "a.pptx").slides[0], figure.film.cell_texts[INPUT].size
    hatches = [shape for shape in shapes_in(slide.shapes) if shape.name == "input unread"]
    ends = [
        (int(point.get("x")) + hatch.left, int(point.get("y")) + hatch.top)
        for hatch in hatches
        for point in hatch._element.xpath(".//a:pt")
    ]
    assert len(ends) >= 2 * 2 * 11  # eleven unread cells with two lines each
    spot, place = Spot(figure), figure.film.placements[INPUT]
    for at in np.argwhere(figure.film.frame(0).texts[INPUT] != ""):
        x, y = spot(*place.corner(at[0] + 0.5, at[1] + 0.5))
        assert all(max(abs(ax - x), abs(ay - y)) > 0.3 * size * spot.scale for ax, ay in ends)
