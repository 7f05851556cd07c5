"""Every ONNX node test case of Conv, ConvTranspose, MaxPool and AveragePool: which apply, which do not, and why."""

from functools import cache
from typing import Any

import numpy as np
import pytest

import visualize as vz

OPERATORS = ("Conv", "ConvTranspose", "MaxPool", "AveragePool")

# All channels and all images of a batch are run one by one, and the channels of a convolution added up.
APPLIES = (
    "test_basic_conv_with_padding",
    "test_basic_conv_without_padding",
    "test_conv_with_autopad_same",
    "test_conv_with_strides_and_asymmetric_padding",
    "test_conv_with_strides_no_padding",
    "test_conv_with_strides_padding",
    "test_convtranspose",
    "test_convtranspose_1d",
    "test_convtranspose_autopad_same",
    "test_convtranspose_dilations",
    "test_convtranspose_group_2",
    "test_convtranspose_group_2_image_3",
    "test_convtranspose_kernel_shape",
    "test_convtranspose_output_shape",
    "test_convtranspose_pad",
    "test_convtranspose_pads",
    "test_maxpool_1d_default",
    "test_maxpool_2d_ceil",
    "test_maxpool_2d_ceil_output_size_reduce_by_one",
    "test_maxpool_2d_default",
    "test_maxpool_2d_dilations",
    "test_maxpool_2d_precomputed_pads",
    "test_maxpool_2d_precomputed_same_upper",
    "test_maxpool_2d_precomputed_strides",
    "test_maxpool_2d_same_lower",
    "test_maxpool_2d_same_upper",
    "test_maxpool_2d_strides",
    "test_maxpool_2d_uint8",
    "test_averagepool_1d_default",
    "test_averagepool_2d_ceil",
    "test_averagepool_2d_ceil_last_window_starts_on_pad",
    "test_averagepool_2d_default",
    "test_averagepool_2d_precomputed_pads",
    "test_averagepool_2d_precomputed_pads_count_include_pad",
    "test_averagepool_2d_precomputed_same_upper",
    "test_averagepool_2d_precomputed_strides",
    "test_averagepool_2d_same_lower",
    "test_averagepool_2d_same_upper",
    "test_averagepool_2d_strides",
)
# The output applies, the second output, Indices, has no counterpart here.
VALUES_ONLY = (
    "test_maxpool_with_argmax_2d_precomputed_pads",
    "test_maxpool_with_argmax_2d_precomputed_strides",
)
THREE = "three dimensions"
WIDE = "padding wider than half of the kernel, which PyTorch refuses, and so do we"
DILATED = "average pooling with dilation: PyTorch's has none, and so has ours"
DOES_NOT_APPLY = {
    "test_convtranspose_3d": THREE,
    "test_maxpool_3d_default": THREE,
    "test_maxpool_3d_dilations": THREE,
    "test_maxpool_3d_dilations_use_ref_impl": THREE,
    "test_maxpool_3d_dilations_use_ref_impl_large": THREE,
    "test_averagepool_3d_default": THREE,
    "test_averagepool_3d_dilations_small": THREE,
    "test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_False": THREE,
    "test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True": THREE,
    "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False": THREE,
    "test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True": THREE,
    "test_maxpool_2d_pads": WIDE,
    "test_averagepool_2d_pads": WIDE,
    "test_averagepool_2d_pads_count_include_pad": WIDE,
    "test_averagepool_2d_dilations": DILATED,
}


@cache
def cases() -> dict[str, Any]:
    """The cases of the installed onnx by name. Importing a module of cases makes them; other modules warn."""
    pytest.importorskip("onnx", reason="needs onnx: pip install 'conv-visualize[test]'")
    from onnx.backend.test.case.node import _NodeTestCases, averagepool, conv, convtranspose, maxpool

    assert all((averagepool, conv, convtranspose, maxpool))
    nodes = {case.name: case.model.graph.node for case in _NodeTestCases}
    # An expanded case is another operator written out in several nodes.
    wanted = {name for name, node in nodes.items() if len(node) == 1 and node[0].op_type in OPERATORS}
    return {case.name: case for case in _NodeTestCases if case.name in wanted}


def attributes(case: Any) -> dict[str, Any]:
    from onnx.helper import get_attribute_value

    return {found.name: get_attribute_value(found) for found in case.model.graph.node[0].attribute}


def padding(given: dict[str, Any], dims: int) -> Any:
    """ONNX's pads, all starts before all ends, or its auto_pad, as ours."""
    name = given.get("auto_pad", b"NOTSET").decode()
    if name != "NOTSET":
        return {"VALID": "valid", "SAME_UPPER": "same-upper", "SAME_LOWER": "same-lower"}[name]
    pads = given.get("pads", [0] * 2 * dims)
    return tuple(side for axis in range(dims) for side in (pads[axis], pads[axis + dims]))


