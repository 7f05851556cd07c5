"""Stacks of layers: output sizes and receptive fields, layer by layer.

Receptive fields follow Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill,
2019): a layer widens the field by span - 1 jumps, and multiplies the jump by its stride.
"""

import re
from typing import Any, NamedTuple

from visualize.errors import VisualizeError, invalid
from visualize.operations import Conv
from visualize.operations.parameters import pair
from visualize.validate import plain_signs

MOST_LAYERS = 1_000
LARGEST_FIELD = 10**18  # cells
_SIZE = r"\d{1,19}(?:[xX]\d{1,19})?"
_IN_BRACKETS = re.compile(r"[(\[]\s*(\d+)\s*[,xX*\s]\s*(\d+)\s*[)\]]")
_LAYER = re.compile(
    rf"(?P<kernel>{_SIZE})(?:/(?P<stride>{_SIZE}))?(?:\+(?P<padding>{_SIZE}))?(?:\*(?P<dilation>{_SIZE}))?"
)


class StackLayer(NamedTuple):
    """One layer's parameters, each (rows, columns)."""

    kernel: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    padding: tuple[int, int] = (0, 0)
    dilation: tuple[int, int] = (1, 1)

    def on(self, size: tuple[int, int]) -> Conv:
        """The layer as a convolution over an input of that size."""
        return Conv(size, self.kernel, self.stride, self.padding, self.dilation)


class Field(NamedTuple):
    """A layer's output size, and the receptive field of its cells: each (rows, columns), in input cells.

    `jump` is the distance between the receptive fields of neighbouring cells. `start` is the first input cell of the
    first cell's receptive field, negative if it lies in the padding.
    """

    output_size: tuple[int, int]
    receptive_field: tuple[int, int]
    jump: tuple[int, int]
    start: tuple[int, int]


def parse(text: str) -> list[StackLayer]:
    """Layers from a text such as `3 3/2+1 5x3*2`: kernel, /stride, +padding, *dilation; two sizes also as `(5, 3)`.

    >>> parse("3/2+1")
    [StackLayer(kernel=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(1, 1))]
    """
    layers = []
    for word in _IN_BRACKETS.sub(r"\1x\2", plain_signs(text)).split():
        match = _LAYER.fullmatch(word)
        if match is None:
            raise invalid("layers", word, "each is a kernel with /stride, +padding, *dilation as needed: 3/2+1")
        layers.append(StackLayer(**{name: _pair(size) for name, size in match.groupdict().items() if size}))
    if len(layers) > MOST_LAYERS:
        raise invalid("layers", len(layers), f"at most {MOST_LAYERS:,}")
    if not layers:
        raise invalid("layers", repr(text), "give at least one, as in --layers '3 3/2+1'")
    return layers


def _pair(text: str) -> tuple[int, int]:
    parts = [int(part) for part in text.lower().split("x")]
    return parts[0], parts[-1]


def input_pair(size: Any) -> tuple[int, int]:
    """(rows, columns) from one number or two."""
    return pair("input_size", size, 2)


def repeated(size: tuple[int, int], layers: list[StackLayer], until: int) -> list[StackLayer]:
    """The layers, the last one repeated until the output is `until` cells high and wide.

    >>> len(repeated((224, 224), parse("5"), until=4))
    55
    """
    stack: list[StackLayer] = []
    while size != (until, until):
        layer = layers[min(len(stack), len(layers) - 1)]
        output = layer.on(size).out
        if min(output) < until or output == size or len(stack) == MOST_LAYERS:
            raise invalid("until", until, f"the output goes from {size[0]}x{size[1]} to {output[0]}x{output[1]}")
        stack.append(layer)
        size = output
    return stack


def operations(size: tuple[int, int], layers: list[StackLayer]) -> list[Conv]:
    """The layers as convolutions, each over the output of the one before it.

    >>> [layer.output_size for layer in operations((7, 7), parse("3 3/2"))]
    [(5, 5), (2, 2)]
    """
    convolutions: list[Conv] = []
    for number, layer in enumerate(layers, 1):
        try:
            convolutions.append(layer.on(size))
        except VisualizeError as error:
            raise VisualizeError(f"{str(error).replace('use --p ', 'use +')} (layer {number})") from None
        size = convolutions[-1].out
    return convolutions


def fields(size: tuple[int, int], layers: list[StackLayer]) -> list[Field]:
    """The output size and the receptive field of each layer.

    >>> [field.receptive_field for field in fields((32, 32), parse("3 3 2/2"))]
    [(3, 3), (5, 5), (6, 6)]
    """
    results: list[Field] = []
    field, jump, start = (1, 1), (1, 1), (0, 0)
    for layer, convolution in zip(layers, operations(size, layers), strict=True):
        start = _each(start, jump, layer.padding, lambda s, j, p: s - p * j)
        widened = _each(layer.kernel, layer.dilation, jump, lambda k, d, j: d * (k - 1) * j)
        field = field[0] + widened[0], field[1] + widened[1]
        jump = jump[0] * layer.stride[0], jump[1] * layer.stride[1]
        if max(*field, *jump) > LARGEST_FIELD:
            raise invalid("layers", len(layers), f"the receptive field grows beyond {LARGEST_FIELD:.0e} cells")
        results.append(Field(convolution.out, field, jump, start))
    return results


def _each(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int], rule: Any) -> tuple[int, int]:
    """Apply a rule to rows and to columns."""
    return rule(a[0], b[0], c[0]), rule(a[1], b[1], c[1])


def data(size: tuple[int, int], layers: list[StackLayer]) -> dict[str, Any]:
    """The receptive fields as JSON data."""
    return {"layers": [{name: list(pair) for name, pair in field._asdict().items()} for field in fields(size, layers)]}
