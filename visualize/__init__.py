"""Animations of convolution arithmetic, checked against independent libraries.

>>> import visualize as vz
>>> op = vz.Conv(input_size=5, kernel_size=3, padding=1, stride=2)
>>> op.output_size
(3, 3)

`vz.figure(op).save("conv.gif")` draws it.
"""

import gc
import os
import sys


def _is_command() -> bool:
    program = "".join(sys.argv[:1])
    is_module = ("-m", "visualize") in zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
    return (program == "-m" and is_module) or os.path.basename(program).startswith("conv-visualize")


if _is_command():
    # Imports leave no garbage behind: running without the collector saves 10 ms of start-up. `__main__` turns it on.
    gc.disable()
    # The threads that OpenBLAS would start with NumPy spin for longer than the command takes: half of its CPU time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Until `run` handles signals, Ctrl-C ends the command at once, by the system's default action: a KeyboardInterrupt
    # would print a traceback, and some packages turn it into an ImportError. The module `signal` imports others first.
    import _signal  # type: ignore[import-not-found, unused-ignore]

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

from visualize.drawing import compare, figure, stack_figure  # noqa: E402
from visualize.errors import VisualizeError  # noqa: E402
from visualize.figure import Figure  # noqa: E402
from visualize.operations import (  # noqa: E402
    AvgPool,
    Conv,
    ConvTranspose,
    MaxPool,
    PixelShuffle,
    PixelUnshuffle,
    ReLU,
    SeparableConv,
)
from visualize.operations.layers import from_layer  # noqa: E402

__all__ = [
    "AvgPool",
    "Conv",
    "ConvTranspose",
    "Figure",
    "MaxPool",
    "PixelShuffle",
    "PixelUnshuffle",
    "ReLU",
    "SeparableConv",
    "VisualizeError",
    "compare",
    "figure",
    "from_layer",
    "stack_figure",
]
__version__ = "0.1.0"
