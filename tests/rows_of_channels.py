"""Layers of several channels that are drawn as rows of planes, and their figures."""

from typing import Any

import visualize as vz
from tests.renderers.test_cells_of_channels import LAYERS
from visualize.film import Film, Grid, Tensor

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
    order = "filter" if op.out_channels > 1 else None
    return vz.figure(op, view="isometric", **({"order": order} | options))


def planes(film: Film, tensor: Tensor) -> list[Grid]:
    return [grid for grid in film.placements if grid.tensor is tensor]
