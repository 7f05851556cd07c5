"""The cell size: the largest at which the picture fits, and larger if numbers need it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from visualize.budget import MOST_PIXELS
from visualize.choices import LONGEST_SIDE, SMALLEST_CELL
from visualize.errors import invalid
from visualize.film import Grid, Placement
from visualize.layout.cell_contents import SMALLEST_NUMBERED
from visualize.layout.cell_numbers import (
    Candidate,
    Choice,
    GridCandidates,
    candidate_formats,
    fitting_formats,
    font_size,
)
from visualize.layout.draft import Draft
from visualize.layout.lines import height_of, width_with
from visualize.layout.metrics import Metrics

LARGEST_CELL = 40
SMALLEST_PREFERRED = 4  # pixels; cells are smaller only where a side of the picture would be longer than a slide is
SLIDE_SIDE = 1280
SLIDE = (1168, 600)  # pixels of a slide that a figure fills
LARGEST_NUMBERED = 80  # the size to which cells may grow to hold numbers
# The largest picture of each form, in pixels.
SIZES = {
    "flat": (960, 560),
    "matrix": (1120, 560),
    "fan": (1120, 560),
    "stamps": (1120, 560),
    "product": (1120, 560),
    "blocks": (1120, 560),
    "panel": (960, 560),
    "wide": (960, 540),
    "stairs": (960, 540),
    "tall": (960, 900),
    "tower": (1120, 560),
}
# The smallest font size of numbers: first in cells that may grow, then, if no format fits, in cells of the usual size.
MIN_SIZE, MIN_SIZE_IN_SMALL_CELLS = 12, 8
MIN_SIZE_IN_ROOMY_CELLS = 16  # of numbers that could be shorter
ALIKE = 5  # pixels; cells that are smaller by more are smaller in every direction
# The widths of cells with numbers in the flat view, in heights, and the heights, in those that hold them in squares.
WIDTHS, HEIGHTS = (1.0, 1.15, 1.3, 1.5, 1.75), (1.0, 0.9, 0.8, 0.7, 0.6)

Attempt = tuple[Mapping[Grid, Sequence[Candidate]], int, int]


class Fit(NamedTuple):
    """The lengths of a picture and the formats of its numbers, None if none fits."""

    metrics: Metrics
    formats: Choice | None = None


def usual_cell(draft: Draft) -> int:
    """The cell size of the picture without numbers; raises VisualizeError if the picture is too large."""
    cell = draft.options.cell or _largest_cell(draft, LARGEST_CELL)
    arrangement = draft.arranged(Metrics(cell))
    check_pixels(round(arrangement.width), round(arrangement.height), cell, draft.options.width)
    return cell


def smaller_cells(cell: int) -> Iterator[int]:
    """Cell sizes in descending order, to be tried until lines of unknown width fit the requested width too.

    >>> list(smaller_cells(SMALLEST_CELL + 1)) == [SMALLEST_CELL + 1, SMALLEST_CELL]
    True
    """
    while cell >= SMALLEST_CELL:
        yield cell
        cell -= max(1, cell // 24)


def fitted(draft: Draft, usual: int) -> Fit:
    """The cell size and the number formats.

    If the user gives neither cell size nor width, cells grow before numbers are rounded or written in a small font.
    """
    if not draft.story.numbers or usual < SMALLEST_NUMBERED:
        return Fit(Metrics(usual))
    size_given = draft.options.cell is not None or draft.options.width is not None
    largest = usual if size_given else _largest_cell(draft, LARGEST_NUMBERED)
    all_formats = candidate_formats(draft.story, draft.arranged(Metrics(usual)).placements)
    for options, end, min_size in _attempts(all_formats, usual, largest):
        for metrics in (one for cell in range(usual, end + 1) for one in _shapes(draft, cell, size_given)):
            placements = draft.arranged(metrics).placements
            choice = fitting_formats(options, placements, min_size, metrics.padding)
            if choice is not None:
                filled = _filled(choice, all_formats, placements, metrics, min_size)
                return _largest_numbers(draft, filled, metrics, min_size, size_given)
    return Fit(Metrics(usual))


def _shapes(draft: Draft, cell: int, size_given: bool) -> Iterator[Metrics]:
    """Square cells; for the rows of several channels, which fill a slide's height before its width, wide ones too."""
    yield Metrics(cell)
    if draft.form == "matrix" and not size_given:
        wide = (Metrics(cell, width=round(cell * share)) for share in WIDTHS[1:])
        yield from (metrics for metrics in wide if _fits(draft, metrics))


def _attempts(formats: Mapping[Grid, GridCandidates], usual: int, largest: int) -> Iterator[Attempt]:
    """Formats, the largest cell and the smallest font size, in order of preference: given numbers are rounded last."""

    def options(given: int, computed: int) -> dict[Grid, list[Candidate]]:
        return {grid: one.usual[: given if one.given else computed] for grid, one in formats.items()}

    most = max(len(one.usual) for one in formats.values())
    yield {grid: [*one.roomy, one.usual[0]] for grid, one in formats.items()}, usual, MIN_SIZE_IN_ROOMY_CELLS
    for computed in range(1, most + 1):
        yield options(1, computed), largest, MIN_SIZE
    yield options(1, most), usual, MIN_SIZE_IN_SMALL_CELLS
    for given in range(2, most + 1):
        yield options(given, most), largest, MIN_SIZE
    yield options(most, most), usual, MIN_SIZE_IN_SMALL_CELLS


