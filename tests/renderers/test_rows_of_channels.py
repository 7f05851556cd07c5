"""Several channels in the isometric view: the windows of a group fan in to one cell, and no plane is crossed."""

import io
import json
import re
import subprocess
import sys
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.path import Path as Polygon
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import FILLS, box_of, colour, gif_frames, middles, picture_of_page, shows
from tests.renderers.test_cells_of_channels import LAYERS, cells
from visualize.film import Film, Grid, Tensor
from visualize.style.guides import face, guides

MORE = LAYERS | {
    "dilated": vz.Conv(7, 3, dilation=2, in_channels=2, out_channels=2),
    "four to four": vz.Conv(5, 3, padding=1, in_channels=4, out_channels=4),
    "flat pyramids": vz.Conv((9, 4), 2, in_channels=4, out_channels=4),
}
OTHERS = MORE | {
    "one row": vz.Conv((8,), 3, padding=1, in_channels=4, out_channels=2),
    "transposed": vz.ConvTranspose(3, 3, stride=2, in_channels=2, out_channels=3),
    "pooled": vz.MaxPool(5, 2, stride=2, in_channels=3, ceil_mode=True),
    "averaged": vz.AvgPool(4, 2, in_channels=4),
    "padded in groups": vz.Conv(4, 3, padding=1, padding_mode="reflect", in_channels=4, out_channels=2, groups=2),
    "elided": vz.Conv(4, 3, in_channels=64, out_channels=128),
    "elided groups": vz.Conv(4, 3, in_channels=32, out_channels=8, groups=4),
    "large": vz.Conv(32, 5, stride=3, in_channels=4, out_channels=4),
}
SLIDE = (1168, 600)


def isometric(op: Any, **options: Any) -> vz.Figure:
    return vz.figure(op, view="isometric", **options)


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
        assert sum(bool(re.fullmatch(r"input \d,\d", name)) for name in names) == 4 * 16
        assert sum(bool(re.fullmatch(r"output \d,\d", name)) for name in names) == 4 * 4
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


def planes(film: Film, tensor: Tensor) -> list[Grid]:
    return [grid for grid in film.placements if grid.tensor is tensor]


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


@pytest.mark.parametrize("valued", (False, True))
@pytest.mark.parametrize("name", ("groups", "four to four", "flat pyramids"))
def test_no_guide_lies_on_a_plane_beside(name: str, valued: bool, tmp_path: Path) -> None:
    """Planes have the window's colour in their own pyramid only, those that do not take part nowhere."""
    op = MORE[name]
    values = {"input": np.ones(op.input_shape, int), "kernel": np.ones(op.weight_axes + op.kernel_size, int)}
    figure = isometric(op, trace=False, steps=sampled(op, 6), **(values if valued else {}))
    figure.save(tmp_path / "a.gif")
    window, film = np.array(colour(figure.theme.window)), figure.film
    pictures = [gif_frames(tmp_path / "a.gif"), stills(figure, tmp_path)]
    found = []
    for step, images in enumerate(zip(*pictures, strict=True)):
        frame = film.frame(step)
        for image, grid in product(images, [*planes(film, Tensor.INPUT), *planes(film, Tensor.OUTPUT)]):
            points = np.argwhere(np.abs(image - window).max(axis=2) <= 40)[:, ::-1] + 0.5
            points = points[
                inside(list(film.placements[grid].polygon(0, 0, *film.placements[grid].shape)), points, -1.5)
            ]
            own = [face(film, *ends) for ends in frame.guides if grid in (ends[0].grid, ends[1].grid)]
            found.append(len(points))
            assert np.all(np.any([inside(one, points, 5) for one in own] or [np.zeros(len(points))], axis=0)), (
                step,
                grid,
            )
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


