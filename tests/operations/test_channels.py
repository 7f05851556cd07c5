"""Channels, filters and groups against PyTorch: values, parameters, multiply-adds, refusals; and the book's numbers."""

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.operations.test_torch_layers import torch
from tests.random_layers import COUNTS, counts, of_channels, whole

# Layers of each test: with HYPOTHESIS_PROFILE=thorough 600, 3,000 in all.
EXAMPLES = settings().max_examples // 2


def module(op: Any, bias: bool, seed: int) -> tuple[Any, Any, Any]:
    """PyTorch's layer of the same parameters, without padding, its weight and its bias."""
    kind = f"{type(op).__name__}{op.dims}d"
    names = ("kernel_size", "stride", *op.extras)
    given = {name: getattr(op, name) for name in names if name not in ("padding_mode", "output_padding")}
    if not op.weighted:
        return getattr(torch().nn, kind)(**given), None, None
    made = getattr(torch().nn, kind)(*(getattr(op, name) for name in COUNTS[:2]), groups=op.groups, bias=bias, **given)
    with torch().no_grad():
        made.weight.copy_(torch().from_numpy(whole(tuple(made.weight.shape), seed + 1)))
        if bias:
            made.bias.copy_(torch().from_numpy(whole(tuple(made.bias.shape), seed + 2)))
    return made, made.weight.detach().numpy(), made.bias.detach().numpy() if bias else None


def expected(op: Any, made: Any, x: np.ndarray) -> np.ndarray:
    """PyTorch's output; all sides are padded, or cropped, apart from the layer, as ours may differ."""
    functional = torch().nn.functional
    top, bottom, left, right = op.padding
    ends = (left, right) if op.dims == 1 else (left, right, top, bottom)
    batch = torch().from_numpy(x)[None]
    with torch().no_grad():
        if op.transposed:
            extra = list(op.output_padding[2 - op.dims :])
            grown = made(batch)
            after = [end for size in reversed(extra) for end in (0, size)]
            if any(after):  # output_padding's cells are sums of no more than what reaches them
                grown = functional.pad(grown - _biases(made), after) + _biases(made)
            return functional.pad(grown, [-end for end in ends])[0].numpy()
        mode = {"zeros": "constant", "replicate": "replicate"}.get(op.padding_mode, op.padding_mode)
        return made(functional.pad(batch, ends, mode=mode) if any(ends) else batch)[0].numpy()


def _biases(made: Any) -> Any:
    found = made.bias if made.bias is not None else torch().zeros(made.out_channels)
    return found.reshape(1, -1, *(1,) * (made.weight.ndim - 2))


def check(op: Any, seed: int, bias: bool) -> None:
    made, weight, biases = module(op, bias, seed)
    x = whole((op.in_channels, *op.input_size), seed)
    wanted = expected(op, made, x)
    if weight is None:
        found = op.apply(x)
    else:
        numbers = {"weight": weight, "bias": 0 if biases is None else biases}
        full = type(op)(**(op.arguments() | numbers))
        found = full.apply(x)
        assert sum(one.numel() for one in made.parameters()) == op.weight_count + (op.out_channels if bias else 0)
        assert copy.copy(full) == full == pickle.loads(pickle.dumps(full))
        assert full == type(op)(**full.arguments())
    np.testing.assert_array_equal(found, wanted if not op.single else wanted.reshape(op.output_size))


@pytest.mark.parametrize("name", ("Conv", "ConvTranspose"))
def test_random_layers_equal_torch(name: str) -> None:
    torch()
    seen = set()

    @settings(max_examples=EXAMPLES)
    @given(of_channels((name,)), st.integers(0, 10**6), st.booleans())
    def run_all(op: Any, seed: int, bias: bool) -> None:
        seen.add(op)
        check(op, seed, bias)

    run_all()
    assert len(seen) >= EXAMPLES * 0.7


