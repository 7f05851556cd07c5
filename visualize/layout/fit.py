"""The cell size: the largest at which the picture fits, and larger if numbers need it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from visualize.budget import MOST_PIXELS
from visualize.errors import invalid
from visualize.film import Grid, Placement
from visualize.layout.captions import DEFAULT_WIDTH, caption_lines, width_with
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
from visualize.layout.metrics import Metrics
from visualize.options import LONGEST_SIDE, SMALLEST_CELL

LARGEST_CELL = 40
LARGEST_NUMBERED = 80  # the size to which cells may grow to hold numbers
STACK_HEIGHT = 900
# The smallest font size of numbers: first in cells that may grow, then, if no format fits, in cells of the usual size.
MIN_SIZE, MIN_SIZE_IN_SMALL_CELLS = 12, 8
MIN_SIZE_IN_ROOMY_CELLS = 16  # of numbers that could be shorter

Attempt = tuple[Mapping[Grid, Sequence[Candidate]], int, int]


class Fit(NamedTuple):
    """The lengths of a picture, the formats of its numbers (None if none fits), and their smallest font size."""

    metrics: Metrics
    formats: Choice | None = None
    min_size: int = MIN_SIZE


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
        cell = min(cell - 1, round(cell * 0.92))


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
        for metrics in map(Metrics, range(usual, end + 1)):
            placements = draft.arranged(metrics).placements
            choice = fitting_formats(options, placements, min_size, metrics.padding)
            if choice is not None:
                return Fit(metrics, _filled(choice, all_formats, placements, metrics, min_size), min_size)
    return Fit(Metrics(usual))


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


def _largest_cell(draft: Draft, largest: int) -> int:
    """The largest cell size that fits, by binary search: no length shrinks as the cell grows.

    In a requested width, caption lines must fit too.
    """
    width = draft.options.width
    low, high = SMALLEST_CELL, largest if width is None else max(SMALLEST_CELL, width // 2)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(draft, Metrics(middle)) else (low, middle - 1)
    return low


def _fits(draft: Draft, metrics: Metrics) -> bool:
    width = draft.options.width
    arrangement = draft.arranged(metrics)
    above, below = caption_lines(draft, metrics, arrangement.width) if width else ([], [])
    if width_with(above + below, arrangement.width, metrics) > (width or DEFAULT_WIDTH):
        return False
    # A stack is higher than it is wide; scaled down to the height of a slide, its texts would be too small.
    return width is not None or len(draft.story.planes) == 2 or arrangement.height <= STACK_HEIGHT


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
