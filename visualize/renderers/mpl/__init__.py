"""The matplotlib renderer: a film on Axes, for PDF and for users' own figures.

Everything of one colour is one path, so that adjoining cells show no seam and a page has about a dozen paths.
matplotlib measures lines and letters in points, a film in pixels; each step is scaled to the current size of its Axes.
"""

from visualize.renderers.mpl.artists import font_of
from visualize.renderers.mpl.compact import compact
from visualize.renderers.mpl.files import animation, pdf
from visualize.renderers.mpl.settings import settings
from visualize.renderers.mpl.steps import draw
from visualize.renderers.mpl.tags import Tags

__all__ = ["Tags", "animation", "compact", "draw", "font_of", "pdf", "settings"]
