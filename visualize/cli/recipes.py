"""From the words of a recipe in a file to what they draw; anybody may have written them."""

import argparse
import os
from collections.abc import Callable, Sequence
from functools import partial

from visualize.cli import arguments, parser, vary
from visualize.cli.comparison import compared
from visualize.cli.drawing import COMPARE, figure_from, of_one, one_from, options_of
from visualize.cli.parser_kind import Answer
from visualize.errors import VisualizeError, one_line
from visualize.figure import Figure
from visualize.options import OPTIONS
from visualize.proof.verdict import Asked, UnverifiedError

Check = Callable[[argparse.Namespace], argparse.Namespace]


def asked(allow_files: bool, words: Sequence[str], folder: str) -> Asked:
    """What a recipe draws, with the files that it names if that is allowed; they are in the figure's folder."""
    check = partial(_checked, allow_files, folder)
    try:
        return _asked(words, check)
    except Answer:
        raise VisualizeError("it asks for help") from None


def _asked(words: Sequence[str], check: Check) -> Asked:
    options, kind = options_of(words)
    check(options)
    if kind == COMPARE:
        return _drawn(compared(options, lambda one: check(of_one(one)), one_from), options)
    if "vary" in options and options.vary:
        return _family(options, words, check)
    return _drawn(one_from(options), options)


def _drawn(figure: Figure, options: argparse.Namespace) -> Asked:
    """A figure in its formats."""
    save = partial(figure.save, pptx=options.pptx, gif_compat=options.gif_compat)
    return Asked(save, lambda suffix: figure.estimate(f"a{suffix}", pptx=options.pptx).seconds, figure)


def _family(options: argparse.Namespace, words: Sequence[str], check: Check) -> Asked:
    """A page with sliders, whose figures are those of more flags."""
    flags = parser.figure_parser().flags
    planned = vary.planned(options, flags, lambda more: figure_from(check(options_of([*words, *more])[0])))
    return Asked(lambda name: planned.draw().save(name), lambda suffix: planned.work.seconds)


def _checked(allow_files: bool, folder: str, options: argparse.Namespace) -> argparse.Namespace:
    """Options that read no file unless that is allowed, and know nothing of where the recipe is read."""
    _forget_surroundings(options)
    if options.output:
        raise UnverifiedError("its recipe names an output")
    named = arguments.files(options)
    if named and not allow_files:
        raise UnverifiedError(f"its recipe reads {one_line(', '.join(named.values()))}; --allow-files permits it")
    for flag, text in named.items():
        beside = os.path.join(folder, text)
        setattr(options, flag[2:], beside if os.path.exists(beside) else text)
    return options


def _forget_surroundings(options: argparse.Namespace) -> None:
    """Options that are not given have their defaults: what the environment says is not part of a recipe."""
    for one in OPTIONS:
        if one.variable and getattr(options, one.name) is None:
            setattr(options, one.name, one.default)
