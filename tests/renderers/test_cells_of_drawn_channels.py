"""Decoded pictures, as GIF and as SVG, of channels of which some or all are drawn, against plain loops."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.decoding import FILLS, colour, shows
from tests.renderers.test_cells_of_channels import cells, corners
from tests.renderers.test_pyramids import pictures

# Each layer with the channels and the filters that are drawn.
LAYERS = {
    "all": (vz.Conv(3, 2, in_channels=2, out_channels=2), (0, 1), (0, 1)),
    "few of many": (vz.Conv(3, 2, in_channels=64, out_channels=16), (0, 1, 63), (0, 1, 15)),
    "few of many groups": (vz.Conv(3, 2, in_channels=16, out_channels=12, groups=4), (0, 1, 15), (0, 1, 11)),
    "few of a depthwise layer": (vz.Conv(3, 2, in_channels=12, out_channels=12, groups=12), (0, 1, 11), (0, 1, 11)),
    "channels only": (vz.Conv(4, 2, stride=2, in_channels=7, out_channels=2), (0, 1, 6), (0, 1)),
    "filters only": (vz.Conv(3, 2, in_channels=2, out_channels=9), (0, 1), (0, 1, 8)),
    "1x1": (vz.Conv(2, 1, in_channels=12, out_channels=12), (0, 1, 11), (0, 1, 11)),
}
LARGE = (vz.Conv(8, 7, in_channels=16), (0, 15), (0,))  # with numbers two fit


@pytest.mark.parametrize(
    ("name", "theme", "valued"),
    [("large", "light", True)] + [(name, *look) for look in (("light", False), ("dark", True)) for name in LAYERS],
)
def test_every_cell_of_every_step(name: str, theme: str, valued: bool, tmp_path: Path) -> None:
    op, inputs, outputs = LAYERS.get(name, LARGE)
    drawn = {f"input/{at}" for at in inputs} | {f"output/{at}" for at in outputs}
    each = op.out[0] * op.out[1]
    numbers = {"input": np.arange(np.prod(op.input_shape)).reshape(op.input_shape) % 3} if valued else {}
    order = "filter" if op.out_channels > 1 else None
    figure = vz.figure(op, theme=theme, trace=False, order=order, **numbers)
    where = {
        cell: at for cell, at in corners(figure.encoded(".svg").decode()).items() if cell[:6] in ("input/", "output")
    }
    assert {grid_of(cell) for cell in where} == drawn
    for images in pictures(figure, tmp_path):
        assert len(images) == len(outputs) * each
        for step, image in enumerate(images):
            filter, cell = divmod(step, each)
            wanted = cells(op, theme, outputs[filter] * each + cell)
            wanted = {name: fill for name, fill in wanted.items() if grid_of(name) in drawn}
            assert set(where) == set(wanted)
            for one, fill in wanted.items():
                assert shows(image, where, one, fill, crossed=False), (step, one)


def grid_of(cell: str) -> str:
    return cell.rsplit("/", 2)[0]


@pytest.mark.parametrize("name", LAYERS)
def test_sums_without_numbers_are_lit_where_something_is_added(name: str, tmp_path: Path) -> None:
    """Without values a partial sum is a cell: filled in the rows that the filter reads, those left out in theirs."""
    op, inputs, outputs = LAYERS[name]
    figure, each = vz.figure(op, trace=False, order="filter"), op.out[0] * op.out[1]
    where = {cell: at for cell, at in corners(figure.encoded(".svg").decode()).items() if cell.startswith("partial")}
    rows = expected_rows(op, inputs)
    assert {int(cell.split("/")[1]) for cell in where} == (set(rows) if any(rows.values()) else set())
    for images in pictures(figure, tmp_path) if where else ():
        for step, image in enumerate(images):
            read = reads(op, outputs[step // each])
            for cell in where:
                added = bool(rows[int(cell.split("/")[1])] & read)
                paint = colour(FILLS["light"]["done" if added else "pending"])
                assert shows(image, where, cell, paint, crossed=False), (step, cell)


def reads(op: Any, filter: int) -> set[int]:
    """The channels of the filter's group."""
    ratio, group = op.in_channels // op.groups, filter // (op.out_channels // op.groups)
    return set(range(group * ratio, (group + 1) * ratio))


def expected_rows(op: Any, inputs: tuple[int, ...]) -> dict[int, set[int]]:
    """The rows of the matrix with the channels that each stands for; none have sums where each output reads one."""
    rows = {at: {at} for at in inputs}
    if len(inputs) < op.in_channels:
        hidden = set(range(op.in_channels)) - set(inputs)
        rows[min(hidden)] = hidden
    return {row: set() for row in rows} if op.in_channels == op.out_channels == op.groups else rows
