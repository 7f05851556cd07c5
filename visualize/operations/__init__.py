"""What each layer computes: output sizes, taps and values. This package does not depend on drawing."""

from typing import get_args

from visualize.operations.conv import Conv
from visualize.operations.conv_transpose import ConvTranspose
from visualize.operations.layer import Layer
from visualize.operations.pool import AvgPool, MaxPool

Operation = Conv | ConvTranspose | MaxPool | AvgPool
# The operations by their names on the command line and in JSON.
OPERATIONS: dict[str, type[Operation]] = {kind.name: kind for kind in get_args(Operation)}

__all__ = ["OPERATIONS", "AvgPool", "Conv", "ConvTranspose", "Layer", "MaxPool", "Operation"]
