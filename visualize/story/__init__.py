"""What happens at each step: grids, the role of every cell, captions. No pixels, no colours.

There are two readings of the same arithmetic. `Gather` has one step per output cell: a window slides over the input.
`Scatter` has one step per input cell: a scaled kernel is stamped onto the output.
"""

from typing import TYPE_CHECKING

from visualize.errors import invalid
from visualize.operations import ConvTranspose, Operation
from visualize.story.gather import Gather
from visualize.story.given import values_of
from visualize.story.protocol import Story
from visualize.story.values import Values

if TYPE_CHECKING:
    from visualize.story.scatter import Scatter

__all__ = ["Gather", "Story", "Values", "layer_story", "values_of"]


def layer_story(
    operation: Operation, reading: str = "gather", flip: bool = False, values: Values | None = None
) -> "Gather | Scatter":
    """The story of one layer. `reading` is gather or, for a transposed convolution, scatter.

    `flip` rotates a convolution's kernel by 180°, which makes it a convolution in the mathematical sense.

    >>> from visualize.operations import Conv
    >>> layer_story(Conv(input_size=5, kernel_size=3)).step_count
    9
    """
    if flip and not operation.correlates:
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    if reading == "gather":
        return Gather(operation, flip, values)
    if not isinstance(operation, ConvTranspose):
        raise invalid("reading", reading, "only a transposed convolution has it; add --transposed")
    from visualize.story.scatter import Scatter  # few figures need it, and the command starts sooner without it

    return Scatter(operation, values)
