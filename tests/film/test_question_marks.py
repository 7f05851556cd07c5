"""The blank cell of a question has a question mark, in every format, where letters fit; no answer has one."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.decoding import colour, gif_frames, middles
from tests.slides import library, shapes_in

OP = vz.Conv(4, 3, padding=1, stride=2)  # four steps
QUIET = colour("#5b7280")
VIEWS = ("flat", "isometric")
CELL_TEXT = re.compile(r'data-text="([^"]*)"[^>]*>([^<]*)<')


def marks(page: str) -> list[str]:
    """The cells with a question mark in a still SVG."""
    return [cell for cell, text in CELL_TEXT.findall(page) if text == "?"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("more", ({}, {"input": np.arange(16).reshape(4, 4)}, {"color_by": "uses"}))
def test_the_asked_cell_has_a_question_mark(tmp_path: Path, view: str, more: Any) -> None:
    figure = vz.figure(OP, view=view, quiz=True, **more)
    figure.save(tmp_path / "q{n}.svg", tmp_path / "q.svg", tmp_path / "q.pptx", tmp_path / "q.gif")
    frames, where = gif_frames(tmp_path / "q.gif"), middles((tmp_path / "q.svg").read_text())
    slides = library().Presentation(tmp_path / "q.pptx").slides
    for index, (frame, slide) in enumerate(zip(frames, slides, strict=True)):
        row, column = divmod(index // 2, 2)
        asked = index % 2 == 0
        assert marks((tmp_path / f"q{index}.svg").read_text()) == [f"output/0/{row}/{column}"] * asked
        written = [shape.name for shape in shapes_in(slide.shapes) if shape.has_text_frame and shape.text == "?"]
        assert written == [f"output {row},{column}"] * asked
        x, y = where[f"output/0/{row}/{column}"]
        around = frame[y - 7 : y + 8, x - 4 : x + 5].reshape(-1, 3)
        assert (np.count_nonzero((around == QUIET).all(axis=1)) > 0) == asked
    assert sorted(marks((tmp_path / "q.svg").read_text())) == [f"output/0/{r}/{c}" for r in (0, 1) for c in (0, 1)]


@pytest.mark.parametrize("view", VIEWS)
def test_each_tile_of_a_worksheet_asks_one_cell(tmp_path: Path, view: str) -> None:
    vz.figure(OP, view=view, sheet=True, quiz=True).save(tmp_path / "s.svg")
    wanted = [f"output-{step}/0/{step // 2}/{step % 2}" for step in range(4)]
    assert sorted(marks((tmp_path / "s.svg").read_text())) == wanted
    vz.figure(OP, view=view, sheet=True).save(tmp_path / "s.svg")
    assert not marks((tmp_path / "s.svg").read_text())


def test_a_stamp_asks_the_cells_that_are_blank(tmp_path: Path) -> None:
    vz.figure(vz.ConvTranspose(2, 2), reading="scatter", quiz=True).save(tmp_path / "q{n}.svg")
    assert marks((tmp_path / "q2.svg").read_text()) == ["output/0/0/2", "output/0/1/2"]


def test_small_cells_and_figures_without_questions_have_none(tmp_path: Path) -> None:
    for options in ({"quiz": True, "cell": 13}, {}):
        vz.figure(OP, **options).save(tmp_path / "q{n}.svg")  # type: ignore[arg-type]
        assert not any(marks(page.read_text()) for page in tmp_path.glob("q*.svg"))


def test_a_quiz_in_shades_still_says_that_it_is_one(tmp_path: Path) -> None:
    from tests.command_line import run

    words = ["--i", "4", "--k", "3", "--input", "random", "--kernel", "random", "--cell", "14", "-o", "a.gif"]
    plain, asked = (run(tmp_path, *words, *more).stdout.splitlines()[1:] for more in ((), ("--quiz",)))
    assert plain == asked
