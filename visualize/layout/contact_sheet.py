"""All frames of a film on one page, as a handout: a film of one frame, which every renderer can draw."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import log, sqrt
from typing import NamedTuple, TypeVar

from visualize.budget import MOST_PIXELS
from visualize.errors import invalid
from visualize.film import Box, Film, Frame, Grid, Label, Legend, Line, Placement, Point
from visualize.style import fonts

MOST_FRAMES = 400
PAPER = sqrt(2)  # the aspect ratio of A4 in landscape
_NAME_HEIGHT = 1.5  # of a step's name above its tile, in font sizes
T = TypeVar("T")


class Tile(NamedTuple):
    """The part of a picture that is repeated: its bounds, and the distances to the next tile across and down."""

    left: float
    right: float
    top: float
    bottom: float
    across: int
    down: int


def check_count(steps: int) -> None:
    """Refuse a page of too many steps."""
    if steps > MOST_FRAMES:
        raise invalid("sheet", f"of {steps} steps", f"at most {MOST_FRAMES}; choose some, as with --steps row-ends")


def sheet(film: Film, word: str, row: int = 0) -> Film:
    """The page. Each tile is named by `word` with its step's number, counted from 1; title and captions appear once.

    `row` is the number of frames that make a row of the output, and preferably a row of the page too.
    """
    frames = [film.frame(index) for index in range(film.frame_count)]
    tile = _tile(film, frames, word.format(film.steps[-1] + 1))
    columns = _columns(film.frame_count, tile, row)
    width = max(film.width, columns * tile.across + 2 * _size(film))
    height = film.height + -(-film.frame_count // columns) * tile.down - round(tile.bottom - tile.top)
    if width * height > MOST_PIXELS:
        raise invalid(
            "sheet", f"of {width} x {height} pixels", "at most 50 megapixels; use a smaller --cell or --steps"
        )
    shifts = _shifts(film, tile, columns, width)
    return _merged(film, frames, shifts)._replace(
        width=width,
        height=height,
        labels=(
            *_page_labels(film, round((width - film.width) / 2), height - film.height),
            *(
                label
                for step, frame, shift in zip(film.steps, frames, shifts, strict=True)
                for label in _tile_labels(film, tile, frame.line, shift, word.format(step + 1))
            ),
        ),
        legends=tuple(_legend(bar, round((width - film.width) / 2), height - film.height) for bar in film.legends),
    )


def _shifts(film: Film, tile: Tile, columns: int, width: int) -> list[tuple[int, int]]:
    """The offset of each tile from the place of its picture, with the tiles centred in the page's width."""
    start = (width - columns * tile.across + tile.across - tile.right + tile.left) / 2 - tile.left
    return [
        (round(start) + at % columns * tile.across, at // columns * tile.down + round(_NAME_HEIGHT * _size(film)))
        for at in range(film.frame_count)
    ]


def _merged(film: Film, frames: Sequence[Frame], shifts: Sequence[tuple[int, int]]) -> Film:
    """A film of one frame, with the grids of all frames."""
    numbered = list(zip(film.steps, frames, strict=True))
    merged = Frame(
        _each(film, [frame.roles for frame in frames]),
        tuple(_renamed(box, step) for step, frame in numbered for box in frame.outlines),
        tuple(_renamed_pair(ends, step) for step, frame in numbered for ends in frame.guides),
        tuple(_renamed_pair(ends, step) for step, frame in numbered for ends in frame.pointers),
        tuple(_renamed(box, step) for step, frame in numbered for box in frame.ghosts),
        tuple(_renamed_pair(ends, step) for step, frame in numbered for ends in frame.arrows),
        Line(),
        _each(film, [frame.texts for frame in frames]),
        _each(film, [frame.shades for frame in frames]),
        _each(film, [frame.notes for frame in frames]),
    )
    moved = [{grid: _placed(place, shift) for grid, place in film.placements.items()} for shift in shifts]
    return film._replace(
        placements=_each(film, moved),
        rest=_each(film, [film.rest] * len(frames)),
        frame_count=1,
        frame=partial(_only, merged),
        line=None,
        struck=tuple(_renamed(box, step) for step in film.steps for box in film.struck),
        cell_texts=_each(film, [film.cell_texts] * len(frames)),
        note_texts=_each(film, [film.note_texts] * len(frames)),
        numbers=None,
        poster=None,
    )


def _only(frame: Frame, index: int) -> Frame:
    return frame


def _each(film: Film, parts: Sequence[Mapping[Grid, T]]) -> dict[Grid, T]:
    """Join mappings by grid, one for each frame, into one; each key gets the number of its step as its tile."""
    numbered = zip(film.steps, parts, strict=True)
    return {grid._replace(tile=step): value for step, part in numbered for grid, value in part.items()}


def _placed(place: Placement, by: Point) -> Placement:
    return place._replace(origin=(place.origin[0] + by[0], place.origin[1] + by[1]))


def _renamed(box: Box, step: int) -> Box:
    return box._replace(grid=box.grid._replace(tile=step))


def _renamed_pair(ends: tuple[Box, Box], step: int) -> tuple[Box, Box]:
    return _renamed(ends[0], step), _renamed(ends[1], step)


def _tile(film: Film, frames: Sequence[Frame], name: str) -> Tile:
    """The tile: as wide as the grids, their headings, the widest line and the step's name, which stands above.

    `name` is the last step's, the longest one.
    """
    bounds = [place.bounds() for place in film.placements.values()]
    edges = [(left, right) for left, _, right, _ in bounds]
    labels = [label for label in film.labels if _staged(film, label)]
    if film.line is not None:
        labels += [film.line.saying(frame.line) for frame in frames]
    for label in labels:
        half = fonts.width(label.text, label.size) / 2
        edges.append((label.at[0] - half, label.at[0] + half))
    struck = [film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns) for box in film.struck]
    edges += [(x, x) for corners in struck for x, _ in corners]
    left = min(edge for edge, _ in edges)
    right = max(left + fonts.width(name, _size(film)), *(edge for _, edge in edges))
    top, bottom = film.stage
    gap = 2 * _size(film)
    return Tile(
        left, right, top, bottom, round(right - left) + gap, round(bottom - top + _NAME_HEIGHT * _size(film)) + gap
    )


