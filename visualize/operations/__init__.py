"""Shapes, taps and values; knows nothing of pictures."""

from visualize.operations.conv import Conv
from visualize.operations.conv_transpose import ConvTranspose
from visualize.operations.layer import Layer
from visualize.operations.pool import AvgPool, MaxPool

Operation = Conv | ConvTranspose | MaxPool | AvgPool
# All operations by the names that the command line and JSON have for them.
OPERATIONS: dict[str, type[Operation]] = {one.name: one for one in (Conv, ConvTranspose, MaxPool, AvgPool)}

__all__ = ["OPERATIONS", "AvgPool", "Conv", "ConvTranspose", "Layer", "MaxPool", "Operation"]
