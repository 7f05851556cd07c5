"""Which cell of a layer's grids each cell of its matrices repeats, by flat indices into the grids as drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Texts
from visualize.film.roles import Kind
from visualize.story.gather import Gather
from visualize.story.scatter import Scatter
from visualize.story.values import letter

Indices = NDArray[np.intp]
Cells = dict[Grid, Indices]

# Each grid of a layer, and its cells as a matrix.
UNROLLED = {grid: grid._replace(matrix=True) for grid in (INPUT, KERNEL, OUTPUT)}


def windows(story: Gather | Scatter) -> Cells:
    """The windows as rows (im2col), the kernel and the output as columns.

    >>> from visualize.operations import Conv
    >>> windows(Gather(Conv(input_size=(3,), kernel_size=2)))[UNROLLED[INPUT]].tolist()
    [[0, 1], [1, 2]]
    """
    rows = [_lit(story, index, INPUT) for index in range(story.step_count)]
    return {
        UNROLLED[INPUT]: np.array([np.flatnonzero(row.ravel() >= 0) for row in rows]),
        UNROLLED[KERNEL]: _column(_numbered(story, KERNEL)),
        UNROLLED[OUTPUT]: _column(_numbered(story, OUTPUT)),
    }


def placed(story: Gather | Scatter) -> Cells:
    """W, a row of which has the kernel where a window stands; the input and the output as columns, without padding.

    Of a transposed layer the kernel stands in columns, where each input cell stamps it.

    >>> from visualize.operations import Conv
    >>> placed(Gather(Conv(input_size=(3,), kernel_size=2)))[UNROLLED[KERNEL]].tolist()
    [[0, 1, -1], [-1, 0, 1]]
    """
    transposed = story.operation.transposed
    big = OUTPUT if transposed else INPUT
    lines = [_within(story, big, _lit(story, index, big)).ravel() for index in range(story.step_count)]
    found = np.array([np.where(line < 0, -1, _places(story)[line]) for line in lines])
    return {
        UNROLLED[KERNEL]: found.T if transposed else found,
        UNROLLED[INPUT]: _column(_within(story, INPUT, _numbered(story, INPUT))),
        UNROLLED[OUTPUT]: _column(_within(story, OUTPUT, _numbered(story, OUTPUT))),
    }


def letters(story: Gather | Scatter) -> dict[Grid, Texts]:
    """A letter for each input cell, the same on padding that repeats it, a capital for each weight; zeros are 0."""
    inner = story.kinds[INPUT] == Kind.INPUT
    numbers = np.full(inner.shape, -1)
    numbers[inner] = np.arange(np.count_nonzero(inner))
    sources = story.operation.sources()
    cells = numbers if sources is None else sources
    weights = story.weights_at(0)[KERNEL]
    return {
        INPUT: np.array([letter(one) if one >= 0 else "0" for one in cells.ravel().tolist()]).reshape(cells.shape),
        KERNEL: np.array([letter(one).upper() for one in weights.ravel().tolist()]).reshape(weights.shape),
    }


def names(story: Gather | Scatter) -> dict[Grid, list[str]]:
    """The public names of all cells of each grid, row by row as drawn."""
    found = {grid: [grid.cell(row, at) for row, at in np.ndindex(*story.shapes[grid])] for grid in UNROLLED}
    return found | {KERNEL: found[KERNEL][::-1] if story.turned else found[KERNEL]}


def _lit(story: Gather | Scatter, index: int, grid: Grid) -> Indices:
    """The number of the weight that acts on each cell of a grid at a step, -1 for none."""
    return story.weights_at(index)[grid]


def _places(story: Gather | Scatter) -> Indices:
    """The flat index of the place where each weight is drawn, by its number."""
    return np.argsort(story.weights_at(0)[KERNEL].ravel())


def _within(story: Gather | Scatter, grid: Grid, cells: Indices) -> Indices:
    """The part of a grid without padding and without what is cropped."""
    if grid == INPUT:
        return np.reshape(cells[story.kinds[INPUT] == Kind.INPUT], story.operation.size)
    (top, _, left, _), (rows, columns) = story.crop, story.operation.out
    return cells[top : top + rows, left : left + columns]


def _numbered(story: Gather | Scatter, grid: Grid) -> Indices:
    rows, columns = story.shapes[grid]
    return np.arange(rows * columns).reshape(rows, columns)


def _column(cells: Indices) -> Indices:
    return cells.reshape(-1, 1)
