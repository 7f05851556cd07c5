"""From flags to a figure."""

import argparse
from collections.abc import Iterable
from typing import Any

from visualize.budget import check_layer
from visualize.cli import arguments
from visualize.cli.arguments import number
from visualize.errors import unsupported
from visualize.figure import Figure, figure
from visualize.options import BY_NAME, OPTIONS, Option


def figure_from(options: argparse.Namespace) -> Figure:
    """The figure that the flags describe."""
    pixels, kernel = arguments.values_with_sizes(options)
    operation = arguments.operation(options)
    has_values = options.input is not None or options.kernel is not None
    check_layer(operation, options.reading or BY_NAME["reading"].default, has_values)
    seed = number("seed", options.seed, int)
    if seed and "random" not in (options.input, options.kernel):
        raise unsupported("seed", seed, "nothing here is random; give --input random or --kernel random")
    chosen = given_options(options, OPTIONS) | {"recipe_words": arguments.recipe_flags(options)}
    sources = {"input": pixels, "kernel": kernel}
    values = {name: arguments.array(name, options, one, operation, seed) for name, one in sources.items()}
    return figure(operation, **(chosen | values))


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
