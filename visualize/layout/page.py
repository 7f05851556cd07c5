"""A story and an arrangement to a film: captions, title, numbers or shades in the cells, legends, sizes checked."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from visualize import validate
from visualize.budget import LONGEST, MOST_PIXELS
from visualize.errors import invalid, unknown
from visualize.film import Film, Frame, Label, Legend, Placement
from visualize.layout.cell_contents import SMALLEST_NUMBERED, Asked, Cells, cells
from visualize.layout.cell_numbers import Way, every_way, fitting, sampled
from visualize.layout.color_scale import Shading
from visualize.layout.views import VIEWS, Scale
from visualize.story import Story
from visualize.story.stack import Pile
from visualize.style import fonts
from visualize.text import phrases
from visualize.text.number_format import rules

SMALLEST_CELL, LARGEST_CELL = 4, 40
DEFAULT_WIDTH, PILE_HEIGHT = 960, 900
LARGEST_NUMBERED = 80  # what cells may become to hold numbers
SMALLEST_LETTERS, SMALL_LETTERS = 12, 8  # in cells that may grow; in others, or where that is not enough
WIDTH_FOR_TITLES = 480.0  # of a narrower picture's
WIDTH_FOR_LINES = 720  # what a narrower picture may become for its equation
HAIR = 0.3
_BAR, _APART = 4, 2  # a legend's bar and the space between two, in sizes of its letters

Line = tuple[str, int, str]


class Options(NamedTuple):
    """What a user may ask of the picture; None for what is found by itself."""

    view: str
    cell: int | None = None
    width: int | None = None
    title: str = ""
    color_by: str = "role"
    note: bool = False
    convention: str = "torch"
    font: str | None = None


def film(story: Story | Pile, options: Options) -> Film:
    """The story laid out: cells of `cell` pixels, or the largest that fit `width` (by default 4 to 40 in 960).

    By default they become larger, up to 80, where numbers need it.
    """
    if options.view not in VIEWS:
        raise unknown("view", options.view, "known names are " + ", ".join(VIEWS))
    if options.width is not None:
        validate.whole("width", options.width, 1, LONGEST, f"must be at least 1 pixel, at most {LONGEST}")
    if options.cell is not None:
        allowed = f"must be at least {SMALLEST_CELL} pixels, at most {LONGEST}"
        validate.whole("cell", options.cell, SMALLEST_CELL, LONGEST, allowed)
    validate.text("title", options.title)
    if options.font is not None:
        fonts.check_font(options.font)
    usual = options.cell or _largest_cell(story, options, LARGEST_CELL)
    narrowest = LONGEST
    _, _, width, height = VIEWS[options.view](story, Scale(usual))
    _check_pixels(round(width), round(height), usual, options.width)
    for cell in [usual] if options.width is None or options.cell is not None else _shrinking(usual):
        composed = _compose(story, options, *_chosen(story, options, cell))
        if options.width is None or composed.width <= options.width:
            return composed
        narrowest = min(narrowest, composed.width)
    raise invalid("width", options.width, f"too narrow for this figure, which needs {narrowest} pixels")


def _shrinking(cell: int) -> Iterator[int]:
    """Ever smaller cells: in a width that was asked for, lines whose width is not known before must fit as well."""
    while cell >= SMALLEST_CELL:
        yield cell
        cell = min(cell - 1, round(cell * 0.92))


def _chosen(story: Story | Pile, options: Options, usual: int) -> tuple[Scale, dict[str, Way] | None, int]:
    """The scale, in which ways numbers are written at it, if at all, and their letters' least size.

    Where no cell's size is asked for, cells grow before numbers are told roughly, or in small letters.
    """
    if isinstance(story, Pile) or not story.numbers or usual < SMALLEST_NUMBERED:
        return Scale(usual), None, SMALLEST_LETTERS
    asked = options.cell is not None or options.width is not None
    largest = usual if asked else _largest_cell(story, options, LARGEST_NUMBERED)
    tried = every_way(story, VIEWS[options.view](story, Scale(usual))[0])
    best = {grid: every[:1] for grid, every in tried.items()}
    for some, end, least in (
        (best, largest, SMALLEST_LETTERS),
        (tried, largest, SMALLEST_LETTERS),
        (best, usual, SMALL_LETTERS),
        (tried, usual, SMALL_LETTERS),
    ):
        for scale in map(Scale, range(usual, end + 1)):
            found = fitting(some, VIEWS[options.view](story, scale)[0], least, scale.air)
            if found is not None:
                return scale, found, least
    return Scale(usual), None, SMALLEST_LETTERS


def _largest_cell(story: Story | Pile, options: Options, largest: int) -> int:
    """By halving: all lengths only grow with the cell. In a width that was asked for, lines must fit too."""
    low, high = SMALLEST_CELL, largest if options.width is None else max(SMALLEST_CELL, options.width // 2)
    while low < high:
        middle = (low + high + 1) // 2
        scale = Scale(middle)
        _, _, grids, height = VIEWS[options.view](story, scale)
        above, below = _texts(story, options, scale, grids) if options.width else ([], [])
        fits = _across(grids, above + below, scale) <= (options.width or DEFAULT_WIDTH)
        # A pile is high rather than wide; on a slide it would be made small, its letters with it.
        fits = fits and (options.width is not None or not isinstance(story, Pile) or height <= PILE_HEIGHT)
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _texts(story: Story | Pile, options: Options, scale: Scale, content_width: float) -> tuple[list[Line], list[Line]]:
    """The lines above and below the grids."""
    limit = options.width - 2.0 * scale.margin if options.width else max(content_width, WIDTH_FOR_TITLES)
    above = [(text, scale.text_size, "text") for text in _wrapped(options.title, scale.text_size, limit)]
    return above, list(_caption(story.spoken(options.convention, options.note).caption, scale))


def _across(content_width: float, lines: list[Line], scale: Scale) -> int:
    return round(max(content_width, *(fonts.width(text, size) for text, size, _ in lines), 0)) + 2 * scale.margin


class Page(NamedTuple):
    """Where everything lies: widths and heights in pixels, from the top downwards."""

    width: int
    top: int  # of the grids
    foot: int  # of the grids, and of the step's line
    told: int  # where the caption begins
    keyed: int  # where the legends begin
    height: int


def _compose(story: Story | Pile, options: Options, scale: Scale, ways: dict[str, Way] | None, least: int) -> Film:
    arranged, labels, grids_width, grids_height = VIEWS[options.view](story, scale)
    above, below = _texts(story, options, scale, grids_width)
    width = max(_across(grids_width, above + below, scale), options.width or 0)
    top = scale.margin + _height(above) + (scale.margin // 2 if above else 0)
    foot = top + round(grids_height) + round(scale.margin * 0.6)
    # Sizes are checked with room for all lines, before any work that grows with the inside.
    _check_pixels(width, foot + _height(below) + 4 * scale.text_size + scale.margin, scale.cell, options.width)
    room = width if options.width else max(width, WIDTH_FOR_LINES)
    inside = cells(story, Asked(options.color_by, ways, least, room - 2.0 * scale.margin), scale, arranged)
    width = max(_inside_width(inside, story, scale), width)
    told = foot + round(scale.text_size * 1.5) * (inside.line is not None)
    keyed = told + _height(below)
    page = Page(
        width, top, foot, told, keyed, keyed + round(scale.quiet_size * 1.8) * bool(inside.shadings) + scale.margin
    )
    shift = float((width - round(grids_width)) // 2), float(top)
    placements = {grid: place._replace(origin=_moved(place.origin, shift)) for grid, place in arranged.items()}
    named = [label._replace(at=_moved(label.at, shift)) for label in labels]
    lines = [*_lines(above, width / 2, scale.margin), *_lines(below, width / 2, told)]
    return _film(story, options, scale, inside, page, placements, [*named, *lines])


def _inside_width(inside: Cells, story: Story | Pile, scale: Scale) -> int:
    """What legends and the widest line need."""
    keys = sum(width for *_, width in _keys(inside.shadings, scale, story.language))
    return round(max(keys, _widest_line(inside, story.step_count))) + 2 * scale.margin


def _film(
    story: Story | Pile,
    options: Options,
    scale: Scale,
    inside: Cells,
    page: Page,
    placements: dict[str, Placement],
    labels: list[Label],
) -> Film:
    legends = tuple(_legends(inside.shadings, scale, story.language, page.width / 2, page.keyed))
    keys = [label for legend in legends for label in legend.labels]
    spoken = story.spoken(options.convention, options.note)
    return Film(
        width=page.width,
        height=page.height,
        placements=placements,
        frame_count=story.step_count,
        frame=_frames(story, list(placements), options.view == "isometric", inside),
        rest={grid: story.rest[grid] for grid in placements},
        # A picture made of shades is seen through its grid: hairlines.
        rule_width=scale.rule if inside.cell_texts or not inside.shadings else min(scale.rule, HAIR),
        outline_width=scale.outline,
        casing_width=scale.casing,
        labels=(*labels, *keys),
        line=next(_lines([("", inside.line_size, "text")], page.width / 2, page.foot)) if inside.line else None,
        struck=story.struck,
        cell_texts=inside.cell_texts,
        legends=legends,
        hues=inside.hues,
        font=options.font,
        title=options.title or spoken.title,
        description=spoken.description,
        stage=(float(page.top), float(page.told)),
    )


def _keys(shadings: Mapping[str, Shading], scale: Scale, language: str) -> list[tuple[str, list[int], str, float]]:
    """For each grid with shades what stands before its bar, the bar's shades, what stands behind, and the width."""
    size, keys = scale.quiet_size, []
    for grid, shaded in shadings.items():
        ends = shaded.low, shaded.high
        texts = [[rule.text(end) for end in ends] for rule in rules(np.array(ends))]
        low, high = next((pair for pair in texts if max(map(len, pair)) < 8), ("low", "high"))
        before = f"{phrases.phrase(grid, language)} {low}"
        width = fonts.width(before, size) + fonts.width(high, size) + _BAR * size + 12
        keys.append((before, shaded.ramp, high, width + _APART * size))
    return keys


