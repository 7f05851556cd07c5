"""Chosen steps, questions before answers, posters, sheets: seen in decoded files."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import resvg_py
from PIL import Image

import visualize as vz
from tests.decoding import FILLS, check_frame, colour, gif_frames, middles
from tests.loops import conv_steps
from visualize.errors import VisualizeError
from visualize.figure import stack_figure
from visualize.film import INPUT, OUTPUT, Tensor, selection
from visualize.film.roles import STATES, State

OP = vz.Conv(5, 3, padding=1, stride=2)


def numbered(**options) -> "vz.Figure":
    return vz.figure(vz.Conv(3, 2), input=np.arange(9).reshape(3, 3), kernel=np.arange(4).reshape(2, 2), **options)


def seen(image: np.ndarray, where: dict[str, tuple[int, int]], cell: str) -> tuple[int, ...]:
    x, y = where[cell]
    return tuple(image[y, x][:3].tolist())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0,1,2,last", [0, 1, 2, 8]),
        ("row-ends", [2, 5, 8]),
        ("3-5, last", [3, 4, 5, 8]),
        ("7-last", [7, 8]),
        ("4", [4]),
    ],
)
def test_chosen_steps_in_a_gif_an_svg_a_sequence_and_the_data(tmp_path: Path, text: str, wanted: list[int]) -> None:
    figure = vz.figure(OP, steps=text)
    figure.save(*(tmp_path / name for name in ("a.gif", "a.svg", "a.json", "step-{n}.png", "step-{n}.svg")))
    svg = (tmp_path / "a.svg").read_text()
    frames = gif_frames(tmp_path / "a.gif")
    assert len(frames) == len(wanted)
    for frame, step in zip(frames, wanted, strict=True):
        check_frame(OP, "light", step, frame, middles(svg))
    assert [step["index"] for step in json.loads((tmp_path / "a.json").read_text())["steps"]] == wanted
    assert re.findall(r'<g id="step(\d+)"', svg) == [str(step) for step in wanted]
    assert {path.name for path in tmp_path.glob("step-*.png")} == {f"step-{step}.png" for step in wanted}
    check_frame(
        OP, "light", wanted[0], np.array(Image.open(tmp_path / f"step-{wanted[0]}.png").convert("RGB")), middles(svg)
    )


def test_row_ends_of_the_scatter_reading_are_those_of_the_input() -> None:
    figure = vz.figure(vz.ConvTranspose((2, 3), 2), reading="scatter", steps="row-ends")
    assert list(figure.steps) == [2, 5]


@pytest.mark.parametrize(
    ("steps", "advice"),
    [
        ("8,0", "must ascend"),
        ("1,1", "must ascend"),
        ("9", "go from 0 to 8"),
        ("-1", "give them as"),
        ("", "give them as"),
        ("banana", "give them as"),
        ("3-", "give them as"),
        ([0, 9], "go from 0 to 8"),
    ],
)
def test_bad_steps_are_refused(steps, advice: str) -> None:
    with pytest.raises(VisualizeError, match=f"^invalid steps .*{advice}"):
        vz.figure(OP, steps=steps)


def test_each_question_stands_before_its_answer(tmp_path: Path) -> None:
    figure = vz.figure(OP, quiz=True, seconds=0.5)
    figure.save(tmp_path / "q.gif", tmp_path / "q.svg", tmp_path / "q{n:02}.svg")
    frames, where = gif_frames(tmp_path / "q.gif"), middles((tmp_path / "q.svg").read_text())
    assert len(frames) == 18
    assert len(list(tmp_path.glob("q??.svg"))) == 18
    for step, ((row, column), _) in enumerate(conv_steps((5, 5), (3, 3), (2, 2), (1, 1, 1, 1), (1, 1))):
        cell = f"output/0/{row}/{column}"
        assert seen(frames[2 * step], where, cell) == colour(FILLS["light"]["pending"])
        check_frame(OP, "light", step, frames[2 * step + 1], where)
    assert re.findall(r'<g id="(quiz4|step4)"', (tmp_path / "q.svg").read_text()) == ["quiz4", "step4"]


def test_a_question_tells_no_result(tmp_path: Path) -> None:
    numbered(quiz=True).save(tmp_path / "q{n}.svg")
    for step, result in enumerate((19, 25, 37, 43)):
        question, answer = ((tmp_path / f"q{2 * step + more}.svg").read_text() for more in (0, 1))
        assert f">{result}<" not in question
        assert f">{result}<" in answer
        assert "= ?" in question and f"= {result}<" in answer


def test_questions_of_stamps_and_averages() -> None:
    stamped = vz.figure(vz.ConvTranspose(2, 2), input=[[0, 1], [2, 3]], reading="scatter", quiz=True).film
    assert stamped.frame(2).line.text == "add 1·0 = ?, 1·1 = ?, 1·2 = ?, 1·3 = ?"
    assert stamped.frame(2).texts[OUTPUT].tolist() == stamped.frame(1).texts[OUTPUT].tolist()
    averaged = vz.figure(vz.AvgPool(4, 3, stride=1), input=np.arange(16).reshape(4, 4) / 3, quiz=True).film
    assert averaged.frame(0).line.text.endswith(" ?")
    shaded = numbered(quiz=True, color_by="value").film
    assert not shaded.frame(0).shades[OUTPUT].any()
    assert shaded.frame(1).shades[OUTPUT].any()


def test_a_stack_can_be_asked_too() -> None:
    film = stack_figure([vz.Conv(7, 3), vz.Conv(5, 3)], quiz=True, steps="0,last").film
    assert film.frame_count == 4
    assert list(film.steps) == [0, 0, 8, 8]


@pytest.mark.parametrize(("name", "step"), [("last", 8), ("first", 0), ("4", 4), (4, 4)])
def test_a_poster_opens_what_plays_and_is_what_stands_still(tmp_path: Path, name, step: int) -> None:
    figure = vz.figure(OP, poster=name, seconds=0.5, hold=2)
    figure.save(tmp_path / "p.gif", tmp_path / "p.svg", tmp_path / "p.png")
    svg = (tmp_path / "p.svg").read_text()
    where = middles(svg)
    frames = gif_frames(tmp_path / "p.gif")
    assert len(frames) == 10
    for shown, frame in zip((step, *range(9)), frames, strict=True):
        check_frame(OP, "light", shown, frame, where)
    check_frame(OP, "light", step, np.array(Image.open(tmp_path / "p.png").convert("RGB")), where)
    still = np.frombuffer(bytes(resvg_py.svg_to_bytes(svg_string=svg)), np.uint8)
    (tmp_path / "still.png").write_bytes(still.tobytes())
    check_frame(OP, "light", step, np.array(Image.open(tmp_path / "still.png").convert("RGB")), where)


def test_without_a_poster_animations_have_no_extra_frame(tmp_path: Path) -> None:
    vz.figure(OP).save(tmp_path / "p.gif")
    assert len(gif_frames(tmp_path / "p.gif")) == 9


@pytest.mark.parametrize("poster", ["2", "middle", "-1", 9])
def test_a_poster_must_be_shown(poster) -> None:
    with pytest.raises(VisualizeError, match=r"^invalid poster .* a step that is shown: 0, 1, 8"):
        vz.figure(OP, steps="0,1,last", poster=poster)


def test_a_poster_of_numbers_shows_those_of_its_step(tmp_path: Path) -> None:
    numbered(poster=1).save(tmp_path / "p.svg")
    svg = (tmp_path / "p.svg").read_text()
    hidden = dict(re.findall(r'data-text="output/0/(\d/\d)"([^>]*)', svg))
    assert ["hidden" in hidden[cell] for cell in ("0/0", "0/1", "1/0", "1/1")] == [False, False, True, True]


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
        assert f">step {step}<" in svg
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
    svg = (tmp_path / "s.svg").read_text()
    assert svg.count("= ?<") == 4
    assert ">43<" not in svg


def test_a_sheet_stands_still_and_has_its_limits() -> None:
    with pytest.raises(VisualizeError, match=r"^unsupported poster last"):
        vz.figure(OP, sheet=True, poster="last")
    with pytest.raises(VisualizeError, match=r"^invalid sheet of 484 steps: at most 400"):
        vz.figure(vz.Conv(24, 3), sheet=True)


def test_whole_opaque_frames_for_old_viewers(tmp_path: Path) -> None:
    figure = vz.figure(OP)
    figure.save(tmp_path / "whole.gif", gif_compat=True)
    figure.save(tmp_path / "usual.gif")
    data = (tmp_path / "whole.gif").read_bytes()
    width, height = figure.film.width, figure.film.height
    blocks = re.findall(rb"\x21\xf9\x04(.)..(.)\x00\x2c(.{8})\x00", data, re.DOTALL)
    assert len(blocks) == 9
    for flags, _, place in blocks:
        assert flags[0] & 1 == 0, "a transparent index"
        assert np.frombuffer(place, "<u2").tolist() == [0, 0, width, height]
    for a, b in zip(gif_frames(tmp_path / "whole.gif"), gif_frames(tmp_path / "usual.gif"), strict=True):
        assert (a == b).all()


def test_the_recipe_tells_what_was_chosen() -> None:
    told = vz.figure(OP, steps=[0, 8], quiz=True, poster="last").recipe
    assert told == "python -m visualize --k 3 --p 1 --s 2 --steps 0,8 --quiz --poster last"


def test_opened_leaves_films_without_a_poster_alone() -> None:
    film = vz.figure(OP).film
    assert selection.opened(film) is film


def test_every_svg_names_its_cells_as_the_format_promises(tmp_path: Path) -> None:
    vz.figure(OP, view="flat", sheet=True, steps="0,4").save(tmp_path / "s.svg")
    cells = re.findall('data-cell="([^"]*)"', (tmp_path / "s.svg").read_text())
    assert len(cells) == 2 * (49 + 9 + 9)
    assert all(re.fullmatch(r"(input|output)-\d/0/\d/\d|kernel-\d/0/0/\d/\d", cell) for cell in cells)


@pytest.mark.parametrize("steps", ["5-3", "last-0", [], "row-ends,1"])
def test_steps_backwards_or_none_are_refused(steps) -> None:
    with pytest.raises(VisualizeError, match=r"^invalid steps"):
        vz.figure(OP, steps=steps)


def test_steps_in_any_form() -> None:
    assert list(vz.figure(OP, steps=5).steps) == [5]
    assert vz.figure(OP, steps=iter([0, 4])).recipe.endswith(" --steps 0,4")
    assert vz.figure(OP, steps="0, 1, 2").recipe.endswith(" --steps 0,1,2")


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


def test_a_stack_drawn_without_a_font_tells_none() -> None:
    assert stack_figure([vz.Conv(7, 3)], font=None, lang="zh").recipe.endswith("--layers 3 --lang zh")


def test_a_gif_for_old_viewers_says_so(tmp_path: Path) -> None:
    vz.figure(OP).save(tmp_path / "a.gif", gif_compat=True)
    with Image.open(tmp_path / "a.gif") as image:
        assert image.info["comment"].decode().splitlines()[0].endswith("--s 2 --gif-compat")


def test_figures_are_compared_by_identity() -> None:
    a, b = vz.figure(OP), vz.figure(OP)
    assert a != b and len({a, b}) == 2


def test_a_sheet_of_many_steps_is_a_page(tmp_path: Path) -> None:
    """Cells become smaller, but not too small for the numbers in them."""
    plain = vz.figure(vz.Conv(9, 3), sheet=True).film
    assert plain.width <= 1700 and len(plain.placements) == 2 * 49
    assert min(label.size for label in plain.labels) >= 12
    assert vz.figure(vz.Conv(9, 3), sheet=True, cell=40).film.width > 4000
    numbered = vz.figure(vz.Conv(7, 3), sheet=True, input=np.ones((7, 7))).film
    assert numbered.cell_texts and numbered.width < 2200
    assert vz.figure(vz.Conv(5, 3), sheet=True).film.placements[INPUT._replace(tile=0)].right[0] == round(0.894 * 40)
