"""TensorFlow's rules, by tf.nn, and those of Keras, which are its own for transposed layers.

tf.nn, "Notes on padding": SAME gives ceil(input / stride) cells, and of an odd padding the larger half comes last;
VALID has none. tf.nn.convolution: strides or dilations, not both. tf.nn.avg_pool divides by the cells of the input
alone, and takes no padding in numbers. tf.nn.conv2d_transpose is the gradient of conv2d with respect to an input of
output_shape.
Keras, Conv2D: the same; Conv2DTranspose: output_padding. Causal padding: Conv1D.
"""

from __future__ import annotations

from visualize.errors import invalid, unsupported
from visualize.operations.arrays import Pair
from visualize.operations.keras import crop
from visualize.operations.parameters import split
from visualize.operations.rules.given import Given, Reading, uncounted

SAME = {"valid": ("valid", "like valid", "VALID"), "same": ("same-upper", "like same", "SAME")}
KERAS = {
    "valid": ("valid", "like valid", "padding='valid'"),
    "same": ("same-upper", "like same", "padding='same'"),
    "causal": ("causal", "like causal", "padding='causal'"),
}


def reading(given: Given) -> Reading:
    """What TensorFlow makes of a layer's words."""
    given.allow(("same", "valid"), "" if given.kind == "avg_pool" else "(SAME and VALID), or numbers")
    refuse_pytorchs(given)
    _refuse_dilation(given)
    if given.transposed:
        given.refuse("output_padding", "has none: give --output-size, its output_shape")
        return _transposed(given)
    if given.kind == "max_pool":
        given.refuse_wide(given.kernel)
    return uncounted(given, SAME)


def refuse_pytorchs(given: Given) -> None:
    """Refuse words that belong to PyTorch's layers."""
    given.refuse("padding_mode", "pads with zeros", "zeros")
    given.refuse("ceil_mode", "has no ceil mode: its same padding covers the end")
    given.refuse("count_include_pad", "never counts padding in an average")


def _refuse_dilation(given: Given) -> None:
    """Refuse a dilation of a pool, and one beside a stride."""
    if given.pools and max(given.dilations) > 1:
        raise unsupported("dilation", max(given.dilations), f"{given.framework}'s pools have none")
    given.refuse_dilated_strides("tf.nn.convolution" if given.framework == "TensorFlow" else "Conv2D")


def _transposed(given: Given) -> Reading:
    """The gradient of a convolution: of all inputs that it could have had, the one of output_shape."""
    same, wanted = given.padding == "same", given.pair("output_size", 1)
    axes = zip(given.size, given.strides, given.spans, strict=True)
    out = wanted or tuple(size * stride + (0 if same else max(0, span - stride)) for size, stride, span in axes)
    sides = (0, 0, 0, 0) if isinstance(given.padding, str) else given.sides()
    border: list[int] = []
    extras: list[int] = []
    for at in range(2 - given.dims, 2):
        full = (given.size[at] - 1) * given.strides[at] + given.spans[at]
        before, after = sides[2 * at : 2 * at + 2]
        if not isinstance(given.padding, str) and wanted is None:
            out = (*out[:at], full - before - after, *out[at + 1 :])
        _check_shape(given, at, out[at] + before + after)
        ends = split(max(0, full - out[at]), "same-upper") if same else (before, after)
        border += ends
        extras.append(out[at] - full + sum(ends))
    rule = ("like transposed same" if same else "like transposed valid", "SAME" if same else "VALID")
    if wanted is not None:
        rule = ("like output shape", rule[1])
    elif any(sides):
        rule = ("like per side", "")
    return Reading({"padding": tuple(border), "output_padding": tuple(extras)}, (rule,))


def _check_shape(given: Given, at: int, length: int) -> None:
    """Refuse an output_shape from which the convolution would not make the input's size."""
    size, stride, span = given.size[at], given.strides[at], given.spans[at]
    first = (size - 1) * stride + (1 if given.padding == "same" else span)
    if not first <= length < first + stride:
        last = first + stride - 1
        raise invalid("output_size", length, f"{given.framework}'s {_said(given)} reaches {first} to {last}")


def _said(given: Given) -> str:
    return given.padding.upper() if isinstance(given.padding, str) else "VALID, before the padding is cut off,"


def of_keras(given: Given) -> Reading:
    """What Keras makes of a layer's words; numbers are a ZeroPadding layer before a convolution."""
    numbers = "" if given.pools or given.transposed else "or numbers, which are ZeroPadding"
    causal = ("causal",) * (given.dims == 1 and given.kind == "conv")
    given.allow(("valid", "same", *causal), numbers)
    refuse_pytorchs(given)
    _refuse_dilation(given)
    given.refuse("output_size", "has no output size: give --output-padding")
    return _transposed_of_keras(given) if given.transposed else uncounted(given, KERAS)


def _transposed_of_keras(given: Given) -> Reading:
    name = given.padding if isinstance(given.padding, str) else "valid"
    extra: Pair | tuple[None, None] = given.pair("output_padding") or (None, None)
    axes = [
        crop(name, given.kernel[at], given.strides[at], given.dilations[at], extra[at])
        for at in range(2 - given.dims, 2)
    ]
    for at, one in zip(range(2 - given.dims, 2), extra[2 - given.dims :], strict=True):
        if one is not None and one >= given.strides[at]:
            raise invalid(
                "output_padding", one, f"{given.framework} wants it smaller than the stride, {given.strides[at]}"
            )
    rule = f"like transposed {name}" if extra == (None, None) else f"like keras {name}"
    arguments = {
        "padding": tuple(side for before, after, _ in axes for side in (before, after)),
        "output_padding": tuple(extra for _, _, extra in axes),
    }
    return Reading(arguments, ((rule, f"padding='{name}'"),))
