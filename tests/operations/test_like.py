"""Layers in a framework's words against the framework: its own line of code is run, or answers of it are recorded."""

import copy
import json
import os
import pickle
import warnings
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.dialects import arrays, layers, output
from tests.frameworks import by_pytorch, computable, run
from tests.recorded import FRAMEWORKS as RECORDED
from tests.recorded import path, records
from visualize.operations.dialect import FRAMEWORKS

COUNT = 320


@cache
def drawn(framework: str) -> list[Any]:
    return list(layers(framework, COUNT))


def check(layer: Any, expected: np.ndarray) -> None:
    found = output(layer)
    assert found.shape == expected.shape, layer
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4, err_msg=repr(layer))


@pytest.mark.parametrize("framework", ("torch", "d2l", "onnx", "keras", "jax", "tensorflow"))
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore:Using padding='same':UserWarning")
def test_the_printed_line_computes_what_is_drawn(framework: str) -> None:
    fast = os.environ.get("HYPOTHESIS_PROFILE", "default") == "default"
    wanted = COUNT // 4 if framework == "keras" and fast else COUNT  # it takes its time
    count = 0
    for layer in layers(framework, 2 * COUNT, seed=7):
        if count < wanted and computable(layer):
            count += 1
            check(layer, run(layer))
    assert count == wanted


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")
def test_the_line_of_pytorch_computes_it_too(framework: str) -> None:
    """Whatever the framework, `shape` has PyTorch's line; where the kernel is not turned, for the turned weight."""
    for layer in drawn(framework)[:120]:
        check(layer, by_pytorch(layer))


@pytest.mark.parametrize("framework", RECORDED)
def test_recorded_answers(framework: str) -> None:
    answers = records(framework)
    assert len(answers) >= 300 and len({one for one, _ in answers}) == len(answers)
    assert {one.name for one, _ in answers} == {"conv", "conv_transpose", "max_pool", "avg_pool"}
    for layer, expected in answers:
        check(layer, expected)


@pytest.mark.parametrize("framework", RECORDED)
def test_records_say_what_made_them(framework: str) -> None:
    made = json.loads(path(framework).read_text(encoding="utf-8"))["made by"]
    assert {"jax": "jax 0.", "tensorflow": "tensorflow", "keras": "keras 3."}[framework] in made


