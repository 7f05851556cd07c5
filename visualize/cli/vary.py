"""`--vary "k=1..5"`: which parameters vary, and the page of all their settings."""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from visualize.budget import Work
from visualize.cli.arguments import recipe_word
from visualize.cli.ranges import listed_values
from visualize.cli.results import duration, listed
from visualize.errors import VisualizeError, invalid, missing, unknown, unsupported
from visualize.export.targets import target
from visualize.families import SUFFIXES, Family, check_count, expected, family
from visualize.figure import Figure
from visualize.options import BY_NAME
from visualize.text.phrases import phrase

FIXED = ("output", "vary", "pptx", "theme", "ground", "font", "debug", "scale")  # the same in the whole page
USUAL = {"padding": "0"}  # what a flag means that is not given

UNTOLD = ("output", "format", "debug", "json_errors")  # flags that are no part of a recipe

Flags = Mapping[str, argparse.Action]
Varied = Mapping[str, tuple[list[str], str]]  # by name: the values, and the one of the flags


def read(options: argparse.Namespace, flags: Flags) -> Varied:
    """The values of each parameter that varies, and the value that the other flags give it."""
    named: dict[str, argparse.Action] = {}
    varied: dict[str, tuple[list[str], str]] = {}
    for words in options.vary:
        name, equals, values = (part.strip() for part in words.partition("="))
        if not equals:
            raise invalid("vary", words, "give a name and its values, as k=1..5 or p=0,2")
        action = _action(name.lstrip("-"), flags)
        if action in named.values():
            raise invalid("vary", words, "varies already; give all its values at once")
        named[name] = action
        found = listed_values("vary", words, values, "k=1..5", "p=0,2")
        varied[name.lstrip("-")] = found, getattr(options, action.dest) or USUAL.get(action.dest, "")
    check_count({name: values for name, (values, _) in varied.items()})
    return varied


def _action(name: str, flags: Flags) -> argparse.Action:
    varying = [one for one in flags.items() if one[1].nargs != 0 and not _is_fixed(one[1].dest)]
    found = {flag.lstrip("-"): action for flag, action in varying}
    if name not in found:
        known = [min((flag.lstrip("-") for flag in action.option_strings), key=len) for action in found.values()]
        raise unknown("vary", name, "known names are " + ", ".join(dict.fromkeys(known)))
    return found[name]


def _is_fixed(name: str) -> bool:
    """Whether an option is that of the whole page, or of its reader, as the language is."""
    return name in FIXED or (name in BY_NAME and bool(BY_NAME[name].variable))


class Planned(NamedTuple):
    """A family before it is drawn: one of its figures, the number of settings, the work, what draws it."""

    one: Figure
    settings: int
    work: Work
    draw: Callable[[], Family]

    def told(self) -> str:
        """What the page will take, in a sentence."""
        time = duration(self.work.seconds) if self.work.seconds > 10 else f"{ceil(self.work.seconds)} s"
        size = f"{round(self.work.size, -4) / 1e6:g} MB"
        return phrase("family", self.one.language).format(f"{self.settings:,}", time, size)


def planned(options: argparse.Namespace, flags: Flags, draw: Callable[[list[str]], Figure]) -> Planned:
    """The family that the flags ask for; `draw` makes the figure of further flags."""
    varied = read(options, flags)
    values = {name: some for name, (some, _) in varied.items()}
    given = {name: value if value in some else some[0] for name, (some, value) in varied.items()}

    def drawn(**setting: str) -> Figure:
        # An equals sign, as values may begin with a dash.
        return draw([f"{'--' if len(name) > 1 else '-'}{name}={value}" for name, value in setting.items()])

    count = check_count(values)
    one = _first_drawn(drawn, given, values)
    command = recipe(options, flags, one.language)
    return Planned(one, count, expected(one, count), lambda: family(drawn, given, **values)._replace(recipe=command))


def recipe(options: argparse.Namespace, flags: Flags, language: str) -> str:
    """The command that draws the family: its flags as they were given, in the parser's order, files without folders."""
    from shlex import quote

    words = ["python -m visualize"]
    for action in dict.fromkeys(flags.values()):
        option = BY_NAME.get(action.dest)
        value, usual = getattr(options, action.dest, None), action.default
        if option is not None and option.variable:  # the environment may have said it
            value, usual = language, option.default
        if action.dest in UNTOLD or value in (None, usual):
            continue
        if action.nargs == 0:
            words.append(action.option_strings[0 if value else -1])
            continue
        flag = min((name for name in action.option_strings if name[:2] == "--"), key=len)
        words += [
            f"{flag} {quote(recipe_word(action.dest, one))}" for one in (value if action.dest == "vary" else [value])
        ]
    return " ".join(words)


def _first_drawn(drawn: Callable[..., Figure], given: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> Figure:
    """The figure of the given setting or, if that is refused, of the first values or the last ones."""
    ends = [{name: some[end] for name, some in values.items()} for end in (0, -1)]
    for setting in (given, *ends):
        try:
            return drawn(**setting)
        except VisualizeError as error:
            refused = error
    raise refused


def page_name(names: Sequence[str] | None) -> str:
    """The name of the page, checked before anything is drawn."""
    if not names:
        raise missing("output", "give one, as in -o family.html")
    if len(names) > 1 or os.path.splitext(names[0])[1].lower() not in SUFFIXES:
        raise unsupported("vary", listed(names), "sliders need a page: give one name, as in -o family.html")
    return target(names[0], SUFFIXES, ()).name


def saved(drawn: Family, name: str) -> str:
    """Write the page; returns the result in a line."""
    size, refused = drawn.save(name), sum(isinstance(one, str) for one in drawn.settings)
    sentence = phrase("family result", drawn.shown.language)
    return sentence.format(listed([name]), len(drawn.settings), refused, f"{size:,}")
