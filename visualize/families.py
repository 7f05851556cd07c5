"""Families: one page with a slider for each parameter that varies, and a figure for every setting of them."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from visualize.budget import Work
from visualize.errors import VisualizeError, invalid, one_line
from visualize.export.files import job, write
from visualize.export.targets import target
from visualize.figure import Figure
from visualize.style.themes import theme
from visualize.version import combined

if TYPE_CHECKING:
    from visualize.renderers.page.family import Setting

MOST_SETTINGS, MOST_BYTES = 1_000, 20_000_000  # beyond them a page is slow to make and slow to open
SECONDS_OF_FIGURE = 0.04  # that it takes to lay one out


SUFFIXES = (".html", ".json")
NOTHING: Mapping[str, Any] = {}


class Family(NamedTuple):
    """The settings of some parameters, each with its figure or the sentence that refuses it; made by `family()`.

    `settings` are in the order of a product, the last parameter fastest. `first` is the one that the page opens with.
    `recipe` is the command that draws the page.
    """

    values: Mapping[str, tuple[str, ...]]
    settings: Sequence[Figure | str]
    first: int
    recipe: str = "python -m visualize (with figures given in Python)"

    @property
    def source(self) -> str:
        """What the page says of its origin beside its recipe."""
        return combined([one.source for one in self.settings if isinstance(one, Figure)])

    @property
    def shown(self) -> Figure:
        """The figure that the page opens with."""
        figure = self.settings[self.first]
        assert isinstance(figure, Figure)
        return figure

    def save(self, name: str | os.PathLike[str]) -> int:
        """Write the page, an `.html` file, or the `.json` of the element `<conv-figure>`; returns the number of bytes.

        The element has figures in the themes light and dark, if the family has one of these, and looks like its page.
        """
        checked = target(name, SUFFIXES, ())
        return write([job(checked, [0], [self._write if checked.suffix == ".html" else self._write_data])])

    def data(self) -> str:
        """What `save` writes into a `.json`."""
        from visualize.renderers.page.element import element_data

        themes = ("light", "dark") if self.shown.theme.name in ("light", "dark") else (self.shown.theme.name,)
        ordered = sorted(themes, key=lambda name: name != self.shown.theme.name)
        settings = {name: list(self._settings(name)) for name in ordered}
        return element_data(self.values, settings, self.first, {"recipe": self.recipe, "source": self.source})

    def _settings(self, theme_name: str = "") -> Iterator["Setting"]:
        """The settings as the renderer sees them; in another theme, if one is named."""
        from visualize.renderers.page.family import Setting
        from visualize.text.pytorch_line import pytorch

        for one in self.settings:
            if isinstance(one, str):
                yield Setting(refusal=one)
            else:
                drawn = one.showing().paged()
                if theme_name not in ("", one.theme.name):
                    drawn = drawn._replace(theme=theme(theme_name, "none" if one.theme.clear else None))
                yield Setting(drawn, one.recipe, pytorch(one.operation))

    def _write_data(self, stream: BinaryIO) -> None:
        stream.write(self.data().encode())

    def _write(self, stream: BinaryIO) -> None:
        from visualize.renderers.page.family import family_page
        from visualize.text.family_words import family_words

        language = self.shown.language
        settings = list(self._settings())
        shown = settings[self.first].figure
        assert shown is not None
        opening = shown._replace(recipe=self.recipe, source=self.source)
        settings[self.first] = settings[self.first]._replace(figure=opening)
        page = family_page(self.values, settings, self.first, family_words(language))
        stream.write(page.encode())


def family(draw: Callable[..., Figure], first: Mapping[str, Any] = NOTHING, **values: Iterable[Any]) -> Family:
    """All figures that a function draws of the given values; what it refuses is told by the page.

    The page opens with the setting `first`, if it is one of them, else with the first that is not refused.

    >>> from visualize import Conv, figure
    >>> found = family(lambda k, s: figure(Conv(4, k, stride=s)), k=(3, 5), s=(1, 2))
    >>> len(found.settings), found.settings[2]
    (4, 'invalid kernel_size 5: larger than the padded input 4 + 2*0 = 4; use --p 1 or a smaller kernel')

    Raises VisualizeError if there are too many settings, or if all of them are refused.
    """
    chosen = {name: _listed(name, some) for name, some in values.items()}
    check_count(chosen)
    texts = {name: _texts(name, some) for name, some in chosen.items()}
    if not callable(draw):
        raise invalid("draw", draw, "must be a function that returns a figure of the values")
    settings = [dict(zip(chosen, one, strict=True)) for one in product(*chosen.values())]
    found = [_drawn(draw, setting) for setting in settings]
    drawn = [at for at, one in enumerate(found) if isinstance(one, Figure)]
    if not drawn:
        raise VisualizeError(str(found[0]))
    opening = settings.index(dict(first)) if first in settings else drawn[0]
    return Family(texts, found, opening if opening in drawn else drawn[0])


def _listed(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    try:
        return tuple(islice(values, MOST_SETTINGS + 1))
    except Exception:
        raise invalid(name, values, "must be a list of values") from None


def _texts(name: str, values: Sequence[Any]) -> tuple[str, ...]:
    """The values as a slider shows them, each in one line."""
    texts = tuple(one_line(value) for value in values)
    if len(set(texts)) < len(texts):
        raise invalid(name, values, "give each value once")
    return texts


def check_count(values: Mapping[str, Sequence[Any]]) -> int:
    """The number of settings; raises VisualizeError if there are none or too many."""
    count = 1
    for some in values.values():
        count *= len(some)
    told = ", ".join(f"{name}={len(some)}" for name, some in values.items())
    if not values or not count:
        raise invalid("vary", told or "none", "give at least one value of one parameter")
    if count > MOST_SETTINGS:
        raise invalid("vary", told, f"it would have {count:,} settings, at most {MOST_SETTINGS:,}; use fewer values")
    return count


def expected(figure: Figure, count: int) -> Work:
    """The work of a page of so many figures like the given one; raises VisualizeError if it is too much."""
    load, one = figure.showing().load(), figure.estimate("family.html")
    size = 700 + load.frames * (30 + 220 * load.pyramids + 60 * load.numbered)
    work = Work(count * (one.seconds + SECONDS_OF_FIGURE), 30_000 + count * size)
    if work.size > MOST_BYTES:
        megabytes = f"it would have about {work.size / 1e6:,.0f} megabytes, at most {MOST_BYTES / 1e6:,.0f}"
        raise invalid("vary", f"{count} settings", f"{megabytes}; use fewer values or smaller sizes")
    return work


def _drawn(draw: Callable[..., Figure], setting: Mapping[str, Any]) -> Figure | str:
    try:
        found = draw(**setting)
    except VisualizeError as error:
        return str(error)
    if not isinstance(found, Figure):
        raise invalid("draw", draw, "must return a figure")
    return found
