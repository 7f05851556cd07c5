"""Caffe's rules, read in its documentation and layers; no package of it is installed anywhere in the tests.

Layers, Convolution (conv_layer.cpp, compute_output_shape): (input + 2 * pad - extent) / stride + 1, rounded down.
Deconvolution (deconv_layer.cpp): stride * (input - 1) + extent - 2 * pad. Pooling (pooling_layer.cpp): the quotient is
rounded up; with a pad, a last window that would start behind the image is left out; the pad is smaller than the kernel;
an average divides by the window's cells within the padded input. ConvolutionParameter and PoolingParameter
(caffe.proto): stride 1 by default, pads in numbers alone, pooling without dilation.
"""

from __future__ import annotations

from visualize.errors import invalid, unsupported
from visualize.operations.axis import Axis
from visualize.operations.rules.given import Given, Reading


def reading(given: Given) -> Reading:
    """What Caffe makes of a layer's words."""
    if isinstance(given.padding, str):
        raise invalid("padding", given.padding, f"{given.framework} names none: give pad in numbers")
    _refuse_uneven(given)
    given.refuse("padding_mode", "pads with zeros", "zeros")
    given.refuse("output_padding", "has none")
    given.refuse("output_size", "has no output size")
    if given.pools:
        return _pooling(given)
    return Reading({"padding": given.sides()[4 - 2 * given.dims :]}, (("like caffe", ""),))


def _refuse_uneven(given: Given) -> None:
    top, bottom, left, right = given.sides()
    if (top, left) != (bottom, right):
        raise invalid("padding", given.padding, f"{given.framework} pads both sides alike: give pad_h and pad_w")


def _pooling(given: Given) -> Reading:
    """Pooling rounds up; without a pad no window is clipped, and one that reads nothing is refused."""
    given.refuse("ceil_mode", "always rounds up", True)
    given.refuse_wide(given.kernel)
    if given.words.get("count_include_pad") is False:
        raise unsupported("count_include_pad", "false", f"{given.framework} divides by the padded window")
    if max(given.dilations) > 1:
        raise unsupported("dilation", max(given.dilations), f"{given.framework}'s pools have none")
    for at in range(2 - given.dims, 2):
        before = given.sides()[2 * at]
        axis = Axis(given.size[at], given.kernel[at], given.strides[at], before, before, ceil=True)
        if axis.dropped and not any(given.sides()):
            advice = f"without a pad {given.framework}'s last window would read nothing; use a smaller stride"
            raise unsupported("stride", given.strides[at], advice)
    return Reading({"padding": given.sides()[4 - 2 * given.dims :], "ceil_mode": True}, (("like caffe pool", ""),))
