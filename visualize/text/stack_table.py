"""The table of a stack of layers: sizes and receptive fields, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence

from visualize.operations import Layer
from visualize.operations.arrays import Pair
from visualize.operations.parameters import public
from visualize.operations.receptive_field import fields_of
from visualize.text.columns import columns
from visualize.text.phrases import counted, phrase
from visualize.text.stack_captions import is_chain

COLUMNS = ("layer column", "kernel", "output", "field column", "jump", "start")


def table(layers: Sequence[Layer], language: str = "en") -> str:
    """One line for each layer, below the names of the columns and the input; a chain's layers have their names.

    >>> from visualize.operations import Conv, ReLU
    >>> table([Conv(7, 3), Conv(5, 3, 2)]).splitlines()[-1].split()
    ['2', '3x3', '2x2', '5x5', '2', '0']
    >>> table([Conv(7, 3), ReLU(5)]).splitlines()[-1].split()
    ['2', 'ReLU', '5x5', '3x3', '1', '0']
    """
    dims, chain = layers[0].dims, is_chain(layers)
    rows = [tuple(phrase(name, language) for name in COLUMNS)]
    rows.append((phrase("input", language), "", _by(layers[0].size, dims), "", "", ""))
    for number, (layer, field) in enumerate(zip(layers, fields_of(layers), strict=True), 1):
        kernel = "" if layer.floors else _by(layer.kernel, dims)
        name = f"{phrase(layer.name, language)} {kernel}".strip() if chain else kernel
        cells = (_by(pair, dims) for pair in (field.output_size, field.receptive_field))
        rows.append((str(number), name, *cells, _short(field.jump, dims), _short(field.start, dims)))
    return columns(rows)


def until(layers: Sequence[Layer], language: str = "en") -> str:
    """How many layers it takes until the output has its size.

    >>> from visualize.operations import Conv
    >>> until([Conv(7, 3), Conv(5, 3)])
    '2 layers until 3x3'
    """
    count = counted("layer rows", "one layer row", len(layers), language)
    return phrase("until", language).format(count, _by(layers[-1].out, layers[-1].dims))


def _by(size: Pair, dims: int) -> str:
    return "x".join(map(str, public(size, dims)))


def _short(pair: Pair, dims: int) -> str:
    rows, columns = pair
    return str(columns) if rows == columns or dims == 1 else f"{rows},{columns}"
