"""Stacks of layers: output sizes and receptive fields, layer by layer.

Receptive fields follow Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks" (Distill,
2019): a layer widens the field by span - 1 jumps, and multiplies the jump by its stride.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from visualize.errors import VisualizeError, invalid
from visualize.operations import AvgPool, Conv, Layer, MaxPool, ReLU, Stackable
from visualize.operations.arrays import Pair
from visualize.operations.parameters import integers, pair, public
from visualize.validate import plain_signs

MOST_LAYERS = 1_000
LARGEST_FIELD = 10**18  # cells
_SIZE = r"\d{1,19}(?:[xX]\d{1,19})?"
_IN_BRACKETS = r"[(\[]\s*(\d+)\s*[,xX*\s]\s*(\d+)\s*[)\]]"
_LAYER = (
    rf"(?P<kind>max|avg)?(?P<kernel>{_SIZE})(?:/(?P<stride>{_SIZE}))?"
    rf"(?:\+(?P<padding>{_SIZE}|[a-z][a-z0-9-]*))?(?:\*(?P<dilation>{_SIZE}))?"
)
_GRAMMAR = "each is a kernel with /stride, +padding, *dilation as needed, a pool as max2, or relu: 3/2+1"
POOLS: dict[str, type[MaxPool | AvgPool]] = {"max": MaxPool, "avg": AvgPool}


class StackLayer(NamedTuple):
    """One layer's parameters, each (rows, columns), or a padding with a name; `kind` is conv, max, avg or relu."""

    kernel: Pair
    stride: Pair = (1, 1)
    padding: Pair | str = (0, 0)
    dilation: Pair = (1, 1)
    kind: str = "conv"

    def on(self, size: Pair, dims: int = 2) -> Stackable:
        """The layer over an input of that size; in one dimension of the size's columns."""
        input_size = public(size, dims)
        pairs = [one for one in self[:4] if isinstance(one, tuple)]
        if dims == 1 and any(rows != columns for rows, columns in pairs):
            raise invalid("layers", "x".join(map(str, self.kernel)), "one size each in one dimension")
        if self.kind == "relu":
            return ReLU(input_size)
        given: dict[str, Any] = {
            "kernel_size": public(self.kernel, dims),
            "stride": public(self.stride, dims),
            "padding": self.padding if isinstance(self.padding, str) else public(self.padding, dims),
        }
        if self.kind != "avg":
            given["dilation"] = public(self.dilation, dims)
        return POOLS.get(self.kind, Conv)(input_size, **given)


class Field(NamedTuple):
    """A layer's output size, and the receptive field of its cells: each (rows, columns), in input cells.

    `jump` is the distance between the receptive fields of neighbouring cells. `start` is the first input cell of the
    first cell's receptive field, negative if it lies in the padding.
    """

    output_size: Pair
    receptive_field: Pair
    jump: Pair
    start: Pair


def parse(text: str, padding: Pair | str = (0, 0)) -> list[StackLayer]:
    """Layers from a text such as `3+1 relu max2/2`; two sizes also as `(5, 3)`.

    A layer is a kernel with /stride, +padding, *dilation, a pool with max or avg before its window, or relu. `padding`
    is that of the convolutions that name none.

    >>> parse("3/2+1 max2")[0]
    StackLayer(kernel=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(1, 1), kind='conv')
    """
    import re  # figures of one layer start faster without compiling patterns

    layers = [_layer(word, padding) for word in re.sub(_IN_BRACKETS, r"\1x\2", plain_signs(text)).split()]
    if len(layers) > MOST_LAYERS:
        raise invalid("layers", len(layers), f"at most {MOST_LAYERS:,}")
    if not layers:
        raise invalid("layers", repr(text), "give at least one, as in --layers '3 3/2+1'")
    return layers


