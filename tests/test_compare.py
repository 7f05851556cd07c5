"""Compared figures: decoded cells of each film at every common step, by plain loops."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import visualize as vz
from tests.decoding import expected_colours, gif_frames, middles, shows

PAIR = vz.Conv(5, 3), vz.Conv(5, 3, stride=2)


def output_cells(op: vz.Conv) -> list[tuple[int, int]]:
    return [(row, column) for row in range(op.out[0]) for column in range(op.out[1])]


def steps_by_loops(ops: tuple[vz.Conv, ...], align: str) -> list[tuple[int, ...]]:
    """The step of each film at every common step."""
    cells = [output_cells(op) for op in ops]
    longest = max(map(len, cells))
    if align == "step":
        return [tuple(min(at, len(own) - 1) for own in cells) for at in range(longest)]
    if align == "end":
        return [tuple(max(0, len(own) - longest + at) for own in cells) for at in range(longest)]
    common = sorted({cell for own in cells for cell in own})
    return [tuple(max([0, *(at for at, one in enumerate(own) if one <= cell)]) for own in cells) for cell in common]


@pytest.mark.parametrize("align", ("step", "output", "end"))
@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_each_film_shows_its_own_step(view: str, align: str, tmp_path: Path) -> None:
    both = vz.compare(*(vz.figure(op, view=view, trace=False, cell=36) for op in PAIR), align=align)
    both.save(tmp_path / "a.gif")
    frames, where = list(gif_frames(tmp_path / "a.gif")), middles(both.encoded(".svg").decode())
    wanted = steps_by_loops(PAIR, align)
    assert len(frames) == len(wanted)
    for frame, steps in zip(frames, wanted, strict=True):
        for tile, (op, step) in enumerate(zip(PAIR, steps, strict=True)):
            own = {cell.replace(f"-{tile}/", "/", 1): at for cell, at in where.items() if f"-{tile}/" in cell}
            for cell, fill in expected_colours(op, "light", step).items():
                assert shows(frame, own, cell, fill, crossed=view == "isometric"), (steps, tile, cell)


def test_equations_are_those_of_each_film() -> None:
    numbers = np.arange(16).reshape(4, 4)
    figures = [vz.figure(vz.Conv(4, 3, padding=pad), input=numbers, cell=44) for pad in (0, 1)]
    both = vz.compare(*figures, align="end")
    for index in (0, 5, 15):
        texts = {grid.tile: text.item() for grid, text in both.film.frame(index).texts.items() if text.size == 1}
        late = max(0, index - 12)
        assert texts == {0: figures[0].film.frame(late).line.text, 1: figures[1].film.frame(index).line.text}


@pytest.mark.parametrize("arrange", ("across", "down"))
def test_films_do_not_overlap(arrange: str) -> None:
    figures = [vz.figure(vz.Conv(5, kernel), cell=30) for kernel in (2, 3, 4)]
    film = vz.compare(*figures, arrange=arrange).film
    boxes = [
        np.array([place.bounds() for grid, place in film.placements.items() if grid.tile == tile]) for tile in range(3)
    ]
    at = 0 if arrange == "across" else 1
    for one, other in pairwise(boxes):
        assert one[:, at + 2].max() < other[:, at].min()
    assert max(one[:, 2].max() for one in boxes) <= film.width
    assert max(one[:, 3].max() for one in boxes) <= film.height


@pytest.mark.parametrize(
    ("figures", "message"),
    (
        ([{}], "invalid figures 1: two to 4 can be compared"),
        ([{}] * 5, "invalid figures 5: two to 4"),
        ([{"cell": 30}, {"cell": 20}], "invalid cell 30 and 20: give all figures the same, as cell=20"),
        ([{}, {"theme": "dark"}], "invalid theme dark: give all figures that of the first, light"),
    ),
)
def test_what_cannot_be_compared_is_refused(figures: list[dict[str, object]], message: str) -> None:
    with pytest.raises(vz.VisualizeError) as error:
        vz.compare(*(vz.figure(vz.Conv(5, 3), **options) for options in figures))  # type: ignore[arg-type]
    assert str(error.value).startswith(message)


def test_the_command_and_its_recipe(tmp_path: Path) -> None:
    words = ["compare", "--k 3", "padding_strides --lang zh", "--theme", "dark", "--align", "output", "-o", "a.svg"]
    done = subprocess.run(
        [sys.executable, "-m", "visualize", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("a.svg: 5x5 -> 3x3 | 5x5 -> 3x3, 9 steps"), done
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "compare &#x27;" in svg or "compare '" in svg
    assert "步幅" in svg and "stride 1" in svg


def test_figures_of_different_sizes_get_cells_of_one_size(tmp_path: Path) -> None:
    words = ["compare", "--i 5 --k 3", "--i 40 --k 3", "--steps", "last"]
    refused = subprocess.run([sys.executable, "-m", "visualize", *words], cwd=tmp_path, capture_output=True, text=True)
    assert refused.returncode == 2 and "--steps" in refused.stderr
    drawn = subprocess.run(
        [sys.executable, "-m", "visualize", *words[:3], "-o", "a.png"], cwd=tmp_path, capture_output=True, text=True
    )
    assert drawn.returncode == 0, drawn.stderr
