"""Decoded pictures of every operation, reading, padding mode and view against plain loops."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.decoding import FILLS, colour, gif_frames, middles, shows
from tests.loops import pooled, stamps, transposed_gather
from visualize.film import INPUT

RANK = {"input": 0, "output": 0, "inserted": 1, "computed": 1, "padding": 2, "cropped": 2, "overhang": 3}
REST = {"input": "input", "padding": "padding", "inserted": "padding", "overhang": "padding"}
LIT = {"input": "tap", "padding": "padding_tap", "inserted": "padding_tap", "overhang": "padding_tap"}
OUT = {"output": ("pending", "done", "current"), "computed": ("pending", "done", "current")}
QUIET = {"light": "#5b7280", "dark": "#9fb2bd"}
THEMES = st.sampled_from(("light", "dark"))
VIEWS = st.sampled_from(("isometric", "flat"))
SMALL = st.integers(1, 3)


def kind(row: str, column: str) -> str:
    return max(row, column, key=RANK.__getitem__)


def drawn_input(rows: dict[str, Any], columns: dict[str, Any], lit: set[tuple[int, int]]) -> dict[str, str]:
    cells = {}
    read = [{cell for window in axis["taps"] for cell in window} for axis in (rows, columns)]
    for row, row_kind in enumerate(rows["kinds"]):
        for column, column_kind in enumerate(columns["kinds"]):
            table = LIT if (row, column) in lit else REST
            is_read = row in read[0] and column in read[1]
            cells[f"input/0/{row}/{column}"] = table[kind(row_kind, column_kind)] if is_read else "unread"
    return cells


def gathered(rows: dict[str, Any], columns: dict[str, Any]) -> list[dict[str, str]]:
    """For each step the fill's name of every cell, window by window."""
    steps, windows = [], [(r, c) for r in range(len(rows["taps"])) for c in range(len(columns["taps"]))]
    for index, (row, column) in enumerate(windows):
        lit = {(y, x) for y in rows["taps"][row] for x in columns["taps"][column]}
        cells = drawn_input(rows, columns, lit)
        for at, (r, c) in enumerate(windows):
            cells[f"output/0/{r}/{c}"] = "done" if at < index else "current" if at == index else "pending"
        steps.append(cells)
    return steps


def scattered(op: vz.ConvTranspose, rows: dict[str, Any], columns: dict[str, Any], theme: str) -> list[dict[str, str]]:
    """For each step the fill's name of every cell, stamp by stamp."""
    steps, stamped = [], set()
    reached = [{cell for window in axis["taps"] for cell in window} for axis in (rows, columns)]
    for row in range(op.input_size[0]):
        for column in range(op.input_size[1]):
            stamp = {(y, x) for y in rows["taps"][row] for x in columns["taps"][column]}
            stamped |= stamp
            cells = {
                f"input/0/{r}/{c}": "tap" if (r, c) == (row, column) else "input"
                for r in range(op.input_size[0])
                for c in range(op.input_size[1])
            }
            for r, row_kind in enumerate(rows["kinds"]):
                for c, column_kind in enumerate(columns["kinds"]):
                    states = OUT.get(kind(row_kind, column_kind), ("pending", "cropped", QUIET[theme]))
                    state = 2 if (r, c) in stamp else 1 if (r, c) in stamped else 0
                    cells[f"output/0/{r}/{c}"] = states[state] if r in reached[0] and c in reached[1] else "unread"
            steps.append(cells)
    return steps


def check(folder: Path, figure: vz.Figure, steps: list[dict[str, str]], theme: str) -> None:
    """Draw, decode, and compare every cell of every step."""
    figure.save(folder / "a.gif", folder / "a.svg")
    where = middles((folder / "a.svg").read_text())
    frames = gif_frames(folder / "a.gif")
    assert len(frames) == len(steps)
    for step, (image, cells) in enumerate(zip(frames, steps, strict=True)):
        assert {cell for cell in where if not cell.startswith("kernel/")} == set(cells)
        for cell, fill in cells.items():
            wanted = colour(FILLS[theme].get(fill, fill))
            # In figures of repeated padding, letters stand in the middles of cells.
            crossed = cell.startswith("input/") and (
                fill in (*REST.values(), "unread") or INPUT in figure.film.cell_texts
            )
            assert shows(image, where, cell, wanted, crossed), (figure.recipe, step, cell, fill)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("operations")


@st.composite
def transposed(draw: Any) -> vz.ConvTranspose:
    """A transposed convolution that leaves something, with padding on four sides."""
    kernel, stride, dilation = (draw(st.tuples(SMALL, SMALL)) for _ in range(3))
    size = draw(st.tuples(SMALL, SMALL))
    extra = tuple(draw(st.integers(0, max(stride[at], dilation[at]) - 1)) for at in (0, 1))
    padding = draw(st.tuples(*[st.integers(0, 3)] * 4))
    try:
        return vz.ConvTranspose(size, kernel, stride, padding, extra, dilation)
    except vz.VisualizeError:
        assume(False)
        raise


