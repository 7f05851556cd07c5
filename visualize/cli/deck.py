"""The command `deck`: a lecture's table as slides, a PDF or a page of reveal.js."""

import argparse
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from visualize.batch import table
from visualize.cli.drawing import COMPARE, options_of, words_to_figure
from visualize.cli.table_words import SECTIONS, command, found_words, letters, words_to_origin
from visualize.cli.terminal import say
from visualize.deck import files
from visualize.deck.pages import WAYS, Section
from visualize.deck.saving import save
from visualize.errors import VisualizeError, invalid, missing, one_line, unsupported
from visualize.export.formats import is_whole_file
from visualize.export.targets import Target, target
from visualize.figure import Figure
from visualize.options import BY_NAME, OPTIONS, read
from visualize.origin import COMMAND, Origin, is_from
from visualize.reading import opened
from visualize.renderers.pptx import base as bases
from visualize.renderers.pptx.base import Base
from visualize.style.colours import luminance
from visualize.validate import one_of
from visualize.version import combined

MOST_BYTES, MOST_LINES = 200_000_000, 40
OWN = ("text", "formula", "slides", "notes", "title")  # words of a row that are the lecture's
DRAWN = ("kernel_size", "kernel", "layers", COMPARE, "base")  # one of them makes a row a figure
Draw = Callable[[Sequence[str]], Figure]


def run(options: argparse.Namespace) -> int:
    """Write the deck."""
    if options.table is None or not options.output:
        raise missing("output", "name the table and the deck, as in deck lecture.toml -o lecture.pptx")
    written = deck(options.table, options.output, options.template, options.append)
    say(f"{one_line(options.output)}: {written} pages")
    return 0


def deck(path: str, output: str, template: str | None = None, append: str | None = None) -> int:
    """Write a table of a lecture as a deck; returns the number of its pages."""
    given, folder = parsed(path)
    place = target(output, files.SUFFIXES, ())
    if (template or append) and place.suffix != ".pptx":
        raise unsupported("template" if template else "append", template or append, "it is of a .pptx only")
    if template and append:
        raise unsupported("template", template, "a deck that is there has masters of its own")
    base = base_of(template, append) if place.suffix == ".pptx" else None
    drawn = Lecture(list(sections(given, folder, base)), recipe(given, template, append), base)
    return drawn.save(place, [*([] if is_inline(path) else [path]), template or ""])


class Lecture(NamedTuple):
    """A lecture that is drawn: its sections, the command that draws it, and what its slides are added to."""

    sections: list[Section]
    recipe: str
    base: Base | None

    def save(self, place: Target, sources: Iterable[str] = ()) -> int:
        """Write the deck; returns the number of its pages."""
        return save(self.sections, [place], Origin(self.recipe, self.source), self.base, list(sources))

    def seconds(self, suffix: str) -> float:
        """What it takes to draw the figures once more, a page for each step."""
        name = "a{n}.svg" if suffix == ".html" else f"a{suffix}"
        return sum(one.estimate(name).seconds for one in self.figures)

    @property
    def figures(self) -> list[Figure]:
        """The figures, in their order."""
        return [one.figure for one in self.sections if one.figure is not None]

    @property
    def source(self) -> str:
        """What the deck says of its origin beside its recipe."""
        return combined([one.source for one in self.figures])


def parsed(path: str) -> tuple[dict[str, Any], str]:
    """The table of a lecture, and the folder of the files that it reads; a table may stand in place of its name."""
    return (table.inline(path), "") if is_inline(path) else (table.parsed(path), os.path.dirname(path))


def is_inline(path: str) -> bool:
    """Whether a table's name is the table itself."""
    return path.startswith("{")


def recipe(given: Mapping[str, Any], template: str | None = None, append: str | None = None) -> str:
    """The command that draws a deck, with its table in it; what the environment says of the language is in it too."""
    import json
    from shlex import quote

    surroundings = {one.name: read({})[one.name] for one in OPTIONS if one.variable}
    whole = {**given, "defaults": {**surroundings, **given.get("defaults", {})}}
    words = [COMMAND, "deck", quote(json.dumps(whole, ensure_ascii=False, default=str))]
    named = {"--template": template, "--append": append}
    return " ".join([*words, *(f"{flag} {quote(os.path.basename(name))}" for flag, name in named.items() if name)])


def origin(path: str) -> Origin:
    """What a deck of a table says of its origin, before it is drawn."""
    given, folder = parsed(path)
    rows = [_row(row, folder, None) for row in _rows(given)]
    return Origin(recipe(given), combined([words_to_origin(one.flags).source for one in rows if one.flags]))


def is_drawn(path: str, name: str) -> bool:
    """Whether the deck of a table is there, whole, and drawn by it."""
    try:
        expected = origin(path)
    except VisualizeError:  # is told when the deck is drawn
        return False
    return is_from(name, expected) and is_whole_file(name, os.path.splitext(name)[1].lower())


def base_of(template: str | None, append: str | None) -> Base:
    """What the slides are added to; read before anything is drawn."""
    if append:
        return bases.based(_read("append", append), append)
    return bases.emptied(_read("template", template), template) if template else bases.empty()


def _read(parameter: str, path: str) -> bytes:
    with opened(parameter, path, MOST_BYTES) as stream:
        return stream.read(MOST_BYTES)


def sections(
    given: Mapping[str, Any], folder: str, base: Base | None = None, draw: Draw = words_to_figure
) -> Iterator[Section]:
    """The sections of a lecture's table, each with its figure drawn by its words."""
    for row in _rows(given):
        try:
            yield _section(_row(row, folder, base), draw)
        except VisualizeError as error:
            raise type(error)(f"{error} (slide {one_line(row.name)})") from None


def _rows(given: Mapping[str, Any]) -> list[table.Row]:
    """The rows of a lecture's table: its [[slide]]s or, if it has none, its [[figure]]s."""
    parsed = dict(given)
    slides = parsed.pop("slide", None)
    rows = parsed.get("figure", []) if slides is None else slides
    rows = parsed | {"figure": _named(rows) if isinstance(rows, list) else rows}
    return table.table(rows, letters(), SECTIONS).rows


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


class _Row(NamedTuple):
    """A row of a lecture: its name, the words of the lecture's own, and those of a command if it has a figure."""

    name: str
    own: Mapping[str, Any]
    flags: tuple[str, ...]


def _row(row: table.Row, folder: str, base: Base | None) -> _Row:
    words = dict(row.words)
    own = {name: words.pop(name) for name in OWN if name in words}
    if any(name in words and name not in row.defaults for name in DRAWN) or "base" in words:
        return _Row(row.name, own, command(found_words(words | _ground(words, base), folder), row.defaults))
    if unknown := set(words) - row.defaults:
        raise invalid("slide", ", ".join(sorted(unknown)), "a slide without kernel_size is one of words")
    return _Row(row.name, own, ())


def _section(row: _Row, draw: Draw) -> Section:
    own = row.own
    title, lines = _text("title", own.get("title", "")), _lines(own.get("text", ""))
    way, notes = (
        one_of("slides", _text("slides", own.get("slides", WAYS[0])), WAYS),
        _text("notes", own.get("notes", "")),
    )
    if not row.flags:
        return Section(row.name, title, lines, notes=notes)
    figure = draw(row.flags)
    drawn = _formula(row.flags, figure) if own.get("formula") is True else b""
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
