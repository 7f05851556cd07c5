"""The reading by input cell: each stamps its scaled kernel onto the output."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Frame
from visualize.film.roles import STATES, Kind
from visualize.operations import ConvTranspose
from visualize.operations.axis import Axis
from visualize.story.values import CURRENT, DONE, PENDING, TAP, Grids, Shapes, Values, output_kinds
from visualize.text import equations, phrases
from visualize.text.number_format import Rule, rules


@dataclass(frozen=True)
class Scatter:
    """Each input cell stamps its scaled kernel onto the output, overlaps add; one step for each input cell.

    >>> Scatter(ConvTranspose(input_size=2, kernel_size=3, stride=2)).shapes
    {'input': (2, 2), 'kernel': (3, 3), 'output': (5, 5)}
    """

    operation: ConvTranspose
    values: Values | None = field(default=None, compare=False)
    language: str = "en"

    flipped = False
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
        rows = output_kinds(op.out[0], op.output_padding[0], top, bottom)
        columns = output_kinds(op.out[1], op.output_padding[1], left, right)
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
        rows, columns = (
            _first_to_reach(axis, length)
            for axis, length in zip(self.operation.stamps, self.operation.full, strict=True)
        )
        first = rows[:, None] * self.operation.size[1] + columns[None, :]
        return np.where((rows < 0)[:, None] | (columns < 0)[None, :], self.step_count, first)

    def tap_slices(self, index: int) -> tuple[str, slice, slice]:
        """The grid under the stamp, and its rows and columns under the taps of a step."""
        return "output", *self._stamp(index)

    def _stamp(self, index: int) -> tuple[slice, slice]:
        row, column = divmod(index, self.operation.size[1])
        rows, columns = self.operation.stamps
        return rows.window(row), columns.window(column)

    def spoken(self, convention: str = "torch", note: bool = False) -> phrases.Spoken:
        """What is said of the figure."""
        notes = [phrases.phrase("cropped", self.language)] if any(self.operation.crop) else []
        if self.values is not None and self.values.bias:
            bias = rules(np.array([self.values.bias]))[0].text(self.values.bias)
            notes.append(phrases.phrase("begins", self.language).format(bias))
        return phrases.spoken(self.operation, self.step_count, 0, self.flipped, self.language, convention, tuple(notes))

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the input cell lit, its stamp current, what was stamped before done."""
        row, column = divmod(index, self.operation.size[1])
        drawn = self.rest["input"].copy()
        drawn[row, column] += TAP
        output = self.rest["output"] + PENDING
        output[self._first_stamp <= index] += DONE
        rows, columns = self._stamp(index)
        output[rows, columns] += CURRENT - DONE
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
        kernel = self.values.kernel.reshape(self.operation.kernel)
        given = self.values.input.reshape(self.operation.size)
        return {"input": given, "kernel": kernel, "output": _Sums(self).after(self.step_count - 1)}

    @cached_property
    def _sums(self) -> "_Sums":
        return _Sums(self)

    def output_numbers(self, index: int) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """The running sums at a step, and which are known by then: those stamped; with a bias, from which each
        begins, and at the last step all.
        """
        if index == self.step_count - 1:
            return self.numbers["output"], np.ones(self.operation.full, np.bool_)
        assert self.values is not None
        return self._sums.after(index), (self._first_stamp <= index) | (self.values.bias != 0)

    @property
    def shown(self) -> NDArray[Any]:
        """All numbers that stand in the output at some step, and the products that the equations name."""
        sums, products = _Sums(self), np.multiply.outer(self.numbers["input"].ravel(), self.numbers["kernel"].ravel())
        stamped = [sums.after(index)[self._stamp(index)].ravel() for index in range(self.step_count)]
        return np.concatenate([products.ravel(), self.numbers["output"].ravel(), *stamped])

    def stamp(self, index: int) -> tuple[tuple[slice, slice], NDArray[Any]]:
        """Where a step adds to the output, and what."""
        assert self.values is not None and self.values.kernel is not None
        with np.errstate(all="ignore"):
            product = self.values.input.reshape(-1)[index] * self.values.kernel.reshape(self.operation.kernel)
        return self._stamp(index), product

    def equation(self, index: int, rules: dict[str, Rule], fits: Callable[[str], bool]) -> str:
        """The products that the step adds."""
        value = float(self.numbers["input"].ravel()[index])
        frame = phrases.phrase("add", self.language)
        return equations.stamped(value, self.numbers["kernel"].ravel().tolist(), rules, frame, fits)


def _first_to_reach(axis: Axis, length: int) -> NDArray[np.intp]:
    """The first input cell along an axis whose stamp covers each output cell; -1 where none does."""
    first = np.full(length, -1)
    for cell in range(axis.small):
        reached = first[axis.window(cell)]
        reached[reached < 0] = cell
    return first


class _Sums:
    """The output's sums after any step. Only one is kept: the next goes on from it, an earlier one begins anew."""

    def __init__(self, story: Scatter) -> None:
        assert story.values is not None and story.values.kernel is not None
        self._story, self._step = story, -1
        kind = np.result_type(story.values.input, story.values.kernel, story.values.bias)
        self._begin = np.full(story.operation.full, story.values.bias, kind)
        self._total = self._begin.copy()

    def after(self, index: int) -> NDArray[Any]:
        """After the stamp of that step."""
        if index < self._step:
            self._step, self._total = -1, self._begin.copy()
        while self._step < index:
            self._step += 1
            where, product = self._story.stamp(self._step)
            with np.errstate(all="ignore"):
                self._total[where] += product
        return self._total.copy()
