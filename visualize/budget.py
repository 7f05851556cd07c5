"""Limits and estimates of work, computed from the parameters before any memory is allocated or anything is drawn."""

from collections.abc import Mapping
from typing import NamedTuple

from visualize.errors import invalid, unsupported
from visualize.operations import Layer

MOST_CELLS = 3_000_000  # of all grids together; in cells of 4 pixels they fill about MOST_PIXELS
MOST_DRAWN_CHANNELS = 8  # of a figure without numbers; further ones take no cells
MOST_PRODUCTS = 200_000_000  # products of an input value and a weight: a second of work
MOST_STAMPED = 20_000_000  # products in the scatter reading, which adds them one input cell at a time
MOST_PIXELS = 50_000_000
CAREFUL_PIXELS = 1_000_000_000  # of a sequence of PNGs, some thousand pictures: larger ones are compressed less
LONG, TOO_LONG = 7, 1_800  # seconds of work: longer work is announced, then refused
MOST_MEGABYTES = 2_000  # of a file, or of all files of a sequence together
INLINE_SECONDS, INLINE_BYTES = 5, 10_000_000  # limits of a notebook cell

ANIMATED = {"steps": 100_000}  # at 0.02 seconds each they play for half an hour
FEWER_STEPS = "choose fewer steps, as with --steps row-ends or --steps 0,last"
ANY_STEPS = f"{FEWER_STEPS}, or use smaller sizes"


def check_layer(operation: Layer, reading: str, valued: bool) -> None:
    """Refuse a layer whose grids have too many cells to be drawn, or too many products to be computed."""
    cells = _cells(operation, reading, None if valued else MOST_DRAWN_CHANNELS)
    parameter = max(cells, key=lambda name: cells[name])
    check_cells(parameter, getattr(operation, parameter), sum(cells.values()))
    products, limit = _products(operation), MOST_STAMPED if reading == "scatter" else MOST_PRODUCTS
    if valued and products > limit:
        advice = f"{products:,} products of a value and a weight, at most {limit:,}; use smaller sizes or no values"
        raise invalid("kernel_size", operation.kernel_size, advice)


def check_cells(parameter: str, value: object, cells: int) -> None:
    """Refuse a figure of too many cells."""
    if cells > MOST_CELLS:
        advice = f"the figure would have {cells:,} cells, at most {MOST_CELLS:,}; use smaller sizes"
        raise invalid(parameter, value, advice)


def check_scale(scale: int | None, width: int, height: int) -> None:
    """Refuse a scale at which a picture has too many pixels."""
    width, height = width * (scale or 1), height * (scale or 1)
    if scale and width * height > MOST_PIXELS:
        megapixels = f"{width * height / 1e6:.0f} megapixels; at most {MOST_PIXELS // 10**6}"
        raise unsupported("scale", scale, f"the picture would be {width} x {height}, {megapixels}; use a smaller one")


def _cells(operation: Layer, reading: str, most: int | None) -> dict[str, int]:
    """The number of drawn cells, by the parameter that causes them; of at `most` so many channels, None for all."""
    channels, filters = operation.in_channels, operation.out_channels
    each = channels // operation.groups
    channels, filters, each = (min(one, most or one) for one in (channels, filters, each))
    output = operation.out[0] * operation.out[1] * filters
    kernel = operation.kernel[0] * operation.kernel[1] * filters * each
    input_cells = operation.size[0] * operation.size[1] * channels
    if reading == "scatter" and operation.transposed:
        return {"input_size": input_cells, "kernel_size": kernel, "stride": operation.full[0] * operation.full[1]}
    rows, columns = operation.drawn
    inner = rows.inner * columns.inner * channels
    around = rows.length * columns.length * channels - inner
    return {"input_size": input_cells + output, "stride": inner - input_cells, "padding": around, "kernel_size": kernel}


def _products(operation: Layer) -> int:
    """The number of products, or of the comparisons or additions of a pooling, which reduces along columns first."""
    (kernel_rows, kernel_columns), (rows, columns) = operation.kernel, operation.out
    if operation.weighted:
        return operation.multiply_adds
    return (operation.drawn[0].length * kernel_columns + rows * kernel_rows) * columns * operation.in_channels


class Load(NamedTuple):
    """The quantities that determine the work of writing a file.

    Per file: the number of `frames` and the seconds that it `plays`. Per frame: its `pixels` and `cells`, how many
    `pyramids` arrive at a cell (0 in flat pictures), whether cells are `lettered` (hold texts), whether it is
    `numbered` (has texts and an equation below), how many `kernels` its step takes, and the `taps` of each.
    """

    frames: int
    pixels: int
    pyramids: int
    cells: int
    lettered: bool
    numbered: bool
    taps: int
    plays: float
    kernels: int


class Work(NamedTuple):
    """Estimated seconds of work and bytes of a file."""

    seconds: float
    size: float


def fits_inline(estimate: Work) -> bool:
    """Whether a file of this work may be embedded in a notebook cell.

    >>> fits_inline(Work(seconds=1.0, size=20_000.0))
    True
    """
    return estimate.seconds <= INLINE_SECONDS and estimate.size <= INLINE_BYTES


def check_work(suffix: str, load: Load, estimate: Work, limits: Mapping[str, int], advice: str) -> Work:
    """Refuse a file that would be too large or take too long; returns its work."""
    counts = {
        "steps": load.frames,
        "cells in all steps": load.frames * load.cells,
        "taps in all steps": load.frames * load.taps * load.kernels,
        "seconds of video": round(load.plays),
        "seconds of work": round(estimate.seconds),
        "megabytes": round(estimate.size / 1e6),
    }
    for quantity, limit in {**limits, "seconds of work": TOO_LONG, "megabytes": MOST_MEGABYTES}.items():
        if counts[quantity] > limit:
            excess = f"it would have {counts[quantity]:,} {quantity}, at most {limit:,}"
            raise unsupported("suffix", suffix, f"{excess}; {advice}")
    return estimate
