"""From the words of a recipe in a file to what they draw; anybody may have written them."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from functools import cache, partial
from time import perf_counter

from visualize.cli import arguments, deck, parser, vary
from visualize.cli.comparison import compared
from visualize.cli.drawing import COMPARE, figure_from, of_one, one_from, options_of
from visualize.cli.parser_kind import Answer
from visualize.deck.files import SUFFIXES
from visualize.errors import VisualizeError, one_line
from visualize.export.targets import target
from visualize.figure import Figure
from visualize.options import OPTIONS
from visualize.proof.verdict import MOST_SECONDS, Asked, UnverifiedError

DECK = "deck"

Check = Callable[[argparse.Namespace], argparse.Namespace]


def asked(allow_files: bool, words: Sequence[str], folder: str) -> Asked:
    """What a recipe draws, with the files that it names if that is allowed; they are in the figure's folder."""
    check = partial(_checked, allow_files, folder)
    try:
        return _deck(words[1:], check, folder) if words[:1] == [DECK] else _asked(words, check)
    except Answer:
        raise VisualizeError("it asks for help") from None


def _asked(words: Sequence[str], check: Check) -> Asked:
    options, kind = options_of(words)
    check(options)
    if kind == "" and options.vary:
        return _family(options, words, check)
    return _drawn(_figure(options, kind, check), options)


def _figure(options: argparse.Namespace, kind: str, check: Check) -> Figure:
    """The figure of options that are checked."""
    return compared(options, lambda one: check(of_one(one)), one_from) if kind == COMPARE else one_from(options)


def _drawn(figure: Figure, options: argparse.Namespace) -> Asked:
    """A figure in its formats."""
    save = partial(figure.save, pptx=options.pptx, gif_compat=options.gif_compat)
    return Asked(save, lambda suffix: figure.estimate(f"a{suffix}", pptx=options.pptx).seconds, figure)


def _family(options: argparse.Namespace, words: Sequence[str], check: Check) -> Asked:
    """A page with sliders, whose figures are those of more flags."""
    flags = parser.figure_parser().flags
    planned = vary.planned(options, flags, lambda more: figure_from(check(options_of([*words, *more])[0])))
    return Asked(lambda name: planned.draw().save(name), lambda suffix: planned.work.seconds)


def _deck(words: Sequence[str], check: Check, folder: str) -> Asked:
    """A deck, whose table stands in the recipe."""
    options = check(parser.deck_parser().parse_args(words))
    if options.append or not deck.is_inline(options.table or ""):
        raise UnverifiedError("its recipe does not hold all that is in the deck")
    given, until = deck.parsed(options.table)[0], perf_counter() + MOST_SECONDS

    def draw(flags: Sequence[str]) -> Figure:
        if perf_counter() > until:
            raise UnverifiedError(f"to draw it again takes more than {MOST_SECONDS} s")
        found, kind = options_of(flags)
        return _figure(check(found), kind, check)

    @cache
    def lecture(suffix: str) -> deck.Lecture:
        base = deck.base_of(options.template, None) if suffix == ".pptx" else None
        return deck.Lecture(list(deck.sections(given, folder, base, draw)), deck.recipe(given, options.template), base)

    def save(name: str) -> int:
        place = target(name, SUFFIXES, ())
        return lecture(place.suffix).save(place)

    return Asked(save, lambda suffix: lecture(suffix).seconds(suffix))


def _checked(allow_files: bool, folder: str, options: argparse.Namespace) -> argparse.Namespace:
    """Options that read no file unless that is allowed, and know nothing of where the recipe is read."""
    _forget_surroundings(options)
    if options.output:
        raise UnverifiedError("its recipe names an output")
    named = arguments.files(options)
    if named and not allow_files:
        told = ", ".join(name.removeprefix(os.path.join(folder, "")) for name in named.values())
        raise UnverifiedError(f"its recipe reads {one_line(told)}; --allow-files permits it")
    for flag, text in named.items():
        beside = os.path.join(folder, text)
        setattr(options, flag[2:], beside if os.path.exists(beside) else text)
    return options


def _forget_surroundings(options: argparse.Namespace) -> None:
    """Options that are not given have their defaults: what the environment says is not part of a recipe."""
    for one in OPTIONS:
        if one.variable and getattr(options, one.name, one.default) is None:
            setattr(options, one.name, one.default)
