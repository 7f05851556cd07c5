"""Contact sheets: every step on one page, in cells that can be told apart."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.decoding import check_frame, middles
from visualize.errors import VisualizeError
from visualize.figure import stack_figure
from visualize.film import INPUT, Tensor
from visualize.film.roles import STATES, State

OP = vz.Conv(5, 3, padding=1, stride=2)


def numbered(**options) -> "vz.Figure":
    return vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=np.arange(4).reshape(2, 2), **options)


@pytest.mark.parametrize("view", ["flat", "isometric"])
@pytest.mark.parametrize("steps", [None, "row-ends"])
def test_a_sheet_shows_every_step_on_one_page(tmp_path: Path, view: str, steps: str | None) -> None:
    figure = vz.figure(OP, view=view, sheet=True, steps=steps)
    figure.save(tmp_path / "s.png", tmp_path / "s.svg", tmp_path / "s.json")
    image, svg = np.array(Image.open(tmp_path / "s.png").convert("RGB")), (tmp_path / "s.svg").read_text()
    where = middles(svg)
    chosen = range(9) if steps is None else (2, 5, 8)
    assert {cell.split("/")[0].split("-")[1] for cell in where} == {str(step) for step in chosen}
    for step in chosen:
        tile = {cell: at for cell, at in where.items() if cell.split("/")[0].endswith(f"-{step}")}
        here = {cell.replace(f"-{step}/", "/", 1): at for cell, at in tile.items()}
        check_frame(OP, "light", step, image, here)
        assert f">step {step + 1} of 9<" in svg
    assert len(json.loads((tmp_path / "s.json").read_text())["steps"]) == len(chosen)


def test_tiles_of_a_sheet_do_not_overlap_and_captions_stand_once() -> None:
    film = vz.figure(vz.Conv(3, 2, padding=1), input=np.ones((3, 3)), title="A title", sheet=True).film
    boxes = [place.bounds() for place in film.placements.values()]
    for at, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and top >= 0 and right <= film.width and bottom <= film.height
        assert all(right <= a or c <= left or bottom <= b or d <= top for a, b, c, d in boxes[at + 1 :])
    texts = [label.text for label in film.labels]
    assert texts.count("A title") == 1
    assert texts.count("3×3 → 4×4") == 1
    assert sum(text.startswith("kernel") for text in texts) == 16


def test_a_sheet_of_questions(tmp_path: Path) -> None:
    numbered(sheet=True, quiz=True).save(tmp_path / "s.svg")
    svg = re.sub("</?tspan[^>]*>", "", (tmp_path / "s.svg").read_text())
    assert svg.count("= ?<") == 4
    assert ">43<" not in svg


def test_a_sheet_stands_still_and_has_its_limits() -> None:
    with pytest.raises(VisualizeError, match=r"^unsupported poster last"):
        vz.figure(OP, sheet=True, poster="last")
    with pytest.raises(VisualizeError, match=r"^invalid sheet of 484 steps: at most 400"):
        vz.figure(vz.Conv(24, 3), sheet=True)


def test_every_svg_names_its_cells_as_the_format_promises(tmp_path: Path) -> None:
    vz.figure(OP, view="flat", sheet=True, steps="0,4").save(tmp_path / "s.svg")
    cells = re.findall('data-cell="([^"]*)"', (tmp_path / "s.svg").read_text())
    assert len(cells) == 2 * (49 + 9 + 9)
    assert all(re.fullmatch(r"(input|output)-\d/0/\d/\d|kernel-\d/0/0/\d/\d", cell) for cell in cells)


def test_no_tile_of_questions_answers_another(tmp_path: Path) -> None:
    numbered(sheet=True, quiz=True).save(tmp_path / "s.svg")
    svg = (tmp_path / "s.svg").read_text()
    assert not any(f">{result}<" in svg for result in (19, 25, 37, 43))
    for page in (numbered(sheet=True, quiz=True), vz.figure(OP, sheet=True, quiz=True)):
        frame = page.film.frame(0)
        outputs = [frame.roles[grid] % STATES for grid in frame.roles if grid.tensor is Tensor.OUTPUT]
        assert outputs and all((states == State.PENDING).all() for states in outputs)


def test_a_sheet_has_no_width_of_its_own() -> None:
    with pytest.raises(VisualizeError, match=r"^unsupported width 900"):
        vz.figure(OP, sheet=True, width=900)
    with pytest.raises(VisualizeError, match=r"^unsupported width 900"):
        stack_figure([vz.Conv(7, 3), vz.Conv(5, 3)], sheet=True, width=900)


def test_a_sheet_of_many_steps_is_a_page(tmp_path: Path) -> None:
    """Cells become smaller, but not too small for the numbers in them."""
    plain = vz.figure(vz.Conv(9, 3), sheet=True).film
    assert plain.width <= 1700 and len(plain.placements) == 2 * 49
    assert min(label.size for label in plain.labels) >= 12
    assert vz.figure(vz.Conv(9, 3), sheet=True, cell=40).film.width > 4000
    numbered = vz.figure(vz.Conv(7, 3), sheet=True, input=np.ones((7, 7))).film
    assert numbered.cell_texts and numbered.width < 2200
    assert vz.figure(vz.Conv(5, 3), sheet=True).film.placements[INPUT._replace(tile=0)].right[0] == 40
