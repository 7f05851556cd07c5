"""Shapes, taps and values; knows nothing of pictures."""

from visualize.operations.conv import Conv
from visualize.operations.conv_transpose import ConvTranspose
from visualize.operations.pool import AvgPool, MaxPool

Operation = Conv | ConvTranspose | MaxPool | AvgPool

__all__ = ["AvgPool", "Conv", "ConvTranspose", "MaxPool", "Operation"]
