"""The printed line of code of a layer, run by its own framework."""

import os
import tempfile
import warnings
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.dialects import arrays
from visualize.text.code_lines import code
from visualize.text.pytorch_line import pytorch


def run(layer: Any) -> np.ndarray:
    """The output of the layer's line of code, for the numbers of `arrays`."""
    assert layer.dialect is not None
    x, w = (None if one is None else one.astype(np.float32) for one in arrays(layer))
    assert x is not None
    x = x.reshape(layer.in_channels, *layer.input_size)
    w = None if w is None else w.reshape(*w.shape[: -layer.dims] or (1, 1), *layer.kernel_size)
    found = np.asarray(RUNS[layer.dialect.framework](code(layer), layer, x, w))
    return found[0] if layer.single else found


def by_pytorch(layer: Any) -> np.ndarray:
    """The output by PyTorch's line for the layer, in whosever words it was given."""
    x, w = (None if one is None else one.astype(np.float32) for one in arrays(layer))
    assert x is not None
    if w is not None:
        w = w.reshape(*w.shape[: -layer.dims] or (1, 1), *layer.kernel_size)
        w = np.flip(w, tuple(range(-layer.dims, 0))).copy() if layer.unturned else w
    found = np.asarray(_torch(pytorch(layer), layer, x.reshape(layer.in_channels, *layer.input_size), w))
    return found[0] if layer.single else found


def computable(layer: Any) -> bool:
    """False for what a framework's documentation allows, and its program for this machine does not compute, or not so.

    TensorFlow on a CPU has no dilation of a transposed layer with padding in numbers. onnxruntime has no dilation with
    SAME_UPPER or SAME_LOWER; with these, and a kernel smaller than the stride, it leaves out cells or refuses, as it
    refuses output_padding from the stride on.
    Keras averages padding of `same` on its backend of PyTorch by repeating the edge, and has sizes of transposed
    layers with output_padding that its backend of TensorFlow refuses.
    """
    assert layer.dialect is not None
    framework, named = layer.dialect.framework, isinstance(layer.dialect.word("padding"), str)
    dilated = max(layer.dilation) > 1
    if framework == "tensorflow":
        return named or not (layer.transposed and dilated)
    if framework == "onnx" and layer.transposed and _is_too_long_for_onnxruntime(layer):
        return False
    if framework == "onnx" and str(layer.dialect.word("padding")).startswith("same"):
        gap = any(k < s for k, s in zip(layer.kernel_size, layer.stride, strict=True))
        return not gap and (not dilated or layer.transposed)
    return framework != "keras" or layer.dialect.word("padding") != "same" or _computable_by_keras(layer)


def _is_too_long_for_onnxruntime(layer: Any) -> bool:
    extras = layer.output_padding[2 - layer.dims :]
    return any(extra >= stride for extra, stride in zip(extras, layer.stride, strict=True))


def _computable_by_keras(layer: Any) -> bool:
    if keras().backend.backend() == "torch":
        return bool(layer.name != "avg_pool")
    axes = zip(layer.input_size, layer.output_size, layer.stride, strict=True)
    return not layer.transposed or all(0 < out - (size - 1) * stride <= stride for size, out, stride in axes)


def _torch(line: str, layer: Any, x: np.ndarray, w: np.ndarray | None) -> Any:
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    module = eval(line, {"nn": torch.nn})
    with torch.no_grad():
        for name, weight in module.named_parameters() if isinstance(module, torch.nn.Module) else ():
            weight[:] = torch.zeros(1) if name.endswith("bias") else torch.from_numpy(w)
        return module(torch.from_numpy(x)[None])[0].numpy()


def _tensorflow(line: str, layer: Any, x: np.ndarray, w: np.ndarray | None) -> Any:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    tensorflow = pytest.importorskip("tensorflow", reason="needs TensorFlow: pip install 'conv-visualize[tensorflow]'")
    names = {"tf": tensorflow, "x": _last(x)[None], "w": None if w is None else _weights_last(w)}
    return _first(np.asarray(eval(line, names))[0])


def _last(x: np.ndarray) -> np.ndarray:
    """The channels of an image last."""
    return np.moveaxis(x, 0, -1)


def _first(x: np.ndarray) -> np.ndarray:
    return np.moveaxis(x, -1, 0)


def _weights_last(w: np.ndarray) -> np.ndarray:
    """PyTorch's two axes of channels last and in reverse order, as TensorFlow and Keras have them."""
    return np.moveaxis(w, (0, 1), (-1, -2))


@cache
def keras() -> Any:
    """Keras, which reads its settings once, and would write a file of them into the home folder."""
    if os.environ.setdefault("KERAS_BACKEND", "torch") == "torch":
        pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    os.environ["KERAS_HOME"] = tempfile.mkdtemp()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras", reason="needs Keras: pip install 'conv-visualize[torch]'")


def _keras(line: str, layer: Any, x: np.ndarray, w: np.ndarray | None) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = eval(line, {"keras": keras()})
        found.build((1, *_last(x).shape))
        if w is not None:
            found.set_weights([_weights_last(w), np.zeros(layer.out_channels)])
        return _first(keras().ops.convert_to_numpy(found(_last(x)[None]))[0])


def _jax(line: str, layer: Any, x: np.ndarray, w: np.ndarray | None) -> Any:
    pytest.importorskip("jax", reason="needs JAX: pip install 'conv-visualize[jax]'")
    from jax import lax
    from jax import numpy as jnp

    last = layer.transposed  # its weight has the channels in before those out, as PyTorch's
    weight = w if w is None or not last else np.moveaxis(w, (0, 1), (-2, -1))
    names = {"lax": lax, "jnp": jnp, "x": jnp.array((_last(x) if last else x)[None]), "w": weight}
    found = np.asarray(eval(line, names))[0]
    return _first(found) if last else found


def _onnx(line: str, layer: Any, x: np.ndarray, w: np.ndarray | None) -> Any:
    from tests.onnx_layers import run_node

    onnx = pytest.importorskip("onnx", reason="needs onnx: pip install 'conv-visualize[test]'")
    return run_node(eval(line, {"onnx": onnx}), x[None], w)


RUNS = {"torch": _torch, "d2l": _torch, "tensorflow": _tensorflow, "keras": _keras, "jax": _jax, "onnx": _onnx}
