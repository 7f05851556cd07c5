"""Contact sheets: every step on one page, in cells that can be told apart."""

import json
import pathlib
import re
from itertools import combinations

import numpy as np
import pytest
from matplotlib.path import Path
from PIL import Image

import visualize as vz
from tests.decoding import box_of, check_frame, middles
from visualize.drawing import stack_figure
from visualize.errors import VisualizeError
from visualize.film import INPUT, Tensor
from visualize.film.roles import STATES, State

OP = vz.Conv(5, 3, padding=1, stride=2)


def numbered(**options) -> "vz.Figure":
    return vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=np.arange(4).reshape(2, 2), **options)


@pytest.mark.parametrize("view", ["flat", "isometric"])
@pytest.mark.parametrize("steps", [None, "row-ends"])
def test_a_sheet_shows_every_step_on_one_page(tmp_path: pathlib.Path, view: str, steps: str | None) -> None:
    figure = vz.figure(OP, view=view, sheet=True, steps=steps)
    figure.save(tmp_path / "s.png", tmp_path / "s.svg", tmp_path / "s.json")
    image, svg = np.array(Image.open(tmp_path / "s.png").convert("RGB")), (tmp_path / "s.svg").read_text()
    where = middles(svg)
    chosen = range(9) if steps is None else (2, 5, 8)
    kernel = {cell for cell in where if cell.startswith("kernel")}
    assert len(kernel) == 9 * (view == "flat") and all(cell.startswith("kernel/") for cell in kernel)  # once
    assert {cell.split("/")[0].split("-")[1] for cell in set(where) - kernel} == {str(step) for step in chosen}
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
    assert sum(text.startswith("kernel") for text in texts) == 1


def test_a_sheet_of_questions(tmp_path: pathlib.Path) -> None:
    numbered(sheet=True, quiz=True).save(tmp_path / "s.svg")
    svg = re.sub("</?tspan[^>]*>", "", (tmp_path / "s.svg").read_text())
    assert svg.count("= ?<") == 4
    assert ">43<" not in svg


def test_a_sheet_stands_still_and_has_its_limits() -> None:
    with pytest.raises(VisualizeError, match=r"^unsupported poster last"):
        vz.figure(OP, sheet=True, poster="last")
    with pytest.raises(VisualizeError, match=r"^invalid sheet of 484 steps: at most 400"):
        vz.figure(vz.Conv(24, 3), sheet=True)


def test_every_svg_names_its_cells_as_the_format_promises(tmp_path: pathlib.Path) -> None:
    vz.figure(OP, view="flat", sheet=True, steps="0,4").save(tmp_path / "s.svg")
    cells = re.findall('data-cell="([^"]*)"', (tmp_path / "s.svg").read_text())
    assert len(cells) == 2 * (49 + 9) + 9
    assert all(re.fullmatch(r"(input|output)-\d/0/\d/\d|kernel/0/0/\d/\d", cell) for cell in cells)


def test_no_tile_of_questions_answers_another(tmp_path: pathlib.Path) -> None:
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


def test_a_sheet_of_many_steps_is_a_page(tmp_path: pathlib.Path) -> None:
    """Cells become smaller, but not too small for the numbers in them."""
    plain = vz.figure(vz.Conv(9, 3), sheet=True).film
    assert plain.width <= 2000 and len(plain.placements) == 2 * 49
    assert min(label.size for label in plain.labels) >= 12
    assert vz.figure(vz.Conv(9, 3), sheet=True, cell=40).film.width > 4000
    numbered = vz.figure(vz.Conv(7, 3), sheet=True, input=np.ones((7, 7))).film
    assert numbered.cell_texts and numbered.width < 2700
    assert vz.figure(vz.Conv(5, 3), sheet=True).film.placements[INPUT._replace(tile=0)].right[0] == 40


@pytest.mark.parametrize("theme", ("light", "dark"))
@pytest.mark.parametrize("view", ("flat", "isometric"))
@pytest.mark.parametrize("op", (vz.Conv(3, 2), OP, vz.Conv(5, 3, padding=1), vz.MaxPool(8, 2), vz.Conv((9,), 3)))
def test_words_of_a_sheet_are_legible_on_a_slide(op: vz.Conv, view: str, theme: str) -> None:
    for lang in ("en", "zh"):
        film = vz.figure(op, sheet=True, view=view, theme=theme, lang=lang).film
        scale = min(1168 / film.width, 600 / film.height)
        assert min(label.size for label in film.labels) * scale >= 11.5
        assert film.width * scale >= 0.55 * 1168 or op.dims == 1


@pytest.mark.parametrize("view", ("flat", "isometric"))
@pytest.mark.parametrize("op", (OP, vz.Conv(9, 3), vz.MaxPool(8, 2), vz.ConvTranspose(2, 3, stride=2)))
def test_words_of_a_sheet_cover_neither_cells_nor_words(op: vz.Conv, view: str) -> None:
    values = {"input": np.arange(25).reshape(5, 5)} if op == OP else {}
    film = vz.figure(op, sheet=True, view=view, title="Steps\nof a layer", **values).film
    cells = [Path(place.polygon(0, 0, *place.shape)) for place in film.placements.values()]
    boxes = [box_of(label) for label in film.labels]
    assert all(box.x0 >= 0 and box.x1 <= film.width and box.y0 >= 0 and box.y1 <= film.height for box in boxes)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert not any(polygon.intersects_bbox(box) for polygon in cells for box in boxes)


def test_the_names_of_a_stack_s_planes_stand_in_the_order_of_the_planes() -> None:
    film = stack_figure([vz.Conv(7, 3), vz.Conv(5, 3)], shape="tall").film
    heights = {label.text.split()[0]: label.at[1] for label in film.labels}
    assert heights["output"] < heights["layer"] < heights["input"]
