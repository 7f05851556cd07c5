"""PNG and JPEG files to numbers: judged before they are decoded, made grey, reduced to the cells that are asked for."""

from visualize.cli.photos.photo import Photo

__all__ = ["Photo"]
