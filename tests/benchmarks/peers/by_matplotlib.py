"""The same figure as a matplotlib FuncAnimation, as fast as a careful author makes it.

No pyplot, artists made once, only face colours and corners changed from frame to frame, no frame drawn twice. It draws
less than the package does: see scene.py, and in the flat view no hatch over cells that no window reads. The default
figure: `python -m tests.benchmarks.peers.by_matplotlib 5 3 1 2 isometric 9 peer.gif`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.peers.scene import HEIGHT, WIDTH, WORDS

if TYPE_CHECKING:  # matplotlib is imported when drawing, so that importing this file costs and needs nothing
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection, PolyCollection
    from matplotlib.figure import Figure
    from matplotlib.patches import Polygon

Numbers = NDArray[np.float64]
DOTS_PER_INCH = 100
WHITE, PAPER_LINE, INK, QUIET, WINDOW = "#ffffff", "#9aabb5", "#16303f", "#5b7280", "#d97000"
INPUT, INPUT_LIT, PADDING_LIT = "#a5d2f4", "#226fab", "#c3ccd2"
KERNEL, KERNEL_LINE, DONE, CURRENT = "#ffd27a", "#b36b00", "#8fd8bf", "#0f7054"


class Grid(NamedTuple):
    """A lattice of cells: its size, its corner and its two steps, in pixels."""

    rows: int
    columns: int
    origin: tuple[float, float]
    right: tuple[float, float]
    down: tuple[float, float]

    def corners(self, row: Any, column: Any, rows: int = 1, columns: int = 1) -> Numbers:
        """The four corners of a box, or of many boxes: shape (..., 4, 2)."""
        below, end = row + rows, column + columns
        down = np.stack([row, row, below, below], axis=-1)[..., None] * np.array(self.down)
        right = np.stack([column, end, end, column], axis=-1)[..., None] * np.array(self.right)
        corners: Numbers = np.array(self.origin) + down + right
        return corners

    def cells(self) -> Numbers:
        """The corners of every cell, row by row."""
        row, column = np.divmod(np.arange(self.rows * self.columns), self.columns)
        return self.corners(row, column)


def colour(name: str) -> Numbers:
    """Red, green, blue, alpha from 0 to 1: an array of these is what set_facecolor takes without parsing."""
    return np.array([int(name[at : at + 2], 16) / 255 for at in (1, 3, 5)] + [1.0])


def painted(shape: tuple[int, int], name: str) -> Numbers:
    """Colours of a grid, all the same: shape (rows, columns, 4)."""
    return np.tile(colour(name), (*shape, 1))


class Layer(NamedTuple):
    """The parameters of the layer, and what follows from them."""

    size: int
    kernel: int
    padding: int
    stride: int

    @property
    def padded(self) -> int:
        return self.size + 2 * self.padding

    @property
    def output(self) -> int:
        return (self.padded - self.kernel) // self.stride + 1

    def input_colours(self, lit: bool) -> Numbers:
        """Colours of the padded input at rest, or as if every cell were under the window."""
        colours = painted((self.padded, self.padded), PADDING_LIT if lit else WHITE)
        inner = slice(self.padding, self.padding + self.size)
        colours[inner, inner] = colour(INPUT_LIT if lit else INPUT)
        return colours

    def formula(self) -> str:
        """How the size of the output comes about."""
        return f"({self.size} + 2·{self.padding} − {self.kernel}) / {self.stride} + 1 = {self.output}"


def isometric(layer: Layer, cell: int, width: int, height: int) -> dict[str, Grid]:
    """The output's plane over the input's, both at the left of the picture."""
    right, down = (cell, -0.3 * cell), (0.5 * cell, 0.525 * cell)
    grids = {}
    for name, edge, above in (("input", layer.padded, 1 + 0.825 * layer.output), ("output", layer.output, 0.0)):
        x, y = 0.7 + 0.75 * (layer.padded - edge), 0.7 + above + 0.3 * edge
        grids[name] = Grid(edge, edge, (x * cell, y * cell), right, down)
    return grids


def flat(layer: Layer, cell: int, width: int, height: int) -> dict[str, Grid]:
    """Input, kernel and output side by side, their middles on one line."""
    edges = {"input": layer.padded, "kernel": layer.kernel, "output": layer.output}
    gap = (width - sum(edges.values()) * cell) / 4
    grids, left = {}, gap
    for name, edge in edges.items():
        grids[name] = Grid(edge, edge, (left, height * 0.48 - edge * cell / 2), (cell, 0.0), (0.0, cell))
        left += edge * cell + gap
    return grids


def blank(width: int, height: int) -> Figure:
    """A figure of that many pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / DOTS_PER_INCH, height / DOTS_PER_INCH), dpi=DOTS_PER_INCH)
    # FuncAnimation draws each frame when it is ready and again to save it; the first of the two is of no use to a file.
    setattr(FigureCanvasAgg(figure), "draw_idle", lambda: None)  # noqa: B010 - mypy takes no assignment to a method
    return figure


