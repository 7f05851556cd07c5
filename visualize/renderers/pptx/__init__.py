"""The slide painter: film + theme -> a deck of native shapes, a slide for each step, or one slide that holds a GIF.

A lecturer recolours a cell, types into it or moves it away, and its border goes with it.
"""

from visualize.renderers.pptx.document import check, media, native

__all__ = ["check", "media", "native"]
