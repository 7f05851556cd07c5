"""What a film is made of: a story, what is said of it, and what a user asks of the picture."""

from typing import NamedTuple

from visualize.layout.metrics import Metrics
from visualize.layout.views import VIEWS, Arrangement
from visualize.story import Story
from visualize.text.captions import Captions, Wording


class PageOptions(NamedTuple):
    """What a user may ask of the picture; None for what is found by itself."""

    view: str
    cell: int | None = None
    width: int | None = None
    title: str = ""
    color_by: str = "role"
    font: str | None = None
    wording: Wording = Wording()


class Draft(NamedTuple):
    """A story before its cells have a size."""

    story: Story
    captions: Captions
    options: PageOptions

    def arranged(self, metrics: Metrics) -> Arrangement:
        """Grids and labels in cells of a size."""
        return VIEWS[self.options.view](self.story, self.captions, metrics)

    @property
    def language(self) -> str:
        """The language of all that is written."""
        return self.options.wording.language
