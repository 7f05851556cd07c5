"""What happens at each step: grids, the role of every cell, captions. No pixels, no colours.

There are two readings of the same arithmetic. `Gather` has one step per output cell: a window slides over the input.
`Scatter` has one step per input cell: a scaled kernel is stamped onto the output.
"""

from typing import TYPE_CHECKING, Union

from visualize.errors import invalid, unsupported
from visualize.operations import ConvTranspose, Operation, Shuffle
from visualize.story.gather import Gather
from visualize.story.given import values_of
from visualize.story.protocol import Story
from visualize.story.scatter import Scatter
from visualize.story.stack import StackStory, stack_story
from visualize.story.values import Values

if TYPE_CHECKING:
    from visualize.story.channels import Channels
    from visualize.story.separable import SeparableStory
    from visualize.story.shuffle import ShuffleStory

# The last three are imported where they are needed: figures of one channel start faster without.
LayerStory = Union[Gather, Scatter, "Channels", "ShuffleStory", "SeparableStory"]

__all__ = [
    "Gather",
    "LayerStory",
    "Scatter",
    "StackStory",
    "Story",
    "Values",
    "layer_story",
    "stack_story",
    "values_of",
]


def layer_story(
    operation: Operation, reading: str = "gather", flip: bool = False, values: Values | None = None
) -> LayerStory:
    """The story of one layer. `reading` is gather or, for a transposed convolution, scatter.

    `flip` rotates a convolution's kernel by 180°, which makes it a convolution in the mathematical sense.

    >>> from visualize.operations import Conv
    >>> layer_story(Conv(input_size=5, kernel_size=3)).step_count
    9
    """
    if operation.floors:
        raise unsupported("operation", operation, "it is drawn in a chain, as in stack_figure([Conv(5, 3), ReLU(3)])")
    if operation.stages:
        return _of_stages(operation, reading, flip, values)
    if isinstance(operation, Shuffle):
        return _moved(operation, reading, flip, values)
    if flip and not operation.correlates:
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    if not operation.single:
        return _of_channels(operation, reading, flip, values)
    if reading == "gather":
        return Gather(operation, flip, values)
    if not isinstance(operation, ConvTranspose):
        raise invalid("reading", reading, "only a transposed convolution has it; add --transposed")
    return Scatter(operation, values)


def _of_channels(operation: Operation, reading: str, flip: bool, values: Values | None) -> "Channels":
    from visualize.story.channels import Channels

    if reading != "gather":
        raise unsupported("reading", reading, "it is drawn of one channel; with several use gather")
    return Channels(operation, flip, values)


def _moved(operation: Shuffle, reading: str, flip: bool, values: Values | None) -> "ShuffleStory":
    from visualize.story.shuffle import ShuffleStory

    if reading != "gather":
        raise unsupported("reading", reading, "only a transposed convolution has it; leave it out")
    if flip:
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    return ShuffleStory(operation, values)


def _of_stages(operation: Operation, reading: str, flip: bool, values: Values | None) -> "SeparableStory":
    from visualize.story.separable import SeparableStory

    if reading != "gather":
        raise unsupported("reading", reading, "only a transposed convolution has it; leave it out")
    if flip:
        raise invalid("flip", "true", "the kernels of a separable convolution are drawn as they are")
    if operation.in_channels == 1:
        raise unsupported("in_channels", 1, "a separable convolution is drawn with two channels and more")
    return SeparableStory(operation, values)
