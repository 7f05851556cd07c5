"""Layers of Keras against Keras itself, on its backend of PyTorch: sizes, values, and what is left out."""

import os
import tempfile
import warnings
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import visualize as vz

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras, of PyTorch
PAIRS = st.tuples(st.integers(1, 4), st.integers(1, 4))


@cache
def keras() -> Any:
    """Keras, which reads its settings once, and would write a file of them into the home folder."""
    pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    os.environ["KERAS_HOME"] = tempfile.mkdtemp()
    os.environ.setdefault("KERAS_BACKEND", "torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras", reason="needs Keras: pip install 'conv-visualize[torch]'")


def computed(layer: Any, x: np.ndarray) -> np.ndarray:
    """The layer's output for an input of one image and one channel."""
    first = layer.data_format == "channels_first"
    batch = x.astype(np.float32)[None, None] if first else x.astype(np.float32)[None, ..., None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = keras().ops.convert_to_numpy(layer(batch))
    return np.asarray(found[0, 0] if first else found[0, ..., 0])


def averages(layer: Any, x: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Averages over the input's cells in each window of padding `same`; Keras's backend of PyTorch repeats the edge."""
    found = np.empty(shape)
    for at in np.ndindex(shape):
        window = []
        for index, size, out, pool, stride in zip(at, x.shape, shape, layer.pool_size, layer.strides, strict=True):
            start = index * stride - max(0, (out - 1) * stride + pool - size) // 2
            window.append(slice(max(0, start), start + pool))
        found[at] = x[tuple(window)].mean()
    return found


def check(layer: Any, size: tuple[int, ...]) -> None:
    x = np.random.default_rng(sum(size)).integers(-9, 10, size)
    expected = computed(layer, x)
    if "Average" in type(layer).__name__ and layer.padding == "same" and keras().backend.backend() == "torch":
        expected = averages(layer, x, expected.shape)
    unbuilt = type(layer).from_config(layer.get_config())
    op = vz.from_layer(layer, size if len(size) == 2 else size[0])
    assert op.output_size == expected.shape
    np.testing.assert_allclose(op.apply(x), expected, rtol=1e-5, atol=1e-4)
    if op.weighted:
        assert op.weight is not None
        sizes = vz.from_layer(unbuilt, size if len(size) == 2 else size[0])
        assert sizes.weight is None and sizes.output_size == op.output_size


def cut(values: tuple[int, int], dims: int) -> tuple[int, ...]:
    return values[2 - dims :]


@settings(max_examples=60)
@given(
    st.sampled_from((1, 2)),
    PAIRS,
    PAIRS,
    PAIRS,
    st.sampled_from(("valid", "same", "causal")),
    st.booleans(),
    st.sampled_from(("channels_first", "channels_last")),
)
def test_convolutions(dims: int, kernel: Any, stride: Any, dilation: Any, padding: str, bias: bool, data: str) -> None:
    assume(padding != "causal" or dims == 1)
    if max(cut(stride, dims)) > 1:
        dilation = (1, 1)
    kind = getattr(keras().layers, f"Conv{dims}D")
    given = {"strides": cut(stride, dims), "dilation_rate": cut(dilation, dims), "padding": padding}
    layer = kind(1, cut(kernel, dims), use_bias=bias, bias_initializer="ones", data_format=data, **given)
    check(layer, cut((13, 14), dims))


@settings(max_examples=60)
@given(
    st.sampled_from((1, 2)),
    PAIRS,
    PAIRS,
    PAIRS,
    st.sampled_from(("valid", "same")),
    st.one_of(st.none(), st.tuples(st.integers(0, 3), st.integers(0, 3))),
)
def test_transposed_convolutions(dims: int, kernel: Any, stride: Any, dilation: Any, padding: str, extra: Any) -> None:
    if max(cut(stride, dims)) > 1:
        dilation = (1, 1)
    if extra is not None:
        extra = tuple(min(one, step - 1) for one, step in zip(extra, stride, strict=True))
    kind = getattr(keras().layers, f"Conv{dims}DTranspose")
    given = {"strides": cut(stride, dims), "dilation_rate": cut(dilation, dims), "padding": padding}
    layer = kind(1, cut(kernel, dims), output_padding=None if extra is None else cut(extra, dims), **given)
    size = cut((4, 5), dims)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shape = layer.compute_output_shape((1, *size, 1))[1:-1]
    if min(shape) < 1:
        with pytest.raises(vz.VisualizeError, match=r"^invalid padding .* nothing is left"):
            vz.from_layer(layer, size if dims == 2 else size[0])
        return
    check(layer, size)


@settings(max_examples=60)
@given(
    st.sampled_from(("Max", "Average")),
    st.sampled_from((1, 2)),
    PAIRS,
    st.one_of(st.none(), PAIRS),
    st.sampled_from(("valid", "same")),
)
def test_pools(kind: str, dims: int, pool: Any, stride: Any, padding: str) -> None:
    layer = getattr(keras().layers, f"{kind}Pooling{dims}D")(
        cut(pool, dims), strides=None if stride is None else cut(stride, dims), padding=padding
    )
    check(layer, cut((7, 6), dims))


def test_layers_with_an_activation_and_those_that_are_not_built_have_sizes_only() -> None:
    layers = keras().layers
    assert vz.from_layer(layers.Conv2D(4, 3, padding="same"), 8) == vz.Conv(8, 3, padding=1)
    for filters in (1, 4):
        made = layers.Conv2D(filters, 3, padding="same", activation="relu")
        made.build((None, 8, 8, 3))
        assert vz.from_layer(made, 8) == vz.Conv(8, 3, padding=1, in_channels=3, out_channels=filters)
    made = layers.Conv2D(1, 3, activation="linear")
    made.build((None, 8, 8, 1))
    assert vz.from_layer(made, 8).weight is not None


def test_layers_of_bfloat16() -> None:
    layer = keras().layers.Conv2D(1, 3, dtype="bfloat16")
    layer.build((None, 8, 8, 1))
    expected = keras().ops.convert_to_numpy(keras().ops.cast(layer.kernel, "float32"))[..., 0, 0]
    np.testing.assert_array_equal(vz.from_layer(layer, 8).weight, expected)


def test_a_batch_as_the_size() -> None:
    batch = np.zeros((2, 8, 9, 1))
    for data, axes in (("channels_last", "[1:-1]"), ("channels_first", "[-2:]")):
        layer = keras().layers.Conv2D(1, 3, data_format=data)
        with pytest.raises(vz.VisualizeError) as found:
            vz.from_layer(layer, batch)
        assert str(found.value) == (
            f"invalid input_size of shape 2,8,9,1: is an array, not a size; give its shape, X.shape{axes}"
        )


@pytest.mark.parametrize("name", ("Conv3D", "DepthwiseConv2D", "SeparableConv2D", "Dense", "GlobalMaxPooling2D"))
def test_other_layers_are_refused(name: str) -> None:
    needed = {"Conv3D": (1, 2), "DepthwiseConv2D": (2,), "SeparableConv2D": (1, 2), "Dense": (1,)}
    with pytest.raises(vz.VisualizeError, match=f"^unknown layer {name}: known layers are Conv1d, .*Conv2DTranspose"):
        vz.from_layer(getattr(keras().layers, name)(*needed.get(name, ())), 8)


def stand_in(name: str, **attributes: Any) -> Any:
    usual = {"strides": (1, 1), "padding": "same", "dilation_rate": (1, 1), "data_format": "channels_last"}
    return type(name, (), {**usual, "kernel_size": (3, 3), "bias": None, **attributes})()


def test_attributes_are_all_that_is_read() -> None:
    assert vz.from_layer(stand_in("Conv2D"), 8) == vz.Conv(8, 3, padding=1)
    kernel = np.arange(9.0).reshape(3, 3, 1, 1)
    found = vz.from_layer(stand_in("Conv2D", kernel=kernel, bias=np.array([2.0])), 8)
    assert found == vz.Conv(8, 3, padding=1, weight=np.arange(9.0).reshape(3, 3), bias=2)
    causal = stand_in("Conv1D", kernel_size=3, strides=1, dilation_rate=2, padding="causal")
    assert vz.from_layer(causal, 8) == vz.Conv((8,), 3, padding=(4, 0), dilation=2)
    pool = stand_in("AveragePooling2D", pool_size=2, strides=None)
    assert vz.from_layer(pool, 5) == vz.AvgPool(5, 2, padding="same-upper", count_include_pad=False)
    up = stand_in("Conv2DTranspose", strides=2, output_padding=None)
    assert vz.from_layer(up, 4) == vz.ConvTranspose(4, 3, 2, padding="same-upper")


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({"padding": "full"}, "unknown padding full: Keras knows valid and same"),
        ({"padding": "causal"}, "unknown padding causal"),
        ({"padding": [1]}, "invalid layer Conv2D: its parameters cannot be read"),
        ({"kernel_size": (3, 3, 3)}, "invalid kernel_size 3,3,3: a layer of 2 dimensions has one number per dimension"),
        ({"kernel": np.zeros((3, 3, 1, 1), complex)}, "invalid weight of complex128: must be integers or floats"),
        ({"kernel": np.zeros((2, 2, 1, 1))}, "invalid weight shape 2,2: must be 3,3"),
        ({"strides": 0}, "invalid stride 0,0: must be at least 1"),
    ],
    ids=str,
)
def test_stand_ins_that_are_refused(attributes: dict[str, Any], told: str) -> None:
    with pytest.raises(vz.VisualizeError) as found:
        vz.from_layer(stand_in("Conv2D", **attributes), 8)
    assert str(found.value).startswith(told)
