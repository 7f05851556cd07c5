"""Several channels in the isometric view: the windows of a group fan in to one cell, and no plane is crossed."""

import io
import re
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import FILLS, colour, gif_frames, middles, picture_of_page, shows
from tests.renderers.test_cells_of_channels import LAYERS, cells
from tests.rows_of_channels import MORE, OTHERS, isometric, planes
from visualize.film import Tensor
from visualize.style.guides import face, guides


def stills(figure: vz.Figure, folder: Path) -> list[np.ndarray]:
    """All steps as resvg draws them from the SVGs."""
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    figure.save(folder / "step-{n:03}.svg")
    drawn = [bytes(resvg.svg_to_bytes(svg_string=path.read_text())) for path in sorted(folder.glob("step-*.svg"))]
    return [np.array(Image.open(io.BytesIO(data)).convert("RGB")) for data in drawn]


def cells_of(svg: str) -> dict[str, tuple[int, int]]:
    return {cell: at for cell, at in middles(svg).items() if cell.startswith(("input/", "output/"))}


def check(op: Any, theme: str, step: int, image: np.ndarray, where: dict[str, tuple[int, int]]) -> None:
    """Whether every cell has the colour that loops say; guides may cross input cells that are not lit."""
    wanted, lit = cells(op, theme, step), [colour(FILLS[theme][name]) for name in ("tap", "padding_tap")]
    assert set(where) == set(wanted)
    for cell, fill in wanted.items():
        crossed = cell.startswith("input/") and fill not in lit
        assert shows(image, where, cell, fill, crossed), (step, cell)


