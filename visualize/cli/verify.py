"""The command `verify`: says of each file whether it is the figure that its recipe draws."""

import argparse
import os
from collections.abc import Sequence
from functools import partial

from visualize.cli import arguments
from visualize.cli.arguments import spelled
from visualize.cli.drawing import figure_from, options_of, stack_from
from visualize.cli.terminal import say
from visualize.errors import escaped, missing, one_line
from visualize.options import OPTIONS
from visualize.proof.verdict import Asked, UnverifiedError, Verdict, verdict

CODES = {"as drawn": 0, "same arithmetic, other version": 0, "altered": 1}  # of all other verdicts 2


def run(options: argparse.Namespace) -> int:
    """Print a line a file; returns 1 if one is altered, else 2 if one is no figure of ours or cannot be verified."""
    if not options.file:
        raise missing("file", "name figures, as in verify conv.gif conv.svg")
    found = []
    for path in options.file:
        found.append(verify(path, options.allow_files))
        say(line(found[-1]))
    codes = {CODES.get(one.state, 2) for one in found}
    return 1 if 1 in codes else max(codes)


def verify(path: str, allow_files: bool = False) -> Verdict:
    """Whether a file is the figure that its recipe draws; the recipe's own files are read only if that is allowed."""
    return verdict(os.fspath(path), partial(_draw, allow_files))


def line(one: Verdict) -> str:
    r"""A verdict in one line, whatever the file's name.

    >>> line(Verdict("a\nb.gif", "altered", "frame 3 differs"))
    'a\\nb.gif: altered: frame 3 differs'
    """
    return ": ".join(filter(None, [escaped(spelled(one.file)), one.state, one.reason]))


def _draw(allow_files: bool, words: Sequence[str], folder: str) -> Asked:
    """The figure of a recipe's words, whose flags are checked as those of a command are."""
    options, stacked = options_of(words)
    _forget_surroundings(options)
    if options.output:
        raise UnverifiedError("its recipe names an output")
    named = arguments.files(options)
    if named and not allow_files:
        raise UnverifiedError(f"its recipe reads {one_line(', '.join(named.values()))}; --allow-files permits it")
    for flag, text in named.items():
        beside = os.path.join(folder, text)
        setattr(options, flag[2:], beside if os.path.exists(beside) else text)
    figure = stack_from(options) if stacked else figure_from(options)
    return Asked(figure, {"pptx": options.pptx, "gif_compat": options.gif_compat})


def _forget_surroundings(options: argparse.Namespace) -> None:
    """Options that are not given have their defaults: what the environment says is not part of a recipe."""
    for one in OPTIONS:
        if one.variable and getattr(options, one.name) is None:
            setattr(options, one.name, one.default)
