"""Decoded pictures of several outputs in every order: which cells are lit, current and done at each step, by loops."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.browsers import decoded
from tests.decoding import FILLS, colour, gif_frames, middles, shows
from tests.renderers.test_cells_of_channels import LAYERS as CHANNELS
from tests.renderers.test_cells_of_channels import corners

ORDERS = ("filter", "position", "together")
LAYERS = CHANNELS | {
    "two outputs of each": vz.Conv(4, 3, in_channels=2, out_channels=4, groups=2),
    "max pool": vz.MaxPool(4, 2, in_channels=3),
    "one row": vz.Conv((5,), 2, padding=1, in_channels=2, out_channels=3),
    "elided": vz.Conv(3, 2, in_channels=64, out_channels=16),
    "elided, each by itself": vz.Conv(3, 2, in_channels=32, out_channels=32, groups=32),
}


def drawn(count: int) -> list[int]:
    return list(range(count)) if count <= 6 else [0, 1, count - 1]


def fillings(op: Any, order: str) -> list[list[tuple[int, int, int]]]:
    """The output cells that each step fills."""
    filters, places = drawn(op.out_channels), [(r, c) for r in range(op.out[0]) for c in range(op.out[1])]
    if order == "together":
        return [[(filter, *place) for filter in filters] for place in places]
    if order == "position":
        return [[(filter, *place)] for place in places for filter in filters]
    return [[(filter, *place)] for filter in filters for place in places]


def expected(op: Any, order: str, theme: str) -> list[dict[str, tuple[int, int, int]]]:
    """For each step the colour of every cell of inputs and outputs."""
    top, bottom, left, right = op.padding
    rows, columns = op.size[0] + top + bottom, op.size[1] + left + right
    ratio, each = op.in_channels // op.groups, op.out_channels // op.groups
    steps, done = [], set()
    for current in fillings(op, order):
        found, lit = {}, set()
        for filter, row, column in current:
            for channel in range(filter // each * ratio, (filter // each + 1) * ratio):
                for u, v in np.ndindex(*op.kernel):
                    lit.add((channel, row * op.strides[0] + u, column * op.strides[1] + v))
        for channel, row, column in ((i, r, c) for i in drawn(op.in_channels) for r, c in np.ndindex(rows, columns)):
            inside = top <= row < top + op.size[0] and left <= column < left + op.size[1]
            names = ("input", "tap") if inside else ("padding", "padding_tap")
            found[f"input/{channel}/{row}/{column}"] = names[(channel, row, column) in lit]
        for filter, row, column in ((o, r, c) for o in drawn(op.out_channels) for r, c in np.ndindex(*op.out)):
            cell = filter, row, column
            name = "current" if cell in current else "done" if cell in done else "pending"
            found[f"output/{filter}/{row}/{column}"] = name
        done |= set(current)
        steps.append({cell: colour(FILLS[theme][name]) for cell, name in found.items()})
    return steps


def valued(op: Any) -> dict[str, Any]:
    return {"input": np.arange(np.prod(op.input_shape)).reshape(op.input_shape) % 3}


def stills(figure: vz.Figure, folder: Path) -> list[np.ndarray]:
    """The SVG of each step as resvg draws it."""
    resvg = pytest.importorskip("resvg_py", reason="needs resvg-py: pip install 'conv-visualize[test]'")
    figure.save(str(folder / "s-{n:03}.svg"))
    return [decoded(bytes(resvg.svg_to_bytes(svg_string=path.read_text()))) for path in sorted(folder.glob("s-*.svg"))]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", LAYERS)
def test_gif_and_svg(name: str, order: str, tmp_path: Path) -> None:
    """Numbers and themes take turns, as each has its own tests."""
    op, at = LAYERS[name], list(LAYERS).index(name) + ORDERS.index(order)
    theme, numbered = ("light", "dark")[at % 2], at % 4 > 1
    options: dict[str, Any] = {"theme": theme, "trace": False, "order": order, **(valued(op) if numbered else {})}
    figure, wanted = vz.figure(op, **options), expected(op, order, theme)
    figure.save(tmp_path / "a.gif")
    svg = figure.encoded(".svg").decode()
    where = {cell: at for cell, at in middles(svg).items() if cell.split("/")[0] in ("input", "output")}
    spots = corners(svg) if numbered else where
    assert figure.film.frame_count == len(wanted)
    some = sorted({0, 1, len(wanted) // 2, len(wanted) - 1})
    frames = list(enumerate(gif_frames(tmp_path / "a.gif")))
    assert len(frames) == len(wanted)
    frames += zip(some, stills(vz.figure(op, **options, steps=some), tmp_path), strict=True)
    for step, image in frames:
        assert set(where) == set(wanted[step])
        for cell, fill in wanted[step].items():
            assert shows(image, spots, cell, fill, crossed=False), (step, cell)


@pytest.mark.parametrize("order", ORDERS)
def test_the_animated_document_in_a_browser(order: str, browser: Any, tmp_path: Path) -> None:
    op = LAYERS["groups"]
    figure = vz.figure(op, trace=False, order=order)
    figure.save(tmp_path / "a.svg")
    where, wanted = middles((tmp_path / "a.svg").read_text()), expected(op, order, "light")
    page = browser.new_page(viewport={"width": figure.film.width, "height": figure.film.height})
    page.goto((tmp_path / "a.svg").as_uri())
    for step in (0, 1, len(wanted) // 2, len(wanted) - 1):
        time = 1000 * (figure.timing.durations(len(wanted), figure.film.opening)[0] * step) + 100
        page.evaluate("t => document.getAnimations().forEach(a => { a.pause(); a.currentTime = t })", time)
        image = decoded(page.screenshot())
        assert all(shows(image, where, cell, fill, crossed=False) for cell, fill in wanted[step].items()), step
    page.close()


@pytest.mark.parametrize("name", LAYERS)
def test_filter_and_position_end_in_the_same_figure(name: str) -> None:
    op = LAYERS[name]
    for numbers in ({}, valued(op)):
        images = [vz.figure(op, order=order, **numbers).encoded(".png") for order in ("filter", "position")]
        one, other = map(decoded, images)
        assert np.array_equal(one, other)


@pytest.mark.parametrize("order", ORDERS)
def test_rows_of_steps(order: str) -> None:
    """The steps that complete a row, and the place where the window stood before it moved."""
    op = vz.Conv(4, 3, in_channels=2, out_channels=3)
    ends = {"filter": [1, 3, 5, 7, 9, 11], "position": [5, 11], "together": [1, 3]}
    figure = vz.figure(op, order=order, steps="row-ends")
    assert list(figure.steps) == ends[order]
    film = vz.figure(op, order=order).film
    for step, current in enumerate(fillings(op, order)):
        frame, (_, row, column) = film.frame(step), current[0]
        assert {(box.row, box.column) for box in frame.outlines if box.grid.name == "input"} == {(row, column)}
        before = {(0, 0): set(), (0, 1): {(0, 0)}, (1, 0): {(0, 1)}, (1, 1): {(1, 0)}}
        assert {(box.row, box.column) for box in frame.ghosts} == before[row, column]


@pytest.mark.parametrize("order", ORDERS)
def test_outlines_and_headings_of_the_filters_of_a_step(order: str) -> None:
    op = LAYERS["groups"]
    figure = vz.figure(op, order=order)
    for step, current in enumerate(fillings(op, order)):
        frame, filters = figure.film.frame(step), {filter for filter, _, _ in current}
        boxes = {(box.grid.filter, box.grid.channel) for box in frame.outlines if box.grid.name == "kernel"}
        assert boxes == {(filter, channel) for filter in filters for channel in range(2)}
        for name in ("filter-name", "output-name"):
            roles = {grid.channel: int(found[0, 0]) for grid, found in frame.roles.items() if grid.name == name}
            dark = {channel for channel, role in roles.items() if figure.theme.look(role).text == "#16303f"}
            assert dark == filters


def test_a_quiz_of_outputs_together_hides_all_results() -> None:
    op = LAYERS["1x1"]
    figure = vz.figure(op, quiz=True, **valued(op))
    for index in range(0, figure.film.frame_count, 2):
        frame, answer = figure.film.frame(index), figure.film.frame(index + 1)
        ((row, column),) = {(box.row, box.column) for box in answer.outlines if box.grid.name == "output"}
        assert [text[row, column] for grid, text in frame.texts.items() if grid.name == "output"] == ["?", "?"]
        assert all(line.endswith("= ?") for line in frame.line.text.split("\n")) and "?" not in answer.line.text
