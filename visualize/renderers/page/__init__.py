"""The page renderer: a file with a player that steps through a figure and tells what its cells are made of."""

from visualize.renderers.page.document import Figure, page

__all__ = ["Figure", "page"]
