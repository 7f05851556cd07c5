"""Decoded pictures of chains, of rows with lines, of separable layers: the same whichever way one comes to a step."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.decoding import gif_frames
from visualize.renderers.raster import Raster

CAUSAL = [vz.Conv((8,), 2, padding="causal", dilation=d) for d in (1, 2, 4)]
FIGURES: dict[str, Any] = {
    "causal rows": lambda: vz.stack_figure(CAUSAL),
    "causal numbers": lambda: vz.stack_figure(CAUSAL, input=np.arange(8), kernel=[1, -1]),
    "chain": lambda: vz.stack_figure(
        [vz.Conv(5, 2), vz.ReLU(4), vz.MaxPool(4, 2)], input=np.eye(5), kernel=[[1, -1], [0, 2]]
    ),
    "chain of planes": lambda: vz.stack_figure([vz.Conv(5, 2), vz.ReLU(4), vz.AvgPool(4, 2)]),
    "separable": lambda: vz.figure(vz.SeparableConv(3, 2, in_channels=2, out_channels=2), input=np.ones((2, 3, 3))),
    "pixel shuffle": lambda: vz.figure(vz.PixelShuffle(2, 2)),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_step_is_the_same_whichever_way_one_comes(name: str, tmp_path: Path) -> None:
    figure = FIGURES[name]()
    figure.save(tmp_path / "a.gif")
    frames = list(gif_frames(tmp_path / "a.gif"))
    assert len(frames) == figure.film.frame_count
    for step in range(0, len(frames), 3):
        alone = Raster(figure.film, figure.theme, 1).rgb(step)
        np.testing.assert_array_equal(np.asarray(frames[step])[..., :3], alone)


def test_lines_between_rows_lie_between_them() -> None:
    """Each line leads from the top of a row to the bottom of the one above, and no two steps have the same lines."""
    film = FIGURES["causal rows"]().film
    for index in range(film.frame_count):
        for start, end in film.frame(index).pointers:
            low, high = film.placements[start.grid], film.placements[end.grid]
            assert high.bounds()[3] < low.bounds()[1]
    assert len({film.frame(index).pointers for index in range(film.frame_count)}) == film.frame_count


def test_steps_shown_together_keep_the_colours_of_all_results() -> None:
    figure = vz.figure(vz.PixelShuffle(2, 2), show=[1, 5])
    finished = vz.figure(vz.PixelShuffle(2, 2)).film.frame(15).shades
    assert {grid: shades.tolist() for grid, shades in figure.film.frame(0).shades.items()} == {
        grid: shades.tolist() for grid, shades in finished.items()
    }
