"""The command `verify`: says of each file whether it is the figure that its recipe draws."""

from __future__ import annotations

import argparse
from functools import partial

from visualize.cli import recipes
from visualize.cli.arguments import spelled
from visualize.cli.terminal import say
from visualize.errors import escaped, missing
from visualize.proof.verdict import Verdict, verdict
from visualize.validate import path as checked_path
from visualize.validate import truth

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
    return verdict(checked_path("file", path), partial(recipes.asked, truth("allow_files", allow_files)))


def line(one: Verdict) -> str:
    r"""A verdict in one line, whatever the file's name.

    >>> line(Verdict("a\nb.gif", "altered", "frame 3 differs"))
    'a\\nb.gif: altered: frame 3 differs'
    """
    return ": ".join(filter(None, [escaped(spelled(one.file)), one.state, one.reason]))
