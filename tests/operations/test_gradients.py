"""Gradients of random layers against PyTorch's automatic differentiation."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import settings
from numpy.typing import NDArray

from visualize import Conv, ConvTranspose, MaxPool, VisualizeError
from visualize.operations.gradients import input_gradient, part_read, weight_gradient
from visualize.operations.layer import Layer

# 15 layers each; with HYPOTHESIS_PROFILE=thorough 600 in all.
SEEDS = range(max(8, settings().max_examples // 30))


def _random(random: np.random.Generator) -> Layer | None:
    dims = int(random.integers(1, 3))

    def numbers(low: int, high: int) -> tuple[int, ...]:
        return tuple(random.integers(low, high, dims).tolist())

    shared: dict[str, Any] = {"kernel_size": numbers(1, 5), "stride": numbers(1, 4), "dilation": numbers(1, 4)}
    size = numbers(1, 10)
    try:
        if random.random() < 0.5:
            return Conv(size, padding=numbers(0, 4), **shared)
        extra = tuple(
            int(random.integers(0, max(pair))) for pair in zip(shared["stride"], shared["dilation"], strict=True)
        )
        return ConvTranspose(size, padding=numbers(0, 3), output_padding=extra, **shared)
    except VisualizeError:
        return None


def _layers(seed: int) -> list[Layer]:
    random, found = np.random.default_rng(seed), []
    while len(found) < 15:
        layer = _random(random)
        if layer is not None:
            found.append(layer)
    return found


def _differentiated(
    layer: Layer, x: NDArray[Any], w: NDArray[Any], g: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[Any]]:
    one, weight = (torch.tensor(part[None, None], requires_grad=True) for part in (x, w))
    padding = layer.padding[::2][2 - layer.dims :]
    rest = {"stride": layer.stride, "padding": padding, "dilation": layer.dilation}
    if layer.transposed:
        rest["output_padding"] = layer.output_padding[2 - layer.dims :]
    name = f"conv{'_transpose' * layer.transposed}{layer.dims}d"
    getattr(torch.nn.functional, name)(one, weight, **rest).backward(torch.tensor(g[None, None]))
    assert one.grad is not None
    assert weight.grad is not None
    return one.grad.numpy()[0, 0], weight.grad.numpy()[0, 0]


def _applied(gradient: Layer, values: NDArray[Any], kernel: NDArray[Any]) -> NDArray[Any]:
    found: NDArray[Any] = gradient.apply(part_read(gradient, values), kernel)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_are_those_of_autograd(seed: int) -> None:
    random = np.random.default_rng(seed)
    for layer in _layers(seed):
        x, w, g = (
            random.integers(-9, 10, size).astype(float)
            for size in (layer.input_size, layer.kernel_size, layer.output_size)
        )
        of_input, of_kernel = _differentiated(layer, x, w, g)
        assert np.array_equal(_applied(input_gradient(layer), g, w), of_input), layer
        try:
            other = weight_gradient(layer)
        except VisualizeError:
            assert not of_kernel.any(), layer
            continue
        big, small = (g, x) if layer.transposed else (x, g)
        assert np.array_equal(_applied(other, big, small), of_kernel), layer


def test_one_sided_padding() -> None:
    layer = Conv((7, 6), 3, stride=2, padding=(2, 0, 1, 3))
    x, w, g = (
        np.arange(np.prod(size), dtype=float).reshape(size)
        for size in (layer.input_size, layer.kernel_size, layer.output_size)
    )
    one, weight = (torch.tensor(part[None, None], requires_grad=True) for part in (x, w))
    padded = torch.nn.functional.pad(one, (1, 3, 2, 0))
    torch.nn.functional.conv2d(padded, weight, stride=2).backward(torch.tensor(g[None, None]))
    assert np.array_equal(input_gradient(layer).apply(g, w), one.grad[0, 0])
    assert np.array_equal(_applied(weight_gradient(layer), x, g), weight.grad[0, 0])


@pytest.mark.parametrize(
    ("layer", "reason"),
    (
        (MaxPool(4, 2), "without weights"),
        (Conv(4, 2, in_channels=2), "one channel"),
        (Conv(4, 2, padding=1, padding_mode="reflect"), "reflect"),
    ),
)
def test_what_has_no_gradient_is_refused(layer: Layer, reason: str) -> None:
    for gradient in (input_gradient, weight_gradient):
        with pytest.raises(VisualizeError, match=reason):
            gradient(layer)
