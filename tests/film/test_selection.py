"""Chosen steps, questions before answers, posters: seen in decoded files."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
import resvg_py
from PIL import Image

import visualize as vz
from tests.decoding import FILLS, check_frame, colour, gif_frames, middles, shows
from tests.loops import conv_steps
from visualize.drawing import stack_figure
from visualize.errors import VisualizeError
from visualize.film import OUTPUT, selection

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
        ("0-4,row-ends", [0, 1, 2, 3, 4, 5, 8]),
        ("row-ends,last", [2, 5, 8]),
        ("last,3,0,3,2-4", [0, 2, 3, 4, 8]),
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
    assert re.findall(r'<view id="step(\d+)"', svg) == [str(step) for step in wanted]
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
        ("8-0", "a range goes upwards, as in 0-8"),
        ("0,last-3", "a range goes upwards, as in 3-last"),
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
        assert shows(frames[2 * step], where, cell, colour(FILLS["light"]["pending"]), crossed=True), "beside the mark"
        check_frame(OP, "light", step, frames[2 * step + 1], where)
    assert re.findall(r'<view id="(quiz4|step4)"', (tmp_path / "q.svg").read_text()) == ["quiz4", "step4"]


def test_a_question_tells_no_result(tmp_path: Path) -> None:
    numbered(quiz=True).save(tmp_path / "q{n}.svg")
    for step, result in enumerate((19, 25, 37, 43)):
        question, answer = ((tmp_path / f"q{2 * step + more}.svg").read_text() for more in (0, 1))
        assert f">{result}<" not in question
        assert f">{result}<" in answer
        question, answer = (re.sub("</?tspan[^>]*>", "", document) for document in (question, answer))
        assert "= ?" in question and f"= {result}<" in answer


def test_questions_of_stamps_and_averages() -> None:
    stamped = vz.figure(vz.ConvTranspose(2, 2), input=[[0, 1], [2, 3]], reading="scatter", quiz=True).film
    assert stamped.frame(2).line.text == "add 1·0 = ?, 1·1 = ?, 1·2 = ?, 1·3 = ?"
    asked = stamped.frame(2).texts[OUTPUT]
    assert np.where(asked == "?", "", asked).tolist() == stamped.frame(1).texts[OUTPUT].tolist()
    assert np.argwhere(asked == "?").tolist() == [[0, 2], [1, 2]]
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
    assert ["display" in hidden[cell] for cell in ("0/0", "0/1", "1/0", "1/1")] == [False, False, True, True]


def test_opened_leaves_films_without_a_poster_alone() -> None:
    film = vz.figure(OP).film
    assert selection.opened(film) is film


@pytest.mark.parametrize("steps", ["5-3", "last-0", []])
def test_steps_backwards_or_none_are_refused(steps) -> None:
    with pytest.raises(VisualizeError, match=r"^invalid steps"):
        vz.figure(OP, steps=steps)


def test_steps_in_any_form() -> None:
    assert list(vz.figure(OP, steps=5).steps) == [5]
    assert list(vz.figure(OP, steps=[8, 0, 8]).steps) == [0, 8]
    assert vz.figure(OP, steps=iter([0, 4])).recipe.endswith(" --steps 0,4")
    assert vz.figure(OP, steps="0, 1, 2").recipe.endswith(" --steps 0,1,2")


def delays(path: Path) -> list[int]:
    """How long each frame of a picture lasts, in milliseconds, as Pillow reads it."""
    with Image.open(path) as image:
        found = []
        for index in range(image.n_frames):
            image.seek(index)
            image.load()
            found.append(round(image.info["duration"]))
        return found


@pytest.mark.parametrize("suffix", (".gif", ".webp", ".apng"))
@pytest.mark.parametrize("poster", (None, "first", "last"))
def test_the_time_to_think_is_that_of_the_questions(tmp_path: Path, suffix: str, poster: str | None) -> None:
    figure = vz.figure(OP, quiz=True, think=4, seconds=0.5, hold=2, steps="0-2", poster=poster)
    figure.save(tmp_path / f"q{suffix}")
    wanted = [4000, 500, 4000, 500, 4000, 2000]
    assert delays(tmp_path / f"q{suffix}") == ([500] if poster else []) + wanted
    assert figure.recipe.endswith(f" --steps 0-2 --quiz{f' --poster {poster}' if poster else ''}")
    assert " --think 4 " in figure.recipe


def test_the_time_to_think_in_an_svg(tmp_path: Path) -> None:
    vz.figure(vz.Conv(3, 2), quiz=True, think=4).save(tmp_path / "q.svg")
    assert re.search(r"\b21.5s\b", (tmp_path / "q.svg").read_text()), "four times 4 s, three times 1, and 2.5"


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ({}, "only a quiz has questions; use it with --quiz"),
        ({"quiz": True, "sheet": True}, "a sheet stands still; leave out one of the two"),
    ],
)
def test_a_time_to_think_needs_questions_that_last(options: dict[str, bool], advice: str) -> None:
    with pytest.raises(VisualizeError, match=f"^unsupported think 4.0: {advice}$"):
        vz.figure(OP, think=4, **options)  # type: ignore[arg-type]
    with pytest.raises(VisualizeError, match=r"^invalid think 0: must lie between 0.06 and 3600$"):
        vz.figure(OP, think=0, quiz=True)