def pixel_axes(figure: Figure, width: int, height: int) -> Axes:
    """Axes that fill the figure, in pixels, downwards as pictures count."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return axes


def add_cells(axes: Axes, grid: Grid, line: str, depth: int) -> PolyCollection:
    """All the cells of a grid as one artist."""
    from matplotlib.collections import PolyCollection

    cells = PolyCollection(list(grid.cells()), edgecolors=line, linewidths=0.9, zorder=depth)
    axes.add_collection(cells, autolim=False)
    return cells


def add_outline(axes: Axes, depth: int) -> Polygon:
    """A thick frame, put around cells later."""
    from matplotlib.patches import Polygon

    outline = Polygon(np.zeros((4, 2)), fill=False, edgecolor=WINDOW, linewidth=2.8, zorder=depth)
    axes.add_patch(outline)
    return outline


def add_guides(axes: Axes) -> LineCollection:
    """Lines between the planes, drawn to corners later."""
    from matplotlib.collections import LineCollection

    guides = LineCollection([], colors=WINDOW, linewidths=1.2, zorder=3)
    axes.add_collection(guides, autolim=False)
    return guides


def add_words(axes: Axes, layer: Layer, grids: dict[str, Grid], width: int, height: int) -> None:
    """The words at the right, or in the flat view a caption, a heading over each grid and the signs between them."""
    if "kernel" not in grids:
        for left, middle, size, colour, text in WORDS:
            axes.text(left, middle, text, va="center", color=colour, fontsize=size * 72 / DOTS_PER_INCH)
        return
    sizes = f"{layer.size}×{layer.size} → {layer.output}×{layer.output}"
    axes.text(width / 2, height - 44, sizes, ha="center", va="center", color=INK, fontsize=12)
    axes.text(width / 2, height - 20, layer.formula(), ha="center", va="center", color=QUIET, fontsize=10)
    for name, grid in grids.items():
        x, y = grid.origin[0] + grid.columns * grid.right[0] / 2, grid.origin[1] - 8
        axes.text(x, y, f"{name} {grid.rows}×{grid.columns}", ha="center", color=QUIET, fontsize=9)
    for sign, before, after in (("∗", "input", "kernel"), ("=", "kernel", "output")):
        end = grids[before].origin[0] + grids[before].columns * grids[before].right[0]
        axes.text((end + grids[after].origin[0]) / 2, height * 0.48, sign, ha="center", va="center", color=INK)


class Stage:
    """The artists, made once, and what puts them into the state of a step."""

    def __init__(self, axes: Axes, layer: Layer, grids: dict[str, Grid]) -> None:
        self.layer, self.grids = layer, grids
        self.below = add_cells(axes, grids["input"], INK, 1)
        self.above = add_cells(axes, grids["output"], PAPER_LINE, 4)
        if "kernel" in grids:
            add_cells(axes, grids["kernel"], KERNEL_LINE, 1).set_facecolor(KERNEL)
        self.window, self.current = add_outline(axes, 2), add_outline(axes, 5)
        self.guides = add_guides(axes)
        self.rest, self.lit = layer.input_colours(False), layer.input_colours(True)
        self.pending = painted((layer.output, layer.output), WHITE)

    def show(self, step: int) -> list[Artist]:
        """The state of a step; the artists that changed."""
        row, column = divmod(step, self.layer.output)
        top, left = row * self.layer.stride, column * self.layer.stride
        self.paint(step, np.s_[top : top + self.layer.kernel, left : left + self.layer.kernel])
        window = self.grids["input"].corners(top, left, self.layer.kernel, self.layer.kernel)
        current = self.grids["output"].corners(row, column)
        self.window.set_xy(window)
        self.current.set_xy(current)
        if "kernel" not in self.grids:
            self.guides.set_segments(list(np.stack([window, current], axis=1)))
        return [self.below, self.above, self.window, self.current, self.guides]

    def paint(self, step: int, taps: tuple[slice, slice]) -> None:
        """The colours of the cells: the taps lit, the outputs before the step done, its own current."""
        drawn = self.rest.copy()
        drawn[taps] = self.lit[taps]
        output: Any = self.pending.reshape(-1, 4).copy()  # Any: matplotlib's own types forget that it takes arrays
        output[:step], output[step] = colour(DONE), colour(CURRENT)
        below: Any = drawn.reshape(-1, 4)
        self.below.set_facecolor(below)
        self.above.set_facecolor(output)


def draw(layer: Layer, view: str, frames: int, path: str, cell: int, width: int, height: int) -> None:
    """Write the first `frames` steps as a GIF."""
    from matplotlib.animation import FuncAnimation, PillowWriter

    grids = (flat if view == "flat" else isometric)(layer, cell, width, height)
    figure = blank(width, height)
    axes = pixel_axes(figure, width, height)
    add_words(axes, layer, grids, width, height)
    show = Stage(axes, layer, grids).show
    # An init_func spares one drawing of the first frame; nothing is gained by remembering frames that are shown once.
    animation = FuncAnimation(figure, show, frames=frames, init_func=lambda: [], blit=True, cache_frame_data=False)
    animation.save(path, writer=PillowWriter(fps=1), dpi=DOTS_PER_INCH)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("input", "kernel", "padding", "stride"):
        parser.add_argument(name, type=int)
    parser.add_argument("view", choices=("isometric", "flat"))
    parser.add_argument("frames", type=int)
    parser.add_argument("output")
    for name, default in (("--cell", 40), ("--width", WIDTH), ("--height", HEIGHT)):
        parser.add_argument(name, type=int, default=default)
    asked = parser.parse_args()
    layer = Layer(asked.input, asked.kernel, asked.padding, asked.stride)
    draw(layer, asked.view, asked.frames, asked.output, asked.cell, asked.width, asked.height)


if __name__ == "__main__":
    main()
