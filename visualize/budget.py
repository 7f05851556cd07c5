"""What is too much and what takes long, judged by numbers that follow from the parameters before anything grows."""

from typing import NamedTuple

from visualize.errors import invalid, unsupported
from visualize.operations import Layer

MOST_CELLS = 3_000_000  # of all grids; in the smallest cells as many as there may be pixels
MOST_PRODUCTS = 200_000_000  # of an input value and a weight: a second of work
MOST_STAMPED = 20_000_000  # products that are added one stamp at a time
MOST_PIXELS = 50_000_000
LONGEST = 65_535  # pixels of a side
LONG, TOO_LONG = 10, 1_800  # seconds of work: from then on it is announced, and refused
INLINE_SECONDS, INLINE_BYTES = 5, 10_000_000  # in a notebook cell
FRAME_RATE = 30  # a video's frames per second

# An animation of so many steps plays for a day, a video of so many frames for an hour. A viewer takes half a minute for
# an SVG of so many steps, slide programs open larger decks slowly, if at all, and nobody wants more files in a folder.
ANIMATED = {"steps": 100_000}
LIMITS = {
    ".gif": ANIMATED,
    ".apng": ANIMATED,
    ".webp": ANIMATED,
    ".mp4": {**ANIMATED, "frames of video": 108_000},
    ".svg": {"steps": 10_000},
    ".pdf": {"steps": 500, "cells in all steps": 1_000_000},
    ".pptx": {"steps": 500, "cells in all steps": 100_000},
    ".json": {"taps in all steps": 5_000_000},
    ".png": {"steps": 10_000},
}
ADVICE = {
    ".mp4": "use a smaller --seconds, or choose steps with --steps",
    ".pptx": "choose steps, as with --steps row-ends, or put the GIF on one slide with --pptx media",
}


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
    numbers stand in them, the taps of a step, and how many seconds it plays.
    """

    frames: int
    pixels: int
    slanted: bool
    cells: int
    numbered: bool
    taps: int
    plays: float


class Work(NamedTuple):
    """About how many seconds of work a file takes, and how many bytes it has."""

    seconds: float
    size: float


def work(suffix: str, load: Load) -> Work:
    """By constants measured on one core of a server of 2023, in seconds and bytes a frame."""
    # Between two frames of a slanted view the guides sweep over the picture; in the flat one two windows move.
    touched = load.pixels * (1.0 if load.slanted else 0.17)
    equation = 5e-4 + 2e-6 * load.taps if load.numbered else 0.0
    video = load.plays * FRAME_RATE
    seconds, size = {
        ".gif": (1.5e-4 + 2e-9 * touched, 150 + 5e-3 * touched),
        ".apng": (1.5e-4 + 2.4e-9 * touched, 150 + 3e-3 * touched),
        ".webp": (1.5e-4 + 5.5e-9 * touched, 150 + 2.5e-3 * touched),
        ".svg": (3e-4 + 2e-8 * load.frames, 1_000.0),
        ".pdf": (1e-2 + 1.5e-5 * load.cells, 3_000.0),
        ".pptx": (1e-2 + 1.5e-5 * load.cells, 200 + 40.0 * load.cells),
        ".json": (1.5e-6 * load.taps, 50.0 * load.taps),
        ".mp4": (6e-9 * load.pixels * video / load.frames, 1e-3 * load.pixels * video / load.frames),
        ".png": (3e-8 * load.pixels, 1e-2 * load.pixels),
    }[suffix]
    return Work(load.frames * (seconds + equation), load.frames * size)


def fits_inline(found: Work) -> bool:
    """Whether a notebook cell may hold a file."""
    return found.seconds <= INLINE_SECONDS and found.size <= INLINE_BYTES


def check_file(suffix: str, load: Load) -> Work:
    """Refuse a file that would have too much in it or take too long; returns its work."""
    found = work(suffix, load)
    counts = {
        "steps": load.frames,
        "cells in all steps": load.frames * load.cells,
        "taps in all steps": load.frames * load.taps,
        "frames of video": round(load.plays * FRAME_RATE),
        "seconds of work": round(found.seconds),
    }
    for things, most in {**LIMITS[suffix], "seconds of work": TOO_LONG}.items():
        if counts[things] > most:
            advice = ADVICE.get(suffix, "choose steps, as with --steps row-ends, or use smaller sizes")
            raise unsupported(
                "suffix", suffix, f"it would have {counts[things]:,} {things}, at most {most:,}; {advice}"
            )
    return found
