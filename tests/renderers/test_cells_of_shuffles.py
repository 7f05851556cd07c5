"""Decoded pictures of pixel shuffles: colours and numbers tell where every cell comes from, at every step."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import visualize as vz
from tests.cell_texts import texts
from tests.decoding import SVG, gif_frames, middles

LAYERS = [
    vz.PixelShuffle(2, 2),
    vz.PixelShuffle((1, 2), 3),
    vz.PixelShuffle(2, 2, in_channels=8),
    vz.PixelUnshuffle(4, 2),
    vz.PixelUnshuffle((2, 4), 2, in_channels=2),
]
EVERY = pytest.mark.parametrize("op", LAYERS, ids=repr)


def moves(op: Any) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Each output cell and the input cell that it takes, in the order of steps; by NumPy alone."""
    rows, columns, f = *op.out, op.factor
    found = []
    for channel, row, column in np.ndindex(op.out_channels, rows, columns):
        if op.name == "pixel_shuffle":
            source = channel * f * f + row % f * f + column % f, row // f, column // f
        else:
            source = channel // (f * f), row * f + channel % (f * f) // f, column * f + channel % f
        found.append(((channel, row, column), source))
    return found


def name(grid: str, place: tuple[int, ...]) -> str:
    return "/".join(map(str, (grid, *place)))


def beside(svg: str) -> dict[str, tuple[int, int]]:
    """A point in the first corner of every cell, within outlines and beside numbers."""
    found = {}
    for element in ElementTree.fromstring(svg).iter(f"{SVG}rect"):
        if cell := element.get("data-cell"):
            x, y, height = (float(element.get(key) or 0) for key in ("x", "y", "height"))
            found[cell] = int(x + max(5, 0.14 * height)), int(y + max(5, 0.14 * height))
    return found


@EVERY
def test_every_cell_has_the_colour_of_its_source_as_soon_as_it_is_filled(op: Any, tmp_path: Path) -> None:
    figure = vz.figure(op, seconds=0.5)
    figure.save(tmp_path / "a.gif")
    where = beside(figure.encoded(".svg").decode())
    assert len(where) == 2 * op.out_channels * op.out[0] * op.out[1]
    colours: dict[int, set[Any]] = {}
    frames = list(gif_frames(tmp_path / "a.gif"))
    assert len(frames) == len(moves(op))
    for step, frame in enumerate(frames):
        for number, (here, there) in enumerate(moves(op)):
            source, target = (tuple(frame[y, x]) for x, y in (where[name("input", there)], where[name("output", here)]))
            assert (source == target) == (number <= step), (step, here)
            if number <= step:
                channel = (here if op.name == "pixel_unshuffle" else there)[0]
                colours.setdefault(channel % op.factor**2, set()).add(source)
    assert all(len(found) == 1 for found in colours.values())
    assert len({next(iter(found)) for found in colours.values()}) == op.factor**2


@EVERY
@pytest.mark.parametrize("valued", (False, True))
def test_cells_say_their_channel_or_their_number(op: Any, valued: bool) -> None:
    x = np.arange(np.prod(op.input_shape)).reshape(op.input_shape)
    figure = vz.figure(op, **({"input": x} if valued else {}))
    svg = figure.encoded(".svg").decode()
    for here, there in moves(op):
        expected = str(x.reshape(-1, *op.size)[there]) if valued else str(max(here, there, key=lambda at: at[0])[0])
        if not valued:
            expected = str((here if op.name == "pixel_unshuffle" else there)[0])
        assert texts(svg, f"output/{here[0]}")[here[1:]] == expected
        assert texts(svg, f"input/{there[0]}")[there[1:]] == expected


@EVERY
def test_lines_and_data_tell_every_move(op: Any, tmp_path: Path) -> None:
    x = np.arange(np.prod(op.input_shape)).reshape(op.input_shape) * 7
    figure = vz.figure(op, input=x)
    figure.save(tmp_path / "a.json")
    data = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    grids = data["grids"]
    for number, (here, there) in enumerate(moves(op)):
        step, line = data["steps"][number], figure.film.frame(number).line
        channel, row, column = there
        assert (step["output"], step["taps"]) == (list(here), [{"input": list(there)}])
        assert step["value"] == grids["input"]["values"][channel][row][column]
        assert step["value"] == grids["output"]["values"][here[0]][here[1]][here[2]]
        assert line.text == f"output{list(here)} = input{list(there)} = {int(step['value'])}"
        assert line.question == f"output{list(here)} = ?"
    assert not {"kernel_size", "stride", "padding"} & set(data["operation"])


def test_what_does_not_fit_is_left_out_and_told() -> None:
    op = vz.PixelShuffle(8, 2, in_channels=64)
    figure = vz.figure(op)
    channels = {cell.split("/")[1] for cell in middles(figure.encoded(".svg").decode()) if cell.startswith("input/")}
    assert channels == {"0", "1", "2", "3", "60", "61", "62", "63"}
    assert "8 of 64 input channels, 2 of 16 output channels" in figure.alt_text


@pytest.mark.parametrize("suffix", (".gif", ".svg", ".webp", ".apng", ".pdf", ".pptx", ".png", ".json"))
def test_every_format_holds_it(suffix: str) -> None:
    assert vz.figure(vz.PixelShuffle(1, 2)).encoded(suffix)
