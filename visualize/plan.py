"""What a figure will show, before anything has a place: its options checked, its story, its recipe."""

from binascii import crc32
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.budget import check_cells, check_layer
from visualize.errors import invalid, unsupported
from visualize.layout.draft import MOST_IN_ROW
from visualize.operations import OPERATIONS, SHUFFLES, Layer, Operation, Stackable
from visualize.operations.bounds import FLOAT
from visualize.options import read
from visualize.story import LayerStory, Story, layer_story, usual_order, values_of
from visualize.story.values import Values
from visualize.text import phrases, recipe
from visualize.version import combined, signature


class Plan(NamedTuple):
    """A figure before its layout.

    `chosen` holds every option; `exported` is the story that a JSON file can hold. `recipe` and `source` are what each
    file says of its origin, so that a figure whose file is there need not be drawn to know it.
    """

    operations: tuple[Operation, ...]
    story: Story
    chosen: dict[str, Any]
    usual_view: str
    recipe: str
    source: str
    exported: LayerStory | None


def layer_plan(operation: Operation, options: Mapping[str, Any]) -> Plan:
    """The plan of a single layer.

    >>> from visualize.operations import Conv
    >>> layer_plan(Conv(5, 3, padding=1), {"theme": "dark"}).recipe
    'python -m visualize --k 3 --p 1 --theme dark'
    """
    if not isinstance(operation, Layer):
        names = [kind.__name__ for kind in (*OPERATIONS.values(), *SHUFFLES.values())]
        raise invalid("operation", operation, "must be a " + " or ".join(names))
    forward, chosen = operation, read(options)
    if chosen["gradient"] is not None or chosen["output_gradient"] is not None:
        from visualize.gradients import differentiated

        operation, chosen = differentiated(operation, chosen, chosen["lang"])
    numbers = chosen["input"], chosen["kernel"], chosen["bias"]
    has_values = any(array is not None for array in (*numbers[:2], operation.weight))
    check_layer(operation, chosen["reading"], has_values)
    values = values_of(operation, *numbers)
    if chosen["note"] and not operation.correlates:
        raise unsupported("note", "true", "only a convolution can be taken for another")
    story = _story(operation, chosen, values)
    if chosen["order"] == usual_order(operation):
        chosen["order"] = None  # recipes list what differs from the usual
    # Only the flat view has a place for the kernel, for several channels, for stamps and for matrices.
    has_matrix = any(grid.matrix for grid in story.shapes)
    flat = values is not None or chosen["color_by"] == "tap" or story.channels or chosen["parts"] or has_matrix
    usual_view = "flat" if flat else "isometric"
    if values is not None and not chosen["recipe_words"]:
        given = chosen.get("given")
        chosen["recipe_words"] = recipe.arrays(given, values.bias) if given else recipe.values(values)
    command = recipe.command(forward, chosen, usual_view)
    source = signature(None if values is None else digest(values))
    return Plan((operation,), story, chosen, usual_view, command, source, story)


def _story(operation: Operation, chosen: dict[str, Any], values: Values | None) -> LayerStory:
    most = MOST_IN_ROW if chosen["view"] == "isometric" else None
    parts, coloured = chosen["parts"], chosen["color_by"] == "value"
    reading, flip, order = chosen["reading"], chosen["flip"], chosen["order"]
    story = layer_story(operation, reading, flip, values, most, parts, order, coloured)
    if parts:
        check_cells("parts", "true", sum(rows * columns for rows, columns in story.shapes.values()))
    return story


def stack_plan(layers: Iterable[Stackable], options: Mapping[str, Any]) -> Plan:
    """The plan of a stack of layers."""
    from visualize.story.stack import stack_story

    chosen = read(options, stack=True)
    story = stack_story(layers, chosen["input"], chosen["kernel"])
    cells = sum(rows * columns for rows, columns in story.shapes.values())
    check_cells("layers", phrases.by(story.layers[0].input_size), cells)
    usual_view = "flat" if story.values or story.dims == 1 else "isometric"
    if story.values and not chosen["recipe_words"]:
        chosen["recipe_words"] = recipe.stack_arrays(story.values)
    command = recipe.stack_command(story.layers, chosen, usual_view)
    source = combined([signature(digest(one)) for one in story.values or ()])
    return Plan(story.layers, story, chosen, usual_view, command, source, None)


def digest(values: Values) -> int:
    """A checksum of the numbers, of which a recipe may tell no more than the name of the file they come from.

    >>> import numpy
    >>> digest(Values(numpy.array([[1, 2]]))) == digest(Values(numpy.array([[1, 3]])))
    False
    """
    arrays = [_plain(one) for one in (values.input, values.kernel) if one is not None]
    shapes = repr(
        [(one.dtype.kind, one.shape) for one in arrays]
        + [values.bias if isinstance(values.bias, tuple) else float(values.bias)]
    )
    return crc32(b"".join([shapes.encode(), *(one.tobytes() for one in arrays)]))


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """The numbers as 64-bit integers if all are whole, else as floats: 1 and 1.0 are one number in a recipe."""
    if array.dtype.kind != "f":
        return array.astype("<i8")
    whole = np.isfinite(array).all() and (np.abs(array) < FLOAT).all() and (array == np.rint(array)).all()
    return array.astype("<i8" if whole else "<f8")
