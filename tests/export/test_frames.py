"""What is asked for how often: each frame once per file, captions once per figure."""

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from visualize.export.formats import FORMATS, SEQUENCES
from visualize.film import Film, Frame
from visualize.layout import steps as layout_steps
from visualize.layout.contact_sheet import sheet
from visualize.story import Gather

# All but the data, which hold no frame, and the still picture, which holds one.
NAMES = (*(f"a{one}" for one in FORMATS if one not in (".json", ".png")), *(f"s-{{n}}{one}" for one in SEQUENCES))
CONV = vz.Conv(4, 3)
DIGITS = np.arange(16).reshape(4, 4) % 10
LOOKS: dict[str, dict[str, Any]] = {
    "slanted": {},
    "numbers": {"input": DIGITS},
    "taps": {"color_by": "tap"},
    "chinese": {"input": DIGITS, "lang": "zh"},
    "quiz": {"input": DIGITS, "steps": "0,2,3", "quiz": True},
    "poster": {"input": DIGITS, "poster": 2},
    "sheet": {"input": DIGITS, "sheet": True},
}


def needs(name: str) -> None:
    if name.endswith(".pptx"):
        pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[pptx]'")
    if name.endswith(".mp4") and not (shutil.which("ffmpeg") or find_spec("imageio_ffmpeg")):
        pytest.skip("needs ffmpeg: pip install 'conv-visualize[mp4]'")


def counted(film: Film) -> tuple[Film, Counter[int]]:
    """The film, and how often each of its frames was asked for."""
    asked: Counter[int] = Counter()

    def frame(index: int) -> Frame:
        asked[index] += 1
        return film.frame(index)

    return film._replace(frame=frame), asked


def asked_for(figure: vz.Figure, path: Path, **more: Any) -> Counter[int]:
    """How often each frame is asked for while a file is written."""
    film, asked = counted(figure.film)
    replace(figure, film=film).save(path, **more)
    return asked


CASES = [
    (name, look) for name in NAMES for look in LOOKS if look in ("numbers", "poster") or name in ("a.gif", "a.svg")
]


@pytest.mark.parametrize("name, look", CASES)
def test_each_frame_is_asked_for_once(tmp_path: Path, name: str, look: str) -> None:
    """A poster is a frame of its own in what has pages or plays; an SVG and a page stand still at it."""
    needs(name)
    figure = vz.figure(CONV, **LOOKS[look])
    once = Counter(range(figure.film.frame_count))
    opened = look == "poster" and name.startswith("a.") and name not in ("a.svg", "a.html")
    assert asked_for(figure, tmp_path / name) == once + Counter([figure.film.still] * opened)


@pytest.mark.parametrize("look", LOOKS)
def test_a_png_asks_for_the_frame_that_stands_still(tmp_path: Path, look: str) -> None:
    figure = vz.figure(CONV, **LOOKS[look])
    assert asked_for(figure, tmp_path / "a.png") == Counter([figure.film.still])


def test_a_slide_with_the_gif_asks_for_each_frame_once(tmp_path: Path) -> None:
    needs("a.pptx")
    figure = vz.figure(CONV, input=DIGITS)
    assert asked_for(figure, tmp_path / "a.pptx", pptx="media") == Counter(range(4))


def test_a_sheet_asks_for_each_of_its_tiles_once() -> None:
    film, asked = counted(vz.figure(CONV, input=DIGITS).film)
    assert sheet(film, "step {}").frame(0).texts and asked == Counter(range(4))


def test_the_notes_of_a_slide_say_its_own_line(tmp_path: Path) -> None:
    """They are filled in while the slides are drawn; some steps have no line."""
    pptx = pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[pptx]'")
    figure = vz.figure(vz.Conv(6, 3), input=-np.arange(36).reshape(6, 6), title="{line} & <b>")
    film = figure.film

    def frame(index: int) -> Frame:
        found = film.frame(index)
        return found._replace(line=found.line._replace(text="")) if index == 1 else found

    replace(figure, film=film._replace(frame=frame)).save(tmp_path / "a.pptx")
    notes = [slide.notes_slide.notes_text_frame.text for slide in pptx.Presentation(tmp_path / "a.pptx").slides]
    lines = [film.frame(index).line.text for index in range(16)]
    assert all(lines) and len(set(lines)) == 16
    assert notes[:2] == [f"{film.description}\nStep 1 of 16\n{lines[0]}", "Step 2 of 16"]
    assert notes[2:] == [f"Step {index + 1} of 16\n{lines[index]}" for index in range(2, 16)]


@pytest.mark.parametrize(
    "options, films",
    (
        ({}, 1),
        ({"input": np.eye(6)}, 1),
        ({"width": 300}, 1),
        ({"quiz": True, "poster": 0}, 1),
        ({"sheet": True, "steps": "0"}, 1),
        ({"sheet": True}, 11),
    ),
)
def test_captions_are_made_once(monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], films: int) -> None:
    """Also for a contact sheet, which builds the film again in ever smaller cells."""
    calls: Counter[str] = Counter()

    def noted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            calls[name] += 1
            return function(*given)

        return call

    monkeypatch.setattr(Gather, "captions", noted("captions", Gather.captions))
    monkeypatch.setattr(layout_steps, "build_film", noted("films", layout_steps.build_film))
    vz.figure(vz.Conv(6, 3, padding=1), **options)
    assert calls == {"captions": 1, "films": films}
