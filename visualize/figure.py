"""The figure: an operation with a view, a theme and a timing. What a notebook holds in its hand."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize import budget
from visualize.errors import invalid, unsupported
from visualize.export.files import save
from visualize.export.formats import FORMATS, check, expected, inline_work
from visualize.export.showing import Showing
from visualize.export.targets import target
from visualize.film import Film, selection
from visualize.film.timing import Timing
from visualize.layout.draft import PageOptions
from visualize.layout.page import checked
from visualize.layout.steps import step_options
from visualize.operations import Conv, Layer, Operation
from visualize.story import Gather, Scatter, layer_story, stack_story, values_of
from visualize.style import fonts, themes
from visualize.text import phrases, recipe
from visualize.text.captions import Wording
from visualize.validate import text, truth

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as MatplotlibFigure

# A document with more steps than this is too large for a notebook cell; a GIF is not.
MOST_STEPS_INLINE = 400


@dataclass(frozen=True, eq=False)
class Figure:
    """A drawn operation; make it with `figure()`."""

    operations: tuple[Operation, ...]
    film: Film
    theme: themes.Theme
    timing: Timing
    recipe: str
    story: Gather | Scatter | None
    steps: Sequence[int]
    language: str = "en"

    @property
    def operation(self) -> Operation:
        """The drawn operation; of a stack the first."""
        return self.operations[0]

    def save(
        self,
        *names: str | os.PathLike[str],
        pptx: str = "native",
        gif_compat: bool = False,
        progress: Callable[[int], None] = lambda steps: None,
        sources: Iterable[str] = (),
    ) -> int:
        """Write one or several files, the format by suffix; returns the number of bytes.

        `.gif`, `.svg` (animated), `.png` (the finished figure), `.webp`, `.apng`, `.mp4`, `.pdf` (a page per step),
        `.pptx` (a slide per step; with `pptx="media"` one slide that holds the GIF), `.json`, or a sequence:
        `step-{n:03}.svg`, `.png`. `gif_compat` writes whole opaque frames for old viewers.
        `sources` are files that the figure was made from, which are not replaced. All names get files, or none does.
        Raises VisualizeError before anything is written when one of the names will not do.
        """
        targets = [target(name) for name in names]
        showing = self._showing([one.suffix for one in targets], pptx, gif_compat, progress)
        return save(showing, targets, [*sources, self.film.font or ""])

    def estimate(self, *names: str | os.PathLike[str], pptx: str = "native") -> budget.Work:
        """About how many seconds it will take to write these files, and how many bytes they will have.

        Raises VisualizeError where `save` would refuse them as too large.

        >>> from visualize import Conv
        >>> figure(Conv(5, 3)).estimate("conv.gif").seconds < 1
        True
        """
        targets = [target(name) for name in names]
        return expected(self._showing((), pptx), [(one.suffix, one.numbered) for one in targets])

    def encoded(self, suffix: str) -> bytes:
        """The file of that suffix as bytes, for pages and notebooks; a video needs a file to be written to."""
        showing, stream = self._showing([suffix]), BytesIO()
        check(showing, [(suffix, False)])
        FORMATS[suffix].write(showing, stream)
        return stream.getvalue()

    def _showing(
        self,
        suffixes: Iterable[str],
        pptx: str = "native",
        gif_compat: bool = False,
        progress: Callable[[int], None] = lambda steps: None,
    ) -> Showing:
        pptx, gif_compat = text("pptx", pptx), truth("gif_compat", gif_compat)
        if not callable(progress):
            raise invalid("progress", progress, "must be a function of the number of steps just written")
        if any(FORMATS[suffix].draws_letters for suffix in suffixes):
            texts = [label.text for label in self.film.labels]
            texts += [self.film.frame(0).line.text] if self.film.line else []
            fonts.require_glyphs("".join(texts), self.film.font)
        return Showing(
            self.film,
            self.theme,
            self.timing,
            self.recipe,
            self._data,
            self.operation.kernel[0] * self.operation.kernel[1],
            pptx,
            gif_compat,
            phrases.phrase("step", self.language),
            progress,
        )

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """Every step as a new array (height, width, 3) of red, green and blue, one at a time."""
        from visualize.renderers.raster import Raster

        raster = Raster(self.film, self.theme)
        return (raster.rgb(step) for step in range(self.film.frame_count))

    def draw(self, axes: "Axes", step: str | int | None = None) -> None:
        """Draw one step on a matplotlib Axes, in pixels downwards, lines and letters in proportion to its size.

        `step` is first, last or a number; without it what stands still is drawn. Call it when the Axes has its size.
        Raises VisualizeError for a step that is not shown.
        """
        from visualize.renderers import mpl

        index = self.film.still if step is None else selection.place("step", step, self.film)
        mpl.draw(axes, self.film, self.theme, index)

    def animate(self, figure: "MatplotlibFigure | None" = None) -> "FuncAnimation":
        """All steps as a matplotlib animation, for `to_jshtml()` and writers of your own.

        On a `figure` of yours where one is given: `plt.figure()`, for `plt.show()`.
        """
        from visualize.renderers import mpl

        return mpl.animation(self.film, self.theme, self.timing.durations(self.film.frame_count), figure)

    @property
    def alt_text(self) -> str:
        """One sentence for those who cannot see the picture."""
        return self.film.description

    def _data(self) -> Iterator[dict[str, Any]]:
        from visualize.story.to_json import head, steps

        if self.story is None:
            raise unsupported("suffix", ".json", "a stack is told by stack --json")

        yield head(self.story)
        yield from steps(self.story, self.steps)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return self._bundle

    @cached_property
    def _bundle(self) -> dict[str, str]:
        """HTML that moves, a PNG for readers without HTML, and words; a bundle of GIF alone would be dropped."""
        from base64 import b64encode
        from html import escape

        kind = "svg" if self.film.frame_count <= MOST_STEPS_INLINE else "gif"
        note = ""
        if not budget.fits_inline(inline_work(self._showing(()), f".{kind}")):
            kind, note = "png", f"<p>{phrases.phrase('inline', self.language).format(self.film.frame_count)}</p>"
        still = b64encode(self.encoded(".png")).decode()
        code = still if kind == "png" else b64encode(self.encoded(f".{kind}")).decode()
        media = "svg+xml" if kind == "svg" else kind
        image = f'<img src="data:image/{media};base64,{code}" alt="{escape(self.alt_text)}">{note}'
        return {"text/html": image, "image/png": still, "text/plain": f"{self.film.title}: {self.alt_text}"}


def figure(
    operation: Operation,
    view: str | None = None,
    theme: str = "light",
    seconds: float = 1.0,
    hold: float | None = None,
    loop: int = 0,
    cell: int | None = None,
    width: int | None = None,
    title: str = "",
    reading: str = "gather",
    input: ArrayLike | None = None,
    kernel: ArrayLike | None = None,
    bias: float | None = None,
    flip: bool = False,
    color_by: str = "role",
    note: bool = False,
    lang: str = "en",
    convention: str = "torch",
    font: str | None = None,
    steps: str | Iterable[int] | int | None = None,
    quiz: bool = False,
    poster: str | int | None = None,
    sheet: bool = False,
    recipe_words: str = "",
) -> Figure:
    """Draw an operation.

    `view` is isometric or flat (flat unless said otherwise with values); `theme` light, dark, dumoulin or d2l;
    `seconds` per step and `hold` for the last; `loop` plays, 0 for ever; `cell` is the edge of a cell and `width` the
    picture's, in pixels. `reading` is gather or, for a transposed convolution, scatter: each input cell stamps the
    output. `input` and `kernel` are numbers for the cells, arrays (rows, columns); one of them alone gets the other as
    0, 1, 2 ...; `bias` is added to every output. `flip` turns a convolution's kernel. `color_by` is role,
    value or tap (which weight meets which cell); `note` says that deep learning's convolution is cross-correlation.
    `lang` is en or zh, `convention` torch, d2l or both: how the caption writes the formula; `font` a file with Chinese
    letters. `steps` chooses some, "0,1,last", "row-ends" or numbers; with `quiz` each step is asked before it is
    answered; `poster` (first, last, or a step) is what stands still, and what animations open with; `sheet` draws all
    steps on one page, with `quiz` the questions. `recipe_words` tell in the file's metadata where the values came from.

    >>> from visualize import Conv
    >>> figure(Conv(input_size=5, kernel_size=3, padding=1, stride=2)).film.frame_count
    9

    Raises VisualizeError, one line, for what cannot be drawn.
    """
    if not isinstance(operation, Layer):
        raise invalid("operation", operation, "must be a Conv, ConvTranspose, MaxPool or AvgPool")
    timing, chosen = Timing(seconds, hold, loop), themes.theme(text("theme", theme))
    reading, flip, recipe_words = text("reading", reading), truth("flip", flip), text("recipe_words", recipe_words)
    chosen_steps = step_options(steps, quiz, poster, sheet)
    budget.check_layer(operation, reading, any(one is not None for one in (input, kernel, operation.weight)))
    values = values_of(operation, input, kernel, bias)
    flat = values is not None or color_by == "tap"  # which only the flat view has the kernel for
    view = ("flat" if flat else "isometric") if view is None else view
    page = checked(PageOptions(view, cell, width, title, color_by, font, Wording(lang, convention, note)))
    if page.wording.note and not operation.correlates:
        raise unsupported("note", "true", "only a convolution can be taken for another")
    story = layer_story(operation, reading, flip, values)
    if values is not None and not recipe_words:
        given = {"input": values.input} | ({} if values.kernel is None else {"kernel": values.kernel})
        recipe_words = recipe.arrays(given, values.bias)
    flags = " --flip" * flip + " --note" * page.wording.note
    options = _recipe_options(page, chosen, timing, {"reading": reading, "color-by": page.color_by})
    command = recipe.command(operation, options, recipe_words + flags, flat)
    film, numbers = chosen_steps.applied(story, page)
    recipe_line, language = command + chosen_steps.flags, page.wording.language
    return Figure((operation,), film, chosen, timing, recipe_line, story, numbers, language)


def stack_figure(
    layers: Iterable[Conv],
    view: str | None = None,
    theme: str = "light",
    seconds: float = 1.0,
    hold: float | None = None,
    loop: int = 0,
    cell: int | None = None,
    width: int | None = None,
    title: str = "",
    lang: str = "en",
    font: str | None = None,
    steps: str | Iterable[int] | int | None = None,
    quiz: bool = False,
    poster: str | int | None = None,
    sheet: bool = False,
) -> Figure:
    """Draw up to four convolutions on top of each other, the first one on the input; options as of `figure`.

    >>> from visualize import Conv
    >>> stack_figure([Conv(input_size=5, kernel_size=3), Conv(input_size=3, kernel_size=3)]).film.frame_count
    1

    Raises VisualizeError where a layer's input is not the output of the one before it, and as `figure`.
    """
    timing, chosen = Timing(seconds, hold, loop), themes.theme(text("theme", theme))
    wording, chosen_steps = Wording(lang), step_options(steps, quiz, poster, sheet)
    story = stack_story(layers)
    cells = sum(rows * columns for rows, columns in story.shapes.values())
    budget.check_cells("layers", phrases.by(story.layers[0].input_size), cells)
    view = "isometric" if view is None else view
    page = checked(PageOptions(view, cell, width, title, font=font, wording=wording))
    command = recipe.stack_command(story.layers, _recipe_options(page, chosen, timing, {}))
    film, numbers = chosen_steps.applied(story, page)
    recipe_line, language = command + chosen_steps.flags, page.wording.language
    return Figure(story.layers, film, chosen, timing, recipe_line, None, numbers, language)


def _recipe_options(page: PageOptions, theme: themes.Theme, timing: Timing, more: dict[str, Any]) -> dict[str, Any]:
    """What the recipe says of the looks."""
    times = {"seconds": timing.seconds, "hold": timing.hold, "loop": timing.loop}
    sizes = {"cell": page.cell, "width": page.width, "title": page.title}
    words = {"lang": page.wording.language, "convention": page.wording.convention}
    return {"view": page.view, "theme": theme.name, **times, **sizes, **more, **words}
