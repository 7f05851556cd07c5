"""Figures: from an operation and options to a film, and from there to files, notebooks and matplotlib."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from visualize.budget import Work, check_cells, check_layer, check_scale
from visualize.errors import invalid, unsupported
from visualize.export.files import save
from visualize.export.formats import FORMATS, check, expected
from visualize.export.notebook import bundle
from visualize.export.showing import Showing
from visualize.export.targets import target
from visualize.film import Film, selection
from visualize.film.timing import Timing
from visualize.layout.draft import PageOptions
from visualize.layout.steps import StepOptions
from visualize.operations import OPERATIONS, SHUFFLES, Layer, Operation, Stackable
from visualize.options import FigureOptions, StackOptions, read
from visualize.story import LayerStory, Story, layer_story, stack_story, values_of
from visualize.style import fonts, themes
from visualize.style.contrasts import warned
from visualize.style.looks import Theme
from visualize.text import phrases, recipe
from visualize.text.captions import Wording
from visualize.validate import one_of, paths, text, truth

if TYPE_CHECKING:
    from matplotlib.animation import FuncAnimation
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as MatplotlibFigure


@dataclass(frozen=True, eq=False)
class Figure:
    """A drawn operation, or a stack of them; made by `figure()` and `stack_figure()`.

    >>> from visualize import Conv
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

        `.gif`, `.svg` (animated), `.png` (the finished figure), `.webp`, `.apng`, `.mp4`, `.pdf` (a page per step),
        `.pptx` (a slide per step; with `pptx="media"` one slide that holds the GIF), `.json`, or a sequence:
        `step-{n:03}.svg`, `.png`. `gif_compat` writes whole opaque frames for old viewers.
        Missing folders are made. `sources`, what the figure was made from, are not replaced. All is written or nothing.
        Raises VisualizeError, before anything is written, if one of the names cannot be used.
        """
        targets = [target(name) for name in names]
        showing = self._showing([one.suffix for one in targets], pptx, gif_compat, progress)
        return save(showing, targets, [*paths("sources", sources), self.film.font or ""])

    def estimate(self, *names: str | os.PathLike[str], pptx: str = "native") -> Work:
        """Estimate the seconds that writing these files will take, and their bytes.

        Raises VisualizeError if `save` would refuse them as too large.

        >>> figure(Conv(5, 3)).estimate("conv.gif").seconds < 1
        True
        """
        targets = [target(name) for name in names]
        return expected(self._showing((), pptx), [(one.suffix, one.numbered) for one in targets])

    def encoded(self, suffix: str) -> bytes:
        """The file of that suffix as bytes, for pages and notebooks; not .mp4, which ffmpeg writes to a file.

        >>> figure(Conv(5, 3)).encoded(".gif")[:6]
        b'GIF89a'
        """
        one_of("suffix", text("suffix", suffix), [one for one in FORMATS if one != ".mp4"], "suffixes")
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
            fonts.require_glyphs(self.film.letters, self.film.font)
        total = int(np.prod(self.operations[-1].out)) if self.story is None else self.story.step_count
        step = phrases.step_name(self.steps if len(self.film.pairs) > 1 else (), total, self.language)
        taps = self.operation.kernel[0] * self.operation.kernel[1]
        shown = self.film, self.theme, self.timing, self.recipe, self._data, taps
        return Showing(*shown, pptx, gif_compat, step, progress, self.scale)

    def frames(self) -> Iterator[NDArray[np.uint8]]:
        """Yield every step as a new RGB array of shape (height, width, 3); RGBA if the ground is none."""
        from visualize.renderers.raster import Raster

        raster = Raster(self.film, self.theme, self.scale or 1)
        return (raster.rgb(step) for step in range(self.film.frame_count))

    def draw(self, axes: "Axes", step: str | int | None = None) -> None:
        """Draw one step on a matplotlib Axes, in pixels with y down; lines and letters scale with the Axes.

        `step` is first, last or a number; the default is the poster or the last step. Call it after the Axes has its
        final size. Raises VisualizeError for a step that is not shown.
        """
        from visualize.renderers import mpl

        index = self.film.still if step is None else selection.place("step", step, self.film)
        mpl.draw(axes, self.film, self.theme, index)

    def animate(self, figure: "MatplotlibFigure | None" = None) -> "FuncAnimation":
        """All steps as a matplotlib animation, for `to_jshtml()` and for your own writers.

        It is drawn on `figure` if given (`plt.figure()`, for `plt.show()`), else on a new one.
        """
        from visualize.renderers import mpl

        return mpl.animation(self.film, self.theme, self._showing(()).seconds(), figure)

    @property
    def alt_text(self) -> str:
        """A sentence that describes the animation for readers who cannot see it."""
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
        plain = phrases.phrase("titled", self.language).format(self.film.title, self.alt_text)
        note = phrases.phrase("inline", self.language).format(self.film.frame_count)
        return bundle(self._showing(()), self.encoded, plain, note)


def figure(operation: Operation, **options: Unpack[FigureOptions]) -> Figure:
    """Draw an operation.

    Options:

    - `input`: array (rows, columns) of numbers for the input's cells; default none, or 0, 1, 2 ... with a `kernel`.
    - `kernel`: array (rows, columns) of weights; default none, or 0, 1, 2 ... with an `input`.
    - `bias`: number added to every output; default 0.
    - `flip`: whether a convolution's kernel is rotated by 180°; default False.
    - `note`: whether the caption says that deep learning's convolution is cross-correlation; default False.
    - `view`: isometric or flat; default isometric, flat for figures with numbers.
    - `shape`: of the isometric view, wide with its words beside it, or tall; default wide.
    - `theme`: light (default), dark, dumoulin, d2l; or your own, a TOML file, {"base": "dark", "window": "#ff8000"}.
    - `ground`: what lies behind the figure: none, for coloured slides, or a colour; default the theme's.
    - `seconds`: duration of a step in seconds; default 1.0, less where all would take more than about 24 seconds.
    - `hold`: duration of the last step in seconds; default 2.5, or `seconds` if that is more.
    - `think`: duration of a quiz's questions in seconds; default that of a step.
    - `loop`: number of times that an animation plays, 0 for ever; default 0.
    - `cell`: edge of a cell in pixels; default 4 to 40 (with numbers up to 80), so that the picture fits 960 pixels.
    - `width`: width of the picture in pixels; default follows from `cell`.
    - `scale`: pixels of GIF, PNG, WebP, APNG and MP4 for each of the layout's, 1 to 4; default 1, in MP4 2.
    - `title`: line above the picture; default empty.
    - `reading`: gather, or scatter (each input cell of a transposed convolution stamps the output); default gather.
    - `color_by`: role, value (of a cell), tap (the weight that meets it), uses (of a cell by windows); default role.
    - `lang`: en or zh, also as a tag such as zh-CN; default the environment variable VISUALIZE_LANG, else en.
    - `caption`: lines of words, some of "size,formula,note", or none; without size no heading tells one; default all.
    - `convention`: torch, d2l or both, the notation of the caption's formula; default torch.
    - `font`: path of a font for letters that DejaVu Sans lacks; default one of the system's that has them.
    - `steps`: numbers from 0 (texts count from 1), or a text such as "0-3,last" or "row-ends"; default all.
    - `quiz`: whether each step is shown with a blank output before the answer; default False.
    - `sheet`: whether all steps are drawn on one page, with `quiz` the questions only; default False.
    - `poster`: first, last or a step number: the still picture, and an animation's opening; default last, no opening.
    - `show`: up to four steps, as for `steps`, lit together in one still picture with all results; default none.
    - `trace`: whether the window's last place is shown, and arrows along the strides where they begin; default True.
    - `loupe`: whether the window's cells are enlarged beside grids of 48 cells and more; default True.
    - `progress`: whether a thin line at the foot of animations grows with the time; default False.
    - `recipe_words`: the origin of the values, for the metadata; default the values themselves.

    >>> from visualize import Conv
    >>> figure(Conv(input_size=5, kernel_size=3, padding=1, stride=2)).film.frame_count
    9

    Raises VisualizeError, with a message of one line, if the figure cannot be drawn.
    """
    if not isinstance(operation, Layer):
        names = [kind.__name__ for kind in (*OPERATIONS.values(), *SHUFFLES.values())]
        raise invalid("operation", operation, "must be a " + " or ".join(names))
    chosen = read(options)
    numbers = chosen["input"], chosen["kernel"], chosen["bias"]
    has_values = any(array is not None for array in (*numbers[:2], operation.weight))
    check_layer(operation, chosen["reading"], has_values)
    values = values_of(operation, *numbers)
    if chosen["note"] and not operation.correlates:
        raise unsupported("note", "true", "only a convolution can be taken for another")
    story = layer_story(operation, chosen["reading"], chosen["flip"], values)
    # Only the flat view has a place for the kernel.
    usual_view = "flat" if values is not None or chosen["color_by"] == "tap" or story.channels else "isometric"
    if values is not None and not chosen["recipe_words"]:
        chosen["recipe_words"] = recipe.values(values)
    return _drawn((operation,), story, chosen, usual_view, recipe.command(operation, chosen, usual_view), story)


def stack_figure(layers: Iterable[Stackable], **options: Unpack[StackOptions]) -> Figure:
    """Draw up to four layers as a stack, the first one on the input: Conv, ReLU, MaxPool, AvgPool.

    The options are those of `figure`, except the ones for a single layer. `kernel` is one for all convolutions, or a
    list of one for each; their own weights and biases count if it is not given. With values, numbers flow through all
    layers.

    >>> from visualize import Conv
    >>> stack_figure([Conv(input_size=5, kernel_size=3), Conv(input_size=3, kernel_size=3)]).film.frame_count
    1

    Raises VisualizeError as `figure` does, and if a layer's input size is not the output size of the layer before it.
    """
    chosen = read(options, stack=True)
    story = stack_story(layers, chosen["input"], chosen["kernel"])
    cells = sum(rows * columns for rows, columns in story.shapes.values())
    check_cells("layers", phrases.by(story.layers[0].input_size), cells)
    usual_view = "flat" if story.values or story.dims == 1 else "isometric"
    if story.values and not chosen["recipe_words"]:
        chosen["recipe_words"] = recipe.stack_arrays(story.values)
    command = recipe.stack_command(story.layers, chosen, usual_view)
    return _drawn(story.layers, story, chosen, usual_view, command, None)


def _drawn(
    operations: tuple[Operation, ...],
    story: Story,
    chosen: dict[str, Any],
    usual_view: str,
    command: str,
    exported: LayerStory | None,
) -> Figure:
    """The part of the pipeline that layers and stacks share; `exported` is the story that a JSON file can hold."""
    timing = Timing(*(chosen[name] for name in Timing._fields))
    wording = Wording(chosen["lang"], chosen.get("convention", "torch"), chosen.get("note", False), chosen["caption"])
    own = {name: chosen[name] for name in PageOptions._fields if name in chosen and name not in ("view", "sheet")}
    page = PageOptions(chosen["view"] or usual_view, wording=wording, **own)
    film, numbers = StepOptions(*(chosen[name] for name in StepOptions._fields)).applied(story, page)
    if chosen["font"] is not None:
        fonts.check_font(chosen["font"], film.letters)
    check_scale(chosen["scale"], film.width, film.height)
    theme = warned(themes.theme(chosen["theme"], chosen["ground"]))
    return Figure(operations, film, theme, timing, command, exported, numbers, wording.language, chosen["scale"])
