"""What happens, step by step: named grids, the role of every cell, the words around them. No pixels, no colours.

Two readings of the same triples (input cell, kernel cell, output cell): `Gather` goes by output cell, a window slides
over the input; `Scatter` goes by input cell, a kernel is stamped onto the output.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visualize import equations, words
from visualize.errors import invalid, unknown
from visualize.film import Box, Frame, Roles, Texts
from visualize.numerals import Rule
from visualize.operations import AvgPool, Conv, ConvTranspose, MaxPool, Operation
from visualize.operations.axis import Drawn
from visualize.roles import STATES, Kind, State

Grids = dict[str, Roles]
Shapes = dict[str, tuple[int, int]]

_TAP, _PENDING = np.uint8(State.TAP), np.uint8(State.PENDING)
_DONE, _CURRENT = np.uint8(State.DONE - State.PENDING), np.uint8(State.CURRENT - State.PENDING)


class Values(NamedTuple):
    """Numbers for a figure: the input, the kernel as given (None for a pooling), the bias."""

    input: NDArray[Any]
    kernel: NDArray[Any] | None = None
    bias: float = 0


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
        rows, columns = (_output_kinds(axis.count, axis.computed) for axis in self._axes)
        return kinds | {"output": np.maximum.outer(rows, columns)}

    @cached_property
    def unread(self) -> NDArray[np.bool_]:
        """Cells of the drawn input that no window reads."""
        rows, columns = (axis.read() for axis in self._axes)
        return ~(rows[:, None] & columns[None, :])

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell when nothing happens to it."""
        resting = {grid: cells * np.uint8(STATES) for grid, cells in self.kinds.items()}
        return resting | {"input": resting["input"] + self.unread.astype(np.uint8) * np.uint8(State.UNREAD)}

    @cached_property
    def _pending(self) -> Roles:
        return self.rest["output"] + _PENDING

    def spoken(self, convention: str = "torch", note: bool = False) -> words.Spoken:
        """What is said of the figure."""
        notes = words.notes(self.operation, self.flip, note, self.language)
        unread = int(self.unread.sum())
        return words.spoken(self.operation, self.step_count, unread, self.flipped, self.language, convention, notes)

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the window's taps lit, the outputs before it done, its own current."""
        row, column = divmod(index, self.operation.out[1])
        rows, columns = self._axes
        _, down, across = self.tap_slices(index)
        top, left = down.start, across.start
        drawn = self.rest["input"].copy()
        taps = drawn[down, across]
        taps += _TAP
        output = self._pending.copy()
        output.reshape(-1)[:index] += _DONE
        output[row, column] += _CURRENT
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
        return tuple((Box("input", row, column), self._source(row, column)) for row, column in lit)

    def _source(self, row: int, column: int) -> Box:
        assert self.sources is not None
        rows, columns = self._axes
        source_row, source_column = divmod(int(self.sources[row, column]), self.operation.size[1])
        return Box("input", source_row + rows.lead, source_column + columns.lead)

    def _line(self, row: int, column: int) -> str:
        """What the step says below the picture: an average's divisor."""
        if not isinstance(self.operation, AvgPool):
            return ""
        return words.phrase("sum", self.language).format(self._divisors[row, column])

    @cached_property
    def _divisors(self) -> NDArray[np.intp]:
        assert isinstance(self.operation, AvgPool)
        return self.operation.divisors()

    @cached_property
    def uses(self) -> NDArray[np.intp]:
        """How many windows read each drawn cell."""
        counts = []
        for axis in self._axes:
            starts = np.array([axis.start(window) for window in range(axis.count)])
            cells = starts[:, None] + np.arange(axis.kernel) * axis.dilation
            counts.append(np.bincount(cells.ravel(), minlength=axis.length))
        return np.multiply.outer(*counts)

    @cached_property
    def struck(self) -> tuple[Box, ...]:
        """Output cells that are not there: of windows that would start beyond the input."""
        if isinstance(self.operation, Conv | ConvTranspose):
            return ()
        (rows, columns), dropped = self.operation.out, [axis.dropped for axis in self.operation.axes]
        below = (Box("output", rows, 0, 1, columns),) if dropped[0] else ()
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


