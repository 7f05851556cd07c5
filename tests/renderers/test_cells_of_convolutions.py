"""Every step of a decoded picture shows what plain loops over the parameters say."""

import subprocess
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import visualize as vz
from tests.conftest import program
from tests.decoding import check_frame, expected_colours, gif_frames, middles
from tests.layers import convs

VIEWS = ("isometric", "flat")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@settings(max_examples=300)
@given(
    convs(largest=6),
    st.sampled_from(VIEWS),
    st.sampled_from(("light", "dark")),
    st.sampled_from((None, 2, 3, 4, 9, 31)),
)
def test_gif_and_svg_cells(folder: Path, op: vz.Conv, view: str, theme: str, cell: int | None) -> None:
    figure = vz.figure(op, view=view, theme=theme, cell=cell)
    figure.save(folder / "figure.gif", folder / "figure.svg")
    where = middles((folder / "figure.svg").read_text())
    frames = gif_frames(folder / "figure.gif")
    assert len(frames) == op.output_size[0] * op.output_size[1]
    for step, image in enumerate(frames):
        check_frame(op, theme, step, image, where)


@settings(max_examples=40)
@given(convs(largest=5), st.sampled_from(VIEWS))
def test_numbered_pages_by_another_renderer(folder: Path, op: vz.Conv, view: str) -> None:
    for step, image, where in rendered_pages(vz.figure(op, view=view, cell=20), folder):
        check_frame(op, "light", step, image, where)


def rendered_pages(figure: vz.Figure, folder: Path) -> list[tuple[int, np.ndarray, dict[str, Any]]]:
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    for old in folder.glob("step-*.svg"):
        old.unlink()
    figure.save(folder / "step-{n:03}.svg")
    pages = []
    paths = sorted(folder.glob("step-*.svg"))
    assert len(paths) == figure.film.frame_count
    for step, path in enumerate(paths):
        text = path.read_text()
        pages.append((step, pixels(resvg, text), middles(text)))
    return pages


def pixels(resvg: Any, text: str) -> np.ndarray:
    from io import BytesIO

    data = resvg.svg_to_bytes(svg_string=text)
    return np.array(Image.open(BytesIO(bytes(data))).convert("RGB"))


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("theme", ("light", "dark"))
def test_animated_svg_stands_still_as_the_finished_figure(tmp_path: Path, view: str, theme: str) -> None:
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    op = vz.Conv((5, 6), (3, 2), 2, (1, 0, 2, 1))
    vz.figure(op, view=view, theme=theme).save(tmp_path / "a.svg", tmp_path / "a.png")
    text = (tmp_path / "a.svg").read_text()
    last = op.output_size[0] * op.output_size[1] - 1
    check_frame(op, theme, last, pixels(resvg, text), middles(text))
    check_frame(op, theme, last, np.array(Image.open(tmp_path / "a.png").convert("RGB")), middles(text))


@settings(max_examples=30)
@given(convs(largest=5), st.sampled_from(VIEWS), st.randoms())
def test_any_order_of_steps_gives_the_same_pixels(op: vz.Conv, view: str, random: Any) -> None:
    from visualize.renderers.raster import Raster

    figure = vz.figure(op, view=view, cell=12)
    inorder = list(figure.frames())
    raster = Raster(figure.film, figure.theme)
    order = [*range(len(inorder)), *range(len(inorder))]
    random.shuffle(order)
    for step in order:
        np.testing.assert_array_equal(raster.rgb(step), inorder[step])


@pytest.mark.parametrize("view", VIEWS)
def test_other_readers_see_the_same(tmp_path: Path, view: str) -> None:
    op = vz.Conv(5, 3, 2, 1)
    figure = vz.figure(op, view=view)
    path = tmp_path / "a.gif"
    figure.save(path)
    mine = np.stack(list(figure.frames()))
    np.testing.assert_array_equal(np.stack(gif_frames(path)), mine)
    np.testing.assert_array_equal(imageio.imread(path)[..., :3], mine)
    np.testing.assert_array_equal(by_ffmpeg(path, mine.shape), mine)


def by_ffmpeg(path: Path, shape: tuple[int, ...]) -> np.ndarray:
    command = [program("ffmpeg"), "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    # The file's own delays: without -vsync 0 ffmpeg repeats frames to a constant rate.
    command[-1:-1] = ["-fps_mode", "passthrough"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, *shape[1:])


def test_expected_colours_tell_states_apart() -> None:
    """The check itself can fail: two steps of one figure differ in what they expect."""
    op = vz.Conv(5, 3, 2, 1)
    assert expected_colours(op, "light", 3) != expected_colours(op, "light", 4)
