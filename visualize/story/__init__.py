"""What happens, step by step: grids, the role of every cell, the words around them. No pixels, no colours.

Two readings of the same triples (input cell, kernel cell, output cell): `Gather` goes by output cell, a window slides
over the input; `Scatter` goes by input cell, a kernel is stamped onto the output.
"""

from visualize.errors import invalid
from visualize.operations import ConvTranspose, Operation
from visualize.story.gather import Gather
from visualize.story.given import values_of
from visualize.story.protocol import Story
from visualize.story.scatter import Scatter
from visualize.story.stack import StackStory, stack_story
from visualize.story.values import Values

__all__ = ["Gather", "Scatter", "StackStory", "Story", "Values", "layer_story", "stack_story", "values_of"]


def layer_story(
    operation: Operation, reading: str = "gather", flip: bool = False, values: Values | None = None
) -> Gather | Scatter:
    """The story of one layer in one of the two readings; a transposed convolution has both.

    `flip` rotates a convolution's kernel by 180°: convolution in the mathematical sense.
    """
    if flip and not operation.correlates:
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    if reading == "gather":
        return Gather(operation, flip, values)
    if not isinstance(operation, ConvTranspose):
        raise invalid("reading", reading, "only a transposed convolution has it; add --transposed")
    return Scatter(operation, values)
