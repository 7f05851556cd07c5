"""What is too much and what takes long, judged by numbers that follow from the parameters before anything grows."""

from collections.abc import Mapping
from typing import NamedTuple

from visualize.errors import invalid, unsupported
from visualize.operations import Layer

MOST_CELLS = 3_000_000  # of all grids; in the smallest cells as many as there may be pixels
MOST_PRODUCTS = 200_000_000  # of an input value and a weight: a second of work
MOST_STAMPED = 20_000_000  # products that are added one stamp at a time
MOST_PIXELS = 50_000_000
LONG, TOO_LONG = 7, 1_800  # seconds of work: from then on it is announced, and refused
MOST_MEGABYTES = 2_000  # of a file, or of all files of a sequence
INLINE_SECONDS, INLINE_BYTES = 5, 10_000_000  # in a notebook cell
FRAME_RATE = 30  # a video's frames per second

ANIMATED = {"steps": 100_000}  # an animation of so many steps plays for a day
ANY_STEPS = "choose steps, as with --steps row-ends, or use smaller sizes"


def check_layer(operation: Layer, reading: str, valued: bool) -> None:
    """Refuse a layer whose grids have too many cells to be drawn, or too many products to be computed."""
    cells = _cells(operation, reading)
    parameter = max(cells, key=lambda name: cells[name])
    check_cells(parameter, getattr(operation, parameter), sum(cells.values()))
    products, most = _products(operation), MOST_STAMPED if reading == "scatter" else MOST_PRODUCTS
    if valued and products > most:
        advice = f"{products:,} products of a value and a weight, at most {most:,}; use smaller sizes or no values"
        raise invalid("kernel_size", operation.kernel_size, advice)


def check_cells(parameter: str, value: object, cells: int) -> None:
    """Refuse a figure of too many cells."""
    if cells > MOST_CELLS:
        advice = f"the figure would have {cells:,} cells, at most {MOST_CELLS:,}; use smaller sizes"
        raise invalid(parameter, value, advice)


def _cells(operation: Layer, reading: str) -> dict[str, int]:
    """How many drawn cells there are because of which parameter."""
    output, kernel = operation.out[0] * operation.out[1], operation.kernel[0] * operation.kernel[1]
    given = operation.size[0] * operation.size[1]
    if reading == "scatter" and operation.transposed:
        return {"input_size": given, "kernel_size": kernel, "stride": operation.full[0] * operation.full[1]}
    rows, columns = operation.drawn
    inner = rows.inner * columns.inner
    around = rows.length * columns.length - inner
    return {"input_size": given + output, "stride": inner - given, "padding": around, "kernel_size": kernel}


def _products(operation: Layer) -> int:
    """Of a pooling's windows, which are reduced along columns first, what is compared or added."""
    (kernel_rows, kernel_columns), (rows, columns) = operation.kernel, operation.out
    if operation.weighted:
        sums = operation.size[0] * operation.size[1] if operation.transposed else rows * columns
        return kernel_rows * kernel_columns * sums
    return (operation.drawn[0].length * kernel_columns + rows * kernel_rows) * columns


class Load(NamedTuple):
    """What the work of a file follows from: frames, pixels of one, whether its lattice is slanted, its cells, whether
    texts stand in them and an equation below, the taps of a step, and how many seconds it plays.
    """

    frames: int
    pixels: int
    slanted: bool
    cells: int
    lettered: bool
    numbered: bool
    taps: int
    plays: float


class Cost(NamedTuple):
    """About how many seconds of work a frame takes, and how many bytes it has."""

    seconds: float
    size: float


class Work(NamedTuple):
    """About how many seconds of work a file takes, and how many bytes it has."""

    seconds: float
    size: float


def frame_area(load: Load) -> float:
    """Pixels of the rectangle that changes from frame to frame.

    Guides sweep over a slanted picture; in a flat one two windows move, and with numbers an equation far below them.
    """
    return load.pixels * (1.0 if load.slanted else 0.6 if load.numbered else 0.17)


def raster_seconds(load: Load) -> float:
    """Of painting a frame: all cells once, and of a slanted grid every text that guides give way to."""
    return 2e-6 * load.cells / load.frames + (1.2e-5 * load.cells if load.slanted and load.lettered else 0.0)


def video_frames(load: Load) -> float:
    """How many frames of a video a step lasts."""
    return load.plays * FRAME_RATE / load.frames


def work(load: Load, cost: Cost) -> Work:
    """Of all frames; an equation is written for each."""
    equation = 5e-4 + 2e-6 * load.taps if load.numbered else 0.0
    return Work(load.frames * (cost.seconds + equation), load.frames * cost.size)


def fits_inline(found: Work) -> bool:
    """Whether a notebook cell may hold a file."""
    return found.seconds <= INLINE_SECONDS and found.size <= INLINE_BYTES


def check_work(suffix: str, load: Load, cost: Cost, limits: Mapping[str, int], advice: str) -> Work:
    """Refuse a file that would have too much in it or take too long; returns its work."""
    found = work(load, cost)
    counts = {
        "steps": load.frames,
        "cells in all steps": load.frames * load.cells,
        "taps in all steps": load.frames * load.taps,
        "frames of video": round(load.plays * FRAME_RATE),
        "seconds of work": round(found.seconds),
        "megabytes": round(found.size / 1e6),
    }
    for things, most in {**limits, "seconds of work": TOO_LONG, "megabytes": MOST_MEGABYTES}.items():
        if counts[things] > most:
            excess = f"it would have {counts[things]:,} {things}, at most {most:,}"
            raise unsupported("suffix", suffix, f"{excess}; {advice}")
    return found
