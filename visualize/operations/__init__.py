"""What each layer computes: output sizes, taps and values. This package does not depend on drawing."""

from __future__ import annotations

from typing import get_args

from visualize.operations.conv import Conv
from visualize.operations.conv_transpose import ConvTranspose
from visualize.operations.layer import Layer
from visualize.operations.pool import AvgPool, MaxPool
from visualize.operations.relu import ReLU
from visualize.operations.separable import SeparableConv
from visualize.operations.shuffle import PixelShuffle, PixelUnshuffle

Window = Conv | ConvTranspose | MaxPool | AvgPool
Shuffle = PixelShuffle | PixelUnshuffle
Operation = Window | SeparableConv | Shuffle | ReLU
Stackable = Conv | MaxPool | AvgPool | ReLU  # the layers of a stack
# The operations with a window by their names on the command line and in JSON.
OPERATIONS: dict[str, type[Window]] = {kind.name: kind for kind in get_args(Window)}

# Layers that take cells to other places and channels.
SHUFFLES: dict[str, type[Shuffle]] = {kind.name: kind for kind in get_args(Shuffle)}

__all__ = [
    "OPERATIONS",
    "SHUFFLES",
    "AvgPool",
    "Conv",
    "ConvTranspose",
    "Layer",
    "MaxPool",
    "Operation",
    "PixelShuffle",
    "PixelUnshuffle",
    "ReLU",
    "SeparableConv",
    "Shuffle",
    "Stackable",
    "Window",
]