@pytest.mark.parametrize("name", ("MaxPool", "AvgPool"))
def test_pools_are_those_of_each_channel(name: str) -> None:
    """Several channels equal PyTorch's batch of single channels, which `test_torch_layers` compares with ours."""

    @settings(max_examples=EXAMPLES)
    @given(of_channels((name,)), st.integers(0, 10**6))
    def run_all(op: Any, seed: int) -> None:
        x = whole((op.in_channels, *op.input_size), seed)
        one = type(op)(**{key: value for key, value in op.arguments().items() if key != "in_channels"})
        each = np.array([one.apply(channel) for channel in x])
        np.testing.assert_array_equal(op.apply(x), each if not op.single else each[0])

    run_all()


@settings(max_examples=EXAMPLES)
@given(st.sampled_from(("Conv", "ConvTranspose")), st.sampled_from((1, 2)), counts("Conv"), st.integers(0, 10**6))
def test_layers_of_torch_are_read_whole(name: str, dims: int, channels: dict[str, int], seed: int) -> None:
    into, out, groups = channels.values()
    made = getattr(torch().nn, f"{name}{dims}d")(into, out, 3, stride=2, padding=1, groups=groups)
    with torch().no_grad():
        made.weight.copy_(torch().from_numpy(whole(tuple(made.weight.shape), seed)))
        made.bias.copy_(torch().from_numpy(whole((out,), seed + 1)))
    op = vz.from_layer(made, 5)
    x = whole((into, *(5,) * dims), seed)
    wanted = made(torch().from_numpy(x)[None])[0].detach().numpy()
    np.testing.assert_array_equal(op.apply(x), wanted[0] if op.single else wanted)
    assert (op.in_channels, op.out_channels, op.groups) == (into, out, groups)


@settings(max_examples=EXAMPLES)
@given(of_channels(("ConvTranspose",)), st.integers(0, 10**6))
def test_a_transposed_layer_is_the_gradient_of_a_convolution(op: Any, seed: int) -> None:
    """The second witness: the gradient of a convolution with respect to its image, by autograd."""
    weight, upstream = whole(op.weight_axes + op.kernel_size, seed), whole((op.in_channels, *op.input_size), seed + 1)
    top, bottom, left, right = op.padding
    ends = (left, right) if op.dims == 1 else (left, right, top, bottom)
    functional, axes = torch().nn.functional, op.weight_axes or (1, 1)
    image = torch().zeros(1, op.out_channels, *op.output_size, requires_grad=True)
    held = torch().from_numpy(weight.reshape(*axes, *op.kernel_size))
    convolution = getattr(functional, f"conv{op.dims}d")
    made = convolution(functional.pad(image, ends), held, None, op.stride, 0, op.dilation, op.groups)
    inner = tuple(slice(size) for size in op.input_size)  # output_padding beyond the stride gives windows more
    made[(0, slice(None), *inner)].backward(torch().from_numpy(upstream))
    full = type(op)(**(op.arguments() | {"weight": weight}))
    np.testing.assert_array_equal(full.apply(upstream), image.grad[0].numpy().reshape(op.output_shape))


def test_the_numbers_of_the_book() -> None:
    """Dive into Deep Learning, 7.4: two channels in; three filters K, K + 1, K + 2; a 1x1 layer."""
    x = np.array([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    kernel = np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]])
    one = vz.Conv(3, 2, in_channels=2)
    assert one.apply(x, kernel).tolist() == [[[56, 72], [104, 120]]]
    three = vz.Conv(3, 2, in_channels=2, out_channels=3, weight=[kernel, kernel + 1, kernel + 2])
    assert three.apply(x).tolist() == [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]
    pixels, weights = np.random.default_rng(0).normal(size=(3, 3, 3)), np.random.default_rng(1).normal(size=(2, 3))
    found = vz.Conv(3, 1, in_channels=3, out_channels=2).apply(pixels, weights[:, :, None, None])
    np.testing.assert_allclose(found, np.einsum("oi,irc->orc", weights, pixels))