def _size(film: Film) -> int:
    """The font size of the names above the tiles."""
    return min((label.size for label in film.labels), default=12)


def _columns(count: int, tile: Tile, row: int) -> int:
    """The number of columns that brings the page's shape near to paper's without leaving much of it empty."""

    def cost(columns: int) -> float:
        rows = -(-count // columns)
        empty = 1 - count / (rows * columns)
        return abs(log(columns * tile.across / (rows * tile.down) / PAPER)) + 1.5 * empty - 0.9 * (columns == row)

    return min(range(1, count + 1), key=cost)


def _staged(film: Film, label: Label) -> bool:
    """Whether a label belongs to each tile rather than to the page."""
    return film.stage[0] <= label.at[1] <= film.stage[1]


def _page_labels(film: Film, across: int, down: int) -> Iterator[Label]:
    """The title and, at the foot of the page, the captions; both centred."""
    for label in film.labels:
        if not _staged(film, label):
            yield _moved(label, (across, down if label.at[1] > film.stage[1] else 0))


def _tile_labels(film: Film, tile: Tile, line: Line, shift: tuple[int, int], name: str) -> Iterator[Label]:
    """The headings and the line of a tile, and the name of its step."""
    for label in film.labels:
        if _staged(film, label):
            yield _moved(label, shift)
    if film.line is not None and line.text:
        yield _moved(film.line.saying(line), shift)
    size = _size(film)
    middle = tile.left + fonts.width(name, size) / 2
    yield _moved(Label(name, (middle, film.stage[0] - 0.7 * size), size), shift)


def _moved(label: Label, by: Point) -> Label:
    return label._replace(at=(label.at[0] + by[0], label.at[1] + by[1]))


def _legend(legend: Legend, across: int, down: int) -> Legend:
    return legend._replace(left=legend.left + across, top=legend.top + down, labels=())
