"""The slide renderer: a deck of native shapes with a slide for each step, or one slide that holds a GIF.

Each cell is a shape with its border and text, so that a lecturer can recolour it, type into it or move it.
"""

from visualize.renderers.pptx.document import check, media, native

__all__ = ["check", "media", "native"]