def ours(case: Any) -> Any:
    """The case as an operation on one channel."""
    given, kind = attributes(case), case.model.graph.node[0].op_type
    arrays = case.data_sets[0][0]
    size = arrays[0].shape[2:]
    dims = len(size)
    kernel = tuple(given["kernel_shape"]) if "kernel_shape" in given else arrays[1].shape[2:]
    stride = tuple(given.get("strides", (1,) * dims))
    common = {"input_size": size, "kernel_size": kernel, "stride": stride, "padding": padding(given, dims)}
    dilation = tuple(given.get("dilations", (1,) * dims))
    if kind == "Conv":
        return vz.Conv(**common, dilation=dilation)
    if kind == "ConvTranspose":
        extra = tuple(given.get("output_padding", (0,) * dims))
        if "output_shape" in given:
            common["padding"], extra = to_output_shape(given["output_shape"], size, kernel, stride, dilation, extra)
        return vz.ConvTranspose(**common, dilation=dilation, output_padding=extra)
    ceil = bool(given.get("ceil_mode", 0))
    if kind == "MaxPool":
        return vz.MaxPool(**common, dilation=dilation, ceil_mode=ceil)
    assert set(dilation) == {1}
    return vz.AvgPool(**common, ceil_mode=ceil, count_include_pad=bool(given.get("count_include_pad", 0)))


def to_output_shape(wanted: Any, *parameters: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """ONNX: the padding that leads to a given output, the odd cell before; what is missing is output_padding."""
    sides, extras = [], []
    for out, size, kernel, stride, dilation, extra in zip(wanted, *parameters, strict=True):
        total = stride * (size - 1) + extra + dilation * (kernel - 1) + 1 - out
        sides += [max(0, total) - max(0, total) // 2, max(0, total) // 2]
        extras.append(extra + max(0, -total))
    return tuple(sides), tuple(extras)


def run(op: Any, case: Any) -> np.ndarray:
    """Channel by channel, image by image."""
    arrays = case.data_sets[0][0]
    x = arrays[0]
    if isinstance(op, vz.MaxPool | vz.AvgPool):
        return np.array([[op.apply(channel) for channel in image] for image in x])
    w, groups = arrays[1], attributes(case).get("group", 1)
    transposed = isinstance(op, vz.ConvTranspose)
    # ConvTranspose: (channels in, channels out / groups); Conv: (channels out, channels in / groups).
    inside = w.shape[0] // groups if transposed else w.shape[1]
    outside = w.shape[1] if transposed else w.shape[0] // groups
    images = []
    for image in x:
        channels = []
        for group in range(groups):
            for out in range(outside):
                parts = []
                for at in range(inside):
                    source = group * inside + at
                    kernel = w[source, out] if transposed else w[group * outside + out, at]
                    parts.append(op.apply(image[source], kernel))
                channels.append(sum(parts))
        images.append(channels)
    return np.array(images)


def test_the_table_names_every_case_of_the_installed_onnx() -> None:
    named = [*APPLIES, *VALUES_ONLY, *DOES_NOT_APPLY]
    assert len(named) == len(set(named))
    assert set(cases()) == set(named)


@pytest.mark.parametrize("name", APPLIES + VALUES_ONLY)
def test_a_case_that_applies(name: str) -> None:
    case = cases()[name]
    inputs, outputs = case.data_sets[0]
    assert (len(outputs) == 2) == (name in VALUES_ONLY)
    assert len(inputs) == (2 if "conv" in name else 1), "a bias is not looked at"
    op = ours(case)
    found, expected = run(op, case), outputs[0]
    assert op.output_size == expected.shape[2:]
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=case.rtol, atol=1e-6)


@pytest.mark.parametrize("name", DOES_NOT_APPLY)
def test_a_case_that_does_not_apply(name: str) -> None:
    case, reason = cases()[name], DOES_NOT_APPLY[name]
    given, x = attributes(case), case.data_sets[0][0][0]
    if reason == THREE:
        assert x.ndim == 5
        with pytest.raises(vz.VisualizeError, match="input_size"):
            vz.Conv(x.shape[2:], 1)
    elif reason == WIDE:
        with pytest.raises(vz.VisualizeError, match="at most half of the kernel"):
            ours(case)
    else:
        assert reason == DILATED
        assert case.model.graph.node[0].op_type == "AveragePool"
        assert set(given["dilations"]) == {2}
