"""The size of cells: the largest at which the picture fits, larger where numbers need it."""

from collections.abc import Iterator
from typing import NamedTuple

from visualize.budget import MOST_PIXELS
from visualize.errors import invalid
from visualize.layout.captions import caption_lines, width_with
from visualize.layout.cell_contents import SMALLEST_NUMBERED
from visualize.layout.cell_numbers import Choice, candidate_formats, fitting_formats
from visualize.layout.draft import Draft
from visualize.layout.metrics import Metrics
from visualize.options import LONGEST_SIDE, SMALLEST_CELL

LARGEST_CELL = 40
LARGEST_NUMBERED = 80  # what cells may become to hold numbers
DEFAULT_WIDTH, STACK_HEIGHT = 960, 900
MIN_SIZE, MIN_SIZE_IN_SMALL_CELLS = 12, 8  # of letters in cells that may grow; in others, or where that is too large


class Fit(NamedTuple):
    """Lengths of a picture, the formats of its numbers, None where none fits, and their smallest size of letters."""

    metrics: Metrics
    formats: Choice | None = None
    min_size: int = MIN_SIZE


def usual_cell(draft: Draft) -> int:
    """The cell of a picture without numbers; too many pixels at that size are refused."""
    cell = draft.options.cell or _largest_cell(draft, LARGEST_CELL)
    arrangement = draft.arranged(Metrics(cell))
    check_pixels(round(arrangement.width), round(arrangement.height), cell, draft.options.width)
    return cell


def smaller_cells(cell: int) -> Iterator[int]:
    """Ever smaller cells: in a width that was asked for, lines whose width is not known before must fit as well."""
    while cell >= SMALLEST_CELL:
        yield cell
        cell = min(cell - 1, round(cell * 0.92))


def fitted(draft: Draft, usual: int) -> Fit:
    """Where no cell's size is asked for, cells grow before numbers are rounded, or written in small letters."""
    if not draft.story.numbers or usual < SMALLEST_NUMBERED:
        return Fit(Metrics(usual))
    asked = draft.options.cell is not None or draft.options.width is not None
    largest = usual if asked else _largest_cell(draft, LARGEST_NUMBERED)
    every = candidate_formats(draft.story, draft.arranged(Metrics(usual)).placements)
    best = {grid: some[:1] for grid, some in every.items()}
    for candidates, end, min_size in (
        (best, largest, MIN_SIZE),
        (every, largest, MIN_SIZE),
        (best, usual, MIN_SIZE_IN_SMALL_CELLS),
        (every, usual, MIN_SIZE_IN_SMALL_CELLS),
    ):
        for metrics in map(Metrics, range(usual, end + 1)):
            found = fitting_formats(candidates, draft.arranged(metrics).placements, min_size, metrics.padding)
            if found is not None:
                return Fit(metrics, found, min_size)
    return Fit(Metrics(usual))


def _largest_cell(draft: Draft, largest: int) -> int:
    """By halving: all lengths only grow with the cell. In a width that was asked for, lines must fit too."""
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
    # A stack is high rather than wide; on a slide it would be made small, its letters with it.
    return width is not None or not draft.captions.beside or arrangement.height <= STACK_HEIGHT


def check_pixels(width: int, height: int, cell: int, asked: int | None) -> None:
    """Refuse a picture of too many pixels, or with too long a side; `asked` is the width that was asked for."""
    if width * height <= MOST_PIXELS and max(width, height) <= LONGEST_SIDE:
        return
    megapixels = width * height / 1e6
    advice = f"the picture would be {width} x {height}, {megapixels:.0f} megapixels; at most {MOST_PIXELS // 10**6}"
    if width * height <= MOST_PIXELS:
        advice = f"the picture would be {width} x {height}; a side has at most {LONGEST_SIDE} pixels"
    if asked is not None:
        raise invalid("width", asked, f"{advice}; use a smaller --width")
    raise invalid("cell", cell, f"{advice}; use a smaller --cell or --i")
