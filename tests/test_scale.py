"""Rasters of more pixels: the same figure, drawn finer. Files are decoded by other libraries."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

import visualize as vz
from tests.command_line import run
from tests.conftest import program
from tests.decoding import middles
from tests.moving_pictures import by_ffmpeg, even, probe
from visualize.film import KERNEL
from visualize.renderers.raster import Raster

FIGURES: dict[str, tuple[vz.Conv, dict[str, Any]]] = {
    "isometric": (vz.Conv(6, 3, padding=1, stride=2), {}),
    "tall": (vz.Conv(6, 3, padding=1, stride=2), {"shape": "tall", "theme": "dark", "ground": "none"}),
    "numbers": (vz.Conv(3, 2, padding=1), {"input": np.arange(9).reshape(3, 3)}),
    "values": (vz.Conv(8, 3), {"input": np.arange(64).reshape(8, 8), "color_by": "value"}),
    "small": (vz.Conv(12, 3), {"cell": 8}),
}


def figure(name: str, **more: Any) -> vz.Figure:
    op, options = FIGURES[name]
    return vz.figure(op, **{"poster": 1, **options, **more})


def decoded(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA")).astype(float)


def on_ground(pixels: np.ndarray) -> np.ndarray:
    share = pixels[..., 3:] / 255
    return pixels[..., :3] * share + 128 * (1 - share)


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("scale", (2, 3))
def test_reduced_it_is_the_same_figure(name: str, scale: int, tmp_path: Path) -> None:
    figure(name).save(tmp_path / "one.png", tmp_path / "one.svg")
    figure(name, scale=scale).save(tmp_path / "more.png")
    one, more = on_ground(decoded(tmp_path / "one.png")), on_ground(decoded(tmp_path / "more.png"))
    height, width, _ = one.shape
    assert more.shape == (height * scale, width * scale, 3)
    apart = np.abs(more.reshape(height, scale, width, scale, 3).mean(axis=(1, 3)) - one).max(axis=2)
    assert apart.mean() < 5 and (apart > 90).mean() < 0.025  # letters have other shapes, edges other blends
    if name not in ("numbers", "values"):
        for x, y in middles((tmp_path / "one.svg").read_text()).values():
            block = more[y * scale : (y + 1) * scale, x * scale : (x + 1) * scale]
            assert np.abs(block - one[y, x]).max() <= 45  # a guide may pass near by


@pytest.mark.parametrize("scale", (2, 3, 4))
def test_every_pixel_of_an_upright_grid_is_so_many(scale: int, tmp_path: Path) -> None:
    plain = {"view": "flat", "trace": False}
    one, more = (next(vz.figure(vz.Conv(4, 3), **plain, scale=by).frames()) for by in (1, scale))
    left, top, right, bottom = (
        int(part) for part in vz.figure(vz.Conv(4, 3), **plain).film.placements[KERNEL].bounds()
    )
    inner = one[top + 3 : bottom - 3, left + 3 : right - 3]
    finer = more[(top + 3) * scale : (bottom - 3) * scale, (left + 3) * scale : (right - 3) * scale]
    assert np.array_equal(inner.repeat(scale, axis=0).repeat(scale, axis=1), finer)


@pytest.mark.parametrize("name", ("isometric", "numbers", "small"))
@pytest.mark.parametrize("suffix", (".gif", ".webp", ".apng"))
def test_frames_of_files_are_those_drawn_afresh(name: str, suffix: str, tmp_path: Path) -> None:
    drawn = figure(name, scale=2, poster=None, steps="0-5,last")
    drawn.save(tmp_path / f"a{suffix}")
    with Image.open(tmp_path / f"a{suffix}") as image:
        assert image.size == (2 * drawn.film.width, 2 * drawn.film.height)
        frames = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]
    assert len(frames) == drawn.film.frame_count
    for index, frame in enumerate(frames):
        assert np.array_equal(frame, Raster(drawn.film, drawn.theme, 2).rgb(index)), index


def test_a_png_tells_its_resolution(tmp_path: Path) -> None:
    for scale in (None, 1, 2, 4):
        figure("isometric", scale=scale).save(tmp_path / "a.png")
        with Image.open(tmp_path / "a.png") as image:
            across, down = image.info["dpi"]
        assert across == down == pytest.approx(96 * (scale or 1), abs=0.1)


@pytest.mark.parametrize(
    ("words", "told"),
    (
        (["-o", "a.svg", "-o", "a.pptx", "-o", "a.pdf"], "unsupported scale 2: none of the files has pixels"),
        (["-o", "a.png", "--scale", "5"], "invalid scale 5: must be a whole number from 1 to 4"),
        (["-o", "a.png", "--scale", "1.5"], "invalid scale 1.5: must be"),
        (["-o", "a.png", "--cell", "200"], "unsupported scale 2: the picture would be"),
        (
            ["-o", "a.webp", "--cell", "70", "--i", "1x60", "--k", "1", "--view", "flat"],
            "unsupported suffix .webp: its sides",
        ),
    ),
)
def test_what_makes_no_sense_or_is_too_much_is_refused(words: list[str], told: str, tmp_path: Path) -> None:
    result = run(tmp_path, "--i", "12", "--k", "3", "--scale", "2", *words)
    assert result.returncode == 2 and result.stderr.startswith(f"visualize: {told}"), result.stderr
    assert not list(tmp_path.iterdir())


def test_vectors_beside_rasters_have_their_size(tmp_path: Path) -> None:
    figure("isometric", scale=2).save(tmp_path / "a.svg", tmp_path / "a.png")
    figure("isometric").save(tmp_path / "b.svg")
    ours, theirs = ((tmp_path / name).read_text().replace(" --scale 2", "") for name in ("a.svg", "b.svg"))
    assert ours == theirs


def video(drawn: vz.Figure, path: Path) -> np.ndarray:
    """Every frame of a file that the figure saved, by another program; its size is the file's."""
    program("ffmpeg")
    drawn.save(path)
    (stream,) = probe(path, "-show_streams")["streams"]
    return by_ffmpeg(path, (stream["height"], stream["width"]))


def test_videos_have_twice_the_pixels_unless_told_or_too_large(tmp_path: Path) -> None:
    for more, scale in (({}, 2), ({"scale": 1}, 1), ({"scale": 3}, 3), ({"cell": 160, "seconds": 0.1, "hold": 0.1}, 1)):
        drawn = vz.figure(vz.Conv(6, 5), view="flat", **more)  # type: ignore[arg-type]
        sides = even((scale * drawn.film.height, scale * drawn.film.width))
        assert video(drawn, tmp_path / "a.mp4")[0].shape[:2] == sides, more


def test_thin_lines_of_videos_keep_their_colour(tmp_path: Path) -> None:
    """At one pixel for each of the layout's, the colours of thin lines are blended with what is beside them."""
    far = {}
    for scale in (1, 2):
        drawn = figure("isometric", scale=scale, seconds=0.1, hold=0.1, poster=None)
        wanted = next(drawn.frames()).astype(int)
        line = (wanted == tuple(bytes.fromhex(drawn.theme.window[1:]))).all(axis=2)
        line[: drawn.film.height * scale // 4] = line[drawn.film.height * scale // 2 :] = False  # leaves the guides
        assert line.sum() > 100
        height, width = line.shape
        shown = video(drawn, tmp_path / "a.mp4")[0, :height, :width].astype(int)
        far[scale] = np.abs(shown[line] - wanted[line]).mean()
    assert far[2] < 0.6 * far[1], far
