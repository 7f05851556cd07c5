"""Shapes and values against onnxruntime, PyTorch, plain loops and the published figures."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.layers import convs
from tests.loops import conv_size


def onnx_conv(op: vz.Conv, x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The layer run by onnxruntime."""
    onnxruntime = pytest.importorskip("onnxruntime", reason="needs onnxruntime: pip install 'conv-visualize[test]'")
    onnx = pytest.importorskip("onnx", reason="needs onnx: pip install 'conv-visualize[test]'")
    top, bottom, left, right = op.padding
    node = onnx.helper.make_node(
        "Conv",
        ["x", "w"],
        ["y"],
        strides=op.stride,
        dilations=op.dilation,
        pads=[top, left, bottom, right],
        kernel_shape=op.kernel_size,
    )
    kind = onnx.TensorProto.DOUBLE if x.dtype == np.float64 else onnx.TensorProto.FLOAT
    x, w = x[None, None], w[None, None]
    inputs = [onnx.helper.make_tensor_value_info(n, kind, v.shape) for n, v in (("x", x), ("w", w))]
    output = onnx.helper.make_tensor_value_info("y", kind, None)
    graph = onnx.helper.make_graph([node], "layer", inputs, [output])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)])
    model.ir_version = 10
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x, "w": w})[0][0, 0]


def values(shape: tuple[int, int], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(np.float32)


@settings(max_examples=1000)
@given(convs(), st.integers(0, 10**6))
def test_equal_to_onnxruntime(op: vz.Conv, seed: int) -> None:
    x, w = values(op.input_size, seed), values(op.kernel_size, seed + 1)
    expected = onnx_conv(op, x, w)
    assert op.output_size == expected.shape
    np.testing.assert_array_equal(op.apply(x, w), expected)


@cache
def torch() -> Any:
    return pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")


@settings(max_examples=1000)
@given(convs(), st.integers(0, 10**6))
def test_equal_to_torch(op: vz.Conv, seed: int) -> None:
    functional = torch().nn.functional
    x, w = values(op.input_size, seed), values(op.kernel_size, seed + 1)
    top, bottom, left, right = op.padding
    padded = functional.pad(torch().from_numpy(x)[None, None], (left, right, top, bottom))
    expected = functional.conv2d(padded, torch().from_numpy(w)[None, None], stride=op.stride, dilation=op.dilation)
    np.testing.assert_array_equal(op.apply(x, w), expected[0, 0].numpy())


@given(convs())
def test_sizes_are_the_windows_counted(op: vz.Conv) -> None:
    top, bottom, left, right = op.padding
    rows = conv_size(op.input_size[0], op.kernel_size[0], op.stride[0], top, bottom, op.dilation[0])
    columns = conv_size(op.input_size[1], op.kernel_size[1], op.stride[1], left, right, op.dilation[1])
    assert op.output_size == (rows, columns)


# Dumoulin & Visin, figures 2.1 to 2.7 and 5.1: i, o, p, k, s, d.
PUBLISHED = {
    "no_padding_no_strides": (4, 2, 0, 3, 1, 1),
    "arbitrary_padding_no_strides": (5, 6, 2, 4, 1, 1),
    "same_padding_no_strides": (5, 5, 1, 3, 1, 1),
    "full_padding_no_strides": (5, 7, 2, 3, 1, 1),
    "no_padding_strides": (5, 2, 0, 3, 2, 1),
    "padding_strides": (5, 3, 1, 3, 2, 1),
    "padding_strides_odd": (6, 3, 1, 3, 2, 1),
    "dilation": (7, 3, 0, 3, 1, 2),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_figures(name: str) -> None:
    i, o, p, k, s, d = PUBLISHED[name]
    assert vz.Conv(i, k, s, p, d).output_size == (o, o)


def test_full_by_name() -> None:
    assert vz.Conv(5, 3, padding="full").output_size == (7, 7)


@pytest.mark.parametrize("size", range(1, 12))
@pytest.mark.parametrize("kernel", range(1, 6))
@pytest.mark.parametrize("dilation", (1, 2))
def test_same_paddings(size: int, kernel: int, dilation: int) -> None:
    total = dilation * (kernel - 1)
    torch_like = vz.Conv(size, kernel, padding="same", dilation=dilation)
    assert torch_like.padding[:2] == (total // 2, total - total // 2)
    assert torch_like.output_size == (size, size)
    d2l = vz.Conv(size, kernel, padding="same-d2l", dilation=dilation)
    assert d2l.padding[:2] == (total - total // 2, total // 2)
    for stride in (1, 2, 3, 4):
        upper = vz.Conv(size, kernel, stride, "same-upper", dilation)
        lower = vz.Conv(size, kernel, stride, "same-lower", dilation)
        assert upper.output_size == lower.output_size == (-(-size // stride),) * 2
        assert upper.padding[:2] == lower.padding[1::-1]
        assert upper.padding[1] - upper.padding[0] in (0, 1)


def test_four_sides_and_pairs() -> None:
    assert vz.Conv(5, 3, padding=(2, 1)).padding == (2, 2, 1, 1)
    assert vz.Conv(5, 3, padding=(0, 1, 2, 3)).padding == (0, 1, 2, 3)


def test_integers_stay_integers() -> None:
    result = vz.Conv(3, 2).apply(np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2))
    assert result.dtype.kind == "i"
    assert result.tolist() == [[19, 25], [37, 43]]
