"""A pixel shuffle from the flags of the command line."""

from __future__ import annotations

import argparse

from visualize.cli.numerals import number
from visualize.errors import unsupported
from visualize.operations import Shuffle

USUAL_FACTOR, USUAL_SIDE = 2, 3  # of channels in a block
# Flags of layers with a window, with their defaults, which a pixel shuffle does not have.
OTHERS = {
    "kernel_size": None,
    "padding": None,
    "stride": None,
    "dilation": None,
    "output_padding": None,
    "output_size": None,
    "padding_mode": None,
    "ceil_mode": None,
    "count_include_pad": None,
    "dims": "2",
    "out_channels": None,
    "groups": None,
    "depthwise": False,
}


def parameters(options: argparse.Namespace, name: str, kind: type[Shuffle]) -> tuple[str, int, int | None]:
    """The size as a text, the factor and the channels in of a pixel shuffle of that kind.

    Without a size, the channels of a block have three rows and columns.
    """
    for flag, default in OTHERS.items():
        value = getattr(options, flag)
        if value != default:
            word = str(value).lower() if isinstance(value, bool) else value
            raise unsupported(flag, word, f"{name} has a factor and channels in, nothing else; leave it out")
    factor = USUAL_FACTOR if options.factor is None else number("factor", options.factor, int)
    usual = str(USUAL_SIDE * factor if kind.packs else USUAL_SIDE)
    return options.input_size or usual, factor, number("in_channels", options.in_channels, int)
