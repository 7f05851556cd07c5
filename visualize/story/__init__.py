"""What happens at each step: grids, the role of every cell, captions. No pixels, no colours.

There are two readings of the same arithmetic. `Gather` has one step per output cell: a window slides over the input.
`Scatter` has one step per input cell: a scaled kernel is stamped onto the output. `MatrixProduct` writes either of them
as a product of matrices, step by step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from visualize.choices import GATHER, MATRIX, SPARSE_MATRIX
from visualize.errors import invalid, unsupported
from visualize.operations import ConvTranspose, Operation, Shuffle
from visualize.story.gather import Gather
from visualize.story.given import numbers, values_of
from visualize.story.orders import check_order, usual_order
from visualize.story.protocol import Story
from visualize.story.values import Values

if TYPE_CHECKING:
    from visualize.story.channels import Channels
    from visualize.story.matrix_product import MatrixProduct
    from visualize.story.scatter import Scatter
    from visualize.story.separable import SeparableStory
    from visualize.story.shuffle import ShuffleStory
    from visualize.story.stamps import Stamps

# These are imported where they are needed: other figures start faster without.
LayerStory = Union[Gather, "Scatter", "Channels", "Stamps", "MatrixProduct", "ShuffleStory", "SeparableStory"]

__all__ = [
    "Gather",
    "LayerStory",
    "Story",
    "Values",
    "layer_story",
    "numbers",
    "usual_order",
    "values_of",
]


def layer_story(
    operation: Operation,
    reading: str = "gather",
    flip: bool = False,
    values: Values | None = None,
    most: int | None = None,
    parts: bool = False,
    order: str | None = None,
    coloured: bool = False,
) -> LayerStory:
    """The story of one layer. `reading` is gather, matrix, sparse-matrix or, for a transposed convolution, scatter.

    `flip` rotates a convolution's kernel by 180°, which makes it a convolution in the mathematical sense. Of more than
    `most` channels some are drawn; None for the limits of the flat view, where more are drawn if cells are `coloured`
    by their values. `parts` are the stamps of a scatter reading, each in a grid of its own. `order` is that of the
    steps of several outputs, one of `choices.ORDERS`, None for the usual one.

    >>> from visualize.operations import Conv
    >>> layer_story(Conv(input_size=5, kernel_size=3)).step_count
    9
    """
    if operation.floors:
        raise unsupported("operation", operation, "it is drawn in a chain, as in stack_figure([Conv(5, 3), ReLU(3)])")
    if parts and reading != "scatter":
        raise unsupported("parts", "true", "the parts are stamps; add --reading scatter")
    check_order(operation, order)
    if operation.stages:
        return _of_stages(operation, reading, flip, values)
    if isinstance(operation, Shuffle):
        return _moved(operation, reading, flip, values)
    if flip and not operation.correlates:
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    if reading in (MATRIX, SPARSE_MATRIX):
        return _of_matrices(operation, reading, flip, values)
    if not operation.single:
        return _of_channels(operation, reading, flip, values, (most, order, coloured))
    if reading == GATHER:
        return Gather(operation, flip, values)
    if not isinstance(operation, ConvTranspose):
        raise invalid("reading", reading, "only a transposed convolution has it; add --transposed")
    return _of_stamps(operation, values) if parts else _of_steps(operation, values)


def _of_steps(operation: ConvTranspose, values: Values | None) -> Scatter:
    from visualize.story.scatter import Scatter

    return Scatter(operation, values)


def _of_stamps(operation: ConvTranspose, values: Values | None) -> Stamps:
    from visualize.story.stamps import Stamps

    return Stamps(operation, values)


def _of_matrices(operation: Operation, reading: str, flip: bool, values: Values | None) -> MatrixProduct:
    from visualize.story.matrix_product import MatrixProduct, check_matrix

    check_matrix(operation, reading)
    if isinstance(operation, ConvTranspose):
        return MatrixProduct(_of_steps(operation, values), sparse=True)
    return MatrixProduct(Gather(operation, flip, values), sparse=reading == SPARSE_MATRIX)


def _of_channels(
    operation: Operation, reading: str, flip: bool, values: Values | None, choice: tuple[int | None, str | None, bool]
) -> Channels:
    from visualize.story.channels import Channels

    if reading != GATHER:
        raise unsupported("reading", reading, "it is drawn of one channel; with several use gather")
    most, order, coloured = choice
    if operation.out_channels > 1:
        order = order or usual_order(operation)
    return Channels(operation, flip, values, most, order, coloured)


def _moved(operation: Shuffle, reading: str, flip: bool, values: Values | None) -> ShuffleStory:
    from visualize.story.shuffle import ShuffleStory

    if reading != GATHER:
        raise unsupported("reading", reading, "only a single convolution has it; leave it out")
    if flip:
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    return ShuffleStory(operation, values)


def _of_stages(operation: Operation, reading: str, flip: bool, values: Values | None) -> SeparableStory:
    from visualize.story.separable import SeparableStory

    if reading != GATHER:
        raise unsupported("reading", reading, "only a single convolution has it; leave it out")
    if flip:
        raise invalid("flip", "true", "the kernels of a separable convolution are drawn as they are")
    if operation.in_channels == 1:
        raise unsupported("in_channels", 1, "a separable convolution is drawn with two channels and more")
    return SeparableStory(operation, values)
