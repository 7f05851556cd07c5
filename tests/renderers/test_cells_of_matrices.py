"""Decoded pictures of a convolution as a product of matrices, against plain loops: colours of cells, and numbers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.decoding import FILLS, colour, shows
from tests.loops import conv_steps
from tests.matrices import layers, numbers_of, places, windows
from tests.renderers.test_cells_of_channels import corners
from tests.renderers.test_pyramids import pictures
from tests.story.test_matrix_product import READINGS
from tests.story.test_stamps import printed

LIT = {"input": "tap", "padding": "padding_tap"}
LAYERS = {
    "the book's": (vz.Conv(3, 2), "matrix"),
    "the book's W": (vz.Conv(3, 2), "sparse-matrix"),
    "the book's W transposed": (vz.ConvTranspose(2, 2), "matrix"),
    "padding": (vz.Conv(3, 2, padding=(1, 0, 0, 1)), "matrix"),
    "padding in W": (vz.Conv(3, 3, padding=1), "sparse-matrix"),
    "stride and dilation": (vz.Conv(5, 2, stride=2, dilation=2), "matrix"),
    "not read": (vz.Conv((4, 3), 1, stride=(2, 3)), "sparse-matrix"),
    "cropped": (vz.ConvTranspose(2, 3, stride=2, padding=1), "matrix"),
    "not reached": (vz.ConvTranspose((2, 1), (1, 2), stride=3), "sparse-matrix"),
    "one row": (vz.Conv((6,), 3, padding=1), "sparse-matrix"),
    "sixteen": (vz.Conv(4, 3, padding=1), "sparse-matrix"),
}


def of_windows(op: Any, step: int) -> dict[str, str]:
    """The fill of every cell of the windows as rows, the kernel and the output."""
    (top, bottom, left, right), (rows, columns) = op.padding, op.size
    kinds = np.full((rows + top + bottom, columns + left + right), "padding", object)
    kinds[top : top + rows, left : left + columns] = "input"
    found = {f"kernel-matrix/0/0/{row}/0": "kernel" for row in range(op.kernel[0] * op.kernel[1])}
    for (row, column), kind in np.ndenumerate(windows(kinds, op)):
        now = LIT[kind] if row == step else kind
        found[f"input-matrix/0/{row}/{column}"] = "pending" if row > step else now
    for row in range(op.out[0] * op.out[1]):
        found[f"output-matrix/0/{row}/0"] = "done" if row < step else "current" if row == step else "pending"
    return found


def of_w(op: Any, step: int) -> dict[str, str]:
    """The fill of every cell of W, the input and the output; of a transposed layer W is transposed."""
    numbers, transposed, found = places(op), hasattr(op, "stamps"), {}
    for (line, at), number in np.ndenumerate(numbers):
        name = f"{at}/{line}" if transposed else f"{line}/{at}"
        found[f"kernel-matrix/0/0/{name}"] = "pending" if line > step else "kernel" if number >= 0 else "padding"
    used, now = (numbers >= 0).any(axis=0), numbers[step] >= 0
    before = (numbers[: step + 1] >= 0).any(axis=0)
    for at in range(numbers.shape[1]):
        if transposed:
            state = "current" if now[at] else "done" if before[at] else "pending" if used[at] else "unread"
            found[f"output-matrix/0/{at}/0"] = state
        else:
            found[f"input-matrix/0/{at}/0"] = "tap" if now[at] else "input" if used[at] else "unread"
    for line in range(len(numbers)):
        states = ("input", "tap", "input") if transposed else ("done", "current", "pending")
        grid = "input-matrix" if transposed else "output-matrix"
        found[f"{grid}/0/{line}/0"] = states[(line >= step) + (line > step)]
    return found


def wanted_fills(op: Any, reading: str, step: int) -> dict[str, str]:
    return of_windows(op, step) if reading == "matrix" and not hasattr(op, "stamps") else of_w(op, step)


def wanted_numbers(op: Any, reading: str, x: np.ndarray, w: np.ndarray) -> tuple[str, np.ndarray]:
    """The name of the grid that is the matrix, and its numbers."""
    x, w = x.reshape(op.size), w.reshape(op.kernel)
    if reading == "matrix" and not hasattr(op, "stamps"):
        mode = {"zeros": "constant", "replicate": "edge", "circular": "wrap"}.get(op.padding_mode, op.padding_mode)
        return "input-matrix/0", windows(np.pad(x, (op.padding[:2], op.padding[2:]), mode), op)
    found = np.append(w.ravel(), 0)[places(op)]
    return "kernel-matrix/0", found.T if hasattr(op, "stamps") else found


def check_colours(figure: vz.Figure, op: Any, reading: str, theme: str, folder: Path) -> None:
    where = {cell: at for cell, at in corners(figure.encoded(".svg").decode()).items() if "-matrix/" in cell}
    for images in pictures(figure, folder):
        assert len(images) == figure.film.frame_count
        for step, image in enumerate(images):
            wanted = wanted_fills(op, reading, step)
            assert set(where) == set(wanted)
            for cell, fill in wanted.items():
                assert shows(image, where, cell, colour(FILLS[theme][fill]), crossed=fill == "unread"), (
                    step,
                    cell,
                    fill,
                )


@pytest.mark.parametrize(("theme", "valued"), (("light", True), ("dark", False)))
@pytest.mark.parametrize("name", LAYERS)
def test_every_cell_of_every_step(name: str, theme: str, valued: bool, tmp_path: Path) -> None:
    op, reading = LAYERS[name]
    figure = vz.figure(op, theme=theme, reading=reading, cell=40, **numbers_of(op, 3) if valued else {})
    check_colours(figure, op, reading, theme, tmp_path)


@settings(max_examples=max(6, settings().max_examples // 10))
@given(st.data(), st.sampled_from(READINGS), st.integers(0, 99))
def test_random_layers(tmp_path_factory: Any, data: Any, which: tuple[str, bool], seed: int) -> None:
    """Colours in decoded files, and the numbers that stand in the SVG of each step, line by line of the matrix."""
    reading, transposed = which
    op, folder = data.draw(layers(reading, transposed)), tmp_path_factory.mktemp("figure")
    values = numbers_of(op, seed)
    figure = vz.figure(op, reading=reading, cell=40, **values)
    check_colours(figure, op, reading, "light", folder)
    name, matrix = wanted_numbers(op, reading, *values.values())
    output = np.reshape(op.apply(*values.values()), -1)
    for step, path in enumerate(sorted(folder.glob("step-*.svg"))):
        found = printed(path.read_text())
        lines = {place: number for place, number in np.ndenumerate(matrix) if place[1 if transposed else 0] <= step}
        assert found[name] == lines
    assert step == figure.film.frame_count - 1
    last = found["output-matrix/0"]
    assert last == {(at, 0): number for at, number in enumerate(output.tolist())}


@pytest.mark.parametrize("name", LAYERS)
def test_what_a_step_is_about_is_outlined(name: str) -> None:
    """The row of the matrix, the whole column, the result; in W transposed the column and the input cell."""
    op, reading = LAYERS[name]
    figure = vz.figure(op, reading=reading)
    matrix, column, result = [grid for grid in figure.film.placements if grid.matrix]
    shapes = {grid: place.shape for grid, place in figure.film.placements.items()}
    for step in range(figure.film.frame_count):
        boxes = {box.grid: tuple(box)[1:] for box in figure.film.frame(step).outlines if box.grid.matrix}
        if hasattr(op, "stamps"):
            assert boxes == {matrix: (0, step, shapes[matrix][0], 1), column: (step, 0, 1, 1)}
        else:
            rows = {matrix: (step, 0, 1, shapes[matrix][1]), column: (0, 0, shapes[column][0], 1)}
            assert boxes == rows | {result: (step, 0, 1, 1)}


def test_the_row_has_the_cells_under_the_window() -> None:
    """Loops of their own: as many lit cells in the row as under the window, in the order of the window's taps."""
    op = vz.Conv(5, 2, stride=(1, 2), dilation=(3, 2), padding=(0, 0, 1, 0))
    figure = vz.figure(op, reading="matrix", input=np.arange(25).reshape(5, 5))
    steps = conv_steps(op.size, op.kernel, op.strides, op.padding, op.dilations)
    for step, (_, taps) in enumerate(steps):
        texts = figure.film.frame(step).texts
        grid = next(grid for grid in texts if grid.name == "input-matrix")
        drawn = next(texts[grid] for grid in texts if grid.name == "input")
        assert texts[grid][step].tolist() == [drawn[tap] for tap in sorted(taps)]
