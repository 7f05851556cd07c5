"""The SVG renderer: a still document of one step, or an animated document of all."""

from visualize.renderers.svg.clock import Clock
from visualize.renderers.svg.document import animated
from visualize.renderers.svg.still import still

__all__ = ["Clock", "animated", "still"]
