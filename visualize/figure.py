"""Figures: from an operation and options to a film, and from there to files, notebooks and matplotlib."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from visualize.budget import Work
from visualize.errors import invalid
from visualize.export.files import save
from visualize.export.formats import FORMATS, check, expected
from visualize.export.notebook import Explorer, bundle
from visualize.export.showing import Showing
from visualize.export.targets import target
from visualize.film import Film, selection
from visualize.film.links import Links
from visualize.film.timing import Timing
from visualize.operations import Operation
from visualize.story import LayerStory
from visualize.style import fonts
from visualize.style.looks import Theme
from visualize.text import phrases
from visualize.validate import one_of, paths, text, truth

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as MatplotlibFigure


@dataclass(frozen=True, eq=False)
class Figure:
    """A drawn operation, or a stack of them; made by `figure()` and `stack_figure()`.

    `parts` are the figures that `compare()` put together, `in_step` the frames of each that are shown together.
    `again` lays the film out anew, with letters of at least some size and in a shape, as it has them beside others.

    >>> from visualize import Conv, figure
    >>> next(figure(Conv(5, 3), width=200).frames()).shape[1]
    200
    """

    operations: tuple[Operation, ...]
    film: Film
    theme: Theme
    timing: Timing
    recipe: str
    story: LayerStory | None
    steps: Sequence[int]
    language: str = "en"
    scale: int | None = None
    parts: tuple[Figure, ...] = ()
    source: str = ""
    in_step: Sequence[Sequence[int]] = ()
    links: Callable[[], Links] = Links
    again: Callable[[int, str], Film] | None = None

    def __repr__(self) -> str:
        """The title, the size and the recipe in one line."""
        film = self.film
        return f"<Figure: {film.title}, {film.frame_count} frames, {film.width}x{film.height}: {self.recipe}>"

    def __eq__(self, other: object) -> bool:
        """Whether two figures have the same operations, options and values."""
        return isinstance(other, Figure) and self._key() == other._key() and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        return self.operations, self.theme.name, self.timing, self.recipe, tuple(self.steps)

    def _values(self) -> list[Any]:
        values = self.story and self.story.values
        arrays = (values.input, values.kernel) if values else ()
        return [None if one is None else (one.dtype.str, one.tolist()) for one in arrays]

    @property
    def operation(self) -> Operation:
        """The drawn operation; the first one of a stack."""
        return self.operations[0]

    def save(
        self,
        *names: str | os.PathLike[str],
        pptx: str = "native",
        gif_compat: bool = False,
        progress: Callable[[int], None] = lambda steps: None,
        sources: Sequence[str] = (),
    ) -> int:
        """Write one or several files, each in the format of its suffix; returns the number of bytes.

        `.gif`, `.svg` (animated), `.html` (with a player), `.png` (the finished figure), `.webp`, `.apng`, `.mp4`,
        `.pdf` (a page per step), `.pptx` (a slide per step; with `pptx="media"` one slide that holds the GIF), `.json`,
        or a sequence: `step-{n:03}.svg`, `.png`. `gif_compat` writes whole opaque frames for old viewers.
        Missing folders are made. `sources`, what the figure was made from, are not replaced. All is written or nothing.
        Raises VisualizeError, before anything is written, if one of the names cannot be used.
        """
        targets = [target(name) for name in names]
        showing = self.showing([one.suffix for one in targets], pptx, gif_compat, progress)
        return save(showing, targets, [*paths("sources", sources), self.film.font or ""])

    def estimate(self, *names: str | os.PathLike[str], pptx: str = "native") -> Work:
        """Estimate the seconds that writing these files will take, and their bytes.

        Raises VisualizeError if `save` would refuse them as too large.

        >>> from visualize import Conv, figure
        >>> figure(Conv(5, 3)).estimate("conv.gif").seconds < 1
        True
        """
        return expected(self.showing((), pptx), [(one.suffix, one.numbered) for one in map(target, names)])

    def encoded(self, suffix: str) -> bytes:
        """The file of that suffix as bytes, for pages and notebooks; not .mp4, which ffmpeg writes to a file.

        >>> from visualize import Conv, figure
        >>> figure(Conv(5, 3)).encoded(".gif")[:6]
        b'GIF89a'
        """
        one_of("suffix", text("suffix", suffix), [one for one in FORMATS if one != ".mp4"], "suffixes")
        showing, stream = self.showing([suffix]), BytesIO()
        check(showing, [(suffix, False)])
        FORMATS[suffix].write(showing, stream)
        return stream.getvalue()

    def showing(
        self,
        suffixes: Iterable[str] = (),
        pptx: str = "native",
        gif_compat: bool = False,
        progress: Callable[[int], None] = lambda steps: None,
    ) -> Showing:
        """The figure as the writers of these suffixes see it; for the rest of the package."""
        pptx, gif_compat = text("pptx", pptx), truth("gif_compat", gif_compat)
        if not callable(progress):
            raise invalid("progress", progress, "must be a function of the number of steps just written")
        if any(FORMATS[suffix].draws_letters for suffix in suffixes):
            fonts.require_glyphs(self.film.letters, self.film.font)
        step = phrases.step_name(self.steps if len(self.film.pairs) > 1 else (), self._total, self.language)
        taps = 1 if self.operation.moves else int(np.prod(self.operation.kernel))
        shown = self.film, self.theme, self.timing, self.recipe, self._data, taps
        told = self.language, self.source, self.links, self._words, self._kernels
        return Showing(*shown, pptx, gif_compat, step, progress, self.scale, *told)

    @property
    def _kernels(self) -> int:
        """How many kernels a step takes: one for each channel that it reads, of one filter or of all."""
        layer, is_together = self.operation, self.story is not None and self.story.order == "together"
        read = 1 if layer.stages else layer.in_channels // layer.groups
        return read * (layer.out_channels if is_together else 1)

    @property
    def _total(self) -> int:
        """The number of steps, drawn or not; of compared figures those of the longest, or of all cells in step."""
        if self.parts:
            return max(1 + max(self.film.steps), *(one._total for one in self.parts))
        return int(np.prod(self.operations[-1].out)) if self.story is None else self.story.step_count

    def _words(self) -> Mapping[str, Any]:
        from visualize.text.player_words import player_words  # pages only need them

        return player_words(self.story.reading if self.story else None, self.operation.dims, self.language)

    def explore(self, height: int = 640) -> Explorer:
        """The page with a player, in a notebook cell of so many pixels.

        >>> from visualize import Conv, figure
        >>> figure(Conv(5, 3)).explore()._repr_html_()[:7]
        '<iframe'
        """
        return Explorer(self.encoded(".html"), self.film.title, height)

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """Yield every step as a new RGB array of shape (height, width, 3); RGBA if the ground is none."""
        from visualize.renderers.raster import Raster

        raster = Raster(self.film, self.theme, self.scale or 1)
        return (raster.rgb(step) for step in range(self.film.frame_count))

    def draw(self, axes: Axes, step: str | int | None = None) -> None:
        """Draw one step on a matplotlib Axes, in pixels with y down; lines and letters scale with the Axes.

        `step` is first, last or a number; the default is the poster or the last step. Call it after the Axes has its
        final size. Raises VisualizeError for a step that is not shown.
        """
        from visualize.renderers import mpl

        index = self.film.still if step is None else selection.place("step", step, self.film)
        mpl.draw(axes, self.film, self.theme, index)

    def animate(self, figure: MatplotlibFigure | None = None) -> FuncAnimation:
        """All steps as a matplotlib animation, for `to_jshtml()`, your own writers; on a given or on a new figure."""
        from visualize.renderers import mpl

        return mpl.animation(self.film, self.theme, self.showing().seconds(), figure)

    @property
    def alt_text(self) -> str:
        """A sentence that describes the animation for readers who cannot see it."""
        return self.film.description

    def _data(self) -> Iterator[dict[str, Any]]:
        from visualize.story.to_json import compared, parts

        if self.parts:
            return compared([one._data() for one in self.parts], self._steps_in_step())
        return parts(self.story, self.steps)

    def _steps_in_step(self) -> list[tuple[int, ...]]:
        """The place of each figure's own step, for each common one; a quiz's question and answer are one step."""
        steps = [list(one.steps) for one in self.parts]
        shown = (
            tuple(
                own.index(one.film.steps[frame]) if one.film.frame_count > 1 else len(own) - 1
                for own, one, frame in zip(steps, self.parts, frames, strict=True)
            )
            for frames in self.in_step
        )
        return list(dict.fromkeys(shown))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self._bundle

    @cached_property
    def _bundle(self) -> dict[str, str]:
        plain = phrases.phrase("titled", self.language).format(self.film.title, self.alt_text)
        too_many = phrases.phrase("inline", self.language).format(self.film.frame_count)
        return bundle(self.showing(), self.encoded, plain, too_many)
