"""Animations of convolution arithmetic, checked against independent libraries.

>>> import visualize as vz
>>> op = vz.Conv(input_size=5, kernel_size=3, padding=1, stride=2)
>>> op.output_size
(3, 3)

`vz.figure(op).save("conv.gif")` draws it.
"""

from __future__ import annotations

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

from typing import TYPE_CHECKING, Any  # noqa: E402

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
from visualize.version import VERSION  # noqa: E402

if TYPE_CHECKING:
    from visualize.batch.jobs import Job, Outcome
    from visualize.batch.running import render_all
    from visualize.cli.schema import schema
    from visualize.cli.table_words import jobs
    from visualize.cli.verify import verify
    from visualize.exercise.making import exercises
    from visualize.exercise.sheet import Sheet
    from visualize.exercise.values import Exercise
    from visualize.families import Family, family
    from visualize.models.model import Model, from_model
    from visualize.notebook_widget import widget
    from visualize.operations.like import like

__all__ = [
    "AvgPool",
    "Conv",
    "ConvTranspose",
    "Exercise",
    "Family",
    "Figure",
    "Job",
    "MaxPool",
    "Model",
    "Outcome",
    "PixelShuffle",
    "PixelUnshuffle",
    "ReLU",
    "SeparableConv",
    "Sheet",
    "VisualizeError",
    "compare",
    "exercises",
    "family",
    "figure",
    "from_layer",
    "from_model",
    "jobs",
    "like",
    "render_all",
    "schema",
    "stack_figure",
    "verify",
    "widget",
]
__version__ = VERSION


# What is imported when it is first used: single figures need none of it.
_LATER = {
    "Job": "visualize.batch.jobs",
    "Outcome": "visualize.batch.jobs",
    "render_all": "visualize.batch.running",
    "jobs": "visualize.cli.table_words",
    "schema": "visualize.cli.schema",
    "verify": "visualize.cli.verify",
    "Exercise": "visualize.exercise.values",
    "Sheet": "visualize.exercise.sheet",
    "exercises": "visualize.exercise.making",
    "Family": "visualize.families",
    "family": "visualize.families",
    "Model": "visualize.models.model",
    "from_model": "visualize.models.model",
    "widget": "visualize.notebook_widget",
    "like": "visualize.operations.like",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