def _legends(
    shadings: Mapping[str, Shading], scale: Scale, language: str, middle: float, top: float
) -> Iterator[Legend]:
    """A bar for each grid with shades, its ends named, side by side."""
    size = scale.quiet_size
    bar, y = _BAR * size, top + round(size * 1.2)
    keys = _keys(shadings, scale, language)
    x = middle - sum(width for *_, width in keys) / 2 + _APART * size / 2
    for low, ramp, high, width in keys:
        before, after = fonts.width(low, size), fonts.width(high, size)
        left = round(x + before + 6)
        labels = (
            Label(low, (x + before / 2, y), size, "quiet"),
            Label(high, (left + bar + 6 + after / 2, y), size, "quiet"),
        )
        yield Legend(left, round(y - size * 0.8), bar, round(size * 0.9), tuple(ramp), labels)
        x += width


def _widest_line(inside: Cells, steps: int) -> float:
    if inside.line is None:
        return 0
    return max(fonts.width(inside.line(index), inside.line_size) for index in sampled(steps))


def _frames(story: Story | Pile, grids: list[str], slanted: bool, inside: Cells) -> Callable[[int], Frame]:
    """The story's frames without what this view has no place for, with what stands in the inside."""

    def frame(index: int) -> Frame:
        whole = story.frame(index)
        return whole._replace(
            roles={grid: whole.roles[grid] for grid in grids},
            outlines=tuple(box for box in whole.outlines if box.grid in grids),
            guides=whole.guides if slanted else (),
            texts=inside.texts(index),
            line=inside.line(index) if inside.line else "",
            shades=inside.shades(index),
        )

    return frame


