"""The raster renderer: a film as images of palette indices, repainting only what changes between steps."""

from visualize.renderers.raster.raster import Raster

__all__ = ["Raster"]
