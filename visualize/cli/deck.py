"""The command `deck`: a lecture's table as slides, a PDF or a page of reveal.js."""

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any

from visualize.batch import table
from visualize.cli.drawing import options_of, words_to_figure
from visualize.cli.table_words import SECTIONS, command, found_words, letters
from visualize.cli.terminal import say
from visualize.deck import files
from visualize.deck.pages import WAYS, Section
from visualize.deck.saving import save
from visualize.errors import VisualizeError, invalid, missing, one_line, unsupported
from visualize.export.targets import target
from visualize.figure import Figure
from visualize.options import BY_NAME
from visualize.reading import opened
from visualize.renderers.pptx import base as bases
from visualize.renderers.pptx.base import Base
from visualize.style.colours import luminance
from visualize.validate import one_of

MOST_BYTES, MOST_LINES = 200_000_000, 40
OWN = ("text", "formula", "slides", "notes", "title")  # words of a row that are the lecture's
DRAWN = ("kernel_size", "kernel", "layers", "base")  # one of them makes a row a figure


def run(options: argparse.Namespace) -> int:
    """Write the deck."""
    if options.table is None or not options.output:
        raise missing("output", "name the table and the deck, as in deck lecture.toml -o lecture.pptx")
    written = deck(options.table, options.output, options.template, options.append)
    say(f"{one_line(options.output)}: {written} pages")
    return 0


def deck(path: str, output: str, template: str | None = None, append: str | None = None) -> int:
    """Write a table of a lecture as a deck; returns the number of its pages."""
    place = target(output, files.SUFFIXES, ())
    if (template or append) and place.suffix != ".pptx":
        raise unsupported("template" if template else "append", template or append, "it is of a .pptx only")
    if template and append:
        raise unsupported("template", template, "a deck that is there has masters of its own")
    base = _base(template, append) if place.suffix == ".pptx" else None
    return save(sections(path, base), [place], path, base, [path, template or ""])


def _base(template: str | None, append: str | None) -> Base:
    """What the slides are added to; read before anything is drawn."""
    if append:
        return bases.based(_read("append", append), append)
    return bases.emptied(_read("template", template), template) if template else bases.empty()


def _read(parameter: str, path: str) -> bytes:
    with opened(parameter, path, MOST_BYTES) as stream:
        return stream.read(MOST_BYTES)


def sections(path: str, base: Base | None = None) -> Iterator[Section]:
    """The sections of a lecture's table: its [[slide]]s, or, if it has none, its [[figure]]s."""
    parsed = table.parsed(path)
    slides = parsed.pop("slide", None)
    rows = parsed.get("figure", []) if slides is None else slides
    rows = parsed | {"figure": _named(rows) if isinstance(rows, list) else rows}
    found = table.table(rows, letters(), SECTIONS).rows
    for row in found:
        try:
            yield _section(row, os.path.dirname(path), base)
        except VisualizeError as error:
            raise VisualizeError(f"{error} (slide {one_line(row.name)})") from None


def _named(rows: Iterable[Any]) -> list[Any]:
    """Rows with names, by which their slides are found when they are drawn again: their own, else their numbers."""
    return [
        {"name": f"slide-{at}", **one, **_with_one_text(one)} if isinstance(one, dict) else one
        for at, one in enumerate(rows, 1)
    ]


def _with_one_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """The lines of a row as one text: in other words of a table a list is several figures."""
    lines = row.get("text")
    if not isinstance(lines, list):
        return {}
    return {"text": "\n".join(_text("text", one) for one in lines)}


def _section(row: table.Row, folder: str, base: Base | None) -> Section:
    words = dict(row.words)
    own = {name: words.pop(name) for name in OWN if name in words}
    is_figure = any(name in words and name not in row.defaults for name in DRAWN) or "base" in words
    title, lines = _text("title", own.get("title", "")), _lines(own.get("text", ""))
    way, notes = (
        one_of("slides", _text("slides", own.get("slides", WAYS[0])), WAYS),
        _text("notes", own.get("notes", "")),
    )
    if not is_figure:
        unknown = set(words) - row.defaults
        if unknown:
            raise invalid("slide", ", ".join(sorted(unknown)), "a slide without kernel_size is one of words")
        return Section(row.name, title, lines, notes=notes)
    flags = command(found_words(words | _ground(words, base), folder), row.defaults)
    figure = words_to_figure(flags)
    drawn = _formula(flags, figure) if own.get("formula") is True else b""
    return Section(row.name, title or figure.film.title, lines, drawn, figure, way, notes)


def _ground(words: Mapping[str, Any], base: Base | None) -> dict[str, Any]:
    """The colours that a figure takes from the slides that it is put on, unless told."""
    if base is None or "theme" in words or "ground" in words:
        return {}
    return {"ground": base.ground, "theme": "dark" if luminance(base.ground) < 0.18 else BY_NAME["theme"].default}


def _text(name: str, value: Any) -> str:
    return str(BY_NAME["title"].check(name, value))


def _lines(given: Any) -> tuple[str, ...]:
    found = _text("text", given).splitlines()
    if len(found) > MOST_LINES:
        raise invalid("text", given, f"must be a text or a list of at most {MOST_LINES} lines")
    return tuple(found)


def _formula(flags: tuple[str, ...], figure: Figure) -> bytes:
    """The output-size formula of a figure, typeset in its colours."""
    from visualize.cli import arguments, formula

    options, stacked = options_of(flags)
    if stacked:
        raise unsupported("formula", "true", "a stack has none")
    arguments.values_with_sizes(options)
    convention = options.convention or BY_NAME["convention"].default
    written = formula.lines(arguments.operation(options), convention, None, False, arguments.language(options))
    stream = BytesIO()
    formula.draw(written, figure.theme, ".png", arguments.language(options), stream)
    return stream.getvalue()
