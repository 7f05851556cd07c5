"""The grids of several channels: which there are, and how names and signs are written at a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.film import Grid, Roles, Tensor
from visualize.film.roles import Kind, State, role
from visualize.operations import Operation
from visualize.story.protocol import EQUALS, PLUS, TIMES, ChannelGrids

# The roles of single cells. Without values a partial sum is a cell like those of outputs.
ROLES: dict[str, Roles] = {
    name: np.full((1, 1), role(kind, state), np.uint8)
    for name, kind, state in (
        ("quiet", Kind.WORD, State.REST),
        ("spoken", Kind.WORD, State.DONE),
        ("not there", Kind.WORD, State.PENDING),
        ("waiting", Kind.OUTPUT, State.PENDING),
        ("added", Kind.OUTPUT, State.DONE),
    )
}


# Of how many channels all are drawn, by the longest side of their grids: digits are 12 pixels high on a slide, cells
# without numbers 12 pixels wide. Larger grids have colours in place of numbers.
LIMITS = {
    "numbers": {3: 6, 5: 4, 7: 3, 9: 2},
    "cells": {3: 8, 5: 6, 7: 5, 9: 4},
    "colours": {7: 8, 9: 6, 12: 4},
}
FEWEST = 3
_Group = tuple[tuple[Grid, ...], tuple[Grid, ...]]


def channel_grids(
    layer: Operation,
    content: str,
    has_bias: bool,
    together: bool = False,
    most: int | None = None,
    channels: Sequence[int] | None = None,
) -> ChannelGrids:
    """The grids of a layer as a matrix; where steps fill all outputs `together`, no filter has the partial sums.

    The `content` of their cells, numbers, colours or none (cells), decides how many channels are drawn in the flat
    view; or of more than `most` inputs or outputs some are; or `channels` are the inputs that are drawn.

    >>> from visualize.operations import Conv
    >>> grids = channel_grids(Conv(5, 3, in_channels=4, out_channels=2, groups=2), "numbers", has_bias=False)
    >>> sorted(grids.kernels), grids.rows
    ([(0, 0), (1, 0), (2, 1), (3, 1)], (0, 1, 2, 3))
    """
    inputs, filters = _chosen(layer, content, most, channels)
    pairs = [(row, column) for column in filters for row in layer.reads[column].tolist() if row in inputs]
    kernels = {pair: kernel_grid(layer, *pair) for pair in sorted(pairs)} if layer.weighted else {}
    hidden = inputs[-2] + 1 if len(inputs) < layer.in_channels else None
    each_its_own = layer.reads.shape[1] == 1 and layer.in_channels == layer.out_channels
    # Where something is added to it, a row does not end in its own output; a bias of its own may stand in the row.
    own = each_its_own and (together or not has_bias)
    bias = layer.in_channels if has_bias and not own else None
    rows = tuple(row for row in (*inputs[:-1], hidden, inputs[-1], bias) if row is not None)
    return ChannelGrids(
        tuple(Grid(Tensor.INPUT, channel=at) for at in inputs),
        tuple(Grid(Tensor.OUTPUT, channel=at) for at in filters),
        kernels,
        tuple(Grid(Tensor.BIAS, channel=at) for at in filters if has_bias),
        tuple(Grid(Tensor.PARTIAL_SUM, channel=row) for row in rows if layer.weighted and not (own or together)),
        rows,
        hidden,
        bias,
        own,
        {filter: _adding(rows, inputs, hidden, bias, {*layer.reads[filter].tolist()}) for filter in filters},
        tuple(_groups(layer, inputs, filters)),
    )


def _chosen(
    layer: Operation, content: str, most: int | None, channels: Sequence[int] | None
) -> tuple[Sequence[int], Sequence[int]]:
    """The inputs and the outputs that are drawn."""
    sides = [axis.length for axis in layer.drawn]
    inputs = list(channels or _drawn(layer.in_channels, most or _limit(layer, sides, content)))
    outputs = _drawn(layer.out_channels, most or _limit(layer, layer.out, content))
    if layer.in_channels == layer.out_channels == layer.groups:
        inputs = outputs = min(inputs, outputs, key=len)
    return inputs, outputs


def _adding(
    rows: Sequence[int], channels: Sequence[int], hidden: int | None, bias: int | None, read: set[int]
) -> tuple[int, ...]:
    """The rows that add something to an output that reads these channels.

    >>> _adding((0, 1, 2, 7, 8), (0, 1, 7), hidden=2, bias=8, read={0, 1, 2, 3})
    (0, 1, 2, 8)
    """
    active = {row for row in read if row in channels} | {bias}
    if read - {*channels}:
        active.add(hidden)
    return tuple(row for row in rows if row in active)


def _groups(layer: Operation, channels: Sequence[int], filters: Sequence[int]) -> Iterator[_Group]:
    """The inputs and the outputs of each group that has some among these."""
    each_in, each_out = layer.in_channels // layer.groups, layer.out_channels // layer.groups
    for group in sorted({at // each_in for at in channels} | {at // each_out for at in filters}):
        inputs = (Grid(Tensor.INPUT, channel=at) for at in channels if at // each_in == group)
        outputs = (Grid(Tensor.OUTPUT, channel=at) for at in filters if at // each_out == group)
        yield tuple(inputs), tuple(outputs)


def _limit(layer: Operation, sides: Sequence[int], content: str) -> int:
    """Of how many channels with grids of these sides all are drawn in the flat view."""
    side = max(*layer.kernel, *sides) if layer.dims == 2 else 1
    return next((most for longest, most in LIMITS[content].items() if side <= longest), FEWEST)


def _drawn(count: int, limit: int) -> list[int]:
    """The channels that are drawn: all if they fit a slide, else the first two and the last."""
    if count <= limit:
        return list(range(count))
    return [0, 1, count - 1] if limit > 2 else [0, count - 1]


def kernel_grid(layer: Operation, channel: int, filter: int) -> Grid:
    """The grid of a kernel, named by the first two indices of the weight as PyTorch holds it.

    >>> from visualize.operations import ConvTranspose
    >>> kernel_grid(ConvTranspose(3, 3, in_channels=2, out_channels=2), channel=0, filter=1).cell(2, 2)
    'kernel/0/1/2/2'
    """
    if layer.transposed:
        return Grid(Tensor.KERNEL, filter=channel, channel=filter % (layer.out_channels // layer.groups))
    return Grid(Tensor.KERNEL, filter=filter, channel=channel % (layer.in_channels // layer.groups))


def words(grids: ChannelGrids) -> tuple[Grid, ...]:
    """The grids of names and signs."""
    names = [Grid(Tensor.INPUT_NAME, channel=grid.channel) for grid in grids.inputs]
    names += [Grid(Tensor.OUTPUT_NAME, channel=grid.channel) for grid in grids.outputs]
    names += [Grid(Tensor.FILTER_NAME, channel=grid.channel) for grid in grids.outputs if grids.kernels]
    return (*names, *_signs(grids))


def _signs(grids: ChannelGrids) -> Iterator[Grid]:
    channels = {grid.channel for grid in grids.inputs}
    for row in grids.rows:
        if grids.kernels and row in channels:
            yield Grid(Tensor.SIGN, channel=row, filter=TIMES)
        if grids.sums and row != grids.bias:
            yield Grid(Tensor.SIGN, channel=row, filter=EQUALS)
        if grids.sums and row != grids.rows[-1]:
            yield Grid(Tensor.SIGN, channel=row, filter=PLUS)


def word_role(grid: Grid, filters: Sequence[int], active: Sequence[int], has_values: bool) -> Roles:
    """How a name, a sign or a partial sum is written: dark if it speaks of a row that is `active`, or of a filter."""
    if grid.tensor in (Tensor.FILTER_NAME, Tensor.OUTPUT_NAME):
        return ROLES["spoken" if grid.channel in filters else "quiet"]
    takes_part, sign = grid.channel in active, grid.filter if grid.tensor is Tensor.SIGN else None
    if sign == PLUS:
        takes_part = takes_part and grid.channel != active[-1]
    if grid.tensor is Tensor.PARTIAL_SUM and not has_values:
        return ROLES["added" if takes_part else "waiting"]
    if grid.tensor is Tensor.INPUT_NAME or sign == TIMES:
        return ROLES["spoken" if takes_part else "quiet"]
    return ROLES["spoken" if takes_part else "not there"]


def partial_sums(
    layer: Operation, grids: ChannelGrids, image: NDArray[Any], weight: NDArray[Any]
) -> dict[Grid, NDArray[Any]]:
    """What each channel adds to the outputs of the drawn filters; channels that are not drawn are added up."""
    found: dict[Grid, NDArray[Any]] = {}
    drawn = {grid.channel for grid in grids.inputs}
    for read, parts in zip(layer.reads.T, layer.parts(image, weight), strict=True):
        for filter in () if grids.own else [grid.channel for grid in grids.outputs]:
            row = int(read[filter])
            row = row if row in drawn or grids.hidden is None else grids.hidden
            key = Grid(Tensor.PARTIAL_SUM, channel=row, filter=filter)
            found[key] = found[key] + parts[filter] if key in found else parts[filter]
    return found