def axes_of(op: vz.ConvTranspose, loop: Any) -> list[dict[str, Any]]:
    return [
        loop(
            op.input_size[at],
            op.kernel_size[at],
            op.stride[at],
            op.padding[2 * at],
            op.padding[2 * at + 1],
            op.output_padding[at],
            op.dilation[at],
        )
        for at in (0, 1)
    ]


@settings(max_examples=100)
@given(transposed(), VIEWS, THEMES)
def test_transposed_gather(folder: Path, op: vz.ConvTranspose, view: str, theme: str) -> None:
    rows, columns = axes_of(op, transposed_gather)
    check(folder, vz.figure(op, view=view, theme=theme), gathered(rows, columns), theme)


@settings(max_examples=100)
@given(transposed(), VIEWS, THEMES)
def test_transposed_scatter(folder: Path, op: vz.ConvTranspose, view: str, theme: str) -> None:
    rows, columns = axes_of(op, stamps)
    figure = vz.figure(op, view=view, theme=theme, reading="scatter")
    check(folder, figure, scattered(op, rows, columns, theme), theme)


@st.composite
def pools(draw: Any) -> vz.MaxPool | vz.AvgPool:
    kernel, stride = draw(st.tuples(SMALL, SMALL)), draw(st.tuples(SMALL, SMALL))
    size, ceil = draw(st.tuples(st.integers(1, 6), st.integers(1, 6))), draw(st.booleans())
    padding = tuple(draw(st.integers(0, kernel[at // 2] // 2)) for at in range(4))
    try:
        if draw(st.booleans()):
            return vz.MaxPool(size, kernel, stride, padding, draw(st.tuples(SMALL, SMALL)), ceil)
        return vz.AvgPool(size, kernel, stride, padding, ceil, draw(st.booleans()))
    except vz.VisualizeError:
        assume(False)
        raise


@settings(max_examples=100)
@given(pools(), VIEWS, THEMES)
def test_pooling(folder: Path, op: vz.MaxPool | vz.AvgPool, view: str, theme: str) -> None:
    rows, columns = (
        pooled(
            op.input_size[at],
            op.kernel_size[at],
            op.stride[at],
            op.padding[2 * at],
            op.padding[2 * at + 1],
            op.dilation[at],
            op.ceil_mode,
        )
        for at in (0, 1)
    )
    check(folder, vz.figure(op, view=view, theme=theme), gathered(rows, columns), theme)


@settings(max_examples=60)
@given(
    st.sampled_from(("reflect", "replicate", "circular")), st.integers(3, 6), SMALL, st.integers(0, 2), VIEWS, THEMES
)
def test_padding_modes(folder: Path, mode: str, size: int, kernel: int, padding: int, view: str, theme: str) -> None:
    op = vz.Conv(size, kernel, padding=padding, padding_mode=mode)
    axis = pooled(size, kernel, 1, padding, padding, 1, False)
    check(folder, vz.figure(op, view=view, theme=theme), gathered(axis, axis), theme)


@settings(max_examples=40)
@given(st.integers(3, 9), SMALL, st.integers(1, 2), st.integers(0, 2), VIEWS)
def test_one_row(folder: Path, size: int, kernel: int, stride: int, padding: int, view: str) -> None:
    op = vz.Conv((size,), kernel, stride, padding)
    row = {"kinds": ["input"], "taps": [[0]]}
    figure = vz.figure(op, view=view)
    check(folder, figure, gathered(row, pooled(size, kernel, stride, padding, padding, 1, False)), "light")
    assert op.output_size == (figure.film.frame_count,)


def test_padding_cells_carry_their_source(tmp_path: Path) -> None:
    """The letter of a padding cell is the letter of the input cell that NumPy copies there, and of no other."""
    from xml.etree import ElementTree

    for mode, numpy_mode in (("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")):
        vz.figure(vz.Conv(4, 3, padding=2, padding_mode=mode)).save(tmp_path / "a.svg")
        letters = {
            element.get("data-text"): element.text
            for element in ElementTree.parse(tmp_path / "a.svg").iter()
            if element.get("data-text")
        }
        numbers = np.pad(np.arange(16).reshape(4, 4), 2, mode=numpy_mode)
        by_letter: dict[str, set[int]] = {}
        for row, column in np.ndindex(8, 8):
            letter = letters.get(f"input/0/{row}/{column}")
            inside = 2 <= row < 6 and 2 <= column < 6
            assert letter or inside
            if letter:
                by_letter.setdefault(letter, set()).add(int(numbers[row, column]))
        assert all(len(cells) == 1 for cells in by_letter.values())
        assert len({*map(tuple, by_letter.values())}) == len(by_letter)
