"""Figures to compare, as the command line names them: each by its own words, with the flags that all share."""

import argparse
from collections.abc import Callable
from typing import Any

from visualize.drawing import compare
from visualize.errors import invalid, missing
from visualize.figure import Figure
from visualize.layout.comparison import cell_of
from visualize.options import OPTIONS

LONGEST = 24  # letters of a flag in a name
Read = Callable[[list[str]], argparse.Namespace]
Draw = Callable[[argparse.Namespace], Figure]


def compared(options: argparse.Namespace, read: Read, draw: Draw) -> Figure:
    """The figures of the words, in step; if their cells are of different sizes, all in the smallest.

    A figure without a title is named by its own flags, as they are what is compared.
    """
    each = compared_options(options, read)
    figures = [draw(one) for one in each]
    cells = [cell_of(figure.film) for figure in figures]
    if len(set(cells)) > 1 and all(one.cell is None for one in each):
        figures = [draw(_with_cell(one, min(cells))) for one in each]
    return compare(*figures, align=options.align, arrange=options.arrange)


def compared_options(options: argparse.Namespace, read: Read) -> list[argparse.Namespace]:
    """The flags of each figure."""
    if not options.figures:
        raise missing("figures", 'give their flags in quotes, as in compare "--k 3" "--k 3 --p 1"')
    return [_with_shared(single(words, read), words, options) for words in options.figures]


def single(words: str, read: Read) -> argparse.Namespace:
    """The flags of one figure of a comparison."""
    from shlex import split

    from visualize.cli import gallery

    try:
        argv = split(words)
    except ValueError:
        raise invalid("figures", words, "its quotes do not match") from None
    named = gallery.BY_NAME.get(argv[0]) if argv else None
    return read([*named.flags, *argv[1:]] if named else argv)


def _with_shared(one: argparse.Namespace, words: str, shared: argparse.Namespace) -> argparse.Namespace:
    """The flags of a figure, and of those that it does not give itself the ones that all share."""
    found: dict[str, Any] = {**vars(one)}
    for name, value in vars(shared).items():
        if name in found and found[name] in (None, False) and name != "output":
            found[name] = value
    if found["title"] is None:  # an empty one is none
        found["title"] = _name(words)
    return argparse.Namespace(**found)


def _name(words: str) -> str:
    """The short flags of a figure as its name, without those of its steps.

    >>> _name("--k 3 --p 1 --input '0 1 2; 3 4 5; 6 7 8 9'"), _name("padding_strides --quiz")
    ('k 3, p 1', 'padding_strides')
    """
    flags = (part.strip("- ") for part in f" {words}".replace(" --", "\n").split("\n"))
    steps = {one.flag.removeprefix("--") for one in OPTIONS if one.group == "the steps"}
    return ", ".join(one for one in flags if 0 < len(one) <= LONGEST and one.split(" ")[0] not in steps)


def _with_cell(one: argparse.Namespace, cell: int) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(one), "cell": str(cell)})
