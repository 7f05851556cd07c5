"""Animated SVGs on pages: several views of one, two inlined in one page, on paper; by three engines."""

import subprocess
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.browsers import Shots, by_chromium, by_clock, by_firefox, by_webkit, printed_by_firefox, served
from tests.conftest import program
from tests.decoding import check_frame, middles, picture_of_page
from tests.placing import check_placed, pages, placed
from visualize.cli import embed

OP, OTHER = vz.Conv(5, 3, padding=1, stride=2), vz.Conv(6, 3)
MOMENTS = (0.25, 0.75, 1.25, 2.25, 2.75, 3.75)  # in the middle of steps
ENGINES = ("chromium", *(pytest.param(name, marks=pytest.mark.programs) for name in ("firefox", "webkit")))


@pytest.fixture(params=ENGINES)
def shots(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shots:
    if request.param == "chromium":
        return partial(by_chromium, request.getfixturevalue("browser"))
    return partial(by_firefox if request.param == "firefox" else by_webkit, tmp_path_factory.mktemp("engine"))


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    with served(tmp_path) as address:
        yield tmp_path, address


def step_of(op: vz.Conv, theme: str, image: np.ndarray, where: dict[str, tuple[int, int]]) -> int:
    """The step that a picture shows, -1 if it is none."""
    for step in range(op.output_size[0] * op.output_size[1]):
        try:
            check_frame(op, theme, step, image, where)
        except AssertionError:
            continue
        return step
    return -1


def moves(steps: list[int], count: int) -> bool:
    """Whether a view went on from moment to moment, and none was mixed."""
    ways = [(after - before) % count for before, after in pairwise(steps)]
    return -1 not in steps and len(set(steps)) >= 4 and max(ways) < count / 2


def viewed(folder: Path, views: list[str]) -> tuple[str, tuple[int, int], dict[str, tuple[int, int]]]:
    """A page with views of one figure below one another; the size of a view, and where cells are in it."""
    images = "".join(f"<img style='display:block' src='{view}'>" for view in views)
    (folder / "page.html").write_text(f"<!doctype html><body style='margin:0'>{images}")
    figure = vz.figure(OP, seconds=0.5, hold=0.75)
    figure.save(folder / "a.svg")
    return "page.html", (figure.film.width, figure.film.height), middles((folder / "a.svg").read_text())


@pytest.mark.parametrize(
    "views",
    (
        ["a.svg", "a.svg#step3"],
        ["a.svg#step3", "a.svg"],
        ["a.svg#step7", "a.svg", "a.svg#first"],
        ["a.svg", "a.svg#last", "a.svg#step0"],
    ),
    ids=" ".join,
)
def test_views_of_one_document_leave_each_other_alone(shots: Shots, folder: tuple[Path, str], views: list[str]) -> None:
    page, (width, height), where = viewed(folder[0], views)
    seen = shots(f"{folder[1]}/{page}", (width, height * len(views)), MOMENTS)
    wanted = {"a.svg#step3": 3, "a.svg#step7": 7, "a.svg#first": 0, "a.svg#step0": 0, "a.svg#last": 8}
    for at, view in enumerate(views):
        steps = [step_of(OP, "light", image[at * height : (at + 1) * height], where) for image in seen]
        assert moves(steps, 9) if view == "a.svg" else set(steps) == {wanted[view]}, (view, steps)


def test_two_figures_in_one_page_go_their_own_ways(shots: Shots, folder: tuple[Path, str]) -> None:
    """Inlined, in one page, where the page's own fragment is none of theirs."""
    one, other = vz.figure(OP, seconds=0.5, hold=0.75), vz.figure(OTHER, seconds=0.5, hold=0.5, theme="dark")
    one.save(folder[0] / "one.svg")
    other.save(folder[0] / "other.svg")
    texts = [(folder[0] / name).read_text() for name in ("one.svg", "other.svg")]
    body = "".join(
        f"<div style='height:{figure.film.height}px'>{text}</div>"
        for figure, text in zip((one, other), texts, strict=True)
    )
    (folder[0] / "page.html").write_text(f"<!doctype html><meta charset='utf-8'><body style='margin:0'>{body}")
    height = one.film.height
    size = max(one.film.width, other.film.width), height + other.film.height
    seen = shots(f"{folder[1]}/page.html#step2", size, MOMENTS)
    wheres = [middles(text) for text in texts]
    first = [step_of(OP, "light", image[:height], wheres[0]) for image in seen]
    second = [step_of(OTHER, "dark", image[height:], wheres[1]) for image in seen]
    assert moves(first, 9) and moves(second, 16), (first, second)


def test_all_changes_at_one_moment(browser: Any, folder: tuple[Path, str]) -> None:
    """As soon as a step begins nothing is seen of the one before; steps are no neat shares of the whole."""
    _, size, where = viewed(folder[0], [])
    moments = [start + after for start in np.arange(9) * 0.5 for after in (0, 2e-6, 1e-4, 3e-4, 0.4999)]
    seen = by_clock(browser, f"{folder[1]}/a.svg", size, moments)
    assert [step_of(OP, "light", image, where) for image in seen] == [step for step in range(9) for _ in range(5)]


def test_a_poster_opens_every_round(browser: Any, folder: tuple[Path, str]) -> None:
    figure = vz.figure(OP, seconds=0.5, hold=0.75, poster="last")
    figure.save(folder[0] / "a.svg")
    size, where = (figure.film.width, figure.film.height), middles((folder[0] / "a.svg").read_text())
    seen = by_clock(browser, f"{folder[1]}/a.svg", size, (0, 0.4999, 0.5, 1.25, 5.2499, 5.25, 5.75))
    assert [step_of(OP, "light", image, where) for image in seen] == [8, 8, 0, 1, 8, 8, 0]


@pytest.mark.parametrize("shots", ENGINES[1:], indirect=True)
def test_a_poster_opens_every_round_in_other_engines(shots: Shots, folder: tuple[Path, str]) -> None:
    figure = vz.figure(OP, seconds=0.5, hold=0.75, poster="last")
    figure.save(folder[0] / "a.svg")
    size = figure.film.width, figure.film.height
    seen = shots(f"{folder[1]}/a.svg", size, (0.1, 0.75, 1.25, 5.4))
    where = middles((folder[0] / "a.svg").read_text())
    first, *others = [step_of(OP, "light", image, where) for image in seen]
    assert first == 8 and others[0] in (0, 1) and others[1] in (1, 2) and others[2] in (8, 0)


def test_a_fragment_stands_still_where_motion_is_unwanted(browser: Any, folder: tuple[Path, str]) -> None:
    _, size, where = viewed(folder[0], ["a.svg"])
    opened = browser.new_page(reduced_motion="reduce", viewport={"width": size[0], "height": size[1]})
    for fragment, step in (("", 8), ("#step3", 3), ("#first", 0)):
        opened.goto("about:blank")
        opened.goto(f"{folder[1]}/a.svg{fragment}")
        assert step_of(OP, "light", picture_of_page(opened), where) == step
    opened.close()


@pytest.mark.parametrize(("name", "step"), (("a.svg", 8), ("a.svg#step3", 3), ("embedded.html", 8)))
def test_paper_shows_what_stands_still(browser: Any, folder: tuple[Path, str], name: str, step: int) -> None:
    """A document by itself, and in the lines that `embed` prints."""
    _, size, where = viewed(folder[0], [])
    lines = embed.lines(str(folder[0] / "a.svg"), "html").replace(str(folder[0]) + "/", "")
    (folder[0] / "embedded.html").write_text(f"<meta charset='utf-8'><body style='margin:0'>{lines}")
    page = browser.new_page()
    page.goto(f"{folder[1]}/{name}")
    page.wait_for_timeout(1300)
    inches = [f"{side / 96}in" for side in size]
    page.pdf(path=folder[0] / "a.pdf", width=inches[0], height=inches[1], print_background=True)
    page.close()
    command = [program("pdftoppm", "apt-get install poppler-utils"), "-r", "96", "-png", "-singlefile", "a.pdf", "a"]
    subprocess.run(command, cwd=folder[0], check=True)
    printed = np.array(Image.open(folder[0] / "a.png").convert("RGB"))
    assert step_of(OP, "light", printed, where) == step


@pytest.mark.programs
@pytest.mark.parametrize("name", ("a.svg", "embedded.html", "inlined.html"))
def test_firefox_prints_what_stands_still(folder: tuple[Path, str], tmp_path_factory: Any, name: str) -> None:
    """Seen in the middle of the animation."""
    _, _, where = viewed(folder[0], [])
    head = "<!doctype html><meta charset='utf-8'><body style='margin:0'>"
    lines = embed.lines(str(folder[0] / "a.svg"), "html").replace(str(folder[0]) + "/", "")
    (folder[0] / "embedded.html").write_text(head + lines)
    (folder[0] / "inlined.html").write_text(head + (folder[0] / "a.svg").read_text())
    pdf = printed_by_firefox(tmp_path_factory.mktemp("engine"), f"{folder[1]}/{name}", 1.3)
    (folder[0] / "a.pdf").write_bytes(pdf)
    page = pages(folder[0] / "a.pdf", folder[0], 150)[0]
    check_placed(8, page, where, placed(page, list(vz.figure(OP).frames())[-1]))