def _caption(lines: tuple[str, ...], scale: Scale) -> Iterator[Line]:
    first, *rest = lines
    yield first, scale.text_size, "text"
    for line in rest:
        yield line, scale.quiet_size, "quiet"


def _wrapped(text: str, size: int, limit: float) -> list[str]:
    """Lines no wider than the limit; a single longer word keeps its line."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and fonts.width(longer, size) > limit:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line] if line else lines


def _height(lines: list[Line]) -> int:
    return sum(round(size * 1.5) for _, size, _ in lines)


def _lines(lines: list[Line], middle: float, top: float) -> Iterator[Label]:
    for text, size, voice in lines:
        yield Label(text, (middle, top + round(size * 1.1)), size, "quiet" if voice == "quiet" else "text")
        top += round(size * 1.5)


def _moved(point: tuple[float, float], by: tuple[float, float]) -> tuple[float, float]:
    return point[0] + by[0], point[1] + by[1]


def _check_pixels(width: int, height: int, cell: int, asked: int | None) -> None:
    if width * height <= MOST_PIXELS and max(width, height) <= LONGEST:
        return
    megapixels = width * height / 1e6
    advice = f"the picture would be {width} x {height}, {megapixels:.0f} megapixels; at most {MOST_PIXELS // 10**6}"
    if width * height <= MOST_PIXELS:
        advice = f"the picture would be {width} x {height}; a side has at most {LONGEST} pixels"
    if asked is not None:
        raise invalid("width", asked, f"{advice}; use a smaller --width")
    raise invalid("cell", cell, f"{advice}; use a smaller --cell or --i")
