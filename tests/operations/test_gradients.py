"""Gradients of random layers against PyTorch's automatic differentiation."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import settings
from numpy.typing import NDArray

from tests.gradient_layers import differentiated, layers
from visualize import Conv, MaxPool, VisualizeError
from visualize.operations.gradients import input_gradient, part_read, weight_gradient
from visualize.operations.layer import Layer

# 15 layers each; with HYPOTHESIS_PROFILE=thorough 600 in all.
SEEDS = range(max(8, settings().max_examples // 30))


def _applied(gradient: Layer, values: NDArray[Any], kernel: NDArray[Any]) -> NDArray[Any]:
    found: NDArray[Any] = gradient.apply(part_read(gradient, values), kernel)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_are_those_of_autograd(seed: int) -> None:
    random = np.random.default_rng(seed)
    for layer in layers(seed):
        x, w, g = (
            random.integers(-9, 10, size).astype(float)
            for size in (layer.input_size, layer.kernel_size, layer.output_size)
        )
        of_input, of_kernel = differentiated(layer, x, w, g)
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
