"""Film and theme to a deck: a slide of native shapes for each step, or one slide that holds a GIF.

A lecturer can recolour a cell, type into it or move it, and its border goes with it.
"""

from visualize.renderers.pptx.document import check, media, native

__all__ = ["check", "media", "native"]
