"""Shapes, taps and values; knows nothing of pictures."""

from visualize.operations.conv import Conv

__all__ = ["Conv"]
