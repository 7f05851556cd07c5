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


def transposed_gather(i: int, k: int, s: int, before: int, after: int, extra: int, d: int) -> dict[str, Any]:
    """One axis of the zero-stuffed picture: kinds of the drawn cells, taps of each window, which outputs are extra."""
    border_before, border_after = d * (k - 1) - before, d * (k - 1) - after + extra
    kinds = ["padding"] * max(0, border_before)
    for at in range(i):
        kinds.append("input")
        if at < i - 1:
            kinds += ["inserted"] * (s - 1)
    kinds += ["padding"] * max(0, border_after)
    size = (i - 1) * s + d * (k - 1) + 1 - before - after + extra
    first = -border_before if border_before < 0 else 0
    taps = [[first + window + tap * d for tap in range(k)] for window in range(size)]
    return {"kinds": kinds, "taps": taps, "extra": [window >= size - extra for window in range(size)]}


def stamps(i: int, k: int, s: int, before: int, after: int, extra: int, d: int) -> dict[str, Any]:
    """One axis of the stamping picture: kinds of the output cells with the cropped border, cells of each stamp."""
    size = (i - 1) * s + d * (k - 1) + 1 - before - after + extra
    kinds = ["cropped"] * before + ["output"] * size
    for at in range(min(extra, size)):
        kinds[len(kinds) - 1 - at] = "computed"
    kinds += ["cropped"] * max(0, after - extra)
    return {"kinds": kinds, "taps": [[at * s + tap * d for tap in range(k)] for at in range(i)]}


def pooled(i: int, k: int, s: int, before: int, after: int, d: int, ceil: bool) -> dict[str, Any]:
    """One axis of a pooling by sliding: a window is kept while it fits, in ceil mode while it starts early enough."""
    span, start, taps = d * (k - 1) + 1, 0, []
    while True:
        fits = start + span <= before + i + after
        # PyTorch: in ceil mode a window may hang over if it starts in the input or the padding before it, and the
        # one before it did not reach the end.
        if not fits:
            last_end = start - s + span
            if not (ceil and start < before + i and last_end < before + i + after):
                break
        taps.append([start + tap * d for tap in range(k)])
        if not fits:
            break
        start += s
    length = max(before + i + after, max(max(window) for window in taps) + 1)
    kinds = ["padding"] * before + ["input"] * i + ["padding"] * after
    kinds += ["overhang"] * (length - len(kinds))
    return {"kinds": kinds, "taps": taps}
