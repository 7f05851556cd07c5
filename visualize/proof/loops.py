"""The arithmetic of all layers by plain loops, as textbooks write it: it shares nothing with what draws figures.

A layer is the plain values of its parameters, a grid a list of rows.
"""

from typing import NamedTuple

Number = int | float
Grid = list[list[Number]]
Pair = tuple[int, int]


class Parameters(NamedTuple):
    """A layer's parameters, per axis; `padding` is top, bottom, left, right."""

    kind: str
    kernel: Pair
    stride: Pair
    padding: tuple[int, int, int, int]
    dilation: Pair
    padding_mode: str = "zeros"
    output_padding: Pair = (0, 0)
    ceil_mode: bool = False
    count_include_pad: bool = True


def output(layer: Parameters, given: Grid, weights: Grid, bias: Number) -> Grid:
    """The output of a layer; `weights` are not used by a pooling.

    >>> layer = Parameters("conv", (2, 2), (1, 1), (0, 0, 0, 0), (1, 1))
    >>> output(layer, [[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]], 0)
    [[19, 25], [37, 43]]
    """
    if layer.kind == "conv_transpose":
        return _stamped(layer, given, weights, bias)
    top, bottom, left, right = layer.padding
    rows = _windows(layer, 0, len(given), top, bottom)
    columns = _windows(layer, 1, len(given[0]), left, right)
    reduce = {"conv": _weighted, "max_pool": _largest, "avg_pool": _mean}[layer.kind]
    return [[reduce(layer, given, (row, column), weights, bias) for column in columns] for row in rows]


def _windows(layer: Parameters, axis: int, size: int, before: int, after: int) -> list[int]:
    """Where each window begins: slid while it fits; in ceil mode one more may hang over the end."""
    span = layer.dilation[axis] * (layer.kernel[axis] - 1) + 1
    starts, start = [], -before
    while start + span <= size + after:
        starts.append(start)
        start += layer.stride[axis]
    hangs = layer.ceil_mode and starts and starts[-1] + span < size + after and start < size
    return [*starts, start] if hangs else starts


def _taps(layer: Parameters, start: Pair) -> list[tuple[Pair, Pair]]:
    """The cells of a window, each with its place in the kernel."""
    return [
        ((start[0] + u * layer.dilation[0], start[1] + v * layer.dilation[1]), (u, v))
        for u in range(layer.kernel[0])
        for v in range(layer.kernel[1])
    ]


def _weighted(layer: Parameters, given: Grid, start: Pair, weights: Grid, bias: Number) -> Number:
    total: Number = 0
    for (row, column), (u, v) in _taps(layer, start):
        at = _reflected(layer, row, len(given)), _reflected(layer, column, len(given[0]))
        if None not in at:
            total += given[at[0] or 0][at[1] or 0] * weights[u][v]
        elif weights[u][v] != weights[u][v] or abs(weights[u][v]) == float("inf"):
            total += 0 * weights[u][v]  # not a number, as zero times infinity is
    return total + bias


def _reflected(layer: Parameters, at: int, size: int) -> int | None:
    """The cell whose number stands at a place in the padding; None for zeros."""
    if 0 <= at < size:
        return at
    if layer.padding_mode == "reflect":
        return -at if at < 0 else 2 * (size - 1) - at
    if layer.padding_mode == "replicate":
        return 0 if at < 0 else size - 1
    return at % size if layer.padding_mode == "circular" else None


def _inside(layer: Parameters, given: Grid, start: Pair) -> list[Number]:
    cells = [at for at, _ in _taps(layer, start)]
    return [given[row][column] for row, column in cells if 0 <= row < len(given) and 0 <= column < len(given[0])]


def _largest(layer: Parameters, given: Grid, start: Pair, weights: Grid, bias: Number) -> Number:
    found = _inside(layer, given, start)
    unknown = [one for one in found if one != one]
    return unknown[0] if unknown else max(found, default=float("-inf"))


def _mean(layer: Parameters, given: Grid, start: Pair, weights: Grid, bias: Number) -> Number:
    top, bottom, left, right = layer.padding
    found, total = _inside(layer, given, start), 0.0
    padded = [
        at
        for at, _ in _taps(layer, start)
        if -top <= at[0] < len(given) + bottom and -left <= at[1] < len(given[0]) + right
    ]
    for one in found:
        total += one
    return total / len(padded if layer.count_include_pad else found)


def _stamped(layer: Parameters, given: Grid, weights: Grid, bias: Number) -> Grid:
    """Each input cell adds its number times the kernel to the output; the padding is cut off."""
    top, bottom, left, right = layer.padding
    ends = (top + bottom, left + right)
    sizes = [
        (count - 1) * layer.stride[axis]
        + layer.dilation[axis] * (layer.kernel[axis] - 1)
        + 1
        + layer.output_padding[axis]
        - ends[axis]
        for axis, count in enumerate((len(given), len(given[0])))
    ]
    found: Grid = [[0] * sizes[1] for _ in range(sizes[0])]
    for row, numbers in enumerate(given):
        for column, number in enumerate(numbers):
            start = row * layer.stride[0] - top, column * layer.stride[1] - left
            for (down, across), (u, v) in _taps(layer, start):
                if 0 <= down < sizes[0] and 0 <= across < sizes[1]:
                    found[down][across] += number * weights[u][v]
    return [[one + bias for one in row] for row in found]
