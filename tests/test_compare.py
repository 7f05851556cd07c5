"""Compared figures: decoded cells of each film at every common step, by plain loops."""

import io
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

import visualize as vz
from tests.decoding import expected_colours, gif_frames, middles, shows
from tests.placing import pages
from visualize.cli.drawing import words_to_figure
from visualize.film import Tensor

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
        alone = [figures[0].film.frame(late).line.text, figures[1].film.frame(index).line.text]
        assert {tile: ends(text) for tile, text in texts.items()} == dict(enumerate(map(ends, alone)))


def ends(line: str) -> tuple[str, str]:
    """The first term and the result of a sum, of which larger letters leave room for fewer terms."""
    return line.split(" + ")[0], line.rpartition(" = ")[2]


@pytest.mark.parametrize(
    "words",
    (
        ["--k 3", "--k 3 --p 1", "--k 3 --s 2"],
        ["--k 3 --view flat", "--k 3 --p 1 --view flat"],
        ["--k 3", "--transposed --i 2 --k 3 --s 2"],
        ["--i 64 --k 5", "--i 64 --k 5 --s 2"],
        ["--k 3 --in-channels 2", "--k 3"],
        ["--i 4 --k 3 --input arange --kernel ones"] * 4,
    ),
)
def test_letters_are_alike_and_legible_on_a_slide(words: list[str]) -> None:
    """18 pixels on a slide that the picture fills, as a single figure's."""
    film = words_to_figure(["compare", *words]).film
    slide = max(film.width / 1168, film.height / 600)
    assert min(label.size for label in film.labels) >= 17.9 * slide
    titles = [label.size for label in film.labels if label.text.startswith(("k 3", "i "))]
    assert len(set(titles)) <= 1


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


def own_cells(where: dict[str, tuple[int, int]], tile: int) -> dict[str, tuple[int, int]]:
    """The cells of one of the films, by the names that they have in a figure of their own."""
    return {cell.replace(f"-{tile}/", "/", 1): at for cell, at in where.items() if f"-{tile}/" in cell}


def check_pair(frame: np.ndarray, where: dict[str, tuple[int, int]], steps: tuple[int, ...], most: int = 0) -> None:
    """Assert that a picture of PAIR shows each film's own step."""
    for tile, (op, step) in enumerate(zip(PAIR, steps, strict=True)):
        for cell, fill in expected_colours(op, "light", step).items():
            assert shows(frame, own_cells(where, tile), cell, fill, crossed=False, most=most), (steps, tile, cell)


def pair(**options: Any) -> vz.Figure:
    figures = [vz.figure(op, view="flat", trace=False, cell=36, **options) for op in PAIR]
    return vz.compare(*figures, align="output")


@pytest.mark.parametrize("suffix", (".gif", ".apng", ".webp"))
def test_moving_pictures_show_each_films_own_step(suffix: str, tmp_path: Path) -> None:
    pair().save(tmp_path / f"a{suffix}")
    frames, where = gif_frames(tmp_path / f"a{suffix}"), middles(pair().encoded(".svg").decode())
    for frame, steps in zip(frames, steps_by_loops(PAIR, "output"), strict=True):
        check_pair(frame, where, steps)


def test_stills_show_the_last_steps_or_the_poster(tmp_path: Path) -> None:
    for poster, steps in ((None, (8, 3)), ("first", (0, 0))):
        pair(poster=poster).save(tmp_path / "a.png")
        check_pair(gif_frames(tmp_path / "a.png")[0], middles(pair().encoded(".svg").decode()), steps)


def test_an_svg_shows_the_finished_figure_to_readers_without_animation() -> None:
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    svg = pair().encoded(".svg").decode()
    image = np.array(Image.open(io.BytesIO(bytes(resvg.svg_to_bytes(svg_string=svg)))).convert("RGB"))
    check_pair(image, middles(svg), (8, 3), most=2)


