"""The foreign eye on arithmetic: plain loops over the parameters, nothing of the package in them."""

from typing import Any


def conv_size(big: int, kernel: int, stride: int, before: int, after: int, dilation: int) -> int:
    """Windows counted by sliding one until it no longer fits."""
    count, start = 0, -before
    while start + dilation * (kernel - 1) <= big + after - 1:
        count, start = count + 1, start + stride
    return count


def conv_steps(i: Any, k: Any, s: Any, p: Any, d: Any) -> list[tuple[tuple[int, int], set[tuple[int, int]]]]:
    """For each step the output cell, and the drawn input cells under the window's taps."""
    top, bottom, left, right = p
    rows = conv_size(i[0], k[0], s[0], top, bottom, d[0])
    columns = conv_size(i[1], k[1], s[1], left, right, d[1])
    steps = []
    for row in range(rows):
        for column in range(columns):
            taps = set()
            for u in range(k[0]):
                for v in range(k[1]):
                    taps.add((row * s[0] + u * d[0], column * s[1] + v * d[1]))
            steps.append(((row, column), taps))
    return steps
