"""Decoded pictures of stamps that stand one by one, against plain loops, as GIF and as SVG."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.decoding import FILLS, colour, shows
from tests.loops import stamps
from tests.renderers.test_cells_of_channels import corners
from tests.renderers.test_pyramids import pictures

QUIET = {"light": "#5b7280", "dark": "#9fb2bd"}
# The last steps of the grids, from 0.
LAYERS = {
    "the book's": (vz.ConvTranspose(2, 2), (0, 1, 2, 3)),
    "elided": (vz.ConvTranspose((3, 2), 3), (0, 1, 4, 5)),
    "one alone at the beginning": (vz.ConvTranspose(3, 3, stride=2), (0, 7, 8)),
    "cropped": (vz.ConvTranspose(2, 3, stride=2, padding=1, output_padding=1), (0, 1, 2, 3)),
    "dilated": (vz.ConvTranspose(2, 2, dilation=2), (0, 1, 2, 3)),
    "one row": (vz.ConvTranspose((3,), 2, stride=2), (0, 1, 2)),
    "one row, elided": (vz.ConvTranspose((10,), 2), (0, 1, 8, 9)),
}


def cells(op: Any, ends: tuple[int, ...], theme: str, step: int) -> dict[str, str]:
    """The fill of every cell at a step: input, stamps grid by grid, output."""
    rows, columns = (
        stamps(*numbers)
        for numbers in zip(
            op.size,
            op.kernel,
            op.strides,
            (op.padding[0], op.padding[2]),
            (op.padding[1], op.padding[3]),
            op.output_padding,
            op.dilations,
            strict=True,
        )
    )
    found = {}
    reached = [{(y, x) for y in rows["taps"][r] for x in columns["taps"][c]} for r, c in np.ndindex(*op.size)]
    for at, place in enumerate(np.ndindex(*op.size)):
        found["input/0/{}/{}".format(*place)] = "tap" if at == step else "input"
    firsts = [0, *(end + 1 for end in ends[:-1])]
    grids = {f"stamp/{first}": range(first, end + 1) for first, end in zip(firsts, ends, strict=True)}
    grids["output/0"] = range(len(reached))
    for y, row in enumerate(rows["kinds"]):
        for x, column in enumerate(columns["kinds"]):
            cropped = "cropped" in (row, column)
            states = ("pending", "cropped", QUIET[theme]) if cropped else ("pending", "done", "current")
            for name, steps in grids.items():
                lit = step in steps and (y, x) in reached[step]
                done = any((y, x) in reached[one] for one in steps if one <= step)
                found[f"{name}/{y}/{x}"] = states[2 if lit else 1 if done else 0]
    return found


@pytest.mark.parametrize(("theme", "valued"), (("light", False), ("dark", True)))
@pytest.mark.parametrize("name", LAYERS)
def test_every_cell_of_every_step(name: str, theme: str, valued: bool, tmp_path: Path) -> None:
    op, ends = LAYERS[name]
    numbers = {"input": np.arange(op.size[0] * op.size[1]).reshape(op.input_size) % 3} if valued else {}
    figure = vz.figure(op, theme=theme, reading="scatter", parts=True, **numbers)
    where = {cell: at for cell, at in corners(figure.encoded(".svg").decode()).items() if not cell.startswith("kernel")}
    for images in pictures(figure, tmp_path):
        assert len(images) == ends[-1] + 1 == figure.film.frame_count
        for step, image in enumerate(images):
            wanted = cells(op, ends, theme, step)
            assert set(where) == set(wanted)
            for cell, fill in wanted.items():
                paint = colour(FILLS[theme].get(fill, fill))
                assert shows(image, where, cell, paint, crossed=False), (step, cell, fill)


@pytest.mark.parametrize("name", LAYERS)
def test_the_stamp_is_outlined_in_its_own_grid_and_in_the_output(name: str) -> None:
    op, ends = LAYERS[name]
    film = vz.figure(op, reading="scatter", parts=True).film
    for step in range(film.frame_count):
        boxes = [box for box in film.frame(step).outlines if box.grid.name in ("stamp", "output")]
        first = max(at for at in (0, *(end + 1 for end in ends[:-1])) if at <= step)
        assert [(box.grid.name, box.grid.channel) for box in boxes] == [("stamp", first), ("output", 0)]
        assert len({tuple(box)[1:] for box in boxes}) == 1


def test_grids_do_not_overlap_and_go_from_the_left_to_the_right() -> None:
    film = vz.figure(vz.ConvTranspose(4, 2), reading="scatter", parts=True, input=np.ones((4, 4), int)).film
    bounds = [place.bounds() for grid, place in film.placements.items() if grid.name in ("stamp", "output")]
    assert len(bounds) == 5 and len({(top, bottom) for _, top, _, bottom in bounds}) == 1
    assert all(right + 20 < left for (_, _, right, _), (left, *_) in pairwise(bounds))
