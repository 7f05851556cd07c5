"""Random layers, and their gradients by PyTorch's automatic differentiation."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from visualize import Conv, ConvTranspose, VisualizeError
from visualize.operations.layer import Layer


def _random(random: np.random.Generator) -> Layer | None:
    """A layer, or None if its numbers make none."""
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


def layers(seed: int) -> list[Layer]:
    """Fifteen convolutions and transposed ones, of one dimension and of two."""
    random, found = np.random.default_rng(seed), []
    while len(found) < 15:
        layer = _random(random)
        if layer is not None:
            found.append(layer)
    return found


def differentiated(
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
