"""The story as JSON: a promise to other programs."""

from collections.abc import Iterable, Iterator
from math import isfinite, isnan
from typing import Any

from visualize.film.roles import Kind
from visualize.operations import ConvTranspose, Operation
from visualize.story import Scatter, Story
from visualize.text import phrases


def value(number: float) -> float | str:
    """A number; what JSON has none for is a text that JavaScript's Number() and Python's float() read.

    >>> value(2), value(float("-inf"))
    (2.0, '-Infinity')
    """
    if isfinite(number):
        return float(number)
    return "NaN" if isnan(number) else "Infinity" if number > 0 else "-Infinity"


def steps(story: Story, indices: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The steps, one at a time."""
    for index in indices:
        step = story.step(index)
        yield step if step["value"] is None else {**step, "value": value(step["value"])}


def head(story: Story) -> dict[str, Any]:
    """Everything but the steps, which come one at a time."""
    operation = _operation(story.operation)
    if isinstance(story.operation, ConvTranspose):
        scatter = isinstance(story, Scatter)
        operation["reading"] = "scatter" if scatter else "gather"
        operation["crop"] = list(story.operation.crop) if scatter else [0, 0, 0, 0]
    return {
        "format": "visualize-story",
        "version": 1,
        "operation": operation,
        "grids": {grid: _grid(story, grid) for grid in story.kinds if grid != "kernel" or story.numbers},
    }


def _operation(operation: Operation) -> dict[str, Any]:
    """Type and parameters, always by rows and columns."""
    told = {
        "type": phrases.TYPES[type(operation)],
        "kernel_size": list(operation.kernel),
        "stride": list(operation.strides),
        "padding": list(operation.padding),
        "dilation": list(operation.dilations),
        "input_size": list(operation.size),
        "output_size": list(operation.out),
        "dims": operation.dims,
    }
    for name in ("padding_mode", "ceil_mode", "count_include_pad"):
        if hasattr(operation, name):
            told[name] = getattr(operation, name)
    if isinstance(operation, ConvTranspose):
        told["output_padding"] = list(operation.output_padding)
    return told


def _grid(story: Story, grid: str) -> dict[str, Any]:
    kinds = story.kinds[grid]
    names = {int(kind): kind.name.lower() for kind in Kind}
    values = story.numbers.get(grid)
    unread = story.unread.nonzero() if grid == "input" else ([], [])
    return {
        "shape": [1, *kinds.shape],
        "roles": [[[names[kind] for kind in row] for row in kinds.tolist()]],
        "unread": [[0, int(row), int(column)] for row, column in zip(*unread, strict=True)],
        "values": [[[value(one) for one in row] for row in values.tolist()]] if values is not None else None,
    }
