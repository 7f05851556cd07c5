"""The line of code with which a framework makes, or computes, a layer in its own words.

The names in a line are those that each framework's users import: nn, tf, keras, lax and jnp, onnx.helper. x is a batch
of one image, w the weight; ONNX's line makes a node, Caffe's is a layer of a prototxt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from visualize.operations import Layer
from visualize.text.pytorch_line import pytorch

Line = Callable[[Layer], str]


def code(layer: Layer) -> str:
    """The line of the framework in whose words a layer was given; PyTorch's for any other.

    >>> from visualize.operations.like import like
    >>> code(like("tensorflow", 6, 3, stride=2, padding="same"))
    'tf.nn.conv2d(x, w, strides=2, padding="SAME")'
    """
    if layer.dialect is None:
        return pytorch(layer)
    return LINES[layer.dialect.framework](layer)


def _call(name: str, *arguments: Any, **keywords: Any) -> str:
    """A call in the spelling of these frameworks: texts that are no code come as `_text`."""
    parts = [str(one) for one in arguments] + [f"{name}={value}" for name, value in keywords.items() if value != ""]
    return f"{name}({', '.join(parts)})"


def _text(word: str) -> str:
    return f'"{word}"'


def _short(values: Iterable[int]) -> str:
    """One number if all are equal, else a tuple."""
    found = tuple(values)
    return str(found[0]) if len(set(found)) == 1 else str(found)


def _unless(values: tuple[int, ...], usual: int) -> str:
    """Numbers in their short form, empty if all are the usual one."""
    return "" if set(values) == {usual} else _short(values)


def _name(layer: Layer) -> str:
    """The name of a padding, as it was given; empty for numbers."""
    word = layer.dialect.word("padding") if layer.dialect else None
    return word if isinstance(word, str) else ""


def _ends(layer: Layer) -> list[tuple[int, int]]:
    """The padding of each axis, before and after."""
    top, bottom, left, right = layer.padding
    return [(top, bottom), (left, right)][2 - layer.dims :]


def _torch(layer: Layer) -> str:
    """PyTorch's line; `same` by its name, where PyTorch takes it."""
    if layer.dialect and _name(layer) == "same" and max(layer.stride) == 1 and layer.dialect.framework == "torch":
        mode = f", padding_mode={layer.padding_mode!r}" if layer.padding_mode != "zeros" else ""
        groups = f", groups={layer.groups}" if layer.groups > 1 else ""
        dilation = f", dilation={_short(layer.dilation)}" if max(layer.dilation) > 1 else ""
        kernel, channels = _short(layer.kernel_size), f"{layer.in_channels}, {layer.out_channels}"
        return f"nn.Conv{layer.dims}d({channels}, kernel_size={kernel}, padding='same'{dilation}{mode}{groups})"
    return pytorch(layer)


def _tensorflow(layer: Layer) -> str:
    """A function of tf.nn; padding in numbers where it takes none is a tf.pad, or a cut, of its own."""
    dims, stride = layer.dims, {"stride" if layer.name == "conv" and layer.dims == 1 else "strides": ""}
    stride = dict.fromkeys(stride, _short(layer.stride))
    padding, x, cut = _padding_of_tensorflow(layer)
    if not layer.weighted:
        kind = f"tf.nn.{layer.name}{dims}d"
        return _call(kind, x, ksize=_short(layer.kernel_size), **stride, padding=padding)
    dilations = {"dilations": _unless(layer.dilation, 1)}
    if not layer.transposed:
        return _call(f"tf.nn.conv{dims}d", x, "w", **stride, padding=padding, **dilations)
    border = map(sum, _ends(layer)) if cut else [0] * dims
    shape = [1, *(size + both for size, both in zip(layer.output_size, border, strict=True)), layer.out_channels]
    return (
        _call(f"tf.nn.conv{dims}d_transpose", x, "w", output_shape=shape, **stride, padding=padding, **dilations) + cut
    )


def _padding_of_tensorflow(layer: Layer) -> tuple[str, str, str]:
    """The argument, the input, and what is cut off a transposed layer's output."""
    ends = _ends(layer)
    if _name(layer) or not any(map(any, ends)):
        return _text(_name(layer).upper() or "VALID"), "x", ""
    if layer.dims == 2 or not layer.weighted:
        return str([[0, 0], *map(list, ends), [0, 0]]), "x", ""
    if layer.transposed:
        start = ends[0][0]
        return _text("VALID"), "x", f"[:, {start}:{start + layer.output_size[0]}]"
    return _text("VALID"), f"tf.pad(x, {[[0, 0], *map(list, ends), [0, 0]]})", ""


KERAS = {"conv": "Conv{}D", "conv_transpose": "Conv{}DTranspose", "max_pool": "MaxPooling{}D"}
KERAS |= {"avg_pool": "AveragePooling{}D"}


def _keras(layer: Layer) -> str:
    """A layer of Keras; padding in numbers is a layer before it."""
    usual = 1 if layer.weighted else _short(layer.kernel_size)
    stride = _short(layer.stride)
    keywords = {
        "strides": "" if stride == str(usual) else stride,
        "padding": "" if _name(layer) in ("", "valid") else _text(_name(layer)),
        "dilation_rate": _unless(layer.dilation, 1) if layer.weighted else "",
        "groups": _unless((layer.groups,), 1) if layer.weighted else "",
    }
    extra = layer.dialect.word("output_padding") if layer.dialect else None
    keywords["output_padding"] = "" if extra is None else str(extra)
    filters = [layer.out_channels] if layer.weighted else []
    found = _call(
        "keras.layers." + KERAS[layer.name].format(layer.dims), *filters, _short(layer.kernel_size), **keywords
    )
    if layer.transposed or _name(layer) or not any(layer.padding):
        return found
    ends = _ends(layer)
    border = _call(f"keras.layers.ZeroPadding{layer.dims}D", tuple(ends) if layer.dims == 2 else ends[0])
    return f"keras.Sequential([{border}, {found}])"


