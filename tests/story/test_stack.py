"""The story of a stack against plain loops."""

import numpy as np
import pytest

import visualize as vz
from visualize.film import INPUT, Grid, Tensor


def test_a_drawn_stack_lights_what_the_output_depends_on() -> None:
    """Cell by cell against plain loops: from the output cell down, each lit cell lights its taps."""
    layers = (vz.Conv(9, 3, 2, 1), vz.Conv(5, 2, 1, 0), vz.Conv(4, 3, 1, 1))
    figure = vz.stack_figure(layers)
    assert figure.film.frame_count == 16
    for step in range(16):
        frame = figure.film.frame(step)
        cells = {divmod(step, 4)}
        below = Grid(Tensor.LAYER, layer=2), Grid(Tensor.LAYER, layer=1), INPUT
        for grid, layer in zip(below, reversed(layers), strict=True):
            (top, _, left, _), (height, width) = layer.padding, layer.input_size
            drawn = {
                (r * layer.stride[0] + u, c * layer.stride[1] + v)
                for r, c in cells
                for u in range(layer.kernel_size[0])
                for v in range(layer.kernel_size[1])
            }
            lit = {tuple(at) for at in np.argwhere(frame.roles[grid] % 8 == 2).tolist()}
            assert lit == drawn
            cells = {(r - top, c - left) for r, c in drawn if 0 <= r - top < height and 0 <= c - left < width}


@pytest.mark.parametrize(
    "size, layers", ((7, [(3, 2, 1), (1, 1, 1), (1, 1, 0)]), (8, [(1, 1, 0), (1, 2, 1)]), (3, [(1, 1, 2)] * 3))
)
def test_a_stack_whose_corner_reads_nothing_but_padding(size: int, layers: list[tuple[int, int, int]]) -> None:
    made: list[vz.Conv] = []
    for kernel, stride, padding in layers:
        made.append(vz.Conv(made[-1].output_size if made else size, kernel, stride, padding))
    film = vz.stack_figure(made).film
    grids = list(film.placements)
    for frame in map(film.frame, range(film.frame_count)):
        lit = [box.grid for box in frame.outlines]
        assert set(frame.roles) == set(grids) and lit == grids[::-1][: len(lit)] and len(frame.guides) == len(lit) - 1
    counts = [len(film.frame(index).outlines) for index in range(film.frame_count)]
    assert min(counts) < len(grids) == max(counts)
