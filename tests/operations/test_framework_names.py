"""The paddings `same-upper` and `same-lower` do what ONNX and TensorFlow promise under these names."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import visualize as vz
from tests.command_line import shape_json
from tests.onnx_layers import run

NAMES = {"same-upper": "SAME_UPPER", "same-lower": "SAME_LOWER"}


def stamped(x: np.ndarray, w: np.ndarray, stride: int, dilation: int, length: int) -> list[int]:
    """The stamps of a transposed convolution along one axis, without a crop, in `length` cells."""
    out = [0] * length
    for at, value in enumerate(x):
        for tap, weight in enumerate(w):
            out[at * stride + tap * dilation] += int(value * weight)
    return out


@given(*(st.integers(1, most) for most in (4, 5, 5, 3)), st.sampled_from(list(NAMES)))
def test_a_transposed_layer_multiplies_the_size_by_the_stride(k: int, s: int, n: int, d: int, name: str) -> None:
    op = vz.ConvTranspose((n,), k, s, name, dilation=d)
    assert op.output_size == (n * s,)
    x, w = np.arange(1, n + 1), 10 ** np.arange(k)
    span = d * (k - 1) + 1
    total = max(0, span - s)
    start = total // 2 if name == "same-upper" else total - total // 2
    full = stamped(x, w, s, d, max((n - 1) * s + span, start + n * s))
    assert op.apply(x, w).tolist() == full[start : start + n * s]


@given(*(st.integers(1, most) for most in (5, 4, 5)), st.sampled_from(list(NAMES)))
def test_a_transposed_layer_by_onnxruntime(k: int, s: int, n: int, name: str) -> None:
    """Where the stride is larger than the kernel, onnxruntime leaves out cells that ONNX promises: all zeros."""
    x, w = np.arange(1.0, n + 1), 2.0 ** np.arange(k)
    expected = run("ConvTranspose", x[None, None], w[None, None], auto_pad=NAMES[name], strides=[s])
    found = vz.ConvTranspose((n,), k, s, name).apply(x, w)
    missing = found.size - expected.size
    assert missing == max(0, s - k)
    np.testing.assert_array_equal(found, [*expected, *[0.0] * missing])


def test_the_case_of_the_missing_cells() -> None:
    op = vz.ConvTranspose(3, 3, 4, "same-upper")
    assert (op.output_size, op.padding, op.output_padding) == ((12, 12), (0, 0, 0, 0), (1, 1))
    assert vz.ConvTranspose(3, (3, 5), (4, 2), "same-lower").output_size == (12, 6)


@given(
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    st.sampled_from(list(NAMES)),
    st.sampled_from((None, False, True)),
)
def test_averages_by_onnxruntime(size: Any, kernel: Any, stride: Any, name: str, counts: bool | None) -> None:
    """But where windows end before the input does: onnxruntime's padding turns negative there, ONNX's is zero."""
    assume(all((-(-n // s) - 1) * s + k >= n for n, k, s in zip(size, kernel, stride, strict=True)))
    x = np.arange(1.0, size[0] * size[1] + 1).reshape(size) ** 2
    given = {} if counts is None else {"count_include_pad": int(counts)}
    expected = run(
        "AveragePool", x[None, None], kernel_shape=list(kernel), strides=list(stride), auto_pad=NAMES[name], **given
    )
    op = vz.AvgPool(size, kernel, stride, name, count_include_pad=counts)
    np.testing.assert_allclose(op.apply(x), expected, rtol=1e-6)


@pytest.mark.parametrize("padding", (1, (1, 0), (0, 1, 0, 1), "valid", "same-d2l"))
def test_other_paddings_count(padding: Any) -> None:
    assert vz.AvgPool(5, 3, padding=padding).count_include_pad is True


COUNTED = "nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.AvgPool2d(kernel_size=2, stride=1))"


@pytest.mark.parametrize(
    ("flags", "counts"), (("", False), ("--count-include-pad", True), ("--no-count-include-pad", False))
)
def test_flags(flags: str, counts: bool, capsys: pytest.CaptureFixture[str]) -> None:
    told = shape_json(f"--op avg-pool --k 2 --s 1 --p same-upper {flags}", capsys)["pytorch"]
    assert (told == COUNTED) == counts