@dataclass(frozen=True)
class Scatter:
    """Each input cell stamps its scaled kernel onto the output, overlaps add; one step for each input cell.

    >>> Scatter(ConvTranspose(input_size=2, kernel_size=3, stride=2)).shapes
    {'input': (2, 2), 'kernel': (3, 3), 'output': (5, 5)}
    """

    operation: ConvTranspose
    values: Values | None = field(default=None, compare=False)
    language: str = "en"

    flip = flipped = False
    weighted = True
    planes = ("input", "output")
    uses = None
    has_lines = False
    struck: tuple[Box, ...] = ()
    sources = None

    @cached_property
    def shapes(self) -> Shapes:
        """Rows and columns of each grid; the output with its cropped border."""
        return {"input": self.operation.size, "kernel": self.operation.kernel, "output": self.operation.full}

    @cached_property
    def step_count(self) -> int:
        """One step for each input cell."""
        rows, columns = self.operation.size
        return rows * columns

    @cached_property
    def kinds(self) -> Grids:
        """The kind of every cell."""
        op = self.operation
        top, bottom, left, right = op.crop
        rows = _output_kinds(op.out[0], op.output_padding[0], top, bottom)
        columns = _output_kinds(op.out[1], op.output_padding[1], left, right)
        return {
            "input": np.full(op.size, Kind.INPUT, np.uint8),
            "kernel": np.full(op.kernel, Kind.KERNEL, np.uint8),
            "output": np.maximum.outer(rows, columns),
        }

    @cached_property
    def unread(self) -> NDArray[np.bool_]:
        """Every input cell is read."""
        return np.zeros(self.operation.size, np.bool_)

    @cached_property
    def rest(self) -> Grids:
        """The role of every cell when nothing happens to it."""
        return {grid: cells * np.uint8(STATES) for grid, cells in self.kinds.items()}

    @cached_property
    def _first_stamp(self) -> NDArray[np.intp]:
        """The step that first touches each output cell; the number of steps where none does."""
        first = np.full(self.operation.full, self.step_count)
        for index in reversed(range(self.step_count)):
            first[self._stamp(index)] = index
        return first

    def tap_slices(self, index: int) -> tuple[str, slice, slice]:
        """The grid under the stamp, and its rows and columns under the taps of a step."""
        return "output", *self._stamp(index)

    def _stamp(self, index: int) -> tuple[slice, slice]:
        row, column = divmod(index, self.operation.size[1])
        (sr, sc), (dr, dc), (kr, kc) = self.operation.strides, self.operation.dilations, self.operation.kernel
        rows = slice(row * sr, row * sr + dr * (kr - 1) + 1, dr)
        return rows, slice(column * sc, column * sc + dc * (kc - 1) + 1, dc)

    def spoken(self, convention: str = "torch", note: bool = False) -> words.Spoken:
        """What is said of the figure."""
        notes = words.notes(self.operation, self.flip, note, self.language)
        unread = int(self.unread.sum())
        return words.spoken(self.operation, self.step_count, unread, self.flipped, self.language, convention, notes)

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the input cell lit, its stamp current, what was stamped before done."""
        row, column = divmod(index, self.operation.size[1])
        drawn = self.rest["input"].copy()
        drawn[row, column] += _TAP
        output = self.rest["output"] + _PENDING
        output[self._first_stamp <= index] += _DONE
        rows, columns = self._stamp(index)
        output[rows, columns] += _CURRENT - _DONE
        source = Box("input", row, column)
        stamp = Box("output", rows.start, columns.start, rows.stop - rows.start, columns.stop - columns.start)
        kernel = Box("kernel", 0, 0, *self.operation.kernel)
        return Frame({**self.rest, "input": drawn, "output": output}, (source, kernel, stamp), ((source, stamp),))

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the input cell and every cell that it stamps."""
        row, column = divmod(index, self.operation.size[1])
        (sr, sc), (dr, dc) = self.operation.strides, self.operation.dilations
        taps = [
            {"output": [0, row * sr + u * dr, column * sc + v * dc], "kernel": [0, 0, u, v]}
            for u, v in np.ndindex(*self.operation.kernel)
        ]
        value = None if self.values is None else float(self.numbers["input"][row, column])
        return {"index": index, "input": [0, row, column], "taps": taps, "value": value}

    @cached_property
    def numbers(self) -> dict[str, NDArray[Any]]:
        """The final number of every cell, by grid; empty without values."""
        if self.values is None or self.values.kernel is None:
            return {}
        given, kernel = (
            self.values.input.reshape(self.operation.size),
            self.values.kernel.reshape(self.operation.kernel),
        )
        return {"input": given, "kernel": kernel, "output": self._running[-1] + self.values.bias}

    @cached_property
    def _running(self) -> list[NDArray[Any]]:
        """The sums after each stamp. Asked for only where numbers are drawn, so where grids are small."""
        assert self.values is not None and self.values.kernel is not None
        given, kernel = self.values.input.reshape(-1), self.values.kernel.reshape(self.operation.kernel)
        total = np.zeros(self.operation.full, np.result_type(given, kernel))
        sums = []
        with np.errstate(all="ignore"):
            for index in range(self.step_count):
                total = total.copy()
                total[self._stamp(index)] += given[index] * kernel
                sums.append(total)
        return sums

    def output_numbers(self, index: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """The running sums at a step, and which cells were stamped by then; at the last all are, with the bias."""
        if index == self.step_count - 1:
            return self.numbers["output"], np.ones(self.operation.full, np.bool_)
        return self._running[index], self._first_stamp <= index

    def equation(self, index: int, rules: dict[str, Rule], fits: Callable[[str], bool]) -> str:
        """The products that the step adds."""
        value = float(self.numbers["input"].ravel()[index])
        frame = words.phrase("add", self.language)
        return equations.stamped(value, self.numbers["kernel"].ravel().tolist(), rules, frame, fits)


def computed(operation: Operation, values: Values, flip: bool) -> NDArray[Any]:
    """The layer's output for these values; what is not a number is shown, not warned of."""
    with np.errstate(all="ignore"):
        return _applied(operation, values, flip)


def _applied(operation: Operation, values: Values, flip: bool) -> NDArray[Any]:
    if isinstance(operation, MaxPool | AvgPool):
        return operation.apply(values.input)
    kernel = values.kernel
    assert kernel is not None
    result = operation.apply(values.input, np.flip(kernel) if flip else kernel)
    return result + values.bias if values.bias else result


Story = Gather | Scatter

READINGS = ("gather", "scatter")


def tell(
    operation: Operation,
    reading: str = "gather",
    flip: bool = False,
    values: Values | None = None,
    language: str = "en",
) -> Story:
    """The story of an operation in one of the two readings; a transposed convolution has both.

    `flip` turns a convolution's kernel by half a circle: convolution as mathematics means it.
    """
    if flip and not isinstance(operation, Conv):
        raise invalid("flip", "true", "only a convolution's kernel can be flipped")
    if reading not in READINGS:
        raise unknown("reading", reading, "known readings are " + ", ".join(READINGS))
    if reading == "gather":
        return Gather(operation, flip, values, language)
    if not isinstance(operation, ConvTranspose):
        raise invalid("reading", reading, "only a transposed convolution has it; add --transposed")
    return Scatter(operation, values, language)


def steps(story: Story) -> Iterator[dict[str, Any]]:
    """Every step as data, one at a time."""
    return (story.step(index) for index in range(story.step_count))


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


def _output_kinds(count: int, computed: int, before: int = 0, after: int = 0) -> Roles:
    kinds = np.full(before + count + after, Kind.CROPPED, np.uint8)
    kinds[before : before + count] = Kind.OUTPUT
    kinds[before + max(0, count - computed) : before + count] = Kind.COMPUTED
    return kinds
