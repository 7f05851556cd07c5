"""The story as JSON: a promise to other programs."""

from typing import Any

from visualize.roles import Kind
from visualize.story import Story


def head(story: Story) -> dict[str, Any]:
    """Everything but the steps, which come one at a time."""
    operation = story.operation
    return {
        "format": "visualize-story",
        "version": 1,
        "operation": {
            "type": "conv",
            "kernel_size": list(operation.kernel_size),
            "stride": list(operation.stride),
            "padding": list(operation.padding),
            "dilation": list(operation.dilation),
            "input_size": list(operation.input_size),
            "output_size": list(operation.output_size),
            "dims": 2,
        },
        "grids": {grid: _grid(story, grid) for grid in ("input", "output")},
    }


def _grid(story: Story, grid: str) -> dict[str, Any]:
    kinds = story.kinds[grid]
    names = {int(kind): kind.name.lower() for kind in Kind}
    unread = story.unread.nonzero() if grid == "input" else ([], [])
    return {
        "shape": [1, *kinds.shape],
        "roles": [[[names[kind] for kind in row] for row in kinds.tolist()]],
        "unread": [[0, int(row), int(column)] for row, column in zip(*unread, strict=True)],
        "values": None,
    }
