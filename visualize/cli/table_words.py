"""A row of a table in the words of a command: each word is a flag's name, and is checked as that flag is."""

from __future__ import annotations

import argparse
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from shlex import join, quote
from typing import Any

from visualize.batch import table
from visualize.batch.jobs import Job
from visualize.batch.table import Row
from visualize.cli import arguments, gallery, parser
from visualize.cli.arguments import is_file
from visualize.cli.drawing import (
    COMPARE,
    STACK,
    compared_from,
    each_of,
    layer_from,
    options_of,
    single,
    stack_of,
    words_to_figure,
)
from visualize.errors import VisualizeError, invalid, one_line, unknown
from visualize.export.formats import FORMATS
from visualize.export.targets import folder as checked_folder
from visualize.figure import Figure
from visualize.options import BY_NAME
from visualize.origin import Origin
from visualize.plan import Plan, layer_plan, stack_plan
from visualize.validate import one_of
from visualize.validate import path as checked_path

BASE = "base"  # the word for a figure of the gallery, which a row may begin with
OWN_WORDS = table.OWN
READ = ("input", "kernel", "font", "theme")  # words that may name files to read
SECTIONS = ("deck", "slide")  # what else a table may hold
PARSERS = {"": parser.figure_parser, STACK: parser.stack_parser, COMPARE: parser.compare_parser}
UNUSED = ("output", "format", "vary", "help", "version", "debug", "json", "json_errors")


def letters() -> dict[str, str]:
    """The one-letter names of parameters, by their long names.

    >>> letters()["stride"]
    's'
    """
    found = parser.figure_parser()._actions
    return {one.dest: one.option_strings[0][1] for one in found if one.option_strings[0][1] != "-"}


def jobs(figures: str | os.PathLike[str] | Mapping[str, Any], output: str | os.PathLike[str]) -> list[Job]:
    """The jobs of a table of figures, a TOML file or a mapping as one holds, for `render_all`.

    All rows are checked, none is drawn. Files that a row reads are beside the table.

    >>> [job.name for job in jobs({"figure": [{"name": "conv", "kernel_size": 3, "stride": [1, 2]}]}, "figures")]
    ['conv_s1', 'conv_s2']
    """
    place = checked_folder(checked_path("output", output))
    if isinstance(figures, Mapping):
        return [job(row, place) for row in table.table(figures, letters(), SECTIONS).rows]
    path = checked_path("table", figures)
    return [job(row, place, os.path.dirname(path)) for row in table.read(path, letters(), SECTIONS).rows]


def job(row: Row, folder: str, base: str = "") -> Job:
    """The job of a row, whose files are in `base` and go to `folder`.

    Raises VisualizeError, which names the row, for words that no flag has.
    """
    try:
        return _job(row, folder, base)
    except VisualizeError as error:
        raise VisualizeError(f"{error} (figure {one_line(row.name)})") from None


def _job(row: Row, folder: str, base: str) -> Job:
    words = command(found_words(row.words, base), row.defaults)
    options, _ = options_of(words)
    files = [_inside(folder, row.name + one_of("formats", suffix, FORMATS)) for suffix in row.formats]
    keywords = {"pptx": options.pptx, "gif_compat": options.gif_compat, "sources": _sources(options)}
    return Job(partial(words_to_figure, words), files, partial(words_to_origin, words), keywords, row.name)


def words_to_origin(words: Sequence[str]) -> Origin:
    """What the files of that figure say of their origin; but of comparisons, in a tenth of the time.

    >>> words_to_origin(["stack", "--i", "9", "--layers", "3 3"]).recipe
    "python -m visualize stack --i 9 --layers '3 3'"
    """
    options, kind = options_of(words)
    if kind == COMPARE:  # whose cells are of one size, which follows from where everything has its place
        found: Plan | Figure = compared_from(options)
    else:
        found = stack_plan(*stack_of(options)) if kind else layer_plan(*layer_from(options))
    return Origin(found.recipe, found.source)


def found_words(words: Mapping[str, Any], base: str) -> dict[str, Any]:
    """The words with the names of files that they read as seen from here: in a table they are beside it."""
    named = {name: value for name, value in words.items() if name in READ and isinstance(value, str)}
    found: dict[str, Any] = {
        name: os.path.join(base, value) for name, value in named.items() if name == "font" or is_file(value)
    }
    compared = words.get(COMPARE)
    if base and isinstance(compared, list):
        found[COMPARE] = [_beside(one, base) for one in compared]
    return dict(words) | found


