"""Layers in the words of a framework, read by its own rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from visualize.errors import unknown, unsupported
from visualize.operations.dialect import FRAMEWORKS, Dialect
from visualize.operations.parameters import Size, dimensions, pair, public, sides
from visualize.validate import one_of, text, truth

if TYPE_CHECKING:
    from visualize.operations import Window
    from visualize.operations.rules.given import Given, Reading

STRIDE_ONE = ("jax", "onnx", "caffe")  # frameworks whose pools have a stride of 1, if none is given
UNGROUPED = ("tensorflow", "keras", "jax")  # frameworks whose transposed convolutions have no groups
SWITCHES = ("ceil_mode", "count_include_pad")
COUNTS = ("in_channels", "out_channels", "groups")
PLAIN = ("stride", "padding", "dilation", "output_padding", "output_size", "padding_mode")
WORDS = (*PLAIN, *SWITCHES, *COUNTS)


def like(
    framework: str, input_size: Size, kernel_size: Size, op: str = "conv", *, lenient: bool = False, **words: Any
) -> Window:
    """A layer in the words of torch, tensorflow, keras, jax, onnx, caffe or d2l, read by that framework's rules.

    `op` is conv, conv_transpose, max_pool or avg_pool. `words` are stride, padding (numbers, or same and valid), and
    what else a layer has: dilation, output_padding, output_size, ceil_mode, count_include_pad, padding_mode, numbers of
    channels. What is left out is as in that framework. Raises VisualizeError for what the framework refuses; with
    `lenient`, PyTorch's `same` with a stride becomes the padding that its users write instead.

    >>> like("tensorflow", 6, 3, stride=2, padding="same").padding
    (0, 1, 0, 1)
    >>> like("torch", 224, 7, stride=2, padding=3).output_size
    (112, 112)
    """
    from visualize.operations import OPERATIONS  # whose package imports this module

    one_of("like", text("like", framework), FRAMEWORKS, "frameworks")
    kind = OPERATIONS[one_of("op", text("op", op).replace("-", "_"), OPERATIONS, "operations")]
    spoken = {name: value for name, value in words.items() if value is not None}
    for name in spoken:
        _check_word(kind, name)
    if framework in UNGROUPED and kind.transposed and spoken.get("groups", 1) != 1:
        raise unsupported("groups", spoken["groups"], f"{FRAMEWORKS[framework]} has none of a transposed convolution")
    given = _given(framework, kind, input_size, kernel_size, spoken, lenient)
    found = _reading(framework, given)
    dialect = Dialect(framework, (), like, strict=found.strict)
    layer = _layer(kind, given, found, dialect, {name: spoken[name] for name in COUNTS if name in spoken})
    named = {"input_size": input_size, "kernel_size": kernel_size, **spoken}
    plain = tuple((name, _plain(value)) for name, value in named.items())
    rules = tuple((key, dialect.name, word, _totals(layer)) for key, word in found.rules or _unpadded(layer))
    layer._set(dialect=dialect._replace(words=plain, rules=rules))
    return layer


def _check_word(kind: type[Window], name: str) -> None:
    """Refuse a word that this kind of layer does not have."""
    if name not in WORDS:
        raise unknown("word", name, "a layer has " + ", ".join(WORDS))
    common = ("stride", "padding", *(COUNTS if kind.weighted else COUNTS[:1]))
    if name not in (*common, *kind.extras, *(("output_size",) * kind.transposed)):
        raise unsupported(name, "given", f"{kind.name} has none")


def _given(
    framework: str, kind: type[Window], input_size: Size, kernel_size: Size, words: dict[str, Any], lenient: bool
) -> Given:
    """The words as numbers by axis; the stride of a pool as the framework has it by default."""
    from visualize.operations.rules.given import Given

    dims = dimensions(input_size)
    size, kernel = pair("input_size", input_size, dims), pair("kernel_size", kernel_size, dims)
    usual = (1, 1) if kind.weighted or framework in STRIDE_ONE else kernel
    strides = pair("stride", words["stride"], dims) if "stride" in words else usual
    others = {name: value for name, value in words.items() if name in kind.extras or name == "output_size"}
    others |= {name: truth(name, others[name]) for name in SWITCHES if name in others}
    dilations = pair("dilation", others.pop("dilation", 1), dims)
    numbers = size, kernel, strides, dilations
    padding = words.get("padding", 0)
    if isinstance(padding, str):
        padding = text("padding", padding)
    else:
        sides(padding, dims, *numbers, ())
        padding = _plain(padding)
    return Given(FRAMEWORKS[framework], kind.name, dims, *numbers, padding, others, "padding" in words, lenient)


def _reading(framework: str, given: Given) -> Reading:
    """What the framework makes of the words."""
    from visualize.operations.rules import caffe, jax, onnx, tensorflow, torch

    rules = {
        "torch": torch.reading,
        "tensorflow": tensorflow.reading,
        "keras": tensorflow.of_keras,
        "jax": jax.reading,
        "onnx": onnx.reading,
        "caffe": caffe.reading,
        "d2l": torch.of_the_book,
    }
    return rules[framework](given)


def _layer(kind: type[Window], given: Given, found: Reading, dialect: Dialect, counts: dict[str, Any]) -> Window:
    """The layer that the framework would make."""
    make: Any = kind
    layer: Window = make.__new__(make)
    layer._set(dialect=dialect, unturned=found.unturned)
    arguments = {"stride": public(given.strides, given.dims)} | found.arguments
    if "dilation" in kind.extras:
        arguments["dilation"] = public(given.dilations, given.dims)
    make.__init__(layer, public(given.size, given.dims), public(given.kernel, given.dims), **arguments, **counts)
    return layer


def _plain(value: Any) -> Any:
    """A checked word as a value of Python: a number, a text, or a tuple of numbers."""
    if isinstance(value, bool | int | str):
        return value
    return tuple(int(one) for one in value) if hasattr(value, "__len__") else int(value)


def _unpadded(layer: Window) -> tuple[tuple[str, str]]:
    """The rule of a layer without padding, and no word."""
    plain = "like plain ceil" if layer.ceil_mode else "like plain"
    return (("like plain transposed" if layer.transposed else plain, ""),)


def _totals(layer: Window) -> str:
    """The padding of both sides together, of rows and columns if they differ."""
    top, bottom, left, right = layer.padding
    totals = public((top + bottom, left + right), layer.dims)
    return str(totals[0]) if len(set(totals)) == 1 else "×".join(map(str, totals))