def _jax(layer: Layer) -> str:
    """A function of jax.lax, on images with channels first, of a transposed layer last."""
    unpadded = not layer.transposed and not any(layer.padding)
    name = _name(layer) or "valid" * unpadded
    padding = _text(name.upper().replace("-", "_")) if name else str(_ends(layer))
    if layer.transposed:
        if not _name(layer):
            spans = [
                dilation * (kernel - 1) for dilation, kernel in zip(layer.dilation, layer.kernel_size, strict=True)
            ]
            extras = layer.output_padding[2 - layer.dims :]
            zeros = zip(spans, _ends(layer), extras, strict=True)
            padding = str([(span - before, span - after + extra) for span, (before, after), extra in zeros])
        dilation = "" if max(layer.dilation) == 1 else layer.dilation
        return _call("lax.conv_transpose", "x", "w", layer.stride, padding, rhs_dilation=dilation)
    if layer.weighted:
        dilation, groups = "" if max(layer.dilation) == 1 else layer.dilation, _unless((layer.groups,), 1)
        last = {"rhs_dilation": dilation, "feature_group_count": groups}
        return _call("lax.conv_general_dilated", "x", "w", layer.stride, padding, **last)
    return _windows_of_jax(layer, padding)


def _windows_of_jax(layer: Layer, padding: str) -> str:
    """A pooling: a maximum, or sums divided by the number of the input's cells, which are counted in the same way."""
    window, strides = ((1, 1, *numbers) for numbers in (layer.kernel_size, layer.stride))
    if padding[0] != '"':
        padding = str([(0, 0), (0, 0), *_ends(layer)])
    dilation = {"window_dilation": "" if max(layer.dilation) == 1 else (1, 1, *layer.dilation)}
    if layer.around:
        return _call("lax.reduce_window", "x", "-jnp.inf", "lax.max", window, strides, padding, **dilation)
    sums = _call("lax.reduce_window", "a", "0.0", "lax.add", window, strides, padding)
    return f"(lambda sums: sums(x) / sums(jnp.ones_like(x)))(lambda a: {sums})"


ONNX = {"conv": "Conv", "conv_transpose": "ConvTranspose", "max_pool": "MaxPool", "avg_pool": "AveragePool"}


def _onnx(layer: Layer) -> str:
    """A node of ONNX."""
    ends, names = _ends(layer), ["x", "w"] if layer.weighted else ["x"]
    asked = layer.dialect.word("output_size") if layer.dialect else None
    auto = {"same": "SAME_UPPER"}.get(_name(layer), _name(layer).upper().replace("-", "_"))
    pads = [one[end] for end in (0, 1) for one in ends]
    extra = layer.dialect.word("output_padding") if layer.dialect else None
    keywords = {
        "kernel_shape": list(layer.kernel_size),
        "strides": "" if max(layer.stride) == 1 else list(layer.stride),
        "auto_pad": _text(auto) if auto else "",
        "pads": pads if any(pads) and not auto and asked is None else "",
        "dilations": "" if max(layer.dilation) == 1 else list(layer.dilation),
        "group": layer.groups if layer.groups > 1 and layer.weighted else "",
        "output_padding": "" if extra is None else list(_each(extra, layer.dims)),
        "output_shape": "" if asked is None else list(layer.output_size),
        "ceil_mode": 1 if layer.ceil_mode else "",
        "count_include_pad": 1 if layer.name == "avg_pool" and layer.count_include_pad else "",
    }
    quoted = f"[{', '.join(map(_text, names))}]"
    return _call("onnx.helper.make_node", _text(ONNX[layer.name]), quoted, '["y"]', **keywords)


def _each(value: Any, dims: int) -> tuple[int, ...]:
    """A word of one number or more as one for each axis."""
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    return values * (dims // len(values))


CAFFE = {"conv": "Convolution", "conv_transpose": "Deconvolution", "max_pool": "Pooling", "avg_pool": "Pooling"}


def _caffe(layer: Layer) -> str:
    """A layer of a prototxt."""
    fields: dict[str, Any] = (
        {"num_output": layer.out_channels} if layer.weighted else {"pool": "MAX" if layer.around else "AVE"}
    )
    top, _, left, _ = layer.padding
    pairs = {"kernel": layer.kernel_size, "pad": (top, left)[2 - layer.dims :], "stride": layer.stride}
    for name, values in pairs.items():
        if len(set(values)) > 1:
            fields |= {f"{name}_h": values[0], f"{name}_w": values[1]}
        elif values[0] != {"pad": 0, "stride": 1}.get(name):
            fields["kernel_size" if name == "kernel" else name] = values[0]
    if max(layer.dilation) > 1:
        fields["dilation"] = " dilation: ".join(map(str, layer.dilation))
    if layer.weighted and layer.groups > 1:
        fields["group"] = layer.groups
    block = "convolution_param" if layer.weighted else "pooling_param"
    listed = " ".join(f"{name}: {value}" for name, value in fields.items())
    return f'layer {{ type: "{CAFFE[layer.name]}" bottom: "x" top: "y" {block} {{ {listed} }} }}'


LINES: dict[str, Line] = {
    "torch": _torch,
    "tensorflow": _tensorflow,
    "keras": _keras,
    "jax": _jax,
    "onnx": _onnx,
    "caffe": _caffe,
    "d2l": _torch,
}
