"""From story to film: chooses sizes and places grids, lines and legends."""

from collections.abc import Callable, Mapping
from functools import partial
from math import ceil
from typing import NamedTuple

from visualize.choices import LONGEST_SIDE
from visualize.errors import invalid
from visualize.film import OUTPUT, Box, Film, Frame, Grid, Label, Line, Roles
from visualize.film.film import BREAK
from visualize.layout.arrangement import WINDOW, Arrangement
from visualize.layout.cell_contents import CellContents, CellOptions, cell_contents
from visualize.layout.cell_numbers import sampled
from visualize.layout.draft import WIDE, Draft
from visualize.layout.fit import SMALLEST_PREFERRED, Fit, check_pixels, fitted, slide_pixel, smaller_cells, usual_cell
from visualize.layout.legends import legends, legends_width
from visualize.layout.lines import TextLine, height_of, placed, width_with
from visualize.layout.loupe import Loupe, loupe, magnified
from visualize.layout.metrics import SMALLEST_MARKER, Metrics
from visualize.layout.words import meant, with_words
from visualize.story import Story
from visualize.style import fonts

WIDTH_FOR_LINES = 660.0  # the width without margins to which a narrower picture may grow for its equation
HAIR = 0.3  # width of a hairline
SMALLEST_TRACED = 12  # pixels of a cell; along smaller ones dashes would be a blur
SMALLEST_LETTERS = 18  # pixels, on a slide that the picture fills
LARGEST_LETTERS = 36  # pixels, in pictures that are far too large for a slide, unless cells are larger


def build_film(draft: Draft) -> Film:
    """The story laid out in cells of `cell` pixels, or in the largest that fit `width` (by default 2 to 40 in 960).

    By default cells grow, up to 80 pixels, if numbers need it.
    """
    options = draft.options
    usual, narrowest = usual_cell(draft), LONGEST_SIDE
    cells = [usual] if options.width is None or options.cell is not None else list(smaller_cells(usual))
    for enlarging in (_enlarging, _plain):  # without a loupe, the picture needs less width
        for cell in cells:
            film = _film(*enlarging(draft, fitted(draft, cell)))
            if options.width is None or film.width <= options.width:
                return film
            narrowest = min(narrowest, film.width)
    if draft.form in WIDE:  # with the words below it, the picture needs less width
        tall = options._replace(shape="tall")
        captions = draft.captions if draft.captions.stacked else draft.captions.named_below(options.wording)
        return build_film(draft._replace(options=tall, captions=captions))
    raise invalid("width", options.width, f"too narrow for this figure, which needs {narrowest} pixels")


def _plain(draft: Draft, fit: Fit) -> tuple[Draft, Fit]:
    return draft, fit


def _enlarging(draft: Draft, fit: Fit) -> tuple[Draft, Fit]:
    """The draft with enlarged grids where cells are small, and smaller cells that make room for a loupe."""
    draft = draft._replace(magnified=magnified(draft, fit))
    size_given = draft.options.cell is not None or draft.options.width is not None
    if WINDOW not in draft.magnified.grids or size_given or fit.metrics.cell <= SMALLEST_PREFERRED:
        return draft, fit
    return draft, Fit(Metrics(usual_cell(draft)))


def _by_channel(contents: CellContents, story: Story, metrics: Metrics) -> CellContents:
    from visualize.layout.channel_hues import by_channel  # other figures start faster without

    return by_channel(contents, story, metrics)


class _Page(NamedTuple):
    """The vertical structure of the page: positions in pixels, from the top downwards, and its width and height."""

    width: int
    top: int  # of the grids
    foot: int  # of the grids; the top of the step's line
    caption: int
    legends: int
    height: int


def _lettered(draft: Draft, fit: Fit) -> Fit:
    """The fit with letters that are legible on a slide that the picture fills; those of a sheet are given."""
    if draft.options.sheet:
        return fit._replace(metrics=fit.metrics._replace(letters=draft.options.sheet))
    least = max(fit.metrics.letters, draft.options.letters)
    fit = fit._replace(metrics=fit.metrics._replace(lettered=draft.options.together > 1, letters=least))
    for _ in range(LARGEST_LETTERS):  # larger letters need more room, and so on
        metrics = fit.metrics
        legible = ceil(SMALLEST_LETTERS * slide_pixel(draft, metrics, _has_legends(draft, fit)))
        letters = min(legible, max(LARGEST_LETTERS, metrics.cell))
        equation = draft.story.equation(0) is not None
        if letters <= (min(metrics.quiet_size, metrics.min_equation_size) if equation else metrics.quiet_size):
            break
        fit = fit._replace(metrics=metrics._replace(letters=letters))
    return fit


