"""What happens, step by step: named grids, the role of every cell, the words around them. No pixels, no colours."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import Box, Frame, Roles
from visualize.operations import Conv
from visualize.operations.axis import Axis
from visualize.roles import STATES, Kind, State


@dataclass(frozen=True)
class Story:
    """A window slides over the drawn input, row by row; each step writes one output cell.

    >>> story = Story(Conv(input_size=5, kernel_size=3, padding=1, stride=2))
    >>> story.step_count, story.shapes
    (9, {'input': (7, 7), 'kernel': (3, 3), 'output': (3, 3)})
    """

    operation: Conv

    @cached_property
    def _axes(self) -> tuple[Axis, Axis]:
        return self.operation.axes

    @cached_property
    def shapes(self) -> dict[str, tuple[int, int]]:
        """Rows and columns of each grid as drawn, padding included."""
        rows, columns = self._axes
        return {
            "input": (rows.padded, columns.padded),
            "kernel": self.operation.kernel_size,
            "output": self.operation.output_size,
        }

    @property
    def step_count(self) -> int:
        """One step for each output cell."""
        rows, columns = self.operation.output_size
        return rows * columns

    @cached_property
    def kinds(self) -> dict[str, Roles]:
        """The kind of every cell."""
        rows, columns = self._axes
        drawn = np.full(self.shapes["input"], Kind.PADDING, np.uint8)
        drawn[rows.before : rows.before + rows.big, columns.before : columns.before + columns.big] = Kind.INPUT
        kernel = np.full(self.shapes["kernel"], Kind.KERNEL, np.uint8)
        return {"input": drawn, "kernel": kernel, "output": np.full(self.shapes["output"], Kind.OUTPUT, np.uint8)}

    @cached_property
    def unread(self) -> NDArray[np.bool_]:
        """Cells of the drawn input that no window reads."""
        rows, columns = (_read(axis) for axis in self._axes)
        return ~(rows[:, None] & columns[None, :])

    @cached_property
    def rest(self) -> dict[str, Roles]:
        """The role of every cell when nothing happens to it."""
        kinds = self.kinds
        resting = {grid: cells * np.uint8(STATES) for grid, cells in kinds.items()}
        return resting | {"input": resting["input"] + self.unread.astype(np.uint8) * np.uint8(State.UNREAD)}

    def frame(self, index: int) -> Frame:
        """The whole state at a step: the window's taps lit, the outputs before it done, its own current."""
        row, column = divmod(index, self.operation.output_size[1])
        rows, columns = self._axes
        top, left = row * rows.stride, column * columns.stride
        drawn = self.rest["input"].copy()
        taps = drawn[top : top + rows.span : rows.dilation, left : left + columns.span : columns.dilation]
        taps += np.uint8(State.TAP)
        output = self._pending.copy()
        output.reshape(-1)[:index] += np.uint8(State.DONE - State.PENDING)
        output[row, column] += np.uint8(State.CURRENT - State.PENDING)
        window, current = Box("input", top, left, rows.span, columns.span), Box("output", row, column)
        kernel = Box("kernel", 0, 0, *self.operation.kernel_size)
        roles = {"input": drawn, "kernel": self.rest["kernel"], "output": output}
        return Frame(roles, (window, kernel, current), ((window, current),))

    @cached_property
    def _pending(self) -> Roles:
        return self.rest["output"] + np.uint8(State.PENDING)

    def step(self, index: int) -> dict[str, Any]:
        """A step as data: the output cell and every tap, row by row of the window as drawn."""
        row, column = divmod(index, self.operation.output_size[1])
        rows, columns = self._axes
        taps = [
            {
                "input": [0, row * rows.stride + u * rows.dilation, column * columns.stride + v * columns.dilation],
                "kernel": [0, 0, u, v],
            }
            for u in range(rows.kernel)
            for v in range(columns.kernel)
        ]
        return {"index": index, "output": [0, row, column], "taps": taps, "value": None}

    def steps(self) -> Iterator[dict[str, Any]]:
        """Every step as data, one at a time."""
        return (self.step(index) for index in range(self.step_count))

    @property
    def caption(self) -> tuple[str, ...]:
        """The sizes, then the output-size formula with the numbers in, once or per axis."""
        rows, columns = (output_size_formula(axis) for axis in self._axes)
        sizes = f"{_by(self.operation.input_size)} → {_by(self.operation.output_size)}"
        return (sizes, rows) if rows == columns else (sizes, f"rows: {rows}", f"columns: {columns}")

    @property
    def headings(self) -> dict[str, str]:
        """A heading for each grid: what it is and its size without padding."""
        sizes = {
            "input": self.operation.input_size,
            "kernel": self.operation.kernel_size,
            "output": self.operation.output_size,
        }
        return {grid: f"{grid} {_by(size)}" for grid, size in sizes.items()}

    @property
    def title(self) -> str:
        """A few words for a tooltip or a heading."""
        return f"Convolution {_by(self.operation.input_size)} → {_by(self.operation.output_size)}"

    @property
    def description(self) -> str:
        """One sentence for those who cannot see the picture."""
        op = self.operation
        unread = int(self.unread.sum())
        left_out = f" {unread} cells of the padded input are never read." if unread else ""
        return (
            f"A {_by(op.kernel_size)} kernel slides over a {_by(op.input_size)} input with padding "
            f"{_sides(op.padding)}, stride {_axes(op.stride)} and dilation {_axes(op.dilation)}, and fills the "
            f"{_by(op.output_size)} output cell by cell in {self.step_count} steps.{left_out}"
        )


def output_size_formula(axis: Axis) -> str:
    """The output size of one axis with the numbers put in (Relationship 6; with dilation Relationship 15).

    >>> output_size_formula(Axis(big=5, kernel=3, stride=2, before=1, after=1))
    '(5 + 2·1 − 3) / 2 + 1 = 3'
    """
    ends = f"2·{axis.before}" if axis.before == axis.after else f"{axis.before} + {axis.after}"
    span = f"{axis.kernel}" if axis.dilation == 1 else f"{axis.dilation}·({axis.kernel} − 1) − 1"
    quotient = f"({axis.big} + {ends} − {span}) / {axis.stride}"
    if (axis.padded - axis.span) % axis.stride:
        quotient = f"⌊{quotient}⌋"
    return f"{quotient} + 1 = {axis.small}"


def _read(axis: Axis) -> NDArray[np.bool_]:
    read = np.zeros(axis.padded, np.bool_)
    read[axis.taps()] = True
    return read


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"


def _axes(values: tuple[int, int]) -> str:
    return str(values[0]) if values[0] == values[1] else f"{values[0]} by {values[1]}"


def _sides(padding: tuple[int, int, int, int]) -> str:
    top, bottom, left, right = padding
    if top == bottom and left == right:
        return _axes((top, left))
    return f"{top} above, {bottom} below, {left} left, {right} right"
