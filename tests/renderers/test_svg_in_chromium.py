"""What a browser shows: the animated SVG at every step, inside <img> too, and the GIF."""

import io
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.decoding import check_frame, middles


def screenshot(page: Any, size: tuple[int, int]) -> np.ndarray:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))


@pytest.mark.parametrize("view", ("isometric", "flat"))
def test_every_step_of_the_document(browser: Any, tmp_path: Path, view: str) -> None:
    op = vz.Conv((6, 5), 3, 2, (1, 1, 0, 2))
    figure = vz.figure(op, view=view)
    figure.save(tmp_path / "a.svg")
    where = middles((tmp_path / "a.svg").read_text())
    page = browser.new_page()
    page.goto((tmp_path / "a.svg").as_uri())
    for step in range(figure.film.frame_count):
        page.evaluate("t => document.getAnimations().forEach(a => { a.pause(); a.currentTime = t })", step * 1000 + 500)
        check_frame(op, "light", step, screenshot(page, (figure.film.width, figure.film.height)), where)
    page.close()


@pytest.mark.parametrize("seconds", (1, 0.06))
def test_steps_stand_still_inside_img(browser: Any, tmp_path: Path, seconds: float) -> None:
    op = vz.Conv(5, 3, 2, 1)
    figure = vz.figure(op, theme="dark", seconds=seconds)
    figure.save(tmp_path / "a.svg")
    where = middles((tmp_path / "a.svg").read_text())
    page = browser.new_page()
    (tmp_path / "page.html").write_text("<body style='margin:0'></body>")
    page.goto((tmp_path / "page.html").as_uri())
    for step in range(9):
        page.evaluate(
            "url => new Promise(done => { document.body.innerHTML = `<img style='display:block' src='${url}'>`;"
            "document.images[0].onload = () => requestAnimationFrame(() => requestAnimationFrame(done)) })",
            (tmp_path / "a.svg").as_uri() + f"#step{step}",
        )
        check_frame(op, "dark", step, screenshot(page, (figure.film.width, figure.film.height)), where)
    page.close()


@pytest.mark.parametrize("name", ("a.svg", "a.gif"))
def test_moves_inside_img(browser: Any, tmp_path: Path, name: str) -> None:
    op = vz.Conv(5, 3, 2, 1)
    figure = vz.figure(op, seconds=0.3)
    figure.save(tmp_path / name, tmp_path / "where.svg")
    where = middles((tmp_path / "where.svg").read_text())
    page = browser.new_page()
    (tmp_path / "page.html").write_text(f"<body style='margin:0'><img style='display:block' src='{name}'></body>")
    page.goto((tmp_path / "page.html").as_uri())
    seen = set()
    deadline = time.monotonic() + 15
    while len(seen) < 4 and time.monotonic() < deadline:
        image = screenshot(page, (figure.film.width, figure.film.height))
        for step in range(9):
            try:
                check_frame(op, "light", step, image, where)
            except AssertionError:
                continue
            seen.add(step)
    page.close()
    assert len(seen) >= 4, f"saw only steps {sorted(seen)}"


def test_reduced_motion_shows_the_finished_figure(browser: Any, tmp_path: Path) -> None:
    op = vz.Conv(5, 3, 2, 1)
    figure = vz.figure(op)
    figure.save(tmp_path / "a.svg")
    page = browser.new_page(reduced_motion="reduce")
    page.goto((tmp_path / "a.svg").as_uri())
    image = screenshot(page, (figure.film.width, figure.film.height))
    check_frame(op, "light", 8, image, middles((tmp_path / "a.svg").read_text()))
    page.close()
