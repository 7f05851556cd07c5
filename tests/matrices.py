"""The matrices of a convolution by plain loops, and random layers whose matrices are small enough to be drawn."""

from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

import visualize as vz
from visualize.errors import VisualizeError

MOST = 16
LARGEST = {1: 12, 2: 5}


def windows(x: Any, op: Any) -> np.ndarray:
    """The windows of a padded array (rows, columns), each in a row."""
    (dr, dc), (sr, sc) = op.dilations, op.strides
    return np.array(
        [
            [x[r * sr + u * dr][c * sc + v * dc] for u in range(op.kernel[0]) for v in range(op.kernel[1])]
            for r in range(op.out[0])
            for c in range(op.out[1])
        ]
    )


def places(op: Any) -> np.ndarray:
    """The number of the weight in each cell of W, -1 for none: of a transposed layer the W of its convolution."""
    small, big = (op.size, op.out) if hasattr(op, "stamps") else (op.out, op.size)
    found = np.full((small[0] * small[1], big[0] * big[1]), -1)
    (sr, sc), (dr, dc), (top, _, left, _) = op.strides, op.dilations, op.padding
    for r, c, u, v in product(*map(range, (*small, *op.kernel))):
        row, column = r * sr - top + u * dr, c * sc - left + v * dc
        if 0 <= row < big[0] and 0 <= column < big[1]:
            assert found[r * small[1] + c, row * big[1] + column] == -1
            found[r * small[1] + c, row * big[1] + column] = u * op.kernel[1] + v
    return found


def is_drawn(op: Any, reading: str) -> bool:
    """Whether the matrix of a layer has at most 16 rows and columns."""
    (rows, columns), (down, across) = op.out, op.size
    second = op.kernel[0] * op.kernel[1] if reading == "matrix" and not hasattr(op, "stamps") else down * across
    return max(rows * columns, second) <= MOST


@st.composite
def layers(draw: Any, reading: str, transposed: bool = False) -> Any:
    """A layer of one channel that is drawn in a reading, in one dimension or two."""
    dims = draw(st.sampled_from((1, 2, 2)))

    def numbers(low: int, high: int) -> tuple[int, ...]:
        return draw(st.tuples(*[st.integers(low, high)] * dims))

    given: dict[str, Any] = {"stride": numbers(1, 3), "dilation": numbers(1, 2)}
    given["padding"] = draw(st.tuples(*[st.integers(0, 2)] * (2 * dims)))
    if transposed:
        given["output_padding"] = numbers(0, 1)
    elif reading == "matrix":
        given["padding_mode"] = draw(st.sampled_from(("zeros", "zeros", "reflect", "replicate", "circular")))
    kind = vz.ConvTranspose if transposed else vz.Conv
    try:
        op = kind(numbers(1, 3 if transposed else LARGEST[dims]), numbers(1, 3), **given)
    except VisualizeError:
        op = kind((3,) * dims, 2)
    return op if is_drawn(op, reading) else kind((3,) * dims, 2)


def numbers_of(op: Any, seed: int) -> dict[str, np.ndarray]:
    """An input and a kernel of whole numbers."""
    random = np.random.default_rng(seed)
    return {
        "input": random.integers(-9, 10, op.input_size),
        "kernel": random.integers(-9, 10, op.kernel_size),
    }
