"""What the commands print about figures that they have drawn: results and remarks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from visualize.choices import FASTEST
from visualize.cli.arguments import spelled
from visualize.errors import escaped
from visualize.export.formats import FORMATS
from visualize.export.targets import target
from visualize.figure import Figure
from visualize.layout.cell_contents import SMALLEST_NUMBERED
from visualize.style.contrasts import shortfalls
from visualize.text.phrases import phrase

MOST_STEPS, MOST_SECONDS = 200, 120  # an animation with more of both is hardly watched to its end


def listed(names: Sequence[str]) -> str:
    """The names of files as they can be printed.

    >>> listed(["a.gif", "b.svg"])
    'a.gif, b.svg'
    """
    return escaped(", ".join(map(spelled, names)))


def result(drawn: Figure, names: Sequence[str], size: int) -> str:
    """The result in one line: files, sizes of the grids, steps, bytes."""
    steps = len(drawn.steps)
    sentence = phrase("result" if steps != 1 else "result of one", drawn.language)
    grown = " | ".join(map(_sizes, drawn.parts or (drawn,)))
    return sentence.format(files=listed(names), sizes=grown, steps=steps, bytes=f"{size:,}")


def _sizes(drawn: Figure) -> str:
    """The sizes of a figure's grids, from the input to the output."""
    sizes = [operation.input_shape for operation in drawn.operations] + [drawn.operations[-1].output_shape]
    return " -> ".join("x".join(map(str, size)) for size in sizes)


def remarks(drawn: Figure, names: Sequence[str], options: argparse.Namespace) -> Iterator[str]:
    """Lines that follow the result: what the user may not expect of the files, and how to change it."""
    yield from _lines_of_code(drawn)
    if fewer := _partly(drawn):
        yield fewer
    if _is_coloured(drawn):
        yield phrase("coloured", drawn.language)
    yield from (f"theme: {found}" for found in shortfalls(drawn.theme))
    if drawn.timing.loop and drawn.film.frame_count > 1 and _has_moving_svg(names):
        yield phrase("over", drawn.language)
    seconds = drawn.timing.durations(drawn.film.frame_count, drawn.film.opening)
    if len(drawn.steps) > MOST_STEPS and sum(seconds) > MOST_SECONDS and _plays(names, options.pptx):
        yield _too_long(drawn, seconds, options.steps)


def _lines_of_code(drawn: Figure) -> Iterator[str]:
    """The line of code of each layer in a framework's words."""
    for layer in drawn.operations:
        if layer.dialect is not None:
            from visualize.text.code_lines import code  # most layers are in nobody's words

            yield phrase("titled", drawn.language).format(layer.dialect.name, code(layer))


def _partly(drawn: Figure) -> str:
    """How many channels are drawn, if not all."""
    grids = drawn.story.channels if drawn.story is not None else None
    if grids is None:
        return ""
    from visualize.text.channel_captions import partly  # figures of one channel do without

    return partly(drawn.operation, (len(grids.inputs), len(grids.outputs)), drawn.language)


def _is_coloured(drawn: Figure) -> bool:
    """Whether a figure shows its numbers as colours only, in cells that are large enough to expect numbers."""
    grid = next(iter(drawn.film.placements.values()))
    has_numbers = drawn.story is not None and bool(drawn.story.numbers)
    lettered = len(drawn.film.cell_texts) == len(drawn.film.placements)  # a quiz has its question marks in any case
    return has_numbers and not lettered and grid.right[0] >= SMALLEST_NUMBERED


def _has_moving_svg(names: Sequence[str]) -> bool:
    """Whether one of the files is an SVG that plays; it begins with its page, not with its slide."""
    return any(one.suffix == ".svg" and not one.numbered for one in map(target, names))


def _plays(names: Sequence[str], pptx: str) -> bool:
    """Whether one of the files plays by itself."""
    files = [one.suffix for one in map(target, names) if not one.numbered]
    return any(FORMATS[suffix].plays or (suffix == ".pptx" and pptx == "media") for suffix in files)


def _too_long(drawn: Figure, seconds: Sequence[float], steps: str | None) -> str:
    """How long an animation lasts, and how to make it shorter, the last step apart."""
    shorter = max(FASTEST, (MOST_SECONDS - seconds[-1]) * 100 // (len(seconds) - 1) / 100)
    fewer = [phrase("fewer", drawn.language)] if steps is None else []
    faster = f"{shorter:g}" + (f" --think {shorter:g}" if drawn.timing.think is not None else "")
    advice = [*fewer, phrase("faster", drawn.language).format(faster)]
    lasts = phrase("lasts", drawn.language).format(f"{len(drawn.steps):,}", *divmod(round(sum(seconds)), 60))
    return lasts + phrase("and", drawn.language).join(advice)


def duration(seconds: float) -> str:
    """A duration in two digits.

    >>> duration(47.3), duration(620)
    ('50 s', '10 min')
    """
    return f"{round(seconds, -1):.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
