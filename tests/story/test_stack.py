"""The story of a stack against plain loops."""

import numpy as np

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