def test_the_layer_of_cs231n() -> None:
    """5x5x3, padding 1, stride 2, two filters of 3x3x3 with biases 1 and 0: 18 output cells."""
    op = vz.Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2, bias=[1, 0], weight=np.ones((2, 3, 3, 3)))
    assert op.output_shape == (2, 3, 3) and (op.weight_count, op.multiply_adds) == (54, 486)
    found = op.apply(np.ones((3, 5, 5)))
    assert found[0, 1, 1] == 28 and found[1, 1, 1] == 27


REFUSED = {
    "groups in": (lambda: vz.Conv(5, 3, in_channels=3, groups=2), "invalid groups 2: must divide in_channels 3"),
    "groups out": (
        lambda: vz.Conv(5, 3, in_channels=2, out_channels=3, groups=2),
        "invalid groups 2: must divide out_channels 3",
    ),
    "none": (lambda: vz.Conv(5, 3, in_channels=0), "invalid in_channels 0: must be a whole number from 1"),
    "half": (lambda: vz.ConvTranspose(5, 3, out_channels=1.5), "invalid out_channels 1.5"),
    "truth": (lambda: vz.MaxPool(5, 3, in_channels=True), "invalid in_channels True"),
    "huge": (lambda: vz.AvgPool(5, 3, in_channels=10**12), "invalid in_channels 1000000000000"),
    "biases": (lambda: vz.Conv(5, 3, out_channels=2, bias=[1, 2, 3]), "invalid bias of 3 numbers: must be one number"),
    "a bias": (lambda: vz.Conv(5, 3, out_channels=2, bias=[1, "x"]), "invalid bias x"),
    "weight": (lambda: vz.Conv(5, 3, out_channels=2, weight=np.ones((3, 3))), "invalid weight shape 3,3"),
    "weight of two": (lambda: vz.Conv(5, 3, in_channels=2, weight=np.ones((2, 2, 3))), "invalid weight shape 2,2,3"),
    "input": (
        lambda: vz.Conv(5, 3, in_channels=2).apply(np.ones((5, 5, 2)), np.ones((2, 3, 3))),
        "invalid input shape",
    ),
    "overflow": (
        lambda: vz.Conv(1, 1, in_channels=2).apply(np.full((2, 1, 1), 2**62), np.ones((1, 2, 1, 1), int)),
        "invalid input",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    make, told = REFUSED[name]
    with pytest.raises(vz.VisualizeError) as found:
        make()
    assert str(found.value).startswith(told)


def test_axes_of_length_one_fall_away() -> None:
    x, kernels = np.arange(12).reshape(3, 2, 2), np.arange(12).reshape(3, 2, 2)
    depthwise = vz.Conv(2, 2, in_channels=3, out_channels=3, groups=3)
    wanted = depthwise.apply(x, kernels[:, None])
    np.testing.assert_array_equal(depthwise.apply(x[None], kernels), wanted)
    assert wanted.ravel().tolist() == [(a * b).sum() for a, b in zip(x, kernels, strict=True)]
    one = vz.Conv(3, 2, out_channels=3)
    np.testing.assert_array_equal(
        one.apply(np.arange(9).reshape(3, 3), kernels), one.apply(np.arange(9).reshape(1, 3, 3), kernels)
    )


def test_big_integers_stay_exact() -> None:
    op = vz.Conv(1, 1, in_channels=3, out_channels=2, bias=(2**53 + 1, -1))
    kernel = np.ones((2, 3, 1, 1), np.int64)
    big = 2**60 + 1
    full = vz.Conv(1, 1, in_channels=3, out_channels=2, bias=(2**53 + 1, -1), weight=kernel)
    assert full.apply([[[big]], [[1]], [[2]]]).ravel().tolist() == [big + 3 + 2**53 + 1, big + 2]
    assert op.apply([[[big]], [[1]], [[2]]], kernel).ravel().tolist() == [big + 3] * 2
