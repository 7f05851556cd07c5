"""The story as JSON, a stable format for other programs.

Input and output cells are indexed as drawn, kernel cells as in the given weight: [filter, channel, row, column]. A
step's value is the sum, over its taps, of input value times kernel value, plus the bias, all read from the file. A step
that fills several output cells has a list of these, each with its taps and its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite, isnan
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from visualize.errors import unsupported
from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Roles, Tensor
from visualize.film.roles import Kind
from visualize.operations import Operation
from visualize.operations.parameters import Sides
from visualize.story.protocol import ChannelGrids
from visualize.story.separable import of_first, of_second
from visualize.story.values import Values

FORMAT, VERSION = "visualize-story", 2
NAMES = {int(kind): kind.name.lower() for kind in Kind}


class LayerStory(Protocol):
    """The part of a single layer's story that the document contains."""

    @property
    def operation(self) -> Operation:
        """The layer."""

    @property
    def reading(self) -> str:
        """The reading: gather or scatter."""

    @property
    def flip(self) -> bool:
        """Whether the kernel is flipped."""

    @property
    def crop(self) -> Sides:
        """Rows and columns of the drawn output that are cropped: top, bottom, left, right."""

    @property
    def kinds(self) -> Mapping[Grid, Roles]:
        """The kind of every cell."""

    @property
    def uses(self) -> Mapping[Grid, NDArray[np.intp]]:
        """How many windows read each cell."""

    @property
    def channels(self) -> ChannelGrids | None:
        """The drawn grids of several channels."""

    @property
    def order(self) -> str | None:
        """The order of the steps of several outputs."""

    @property
    def values(self) -> Values | None:
        """The numbers as given."""

    @property
    def numbers(self) -> Mapping[Grid, NDArray[Any]]:
        """The final number of every drawn cell."""

    def step(self, index: int) -> dict[str, Any]:
        """A step's cells and value."""


def number(value: float) -> float | str:
    """A JSON number; infinities and nan become texts that JavaScript's Number() and Python's float() read.

    >>> number(2), number(2**53 + 1), number(float("-inf"))
    (2.0, 9007199254740993, '-Infinity')
    """
    if isfinite(value):
        return float(value) if float(value) == value else value
    return "NaN" if isnan(value) else "Infinity" if value > 0 else "-Infinity"


