"""A moving window leaves its last place in dashes, and arrows along its strides, in every format; or nothing at all."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import visualize as vz
from tests.decoding import gif_frames, middles
from tests.layers import convs
from tests.loops import conv_steps
from tests.slides import library

CELL = 40
ORANGE = (0xD9, 0x70, 0x00)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traces")


def windows(op: vz.Conv) -> list[tuple[int, int, int, int]]:
    """Top, left, bottom, right of each step's taps, by plain loops."""
    steps = conv_steps(op.input_size, op.kernel_size, op.stride, op.padding, op.dilation)
    edges = []
    for _, taps in steps:
        rows, columns = zip(*taps, strict=True)
        edges.append((min(rows), min(columns), max(rows) + 1, max(columns) + 1))
    return edges


def drawn(folder: Path, op: vz.Conv, **options: Any) -> tuple[list[np.ndarray], tuple[int, int]]:
    """The decoded frames of a flat figure, and the corner of its input."""
    vz.figure(op, view="flat", cell=CELL, **options).save(folder / "a.gif", folder / "a.svg")
    x, y = middles((folder / "a.svg").read_text())["input/0/0/0"]
    return gif_frames(folder / "a.gif"), (x - CELL // 2, y - CELL // 2)


def dashes(image: np.ndarray, corner: tuple[int, int], box: tuple[int, ...], now: tuple[int, ...]) -> float:
    """The share of orange along the lower and right sides of a box, away from the window and from its corners."""
    left, top = corner
    points = [(x, box[2] * CELL) for x in range(box[1] * CELL + 6, box[3] * CELL - 5)]
    points += [(box[3] * CELL, y) for y in range(box[0] * CELL + 6, box[2] * CELL - 5)]
    free = [(x, y) for x, y in points if not near(x, now[1], now[3]) or not near(y, now[0], now[2])]
    found = [tuple(image[y + top, x + left].tolist()) == ORANGE for x, y in free]
    return float(np.mean(found)) if len(found) > CELL else 0.6


def near(at: int, start: int, end: int) -> bool:
    return start * CELL - 6 <= at <= end * CELL + 6


@settings(max_examples=15)
@given(convs(largest=5))
def test_the_last_place_is_dashed(folder: Path, op: vz.Conv) -> None:
    places = windows(op)
    traced, corner = drawn(folder, op)
    plain, _ = drawn(folder, op, trace=False)
    for step in range(1, len(places)):
        assert 0.4 < dashes(traced[step], corner, places[step - 1], places[step]) < 0.8, (op, step)
        before = dashes(plain[step], corner, places[step - 1], places[step])
        assert before in (0, 0.6), (op, step)
    np.testing.assert_array_equal(traced[0], plain[0])


@pytest.mark.parametrize("view", ("flat", "isometric"))
@pytest.mark.parametrize("reading", ("gather", "scatter"))
def test_strides_are_named_where_they_begin(tmp_path: Path, view: str, reading: str) -> None:
    """In the step after the first, and in the first of the second row; in the reading by stamps on the output."""
    stride = (3, 2)
    op = vz.Conv((10, 9), 3, stride) if reading == "gather" else vz.ConvTranspose((3, 4), 3, stride)
    vz.figure(op, view=view, reading=reading).save(tmp_path / "a.svg", tmp_path / "b-{n}.svg", tmp_path / "a.pptx")
    named = re.findall(r'<text class="\w{4}(\d+)"[^>]*>([^<]*)</text>', (tmp_path / "a.svg").read_text())
    columns = 4
    assert sorted(named) == [("1", "2"), (str(columns), "3")]
    for step, slide in enumerate(library().Presentation(tmp_path / "a.pptx").slides):
        names = [shape.name for shape in slide.shapes[1].shapes]
        page = (tmp_path / f"b-{step}.svg").read_text()
        grid = "input" if reading == "gather" else "output"
        assert (f"{grid} ghost" in names) == (step > 0) and names.count("stride") == (step in (1, columns))
        assert len(re.findall(r">[23]</text>", page)) == (step in (1, columns))


@pytest.mark.parametrize("quiz", (False, True))
def test_a_trace_needs_the_step_before(quiz: bool) -> None:
    film = vz.figure(vz.Conv(5, 3), steps="1,2,5-7", quiz=quiz).film
    traced = [bool(film.frame(index).ghosts) for index in range(film.frame_count)]
    wanted = [False, True, False, True, True]
    assert traced == [one for one in wanted for _ in range(1 + quiz)]


def test_small_cells_and_stacks_leave_none() -> None:
    for figure in (vz.figure(vz.Conv(5, 3), cell=11), vz.stack_figure([vz.Conv(5, 3), vz.Conv(3, 2)])):
        assert not any(figure.film.frame(step).ghosts or figure.film.frame(step).arrows for step in range(4))


def test_a_number_stands_only_where_it_fits(tmp_path: Path) -> None:
    """The arrow alone in a cell of 12 pixels, the number too at the usual size; two digits fit as well."""
    for op, cell, texts in ((vz.Conv(5, 3), 12, 0), (vz.Conv(5, 3), 40, 1), (vz.Conv(23, 3, 10), 14, 1)):
        vz.figure(op, cell=cell, view="flat", steps="0,1").save(tmp_path / "a.svg")
        assert len(re.findall(r'<text class="\w{4}1"', (tmp_path / "a.svg").read_text())) == texts
