"""Figures are made here: an operation and options become a story, a film and the recipe that draws it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Unpack

from visualize import choices
from visualize.budget import check_scale
from visualize.errors import invalid
from visualize.figure import Figure
from visualize.film import Film
from visualize.film.links import Links
from visualize.film.timing import Timing
from visualize.layout.draft import PageOptions
from visualize.layout.steps import StepOptions
from visualize.operations import Operation, Stackable
from visualize.plan import Plan, layer_plan, stack_plan
from visualize.story import Story
from visualize.style import fonts, themes
from visualize.style.contrasts import warned
from visualize.text import recipe
from visualize.text.captions import Wording
from visualize.validate import one_of, text
from visualize.version import combined

if TYPE_CHECKING:
    from visualize.option_types import FigureOptions, StackOptions


def figure(operation: Operation, **options: Unpack[FigureOptions]) -> Figure:
    """Draw an operation.

    Options:

    - `input`: array (rows, columns) of numbers for the input's cells; default none, or 0, 1, 2 ... with a `kernel`.
    - `kernel`: array (rows, columns) of weights; default none, or 0, 1, 2 ... with an `input`.
    - `bias`: number added to every output; default 0.
    - `flip`: whether a convolution's kernel is rotated by 180°; default False.
    - `gradient`: input or weight, to draw that gradient of the layer, computed by a layer as well; default none.
    - `output_gradient`: array (rows, columns) that arrives at the output for `gradient`; default ones.
    - `note`: whether the caption says that deep learning's convolution is cross-correlation; default False.
    - `view`: isometric or flat; default isometric, flat for figures with numbers or several channels.
    - `shape`: of the isometric view, wide with its words beside it, or tall; default wide.
    - `theme`: light (default), dark, dumoulin, d2l; or your own, a TOML file, {"base": "dark", "window": "#ff8000"}.
    - `ground`: what lies behind the figure: none, for coloured slides, or a colour; default the theme's.
    - `seconds`: duration of a step in seconds; default 1.0, less where all would take more than about 24 seconds.
    - `hold`: duration of the last step in seconds; default 2.5, or `seconds` if that is more.
    - `think`: duration of a quiz's questions in seconds; default that of a step.
    - `loop`: number of times that an animation plays, 0 for ever; default 0.
    - `cell`: edge of a cell in pixels; default 2 to 40 (with numbers up to 80), so that the picture fits 960 pixels.
    - `width`: width of the picture in pixels; default follows from `cell`.
    - `scale`: pixels of GIF, PNG, WebP, APNG and MP4 for each of the layout's, 1 to 4; default 1, in MP4 2.
    - `title`: line above the picture; default empty.
    - `reading`: gather; scatter (each input cell of a transposed convolution stamps the output); matrix (the windows as
      rows, times the kernel; of a transposed one W transposed) or sparse-matrix (W times the input); default gather.
    - `parts`: whether the stamps of scatter stand one by one, with plus signs, before their sum; default False.
    - `cost`: whether the caption counts parameters, multiply-adds and output cells; default False.
    - `order`: filter (one output after another), position (all outputs at a place, one after another), together (all
      outputs of a place in one step); default filter, for depthwise layers, pools and 1x1 together.
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
    return _drawn(layer_plan(operation, options))


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
    return _drawn(stack_plan(layers, options))


def compare(*figures: Figure, align: str = choices.BY_STEP, arrange: str = "auto") -> Figure:
    """Two to four figures in step in one picture, of one theme and with cells of one size.

    `align` shows together the steps of the same number (step), of the same output cell (output), or the last ones
    (end). `arrange` is across, down, or auto, whichever makes the cells larger on a slide. Durations are those of the
    first figure. Raises VisualizeError for figures that differ in theme or size of cells.

    >>> from visualize import Conv
    >>> both = compare(figure(Conv(5, 3), cell=30), figure(Conv(5, 3, stride=2), cell=30), align="output")
    >>> both.film.frame_count
    9
    """
    from visualize.layout.comparison import in_step, legible

    one_of("align", text("align", align), choices.ALIGNMENTS)
    one_of("arrange", text("arrange", arrange), choices.ARRANGEMENTS)
    for one in figures:
        if not isinstance(one, Figure):
            raise invalid("figures", type(one).__name__, "must be figures, as made by figure()")
        if one.theme != figures[0].theme:
            raise invalid("theme", one.theme.name, f"give all figures that of the first, {figures[0].theme.name}")
    film = legible(partial(_laid_out, figures), align, arrange)
    first, recipes = figures[0], [one.recipe for one in figures]
    operations = tuple(one for each in figures for one in each.operations)
    command = recipe.comparison(recipes, align, arrange)
    drawn = film, first.theme, first.timing, command, None, range(film.frame_count), first.language, first.scale
    together, source = in_step([one.film for one in figures], align), combined([one.source for one in figures])
    return Figure(operations, *drawn, parts=figures, source=source, in_step=together)


def _laid_out(figures: Sequence[Figure], letters: int, shape: str) -> list[Film]:
    """The films of figures with letters of at least that size, and in that shape; as they are for 0 and ""."""
    as_is = not letters and not shape
    return [one.film if one.again is None or as_is else one.again(letters, shape) for one in figures]


def _drawn(plan: Plan) -> Figure:
    """The figure of a plan: everything gets its place."""
    chosen = plan.chosen
    timing = Timing(*(chosen[name] for name in Timing._fields))
    film, numbers = _placed(plan)
    if chosen["font"] is not None:
        fonts.check_font(chosen["font"], film.letters)
    check_scale(chosen["scale"], film.width, film.height)
    theme = warned(themes.theme(chosen["theme"], chosen["ground"]))
    drawn = film, theme, timing, plan.recipe, plan.exported, numbers, chosen["lang"], chosen["scale"]
    joined = partial(_links, plan.story, chosen["lang"])
    again = None if chosen["sheet"] else partial(_film, plan)  # the letters of a sheet are its own
    return Figure(plan.operations, *drawn, source=plan.source, links=joined, again=again)


def _placed(plan: Plan, letters: int = 0, shape: str = "") -> tuple[Film, Sequence[int]]:
    """The film of a plan, and the numbers of its steps."""
    chosen = plan.chosen
    of_a_layer = {name: chosen[name] for name in ("convention", "note", "meaning", "cost") if name in chosen}
    wording = Wording(chosen["lang"], caption=chosen["caption"], **of_a_layer)
    own = {name: chosen[name] for name in PageOptions._fields if name in chosen and name not in ("view", "sheet")}
    page = PageOptions(chosen["view"] or plan.usual_view, wording=wording, letters=letters, **own)
    page = page._replace(shape=shape or page.shape)
    return StepOptions(*(chosen[name] for name in StepOptions._fields)).applied(plan.story, page)


def _film(plan: Plan, letters: int, shape: str) -> Film:
    return _placed(plan, letters, shape)[0]


def _links(story: Story, language: str) -> Links:
    from visualize.story.links import links  # pages only need them

    return links(story, language)