def _beside(figure: Any, base: str) -> Any:
    """A figure of a comparison with the names of files as seen from here."""
    if isinstance(figure, Mapping):
        return found_words(figure, base)
    if not isinstance(figure, str):
        return figure
    named = arguments.files(single(figure))
    return " ".join([figure, *(quote(f"{flag}={os.path.join(base, name)}") for flag, name in named.items())])


def _sources(options: argparse.Namespace) -> list[str]:
    each = ((getattr(one, name, None) for name in ("input", "kernel")) for one in each_of(options))
    return [word for words in each for word in words if word]


def _inside(folder: str, name: str) -> str:
    """The path of a file in a folder; a link in it that leads out of it is not followed."""
    path = os.path.join(folder, name)
    inside = os.path.realpath(folder)
    if os.path.dirname(os.path.realpath(path)) != inside:
        raise invalid("name", name, f"is a link that leads out of {folder}")
    return path


def command(words: Mapping[str, Any], defaults: Collection[str] = ()) -> tuple[str, ...]:
    """The words of a command, behind `python -m visualize`; `defaults` may be words that it does not have.

    >>> command({"kernel_size": 3, "stride": [2, 1], "quiz": True, "trace": False})
    ('--kernel-size=3', '--stride=[2, 1]', '--quiz', '--no-trace')
    >>> command({"compare": ["--k 3", {"kernel_size": 3, "padding": 1}], "align": "end"})
    ('compare', ' --k 3', ' --kernel-size=3 --padding=1', '--align=end')
    """
    kind = STACK if "layers" in words else COMPARE if COMPARE in words else ""
    found = PARSERS[kind]()
    actions = {one.dest: one for one in found._actions if one.dest not in UNUSED and one.option_strings}
    names = actions | {flag.lstrip("-").replace("-", "_"): one for flag, one in found.flags.items() if flag[:2] == "--"}
    others = {flag for name, make in PARSERS.items() if name != kind for flag in make().flags}
    dropped = {name for name in defaults if name not in names and f"--{name.replace('_', '-')}" in others}
    meant = {name: value for name, value in words.items() if name not in (BASE, COMPARE, *dropped)}
    given = [word for name, value in meant.items() for word in _flag(name, value, names)]
    compared = _compared(words[COMPARE]) if kind == COMPARE else ()
    named = _named(words[BASE]) if BASE in words and not kind else ()
    return (*([kind] if kind else []), *compared, *named, *given)


def _compared(given: Any) -> list[str]:
    """The figures of a comparison, each a text of flags or a mapping of words; a blank keeps one from being a flag."""
    if not isinstance(given, list) or not all(isinstance(one, str | Mapping) for one in given):
        raise invalid(COMPARE, given, 'must be a list of figures, as in compare = ["--k 3", "--k 3 --p 1"]')
    return [f" {one if isinstance(one, str) else join(command(one))}" for one in given]


def _named(name: Any) -> tuple[str, ...]:
    return gallery.BY_NAME[one_of(BASE, name if isinstance(name, str) else str(name), tuple(gallery.BY_NAME))].flags


def _flag(name: str, value: Any, names: Mapping[str, argparse.Action]) -> Iterator[str]:
    """A word and its value as a flag."""
    action = names.get(name)
    if action is None or action.dest in UNUSED:
        raise _unknown(name, names)
    if action.nargs != 0:
        yield f"{_longest(action)}={_text(action.dest, value)}"
        return
    if not isinstance(value, bool):
        raise invalid(name, value, "must be true or false")
    if isinstance(action, argparse.BooleanOptionalAction):
        yield action.option_strings[0 if value else 1]
    elif value != (name == action.dest and action.const is False):
        yield action.option_strings[0]


def _longest(action: argparse.Action) -> str:
    return max(action.option_strings, key=len)


def _unknown(name: str, names: Mapping[str, argparse.Action]) -> VisualizeError:
    from difflib import get_close_matches

    allowed = sorted({one.dest for one in names.values() if one.dest not in UNUSED} | {BASE, "formats", "name"})
    near = get_close_matches(name, [*allowed, *names], 1)
    return unknown("word", name, f"did you mean {near[0]}?" if near else "known words are " + ", ".join(allowed))


def _text(name: str, value: Any) -> str:
    """A value as it would be typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | list | dict):
        raise invalid(name, value, "must be a text, a number or a list of these")
    if isinstance(value, dict):  # as colours of a theme are
        option = BY_NAME.get(name)
        return str(option.check(name, value)) if option else _text(name, str(value))
    if isinstance(value, list) and name in BY_NAME and name not in ("input", "kernel"):
        return ",".join(_text(name, one) for one in value)
    return str(value)
