"""All frames of a film on one page, as a handout: again a film, of one frame, so that every painter can draw it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import log, sqrt
from typing import NamedTuple, TypeVar

from visualize.budget import MOST_PIXELS
from visualize.errors import invalid
from visualize.film import Box, Film, Frame, Grid, Label, Legend, Line, Placement, Point
from visualize.style import fonts

MOST_FRAMES = 400
PAPER = sqrt(2)  # width to height of A4 lying
_NAMED = 1.5  # room for the name of a step, in sizes of its letters
T = TypeVar("T")


class Tile(NamedTuple):
    """What of a picture is repeated: from left to right, from top to bottom, and its room on the page."""

    left: float
    right: float
    top: float
    bottom: float
    across: int
    down: int


def sheet(film: Film, word: str, row: int = 0) -> Film:
    """The page. Over each tile stands `word` with its step's number; what the film says once is said once.

    `row` of the frames belong together: a row of the page, where that suits its shape.
    """
    if film.frame_count > MOST_FRAMES:
        raise invalid("sheet", f"of {film.frame_count} steps", f"at most {MOST_FRAMES}; choose some with --steps")
    frames = [film.frame(index) for index in range(film.frame_count)]
    tile = _tile(film, frames)
    columns = _columns(film.frame_count, tile, row)
    rows = -(-film.frame_count // columns)
    width = max(film.width, columns * tile.across + 2 * _size(film))
    height = film.height + rows * tile.down - round(tile.bottom - tile.top)
    if width * height > MOST_PIXELS:
        raise invalid(
            "sheet", f"of {width} x {height} pixels", "at most 50 megapixels; use a smaller --cell or --steps"
        )
    shifts = _shifts(film, tile, columns, width)
    return _merged(film, frames, shifts)._replace(
        width=width,
        height=height,
        labels=(
            *_said_once(film, round((width - film.width) / 2), height - film.height),
            *(
                label
                for step, frame, shift in zip(film.steps, frames, shifts, strict=True)
                for label in _tile_labels(film, tile, frame.line.text, shift, word.format(step))
            ),
        ),
        legends=tuple(_legend(one, round((width - film.width) / 2), height - film.height) for one in film.legends),
    )


def _shifts(film: Film, tile: Tile, columns: int, width: int) -> list[tuple[int, int]]:
    """How far each tile is moved to the right and down, on a page of that width."""
    start = (width - columns * tile.across + tile.across - tile.right + tile.left) / 2 - tile.left
    return [
        (round(start) + at % columns * tile.across, at // columns * tile.down + round(_NAMED * _size(film)))
        for at in range(film.frame_count)
    ]


def _merged(film: Film, frames: Sequence[Frame], shifts: Sequence[tuple[int, int]]) -> Film:
    """One frame with the grids of all."""
    frame = Frame(
        _each(film, [frame.roles for frame in frames]),
        tuple(_renamed(box, film.steps[at]) for at, one in enumerate(frames) for box in one.outlines),
        tuple(_pair(ends, film.steps[at]) for at, one in enumerate(frames) for ends in one.guides),
        tuple(_pair(ends, film.steps[at]) for at, one in enumerate(frames) for ends in one.pointers),
        Line(),
        _each(film, [frame.texts for frame in frames]),
        _each(film, [frame.shades for frame in frames]),
    )
    moved = [{grid: _placed(place, shift) for grid, place in film.placements.items()} for shift in shifts]
    return film._replace(
        placements=_each(film, moved),
        rest=_each(film, [film.rest] * len(frames)),
        frame_count=1,
        frame=partial(_only, frame),
        line=None,
        struck=tuple(_renamed(box, step) for step in film.steps for box in film.struck),
        cell_texts=_each(film, [film.cell_texts] * len(frames)),
        numbers=None,
        poster=None,
    )


def _only(frame: Frame, index: int) -> Frame:
    return frame


def _each(film: Film, parts: Sequence[Mapping[Grid, T]]) -> dict[Grid, T]:
    """What belongs to grids, by the grids of the page's tiles, which are numbered by their steps."""
    numbered = zip(film.steps, parts, strict=True)
    return {grid._replace(tile=step): value for step, part in numbered for grid, value in part.items()}


def _placed(place: Placement, by: Point) -> Placement:
    return place._replace(origin=(place.origin[0] + by[0], place.origin[1] + by[1]))


def _renamed(box: Box, step: int) -> Box:
    return box._replace(grid=box.grid._replace(tile=step))


def _pair(ends: tuple[Box, Box], step: int) -> tuple[Box, Box]:
    return _renamed(ends[0], step), _renamed(ends[1], step)


def _tile(film: Film, frames: Sequence[Frame]) -> Tile:
    """As wide as grids, headings and the widest line; a gap beside, and the step's name above."""
    bounds = [place.bounds() for place in film.placements.values()]
    edges = [(left, right) for left, _, right, _ in bounds]
    labels = [label for label in film.labels if _staged(film, label)]
    if film.line is not None:
        labels += [film.line._replace(text=frame.line.text) for frame in frames]
    for label in labels:
        half = fonts.width(label.text, label.size) / 2
        edges.append((label.at[0] - half, label.at[0] + half))
    struck = [film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns) for box in film.struck]
    edges += [(x, x) for corners in struck for x, _ in corners]
    left, right = min(edge for edge, _ in edges), max(edge for _, edge in edges)
    top, bottom = film.stage
    gap = 2 * _size(film)
    return Tile(left, right, top, bottom, round(right - left) + gap, round(bottom - top + _NAMED * _size(film)) + gap)


def _size(film: Film) -> int:
    """Of the letters over a tile."""
    return min((label.size for label in film.labels), default=12)


def _columns(count: int, tile: Tile, row: int) -> int:
    """As many as bring the page near to paper's shape without leaving much of it empty."""

    def cost(columns: int) -> float:
        rows = -(-count // columns)
        empty = 1 - count / (rows * columns)
        return abs(log(columns * tile.across / (rows * tile.down) / PAPER)) + 1.5 * empty - 0.9 * (columns == row)

    return min(range(1, count + 1), key=cost)


def _staged(film: Film, label: Label) -> bool:
    return film.stage[0] <= label.at[1] <= film.stage[1]


def _said_once(film: Film, across: int, down: int) -> Iterator[Label]:
    """Title and captions, in the middle of the page; captions at its foot."""
    for label in film.labels:
        if not _staged(film, label):
            yield _moved(label, (across, down if label.at[1] > film.stage[1] else 0))


def _tile_labels(film: Film, tile: Tile, line: str, shift: tuple[int, int], name: str) -> Iterator[Label]:
    """Headings and the line of a tile, and the name of its step."""
    for label in film.labels:
        if _staged(film, label):
            yield _moved(label, shift)
    if film.line is not None and line:
        yield _moved(film.line._replace(text=line), shift)
    size = _size(film)
    middle = tile.left + fonts.width(name, size) / 2
    yield _moved(Label(name, (middle, film.stage[0] - 0.7 * size), size), shift)


def _moved(label: Label, by: Point) -> Label:
    return label._replace(at=(label.at[0] + by[0], label.at[1] + by[1]))


def _legend(legend: Legend, across: int, down: int) -> Legend:
    return legend._replace(left=legend.left + across, top=legend.top + down, labels=())
