"""Figures that matplotlib draws, and their cells' colours by the SVG of the same step."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import visualize as vz
from tests.decoding import SVG, colour, middles, shows
from visualize.drawing import stack_figure

pypdf = pytest.importorskip("pypdf", reason="needs pypdf: pip install pypdf")

INCH = 96  # pixels of a film


OTHERS: dict[str, Callable[[], vz.Figure]] = {
    "unread": lambda: vz.figure(vz.Conv(6, 3, stride=2)),
    "transposed": lambda: vz.figure(vz.ConvTranspose(3, 3, stride=2, padding=1), view="flat"),
    "stamped": lambda: vz.figure(vz.ConvTranspose(3, 3, stride=2, padding=1), reading="scatter", theme="dumoulin"),
    "windows": lambda: vz.figure(vz.Conv(4, 3, padding=1), reading="matrix", theme="dark", cell=18),
    "W": lambda: vz.figure(vz.Conv(3, 2), reading="sparse-matrix", theme="d2l", cell=18),
    "stack": lambda: stack_figure([vz.Conv(7, 3), vz.Conv(5, 3)]),
    "shades": lambda: vz.figure(vz.Conv(6, 3), input=np.arange(36).reshape(6, 6) - 9, color_by="value", cell=12),
    "repeated": lambda: vz.figure(vz.Conv(4, 3, padding=1, padding_mode="reflect"), cell=18),
    "dropped": lambda: vz.figure(vz.MaxPool(3, 2, stride=2, padding=1, ceil_mode=True)),
    "taps": lambda: vz.figure(vz.Conv(4, 3, padding=1), color_by="tap", theme="d2l"),
}


def stills(figure: vz.Figure, folder: Path) -> list[str]:
    figure.save(folder / "still-{n:03}.svg")
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("still-*.svg"))]


def scaled(where: dict[str, tuple[int, int]], factor: float) -> dict[str, tuple[int, int]]:
    return {cell: (int((x + 0.5) * factor), int((y + 0.5) * factor)) for cell, (x, y) in where.items()}


def fills(svg: str) -> dict[str, tuple[int, int, int]]:
    """What colour every cell of a still SVG is."""
    parts = [(group, cell) for group in ElementTree.fromstring(svg).iter(SVG + "g") for cell in group]
    found = {cell.get("data-cell"): colour(group.get("fill")) for group, cell in parts if cell.get("data-cell")}
    assert len({*found.values()}) > 2, "too few colours to tell anything"
    return found


def crossable(svg: str) -> set[str]:
    """The cells that guides may cross: all but lit ones and those of an output or of a layer that is one."""
    cells = [element for element in ElementTree.fromstring(svg).iter() if element.get("data-cell")]
    return {
        cell.get("data-cell")
        for cell in cells
        if not cell.get("data-cell").startswith("output") and not cell.get("class").endswith(("tap", "lit", "current"))
    }


def check_fills(
    image: np.ndarray, svg: str, factor: float = 1.0, corner: tuple[int, int] = (0, 0), most: int = 0
) -> None:
    """Assert the colour of every cell; `most` is how far an encoder may move it."""
    where, wanted = scaled(middles(svg), factor), fills(svg)
    assert set(where) == set(wanted)
    where = {cell: (x + corner[0], y + corner[1]) for cell, (x, y) in where.items()}
    resting = crossable(svg)
    for cell in where:
        assert shows(image, where, cell, wanted[cell], cell in resting, most), cell
