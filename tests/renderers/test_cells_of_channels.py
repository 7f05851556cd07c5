"""Decoded pictures of several channels: each channel's cells, kernels and outputs at every step, by plain loops."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import visualize as vz
from tests.decoding import FILLS, SVG, colour, expected_colours, gif_frames, middles, shows

LAYERS = {
    "channels": vz.Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2),
    "groups": vz.Conv(4, 3, in_channels=4, out_channels=4, groups=2),
    "depthwise": vz.Conv(4, 2, stride=2, in_channels=3, out_channels=3, groups=3),
    "one image, three filters": vz.Conv(4, 2, in_channels=1, out_channels=3),
    "1x1": vz.Conv(3, 1, in_channels=3, out_channels=2),
}


def cells(op: Any, theme: str, step: int) -> dict[str, tuple[int, int, int]]:
    """The colour of every cell of inputs and outputs at a step, filter by filter."""
    each = op.out[0] * op.out[1]
    current, cell = divmod(step, each)
    ratio, group = op.in_channels // op.groups, current // (op.out_channels // op.groups)
    one = vz.Conv(op.input_size, op.kernel_size, op.stride, op.padding, op.dilation)
    lit, rest = expected_colours(one, theme, cell), {}
    for name, fill in {"input": "input", "padding": "padding", "tap": "input", "padding_tap": "padding"}.items():
        rest[colour(FILLS[theme][name])] = colour(FILLS[theme][fill])
    found = {}
    for name, fill in lit.items():
        grid, _, place = name.split("/", 2)
        for channel in range(op.in_channels) if grid == "input" else ():
            read = group * ratio <= channel < (group + 1) * ratio
            found[f"input/{channel}/{place}"] = fill if read else rest.get(fill, fill)
        for filter in range(op.out_channels) if grid == "output" else ():
            done = colour(FILLS[theme]["done" if filter < current else "pending"])
            found[f"output/{filter}/{place}"] = fill if filter == current else done
    return found


@pytest.mark.parametrize("valued", (False, True))
@pytest.mark.parametrize("theme", ("light", "dark"))
@pytest.mark.parametrize("name", LAYERS)
def test_gif(name: str, theme: str, valued: bool, tmp_path: Path) -> None:
    op = LAYERS[name]
    numbers = (
        {"input": np.arange(op.in_channels * op.size[0] * op.size[1]).reshape(op.input_shape) % 3} if valued else {}
    )
    figure = vz.figure(op, theme=theme, trace=False, order="filter", **numbers)
    figure.save(str(tmp_path / "a.gif"))
    where = {
        cell: at for cell, at in middles(figure.encoded(".svg").decode()).items() if cell[:6] in ("input/", "output")
    }
    beside = corners(figure.encoded(".svg").decode())
    frames = list(gif_frames(tmp_path / "a.gif"))
    assert len(frames) == figure.film.frame_count == op.out_channels * op.out[0] * op.out[1]
    for step, frame in enumerate(frames):
        wanted = cells(op, theme, step)
        assert set(where) == set(wanted)
        for cell, fill in wanted.items():
            assert shows(frame, beside if valued else where, cell, fill, crossed=False), (step, cell)


def corners(svg: str) -> dict[str, tuple[int, int]]:
    """A point in the first corner of every cell, within outlines and beside numbers."""
    found = {}
    for element in ElementTree.fromstring(svg).iter(f"{SVG}rect"):
        if cell := element.get("data-cell"):
            x, y, height = (float(element.get(name) or 0) for name in ("x", "y", "height"))
            found[cell] = int(x + max(4, 0.14 * height)), int(y + max(4, 0.14 * height))
    return found


@pytest.mark.parametrize("name", LAYERS)
def test_kernels_stand_where_channels_and_filters_cross(name: str) -> None:
    """Rows are input channels, columns filters; a kernel is on the height of its input, and right of the one before."""
    op = LAYERS[name]
    where = middles(vz.figure(op).encoded(".svg").decode())
    names = {cell.rsplit("/", 2)[0] for cell in where if cell.startswith("kernel/")}
    ratio, filters = op.in_channels // op.groups, op.out_channels // op.groups
    assert names == {f"kernel/{o}/{i}" for o in range(op.out_channels) for i in range(ratio)}
    first: dict[int, int] = {}
    for name in names:
        filter, channel = map(int, name.split("/")[1:])
        x, y = np.mean([at for cell, at in where.items() if cell.startswith(f"{name}/")], axis=0)
        row = filter // filters * ratio + channel
        beside = np.mean([at for cell, at in where.items() if cell.startswith(f"input/{row}/")], axis=0)
        assert abs(y - beside[1]) <= 1 and x > beside[0]
        assert abs(first.setdefault(filter, x) - x) <= 1
    columns = [first[filter] for filter in range(op.out_channels)]
    assert columns == sorted(columns) and len(set(columns)) == op.out_channels


@pytest.mark.parametrize("name", LAYERS)
def test_one_filter_is_outlined_and_named(name: str, tmp_path: Path) -> None:
    """The current filter's kernels have the outline, and its name the dark ink."""
    op, each = LAYERS[name], LAYERS[name].out[0] * LAYERS[name].out[1]
    figure = vz.figure(op, steps=[0, each], order="filter")
    for at, filter in enumerate((0, 1)):
        frame = figure.film.frame(at)
        boxes = {(box.grid.filter, box.grid.channel) for box in frame.outlines if box.grid.name == "kernel"}
        assert boxes == {(filter, channel) for channel in range(op.in_channels // op.groups)}
        named = {grid.channel: int(roles[0, 0]) for grid, roles in frame.roles.items() if grid.name == "filter-name"}
        inks = {channel: figure.theme.look(role).text for channel, role in named.items()}
        assert inks.pop(filter) == "#16303f" and set(inks.values()) == {"#5b7280"}
