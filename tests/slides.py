"""Decks of many kinds, and what the library that reads them finds on a slide."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from visualize.film import Box, Film, Frame, Grid
from visualize.renderers.pptx import native
from visualize.style.guides import hidden
from visualize.style.traces import arrow, ghost

WIDE = (12192000, 6858000)
NUMBERS = {"input": np.arange(9).reshape(3, 3), "kernel": np.arange(4).reshape(2, 2)}


def numbered(**options: Any) -> vz.Figure:
    return vz.figure(vz.Conv(3, 2, padding=1), **NUMBERS, **options)


def figures() -> dict[str, vz.Figure]:
    steep = np.arange(36).reshape(6, 6) - 10
    transposed = vz.ConvTranspose(3, 3, stride=2, padding=1, output_padding=1)
    return {
        "usual": vz.figure(vz.Conv(5, 3, padding=1, stride=2)),
        "dark flat": vz.figure(vz.Conv(5, 3, padding=1, stride=2), view="flat", theme="dark"),
        "dilated": vz.figure(vz.Conv((7, 6), (3, 2), dilation=2), theme="dumoulin"),
        "numbered": numbered(),
        "numbered and slanted": numbered(view="isometric"),
        "unread, in shades": vz.figure(vz.Conv(6, 3, stride=2), input=steep, color_by="value"),
        "transposed": vz.figure(transposed),
        "stamped": vz.figure(transposed, reading="scatter", view="flat"),
        "windows": numbered(reading="matrix", cell=30),
        "W transposed": vz.figure(vz.ConvTranspose(2, 2), reading="matrix", theme="dark"),
        "turned": vz.figure(vz.Conv(4, 2), input=steep[:4, :4], flip=True),
        "reflected": vz.figure(vz.Conv(4, 3, padding=1, padding_mode="reflect"), cell=18),
        "beyond": vz.figure(vz.MaxPool(6, 3, stride=2, ceil_mode=True)),
        "stack": vz.stack_figure([vz.Conv(7, 3), vz.Conv(5, 3)]),
        "Chinese": vz.figure(vz.Conv(4, 3), lang="zh", convention="both", note=True),
    }


FIGURES = figures()


def library() -> Any:
    return pytest.importorskip("pptx", reason="needs python-pptx: pip install 'conv-visualize[test]'")


def written(figure: vz.Figure, path: Path, **options: Any) -> Any:
    """The deck as the library reads it."""
    pptx = library()
    with path.open("wb") as stream:
        native(stream, figure.film, figure.theme, figure.recipe, lambda steps: None, **options)
    return pptx.Presentation(str(path))


def shapes_in(holder: Any) -> Iterator[Any]:
    """All shapes, those in groups too, groups before what they hold."""
    for shape in holder:
        yield shape
        if hasattr(shape, "shapes"):
            yield from shapes_in(shape.shapes)


def cells_of(slide: Any) -> dict[str, Any]:
    found = [shape for shape in shapes_in(slide.shapes) if re.fullmatch(r"\S+ \d+,\d+", shape.name)]
    assert len({shape.name for shape in found}) == len(found)
    return {shape.name: shape for shape in found}


def colour(paint: Any) -> str:
    return "#" + str(paint.fore_color.rgb).lower()


class Spot:
    """Where a film's pixels lie on a slide, worked out anew."""

    def __init__(self, figure: vz.Figure) -> None:
        width, height = figure.film.width, figure.film.height
        self.scale = min((WIDE[0] - 2 * 91440) / width, (WIDE[1] - 2 * 91440) / height)
        self.corner = (WIDE[0] - self.scale * width) / 2, (WIDE[1] - self.scale * height) / 2

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        return self.corner[0] + self.scale * x, self.corner[1] + self.scale * y


def moved_out(corners: Sequence[tuple[float, float]], by: float) -> list[tuple[float, float]]:
    """The corners of a polygon, clockwise on the screen, with each side so far out: where moved sides intersect."""
    sides = []
    for (ax, ay), (bx, by_) in zip(corners, [*corners[1:], corners[0]], strict=True):
        normal = np.array([by_ - ay, ax - bx]) / np.hypot(bx - ax, by_ - ay)
        sides.append((normal, normal @ (ax, ay) + by))
    pairs = zip([sides[-1], *sides[:-1]], sides, strict=True)
    return [tuple(np.linalg.solve([one, two], [c, d])) for (one, c), (two, d) in pairs]


def check_window(figure: vz.Figure, spot: Spot, box: Box, shape: Any) -> None:
    film, theme = figure.film, figure.theme
    casing = shape.name.endswith("casing")
    # The casing reaches from the middle of the outline outwards.
    width = film.casing_width / 2 if casing else film.outline_width
    assert colour(shape.line.fill) == (theme.ground if casing else theme.window)
    assert shape.line.width == pytest.approx(width * spot.scale, abs=50) and shape.fill.type.name == "BACKGROUND"
    corners = film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)
    xs, ys = zip(*(spot(*corner) for corner in moved_out(corners, width / 2 if casing else 0)), strict=True)
    place = shape.left, shape.top, shape.left + shape.width, shape.top + shape.height
    assert place == pytest.approx((min(xs), min(ys), max(xs), max(ys)), abs=100)


def check_pyramids(figure: vz.Figure, spot: Spot, index: int, whole: list[Any]) -> None:
    """A tinted shape for each, as large as its window and its output cell together, below all grids."""
    pairs, names = figure.film.frame(index).guides, [shape.name for shape in whole]
    found = [shape for shape in whole if shape.name == "pyramid"]
    first = min(names.index(grid.name) for grid in figure.film.placements)
    assert len(found) == len(pairs) and "pyramid" not in names[first:]
    ground, window = (np.array(list(bytes.fromhex(paint[1:]))) for paint in (figure.theme.ground, figure.theme.window))
    for shape, ends in zip(found, pairs, strict=True):
        shares = (list(bytes.fromhex(colour(shape.fill)[1:])) - ground) / (window - 1.0 * ground)
        assert (shares > 0.12).all() and (shares < 0.16).all(), shares
        corners = [figure.film.placements[box.grid].polygon(*box[1:]) for box in ends]
        xs, ys = zip(*(spot(*corner) for four in corners for corner in four), strict=True)
        place = shape.left, shape.top, shape.left + shape.width, shape.top + shape.height
        assert place == pytest.approx((min(xs), min(ys), max(xs), max(ys)), abs=100)


def below_windows(film: Film, frame: Frame, grid: Grid) -> list[str]:
    """The names of the shapes between a grid's cells and its outlines: hidden guides, what a window leaves behind."""
    arriving = [ends for ends in frame.guides if ends[1].grid == grid]
    parts = ["hidden"] * any(hidden(film, *ends, frame) for ends in arriving)
    sides = {side.dash for box in frame.ghosts if box.grid == grid for side in ghost(film, box)}
    arrows = [arrow(film, *ends) for ends in frame.arrows if ends[0].grid == grid]
    parts += ["halo"] * bool(sides or arrows) + ["ghost"] * len(sides) + ["arrow"] * bool(arrows)
    numbers = [f"{grid.name} plate", "stride"] * sum(one.number is not None for one in arrows)
    return [f"{grid.name} {part}" for part in parts] + numbers