def caffe_by_loops(layer: Any) -> np.ndarray:
    """Caffe's own loops, as its layers' documentation and forward passes have them."""
    words = dict(layer.dialect.words)

    def pair(name: str, usual: int) -> list[int]:
        value = words.get(name, usual)
        values = list(value) if isinstance(value, tuple) else [value] * layer.dims
        return ([usual] if layer.dims == 1 else []) + values

    x, w = (None if one is None else np.atleast_2d(one) for one in arrays(layer))
    assert x is not None
    kernel, stride, pad = pair("kernel_size", 1), pair("stride", 1), pair("padding", 0)
    dilation, extents = pair("dilation", 1), []
    extents = [dilation[at] * (kernel[at] - 1) + 1 for at in (0, 1)]
    if w is not None and layer.transposed:
        full = np.zeros([stride[at] * (x.shape[at] - 1) + extents[at] for at in (0, 1)])
        for row, column, u, v in product(*map(range, (*x.shape, *kernel))):
            full[row * stride[0] + u * dilation[0], column * stride[1] + v * dilation[1]] += x[row, column] * w[u, v]
        ends = [full.shape[at] - pad[at] for at in (0, 1)]
        return full[pad[0] : ends[0], pad[1] : ends[1]]
    if w is not None:
        out = [(x.shape[at] + 2 * pad[at] - extents[at]) // stride[at] + 1 for at in (0, 1)]
        found = np.zeros(out)
        for row, column, u, v in product(*map(range, (*out, *kernel))):
            at = row * stride[0] + u * dilation[0] - pad[0], column * stride[1] + v * dilation[1] - pad[1]
            if 0 <= at[0] < x.shape[0] and 0 <= at[1] < x.shape[1]:
                found[row, column] += x[at] * w[u, v]
        return found
    return caffe_pool(layer.name, x, kernel, stride, pad)


def caffe_pool(name: str, x: np.ndarray, kernel: list[int], stride: list[int], pad: list[int]) -> np.ndarray:
    """Rounded up, and clipped if there is a pad; an average's divisor counts the padded input, not what is beyond."""
    pooled = [-(-(x.shape[at] + 2 * pad[at] - kernel[at]) // stride[at]) + 1 for at in (0, 1)]
    if any(pad):
        pooled = [
            count - 1 if (count - 1) * step >= size + before else count
            for count, step, size, before in zip(pooled, stride, x.shape, pad, strict=True)
        ]
    found = np.zeros(pooled)
    for place in np.ndindex(*pooled):
        starts = [place[at] * stride[at] - pad[at] for at in (0, 1)]
        ends = [min(starts[at] + kernel[at], x.shape[at] + pad[at]) for at in (0, 1)]
        pool_size = (ends[0] - starts[0]) * (ends[1] - starts[1])
        window = x[max(0, starts[0]) : ends[0], max(0, starts[1]) : ends[1]]
        found[place] = window.max() if name == "max_pool" else window.sum() / pool_size
    return found


def test_caffe_by_its_own_loops() -> None:
    for layer in drawn("caffe"):
        check(layer, caffe_by_loops(layer).reshape(layer.output_size))


def test_the_book_by_plain_loops() -> None:
    """d2l.ai 7.3: of p_h rows in all the larger half is on top; the output has (n_h - k_h + p_h + s_h) // s_h rows."""
    convs = [one for one in layers("d2l", 4 * COUNT) if one.name == "conv"][:COUNT]
    assert len(convs) >= 300
    for layer in convs:
        asked = layer.dialect.word("padding") or 0
        for at in range(2 - layer.dims, 2):
            span = layer.dilations[at] * (layer.kernel[at] - 1) + 1
            one = asked[at - 2 + layer.dims] if isinstance(asked, tuple) else asked
            total = {"same": span - 1, "valid": 0}.get(one, one)
            assert layer.padding[2 * at : 2 * at + 2] == ((total + 1) // 2, total // 2)
            assert layer.out[at] == (layer.size[at] - span + total + layer.strides[at]) // layer.strides[at]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_layers_are_values(framework: str) -> None:
    for layer in drawn(framework)[:40]:
        assert eval(repr(layer), {"like": vz.like}) == layer
        assert pickle.loads(pickle.dumps(layer)) == layer == copy.deepcopy(layer)


def test_the_same_sizes_in_other_words_are_another_layer() -> None:
    keras, onnx = (vz.like(name, 6, 3, stride=2, padding="same") for name in ("keras", "onnx"))
    assert keras != onnx and keras.padding == onnx.padding


REFUSED = (
    ("torch", {"padding": "same", "stride": 2}, "stride 1 only, not 2; its users write padding=1"),
    ("torch", {"padding": "same", "op": "max_pool"}, "PyTorch's pools take numbers only"),
    ("torch", {"padding": "same", "op": "conv_transpose"}, "PyTorch's transposed convolutions take numbers only"),
    ("torch", {"padding": 2, "op": "avg_pool"}, "at most half of the kernel"),
    ("torch", {"output_padding": 2, "stride": 2, "op": "conv_transpose"}, "must be smaller than the stride 2"),
    ("torch", {"padding": "full"}, "PyTorch knows valid and same"),
    ("keras", {"padding": 1, "op": "max_pool"}, "Keras knows valid and same, no numbers"),
    ("keras", {"stride": 2, "dilation": 2}, "Keras takes it with stride 1 only"),
    ("keras", {"stride": 2, "dilation": 2, "op": "conv_transpose"}, "Keras takes it with stride 1 only"),
    ("keras", {"stride": 2, "output_padding": 2, "op": "conv_transpose"}, "smaller than the stride, 2"),
    ("onnx", {"padding": 3, "op": "max_pool"}, "ONNX wants it smaller than the window, 3"),
    ("onnx", {"stride": 2, "output_padding": 2, "op": "conv_transpose"}, "must be smaller than the stride 2"),
    ("onnx", {"stride": 2, "output_size": 14, "op": "conv_transpose"}, "reachable are 1 to 12"),
    ("tensorflow", {"stride": 2, "dilation": 2, "padding": "same"}, "TensorFlow takes it with stride 1 only"),
    ("tensorflow", {"padding": 1, "op": "avg_pool"}, "TensorFlow knows same and valid, no numbers"),
    ("tensorflow", {"padding": 3, "op": "max_pool"}, "smaller than the window, 3"),
    ("tensorflow", {"stride": 2, "padding": "same", "output_size": 8, "op": "conv_transpose"}, "SAME reaches 9 to 10"),
    ("tensorflow", {"output_padding": 1, "op": "conv_transpose"}, "give --output-size"),
    ("tensorflow", {"ceil_mode": True, "op": "max_pool"}, "TensorFlow has no ceil mode"),
    ("tensorflow", {"count_include_pad": True, "op": "avg_pool"}, "never counts padding"),
    ("tensorflow", {"padding": "same-lower"}, "TensorFlow knows same and valid"),
    ("jax", {"output_padding": 1, "op": "conv_transpose", "stride": 2}, "JAX has none"),
    ("jax", {"padding": "same-lower", "op": "conv_transpose"}, "JAX knows same and valid"),
    ("caffe", {"padding": "same"}, "Caffe names none"),
    ("caffe", {"padding": 3, "op": "max_pool"}, "smaller than the window, 3"),
    ("caffe", {"padding": (0, 1, 0, 1)}, "Caffe pads both sides alike"),
    ("caffe", {"input_size": 6, "stride": 4, "kernel_size": 1, "op": "max_pool"}, "would read nothing"),
    ("d2l", {"padding": "full"}, "d2l knows valid and same"),
)


@pytest.mark.parametrize(("framework", "words", "message"), REFUSED)
def test_refusals(framework: str, words: dict[str, Any], message: str) -> None:
    with pytest.raises(vz.VisualizeError) as caught:
        vz.like(framework, **{"input_size": 5, "kernel_size": 3} | words)
    assert message in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    (
        "nn.Conv2d(1, 1, 3, stride=2, padding='same')",
        "nn.MaxPool2d(3, padding='same')(x)",
        "nn.ConvTranspose2d(1, 1, 3, padding='same')(x)",
        "nn.AvgPool2d(3, padding=2)(x)",
        "nn.ConvTranspose2d(1, 1, 3, stride=2, output_padding=2)(x)",
        "nn.Conv2d(1, 1, 3, padding='full')",
    ),
)
def test_what_is_refused_pytorch_refuses(line: str) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    with pytest.raises((ValueError, RuntimeError, TypeError)):
        eval(line, {"nn": torch.nn, "x": torch.ones(1, 1, 5, 5)})


@pytest.mark.parametrize(
    "line",
    (
        "MaxPooling2D(3, padding=1)",
        "Conv2D(1, 3, strides=2, dilation_rate=2)",
        "Conv2DTranspose(1, 3, strides=2, dilation_rate=2)",
        "Conv2DTranspose(1, 3, strides=2, output_padding=2)",
    ),
)
def test_what_is_refused_keras_refuses(line: str) -> None:
    from tests.frameworks import keras

    layers_of_keras = vars(keras().layers)
    with warnings.catch_warnings(), pytest.raises((ValueError, AttributeError, RuntimeError)):
        warnings.simplefilter("ignore")
        eval(line, dict(layers_of_keras))(np.ones((1, 5, 5, 1), np.float32))


def test_pytorchs_users_write_numbers() -> None:
    layer = vz.like("torch", 224, 7, stride=2, padding="same", lenient=True)
    assert layer.padding == (3, 3, 3, 3) and layer.output_size == (112, 112)
    assert vz.like("tensorflow", 224, 7, stride=2, padding="same").padding == (2, 3, 2, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    (
        (lambda: vz.like("mxnet", 5, 3), "unknown like mxnet"),
        (lambda: vz.like("torch", 5, 3, op="relu"), "unknown op relu"),
        (lambda: vz.like("torch", 5, 3, pad=1), "unknown word pad"),
        (lambda: vz.like("torch", 5, 3, ceil_mode=True), "unsupported ceil_mode given: conv has none"),
        (lambda: vz.like(3, 5, 3), "invalid like 3"),  # type: ignore[arg-type]
    ),
)
def test_wrong_words(call: Any, message: str) -> None:
    with pytest.raises(vz.VisualizeError, match=message):
        call()
