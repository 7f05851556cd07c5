"""Values of inputs and kernels: generated ones, named kernels, rows on the command line, tables in files."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualize.cli.rows import is_list, listed, typed
from visualize.cli.tables import grid_shape, numbers, table
from visualize.errors import invalid, unknown
from visualize.validate import plain_signs

GENERATED = ("arange", "ones", "random")
PICTURES, TABLES = (".png", ".jpg", ".jpeg"), (".csv", ".npy")
# Kernels of image processing; Gonzalez & Woods, "Digital Image Processing", chapter 3.
KERNELS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "blur": [[1 / 9] * 3] * 3,
    "gaussian": [[1 / 16, 2 / 16, 1 / 16], [2 / 16, 4 / 16, 2 / 16], [1 / 16, 2 / 16, 1 / 16]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "sobel-x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "sobel-y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
}


def generate(name: str, size: tuple[int, ...], seed: int) -> NDArray[Any]:
    """Generated values: 0, 1, 2 ..., ones, or random integers 0 to 9.

    >>> generate("arange", (2, 2), 0).tolist()
    [[0, 1], [2, 3]]
    """
    if seed < 0:
        raise invalid("seed", seed, "must be at least 0")
    if name == "ones":
        return np.ones(size, np.int64)
    if name == "random":
        return np.random.default_rng(seed).integers(0, 10, size)
    return np.arange(prod(size)).reshape(size)


def given(parameter: str, text: str) -> NDArray[Any]:
    """Values with a size of their own: rows such as "0 1; 2 3", a nested list, a kernel's name, a .csv or .npy file.

    Channels are separated by |, filters by ||.

    >>> given("input", "0 1 2; 3 4 5").tolist()
    [[0, 1, 2], [3, 4, 5]]
    >>> given("input", "0 1 | 2 3").tolist(), given("kernel", "0 | 1 || 2 | 3").shape
    ([[[0, 1]], [[2, 3]]], (2, 2, 1, 1))
    """
    if parameter == "kernel" and text in KERNELS:
        return np.array(KERNELS[text])
    if text.lower().endswith(TABLES):
        return table(parameter, text)
    plain = plain_signs(text).strip()
    if is_list(plain):
        return _listed(parameter, plain)
    if "|" in plain:
        return _channels(parameter, text, plain)
    if plain[:1] == "(" or not (";" in plain or "," in plain or len(plain.split()) > 1):
        raise _not_values(parameter, text)
    return numbers(parameter, text, typed(parameter, text, _lines(plain)))


def _lines(rows: str) -> list[str]:
    return rows.strip(" ;").replace("\n", ";").split(";")


def _channels(parameter: str, text: str, plain: str) -> NDArray[Any]:
    """The values of several channels; of several filters, if || stands between them."""
    filters = [[_lines(channel) for channel in part.split("|")] for part in plain.split("||")]
    counts = {len(channels) for channels in filters}, {len(lines) for channels in filters for lines in channels}
    if any(len(count) > 1 for count in counts):
        raise invalid(parameter, text, "channels must be of one size, and filters of as many channels")
    found = numbers(parameter, text, typed(parameter, text, [line for part in filters for one in part for line in one]))
    axes = (len(filters), len(filters[0])) if len(filters) > 1 else (len(filters[0]),)
    return found.reshape(*axes, -1, found.shape[1])


def _listed(parameter: str, text: str) -> NDArray[Any]:
    words, shape = listed(parameter, text)
    return numbers(parameter, text, [words]).reshape(grid_shape(parameter, text, shape))


def _not_values(parameter: str, text: str) -> Exception:
    size = text.strip("() ")
    sized = parameter in ("input", "kernel")
    if sized and "".join(plain_signs(size).replace("x", " ").replace(",", " ").split()).isdecimal():
        example = f"One number as values is '{size};'" if size.isdecimal() else "A row of values is '[1, 2]'"
        return invalid(parameter, text, f"did you mean --{parameter}-size {size}? {example}")
    names = [*GENERATED, *(KERNELS if parameter == "kernel" else ())]
    files = ".csv, .npy" + (", .png, .jpg" if parameter == "input" else "")
    return unknown(parameter, text, f'give {", ".join(names)}, rows as in "0 1; 2 3", or a file ({files})')
