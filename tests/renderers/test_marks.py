"""What is drawn over the cells of every operation: traces, pyramids and weights leave the cells their colours.

Each figure is drawn whole and without some of its marks; what differs is where the marks' own corners say.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.decoding import gif_frames, middles, shows
from visualize.film import INPUT, OUTPUT, Box, Film, Frame
from visualize.film.roles import State, state_of

X = np.arange(20).reshape(4, 5) % 7 - 2
W = np.array([[2, -1], [0, 3]])
RECIPES: dict[str, dict[str, Any]] = {
    "strided": {"operation": vz.Conv(5, 3, stride=2, padding=1)},
    "uneven": {"operation": vz.Conv((5, 6), (2, 3), stride=(1, 2), padding=(0, 1, 2, 0)), "theme": "dark"},
    "dilated": {"operation": vz.Conv(6, 2, dilation=3, padding=1), "theme": "d2l"},
    "repeated": {"operation": vz.Conv(3, 3, padding=1, padding_mode="reflect"), "theme": "dumoulin"},
    "one row": {"operation": vz.Conv((8,), 3, stride=2)},
    "small cells": {"operation": vz.Conv(7, 3, stride=3), "cell": 13},
    "weighted": {"operation": vz.Conv((4, 5), 2), "input": X, "kernel": W},
    "weighted, padded": {"operation": vz.Conv((4, 5), 2, 2, 1), "input": X, "kernel": W / 4, "theme": "dark"},
    "turned": {"operation": vz.Conv((4, 5), 2, stride=3), "input": X, "kernel": W, "flip": True, "cell": 72},
    "by weight": {"operation": vz.Conv(4, 2), "color_by": "tap"},
    "by uses": {"operation": vz.Conv(5, 3, stride=2), "color_by": "uses"},
    "by value": {"operation": vz.Conv((4, 5), 2), "input": X + 0.1234567, "color_by": "value", "cell": 16},
    "transposed": {"operation": vz.ConvTranspose(2, 3, stride=2, output_padding=1)},
    "stamped": {"operation": vz.ConvTranspose(3, 3, stride=2, padding=1), "reading": "scatter", "theme": "dark"},
    "weights stamped": {
        "operation": vz.ConvTranspose(2, 2, stride=2),
        "input": X[:2, :2],
        "kernel": W,
        "reading": "scatter",
    },
    "maxima": {"operation": vz.MaxPool(5, 2, stride=2, ceil_mode=True)},
    "means": {"operation": vz.AvgPool((4, 5), 3, padding=1), "input": X, "theme": "d2l"},
}
VIEWS = "flat", "isometric"
WITHOUT: dict[str, dict[str, Any]] = {
    "traces": {"ghosts": (), "arrows": ()},
    "pyramid": {"guides": ()},
    "weights": {"notes": {}},
}
EVERY = pytest.mark.parametrize(("name", "view"), [(name, view) for name in RECIPES for view in VIEWS])


@cache
def figure(name: str, view: str) -> vz.Figure:
    """At the steps that have an arrow, and at those before them, which leave a trace."""
    film = vz.figure(view=view, **RECIPES[name]).film
    columns = film.placements[INPUT if "reading" in RECIPES[name] else OUTPUT].shape[1]
    steps = {0, 1, columns - 1, columns} & {*range(film.frame_count)}
    return vz.figure(view=view, steps=sorted(steps), **RECIPES[name])


def without(drawn: vz.Figure, *marks: str) -> vz.Figure:
    """The same figure with no such marks."""

    def frame(index: int) -> Frame:
        fields = {key: value for mark in marks for key, value in WITHOUT[mark].items()}
        return drawn.film.frame(index)._replace(**fields)

    return replace(drawn, film=drawn.film._replace(frame=frame))


def by_pillow(drawn: vz.Figure, folder: Path) -> list[np.ndarray]:
    drawn.save(folder / "a.gif")
    return gif_frames(folder / "a.gif")


def by_resvg(drawn: vz.Figure, folder: Path) -> list[np.ndarray]:
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    drawn.save(folder / "{n:03}.svg")
    pages = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.svg"))]
    drawings = (Image.open(io.BytesIO(bytes(resvg.svg_to_bytes(svg_string=page)))) for page in pages)
    return [np.array(drawing.convert("RGB")) for drawing in drawings]


@pytest.mark.parametrize("decoded", [by_pillow, by_resvg])
@EVERY
def test_cells_have_the_colours_that_they_have_without_marks(
    tmp_path: Path, name: str, view: str, decoded: Callable[..., list[np.ndarray]]
) -> None:
    """In the very middle, but for cells of the input that rest, which a guide may cross."""
    drawn = figure(name, view)
    drawn.save(tmp_path / "figure" / "a.svg")
    where = middles((tmp_path / "figure" / "a.svg").read_text(encoding="utf-8"))
    for part in ("whole", "bare"):
        (tmp_path / part).mkdir()
    pairs = zip(decoded(drawn, tmp_path / "whole"), decoded(without(drawn, *WITHOUT), tmp_path / "bare"), strict=True)
    compared = 0
    for index, (whole, bare) in enumerate(pairs):
        compared += 1
        resting = resting_cells(drawn.film, index)
        for cell, (x, y) in where.items():
            fill = tuple(bare[y, x].tolist())
            assert shows(whole, where, cell, fill, cell in resting), (index, cell)
    assert compared == drawn.film.frame_count


def resting_cells(film: Film, index: int) -> set[str]:
    """The cells that a guide may cross."""
    frame = film.frame(index)
    if not frame.guides:
        return set()
    roles = frame.roles[INPUT]
    found = [at for at in np.ndindex(roles.shape) if state_of(int(roles[at])) is not State.TAP]
    return {INPUT.cell(*film.placements[INPUT].named(row, column)) for row, column in found}


@pytest.mark.parametrize("mark", WITHOUT)
@EVERY
def test_marks_are_where_their_corners_are(tmp_path: Path, name: str, view: str, mark: str) -> None:
    drawn = figure(name, view)
    whole, bare = by_pillow(drawn, tmp_path), by_pillow(without(drawn, mark), tmp_path)
    seen = 0
    for index, pair in enumerate(zip(whole, bare, strict=True)):
        points, frame = np.argwhere((pair[0] != pair[1]).any(axis=2))[:, ::-1] + 0.5, drawn.film.frame(index)
        stray = points[~ALLOWED[mark](drawn.film, frame, points)]
        assert not len(stray), (index, stray[:4])
        assert bool(len(points)) == any(len(getattr(frame, part)) for part in WITHOUT[mark]), index
        seen += len(points)
    assert seen or mark not in expected(name, view)


def expected(name: str, view: str) -> set[str]:
    """The marks that a figure must have at some step."""
    slanted = {"pyramid"} if view == "isometric" and RECIPES[name].get("reading") != "scatter" else set()
    return {"traces", *slanted, *({"weights"} if "weight" in name and view == "flat" else ())}


def traced(film: Film, frame: Frame, points: np.ndarray) -> np.ndarray:
    """Beside the sides of a window's last place, along arrows, and on the numbers in their middles."""
    near, reach = np.zeros(len(points), bool), (film.outline_width + film.casing_width) / 2 + 1
    for box in frame.ghosts:
        four = corners(film, box)
        for side in zip(four, (*four[1:], four[0]), strict=True):
            near |= far(side, points) <= reach
    for start, end in frame.arrows:
        a, b = (corners(film, box)[0] for box in (start, end))
        cell = film.placements[start.grid].right[0]
        near |= far((a, b), points) <= max(reach, 0.5 * cell, 10)  # the smallest letters are ten pixels high
    return near


