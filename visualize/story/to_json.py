"""The story as JSON: a promise to other programs.

Cells are named by the drawn grids' indices, a kernel's by the weight's own, [filter, channel, row, column]: a step's
value is the sum, over its taps, of input value times kernel value, plus the bias, all taken from the file.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite, isnan
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Roles
from visualize.film.roles import Kind
from visualize.operations import Operation
from visualize.operations.parameters import Sides
from visualize.story.values import Values

FORMAT, VERSION = "visualize-story", 2
NAMES = {int(kind): kind.name.lower() for kind in Kind}


class LayerStory(Protocol):
    """What the document needs of the story of one layer."""

    @property
    def operation(self) -> Operation:
        """The layer."""

    @property
    def reading(self) -> str:
        """gather or scatter."""

    @property
    def flip(self) -> bool:
        """Whether the kernel is flipped."""

    @property
    def crop(self) -> Sides:
        """Cells of the drawn output that are cut off: top, bottom, left, right."""

    @property
    def kinds(self) -> Mapping[Grid, Roles]:
        """What every cell is at rest."""

    @property
    def uses(self) -> Mapping[Grid, NDArray[np.intp]]:
        """How many windows read each cell."""

    @property
    def values(self) -> Values | None:
        """The numbers as they were given."""

    @property
    def numbers(self) -> Mapping[Grid, NDArray[Any]]:
        """The final number of every drawn cell."""

    def step(self, index: int) -> dict[str, Any]:
        """A step's cells."""


def number(value: float) -> float | str:
    """A number; what JSON has none for is a text that JavaScript's Number() and Python's float() read.

    >>> number(2), number(2**53 + 1), number(float("-inf"))
    (2.0, 9007199254740993, '-Infinity')
    """
    if isfinite(value):
        return float(value) if float(value) == value else value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def steps(story: LayerStory, indices: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The steps, one at a time."""
    for index in indices:
        step = story.step(index)
        yield step if step["value"] is None else {**step, "value": number(step["value"])}


def head(story: LayerStory) -> dict[str, Any]:
    """Everything but the steps, which come one at a time."""
    grids = {INPUT: _grid(story, INPUT), KERNEL: _kernel(story), OUTPUT: _grid(story, OUTPUT)}
    if story.uses:
        grids[INPUT]["uses"] = [story.uses[INPUT].tolist()]
    if not story.operation.weighted:
        del grids[KERNEL]
    return {
        "format": FORMAT,
        "version": VERSION,
        "operation": _operation(story),
        "grids": {grid.name: found for grid, found in grids.items()},
    }


def _operation(story: LayerStory) -> dict[str, Any]:
    """Type and parameters, always by rows and columns."""
    layer = story.operation
    found = {
        "type": layer.name,
        "kernel_size": list(layer.kernel),
        "stride": list(layer.strides),
        "padding": list(layer.padding),
        "dilation": list(layer.dilations),
        "input_size": list(layer.size),
        "output_size": list(layer.out),
        "dims": layer.dims,
    }
    for name in layer.extras:
        value = getattr(layer, name)
        found.setdefault(name, list(value) if isinstance(value, tuple) else value)
    if layer.transposed:
        found |= {"reading": story.reading, "crop": list(story.crop)}
    if layer.correlates:
        found["flip"] = story.flip
    if layer.weighted and story.values is not None:
        found["bias"] = story.values.bias
    return found


def _grid(story: LayerStory, grid: Grid) -> dict[str, Any]:
    kinds, values = story.kinds[grid], story.numbers.get(grid)
    uses = story.uses.get(grid)
    unread = np.argwhere(uses == 0).tolist() if uses is not None else []
    return {
        "shape": [1, *kinds.shape],
        "roles": [[[NAMES[kind] for kind in row] for row in kinds.tolist()]],
        "unread": [list(grid.address(row, column)) for row, column in unread],
        "values": None if values is None else [_rows(values, kinds == Kind.CROPPED)],
    }


def _kernel(story: LayerStory) -> dict[str, Any]:
    """The weight as it was given, flipped or not."""
    rows, columns = story.operation.kernel
    given = None if story.values is None or story.values.kernel is None else story.values.kernel.reshape(rows, columns)
    return {"shape": [1, 1, rows, columns], "values": None if given is None else [[_rows(given, np.zeros_like(given))]]}


def _rows(values: NDArray[Any], hidden: NDArray[Any]) -> list[list[float | str | None]]:
    """Rows of numbers, null where there is none."""
    return [
        [None if none else number(value) for value, none in zip(*row, strict=True)]
        for row in zip(values.tolist(), hidden.tolist(), strict=True)
    ]
