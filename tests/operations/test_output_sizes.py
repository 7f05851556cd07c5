"""Padding and output_padding from an output size: PyTorch's own rule, and all that can be reached by trying."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import visualize as vz
from visualize.operations.output_sizes import Reach

AXES = st.builds(Reach, st.integers(1, 6), st.integers(1, 6), st.integers(1, 4))


@given(AXES, st.integers(1, 30))
def test_the_smallest_padding_that_reaches_a_length(axis: Reach, wanted: int) -> None:
    """Of every padding and every output_padding below the stride."""
    pairs = [
        (both, extra)
        for both in range(30)
        for extra in range(axis.stride)
        if axis.full - 2 * both + extra == wanted and wanted > 0
    ]
    assert axis.padding(wanted) == min(pairs, default=None)


@given(AXES)
def test_all_lengths_that_can_be_reached(axis: Reach) -> None:
    lengths = {axis.full - 2 * both + extra for both in range(40) for extra in range(axis.stride)}
    assert list(axis.lengths()) == sorted((one for one in lengths if one > 0), reverse=True)


@given(
    st.tuples(*[st.integers(1, 5)] * 2),
    *[st.tuples(*[st.integers(1, 3)] * 2)] * 3,
    st.tuples(*[st.integers(0, 2)] * 2),
    st.tuples(*[st.integers(1, 16)] * 2),
)
def test_a_given_padding_by_pytorch(size: Any, kernel: Any, stride: Any, dilation: Any, pad: Any, wanted: Any) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    layer = torch.nn.ConvTranspose2d(1, 1, kernel, stride, pad, dilation=dilation, bias=False)
    full = [(n - 1) * s + d * (k - 1) + 1 for n, s, d, k in zip(size, stride, dilation, kernel, strict=True)]
    assume(all(f > 2 * p for f, p in zip(full, pad, strict=True)))
    x = np.arange(size[0] * size[1], dtype=np.float32).reshape(size)
    try:
        with torch.no_grad():
            expected = layer(torch.from_numpy(x)[None, None], output_size=list(wanted))[0, 0].numpy()
    except ValueError:
        with pytest.raises(vz.VisualizeError, match="invalid output_size"):
            vz.ConvTranspose(size, kernel, stride, pad, dilation=dilation, output_size=wanted)
        return
    op = vz.ConvTranspose(size, kernel, stride, pad, dilation=dilation, output_size=wanted)
    assert op.output_size == wanted
    weight = layer.weight.detach().numpy()[0, 0]
    np.testing.assert_allclose(op.apply(x, weight), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    (
        ({"stride": 2, "padding": 1, "output_size": 9}, "invalid output_size 9: with padding 1 reachable are 5 to 6"),
        ({"stride": 2, "output_size": 9}, "invalid output_size 9: reachable are 1 to 8"),
        ({"output_size": 4}, "invalid output_size 4: with stride 1 reachable are 5, 3, 1"),
        ({"stride": 2, "output_size": (6, 20)}, "invalid output_size 6x20: reachable are 1 to 8"),
        ({"stride": 2, "output_size": 6, "output_padding": 1}, "it follows from output_size; leave one of them out"),
    ),
)
def test_what_cannot_be_reached(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(vz.VisualizeError) as caught:
        vz.ConvTranspose(3, 3, **arguments)
    assert message in str(caught.value)


def test_one_dimension() -> None:
    op = vz.ConvTranspose((3,), 3, 2, output_size=6)
    assert (op.padding, op.output_padding, op.output_size) == ((0, 0, 1, 1), (0, 1), (6,))
