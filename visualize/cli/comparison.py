"""Figures to compare, as the command line names them: each by its own words, with the flags that all share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from visualize.drawing import compare
from visualize.errors import invalid, missing
from visualize.figure import Figure
from visualize.layout.comparison import cell_of
from visualize.operations.dialect import FRAMEWORKS
from visualize.options import OPTIONS

MOST_STEPS = 200  # of frameworks that are compared; of more, the corners are shown
LONGEST = 24  # letters of a flag in a name
Read = Callable[[list[str]], argparse.Namespace]
Draw = Callable[[argparse.Namespace], Figure]


def compared(options: argparse.Namespace, read: Read, draw: Draw) -> Figure:
    """The figures of the words, in step; if their cells are of different sizes, all in the smallest.

    A figure without a title is named by its own flags, as they are what is compared.
    """
    each = compared_options(options, read)
    figures = [draw(one) for one in each]
    if options.like is not None:
        each = [_of_framework(one, figure) for one, figure in zip(each, figures, strict=True)]
        figures = [draw(one) for one in each]
    cells = [cell_of(figure.film) for figure in figures]
    if len(set(cells)) > 1 and all(one.cell is None for one in each):
        figures = [draw(_with(one, cell=str(min(cells)))) for one in each]
    return compare(*figures, align=options.align, arrange=options.arrange)


def compared_options(options: argparse.Namespace, read: Read) -> list[argparse.Namespace]:
    """The flags of each figure."""
    shared = _layer_words(options)
    return [_with_shared(single(words, read, shared), words, options) for words in _each(options)]


def _each(options: argparse.Namespace) -> list[str]:
    """The words of each figure; of several frameworks those of one figure, which each of them reads."""
    frameworks = (options.like or "").split(",") if options.like is not None else []
    if not options.figures and not frameworks:
        raise missing("figures", 'give their flags in quotes, as in compare "--k 3" "--k 3 --p 1"')
    if frameworks and len(options.figures) > 1:
        advice = "the frameworks of --like are compared: give the flags of one figure, or of none"
        raise invalid("figures", len(options.figures), advice)
    base = options.figures[0] if options.figures else ""
    return [f"{base} --like {one.strip()}" for one in frameworks] or options.figures


def _layer_words(options: argparse.Namespace) -> list[str]:
    """The flags of the layer that all figures share, as they would be typed."""
    from visualize.cli.parser import layer_parser

    words = []
    for action in layer_parser()._actions:
        value = getattr(options, action.dest)
        if value == action.default or action.dest == "like":
            continue
        if action.nargs == 0:
            words.append(action.option_strings[0 if value else 1])
        else:
            words.append(f"{action.option_strings[-1]}={value}")
    return words


def single(words: str, read: Read, shared: Sequence[str] = ()) -> argparse.Namespace:
    """The flags of one figure of a comparison; its own come after those that all share, so that they count."""
    from shlex import split

    from visualize.cli import gallery

    try:
        argv = split(words)
    except ValueError:
        raise invalid("figures", words, "its quotes do not match") from None
    named = gallery.BY_NAME.get(argv[0]) if argv else None
    return read([*shared, *(named.flags if named else ()), *argv[1 if named else 0 :]])


def _with_shared(one: argparse.Namespace, words: str, shared: argparse.Namespace) -> argparse.Namespace:
    """The flags of a figure, and of those that it does not give itself the ones that all share."""
    found: dict[str, Any] = {**vars(one)}
    for name, value in vars(shared).items():
        if name in found and found[name] in (None, False) and name != "output":
            found[name] = value
    if found["title"] is None:  # an empty one is none
        found["title"] = _name(words) if shared.like is None else FRAMEWORKS.get(one.like, one.like)
    return argparse.Namespace(**found, lenient=True)


def _name(words: str) -> str:
    """The short flags of a figure as its name, without those of its steps; a framework by its own.

    >>> _name("--k 3 --p 1 --input '0 1 2; 3 4 5; 6 7 8 9'"), _name("padding_strides --quiz")
    ('k 3, p 1', 'padding_strides')
    """
    flags = (part.strip("- ") for part in f" {words}".replace(" --", "\n").split("\n"))
    steps = {one.flag.removeprefix("--") for one in OPTIONS if one.group == "the steps"}
    shown = (one for one in flags if 0 < len(one) <= LONGEST and one.split(" ")[0] not in steps)
    return ", ".join(map(_framework, shown))


def _framework(flag: str) -> str:
    name = flag.removeprefix("like").strip("= ")
    return FRAMEWORKS.get(name, flag) if flag.startswith("like") else flag


def _with(one: argparse.Namespace, **changed: str) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(one), **changed})


def _of_framework(one: argparse.Namespace, figure: Figure) -> argparse.Namespace:
    """The flags that show what frameworks differ in, the padding: a layer from above, of a large one the corners."""
    if len(figure.steps) > MOST_STEPS:
        return one if one.steps else _with(one, steps=_corners(figure))
    return one if one.view else _with(one, view="flat")


def _corners(figure: Figure) -> str:
    """The steps at the corners of an output.

    >>> from visualize import Conv
    >>> from visualize.drawing import figure
    >>> _corners(figure(Conv(224, 7, stride=2, padding=3)))
    '0,111,12432,12543'
    """
    rows, columns = figure.operation.out
    last = (rows - 1) * columns
    return ",".join(map(str, sorted({0, columns - 1, last, last + columns - 1})))
