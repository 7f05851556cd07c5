"""The reading by output cell: a window slides over the input."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Frame, Roles, Texts
from visualize.film.roles import STATES, Kind, State
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.axis import Drawn
from visualize.story.values import CURRENT, DONE, PENDING, TAP, Grids, Shapes, Values, computed, output_kinds
from visualize.text import equations, phrases
from visualize.text.number_format import Rule

MOST_POINTERS = 3


@dataclass(frozen=True)
class Gather:
    """A window slides over the drawn input, row by row; each step writes one output cell.

    >>> told = Gather(Conv(input_size=5, kernel_size=3, padding=1, stride=2))
    >>> told.step_count, told.shapes
    (9, {'input': (7, 7), 'kernel': (3, 3), 'output': (3, 3)})
    """

    operation: Operation
    flip: bool = False
    values: Values | None = field(default=None, compare=False)
    language: str = "en"

    @property
    def flipped(self) -> bool:
        """Whether the kernel is drawn turned by half a circle, so that it lies over the window as it is multiplied."""
        return self.flip or isinstance(self.operation, ConvTranspose)

    planes = ("input", "output")

    @cached_property
    def _axes(self) -> tuple[Drawn, Drawn]:
        return self.operation.drawn

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid as drawn, padding included; a pooling has no kernel to draw."""
        rows, columns = self._axes
        shapes = {"input": (rows.length, columns.length), "kernel": self.operation.kernel, "output": self.operation.out}
        if not self.weighted:
            del shapes["kernel"]
        return shapes

    @property
    def weighted(self) -> bool:
        """Whether there are weights, so that a kernel is drawn."""
        return isinstance(self.operation, Conv | ConvTranspose)

    @cached_property
    def step_count(self) -> int:
        """One step for each output cell."""
        rows, columns = self.operation.out
        return rows * columns

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell."""
        rows, columns = (_drawn_kinds(axis) for axis in self._axes)
        kinds = {"input": np.maximum.outer(rows, columns)}
        if self.weighted:
            kinds["kernel"] = np.full(self.operation.kernel, Kind.KERNEL, np.uint8)
        rows, columns = (output_kinds(axis.windows, axis.computed) for axis in self._axes)
        return kinds | {"output": np.maximum.outer(rows, columns)}

    @cached_property
    def unread(self) -> NDArray[np.bool_]:
        """Cells of the drawn input that no window reads."""
        return np.equal(self.uses, 0)

    @property
    def unread_count(self) -> int:
        """How many cells that are, by arithmetic."""
        rows, columns = self._axes
        return rows.length * columns.length - rows.read_count * columns.read_count

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell when nothing happens to it."""
        resting = {grid: cells * np.uint8(STATES) for grid, cells in self.kinds.items()}
        return resting | {"input": resting["input"] + self.unread.astype(np.uint8) * np.uint8(State.UNREAD)}

    @cached_property
    def _pending(self) -> Roles:
        return self.rest["output"] + PENDING

    def spoken(self, convention: str = "torch", note: bool = False) -> phrases.Spoken:
        """What is said of the figure."""
        notes = phrases.notes(self.operation, self.flip, note, self.language)
        return phrases.spoken(
            self.operation, self.step_count, self.unread_count, self.flipped, self.language, convention, notes
        )

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the window's taps lit, the outputs before it done, its own current."""
        row, column = divmod(index, self.operation.out[1])
        rows, columns = self._axes
        _, down, across = self.tap_slices(index)
        top, left = down.start, across.start
        drawn = self.rest["input"].copy()
        taps = drawn[down, across]
        taps += TAP
        output = self._pending.copy()
        output.reshape(-1)[:index] += DONE
        output[row, column] += CURRENT
        window, current = Box("input", top, left, rows.span, columns.span), Box("output", row, column)
        return Frame(
            {**self.rest, "input": drawn, "output": output},
            (window, *self._kernel_box, current),
            ((window, current),),
            self._pointers(drawn, window),
            self._line(row, column),
        )

    @cached_property
    def _kernel_box(self) -> tuple[Box, ...]:
        return (Box("kernel", 0, 0, *self.operation.kernel),) if self.weighted else ()

    @cached_property
    def sources(self) -> NDArray[np.intp] | None:
        """For each drawn cell the number of the input cell that its value comes from, where padding is no constant."""
        return self.operation.sources() if isinstance(self.operation, Conv) else None

    def _pointers(self, drawn: Roles, window: Box) -> tuple[tuple[Box, Box], ...]:
        """From each padding cell under the window to the input cell that it repeats."""
        if self.sources is None:
            return ()
        lit = np.argwhere(drawn == Kind.PADDING * STATES + State.TAP).tolist()
        told = ((Box("input", row, column), self._source(row, column)) for row, column in lit)
        # More lines would be a tangle: the sources' edges and the letters tell, a line from a cell to itself is none.
        return tuple(told) if len(lit) <= MOST_POINTERS else tuple((source, source) for _, source in told)

    def _source(self, row: int, column: int) -> Box:
        assert self.sources is not None
        rows, columns = self._axes
        source_row, source_column = divmod(int(self.sources[row, column]), self.operation.size[1])
        return Box("input", source_row + rows.lead, source_column + columns.lead)

    def _line(self, row: int, column: int) -> str:
        """What the step says below the picture: an average's divisor."""
        if not isinstance(self.operation, AvgPool):
            return ""
        return phrases.phrase("sum", self.language).format(self._divisors[row, column])

    @cached_property
    def _divisors(self) -> NDArray[np.intp]:
        assert isinstance(self.operation, AvgPool)
        return self.operation.divisors()

    @cached_property
    def uses(self) -> NDArray[np.intp]:
        """How many windows read each drawn cell."""
        rows, columns = (axis.uses() for axis in self._axes)
        return np.multiply.outer(rows, columns)

    @cached_property
    def struck(self) -> tuple[Box, ...]:
        """Output cells that are not there: of windows that would start beyond the input."""
        if isinstance(self.operation, Conv | ConvTranspose):
            return ()
        (rows, columns), dropped = self.operation.out, [axis.dropped for axis in self.operation.axes]
        below = (Box("output", rows, 0, 1, columns + dropped[1]),) if dropped[0] else ()
        return (*below, *((Box("output", 0, columns, rows, 1),) if dropped[1] else ()))

    @property
    def has_lines(self) -> bool:
        """Whether each step says something of its own, apart from an equation."""
        return isinstance(self.operation, AvgPool)

    @cached_property
    def letters(self) -> Texts:
        """A letter for each input cell that padding repeats, on the cell and on its copies; else nothing."""
        assert self.sources is not None
        padding = self.kinds["input"] == Kind.PADDING
        repeated = np.unique(self.sources[padding])
        names = np.array(["", *(_letters(at) for at in range(len(repeated)))])
        number = np.searchsorted(repeated, self.sources)
        known = (number < len(repeated)) & (repeated[np.minimum(number, len(repeated) - 1)] == self.sources)
        return names[np.where(known, number + 1, 0)]

    def tap_slices(self, index: int) -> tuple[str, slice, slice]:
        """The grid under the window, and its rows and columns under the taps of a step."""
        row, column = divmod(index, self.operation.out[1])
        rows, columns = self._axes
        top, left = rows.start(row), columns.start(column)
        across = slice(left, left + columns.span, columns.dilation)
        return "input", slice(top, top + rows.span, rows.dilation), across

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the output cell and every tap, row by row of the window as drawn."""
        row, column = divmod(index, self.operation.out[1])
        rows, columns = self._axes
        top, left = rows.start(row), columns.start(column)
        taps = []
        for u, v in np.ndindex(*self.operation.kernel):
            cell = [0, top + u * rows.dilation, left + v * columns.dilation]
            weight = [0, 0, rows.kernel - 1 - u, columns.kernel - 1 - v] if self.flipped else [0, 0, u, v]
            taps.append({"input": cell, "kernel": weight})
        value = None if self.values is None else float(self.numbers["output"][row, column])
        return {"index": index, "output": [0, row, column], "taps": taps, "value": value}

    @cached_property
    def numbers(self) -> dict[str, NDArray[Any]]:
        """The final number of every cell, by grid as drawn; empty without values."""
        if self.values is None:
            return {}
        numbers = {"input": self._drawn_numbers()}
        if self.values.kernel is not None:
            kernel = self.values.kernel.reshape(self.operation.kernel)
            numbers["kernel"] = kernel[::-1, ::-1] if self.flipped else kernel
        return numbers | {"output": computed(self.operation, self.values, self.flip).reshape(self.operation.out)}

    def _drawn_numbers(self) -> NDArray[Any]:
        """The input within what surrounds it: zeros, minus infinity for a maximum, or repeated cells."""
        assert self.values is not None
        given = self.values.input.reshape(self.operation.size)
        if self.sources is not None:
            return np.asarray(given.ravel()[self.sources])
        maximum = isinstance(self.operation, MaxPool) and bool((self.kinds["input"] != Kind.INPUT).any())
        around, kind = (-np.inf, np.result_type(given, float)) if maximum else (0, given.dtype)
        drawn = np.full(self.shapes["input"], around, kind)
        rows, columns = self._axes
        drawn[
            rows.lead : rows.lead + rows.inner : rows.spread,
            columns.lead : columns.lead + columns.inner : columns.spread,
        ] = given
        return drawn

    def output_numbers(self, index: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """The output's numbers at a step, and which are known by then."""
        known = np.zeros(self.operation.out, np.bool_)
        known.reshape(-1)[: index + 1] = True
        return self.numbers["output"], known

    @property
    def shown(self) -> NDArray[Any]:
        """All numbers that stand in the output at some step."""
        return self.numbers["output"]

    def equation(self, index: int, rules: dict[str, Rule], fits: Callable[[str], bool]) -> str:
        """The step's sum, maximum or average with its numbers."""
        row, column = divmod(index, self.operation.out[1])
        _, down, across = self.tap_slices(index)
        read = self.numbers["input"][down, across].ravel().tolist()
        result = float(self.numbers["output"][row, column])
        if isinstance(self.operation, MaxPool):
            return equations.largest(read, result, rules, fits)
        if isinstance(self.operation, AvgPool):
            return equations.average(read, int(self._divisors[row, column]), result, rules, fits)
        terms = list(zip(read, self.numbers["kernel"].ravel().tolist(), strict=True))
        assert self.values is not None
        return equations.weighted_sum(terms, self.values.bias, result, rules, fits)


def _letters(number: int) -> str:
    """a to z, then aa, ab and so on.

    >>> _letters(0), _letters(25), _letters(26)
    ('a', 'z', 'aa')
    """
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("a") + last)


def _drawn_kinds(axis: Drawn) -> Roles:
    kinds = np.full(axis.length, Kind.PADDING, np.uint8)
    kinds[axis.lead : axis.lead + axis.inner] = Kind.INSERTED
    kinds[axis.lead : axis.lead + axis.inner : axis.spread] = Kind.INPUT
    kinds[axis.length - axis.overhang :] = Kind.OVERHANG
    return kinds
