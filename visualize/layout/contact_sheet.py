"""All frames of a film on one page, as a handout: a film of one frame, which every renderer can draw."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from math import log
from typing import NamedTuple, TypeVar

from visualize.budget import MOST_PIXELS
from visualize.errors import invalid
from visualize.film import Film, Frame, Grid, Label, Line, Placement, Point
from visualize.layout.tiles import joined, legend, moved, placed, renamed
from visualize.style import fonts

MOST_FRAMES = 400
PAGE_SHAPE = 1.7  # width by height: that of a slide and of paper in landscape, and captions will be added
FEW = 9  # steps, whose names are words in any case
WIDE = 1.5  # a page of this width by its height needs no column of captions
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
    """The page. Each tile is named by `word` with its step's number, counted from 1.

    Title, captions and what stands above the stage, as the kernel does, appear once. `row` is the number of frames
    that make a row of the output, and preferably a row of the page too.
    """
    frames = [film.frame(index) for index in range(film.frame_count)]
    tile, word = _named(film, _tile(film, frames), word)
    columns = _columns(film.frame_count, tile, row)
    width = max(film.width, columns * tile.across + 2 * _size(film))
    height = film.height + -(-film.frame_count // columns) * tile.down - round(tile.bottom - tile.top)
    if width * height > MOST_PIXELS:
        raise invalid(
            "sheet", f"of {width} x {height} pixels", "at most 50 megapixels; use a smaller --cell or --steps"
        )
    shifts = _shifts(film, tile, columns, width)
    page = _merged(film, frames, shifts, (round((width - film.width) / 2), 0))._replace(
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
        legends=tuple(legend(bar, (round((width - film.width) / 2), height - film.height)) for bar in film.legends),
    )
    return _with_column(page, film.stage[1] + height - film.height, _size(film))


def _with_column(page: Film, foot: float, size: int) -> Film:
    """The page with the captions at its foot in a column at the right instead, if it is not as wide as a slide."""
    below = [label for label in page.labels if label.at[1] > foot]
    if not below or page.legends or page.width > WIDE * page.height:
        return page
    column = max(fonts.width(label.text, label.size) for label in below)
    up = page.height / 2  # the middle of the captions then is that of the tiles
    beside = [label._replace(at=(float(page.width), round(label.at[1] - up)), anchor="start") for label in below]
    return page._replace(
        width=page.width + round(column) + 2 * size,
        height=round(foot) + size,
        labels=(*(label for label in page.labels if label.at[1] <= foot), *beside),
    )


def _shifts(film: Film, tile: Tile, columns: int, width: int) -> list[tuple[int, int]]:
    """The offset of each tile from the place of its picture, with the tiles centred in the page's width."""
    start = (width - columns * tile.across + tile.across - tile.right + tile.left) / 2 - tile.left
    return [
        (round(start) + at % columns * tile.across, at // columns * tile.down + round(_NAME_HEIGHT * _size(film)))
        for at in range(film.frame_count)
    ]


def _merged(film: Film, frames: Sequence[Frame], shifts: Sequence[Point], page: Point) -> Film:
    """A film of one frame, with the grids of all frames, and once, moved with the page, those above the stage."""
    once = {grid for grid in film.placements if grid not in _staged_grids(film)}
    each = partial(_each, film, once)
    moved = [
        {grid: placed(place, page if grid in once else shift) for grid, place in film.placements.items()}
        for shift in shifts
    ]
    return film._replace(
        placements=each(moved),
        rest=each([film.rest] * len(frames)),
        frame_count=1,
        frame=partial(_only, joined(film.steps, [_drawn(film, frame, once) for frame in frames], each)),
        line=None,
        struck=tuple(renamed(box, step) for step in film.steps for box in film.struck),
        cell_texts=each([film.cell_texts] * len(frames)),
        note_texts=each([film.note_texts] * len(frames)),
        numbers=None,
        poster=None,
    )


def _staged_grids(film: Film) -> dict[Grid, Placement]:
    """The grids that each tile has."""
    return {grid: place for grid, place in film.placements.items() if place.bounds()[1] >= film.stage[0]}


def _drawn(film: Film, frame: Frame, once: Collection[Grid]) -> Frame:
    """The frame with the roles of all grids; some are at rest."""
    roles = {**film.rest, **{grid: roles for grid, roles in frame.roles.items() if grid not in once}}
    return frame._replace(roles=roles, outlines=tuple(box for box in frame.outlines if box.grid not in once))


def _only(frame: Frame, index: int) -> Frame:
    return frame


def _each(film: Film, once: Collection[Grid], parts: Sequence[Mapping[Grid, T]]) -> dict[Grid, T]:
    """Join mappings by grid, one for each frame, into one.

    Each key gets the number of its step as its tile, but for the grids that stand on the page `once`.
    """
    return {
        grid if grid in once else grid._replace(tile=step): value
        for step, part in zip(film.steps, parts, strict=True)
        for grid, value in part.items()
    }


def _tile(film: Film, frames: Sequence[Frame]) -> Tile:
    """The tile: as wide as the grids, their headings and the widest line; steps' names will stand above."""
    bounds = [place.bounds() for place in _staged_grids(film).values()]
    edges = [edge for left, _, right, _ in bounds for edge in (left, right)]
    labels = [label for label in film.labels if _staged(film, label)]
    if film.line is not None:
        labels += [label for frame in frames for label in film.line.saying(frame.line)]
    for label in labels:
        width = fonts.width(label.text, label.size)
        edges += [label.middle(width)[0] + side * width / 2 for side in (-1, 1)]
    for box in film.struck:
        corners = film.placements[box.grid].polygon(box.row, box.column, box.rows, box.columns)
        edges += [x for x, _ in corners]
    left, right, (top, bottom), size = min(edges), max(edges), film.stage, _size(film)
    down = round(bottom - top + (_NAME_HEIGHT + 1) * size)
    return Tile(left, right, top, bottom, round(right - left) + 2 * size, down)


def _named(film: Film, tile: Tile, word: str) -> tuple[Tile, str]:
    """The tile and the name of steps above it: a number alone where a page of many tiles has no room for a word.

    A tile of a few steps becomes as wide as the name.
    """
    width = fonts.width(word.format(film.steps[-1] + 1), _size(film))
    more = round(width - (tile.right - tile.left))
    if more <= 0:
        return tile, word
    if film.frame_count > FEW:
        return tile, "{}"
    return tile._replace(right=tile.right + more, across=tile.across + more), word


def _size(film: Film) -> int:
    """The font size of the names above the tiles."""
    return min((label.size for label in film.labels), default=12)


def _columns(count: int, tile: Tile, row: int) -> int:
    """The number of columns that brings the page's shape near to paper's without leaving much of it empty."""

    def cost(columns: int) -> float:
        rows = -(-count // columns)
        empty = 1 - count / (rows * columns)
        return abs(log(columns * tile.across / (rows * tile.down) / PAGE_SHAPE)) + 1.5 * empty - 0.9 * (columns == row)

    return min(range(1, count + 1), key=cost)


def _staged(film: Film, label: Label) -> bool:
    """Whether a label belongs to each tile rather than to the page."""
    return film.stage[0] <= label.at[1] <= film.stage[1]


def _page_labels(film: Film, across: int, down: int) -> Iterator[Label]:
    """The title and, at the foot of the page, the captions; both centred."""
    for label in film.labels:
        if not _staged(film, label):
            yield moved(label, (across, down if label.at[1] > film.stage[1] else 0))


def _tile_labels(film: Film, tile: Tile, line: Line, shift: tuple[int, int], name: str) -> Iterator[Label]:
    """The headings and the line of a tile, and the name of its step."""
    for label in film.labels:
        if _staged(film, label):
            yield moved(label, shift)
    for label in film.line.saying(line) if film.line is not None and line.text else ():
        yield moved(label, shift)
    size = _size(film)
    middle = tile.left + fonts.width(name, size) / 2
    yield moved(Label(name, (middle, film.stage[0] - 0.7 * size), size), shift)
