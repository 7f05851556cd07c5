"""JAX's rules, by jax.lax.

lax.padtype_to_pads: SAME gives ceil(input / stride) cells, the larger half of an odd padding comes last, with
SAME_LOWER first. lax.conv_transpose: SAME gives input * stride cells, VALID input * stride + max(kernel - stride, 0);
padding in numbers is that of the zero-stuffed input; transpose_kernel, which flips the spatial axes, is False by
default. Averages divide by the cells of the input alone, as jax.example_libraries.stax.AvgPool does, since lax has
none; strides of a pool are 1 by default there.
"""

from __future__ import annotations

from visualize.errors import unsupported
from visualize.operations.rules.given import Given, Reading, uncounted
from visualize.operations.rules.tensorflow import refuse_pytorchs

SAME = {
    "valid": ("valid", "like valid", '"VALID"'),
    "same": ("same-upper", "like same", '"SAME"'),
    "same-lower": ("same-lower", "like same lower", '"SAME_LOWER"'),
}
Pads = tuple[int, int]


def reading(given: Given) -> Reading:
    """What JAX makes of a layer's words."""
    given.allow(("same", "valid") if given.transposed else ("same", "same-lower", "valid"), "(in capitals), or numbers")
    refuse_pytorchs(given)
    given.refuse("output_size", "has no output size: give --p same, valid or the zeros around the input")
    if given.transposed:
        given.refuse("output_padding", "has none: its padding is that of the zero-stuffed input, one for each side")
        return _transposed(given)
    if given.pools:
        given.refuse_wide(given.spans)  # a window of padding alone, which JAX takes, has nothing to show
    return uncounted(given, SAME)


def _transposed(given: Given) -> Reading:
    """The padding of the zero-stuffed input, as our crop before and after, and output_padding."""
    border, extras = [], []
    for at in range(2 - given.dims, 2):
        extent = given.spans[at] - 1
        before, after = _pads(given, at)
        if before > extent:
            raise unsupported(
                "padding", before, f"at most {extent} zeros are drawn before the input, its kernel less one"
            )
        border += [extent - before, max(0, extent - after)]
        extras.append(max(0, after - extent))
        if extras[-1] >= max(given.strides[at], given.dilations[at]):
            raise unsupported(
                "padding", after, f"at most {extent + given.strides[at] - 1} zeros are drawn after the input"
            )
    if not isinstance(given.padding, str):
        rule = ("like jax transposed numbers", "")
    else:
        rule = (f"like transposed {given.padding}", f'"{given.padding.upper()}"')
    unturned = ("like unturned", "")
    return Reading({"padding": tuple(border), "output_padding": tuple(extras)}, (rule, unturned), unturned=True)


def _pads(given: Given, at: int) -> Pads:
    """The zeros before and after the zero-stuffed input along an axis (_conv_transpose_padding)."""
    span, stride = given.spans[at], given.strides[at]
    if not isinstance(given.padding, str):
        return given.sides()[2 * at], given.sides()[2 * at + 1]
    total = span + stride - 2 + (max(0, span - stride) if given.padding == "valid" else 0)
    before = span - 1 if given.padding == "valid" or stride > span - 1 else -(-total // 2)
    return before, total - before
