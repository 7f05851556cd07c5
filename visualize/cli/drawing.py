"""From the words of a command to the figure that they describe, or to its plan."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from visualize.budget import check_layer
from visualize.cli import arguments, parser
from visualize.cli.numerals import biases, number
from visualize.drawing import figure, stack_figure
from visualize.errors import invalid, unsupported
from visualize.figure import Figure
from visualize.operations import Operation, Stackable
from visualize.options import BY_NAME, OPTIONS, Option

STACK, COMPARE = "stack", "compare"


def figure_from(options: argparse.Namespace) -> Figure:
    """The figure that the flags describe."""
    operation, chosen = layer_from(options)
    return figure(operation, **chosen)


def stack_from(options: argparse.Namespace) -> Figure:
    """The stack of layers that the flags describe."""
    layers, chosen = stack_of(options)
    return stack_figure(layers, **chosen)


def compared_from(options: argparse.Namespace) -> Figure:
    """The comparison that the flags describe, of single layers and of stacks."""
    from visualize.cli.comparison import compared

    return compared(options, of_one, one_from)


def each_of(options: argparse.Namespace) -> list[argparse.Namespace]:
    """The options of each figure that a comparison is made of, or those of a single one."""
    from visualize.cli.comparison import compared_options

    return compared_options(options, of_one) if "figures" in options else [options]


def single(words: str) -> argparse.Namespace:
    """The options of one figure of a comparison, from its text."""
    from visualize.cli import comparison

    return comparison.single(words, of_one)


def of_one(words: Sequence[str]) -> argparse.Namespace:
    """The options of a figure that is compared."""
    if words[:1] == [COMPARE]:
        raise invalid("figures", " ".join(words), "a comparison is of single figures")
    return options_of(words)[0]


def one_from(options: argparse.Namespace) -> Figure:
    """The figure of a single layer's flags, or of a stack's."""
    return stack_from(options) if "layers" in options else figure_from(options)


def words_to_figure(words: Sequence[str]) -> Figure:
    """The figure of a command's words, behind `python -m visualize`.

    >>> words_to_figure(["--k", "3", "--p", "1"]).operation.output_size
    (5, 5)
    """
    options, kind = options_of(words)
    return compared_from(options) if kind == COMPARE else one_from(options)


def options_of(words: Sequence[str]) -> tuple[argparse.Namespace, str]:
    """The options that the words give, and the command that they are of: stack, compare or, of a layer, none."""
    kind = words[0] if words and words[0] in (STACK, COMPARE) else ""
    return _parser(kind).parse_args(arguments.with_negative_values(list(words[bool(kind) :]))), kind


@cache
def _parser(kind: str) -> argparse.ArgumentParser:
    """The parser of a figure's flags; a batch parses thousands of figures with each."""
    make = {STACK: parser.stack_parser, COMPARE: parser.compare_parser}.get(kind, parser.figure_parser)
    return make()


def layer_from(options: argparse.Namespace) -> tuple[Operation, Any]:
    """The operation and the keywords of `figure` that the flags describe."""
    pixels, kernel = arguments.values_with_sizes(options)
    operation = arguments.operation(options)
    check_layer(operation, options.reading or BY_NAME["reading"].default, bool(options.input or options.kernel))
    seed = number("seed", options.seed, int)
    if seed and not arguments.is_random(options):
        raise unsupported("seed", seed, "nothing here is random; give --input random or --kernel random")
    chosen = given_options(options, OPTIONS) | {"recipe_words": arguments.recipe_flags(options)}
    if options.bias is not None:
        chosen["bias"] = biases(options.bias, operation.out_channels)
    return operation, chosen | arguments.arrays(options, pixels, kernel, operation, seed)


def stack_of(options: argparse.Namespace) -> tuple[list[Stackable], Any]:
    """The layers and the keywords of `stack_figure` that the flags describe."""
    from visualize.cli import stacks

    found = stacks.stack(options)
    chosen = given_options(options, [one for one in OPTIONS if one.stack])
    return found.layers, chosen | stacks.values(options, found)


def given_options(options: argparse.Namespace, rows: Iterable[Option]) -> Any:
    """The options given as flags, with numbers parsed."""
    found = ((one, _read(one, getattr(options, one.name, None))) for one in rows)
    return {
        one.name: value for one, value in found if value is not None and not (one.kind is bool and value is one.default)
    }


def _read(one: Option, word: Any) -> Any:
    if one.kind in (int, float):
        return number(one.name, word, one.kind)
    return arguments.spelled(word) if one.name == "title" and word else word
