"""Film and theme to palette indices, a whole image per step, repainting only what changed."""

from visualize.renderers.raster.raster import Raster

__all__ = ["Raster"]
