"""The reading by output cell: a window slides over the input."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.distinct import distinct
from visualize.film import INPUT, KERNEL, OUTPUT, Box, Frame, Grid, Roles, Texts
from visualize.film.roles import STATES, Kind, State
from visualize.operations import Operation
from visualize.story.trace import trace
from visualize.story.values import (
    CURRENT,
    DONE,
    PENDING,
    TAP,
    Grids,
    Shapes,
    Values,
    computed,
    drawn_kinds,
    letter,
    output_kinds,
)
from visualize.story.written import Written, as_written, common_denominator
from visualize.text.alt_text import Course
from visualize.text.captions import Captions, Wording, captions, with_fraction
from visualize.text.sentences import Equation

MOST_POINTERS = 3


@dataclass(frozen=True)
class Gather:
    """A window slides over the drawn input, row by row; each step writes one output cell.

    >>> from visualize.operations import Conv
    >>> story = Gather(Conv(input_size=5, kernel_size=3, padding=1, stride=2))
    >>> story.step_count, story.shapes[INPUT]
    (9, (7, 7))
    """

    operation: Operation
    flip: bool = False
    values: Values | None = field(default=None, compare=False)

    planes = (INPUT, OUTPUT)
    channels = None
    reading, order = "gather", None
    crop = (0, 0, 0, 0)

    @property
    def turned(self) -> bool:
        """Whether the kernel is drawn rotated by 180°, so that each weight stands where it is multiplied."""
        return self.flip or (self.operation.transposed and not self.operation.unturned)

    _axes = cached_property(lambda self: self.operation.drawn)

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid as drawn, padding included; a pooling has no kernel to draw."""
        rows, columns = self._axes
        shapes = {INPUT: (rows.length, columns.length), KERNEL: self.operation.kernel, OUTPUT: self.operation.out}
        if not self.operation.weighted:
            del shapes[KERNEL]
        return shapes

    @cached_property
    def step_count(self) -> int:
        """One step for each output cell."""
        rows, columns = self.operation.out
        return rows * columns

    @property
    def row_length(self) -> int:
        """The number of steps that fill a row: the output's columns."""
        return self.operation.out[1]

    @cached_property
    def window(self) -> tuple[int, int]:
        """Rows and columns of the window, the cells that a dilation skips included."""
        return self._axes[0].span, self._axes[1].span

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell."""
        kinds = {INPUT: np.maximum.outer(*map(drawn_kinds, self._axes))}
        if self.operation.weighted:
            kinds[KERNEL] = np.full(self.operation.kernel, Kind.KERNEL, np.uint8)
        rows, columns = (output_kinds(axis.windows, axis.computed) for axis in self._axes)
        return kinds | {OUTPUT: np.maximum.outer(rows, columns)}

    @cached_property
    def unread(self) -> NDArray[np.bool_]:
        """A mask of the drawn input's cells that no window reads."""
        return np.equal(self.uses[INPUT], 0)

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell at rest, outside any step."""
        resting = {grid: cells * np.uint8(STATES) for grid, cells in self.kinds.items()}
        return resting | {INPUT: resting[INPUT] + self.unread.astype(np.uint8) * np.uint8(State.UNREAD)}

    @cached_property
    def _pending(self) -> Roles:
        return self.rest[OUTPUT] + PENDING

    def captions(self, wording: Wording) -> Captions:
        """Title, headings, captions and alternative text of the figure."""
        uncovered = int(np.count_nonzero(self.unread))
        lost = int(np.count_nonzero(self.unread & (self.kinds[INPUT] == Kind.INPUT)))
        course = Course(self.reading, self.step_count, uncovered, lost, self.turned)
        own = captions(self.operation, course, self.notes(wording), wording)
        return with_fraction(own, common_denominator(self.values and self.values.kernel))

    def notes(self, wording: Wording) -> list[tuple[str, ...]]:
        """A note on a flipped kernel, or on cross-correlation if the wording includes it."""
        if self.flip:
            return [("flip note 1d",) if self.operation.dims == 1 else ("flip note",)]
        return [("note",)] if wording.note and self.operation.correlates else []

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the taps lit, the earlier output cells done, the step's own current."""
        row, column = divmod(index, self.operation.out[1])
        drawn = self.rest[INPUT].copy()
        drawn[self.taps_at(index)] += TAP
        output = self._pending.copy()
        output.reshape(-1)[:index] += DONE
        output[row, column] += CURRENT
        window, current = self.window_at(index), Box(OUTPUT, row, column)
        return Frame(
            {**self.rest, INPUT: drawn, OUTPUT: output},
            (window, *self._kernel_box, current),
            ((window, current),),
            self._pointers(drawn, window),
            *trace(index, self.row_length, self.window_at),
        )

    def window_at(self, index: int) -> Box:
        """The box of a step's window."""
        (rows, columns), (row, column) = self._axes, divmod(index, self.operation.out[1])
        return Box(INPUT, rows.start(row), columns.start(column), *self.window)

    @cached_property
    def _kernel_box(self) -> tuple[Box, ...]:
        return (Box(KERNEL, 0, 0, *self.operation.kernel),) if self.operation.weighted else ()

    @cached_property
    def sources(self) -> NDArray[np.intp] | None:
        """For each drawn cell, the flat index of the input cell that it repeats; None if the padding is constant."""
        return self.operation.sources()

    def _pointers(self, drawn: Roles, window: Box) -> tuple[tuple[Box, Box], ...]:
        """Pointers from each padding cell under the window to the input cell that it repeats."""
        if (sources := self.sources) is None:
            return ()
        under = drawn[window.row : window.row + window.rows, window.column : window.column + window.columns]
        lit = (np.argwhere(under == Kind.PADDING * STATES + State.TAP) + window[1:3]).tolist()
        pairs = ((Box(INPUT, row, column), self._source(int(sources[row, column]))) for row, column in lit)
        # More lines would be a tangle: pointers from each source to itself draw only its edge, letters show the rest.
        return tuple(pairs) if len(lit) <= MOST_POINTERS else tuple((source, source) for _, source in pairs)

    def _source(self, cell: int) -> Box:
        rows, columns = self._axes
        row, column = divmod(cell, self.operation.size[1])
        return Box(INPUT, row + rows.lead, column + columns.lead)

    @cached_property
    def uses(self) -> dict[Grid, NDArray[np.intp]]:
        """How many windows read each drawn cell."""
        return {INPUT: np.multiply.outer(*(axis.uses() for axis in self._axes))}

    @cached_property
    def struck(self) -> tuple[Box, ...]:
        """The rows and columns of output cells that ceil mode drops: their windows would start beyond the input."""
        (rows, columns), dropped = self.operation.out, [axis.dropped for axis in self.operation.axes]
        below = (Box(OUTPUT, rows, 0, 1, columns + dropped[1]),) if dropped[0] else ()
        return (*below, *((Box(OUTPUT, 0, columns, rows, 1),) if dropped[1] else ()))

    @cached_property
    def marks(self) -> dict[Grid, Texts]:
        """The same letter on each input cell that the padding repeats and on its copies."""
        if self.sources is None:
            return {}
        repeated = distinct(self.sources[self.kinds[INPUT] == Kind.PADDING])
        letters = np.array(["", *(letter(at) for at in range(len(repeated)))])
        number = np.searchsorted(repeated, self.sources)
        marked = (number < len(repeated)) & (repeated[np.minimum(number, len(repeated) - 1)] == self.sources)
        return {INPUT: letters[np.where(marked, number + 1, 0)]}

    def taps_at(self, index: int) -> tuple[slice, slice]:
        """Rows and columns of the input under the taps of a step."""
        row, column = divmod(index, self.operation.out[1])
        rows, columns = self._axes
        top, left = rows.start(row), columns.start(column)
        return slice(top, top + rows.span, rows.dilation), slice(left, left + columns.span, columns.dilation)

    @cached_property
    def _weight_numbers(self) -> NDArray[np.intp]:
        """The flat index of each weight, counted in the kernel as given, at the place where it is drawn."""
        numbers = np.arange(self.operation.kernel[0] * self.operation.kernel[1]).reshape(self.operation.kernel)
        return numbers[::-1, ::-1] if self.turned else numbers

    def weights_at(self, index: int) -> dict[Grid, NDArray[np.intp]]:
        """For each grid, the flat index of the weight that each cell holds or is multiplied by; -1 for none."""
        if not self.operation.weighted:
            return {}
        lit = np.full(self.shapes[INPUT], -1)
        lit[self.taps_at(index)] = self._weight_numbers
        return {KERNEL: self._weight_numbers, INPUT: lit}

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the output cell and every tap, row by row of the window as drawn."""
        row, column = divmod(index, self.operation.out[1])
        rows, columns = self._axes
        top, left = rows.start(row), columns.start(column)
        taps = []
        for u, v in np.ndindex(*self.operation.kernel):
            cell = [0, top + u * rows.dilation, left + v * columns.dilation]
            weight = [0, 0, rows.kernel - 1 - u, columns.kernel - 1 - v] if self.turned else [0, 0, u, v]
            taps.append({INPUT.name: cell, KERNEL.name: weight})
        value = None if self.values is None else self.numbers[OUTPUT][row, column].item()
        divisor = {} if self.divisors is None else {"divisor": int(self.divisors[row, column])}
        return {"index": index, OUTPUT.name: [0, row, column], "taps": taps, **divisor, "value": value}

    @cached_property
    def numbers(self) -> dict[Grid, NDArray[Any]]:
        """The final number of every cell, by grid as drawn; empty without values."""
        return {} if self.values is None else self._numbers(self.values)

    def _numbers(self, values: Values) -> dict[Grid, NDArray[Any]]:
        numbers = {INPUT: self.drawn_numbers(values.input)}
        if values.kernel is not None:
            kernel = values.kernel.reshape(self.operation.kernel)
            numbers[KERNEL] = kernel[::-1, ::-1] if self.turned else kernel
        return numbers | {OUTPUT: computed(self.operation, values, self.flip).reshape(self.operation.out)}

    @cached_property
    def _written(self) -> Written:
        assert self.values is not None
        return as_written(self.values, self.numbers, self._numbers, self.operation.reduction != "max")

    @property
    def written(self) -> dict[Grid, NDArray[Any]]:
        """The final number of every cell as it is written; empty without values."""
        return {} if self.values is None else self._written.numbers

    def drawn_numbers(self, values: NDArray[Any]) -> NDArray[Any]:
        """The input with its padding: zeros, minus infinity for a maximum, or repeated cells."""
        image = values.reshape(self.operation.size)
        if self.sources is not None:
            return np.asarray(image.ravel()[self.sources])
        around = self.operation.around if bool((self.kinds[INPUT] != Kind.INPUT).any()) else 0
        drawn = np.full(self.shapes[INPUT], around, np.result_type(image, float) if around else image.dtype)
        rows, columns = self._axes
        drawn[
            rows.lead : rows.lead + rows.inner : rows.spread,
            columns.lead : columns.lead + columns.inner : columns.spread,
        ] = image
        return drawn

    def numbers_at(self, index: int) -> dict[Grid, tuple[NDArray[Any], NDArray[np.bool_]]]:
        """The output's numbers as they are written, and a mask of those computed by the end of a step."""
        return {OUTPUT: (self.written[OUTPUT], self.finished(index))}

    def finished(self, index: int) -> NDArray[np.bool_]:
        """A mask of the output's cells that are computed by the end of a step."""
        return np.arange(self.step_count).reshape(self.operation.out) <= index

    def written_numbers(self, grid: Grid) -> NDArray[Any]:
        """All numbers that are written in a grid at any step."""
        return self.written[grid]

    def equation(self, index: int) -> Equation | None:
        """The step's sum, maximum or mean; without values, only a mean with its divisor."""
        at, divisors = divmod(index, self.operation.out[1]), self.divisors
        if self.values is None:
            return None if divisors is None else Equation("mean", divisor=int(divisors[at]))
        taps, result = self.taps_at(index), self.written[OUTPUT][at].item()
        read = self.written[INPUT][taps]
        if divisors is not None:
            return Equation("mean", read[self.counted[taps]].tolist(), result=result, divisor=int(divisors[at]))
        weights = self.written[KERNEL].ravel().tolist() if self.operation.weighted else ()
        values, bias = [*self.operation.floors, *read.ravel().tolist()], self._written.values.one_bias
        return Equation(self.operation.reduction, values, weights, result, bias, self._written.denominator)

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """A mask of the drawn input's cells that count in a mean."""
        return np.isin(self.kinds[INPUT], (Kind.INPUT, Kind.PADDING)[: 1 + self.operation.count_include_pad])

    @cached_property
    def divisors(self) -> NDArray[np.intp] | None:
        """The divisor of each window's sum; None if sums are not divided."""
        return self.operation.divisors()
