"""The contents of a figure's cells at each step: numbers, shades of a colour scale, letters of repeated padding."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.errors import invalid, unsupported
from visualize.film import INPUT, KERNEL, OUTPUT, SUMS, CellText, Grid, Line, Placement, Shades, Texts
from visualize.film.film import NOTHING
from visualize.film.roles import STATES, State, is_word
from visualize.layout.cell_numbers import Choice, cell_numbers
from visualize.layout.color_scale import ColorScale, color_scale, shared, tap_shades
from visualize.layout.metrics import Metrics
from visualize.layout.weights import Weights, spot
from visualize.story import Story
from visualize.style.looks import UNPLACED
from visualize.text.equations import in_words

SMALLEST_MARKED = 20  # in smaller cells a letter would be too small to read
SMALLEST_NUMBERED = 14  # in smaller cells numbers of two digits would be illegible

Placements = Mapping[Grid, Placement]
T = TypeVar("T")


def _nothing(index: int) -> Mapping[Grid, Any]:
    return NOTHING


def _constant(parts: Mapping[Grid, T], index: int) -> Mapping[Grid, T]:
    """The same contents at every step; a function of the module, so that films can be pickled."""
    return parts


class CellContents(NamedTuple):
    """Texts, notes and shades of all grids as functions of the step, the step's line, and the shades' colour scales.

    Shades of values that are not written in their cells are a `picture`.
    """

    cell_texts: Mapping[Grid, CellText] = NOTHING
    texts: Callable[[int], Mapping[Grid, Texts]] = _nothing
    note_texts: Mapping[Grid, CellText] = NOTHING
    notes: Callable[[int], Mapping[Grid, Texts]] = _nothing
    line: Callable[[int], Line] | None = None
    line_size: int = 0
    scales: Mapping[Grid, ColorScale] = NOTHING
    shades: Callable[[int], Mapping[Grid, Shades]] = _nothing
    hues: tuple[int, ...] = ()
    picture: bool = False


class CellOptions(NamedTuple):
    """Colour mode, number formats (None if none fits), widest equation, language.

    `named` says whether the lines of several outputs begin with their names.
    """

    color_by: str
    formats: Choice | None
    available_width: float
    language: str
    named: bool = True


def cell_contents(story: Story, options: CellOptions, metrics: Metrics, placements: Placements) -> CellContents:
    """Numbers if they fit; shades if they do not, or if the colour mode asks for them; letters for repeated padding."""
    color_by, formats = options.color_by, options.formats
    plain = (
        _without_numbers(story, metrics, options.language)
        if formats is None
        else _with_numbers(story, formats, options, metrics, placements)
    )
    if color_by == "tap":
        return _by_tap(plain, story, placements, metrics)
    if color_by == "uses":
        return _by_uses(plain, story, metrics)
    if color_by == "value" and not story.numbers:
        raise invalid("color_by", "value", "there are no values; give some, as with --input arange")
    if color_by == "value" or (story.numbers and formats is None):
        return _by_value(plain, story, placements)
    return plain


def _with_numbers(
    story: Story, formats: Choice, options: CellOptions, metrics: Metrics, placements: Placements
) -> CellContents:
    width, named = options.available_width, options.named
    numbers = cell_numbers(story, formats, placements, metrics, width, options.language, named)
    acting, line = numbers.weights, numbers.line if story.equation(0) is not None else None
    return CellContents(numbers.cell_texts, numbers.texts, acting.styles, acting.texts, line, numbers.line_size)


def _without_numbers(story: Story, metrics: Metrics, language: str) -> CellContents:
    """Letters on padding cells and the input cells that they repeat, if cells are large enough."""
    line = partial(_line, story, language)
    contents = CellContents(line=line if line(0).text else None, line_size=metrics.text_size)
    if story.numbers or not story.marks or metrics.cell < SMALLEST_MARKED:
        return contents
    cell_texts = {grid: CellText(metrics.mark_size) for grid in story.marks}
    return contents._replace(cell_texts=cell_texts, texts=partial(_marks, story, dict(story.marks)))


def _marks(story: Story, marks: Mapping[Grid, Texts], index: int) -> Mapping[Grid, Texts]:
    """The letters at a step; a matrix that is written line by line has those of its pending cells later."""
    matrices = [grid for grid in marks if grid.matrix]
    roles = story.frame(index).roles if matrices else {}
    later = {grid: np.where(roles[grid] % STATES == State.PENDING, "", marks[grid]) for grid in matrices}
    return {**marks, **later}


def _line(story: Story, language: str, index: int) -> Line:
    equation = story.equation(index)
    return Line() if equation is None else in_words(equation, language)


def _by_tap(plain: CellContents, story: Story, placements: Placements, metrics: Metrics) -> CellContents:
    """Each weight in its own colour, and at each step the same colour on the cell that the weight is paired with.

    Where cells have no numbers but have room, the weights are numbered, from 1, there and in the kernel.
    """
    weights = story.weights_at(0)
    if story.channels is not None:
        raise unsupported("color_by", "tap", "it tells the weights of a single kernel apart; give one channel")
    if not weights:
        raise invalid("color_by", "tap", "a pooling has no weights to tell apart")
    hues = tap_shades(*weights[KERNEL].shape).ravel()
    kernel = {KERNEL: hues[weights[KERNEL]]} if KERNEL in placements else {}
    shades = partial(_tap_shades, story, list(placements), hues, kernel)
    coloured = plain._replace(shades=shades, hues=tuple(distinct(hues).tolist()))
    return coloured if plain.cell_texts or plain.note_texts else _numbered(coloured, story, placements, metrics)


def _numbered(plain: CellContents, story: Story, placements: Placements, metrics: Metrics) -> CellContents:
    """The numbers of the weights, small, in the corners of cells that hold them."""
    written = np.array([*(str(1 + at) for at in range(story.weights_at(0)[KERNEL].size)), ""])
    styles = {
        grid: spot(placements[grid], str(len(written) - 1), metrics)
        for grid in story.weights_at(0)
        if grid in placements
    }
    found = {grid: style for grid, style in styles.items() if style is not None}
    return plain._replace(note_texts=found, notes=Weights(story, written, found).texts)


def _tap_shades(
    story: Story, grids: list[Grid], hues: Shades, kernel: dict[Grid, Shades], index: int
) -> dict[Grid, Shades]:
    weights = {grid: numbers for grid, numbers in story.weights_at(index).items() if grid in grids and grid != KERNEL}
    lit = {grid: np.where(numbers < 0, 0, hues[numbers]).astype(np.uint8) for grid, numbers in weights.items()}
    return lit | kernel


def _by_uses(plain: CellContents, story: Story, metrics: Metrics) -> CellContents:
    """Each input cell shaded by the number of windows that read it, which it also shows if it has no value."""
    if not story.uses:
        raise invalid("color_by", "uses", "stamping reads every input cell once; use --reading gather")
    # The channels of an input are read alike.
    scales = {INPUT: ColorScale(float(story.uses[INPUT].min()), float(story.uses[INPUT].max()), counts=True)}
    constant = {grid: scales[INPUT].shades(uses) for grid, uses in story.uses.items()}
    shaded = plain._replace(scales=scales, shades=partial(_constant, constant))
    if story.numbers or metrics.cell < SMALLEST_NUMBERED:
        return shaded
    counts = {grid: uses.astype(str) for grid, uses in story.uses.items()}
    cell_texts = {grid: CellText(max(12, round(metrics.cell * 0.4))) for grid in counts}
    return shaded._replace(cell_texts=cell_texts, texts=partial(_constant, counts))


def _by_value(plain: CellContents, story: Story, placements: Placements) -> CellContents:
    """Each cell shaded by its number; an output cell from the step that computes it."""
    grids = [grid for grid in placements if not is_word(story.rest[grid])]
    scales = _scales(story, grids)
    shaded = {grid: scales[_first(grid, scales)].shades(story.numbers[grid]) for grid in grids}
    changing = [grid for grid in grids if grid in story.numbers_at(0)]
    final = {grid: _placed(scales[_first(grid, scales)], story.written[grid]) for grid in changing}
    constant = {grid: shades for grid, shades in shaded.items() if grid not in final}
    shades = partial(_value_shades, story, scales[OUTPUT], constant, final)
    finite = all(np.isfinite(story.numbers[grid]).all() for grid in grids)
    hues = () if finite else (UNPLACED,)
    coloured = plain._replace(scales=scales, shades=shades, hues=hues, picture=not plain.cell_texts)
    if plain.cell_texts or finite:
        return coloured
    crosses = {grid: _crosses(story.numbers[grid]) for grid in grids}
    cell_texts = {grid: CellText(_cross_size(placements[grid])) for grid in grids}
    return coloured._replace(cell_texts=cell_texts, texts=partial(_crossed, story, crosses))


def _scales(story: Story, grids: list[Grid]) -> dict[Grid, ColorScale]:
    """The scale of each tensor, by the first of its grids; inputs and outputs share theirs if they can."""
    numbers: dict[Grid, list[NDArray[Any]]] = {}
    for grid in grids:
        numbers.setdefault(_first(grid, numbers), []).append(story.numbers[grid].ravel())
    scales = {grid: color_scale(np.concatenate(parts)) for grid, parts in numbers.items()}
    scales[INPUT], scales[OUTPUT] = shared(scales[INPUT], scales[OUTPUT])
    return scales


def _first(grid: Grid, others: Iterable[Grid]) -> Grid:
    """The first grid of the same tensor, the grid itself if there is none; of all sums the output."""
    return OUTPUT if grid.tensor in SUMS else next((other for other in others if other.tensor is grid.tensor), grid)


def _placed(scale: ColorScale, values: NDArray[Any]) -> Shades:
    """The shade of every output; infinities and nan get one of their own: the fill of outputs is like the scale."""
    return np.where(np.isfinite(values), scale.shades(values), np.uint8(UNPLACED)).astype(np.uint8)


def _cross_size(place: Placement) -> int:
    """The font size of a cross, which stays within its cell; slanted cells are lower."""
    return max(6, round((0.85 if place.upright else 0.6) * place.right[0]))


def _crosses(numbers: NDArray[Any]) -> Texts:
    """A cross for every number that has no place on a scale."""
    return np.where(np.isfinite(numbers), "", "×")


def _crossed(story: Story, crosses: dict[Grid, Texts], index: int) -> dict[Grid, Texts]:
    found = story.numbers_at(index).items()
    return {**crosses, **{grid: np.where(computed, _crosses(values), "") for grid, (values, computed) in found}}


def _value_shades(
    story: Story, scale: ColorScale, constant: dict[Grid, Shades], final: dict[Grid, Shades], index: int
) -> dict[Grid, Shades]:
    shades = dict(constant)
    for grid, (values, computed) in story.numbers_at(index).items():
        if grid in final:
            full = final[grid] if values is story.written[grid] else _placed(scale, values)
            shades[grid] = np.where(computed, full, 0).astype(np.uint8)
    return shades