def _filled(
    choice: Choice,
    formats: Mapping[Grid, GridCandidates],
    placements: Mapping[Grid, Placement],
    metrics: Metrics,
    min_size: int,
) -> Choice:
    """The chosen formats, or ones with more digits where they fit in the same font size."""
    size = font_size(choice, placements, metrics, min_size)
    options = {grid: [*formats[grid].roomy, candidate] for grid, candidate in choice.items()}
    return fitting_formats(options, placements, size, metrics.padding) or choice


def _largest_numbers(draft: Draft, choice: Choice, metrics: Metrics, min_size: int, size_given: bool) -> Fit:
    """The fit with the largest numbers on a slide that the picture fills; the cells of the flat view may be wide."""
    cell, usual = metrics.cell, _numbered(draft, choice, metrics, min_size)
    if size_given or draft.form not in ("flat", "matrix"):
        return Fit(usual, choice)
    found, largest = usual, 0.0
    for height in dict.fromkeys(max(min(cell, LARGEST_CELL), round(cell * share)) for share in HEIGHTS):
        for width in (round(height * share) for share in WIDTHS):
            metrics = _numbered(draft, choice, Metrics(height, width=width), min_size)
            size = metrics.numbers / slide_pixel(draft, metrics) if _fits(draft, metrics) else 0.0
            if size > largest * 1.02:
                found, largest = metrics, size
    return Fit(found, choice)


def _numbered(draft: Draft, choice: Choice, metrics: Metrics, min_size: int) -> Metrics:
    """The lengths with the font size of the numbers, which never shrinks as cells grow.

    Slanted cells of whole pixels are not quite alike, so that of the next larger ones some hold smaller letters.
    """
    following = range(1 if draft.options.view == "flat" else ALIKE)
    larger = (metrics._replace(cell=metrics.cell + more) for more in following)
    sizes = [font_size(choice, draft.arranged(one).placements, one, min_size) for one in larger]
    return metrics._replace(numbers=min([sizes[0], *filter(None, sizes)]))


def slide_pixel(draft: Draft, metrics: Metrics, legends: bool = False) -> float:
    """How many of the picture's pixels, those of legends included, are one of a slide that it fills.

    A tall picture is as wide as the slide.
    """
    arrangement = draft.arranged(metrics)
    above, below = draft.above(metrics, arrangement.width), draft.below(metrics, arrangement.width)
    width = max(width_with(above + below, arrangement.width, metrics.margin), draft.options.width or 0)
    found = draft.story.equation(0)
    equation = found.line_count * 1.5 * metrics.text_size if found is not None and arrangement.line is None else 0.0
    lines = height_of(above + below) + equation + legends * 1.8 * metrics.quiet_size
    if draft.form == "tall":
        return width / SLIDE[0]
    return max(width / SLIDE[0], (arrangement.height + lines + 2.6 * metrics.margin) / SLIDE[1])


def _largest_cell(draft: Draft, largest: int) -> int:
    """The largest cell size that fits, by binary search: no length shrinks as the cell grows.

    In a requested width, caption lines must fit too.
    """
    width = draft.options.width
    if width is not None:
        low, high = SMALLEST_CELL, max(SMALLEST_CELL, width // 2)
    else:
        low, high = SMALLEST_PREFERRED, largest
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(draft, Metrics(middle)) else (low, middle - 1)
    while width is None and low > SMALLEST_CELL and max(_size(draft, Metrics(low))) > SLIDE_SIDE:
        low -= 1
    return low


def _fits(draft: Draft, metrics: Metrics) -> bool:
    requested = draft.options.width
    if requested is not None:
        arrangement = draft.arranged(metrics)
        lines = draft.above(metrics, arrangement.width) + draft.below(metrics, arrangement.width)
        return width_with(lines, arrangement.width, metrics.margin) <= requested
    (width, height), (widest, highest) = _size(draft, metrics), SIZES[draft.form]
    return width <= widest and height <= highest


def _size(draft: Draft, metrics: Metrics) -> tuple[float, float]:
    """The width of the picture, which lines may make wider, and its height with all lines."""
    arrangement = draft.arranged(metrics)
    lines = draft.above(metrics, arrangement.width) + draft.below(metrics, arrangement.width)
    width = width_with([], arrangement.width, metrics.margin)
    return width, arrangement.height + height_of(lines) + 2 * metrics.margin


def check_pixels(width: int, height: int, cell: int, requested_width: int | None) -> None:
    """Refuse a picture with too many pixels or too long a side; `requested_width` is the user's, if any."""
    if width * height <= MOST_PIXELS and max(width, height) <= LONGEST_SIDE:
        return
    megapixels = width * height / 1e6
    advice = f"the picture would be {width} x {height}, {megapixels:.0f} megapixels; at most {MOST_PIXELS // 10**6}"
    if width * height <= MOST_PIXELS:
        advice = f"the picture would be {width} x {height}; a side has at most {LONGEST_SIDE} pixels"
    if requested_width is not None:
        raise invalid("width", requested_width, f"{advice}; use a smaller --width")
    raise invalid("cell", cell, f"{advice}; use a smaller --cell or --i")
