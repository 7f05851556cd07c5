"""The figure: an operation with a view, a theme and a timing. What a notebook holds in its hand."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize import budget
from visualize.errors import invalid, unsupported
from visualize.export.files import save, target
from visualize.export.formats import RASTERS, Showing, expected
from visualize.film import Film, selection
from visualize.film.timing import Timing
from visualize.layout.draft import PageOptions
from visualize.layout.steps import StepOptions, listed
from visualize.operations import Conv, Layer, Operation
from visualize.operations.parameters import array
from visualize.story import Gather, Scatter, StackStory, Values, layer_story
from visualize.style import fonts, themes
from visualize.text import phrases, recipe
from visualize.text.captions import Wording
from visualize.validate import finite, text

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
    ) -> int:
        """Write one or several files, the format by suffix; returns the number of bytes.

        `.gif`, `.svg` (animated), `.png` (the finished figure), `.webp`, `.apng`, `.mp4`, `.pdf` (a page per step),
        `.pptx` (a slide per step; with `pptx="media"` one slide that holds the GIF), `.json`, or a sequence:
        `step-{n:03}.svg`, `.png`. `gif_compat` writes whole opaque frames for old viewers.
        Raises VisualizeError before anything is written when one of the names will not do.
        """
        targets = [target(name) for name in names]
        showing = self._showing(pptx, gif_compat, progress)
        if any(one.suffix in RASTERS for one in targets):
            texts = [label.text for label in self.film.labels]
            texts += [self.film.frame(0).line.text] if self.film.line else []
            fonts.require_glyphs("".join(texts), self.film.font)
        return sum(os.path.getsize(path) for path in save(showing, targets))

    def estimate(self, *names: str | os.PathLike[str], pptx: str = "native") -> budget.Work:
        """About how many seconds it will take to write these files, and how many bytes they will have.

        Raises VisualizeError where `save` would refuse them as too large.

        >>> from visualize import Conv
        >>> figure(Conv(5, 3)).estimate("conv.gif").seconds < 1
        True
        """
        targets = [target(name) for name in names]
        return expected(self._showing(pptx), [one.suffix for one in targets], [one.numbered for one in targets])

    def _showing(
        self, pptx: str = "native", gif_compat: bool = False, progress: Callable[[int], None] = lambda steps: None
    ) -> Showing:
        kernel = self.operation.kernel
        return Showing(
            self.film,
            self.theme,
            self.timing,
            self.recipe,
            self._data,
            kernel[0] * kernel[1],
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
        from pathlib import Path
        from tempfile import TemporaryDirectory

        kind = "svg" if self.film.frame_count <= MOST_STEPS_INLINE else "gif"
        note = ""
        if not budget.fits_inline(budget.work(f".{kind}", self._showing().load())):
            kind, note = "png", f"<p>{phrases.phrase('inline', self.language).format(self.film.frame_count)}</p>"
        with TemporaryDirectory() as folder:
            paths = [Path(folder) / name for name in dict.fromkeys((f"figure.{kind}", "figure.png"))]
            self.save(*paths)
            codes = [b64encode(path.read_bytes()).decode() for path in paths]
        media = "svg+xml" if kind == "svg" else kind
        image = f'<img src="data:image/{media};base64,{codes[0]}" alt="{escape(self.alt_text)}">{note}'
        return {"text/html": image, "image/png": codes[-1], "text/plain": f"{self.film.title}: {self.alt_text}"}


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
    named = {"theme": theme, "reading": reading, "color_by": color_by, "lang": lang, "convention": convention}
    for parameter, name in named.items():
        text(parameter, name)
    if note and not operation.correlates:
        raise unsupported("note", "true", "only a convolution can be taken for another")
    timing, chosen = Timing(seconds, hold, loop), themes.theme(theme)
    budget.check_layer(operation, reading, any(one is not None for one in (input, kernel, operation.weight)))
    values = _values(operation, input, kernel, bias)
    story = layer_story(operation, reading, bool(flip), values)
    flat = values is not None or color_by == "tap"  # which only the flat view has the kernel for
    view = text("view", ("flat" if flat else "isometric") if view is None else view)
    options = {"view": view, "theme": theme, "seconds": seconds, "hold": hold, "loop": loop, "cell": cell}
    options |= {
        "width": width,
        "title": title,
        "reading": reading,
        "color-by": color_by,
        "lang": lang,
        "convention": convention,
    }
    page = PageOptions(view, cell, width, title, color_by, font, Wording(lang, convention, bool(note)))
    if values is not None and not recipe_words:
        given = {"input": values.input} | ({} if values.kernel is None else {"kernel": values.kernel})
        recipe_words = recipe.arrays(given, values.bias)
    flags = " --flip" * bool(flip) + " --note" * bool(note)
    told = recipe.command(operation, options, recipe_words + flags, flat)
    chosen_steps = StepOptions(listed(steps), bool(quiz), poster, bool(sheet))
    film, numbers = chosen_steps.applied(story, page)
    return Figure((operation,), film, chosen, timing, told + chosen_steps.flags, story, numbers, lang)


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
    story = StackStory(tuple(layers))
    cells = sum(rows * columns for rows, columns in story.shapes.values())
    budget.check_cells("layers", phrases.by(story.layers[0].input_size), cells)
    view = text("view", "isometric" if view is None else view)
    page = PageOptions(view, cell, width, title, font=font, wording=Wording(text("lang", lang)))
    options = {"view": view, "theme": theme, "seconds": seconds, "hold": hold, "loop": loop, "cell": cell}
    told = recipe.stack_command(story.layers, options | {"width": width, "title": title, "lang": lang})
    chosen_steps = StepOptions(listed(steps), bool(quiz), poster, bool(sheet))
    film, numbers = chosen_steps.applied(story, page)
    return Figure(story.layers, film, chosen, timing, told + chosen_steps.flags, None, numbers, lang)


def _values(
    operation: Operation, given: ArrayLike | None, kernel: ArrayLike | None, bias: float | None
) -> Values | None:
    """The numbers of a figure, a missing partner filled in; a layer's own weights count as a kernel."""
    own = operation.weight
    if given is None and kernel is None and own is None:
        if bias is not None:
            raise invalid("bias", bias, "there are no values to add it to; give an input or a kernel")
        return None
    size, dims = operation.size, operation.dims
    pixels = array(
        "input", np.arange(size[0] * size[1]).reshape(operation.input_size) if given is None else given, size, dims
    )
    if not operation.weighted:
        if kernel is not None or bias is not None:
            raise unsupported("kernel" if bias is None else "bias", "given", "a pooling has no weights")
        return Values(pixels.reshape(operation.input_size))
    if kernel is None:
        kernel = (
            np.arange(operation.kernel[0] * operation.kernel[1]).reshape(operation.kernel_size) if own is None else own
        )
        kernel = np.asarray(kernel).reshape(operation.kernel_size)
    weights = array("kernel", kernel, operation.kernel, dims)
    added = bias if bias is not None else (operation.bias if own is not None else 0)
    finite("bias", added, -1e300, 1e300, "must be finite")
    return Values(pixels.reshape(operation.input_size), weights.reshape(operation.kernel_size), added)
