"""The ingredients of a film: a story, its captions, and the user's options for the page."""

from typing import NamedTuple

from visualize.layout.metrics import Metrics
from visualize.layout.views import VIEWS, Arrangement
from visualize.story import Story
from visualize.text.captions import Captions, Wording


class PageOptions(NamedTuple):
    """The user's options for the page; None for a length that the layout chooses."""

    view: str
    cell: int | None = None
    width: int | None = None
    title: str = ""
    color_by: str = "role"
    font: str | None = None
    wording: Wording = Wording()


class Draft(NamedTuple):
    """A story with captions and options, before the size of its cells is chosen."""

    story: Story
    captions: Captions
    options: PageOptions

    def arranged(self, metrics: Metrics) -> Arrangement:
        """The arrangement of grids and labels for the lengths of a cell size."""
        return VIEWS[self.options.view](self.story, self.captions, metrics)

    @property
    def language(self) -> str:
        """The language of all texts."""
        return self.options.wording.language