def _has_legends(draft: Draft, fit: Fit) -> bool:
    """Whether colours stand for numbers: those that fit no cell, or because the colour mode says so."""
    return draft.options.color_by in ("value", "uses") or (bool(draft.story.numbers) and fit.formats is None)


def _film(draft: Draft, fit: Fit) -> Film:
    fit = _lettered(draft, fit)
    metrics, options = fit.metrics, draft.options
    arrangement = draft.arranged(metrics)
    above, below = draft.above(metrics, arrangement.width), draft.below(metrics, arrangement.width)
    width = max(width_with(above + below, arrangement.width, metrics.margin), options.width or 0)
    top = metrics.margin + height_of(above) + (metrics.margin // 2 if above else 0)
    foot = top + round(arrangement.height) + round(metrics.margin * 0.6)
    # Check the size, all lines included, before the work that grows with the number of cells and texts.
    check_pixels(width, foot + height_of(below) + 4 * metrics.text_size + metrics.margin, metrics.cell, options.width)
    available_width = _available_width(draft, fit, arrangement, width)
    cell_options = CellOptions(options.color_by, fit.formats, available_width, draft.language, not arrangement.line)
    # The letters of a sheet's words grow with the page, its equations do not: their width is what makes pages large.
    usual = metrics._replace(letters=Metrics(metrics.cell).letters) if options.sheet else metrics
    planes = {grid: place for grid, place in arrangement.placements.items() if not grid.loupe}
    contents = cell_contents(draft.story, cell_options, usual, planes)
    if draft.form == "blocks" and options.color_by == "role" and not contents.scales:
        contents = _by_channel(contents, draft.story, usual)
    wide, count = max(_contents_width(draft, fit, contents, arrangement), width), _lines(draft, contents, arrangement)
    page = _page(fit.metrics, bool(contents.scales), wide, top, foot, count, height_of(below))
    arrangement = arrangement.moved((float((page.width - round(arrangement.width)) // 2), float(top)))
    arrangement = arrangement._replace(labels=_signed(arrangement.labels, draft, fit))
    lines = [*placed(above, page.width / 2, metrics.margin), *placed(below, page.width / 2, page.caption)]
    film = _assembled(draft, fit, contents, page, arrangement, lines)
    film = with_words(film, meant(arrangement.words, contents, draft.story))
    return film._replace(stage=(page.top + arrangement.head, float(page.caption)))


def _signed(labels: list[Label], draft: Draft, fit: Fit) -> list[Label]:
    """The labels with the sign that is true of the printed stamps or matrices and their sums: ≈ if they are rounded."""
    rounded = {grid for grid, one in (fit.formats or {}).items() if not one.is_exact}
    if draft.form not in ("stamps", "product") or not (rounded if draft.form == "product" else rounded & {OUTPUT}):
        return labels
    return [label._replace(text="≈") if label.text == "=" else label for label in labels]


def _available_width(draft: Draft, fit: Fit, arrangement: Arrangement, width: int) -> float:
    """The width that the lines of a step may have, without the names before them."""
    if arrangement.line is not None:
        return arrangement.line_width
    content_width = width - 2.0 * fit.metrics.margin
    return (content_width if draft.options.width else max(content_width, WIDTH_FOR_LINES)) - _names_width(draft, fit)


def _page(metrics: Metrics, has_legends: bool, width: int, top: int, foot: int, lines: int, below: int) -> _Page:
    caption = foot + round(metrics.text_size * 1.5) * lines
    keys = caption + below
    return _Page(width, top, foot, caption, keys, keys + round(metrics.quiet_size * 1.8) * has_legends + metrics.margin)


def _lines(draft: Draft, contents: CellContents, arrangement: Arrangement) -> int:
    """The number of lines of text for the steps below the grids."""
    equation = draft.story.equation(0)
    if contents.line is None or arrangement.line is not None:
        return 0
    return max(1, len(draft.options.named_lines)) * (1 if equation is None else equation.line_count)


def _contents_width(draft: Draft, fit: Fit, contents: CellContents, arrangement: Arrangement) -> int:
    """The width that the legends and the widest of the steps' lines need, margins included."""
    keys = legends_width(contents.scales, fit.metrics, draft.language)
    line = _line_width(draft.story, contents) + _names_width(draft, fit) if arrangement.line is None else 0.0
    return round(max(keys, line)) + 2 * fit.metrics.margin


def _line_width(story: Story, contents: CellContents) -> float:
    """The width of the widest of the sampled steps' lines, 0 if there is none."""
    if contents.line is None:
        return 0.0
    texts = (text for index in sampled(story.step_count) for text in contents.line(index).text.split(BREAK.text))
    return max(fonts.width(text, contents.line_size) for text in texts)


def _names_width(draft: Draft, fit: Fit) -> float:
    """The width of the names before the lines of several steps."""
    return max((fonts.width(name, fit.metrics.text_size) for name in draft.options.named_lines), default=0.0)


def _assembled(
    draft: Draft, fit: Fit, contents: CellContents, page: _Page, arrangement: Arrangement, lines: list[Label]
) -> Film:
    metrics, story = fit.metrics, draft.story
    placements, enlarged = arrangement.placements, loupe(draft, arrangement.placements)
    bars = tuple(legends(contents.scales, metrics, draft.language, page.width / 2, page.legends))
    return Film(
        width=page.width,
        height=page.height,
        placements=placements,
        frame_count=story.step_count,
        row_length=story.row_length,
        frame=_frames(draft, fit, list(placements), contents, enlarged),
        rest={grid: story.rest[grid] for grid in placements if not grid.loupe} | enlarged.rest(story),
        rule_width=_rule_width(metrics, contents),
        rule_widths=dict.fromkeys(enlarged.grids, metrics.enlarged_rule),
        outline_width=metrics.outline,
        casing_width=metrics.casing,
        labels=(*arrangement.labels, *lines, *(label for bar in bars for label in bar.labels)),
        line=_line_label(draft, contents, page, arrangement),
        struck=story.struck,
        cell_texts={**contents.cell_texts, **enlarged.cell_texts},
        note_texts=contents.note_texts,
        legends=bars,
        hues=contents.hues,
        font=draft.options.font,
        title=draft.options.title or draft.captions.title,
        description=draft.captions.description,
        pair_size=metrics.letter_size if metrics.lettered else 0,
    )


def _rule_width(metrics: Metrics, contents: CellContents) -> float:
    """No rules over a picture and hairlines between shades of counts, which leave their colours visible."""
    if contents.picture:
        return 0.0
    return min(metrics.rule, HAIR) if contents.scales and not contents.cell_texts else metrics.rule


def _line_label(draft: Draft, contents: CellContents, page: _Page, arrangement: Arrangement) -> Label | None:
    """The position and font size of the steps' lines, with the first step's line as the example."""
    if contents.line is None:
        return None
    text, size = contents.line(0).text, contents.line_size
    if arrangement.line is not None:
        return arrangement.line._replace(text=text, size=size)
    label = next(placed([TextLine(text, size)], page.width / 2, page.foot))
    if BREAK.text not in text:
        return label
    # Several lines begin at the same place at every step.
    return label._replace(at=(label.at[0] - _line_width(draft.story, contents) / 2, label.at[1]), anchor="start")


def _frames(
    draft: Draft, fit: Fit, grids: list[Grid], contents: CellContents, enlarged: Loupe
) -> Callable[[int], Frame]:
    slanted, cell = draft.options.view == "isometric", fit.metrics.cell
    planes = [grid for grid in grids if not grid.loupe]
    return partial(_frame, draft.story, planes, cell, slanted, _traced(draft, fit), contents, enlarged)


def _traced(draft: Draft, fit: Fit) -> bool:
    return draft.options.trace and fit.metrics.cell >= SMALLEST_TRACED


def _frame(
    story: Story,
    grids: list[Grid],
    cell: int,
    slanted: bool,
    traced: bool,
    contents: CellContents,
    enlarged: Loupe,
    index: int,
) -> Frame:
    """The story's frame with the contents of its cells, without the grids, guides and traces that are not drawn."""
    frame = story.frame(index)
    outlines = [_seen(box, cell) for box in frame.outlines if box.grid in grids]
    roles: Mapping[Grid, Roles] = {grid: frame.roles[grid] for grid in grids}
    texts, shades = contents.texts(index), contents.shades(index)
    if enlarged.grids:
        found = enlarged.found(frame.outlines)
        outlines += [Box(grid, 0, 0, box.rows, box.columns) for box, grid in found]
        roles, texts, shades = enlarged.over(found, roles, texts, shades)
    return Frame(
        roles,
        tuple(outlines),
        guides=frame.guides if slanted else (),
        pointers=tuple([ends for ends in frame.pointers if ends[0].grid == ends[1].grid or not slanted]),
        ghosts=frame.ghosts if traced else (),
        arrows=frame.arrows if traced else (),
        texts=texts,
        notes=contents.notes(index),
        line=contents.line(index) if contents.line else Line(),
        shades=shades,
    )


def _seen(box: Box, cell: int) -> Box:
    """The box of an outline; around a cell too small to be found, one that takes in the cells beside it."""
    if cell >= SMALLEST_MARKER or box.rows * box.columns > 1:
        return box
    return box._replace(row=box.row - 1, column=box.column - 1, rows=3, columns=3)