def connected(film: Film, frame: Frame, points: np.ndarray) -> np.ndarray:
    """Along the lines between corresponding corners, and between them outside of the planes."""
    planes = [inside(place.polygon(0, 0, *place.shape), points, by=-2) for place in film.placements.values()]
    near = np.zeros(len(points), bool)
    for ends in frame.guides:
        first, second = (corners(film, box) for box in ends)
        lines = [far(line, points) <= film.outline_width + 1.5 for line in zip(first, second, strict=True)]
        quads = [(first[at], first[(at + 1) % 4], second[(at + 1) % 4], second[at]) for at in range(4)]
        faces = [inside(quad, points) | inside(quad[::-1], points) for quad in (first, second, *quads)]
        near |= np.any(lines, axis=0) | (np.any(faces, axis=0) & ~np.any(planes, axis=0))
    return near


def cornered(film: Film, frame: Frame, points: np.ndarray) -> np.ndarray:
    """In cells that have a weight, clear of their middles; below them in the flat view."""
    near = np.zeros(len(points), bool)
    for grid, notes in frame.notes.items():
        place = film.placements[grid]
        for row, column in np.argwhere(notes != ""):
            middle = place.corner(row + 0.5, column + 0.5)
            clear = points[:, 1] > middle[1] + 1 if place.upright else far((middle, middle), points) > 1.5
            near |= inside(place.polygon(row, column), points) & clear
    return near


ALLOWED = {"traces": traced, "pyramid": connected, "weights": cornered}
Corner = Sequence[float]


def corners(film: Film, box: Box) -> Sequence[Corner]:
    return film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)


def far(line: tuple[Corner, Corner], points: np.ndarray) -> np.ndarray:
    """The distances of points from a line between two others."""
    a, b = np.array(line, float)
    share = np.clip((points - a) @ (b - a) / max(1e-9, (b - a) @ (b - a)), 0, 1)[:, None]
    return np.hypot(*(points - a - share * (b - a)).T)


def inside(polygon: Sequence[Corner], points: np.ndarray, by: float = 0.75) -> np.ndarray:
    """Whether points lie in a convex polygon, whose corners run clockwise on the screen, or so far around it."""
    ends = zip(np.array(polygon, float), np.roll(polygon, -1, axis=0), strict=True)
    sides = [(b - a, a, max(1e-9, float(np.hypot(*(b - a))))) for a, b in ends]
    signed = [(x * (points[:, 1] - v) - y * (points[:, 0] - u)) / length for (x, y), (u, v), length in sides]
    return np.all([one >= -by for one in signed], axis=0)
