"""The layers of a chain: sizes, receptive fields, parameters, multiply-adds, and what can be drawn of each."""

from collections.abc import Iterable, Iterator
from math import prod
from typing import Any, NamedTuple

from visualize.errors import VisualizeError
from visualize.models.field import Field, Reads, above, adaptive, between, enlarged, stamped, strided
from visualize.models.kinds import ADAPTIVE, CELLWISE, FLAT, PADDINGS, SHARING, UPSAMPLING, WHOLE
from visualize.models.tracing import Call, Shape
from visualize.operations import AvgPool, MaxPool, Operation


class Layer(NamedTuple):
    """A layer of a model by its path, its class in torch.nn, and what it gives for the model's input.

    The receptive field is None if it is not known, as behind an interpolation by a fraction; of a layer each of whose
    cells depends on the `whole` image it is the image. Parameters are counted where they are used first. `operation`
    is what a figure shows, None if there is nothing to draw.
    """

    name: str
    kind: str
    input_shape: Shape
    output_shape: Shape
    receptive_field: tuple[int, ...] | None
    parameters: int
    multiply_adds: int
    operation: Operation | None = None
    whole: bool = False


def layers(calls: Iterable[Call], image: Shape) -> Iterator[Layer]:
    """The layers of these calls, for an image of that size."""
    fields: list[Field | None] = [Field() for _ in image]
    whole = False
    for call in calls:
        whole = whole or call.kind in WHOLE
        found = _reads(call, len(image))
        fields = [each and one and above(each, one) for each, one in zip(fields, found, strict=True)]
        sizes = tuple(one.size for one in fields if one)
        field = image if whole else sizes if len(sizes) == len(image) else None
        facts = call.name, call.kind, call.input_shape, call.output_shape, field, call.parameters, _products(call)
        yield Layer(*facts, _drawn(call), whole)


def _reads(call: Call, dims: int) -> list[Reads] | list[None] | list[Reads | None]:
    """For each axis of an image the positions that a layer reads; None if they are not known."""
    sizes = list(zip(call.input_shape[1:], call.output_shape[1:], strict=False))
    if (call.kind in CELLWISE and _keeps_places(call)) or (call.kind == FLAT and not call.output_shape[1:]):
        return [strided(1)] * dims
    if len(sizes) != dims:
        return [None] * dims
    if call.kind in ADAPTIVE:
        return [adaptive(*pair) for pair in sizes]
    if call.kind in PADDINGS:
        return [strided(1, before=one) for one in list(call.layer.padding)[::2][::-1]]  # PyTorch begins with columns
    if call.kind in UPSAMPLING:
        return [_interpolated(call.layer, *pair) for pair in sizes]
    return [None] * dims if call.operation is None else _of_operation(call.operation)


def _keeps_places(call: Call) -> bool:
    """Whether a softmax, if it is one, is taken over the channels at each place."""
    axes = len(call.input_shape)
    return axes == 1 or call.kind not in SHARING or getattr(call.layer, "dim", None) in (1, -axes)


def _of_operation(operation: Operation) -> list[Reads]:
    if operation.moves:
        factor = operation.factor
        return [enlarged(factor) if operation.out[0] > operation.size[0] else strided(factor, factor)] * 2
    read = stamped if operation.transposed else strided
    return [read(one.kernel, one.stride, one.before, one.dilation) for one in operation.axes[2 - operation.dims :]]


def _interpolated(layer: Any, below: int, size: int) -> Reads | None:
    """Nearest cells and linear interpolation by a whole factor; of others the cells are not told."""
    kinds = {"nearest": enlarged, "bilinear": between, "linear": between}
    if size % below or layer.align_corners or layer.mode not in kinds:
        return None
    return kinds[layer.mode](size // below)


def _products(call: Call) -> int:
    """Products of a value and a weight, those with padding included."""
    if call.kind == "Linear":
        return prod(call.output_shape) * call.input_shape[-1]
    if not call.kind.startswith("Conv"):
        return 0
    shape = call.input_shape if call.kind.startswith("ConvTranspose") else call.output_shape
    return int(call.layer.weight.numel() * prod(shape[1:]))


def _drawn(call: Call) -> Operation | None:
    """The operation that a figure shows: an adaptive pooling is one if its windows are alike."""
    if call.kind not in ADAPTIVE:
        return call.operation
    axes = list(zip(call.input_shape[1:], call.output_shape[1:], strict=True))
    windows = [_alike(adaptive(*axis), axis[1]) for axis in axes]
    if None in windows or set(windows) == {(1, 1)}:  # which changes nothing
        return None
    pool = AvgPool if "Avg" in call.kind else MaxPool
    kernel, stride = zip(*windows, strict=True)
    try:
        return pool(call.input_shape[1:], kernel, stride, in_channels=call.input_shape[0])
    except VisualizeError:
        return None


def _alike(reads: Reads, count: int) -> tuple[int, int] | None:
    """The length of an axis's windows and the stride between them; None if these differ.

    >>> _alike(adaptive(7, 3), 3), _alike(adaptive(5, 3), 3)
    ((3, 2), None)
    """
    windows = [reads.at(position) for position in range(count)]
    length, stride = len(windows[0]), windows[1][0] - windows[0][0] if count > 1 else len(windows[0])
    alike = all(len(one) == length and one[0] == at * stride for at, one in enumerate(windows))
    return (length, stride) if alike and stride else None
