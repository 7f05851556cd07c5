"""Decks: borders and hatches of cells, which lie below their texts."""

from pathlib import Path

import numpy as np

import visualize as vz
from tests.slides import FIGURES, cells_of, shapes_in, written
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


def test_numbers_have_no_hatch_below_them(tmp_path: Path) -> None:
    op = vz.Conv(7, 2, stride=4, padding=1)
    for more, lines in (({}, 2), ({"color_by": "uses"}, 0), ({"input": np.arange(49).reshape(7, 7)}, 0)):
        figure = vz.figure(op, view="flat", cell=40, **more)
        slide = written(figure, tmp_path / "a.pptx").slides[0]
        points = sum(
            len(shape._element.xpath(".//a:pt")) for shape in shapes_in(slide.shapes) if shape.name == "input unread"
        )
        assert points == 2 * lines * np.count_nonzero(figure.story.uses[INPUT] == 0), more
