"""The loupe: where cells are small, the window's cells, the kernel and the output cell, enlarged and with numbers."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize.film import INPUT, KERNEL, OUTPUT, Box, CellText, Grid, Placement, Roles, Shades, Texts
from visualize.film.film import NOTHING
from visualize.film.roles import Kind, State, role
from visualize.layout.arrangement import RESULT, WINDOW, Magnified
from visualize.layout.cell_numbers import candidate_formats, fitting_formats, font_size
from visualize.layout.draft import MAGNIFYING, Draft
from visualize.layout.fit import MIN_SIZE, MIN_SIZE_IN_SMALL_CELLS, Fit, slide_pixel
from visualize.layout.metrics import Metrics
from visualize.story import Story

SMALLEST_SIDE = 48  # cells of a grid that needs a loupe,
SMALLEST_SEEN = 12  # if on a slide its cells are smaller than so many pixels
LARGEST_WINDOW = 11  # cells
CELL, NUMBERED = 28, 36  # edges of enlarged cells; with numbers they are between the two
SPAN = 196  # pixels of a window; cells without numbers are smaller in larger ones
ENLARGED = {INPUT: WINDOW, OUTPUT: RESULT}
Found = list[tuple[Box, Grid]]
SOURCES = {WINDOW: INPUT, KERNEL: KERNEL, RESULT: OUTPUT}  # of the cells in the enlarged grids


def magnified(draft: Draft, fit: Fit) -> Magnified:
    """The grids to enlarge: those of a loupe, or the kernel beside a picture, or none."""
    story = draft.story
    kernel = (KERNEL,) if KERNEL in story.shapes else ()
    pixel = slide_pixel(draft, fit.metrics)
    if story.window and _needs_loupe(draft, fit.metrics.cell / pixel):
        side = max(*story.window, *story.shapes.get(KERNEL, (1, 1)))
        edge = max(CELL, min(NUMBERED, SPAN // side)) if story.numbers else min(CELL, SPAN // side)
        return Magnified((WINDOW, *kernel, RESULT), round(edge * max(1.0, pixel)))
    if draft.form == "flat" and draft.options.cell is None and pictorial(draft, fit) and fit.metrics.cell < CELL:
        return Magnified(kernel, CELL)
    return Magnified()


def pictorial(draft: Draft, fit: Fit) -> bool:
    """Whether cells have the colours of their values in place of numbers."""
    return bool(draft.story.numbers) and fit.formats is None


def _needs_loupe(draft: Draft, seen: float) -> bool:
    options, story = draft.options, draft.story
    if (
        not options.loupe
        or options.sheet
        or options.together > 1
        or draft.form not in MAGNIFYING
        or story.window is None
    ):
        return False
    largest = max(side for grid in (INPUT, OUTPUT) for side in story.shapes[grid])
    small = largest >= SMALLEST_SIDE and seen < SMALLEST_SEEN
    return small and 1 < max(story.window) <= LARGEST_WINDOW


class Loupe(NamedTuple):
    """The enlarged grids of a film and the texts of the whole grids that their cells come from."""

    grids: tuple[Grid, ...] = ()
    texts: Mapping[Grid, Texts] = NOTHING
    size: int = 0

    @property
    def cell_texts(self) -> dict[Grid, CellText]:
        """The font size of the numbers, by grid."""
        return {grid: CellText(self.size) for grid in self.grids if SOURCES[grid] in self.texts}

    def rest(self, story: Story) -> dict[Grid, Roles]:
        """The roles of the loupe's cells at rest."""
        if WINDOW not in self.grids or story.window is None:
            return {}
        shapes = ((WINDOW, story.window, Kind.INPUT), (RESULT, (1, 1), Kind.OUTPUT))
        return {grid: np.full(shape, role(kind, State.REST), np.uint8) for grid, shape, kind in shapes}

    def found(self, boxes: Iterable[Box]) -> Found:
        """The boxes whose cells are enlarged, each with the grid of the enlarged cells."""
        return [(box, ENLARGED[box.grid]) for box in boxes if ENLARGED.get(box.grid) in self.grids]

    def over(
        self, found: Found, roles: Mapping[Grid, Roles], texts: Mapping[Grid, Texts], shades: Mapping[Grid, Shades]
    ) -> tuple[Mapping[Grid, Roles], Mapping[Grid, Texts], Mapping[Grid, Shades]]:
        """Roles, texts and shades of all cells, with those of the enlarged ones."""
        if self.texts:
            kernel = {KERNEL: self.texts[KERNEL]} if KERNEL in self.texts else {}
            texts = {**texts, **kernel, **_cut(self.texts, found)}
        return {**roles, **_cut(roles, found)}, texts, {**shades, **_cut(shades, found)} if shades else shades


def loupe(draft: Draft, placements: Mapping[Grid, Placement]) -> Loupe:
    """The loupe of a draft, with the numbers of its cells in the best format that fits them."""
    grids, cell = draft.magnified
    if not grids or not draft.story.numbers:
        return Loupe(grids)
    metrics, places = Metrics(cell), {SOURCES[grid]: placements[grid] for grid in grids}
    candidates = candidate_formats(draft.story, [grid for grid in places if grid != KERNEL])
    for size in (MIN_SIZE, MIN_SIZE_IN_SMALL_CELLS):
        for count in range(1, 1 + max(len(one.usual) for one in candidates.values())):
            options = {grid: one.usual[:count] for grid, one in candidates.items()}
            choice = fitting_formats(options, places, size, metrics.padding)
            if choice is not None:
                texts = {grid: one.format.texts(draft.story.written[grid]) for grid, one in choice.items()}
                return Loupe(grids, texts, font_size(choice, places, metrics, size))
    return Loupe(grids)


def _cut(whole: Mapping[Grid, NDArray[Any]], found: Found) -> dict[Grid, NDArray[Any]]:
    """The cells that boxes cut out of whole grids."""
    parts = [
        (grid, whole[box.grid][box.row : box.row + box.rows, box.column : box.column + box.columns])
        for box, grid in found
        if box.grid in whole
    ]
    return {grid: _same(part.tobytes(), part.dtype.str, part.shape) for grid, part in parts}


@lru_cache(maxsize=256)
def _same(data: bytes, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """The array with these bytes: equal ones are the same object, as renderers ask for."""
    return np.frombuffer(data, dtype).reshape(shape)
