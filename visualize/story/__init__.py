"""What happens, step by step: named grids, the role of every cell, the words around them. No pixels, no colours.

Two readings of the same triples (input cell, kernel cell, output cell): `Gather` goes by output cell, a window slides
over the input; `Scatter` goes by input cell, a kernel is stamped onto the output.
"""

from visualize.errors import invalid, unknown
from visualize.operations import Conv, ConvTranspose, Operation
from visualize.story.gather import Gather
from visualize.story.scatter import Scatter
from visualize.story.values import Values

__all__ = ["READINGS", "Gather", "Scatter", "Story", "Values", "tell"]

Story = Gather | Scatter

READINGS = ("gather", "scatter")


def tell(
    operation: Operation,
    reading: str = "gather",
    flip: bool = False,
    values: Values | None = None,
    language: str = "en",
) -> Story:
    """The story of an operation in one of the two readings; a transposed convolution has both.

    `flip` turns a convolution's kernel by half a circle: convolution as mathematics means it.
    """
    if flip and not isinstance(operation, Conv):
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    if reading not in READINGS:
        raise unknown("reading", reading, "known readings are " + ", ".join(READINGS))
    if reading == "gather":
        return Gather(operation, flip, values, language)
    if not isinstance(operation, ConvTranspose):
        raise invalid("reading", reading, "only a transposed convolution has it; add --transposed")
    return Scatter(operation, values, language)
