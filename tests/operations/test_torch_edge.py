"""PyTorch at the edge: lazy layers, tensors as values and as sizes; nothing that it raises comes through."""

from functools import cache
from typing import Any

import numpy as np
import pytest

import visualize as vz


@cache
def torch() -> Any:
    return pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")


LAZY = ("LazyConv1d", "LazyConv2d", "LazyConvTranspose1d", "LazyConvTranspose2d")


@pytest.mark.parametrize("name", LAZY)
@pytest.mark.parametrize("channels", (1, 16))
@pytest.mark.filterwarnings("ignore:Lazy modules are a new feature")
def test_lazy_layers_have_sizes_without_weights(name: str, channels: int) -> None:
    layer = getattr(torch().nn, name)(channels, kernel_size=3, stride=2, padding=1)
    usual = getattr(torch().nn, name.removeprefix("Lazy"))(1, 16, kernel_size=3, stride=2, padding=1)
    op = vz.from_layer(layer, 8)
    assert op.output_size == vz.from_layer(usual, 8).output_size and op.single and op.weight is None
    dims = int(name[-2])
    layer(torch().zeros(1, 3, *(8,) * dims))
    built = vz.from_layer(layer, 8)
    assert built.output_size == op.output_size and built.weight is not None
    assert (built.in_channels, built.out_channels) == (3, channels)


def test_a_layer_on_the_device_meta_has_sizes_only() -> None:
    layer = torch().nn.Conv2d(1, 1, 3, device="meta")
    assert vz.from_layer(layer, 8) == vz.Conv(8, 3)


FLOATS = ("float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2")
WHOLES = ("bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64")


@pytest.mark.parametrize("name", FLOATS + WHOLES)
def test_tensors_of_every_kind_are_values(name: str) -> None:
    values = torch().tensor([[1.0, 0.5 * (name in FLOATS)], [0.0, 1.0]]).to(getattr(torch(), name))
    expected = [[1.0, 0.5], [0.0, 1.0]] if name in FLOATS else [[1, 0], [0, 1]]
    figure = vz.figure(vz.Conv(2, 1), input=values, kernel=torch().ones(1, 1, 1, 1, dtype=values.dtype))
    assert figure.story.values.input.tolist() == expected
    assert vz.Conv(2, 1).apply(values, values[:1, :1]).tolist() == expected
    assert figure.story.values.input.dtype == (np.float64 if name in FLOATS else np.int64)


def test_tensors_that_need_a_gradient_are_values() -> None:
    image = torch().ones(1, 1, 4, 4, requires_grad=True)
    layer = torch().nn.Conv2d(1, 1, 2)
    figure = vz.figure(vz.Conv(4, 2), input=image * 2, kernel=layer.weight, bias=layer.bias)
    expected = layer(image * 2).detach().numpy()[0, 0]
    values = figure.story.values
    assert values.bias == layer.bias.item()
    found = vz.Conv(4, 2, weight=layer.weight, bias=layer.bias).apply(image * 2)
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    pool = vz.MaxPool(4, 2).apply(image.mT[:, :, ::2].repeat(1, 1, 2, 1))
    assert pool.tolist() == [[1, 1], [1, 1]]
    assert vz.figure(vz.Conv(4, 2), input=image, bias=torch().tensor(2.5, requires_grad=True)).story.values.bias == 2.5


def refused(call: Any, told: str) -> None:
    with pytest.raises(vz.VisualizeError) as found:
        call()
    assert str(found.value).startswith(told) and str(found.value).isprintable()


def broken() -> dict[str, tuple[Any, str]]:
    """Tensors that are no values, and what is said."""
    ones = torch().ones(4, 4)
    return {
        "meta": (ones.to("meta"), "invalid {} on the device meta: there are no numbers; give a tensor that holds some"),
        "complex": (ones.to(torch().complex64), "invalid {} of complex64: must be integers or floats"),
        "quantized": (torch().quantize_per_tensor(ones, 0.1, 0, torch().qint8), "invalid {} given"),
        "sparse": (ones.to_sparse(), "invalid {} given"),
        "nested": (torch().nested.nested_tensor([ones[0], ones[0, :2]]), "invalid {} given"),
        "lazy": (torch().nn.UninitializedParameter(), "invalid {} given"),
        "channels": (torch().ones(1, 3, 4, 4), "invalid {} shape 1,3,4,4: must be 4,4"),
        "complex halves": (ones.to(torch().complex32), "invalid {} "),
    }


