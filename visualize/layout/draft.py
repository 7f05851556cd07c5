"""The ingredients of a film: a story, its captions, and the user's options for the page."""

from typing import NamedTuple

from visualize.layout import isometric
from visualize.layout.arrangement import Arrangement, Magnified
from visualize.layout.flat import flat
from visualize.layout.lines import TextLine, wrapped
from visualize.layout.metrics import Metrics
from visualize.story import Story
from visualize.text.captions import Captions, Wording

WIDTH_FOR_LINES = 480.0  # titles and captions are wrapped to this width if the picture is narrower
VIEWS = {"flat": flat, "wide": isometric.wide, "tall": isometric.tall}


class PageOptions(NamedTuple):
    """The user's options for the page; None for a length that the layout chooses.

    On `paper`, which is read from near by, letters need not be as large as on a slide.
    """

    view: str
    cell: int | None = None
    width: int | None = None
    title: str = ""
    color_by: str = "role"
    font: str | None = None
    wording: Wording = Wording()
    shape: str = "wide"
    paper: bool = False
    trace: bool = True
    loupe: bool = True


class Draft(NamedTuple):
    """A story with captions and options, before the size of its cells is chosen."""

    story: Story
    captions: Captions
    options: PageOptions
    magnified: Magnified = Magnified()

    def arranged(self, metrics: Metrics) -> Arrangement:
        """The arrangement of grids and labels for the lengths of a cell size."""
        return VIEWS[self.form](self.story, self.captions, metrics, self.magnified)

    @property
    def form(self) -> str:
        """The view, of the isometric one its shape."""
        return self.options.shape if self.options.view == "isometric" else self.options.view

    @property
    def language(self) -> str:
        """The language of all texts."""
        return self.options.wording.language

    def above(self, metrics: Metrics, content_width: float) -> list[TextLine]:
        """The title's lines, above the grids."""
        size = metrics.text_size
        return [TextLine(text, size) for text in wrapped(self.options.title, size, self._limit(metrics, content_width))]

    def below(self, metrics: Metrics, content_width: float) -> list[TextLine]:
        """The caption's lines below the grids; in the wide form they stand beside them."""
        if self.form == "wide":
            return []
        limit, captions = self._limit(metrics, content_width), self.captions
        sized = [(text, metrics.text_size) for text in captions.lines]
        sized += [(text, metrics.quiet_size) for text in captions.remarks]
        return [TextLine(part, size) for text, size in sized for part in wrapped(text, size, limit)]

    def _limit(self, metrics: Metrics, content_width: float) -> float:
        width = self.options.width
        return width - 2.0 * metrics.margin if width else max(content_width, WIDTH_FOR_LINES)
