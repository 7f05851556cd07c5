"""The loupe beside large grids: what it shows by plain loops, where it stands, and that nothing else changes."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import visualize as vz
from tests.decoding import FILLS, colour, gif_frames, middles
from visualize.film import Film

SVG = "{http://www.w3.org/2000/svg}"
RANDOM = np.random.default_rng(5).integers(0, 10, (48, 48))
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def loupes(film: Film) -> list[str]:
    return [grid.name for grid in film.placements if grid.loupe]


@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_it_shows_the_cells_under_the_window(view: str, tmp_path: Path) -> None:
    """With padding 1, the first row and the first column of the first window are padding, the rest is lit."""
    figure = vz.figure(vz.Conv(48, 3, padding=1), view=view, steps=[0, 47, 60])
    figure.save(tmp_path / "a.svg", tmp_path / "a.gif")
    where = middles((tmp_path / "a.svg").read_text())
    for step, frame in zip((0, 47, 60), gif_frames(tmp_path / "a.gif"), strict=True):
        top, left = divmod(step, 48)
        for row, column in np.ndindex(3, 3):
            inside = 0 <= top + row - 1 < 48 and 0 <= left + column - 1 < 48
            x, y = where[f"input-loupe/0/{row}/{column}"]
            found = tuple(frame[y, x].tolist())
            assert found == colour(FILLS["light"]["tap" if inside else "padding_tap"]), (step, row, column)
        x, y = where["output-loupe/0/0/0"]
        assert tuple(frame[y, x].tolist()) == colour(FILLS["light"]["current"])


@pytest.mark.parametrize("view", ("flat", "isometric"))
def test_it_has_the_numbers_of_the_step(view: str, tmp_path: Path) -> None:
    figure = vz.figure(vz.Conv(48, 3), input=RANDOM, kernel=SOBEL, view=view)
    for step in (0, 45, 46, 1000):
        frame = figure.film.frame(step)
        texts = {grid.name: frame.texts[grid] for grid in frame.texts}
        top, left = divmod(step, 46)
        window = [[str(RANDOM[top + row, left + column]) for column in range(3)] for row in range(3)]
        assert texts["input-loupe"].tolist() == window
        sums = sum(int(RANDOM[top + u, left + v]) * int(SOBEL[u, v]) for u, v in np.ndindex(3, 3))
        assert texts["output-loupe"].tolist() == [[str(sums).replace("-", "−")]]
        assert texts["kernel"].tolist() == [[str(one).replace("-", "−") for one in row] for row in SOBEL.tolist()]


@pytest.mark.parametrize("view", ("flat", "isometric"))
@pytest.mark.parametrize(
    "op",
    [
        vz.Conv(48, 3),
        vz.Conv(64, 5, padding=2),
        vz.Conv(96, 11, padding=5),
        vz.Conv(60, 3, dilation=3),
        vz.Conv((20, 90), (1, 7)),
        vz.MaxPool(64, 2),
        vz.AvgPool(100, (3, 4), padding=1),
        vz.ConvTranspose(30, 3, stride=2),
    ],
    ids=repr,
)
def test_it_lies_over_nothing_and_is_legible(op: vz.Conv, view: str) -> None:
    """Grids lie apart and inside the picture; on a slide a cell of the loupe has 12 pixels and more."""
    film = vz.figure(op, view=view).film
    assert loupes(film) == ["input-loupe", "output-loupe"]
    upright = [(grid, place.bounds()) for grid, place in film.placements.items()]
    for (one, a), (other, b) in combinations(upright, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart or not (one.loupe or other.loupe), (one.name, other.name)
    for _, (left, top, right, bottom) in upright:
        assert left >= 0 and top >= 0 and right <= film.width and bottom <= film.height
    scale = min(1168 / film.width, 600 / film.height)
    cells = [place.right[0] * scale for grid, place in film.placements.items() if grid.loupe]
    assert min(cells) >= 12 and film.placements
    size = min(label.size for label in film.labels)
    assert size * scale >= 17


@pytest.mark.parametrize(
    ("op", "options"),
    [
        (vz.Conv(32, 3), {}),
        (vz.Conv(64, 12), {}),
        (vz.Conv(64, 3), {"loupe": False}),
        (vz.Conv(64, 3), {"shape": "tall", "view": "isometric"}),
        (vz.Conv(64, 3), {"sheet": True, "steps": [0, 1]}),
        (vz.Conv(64, 3), {"width": 420}),
        (vz.ConvTranspose(30, 3, stride=2), {"reading": "scatter"}),
        (vz.Conv(64, 1), {}),
    ],
)
def test_others_have_none(op: vz.Conv, options: dict[str, object]) -> None:
    assert not loupes(vz.figure(op, **options).film)


def test_a_quiz_does_not_tell_the_answer() -> None:
    film = vz.figure(vz.Conv(48, 3), input=RANDOM, kernel=SOBEL, quiz=True, steps=[0, 1, 50]).film
    result = next(grid for grid in film.placements if grid.name == "output-loupe")
    answers = [film.frame(index).texts[result].item() for index in range(film.frame_count)]
    assert answers[::2] == ["?"] * 3 and "?" not in answers[1::2]
    shades = [film.frame(index).shades[result].item() for index in range(film.frame_count)]
    assert shades[::2] == [0] * 3


def test_pictures_of_all_formats_have_it(tmp_path: Path) -> None:
    """The still SVG of a step has the same cells and numbers as the frame; the PDF and the deck are written."""
    figure = vz.figure(vz.Conv(48, 3), input=RANDOM, kernel=SOBEL, view="flat", steps=[46])
    figure.save(tmp_path / "a-{n}.svg", tmp_path / "a.pdf", tmp_path / "a.pptx")
    root = ElementTree.parse(tmp_path / "a-46.svg").getroot()
    texts = {one.get("data-text"): one.text for one in root.iter(SVG + "text") if one.get("data-text")}
    assert texts["input-loupe/0/2/1"] == str(RANDOM[3, 1])
    assert texts["kernel/0/0/1/0"] == "−2"


@pytest.mark.parametrize("theme", ("light", "dark"))
def test_no_net_lies_over_a_picture(theme: str) -> None:
    """Between two neighbours of one value no pixel differs; the kernel beside has numbers in cells of 28 pixels."""
    image = np.zeros((32, 32), int)
    image[:, 16:] = 255
    figure = vz.figure(vz.Conv(32, 3), input=image, kernel=SOBEL, theme=theme)
    film, frame = figure.film, list(figure.frames())[-1]
    place = next(place for grid, place in film.placements.items() if grid.name == "input")
    left, top = (round(one) for one in place.corner(4, 2))
    right, bottom = (round(one) for one in place.corner(28, 14))
    assert len(np.unique(frame[top:bottom, left:right].reshape(-1, 3), axis=0)) == 1
    kernel = next(grid for grid in film.placements if grid.name == "kernel")
    assert film.placements[kernel].right[0] >= 28 and film.frame(0).texts[kernel][1, 2] == "2"
