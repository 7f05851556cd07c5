"""Random layers in the words of a framework, and the numbers that they are computed with."""

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np

import visualize as vz

NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "torch": {"conv": ("valid", "same")},
    "tensorflow": dict.fromkeys(("conv", "conv_transpose", "max_pool", "avg_pool"), ("valid", "same")),
    "keras": dict.fromkeys(("conv", "conv_transpose", "max_pool", "avg_pool"), ("valid", "same")),
    "jax": dict.fromkeys(("conv", "max_pool", "avg_pool"), ("valid", "same", "same-lower"))
    | {"conv_transpose": ("valid", "same")},
    "onnx": dict.fromkeys(("conv", "conv_transpose", "max_pool", "avg_pool"), ("valid", "same", "same-lower")),
    "caffe": {},
    "d2l": {"conv": ("valid", "same"), "max_pool": ("valid",), "avg_pool": ("valid",)},
}
# Operations whose padding is never a number.
UNNUMBERED = {"keras": ("conv_transpose", "max_pool", "avg_pool"), "tensorflow": ("avg_pool",)}
UNDILATED = {
    "tensorflow": ("max_pool",),
    "keras": ("max_pool",),
    "caffe": ("max_pool",),
}  # with pools that have no dilation
FITS = ("larger than the padded input", "so nothing is left", "must be smaller than the stride", "at most half")


def layers(framework: str, count: int, seed: int = 0) -> Iterator[Any]:
    """So many different layers; words that make none are passed over, if no layer of that framework has them."""
    random, found = Random(f"{framework} {seed}"), set()
    while len(found) < count:
        words = _words(framework, random)
        try:
            layer = vz.like(framework, **words)
        except vz.VisualizeError as error:
            assert any(reason in str(error) for reason in (*FITS, *_limits(framework))), (words, error)
            continue
        if layer not in found:
            found.add(layer)
            yield layer


def _limits(framework: str) -> tuple[str, ...]:
    """Messages of refusals that random words meet, each the framework's own (`test_refusals` asks it)."""
    return {
        "torch": ("reachable are", "stride 1 only"),
        "tensorflow": ("smaller than the window", "reaches", "with stride 1 only"),
        "keras": ("smaller than the stride", "with stride 1 only"),
        "jax": ("smaller than the window", "zeros are drawn"),
        "onnx": ("smaller than the window", "reachable are"),
        "caffe": ("smaller than the window", "would read nothing"),
        "d2l": ("reachable are",),
    }[framework]


def _words(framework: str, random: Random) -> dict[str, Any]:
    """The words of a layer, right or wrong."""
    dims, op = random.choice((1, 2)), random.choice(("conv", "conv_transpose", "max_pool", "avg_pool"))

    def numbers(low: int, high: int) -> Any:
        found = tuple(random.randint(low, high) for _ in range(dims))
        return found[0] if dims == 1 else random.choice((found[0], found))

    size = tuple(random.randint(1, 7) for _ in range(dims))
    words: dict[str, Any] = {"input_size": size, "kernel_size": numbers(1, 4), "op": op}
    if random.random() < 0.8:
        words["stride"] = numbers(1, 3)
    if op != "avg_pool" and op not in UNDILATED.get(framework, ()) and random.random() < 0.4:
        words["dilation"] = numbers(1, 3)
    _add_padding(framework, op, words, random, numbers)
    if op == "conv_transpose":
        _add_size(framework, words, random, numbers)
    if op.endswith("pool") and framework in ("torch", "onnx", "d2l"):
        words["ceil_mode"] = random.random() < 0.4
    if op == "avg_pool" and framework in ("torch", "onnx"):
        words["count_include_pad"] = random.random() < 0.5
    if framework != "caffe" and random.random() < 0.25:
        words |= _channels(framework, op, random)
    return words


def _channels(framework: str, op: str, random: Random) -> dict[str, int]:
    if op.endswith("pool"):
        return {"in_channels": random.randint(2, 3)}
    groups = 1 if op == "conv_transpose" and framework in ("tensorflow", "keras", "jax") else random.randint(1, 2)
    return {
        "in_channels": groups * random.randint(1, 2),
        "out_channels": groups * random.randint(1, 2),
        "groups": groups,
    }


def _add_padding(framework: str, op: str, words: dict[str, Any], random: Random, numbers: Any) -> None:
    names = NAMES[framework].get(op, ())
    if names and (random.random() < 0.7 or op in UNNUMBERED.get(framework, ())):
        words["padding"] = random.choice(names)
    elif random.random() < 0.8 and op not in UNNUMBERED.get(framework, ()):
        words["padding"] = numbers(0, 2)


def _add_size(framework: str, words: dict[str, Any], random: Random, numbers: Any) -> None:
    """What makes a transposed layer longer, in the words that the framework has for it."""
    chance = random.random()
    if framework in ("torch", "onnx", "keras", "d2l") and chance < 0.4:
        words["output_padding"] = numbers(0, 2)
    elif framework in ("torch", "onnx", "tensorflow", "d2l") and chance < 0.7:
        words["output_size"] = numbers(2, 16)
        if framework == "onnx" and not isinstance(words.get("padding", ""), str):
            del words["padding"]


def arrays(layer: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """Whole numbers for a layer's input and weight: their sums are exact in single precision."""
    x, w = (np.arange(1, 1 + np.prod(shape)).reshape(shape) for shape in (layer.input_shape, _weight_shape(layer)))
    return x**2 % 23 - 7, w**2 % 11 - 3 if layer.weighted else None


def _weight_shape(layer: Any) -> tuple[int, ...]:
    return (*layer.weight_axes, *layer.kernel_size) if layer.weighted else layer.kernel_size


def output(layer: Any) -> np.ndarray:
    """Our own output for these numbers."""
    x, w = arrays(layer)
    return np.asarray(layer.apply(x, w) if layer.weighted else layer.apply(x))