def sampled(op: Any, most: int = 12) -> list[int]:
    """At most so many steps, of all filters."""
    count = op.out_channels * op.out[0] * op.out[1]
    return list(range(0, count, -(-count // most)))


@pytest.mark.parametrize("theme", ("light", "dark"))
@pytest.mark.parametrize("name", MORE)
def test_gif_and_svg(name: str, theme: str, tmp_path: Path) -> None:
    op = MORE[name]
    steps = sampled(op)
    figure = isometric(op, theme=theme, trace=False, steps=steps)
    where = cells_of(figure.encoded(".svg").decode())
    figure.save(tmp_path / "a.gif")
    for images in (gif_frames(tmp_path / "a.gif"), stills(figure, tmp_path)):
        for step, image in zip(steps, images, strict=True):
            check(op, theme, step, image, where)


def test_the_animated_document(browser: Any, tmp_path: Path) -> None:
    """In a browser each step has its cells' colours, and looks as the step's own document does."""
    op = LAYERS["groups"]
    figure = isometric(op, trace=False, steps=sampled(op, 6))
    figure.save(tmp_path / "a.svg")
    where, page = cells_of((tmp_path / "a.svg").read_text()), browser.new_page()
    page.set_viewport_size({"width": figure.film.width, "height": figure.film.height})
    page.goto((tmp_path / "a.svg").as_uri())
    for at, (step, still) in enumerate(zip(sampled(op, 6), stills(figure, tmp_path), strict=True)):
        page.evaluate("t => document.getAnimations().forEach(a => { a.pause(); a.currentTime = t })", at * 1000 + 500)
        image = picture_of_page(page)
        check(op, "light", step, image, where)
        lit = [np.abs(one - np.array(colour(figure.theme.window))).max(axis=2) <= 40 for one in (image, still)]
        assert np.mean(lit[0] ^ lit[1]) < 0.1 * np.mean(lit[1]), step
    page.close()


def test_pdf(tmp_path: Path) -> None:
    op, scale = LAYERS["groups"], 150 / 96
    figure = isometric(op, trace=False)
    figure.save(tmp_path / "a.pdf")
    command = [program("pdftoppm", "apt-get install poppler-utils"), "-r", "150", tmp_path / "a.pdf", tmp_path / "page"]
    subprocess.run(command, check=True)
    where = {
        cell: (int((x + 0.5) * scale), int((y + 0.5) * scale))
        for cell, (x, y) in cells_of(figure.encoded(".svg").decode()).items()
    }
    pages = sorted(tmp_path.glob("page-*.ppm"))
    assert len(pages) == 16
    for step, page in enumerate(pages):
        check(op, "light", step, np.array(Image.open(page)), where)


def test_slides(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")
    figure = isometric(LAYERS["groups"])
    figure.save(tmp_path / "a.pptx")
    slides = list(pptx.Presentation(str(tmp_path / "a.pptx")).slides)
    assert len(slides) == figure.film.frame_count
    for slide in slides:
        names = [shape.name for shape in shapes_in(slide.shapes)]
        assert sum(bool(re.fullmatch(r"input \d,\d,\d", name)) for name in names) == 4 * 16
        assert sum(bool(re.fullmatch(r"output \d,\d,\d", name)) for name in names) == 4 * 4
        texts = {shape.text_frame.text for shape in shapes_in(slide.shapes) if shape.has_text_frame}
        assert {f"{row} {at}" for row in ("input", "output") for at in range(4)} <= texts


def shapes_in(holder: Any) -> Any:
    for shape in holder:
        yield from shapes_in(shape.shapes) if hasattr(shape, "shapes") else (shape,)


def test_a_sheet_shows_every_step(tmp_path: Path) -> None:
    op, steps = LAYERS["one image, three filters"], (0, 4, 8, 9, 26)
    figure = isometric(op, sheet=True, steps=steps)
    figure.save(tmp_path / "a.png")
    image, where = np.array(Image.open(tmp_path / "a.png").convert("RGB")), middles(figure.encoded(".svg").decode())
    for step in steps:
        here = {
            re.sub(r"^(input|output)-\d+/", r"\1/", cell): at
            for cell, at in where.items()
            if re.match(rf"(input|output)-{step}/", cell)
        }
        check(op, "light", step, image, here)


@pytest.mark.parametrize("name", OTHERS)
def test_the_windows_of_a_group_fan_in(name: str) -> None:
    """From all drawn inputs that the filter reads, to the one current cell."""
    op = OTHERS[name]
    film = isometric(op).film
    outputs = [grid.channel for grid in planes(film, Tensor.OUTPUT)]
    each = op.out[0] * op.out[1]
    for step in range(0, film.frame_count, max(1, each // 4)):
        filter, ratio = outputs[step // each], op.in_channels // op.groups
        first = filter // (op.out_channels // op.groups) * ratio
        frame = film.frame(step)
        read = [grid.channel for grid in planes(film, Tensor.INPUT) if first <= grid.channel < first + ratio]
        assert [start.grid.channel for start, _ in frame.guides] == read
        assert {(end.grid.channel, end.row, end.column) for _, end in frame.guides} <= {
            (filter, *divmod(step % each, op.out[1]))
        }


def inside(corners: list[tuple[float, float]], points: np.ndarray, reach: float) -> np.ndarray:
    """Which points lie in a convex polygon that reaches so many pixels further."""
    sides = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    turn = np.sign(sum(x * v - u * y for (x, y), (u, v) in sides))
    far = [
        turn * ((u - x) * (points[..., 1] - y) - (v - y) * (points[..., 0] - x)) / np.hypot(u - x, v - y)
        for (x, y), (u, v) in sides
    ]
    return np.all([one >= -reach for one in far], axis=0)


def orange(image: np.ndarray) -> np.ndarray:
    """The pixels of the window's colour, each x and y."""
    window = np.array(colour("#d97000"), np.int16)
    return np.argwhere(np.abs(image.astype(np.int16) - window).max(axis=2) <= 40)[:, ::-1] + 0.5


@pytest.mark.parametrize("valued", (False, True))
@pytest.mark.parametrize("name", ("groups", "four to four", "flat pyramids"))
def test_no_guide_lies_on_a_plane_beside(name: str, valued: bool, tmp_path: Path) -> None:
    """Planes have the window's colour in their own pyramid only, those that do not take part nowhere."""
    op = MORE[name]
    values = {"input": np.ones(op.input_shape, int), "kernel": np.ones(op.weight_axes + op.kernel_size, int)}
    figure = isometric(op, trace=False, steps=sampled(op, 6), **(values if valued else {}))
    figure.save(tmp_path / "a.gif")
    film = figure.film
    pictures = [gif_frames(tmp_path / "a.gif"), stills(figure, tmp_path)]
    grids = [*planes(film, Tensor.INPUT), *planes(film, Tensor.OUTPUT)]
    corners = {grid: list(film.placements[grid].polygon(0, 0, *film.placements[grid].shape)) for grid in grids}
    found = []
    for step, images in enumerate(zip(*pictures, strict=True)):
        for image, grid in product(map(orange, images), grids):
            points = image[inside(corners[grid], image, -1.5)]
            own = [face(film, *ends) for ends in film.frame(step).guides if grid in (ends[0].grid, ends[1].grid)]
            allowed = [np.zeros(len(points), bool), *(inside(one, points, 5) for one in own)]
            found.append(len(points))
            assert np.any(allowed, axis=0).all(), (step, grid)
    assert max(found) > 50 and min(found) == 0


@pytest.mark.parametrize("name", ("channels", "groups", "four to four", "dilated", "elided", "transposed"))
def test_guides_of_a_pyramid_do_not_run_as_one(name: str) -> None:
    """Half way to the cell they are some pixels apart; the pieces of an interrupted one lie on one line."""
    film = isometric(OTHERS[name]).film
    for frame in map(film.frame, range(0, film.frame_count, 3)):
        for start, end in frame.guides:
            corners = [film.placements[box.grid].polygon(*box[1:]) for box in (start, end)]
            along = np.subtract(*(np.mean(points, axis=0) for points in corners))
            along /= np.hypot(*along)
            half = np.mean(corners, axis=(0, 1))
            places = []
            for a, b in guides(film, start, end, frame):
                share = np.dot(half - a, along) / np.dot(np.subtract(b, a), along)
                across = np.subtract(np.add(a, share * np.subtract(b, a)), half)
                places.append(across[0] * along[1] - across[1] * along[0])
            gaps = np.diff(sorted(places))
            assert np.all((gaps < 0.6) | (gaps > 5)) and np.sum(gaps > 5) in (1, 2, 3), (start, gaps)
