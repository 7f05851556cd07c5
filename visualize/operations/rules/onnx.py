"""ONNX's rules, those of opset 22.

Conv, MaxPool, AveragePool, auto_pad: SAME_UPPER and SAME_LOWER give ceil(input / stride) cells, the odd one of an
uneven padding at the end or at the beginning; VALID none; NOTSET pads in numbers. AveragePool: count_include_pad is 0.
Strides of pools are 1 by default. ConvTranspose: total_padding = stride * (input - 1) + output_padding +
((kernel - 1) * dilation + 1) - output_shape; with SAME_UPPER or SAME_LOWER output_shape is input * stride. Of an odd
total_padding the larger half is at the end with SAME_UPPER only.
"""

from __future__ import annotations

from visualize.errors import invalid
from visualize.operations.parameters import split
from visualize.operations.rules.given import Given, Reading, uncounted

SAME = {
    "valid": ("valid", "like valid", 'auto_pad="VALID"'),
    "same": ("same-upper", "like same", 'auto_pad="SAME_UPPER"'),
    "same-upper": ("same-upper", "like same", 'auto_pad="SAME_UPPER"'),
    "same-lower": ("same-lower", "like same lower", 'auto_pad="SAME_LOWER"'),
}
SAME_TRANSPOSED = {
    name: (ours, rule.replace("like", "like transposed") if ours != "valid" else rule, spelled)
    for name, (ours, rule, spelled) in SAME.items()
}


def reading(given: Given) -> Reading:
    """What ONNX makes of a layer's words."""
    given.allow(tuple(SAME), "(same is SAME_UPPER), or numbers")
    given.refuse("padding_mode", "pads with zeros", "zeros")
    if given.transposed and given.words.get("output_size") is not None:
        return _of_output_shape(given)
    if given.pools:
        given.refuse_wide(given.kernel)
    found = uncounted(given, SAME_TRANSPOSED if given.transposed else SAME)
    words = {name: value for name, value in given.words.items() if name not in ("padding_mode", "output_size")}
    return found._replace(arguments={**found.arguments, **words})


def _of_output_shape(given: Given) -> Reading:
    """The pads that follow from output_shape; those in numbers are not read."""
    wanted, extra = given.pair("output_size", 1), given.pair("output_padding") or (0, 0)
    assert wanted is not None
    if not isinstance(given.padding, str) and any(given.sides()):
        raise invalid("padding", given.padding, f"{given.framework} computes it from output_shape; leave it out")
    upper = given.padding in ("same", "same-upper")
    border: list[int] = []
    extras: list[int] = []
    for at in range(2 - given.dims, 2):
        full = (given.size[at] - 1) * given.strides[at] + given.spans[at] + extra[at]
        border += split(max(0, full - wanted[at]), "same-upper" if upper else "same-lower")
        extras.append(extra[at] + max(0, wanted[at] - full))
        if wanted[at] >= full + given.strides[at]:
            raise invalid("output_size", wanted[at], f"reachable are 1 to {full + given.strides[at] - 1}")
    rule = ("like output shape end" if upper else "like output shape", "output_shape")
    return Reading({"padding": tuple(border), "output_padding": tuple(extras)}, (rule,))
