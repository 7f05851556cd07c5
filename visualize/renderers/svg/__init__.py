"""Film and theme to SVG: one still page, or one animated document."""

from visualize.renderers.svg.document import Clock, animated
from visualize.renderers.svg.still import still

__all__ = ["Clock", "animated", "still"]
