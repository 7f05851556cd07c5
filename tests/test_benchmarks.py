"""The benchmarks compare like with like: the peers draw the package's figure, and children count with their process."""

import sys
from pathlib import Path

import pytest
from PIL import Image, ImageColor

import visualize as vz
from tests.benchmarks.peers import scene
from tests.benchmarks.processes import run
from visualize.film import Grid, Tensor

Corners = list[tuple[int, int]]
FILM = vz.figure(vz.Conv(5, 3, padding=1, stride=2)).film
BUSY = "import time; end = time.process_time() + 0.3\nwhile time.process_time() < end: pass"


def corners(grid: Grid, *box: int) -> Corners:
    return [(round(x), round(y)) for x, y in FILM.placements[grid].polygon(*box)]


def test_the_peers_have_the_places_of_the_default_figure() -> None:
    assert (FILM.width, FILM.height, FILM.frame_count) == (scene.WIDTH, scene.HEIGHT, scene.STEPS)
    for tensor, plane in ((Tensor.INPUT, scene.PADDED), (Tensor.OUTPUT, scene.OUTPUT)):
        assert FILM.placements[Grid(tensor)].shape == (plane[2], plane[2])
        for row, column in ((0, 0), (1, 2), (2, 1)):
            assert corners(Grid(tensor), row, column) == scene.box(plane, row, column)


@pytest.mark.parametrize("step", range(scene.STEPS))
def test_the_peers_have_its_steps(step: int) -> None:
    drawn = [corners(box.grid, box.row, box.column, box.rows, box.columns) for box in FILM.frame(step).outlines]
    assert sorted(drawn) == sorted(scene.outlines(step))


def inside(cell: Corners) -> Corners:
    """Four points of a cell, half way to its corners: guides may lie over two of them."""
    x, y = (sum(part) / 4 for part in zip(*cell, strict=True))
    return [(round((x + left) / 2), round((y + top) / 2)) for left, top in cell]


def is_like(found: object, wanted: str) -> bool:
    """Whether a pixel has a colour, as nearly as a palette of 256 has it."""
    assert isinstance(found, tuple)
    return all(abs(a - b) < 16 for a, b in zip(found, ImageColor.getrgb(wanted), strict=True))


@pytest.mark.parametrize("peer", ["pillow", "imageio"])
def test_a_peer_draws_all_cells_of_all_steps(peer: str, tmp_path: Path) -> None:
    run([sys.executable, "-m", f"tests.benchmarks.peers.by_{peer}", "a.gif"], tmp_path)
    with Image.open(tmp_path / "a.gif") as animation:
        assert (animation.size, animation.n_frames) == ((scene.WIDTH, scene.HEIGHT), scene.STEPS)
        for step in range(scene.STEPS):
            animation.seek(step)
            picture = animation.convert("RGB")
            for cell, fill, _ in scene.cells(step):
                assert sum(is_like(picture.getpixel(at), fill) for at in inside(cell)) >= 2, (step, cell)


def test_the_time_of_a_process_is_also_that_of_its_children(tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}], check=True)"
    assert run([sys.executable, "-c", parent], tmp_path).cpu >= 0.3


def test_a_failing_process_ends_the_benchmark_with_its_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        run([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path)