@pytest.mark.parametrize("lang", ("en", "zh"))
@pytest.mark.parametrize("name", OTHERS)
def test_names_are_legible_and_lie_on_nothing(name: str, lang: str) -> None:
    film = isometric(OTHERS[name], lang=lang, trace=False).film
    scale = min(SLIDE[0] / film.width, SLIDE[1] / film.height)
    words = {grid: style for grid, style in film.cell_texts.items() if grid.tensor.value.endswith("-name")}
    drawn = len(planes(film, Tensor.INPUT)) + len(planes(film, Tensor.OUTPUT))
    assert len(words) == drawn
    assert min(style.size for style in words.values()) * scale >= 17.9
    assert min(label.size for label in film.labels) * scale >= 17.9
    names = [film.placements[grid].bounds() for grid in words]
    shapes = [
        Polygon(film.placements[grid].polygon(0, 0, *film.placements[grid].shape))
        for tensor in (Tensor.INPUT, Tensor.OUTPUT)
        for grid in planes(film, tensor)
    ]
    assert not any(one.intersects_path(other) for one, other in combinations(shapes, 2))
    for frame in map(film.frame, range(0, film.frame_count, 1 + film.frame_count // 40)):
        shapes += [Polygon(face(film, *ends)) for ends in frame.guides]
    boxes = [box_of(label) for label in film.labels]
    boxes += [type(boxes[0]).from_extents(*name) for name in names]
    assert not any(shape.intersects_bbox(box) for shape in shapes for box in boxes)
    assert not any(box.overlaps(other) for box, other in combinations(boxes, 2))
    assert all(box.x0 >= 0 and box.x1 <= film.width and box.y0 >= 0 and box.y1 <= film.height for box in boxes)


@pytest.mark.parametrize("name", OTHERS)
def test_pictures_fill_a_slide(name: str) -> None:
    film = isometric(OTHERS[name]).film
    assert film.width * min(SLIDE[0] / film.width, SLIDE[1] / film.height) / SLIDE[0] >= 0.6


def test_groups_stand_further_apart_than_channels() -> None:
    film = isometric(LAYERS["groups"]).film
    for tensor in (Tensor.INPUT, Tensor.OUTPUT):
        bounds = [film.placements[grid].bounds() for grid in planes(film, tensor)]
        gaps = [after[0] - before[2] for before, after in pairwise(bounds)]
        assert gaps[1] >= 1.9 * gaps[0] and gaps[1] >= 1.9 * gaps[2]


def test_what_does_not_fit_is_elided_and_said() -> None:
    op = OTHERS["elided"]
    figure = isometric(op)
    assert [grid.channel for grid in planes(figure.film, Tensor.INPUT)] == [0, 1, 63]
    assert [grid.channel for grid in planes(figure.film, Tensor.OUTPUT)] == [0, 1, 127]
    labels = [label.text for label in figure.film.labels]
    assert labels.count("⋯") == 2 and figure.film.frame_count == 3 * 4
    told = "3 of 64 input channels, 3 of 128 output channels"
    assert told in " ".join(labels) and told in figure.alt_text
    data = json.loads(figure.encoded(".json"))
    assert data["operation"]["drawn_inputs"] == [0, 1, 63] and data["operation"]["drawn_outputs"] == [0, 1, 127]
    five = isometric(vz.Conv(3, 2, in_channels=5, out_channels=4))
    assert [len(planes(five.film, tensor)) for tensor in (Tensor.INPUT, Tensor.OUTPUT)] == [3, 4]


@pytest.mark.parametrize("name", ("channels", "groups", "transposed", "elided"))
def test_printed_sums_add_up(name: str) -> None:
    """The line below says partial sums and the bias, and their sum stands in the current cell."""
    op = OTHERS[name]
    bias = np.arange(op.out_channels) % 3
    x = np.arange(np.prod(op.input_shape)).reshape(op.input_shape) % 3
    weight = np.ones(op.weight_axes + op.kernel_size, int)
    film = isometric(op, input=x, kernel=weight, bias=bias).film
    outputs, each = [grid.channel for grid in planes(film, Tensor.OUTPUT)], op.out[0] * op.out[1]
    full = op.apply(x, weight) + bias[:, None, None]
    for step in range(film.frame_count):
        filter, at = outputs[step // each], divmod(step % each, op.out[1])
        left, right = film.frame(step).line.text.split(" = ")
        assert sum(map(int, left.split(" + "))) == int(right) == full[(filter, *at)]
        assert left.endswith(f" + {bias[filter]}") or not bias[filter]


@pytest.mark.parametrize("view", ("isometric", "flat"))
def test_one_channel_starts_without_rows(view: str) -> None:
    code = f"import sys; from visualize import Conv, figure; figure(Conv(5, 3), view={view!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
    assert not {"visualize.layout.fan", "visualize.layout.matrix"} & set(loaded.stdout.split())


def test_they_are_never_tall() -> None:
    with pytest.raises(
        vz.VisualizeError, match="unsupported shape tall: several channels stand side by side; use wide"
    ):
        isometric(LAYERS["channels"], shape="tall")
