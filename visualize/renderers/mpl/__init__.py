"""A film on Axes of matplotlib: for PDF, and for those who compose their own figures.

Everything of one colour is one path: adjoining cells leave no seam between them, and a page is a dozen strokes.
Lines and letters are measured in points, the film in pixels, so each step is drawn for the size its Axes then has.
"""

from visualize.renderers.mpl.files import animation, pdf
from visualize.renderers.mpl.settings import settings
from visualize.renderers.mpl.steps import draw

__all__ = ["animation", "draw", "pdf", "settings"]