@pytest.mark.parametrize(
    "name", ("meta", "complex", "quantized", "sparse", "nested", "lazy", "channels", "complex halves")
)
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")
def test_tensors_that_are_no_values(name: str) -> None:
    value, told = broken()[name]
    refused(lambda: vz.figure(vz.Conv(4, 3), input=value), told.format("input"))
    refused(lambda: vz.figure(vz.Conv(4, 4), kernel=value), told.format("kernel"))
    refused(lambda: vz.Conv(4, 3).apply(value, np.ones((3, 3))), told.format("input"))
    refused(lambda: vz.ConvTranspose(4, 4).apply(np.ones((4, 4)), value), told.format("kernel"))
    refused(lambda: vz.AvgPool(4, 2).apply(value), told.format("input"))
    refused(lambda: vz.Conv(4, 4, weight=value), told.format("weight"))
    refused(lambda: vz.Conv(4, 4, weight=np.ones((4, 4)), bias=value), "invalid bias")
    refused(lambda: vz.Conv(value, 3), "invalid input_size")
    refused(lambda: vz.Conv(4, 3, stride=value), "invalid stride")
    refused(lambda: vz.figure(vz.Conv(4, 3), seconds=value), "invalid seconds")
    refused(lambda: vz.figure(vz.Conv(4, 3), steps=value), "invalid steps")
    refused(lambda: vz.from_layer(torch().nn.Conv2d(1, 1, 3), value), "invalid input_size")


def test_weights_that_are_no_values() -> None:
    refused(lambda: vz.from_layer(torch().nn.Conv2d(1, 1, 3, dtype=torch().cfloat), 8), "invalid weight of complex64")
    for name in ("bias", "weight"):
        layer = torch().nn.Conv2d(1, 1, 3)
        setattr(layer, name, torch().nn.Parameter(torch().full_like(getattr(layer, name), float("nan"))))
        if name == "bias":
            refused(lambda layer=layer: vz.from_layer(layer, 8), "invalid bias")
        else:
            assert np.isnan(vz.from_layer(layer, 8).weight).all()


def test_a_tensor_as_the_size() -> None:
    def told(shape: str, axes: str) -> str:
        return f"invalid input_size of shape {shape}: is an array, not a size; give its shape, X.shape{axes}"

    batch, nn = torch().zeros(2, 3, 8, 9), torch().nn
    layer = nn.Conv2d(1, 1, 3)
    refused(lambda: vz.from_layer(layer, batch), told("2,3,8,9", "[-2:]"))
    assert vz.from_layer(layer, batch.shape[-2:]).input_size == (8, 9)
    refused(lambda: vz.from_layer(layer, batch[0, 0]), told("8,9", ""))
    refused(lambda: vz.from_layer(nn.Conv1d(1, 1, 3), batch[0]), told("3,8,9", "[-1:]"))
    refused(lambda: vz.from_layer(nn.Conv1d(1, 1, 3), batch[0, 0, 0]), told("9", ""))
    refused(lambda: vz.Conv(batch, 3), told("2,3,8,9", "[-2:]"))
    refused(lambda: vz.MaxPool(batch.numpy(), 3), told("2,3,8,9", "[-2:]"))
    kernel = layer.weight
    refused(
        lambda: vz.Conv(8, kernel),
        "invalid kernel_size of shape 1,1,3,3: is an array, not a size; give its shape, X.shape[-2:]",
    )
    refused(lambda: vz.Conv(batch.shape, 3), "invalid input_size 2,3,8,9: must be one integer or two")
    assert vz.Conv(torch().tensor(8), 3) == vz.Conv(8, 3)
    assert vz.from_layer(nn.Conv1d(1, 4, 3), batch[0].shape[-1:]).input_size == (9,)
