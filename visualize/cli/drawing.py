"""From the words of a command to the figure that they describe, or to its plan."""

import argparse
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from visualize.budget import check_layer
from visualize.cli import arguments, parser
from visualize.cli.numerals import biases, number
from visualize.drawing import figure, stack_figure
from visualize.errors import unsupported
from visualize.figure import Figure
from visualize.operations import Operation, Stackable
from visualize.options import BY_NAME, OPTIONS, Option
from visualize.plan import Plan, layer_plan, stack_plan

STACK = "stack"


def figure_from(options: argparse.Namespace) -> Figure:
    """The figure that the flags describe."""
    operation, chosen = layer_from(options)
    return figure(operation, **chosen)


def stack_from(options: argparse.Namespace) -> Figure:
    """The stack of layers that the flags describe."""
    layers, chosen = stack_of(options)
    return stack_figure(layers, **chosen)


def words_to_figure(words: Sequence[str]) -> Figure:
    """The figure of a command's words, behind `python -m visualize`.

    >>> words_to_figure(["--k", "3", "--p", "1"]).operation.output_size
    (5, 5)
    """
    options, stacked = options_of(words)
    return stack_from(options) if stacked else figure_from(options)


def words_to_plan(words: Sequence[str]) -> Plan:
    """The plan of that figure, in a tenth of the time.

    >>> words_to_plan(["stack", "--i", "9", "--layers", "3 3"]).recipe
    "python -m visualize stack --i 9 --layers '3 3'"
    """
    options, stacked = options_of(words)
    return stack_plan(*stack_of(options)) if stacked else layer_plan(*layer_from(options))


def options_of(words: Sequence[str]) -> tuple[argparse.Namespace, bool]:
    """The options that the words give, and whether they are those of a stack."""
    stacked = words[:1] == [STACK] or words[:1] == (STACK,)
    found = _parsers()[stacked]
    return found.parse_args(arguments.with_negative_values(list(words[stacked:]))), stacked


@cache
def _parsers() -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """The parsers of a layer and of a stack; a batch parses thousands of figures with each."""
    return parser.figure_parser(), parser.stack_parser()


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
