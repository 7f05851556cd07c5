"""Animations of convolution arithmetic, checked against independent libraries.

>>> import visualize as vz
>>> op = vz.Conv(input_size=5, kernel_size=3, padding=1, stride=2)
>>> op.output_size
(3, 3)

`vz.figure(op).save("conv.gif")` draws it.
"""

import sys

try:
    from visualize.errors import VisualizeError
    from visualize.figure import Figure, figure, stack_figure
    from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool
    from visualize.operations.torch import from_layer
except KeyboardInterrupt:
    # The command imports the package first, so Ctrl-C must end it quietly here; other programs get the exception.
    if sys.argv[:1] == ["-m"] or sys.argv[0].endswith("conv-visualize"):
        sys.exit(130)
    raise

__all__ = [
    "AvgPool",
    "Conv",
    "ConvTranspose",
    "Figure",
    "MaxPool",
    "VisualizeError",
    "figure",
    "from_layer",
    "stack_figure",
]
__version__ = "0.1.0"