def test_a_page_of_a_pdf_and_a_slide_for_each_common_step(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    pair().save(tmp_path / "a.pdf", tmp_path / "a.pptx")
    (folder := tmp_path / "pages").mkdir()
    sheets = pages(tmp_path / "a.pdf", folder, 96)
    where = middles(pair().encoded(".svg").decode())
    for page, steps in zip(sheets, steps_by_loops(PAIR, "output"), strict=True):
        check_pair(page, where, steps, most=2)
    titles = [slide.shapes.title.text for slide in pptx.Presentation(tmp_path / "a.pptx").slides]
    assert [title.rpartition(": ")[2] for title in titles] == [f"Step {number} of 9" for number in range(1, 10)]


def test_a_quiz_asks_before_each_answer_of_both_films(tmp_path: Path) -> None:
    """With `output` too, where a film waits while the other one goes on."""
    for align, count in (("step", 9), ("output", 9), ("end", 9)):
        figures = [vz.figure(op, view="flat", input=np.ones((5, 5)), cell=44, quiz=True) for op in PAIR]
        both = vz.compare(*figures, align=align)
        assert list(both.film.steps) == [number for number in range(count) for _ in range(2)], align
        lines = [
            [text.item() for grid, text in both.film.frame(at).texts.items() if grid.tensor is Tensor.EQUATION]
            for at in range(2 * count)
        ]
        moves = [at for at in range(1, 2 * count) if lines[at][1] != lines[at - 1][1]]
        assert all(line[0].endswith("?") for line in lines[::2])
        assert not any(line[0].endswith("?") for line in lines[1::2])
        assert len(moves) == 7  # of the shorter film: four questions and their answers, the first from the start
    thinking = vz.compare(*(vz.figure(op, quiz=True, think=4, cell=30) for op in PAIR), align="output")
    thinking.save(tmp_path / "a.gif")
    with Image.open(tmp_path / "a.gif") as image:
        lasts = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert lasts[0] == 4000 and len(lasts) == 18


@pytest.mark.parametrize("align", ("step", "output", "end"))
@pytest.mark.parametrize("quiz", (False, True))
def test_json_holds_the_figures_and_which_steps_are_shown_together(align: str, quiz: bool, tmp_path: Path) -> None:
    figures = [vz.figure(op, input=np.arange(25).reshape(5, 5), cell=44, quiz=quiz) for op in PAIR]
    both = vz.compare(*figures, align=align)
    both.save(tmp_path / "a.json")
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    for own, figure in zip(document["figures"], figures, strict=True):
        alone = json.loads(figure.encoded(".json"))
        assert own == {name: value for name, value in alone.items() if name not in ("recipe", "source")}
    assert document["recipe"] == both.recipe and document["format"] == "visualize-story"
    assert document["steps"] == [list(steps) for steps in dict.fromkeys(steps_by_loops(PAIR, align))]


def test_json_of_sheets_and_of_stacks() -> None:
    sheets = vz.compare(*(vz.figure(op, sheet=True, cell=20) for op in PAIR))
    assert json.loads(sheets.encoded(".json"))["steps"] == [[8, 3]]
    stacks = [vz.stack_figure([vz.Conv(5, 3), vz.Conv(3, 2)], cell=20) for _ in range(2)]
    with pytest.raises(vz.VisualizeError, match=r"^unsupported suffix \.json: a stack is told by stack --json$"):
        vz.compare(*stacks).encoded(".json")


def test_sheets_stand_side_by_side(tmp_path: Path) -> None:
    """All steps of both: each cell of each tile is as in the figure's own sheet."""
    figures = [vz.figure(op, view="flat", trace=False, sheet=True, cell=20) for op in PAIR]
    both = vz.compare(*figures)
    both.save(tmp_path / "a.png")
    where = middles(both.encoded(".svg").decode())
    image = gif_frames(tmp_path / "a.png")[0]
    assert len({grid.tile for grid in both.film.placements}) >= 13
    for number, op in enumerate(PAIR):
        for step in range(len(output_cells(op))):
            own = own_cells(where, number + 4 * (step + 1))
            for cell, fill in expected_colours(op, "light", step).items():
                assert shows(image, own, cell, fill, crossed=False), (number, step, cell)


@pytest.mark.parametrize("suffix", (".html", ".mp4"))
def test_other_formats_are_written(suffix: str, tmp_path: Path) -> None:
    if suffix == ".mp4":
        pytest.importorskip("imageio_ffmpeg")
    assert pair().save(tmp_path / f"a{suffix}") > 5000


def test_quiz_and_sheet_are_flags_of_all_and_in_no_name(tmp_path: Path) -> None:
    words = ["compare", "--k 3", "--k 3 --s 2 --poster last", "--quiz", "-o", "a.svg"]
    done = subprocess.run(
        [sys.executable, "-m", "visualize", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("a.svg: 5x5 -> 3x3 | 5x5 -> 2x2, 18 steps"), done
    assert "k 3, s 2<" in (tmp_path / "a.svg").read_text(encoding="utf-8")