def _layer(word: str, padding: Pair | str) -> StackLayer:
    if word.lower() == "relu":
        return StackLayer((1, 1), kind="relu")
    import re

    match = re.fullmatch(_LAYER, word, re.IGNORECASE)
    if match is None:
        raise invalid("layers", word, _GRAMMAR)
    found = {name: _pair(part) for name, part in match.groupdict().items() if part and name != "kind"}
    kind = (match["kind"] or "conv").lower()
    if kind == "avg" and match["dilation"]:
        raise invalid("layers", word, "an average pooling has no dilation")
    usual = {"padding": padding} if kind == "conv" else {"stride": found["kernel"]}
    return StackLayer(**{**usual, **found, "kind": kind})  # type: ignore[arg-type]


def _pair(text: str) -> Pair | str:
    """A size as (rows, columns); names, of paddings, as they are."""
    if not text[:1].isdecimal():
        return text.lower()
    parts = [int(part) for part in text.lower().split("x")]
    return parts[0], parts[-1]


def input_pair(size: Any, dims: int = 2) -> Pair:
    """(rows, columns) from one number or two; one row in one dimension."""
    if dims == 1:
        return 1, integers("input_size", size, (1,), 1, "one number with --dims 1")[0]
    return pair("input_size", size, 2)


def repeated(size: Pair, layers: list[StackLayer], until: int, dims: int = 2) -> list[StackLayer]:
    """The layers, the last one repeated until the output is `until` cells high and wide.

    >>> len(repeated((224, 224), parse("5"), until=4))
    55
    """
    stack: list[StackLayer] = []
    while public(size, dims) != (until,) * dims:
        layer = layers[min(len(stack), len(layers) - 1)]
        output = layer.on(size, dims).out
        if min(public(output, dims)) < until or output == size or len(stack) == MOST_LAYERS:
            sizes = ("x".join(map(str, public(one, dims))) for one in (size, output))
            raise invalid("until", until, "the output goes from {} to {}".format(*sizes))
        stack.append(layer)
        size = output
    return stack


def operations(size: Pair, layers: list[StackLayer], dims: int = 2) -> list[Stackable]:
    """The layers, each over the output of the one before it.

    >>> [layer.output_size for layer in operations((7, 7), parse("3 relu 3/2"))]
    [(5, 5), (5, 5), (2, 2)]
    """
    found: list[Stackable] = []
    for number, layer in enumerate(layers, 1):
        try:
            found.append(layer.on(size, dims))
        except VisualizeError as error:
            raise VisualizeError(f"{str(error).replace('use --p ', 'use +')} (layer {number})") from None
        size = found[-1].out
    return found


def fields(size: Pair, layers: list[StackLayer], dims: int = 2) -> list[Field]:
    """The output size and the receptive field of each layer.

    >>> [field.receptive_field for field in fields((32, 32), parse("3 3 max2"))]
    [(3, 3), (5, 5), (6, 6)]
    """
    return fields_of(operations(size, layers, dims))


def fields_of(layers: Iterable[Layer]) -> list[Field]:
    """The output size and the receptive field of each layer of a stack.

    >>> fields_of([Conv(5, 3, padding=1)])[0].start
    (-1, -1)
    """
    results: list[Field] = []
    field, jump, start = (1, 1), (1, 1), (0, 0)
    for layer in layers:
        rows, columns = layer.axes
        start = start[0] - rows.before * jump[0], start[1] - columns.before * jump[1]
        field = field[0] + (rows.span - 1) * jump[0], field[1] + (columns.span - 1) * jump[1]
        jump = jump[0] * rows.stride, jump[1] * columns.stride
        if max(*field, *jump) > LARGEST_FIELD:
            raise invalid("layers", len(results) + 1, f"the receptive field grows beyond {LARGEST_FIELD:.0e} cells")
        results.append(Field(layer.out, field, jump, start))
    return results


def data(layers: Sequence[Layer]) -> dict[str, Any]:
    """The receptive fields as JSON data, each with the type of its layer.

    >>> data([Conv((5,), 3)])["layers"][0]["receptive_field"]
    [3]
    """
    rows = [
        {"type": layer.name, **{name: list(public(pair, layer.dims)) for name, pair in field._asdict().items()}}
        for layer, field in zip(layers, fields_of(layers), strict=True)
    ]
    return {"layers": rows}
