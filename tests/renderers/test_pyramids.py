"""The pyramid: dashes that arrive at the current cell, a tint beside the planes, four guides that are told apart."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import visualize as vz
from tests.decoding import gif_frames
from visualize.film import INPUT, OUTPUT, Placement
from visualize.style.guides import guide_width, guides, hidden

OPS = (vz.Conv(5, 3, padding=1, stride=2), vz.Conv(6, 3), vz.MaxPool(6, 2, stride=2))
THEMES = ("light", "dark")


def covered(place: Placement, shape: tuple[int, int], within: float = 0.0) -> np.ndarray:
    """The pixels whose middles lie in a plane, so far within its border, by the signs of four cross products."""
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    corners = place.polygon(0, 0, *place.shape)
    sides = zip(corners, (*corners[1:], corners[0]), strict=True)
    far = [((qx - px) * (y - py) - (qy - py) * (x - px)) / np.hypot(qx - px, qy - py) for (px, py), (qx, qy) in sides]
    return np.all([one >= within for one in far], axis=0)


def pictures(figure: vz.Figure, folder: Path) -> list[list[np.ndarray]]:
    """All steps as Pillow decodes them from the GIF and as resvg draws them from the SVGs."""
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    figure.save(folder / "a.gif", folder / "step-{n:03}.svg")
    drawn = [bytes(resvg.svg_to_bytes(svg_string=path.read_text())) for path in sorted(folder.glob("step-*.svg"))]
    decoded = [np.array(Image.open(io.BytesIO(data)).convert("RGB")) for data in drawn]
    return [gif_frames(folder / "a.gif"), decoded]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("op", OPS)
def test_the_tint_lies_beside_the_planes_only(tmp_path: Path, op: vz.Conv, theme: str) -> None:
    figure = vz.figure(op, theme=theme, view="isometric")
    ground, window = (np.array(list(bytes.fromhex(paint[1:]))) for paint in (figure.theme.ground, figure.theme.window))
    tint = ground + (window - ground) * 0.14
    for images in pictures(figure, tmp_path):
        assert len(images) == figure.film.frame_count
        for image in images:
            planes = [covered(place, image.shape[:2]) for place in figure.film.placements.values()]
            tinted = np.abs(image - tint).max(axis=2) <= 2
            assert tinted[~np.any(planes, axis=0)].sum() > 300
            inner = [covered(place, image.shape[:2], 3.0) for place in figure.film.placements.values()]
            found = tinted & np.any(inner, axis=0)  # the soft end of a dash may be of this colour, four pixels may not
            assert not (found[1:, 1:] & found[1:, :-1] & found[:-1, 1:] & found[:-1, :-1]).any()


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("theme", THEMES)
def test_dashes_end_at_the_corners_of_the_current_cell(op: vz.Conv, theme: str) -> None:
    film = vz.figure(op, theme=theme, view="isometric").film
    place = film.placements[OUTPUT]
    for index in range(film.frame_count):
        frame = film.frame(index)
        ((start, end),) = frame.guides
        row, column = divmod(index, place.shape[1])
        corners = place.polygon(row, column)
        ends = [b for _, b in hidden(film, start, end, frame)]
        for corner in corners if row + 1 < place.shape[0] and column else ():  # the others may not be hidden at all
            reached = min(np.hypot(x - corner[0], y - corner[1]) for x, y in ends)
            assert reached <= 8 * guide_width(film), (index, corner)


def test_four_guides_are_told_apart() -> None:
    """Six pixels and more between any two at their window, at 95 % of the steps and more."""
    apart = []
    for op in (*OPS, vz.Conv(8, 3, padding=1, stride=2), vz.Conv(7, 3, dilation=2), vz.Conv(4, 3), vz.Conv(6, 4, 1, 2)):
        film = vz.figure(op, view="isometric", cell=40).film
        for index in range(film.frame_count):
            frame = film.frame(index)
            lines = [list(guides(film, *ends, frame)) for ends in frame.guides]
            starts = [line[0][0] for group in lines for line in zip(group, strict=True)]
            assert len(starts) >= 4 and film.placements[INPUT].right == (40, -12)
            xs = sorted(x for x, _ in starts)
            apart.append(min(np.diff(xs)))
    assert np.mean(np.array(apart) >= 6) >= 0.95
