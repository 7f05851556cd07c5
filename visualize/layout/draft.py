"""The ingredients of a film: a story, its captions, and the user's options for the page."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from visualize.errors import unsupported
from visualize.film import Tensor
from visualize.layout.arrangement import Arrangement, Magnified
from visualize.layout.flat import flat
from visualize.layout.isometric import tall, wide
from visualize.layout.lines import TextLine, wrapped
from visualize.layout.metrics import Metrics
from visualize.layout.panel import panel
from visualize.layout.stairs import stairs
from visualize.story import Story
from visualize.style import fonts
from visualize.text.captions import Captions, Wording

WIDTH_FOR_LINES = 480.0  # titles and captions are wrapped to this width if the picture is narrower
LETTERS_IN_LINE = 15.0  # of the captions of a sheet, in font sizes


def _matrix(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    from visualize.layout.captioned_matrix import matrix  # figures of one channel start faster without

    return matrix(story, captions, metrics)


def _fan(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    from visualize.layout.fan import fan

    return fan(story, captions, metrics)


def _blocks(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    from visualize.layout.blocks import blocks

    return blocks(story, captions, metrics)


def _tower(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    from visualize.layout.tower import tower

    return tower(story, captions, metrics)


def _beside_blocks(story: Story, captions: Captions, metrics: Metrics) -> bool:
    return story.channels is not None and len(story.channels.rows) > 1


def _in_rows(story: Story) -> bool:
    """Whether all grids have a single row."""
    return all(story.shapes[grid][0] == 1 for grid in story.planes)


def _beside_matrix(story: Story, captions: Captions, metrics: Metrics) -> bool:
    from visualize.layout.captioned_matrix import beside

    return beside(story, captions, metrics)


def _beside_fan(story: Story, captions: Captions, metrics: Metrics) -> bool:
    from visualize.layout.fan import beside

    return beside(story, captions, metrics)


def _stamps(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    from visualize.layout.stamps import stamps

    return stamps(story, captions, metrics)


def _product(story: Story, captions: Captions, metrics: Metrics) -> Arrangement:
    from visualize.layout.product import product

    return product(story, captions, metrics)


def _beside_product(story: Story, captions: Captions, metrics: Metrics) -> bool:
    from visualize.layout.product import beside

    return beside(story, captions, metrics)


VIEWS: Mapping[str, Callable[..., Arrangement]] = {
    "flat": flat,
    "matrix": _matrix,
    "fan": _fan,
    "stamps": _stamps,
    "product": _product,
    "blocks": _blocks,
    "panel": panel,
    "wide": wide,
    "stairs": stairs,
    "tall": tall,
    "tower": _tower,
}
# The views in which captions stand beside if there is room.
HAVE_ROOM = {"matrix": _beside_matrix, "fan": _beside_fan, "blocks": _beside_blocks, "product": _beside_product}
MAGNIFYING = ("flat", "wide")  # the views that have room for enlarged cells
MOST_IN_ROW = 4  # planes of inputs, and of outputs, in the isometric view of several channels
WIDE = ("wide", "stairs")  # the views in which words stand beside the planes


class PageOptions(NamedTuple):
    """The user's options for the page; None for a length that the layout chooses.

    `sheet` is the size of the letters on a contact sheet, 0 for a picture; `letters` is the least size of a figure's
    that stands beside others. `together` is the number of steps that are
    shown at once, `named_lines` are the names before their lines, which are written below each other.
    """

    view: str
    cell: int | None = None
    width: int | None = None
    title: str = ""
    color_by: str = "role"
    font: str | None = None
    wording: Wording = Wording()
    shape: str = "wide"
    sheet: int = 0
    trace: bool = True
    loupe: bool = True
    together: int = 1
    named_lines: tuple[str, ...] = ()
    letters: int = 0


class Draft(NamedTuple):
    """A story with captions and options, before the size of its cells is chosen."""

    story: Story
    captions: Captions
    options: PageOptions
    magnified: Magnified = Magnified()

    def arranged(self, metrics: Metrics) -> Arrangement:
        """The arrangement of grids and labels for the lengths of a cell size."""
        magnified = (self.magnified,) if self.form in MAGNIFYING else ()
        return VIEWS[self.form](self.story, self.captions, metrics, *magnified)

    @property
    def form(self) -> str:
        """The view; of the isometric one its shape, and of that the stairs of a stack; of a sheet's flat one panels."""
        if self.story.channels is not None:
            return self._form_of_channels
        if any(grid.tensor is Tensor.STAMP for grid in self.story.shapes):
            if self.options.view != "flat":
                raise unsupported("view", self.options.view, "the parts of a sum are drawn flat")
            return "stamps"
        if any(grid.matrix for grid in self.story.shapes):
            if self.options.view != "flat":
                raise unsupported("view", self.options.view, "a product of matrices is drawn flat")
            return "product"
        if self.options.view == "flat" and self.captions.stacked and _in_rows(self.story):
            return "tower"
        if self.options.view != "isometric":
            return "panel" if self.options.sheet and not self.captions.stacked else self.options.view
        return "stairs" if self.options.shape == "wide" and self.captions.stacked else self.options.shape

    @property
    def _form_of_channels(self) -> str:
        assert self.story.channels is not None
        if self.options.view == "flat":
            return "blocks" if self.story.channels.blocks else "matrix"
        if self.story.channels.blocks or self.story.channels.middles:
            raise unsupported("view", self.options.view, "blocks of channels, and two stages, are drawn flat")
        if self.options.shape != "wide" and not self.options.sheet:
            raise unsupported("shape", self.options.shape, "several channels stand side by side; use wide")
        return "fan"

    @property
    def language(self) -> str:
        """The language of all texts."""
        return self.options.wording.language

    def above(self, metrics: Metrics, content_width: float) -> list[TextLine]:
        """The title's lines, above the grids."""
        size = metrics.text_size
        lines = wrapped(self.options.title, size, self._limit(metrics, content_width))
        return [TextLine(text, size, "title") for text in lines]

    def below(self, metrics: Metrics, content_width: float) -> list[TextLine]:
        """The caption's lines below the grids; in the wide forms they stand beside them."""
        has_room = HAVE_ROOM.get(self.form)
        if self.form in WIDE or (has_room and has_room(self.story, self.captions, metrics)):
            return []
        limit, captions = self._limit(metrics, content_width), self.captions
        lines = [part for line in captions.lines for part in _at_colon(line, metrics.text_size, limit)]
        widths = (fonts.width(text, metrics.text_size) for text in lines)
        whole = limit if self.options.width else max(limit, *widths, 0.0)  # formulas are not broken if they need not be
        sized = [(text, metrics.text_size, whole) for text in lines]
        sized += [(text, metrics.quiet_size, limit) for text in captions.remarks]
        return [TextLine(part, size) for text, size, most in sized for part in wrapped(text, size, most)]

    def _limit(self, metrics: Metrics, content_width: float) -> float:
        width = self.options.width
        if width:
            return width - 2.0 * metrics.margin
        return max(content_width, WIDTH_FOR_LINES, LETTERS_IN_LINE * metrics.quiet_size * bool(self.options.sheet))


def _at_colon(line: str, size: int, limit: float) -> list[str]:
    """A line that is too wide as its name and its formula.

    >>> _at_colon("height: 5 − 3 + 1 = 3", 20, 150.0)
    ['height:', '5 − 3 + 1 = 3']
    """
    if fonts.width(line, size) <= limit:
        return [line]
    name, colon, formula = line.rpartition("：" if "：" in line else ": ")
    return [name + colon.rstrip(), formula] if colon else [formula]
