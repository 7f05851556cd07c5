"""The grids of several channels: which there are, and how names and signs are written at a step."""

from collections.abc import Iterator, Sequence

import numpy as np

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


def channel_grids(layer: Operation, has_bias: bool) -> ChannelGrids:
    """The grids of a layer as a matrix.

    >>> from visualize.operations import Conv
    >>> grids = channel_grids(Conv(5, 3, in_channels=4, out_channels=2, groups=2), has_bias=False)
    >>> sorted(grids.kernels)
    [(0, 0), (1, 0), (2, 1), (3, 1)]
    """
    inputs = tuple(Grid(Tensor.INPUT, channel=at) for at in range(layer.in_channels))
    outputs = tuple(Grid(Tensor.OUTPUT, channel=at) for at in range(layer.out_channels))
    pairs = [(row, column) for column, read in enumerate(layer.reads.tolist()) for row in read]
    kernels = {pair: kernel_grid(layer, *pair) for pair in sorted(pairs)} if layer.weighted else {}
    filters = [Grid(Tensor.BIAS, channel=at) for at in range(layer.out_channels)] if has_bias else []
    # A row of its own ends in its own output, unless something is added.
    adds = layer.reads.shape[1] > 1 or layer.in_channels != layer.out_channels or has_bias
    rows = range(layer.in_channels + has_bias) if adds and layer.weighted else ()
    sums = [Grid(Tensor.PARTIAL_SUM, channel=row) for row in rows]
    return ChannelGrids(inputs, outputs, kernels, tuple(filters), tuple(sums))


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
    count = len(grids.inputs)
    for row in range(count if grids.kernels else 0):
        yield Grid(Tensor.SIGN, channel=row, filter=TIMES)
        if grids.sums:
            yield Grid(Tensor.SIGN, channel=row, filter=EQUALS)
        if row + 1 < len(grids.sums):
            yield Grid(Tensor.SIGN, channel=row, filter=PLUS)


def word_role(grid: Grid, grids: ChannelGrids, filter: int, read: Sequence[int], has_values: bool) -> Roles:
    """How a name, a sign or a partial sum is written: dark if it speaks of what takes part."""
    if grid.tensor in (Tensor.FILTER_NAME, Tensor.OUTPUT_NAME):
        return ROLES["spoken" if grid.channel == filter else "quiet"]
    end = len(grids.inputs)  # the row of the bias
    takes_part = grid.channel in read or grid.channel == end
    sign = grid.filter if grid.tensor is Tensor.SIGN else None
    if sign == PLUS:
        takes_part = (grid.channel < max(read) and grid.channel in read) or (
            grid.channel == end - 1 and bool(grids.biases)
        )
    if grid.tensor is Tensor.PARTIAL_SUM and not has_values:
        return ROLES["added" if takes_part else "waiting"]
    if grid.tensor is Tensor.INPUT_NAME or sign == TIMES:
        return ROLES["spoken" if takes_part else "quiet"]
    return ROLES["spoken" if takes_part else "not there"]