def steps(story: LayerStory, indices: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The steps, one at a time.

    >>> from visualize.operations import Conv
    >>> from visualize.story import layer_story
    >>> [step["output"] for step in steps(layer_story(Conv((3,), 2)), range(2))]
    [[0, 0, 0], [0, 0, 1]]
    """
    for index in indices:
        step = story.step(index)
        if "outputs" in step:
            yield {**step, "outputs": [_written(one) for one in step["outputs"]]}
        else:
            yield _written(step)


def _written(step: dict[str, Any]) -> dict[str, Any]:
    """A step, or one of its outputs, with its value as a JSON number."""
    return step if step["value"] is None else {**step, "value": number(step["value"])}


def parts(story: LayerStory | None, indices: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The document's head, then its steps; raises VisualizeError for a stack, which has none."""
    if story is None:
        raise unsupported("suffix", ".json", "a stack is told by stack --json")
    yield head(story)
    yield from steps(story, indices)


def compared(documents: Iterable[Iterator[Any]], in_step: Iterable[Sequence[int]]) -> Iterator[Any]:
    """The head of a comparison with the documents of its figures, then which of their steps are shown together."""
    figures = [{**next(one), "steps": list(one)} for one in documents]
    yield {"format": FORMAT, "version": VERSION, "figures": figures}
    yield from in_step


def head(story: LayerStory) -> dict[str, Any]:
    """The document without the steps, which `steps` yields one at a time."""
    if story.operation.stages:
        return _of_stages(story)
    grids = {INPUT: _grid(story, INPUT), KERNEL: _kernel(story), OUTPUT: _grid(story, OUTPUT)}
    if story.uses:
        grids[INPUT]["uses"] = [story.uses[INPUT].tolist()] * story.operation.in_channels
    if not story.operation.weighted:
        del grids[KERNEL]
    stamps = [grid for grid in story.kinds if grid.tensor is Tensor.STAMP]
    if stamps:
        grids[stamps[0]] = _stamps(story, stamps)
    grids |= {grid: _matrix(story, grid) for grid in story.kinds if grid.matrix}
    return {
        "format": FORMAT,
        "version": VERSION,
        "operation": _operation(story),
        "cost": story.operation.cost,
        "grids": {grid.name: data for grid, data in grids.items()},
    }


def _operation(story: LayerStory) -> dict[str, Any]:
    """The layer's type and parameters, each for rows and columns, in one dimension too."""
    layer = story.operation
    parameters = {
        "type": layer.name,
        **({} if layer.moves else _window(layer)),
        "input_size": list(layer.size),
        "output_size": list(layer.out),
        "dims": layer.dims,
    }
    for name in layer.extras:
        value = getattr(layer, name)
        parameters.setdefault(name, list(value) if isinstance(value, tuple) else value)
    if layer.transposed:
        parameters |= {"reading": story.reading, "crop": list(story.crop)}
    if layer.correlates:
        parameters["flip"] = story.flip
    if layer.weighted and story.values is not None:
        bias = story.values.bias
        parameters["bias"] = list(bias) if isinstance(bias, tuple) else bias
    if not layer.single:
        parameters |= {name: getattr(layer, name) for name in ("in_channels", "out_channels", "groups")}
    if story.order is not None:
        parameters["order"] = story.order
    if story.channels is not None:
        drawn = [[grid.channel for grid in grids] for grids in (story.channels.inputs, story.channels.outputs)]
        parameters |= {"drawn_inputs": drawn[0], "drawn_outputs": drawn[1]}
    return parameters


def _of_stages(story: Any) -> dict[str, Any]:
    """The document of a separable layer: the grids of both stages, the maps between them once, as `layer-1`."""
    one, two = head(story.first), head(story.second)
    grids = {of_first(grid).name: one["grids"][grid.name] for grid in (INPUT, KERNEL, OUTPUT)}
    grids |= {of_second(grid).name: two["grids"][grid.name] for grid in (KERNEL, OUTPUT)}
    parameters = one["operation"] | {"type": story.operation.name, "out_channels": story.operation.out_channels}
    shared = {name: two["operation"][name] for name in ("bias", "drawn_outputs") if name in two["operation"]}
    del parameters["groups"]
    return one | {"operation": parameters | shared, "cost": story.operation.cost, "grids": grids}


def _window(layer: Operation) -> dict[str, list[int]]:
    sides = {
        "kernel_size": layer.kernel,
        "stride": layer.strides,
        "padding": layer.padding,
        "dilation": layer.dilations,
    }
    return {name: list(values) for name, values in sides.items()}


def _grid(story: LayerStory, grid: Grid) -> dict[str, Any]:
    kinds, uses, grids = story.kinds[grid], story.uses.get(grid), _channels(story, grid)
    unread = np.argwhere(uses == 0).tolist() if uses is not None else []
    roles = [[NAMES[kind] for kind in row] for row in kinds.tolist()]
    values = [_rows(story.numbers[one], kinds == Kind.CROPPED) for one in grids if one in story.numbers]
    return {
        "shape": [len(grids), *kinds.shape],
        "roles": [roles] * len(grids),
        "unread": [list(one.address(row, column)) for one in grids for row, column in unread],
        "values": values or None,
    }


def _stamps(story: LayerStory, stamps: Sequence[Grid]) -> dict[str, Any]:
    """What is added to the output, grid by grid, and the number of the first step that each grid shows."""
    kinds = story.kinds[stamps[0]]
    values = [_rows(story.numbers[grid], kinds == Kind.CROPPED) for grid in stamps if grid in story.numbers]
    first = [grid.channel for grid in stamps]
    return {"shape": [len(stamps), *kinds.shape], "first_steps": first, "values": values or None}


def _matrix(story: LayerStory, grid: Grid) -> dict[str, Any]:
    """A factor or the result of a product of matrices; zeros beside the kernel are `inserted`."""
    kinds = story.kinds[grid]
    roles = [[NAMES[kind] for kind in row] for row in kinds.tolist()]
    values = [_rows(story.numbers[grid], np.zeros_like(kinds))] if grid in story.numbers else None
    return {"shape": [1, *kinds.shape], "roles": [roles], "values": values}


def _channels(story: LayerStory, grid: Grid) -> list[Grid]:
    """The grids of all channels of an input or an output."""
    count = story.operation.in_channels if grid == INPUT else story.operation.out_channels
    return [grid._replace(channel=at) for at in range(count)]


def _kernel(story: LayerStory) -> dict[str, Any]:
    """The weight as given, even if it is drawn flipped."""
    shape = [*(story.operation.weight_axes or (1, 1)), *story.operation.kernel]
    if story.values is None or story.values.kernel is None:
        return {"shape": shape, "values": None}
    weight = story.values.kernel.reshape(shape)
    return {"shape": shape, "values": [[_rows(one, np.zeros_like(one)) for one in kernels] for kernels in weight]}


def _rows(values: NDArray[Any], hidden: NDArray[Any]) -> list[list[float | str | None]]:
    """Rows of numbers, null for hidden ones."""
    return [
        [None if is_hidden else number(value) for value, is_hidden in zip(*row, strict=True)]
        for row in zip(values.tolist(), hidden.tolist(), strict=True)
    ]
