"""What a model is refused for, what it is left as, and what is told of layers that are shared or not used."""

import sys
from typing import Any

import pytest

import visualize as vz

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
from torch import nn  # noqa: E402

from tests import torch_models  # noqa: E402


class Calls(nn.Module):
    """A model whose forward is a function of its two layers and the image."""

    def __init__(self, forward: Any) -> None:
        super().__init__()
        self.a, self.b, self.run = nn.Conv2d(3, 3, 3, padding=1), nn.Conv2d(3, 3, 1), forward

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.run(self, x)


CHAIN = "a model must be one chain of layers; give a part of it that is one"
REFUSED = {
    "a residual": (torch_models.Residual(), f"unsupported branch add in Residual: {CHAIN}"),
    "inside": (nn.Sequential(nn.ReLU(), torch_models.Residual()), f"unsupported branch add in 1 (Residual): {CHAIN}"),
    "in place": (Calls(lambda m, x: m.a(x).add_(x)), f"unsupported branch add_ in Calls: {CHAIN}"),
    "two ways": (Calls(lambda m, x: torch.cat([m.a(x), m.b(x)], 1)), f"unsupported branch b (Conv2d): {CHAIN}"),
    "of itself": (Calls(lambda m, x: m.a(x) * x.mean()), f"unsupported branch mean in Calls: {CHAIN}"),
    "another function": (Calls(lambda m, x: m.a(x).mean()), "unsupported function mean: in Calls; known are layers of"),
    "a turn": (Calls(lambda m, x: m.a(x).mT), "unsupported function __get__: in Calls; known are layers of torch.nn"),
    "rows in another order": (
        Calls(lambda m, x: m.a(x).view(1, 9, 3, 9)),
        "unsupported function view: in Calls from 3x9x9",
    ),
    "a layer": (nn.Sequential(nn.Flatten(2), nn.LSTM(81, 4)), "unsupported layer 1 (LSTM): known ones are Conv2d, "),
    "attention": (nn.TransformerEncoderLayer(81, 3), "unsupported layer TransformerEncoderLayer: known ones are"),
    "a lazy layer": (nn.Sequential(nn.LazyConv2d(4, 3)), "unsupported layer 0: is lazy; call the model once before"),
    "a wrong size": (
        nn.Sequential(nn.Flatten(), nn.Linear(7, 2)),
        "invalid input_size 3x9x9: the model fails at 1 (Linear): ",
    ),
    "its own error": (
        Calls(lambda m, x: 1 / 0),
        "invalid input_size 3x9x9: the model fails at Calls: division by zero",
    ),
    "nothing": (nn.Sequential(), "invalid model Sequential: has no layers"),
    "no model": (3, "invalid model int: must be a torch.nn.Module, such as a Sequential"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_chain_is_refused_in_one_line(name: str) -> None:
    module, line = REFUSED[name]
    with pytest.raises(vz.VisualizeError) as refused:
        vz.from_model(module, input_size=(3, 9, 9))
    assert str(refused.value).startswith(line) and "\n" not in str(refused.value)


@pytest.mark.parametrize("size", (0, (1, 2, 3, 4), "9", 9.5, True))
def test_a_wrong_size_is_refused(size: Any) -> None:
    with pytest.raises(vz.VisualizeError, match=r"^invalid input_size"):
        vz.from_model(nn.Conv2d(1, 1, 3), input_size=size)


def test_an_image_that_no_tensor_can_have_is_refused() -> None:
    with pytest.raises(
        vz.VisualizeError, match=r"^invalid input_size 3x1000000000x1000000000: the model fails at Conv2d: "
    ):
        vz.from_model(nn.Conv2d(3, 1, 3), input_size=10**9)


def test_without_pytorch_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(vz.VisualizeError, match=r"^missing torch: models need PyTorch: pip install "):
        vz.from_model(object(), input_size=5)


def test_the_channels_are_those_of_the_first_layer_that_has_them() -> None:
    for size, shape in ((9, (5, 9, 9)), ((9, 8), (5, 9, 8)), ((5, 7, 8), (5, 7, 8))):
        assert vz.from_model(nn.Sequential(nn.ReLU(), nn.Conv2d(5, 2, 3)), input_size=size).input_shape == shape
    for length in (9, (9,), (2, 9)):
        assert vz.from_model(nn.Conv1d(2, 3, 3), input_size=length).input_shape == (2, 9)
    assert vz.from_model(nn.MaxPool2d(2), input_size=4).input_shape == (1, 4, 4)


@pytest.mark.parametrize("fails", (False, True))
def test_a_model_is_left_as_it_was(fails: bool) -> None:
    module = nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Dropout(), nn.Flatten(), nn.Linear(8 if fails else 2, 1)
    )
    module[2].eval()
    before = {name: one.clone() for name, one in module.state_dict().items()}
    training, state = [one.training for one in module.modules()], torch.random.get_rng_state()
    try:
        vz.from_model(module, input_size=3)
    except vz.VisualizeError:
        assert fails
    after = module.state_dict()
    assert all(torch.equal(one, after[name]) for name, one in before.items())
    assert [one.training for one in module.modules()] == training
    assert torch.equal(torch.random.get_rng_state(), state)
    assert not any(one._forward_hooks or one._forward_pre_hooks for one in module.modules())
    assert {one.device.type for one in module.parameters()} == {"cpu"}


def test_a_layer_called_twice_has_two_rows_and_counts_once() -> None:
    model = vz.from_model(Calls(lambda m, x: m.a(m.a(x))), input_size=9)
    assert [(one.name, one.parameters) for one in model.layers] == [("a", 84), ("a_1", 0)]
    assert model.unused == 12 and model.data["unused_parameters"] == 12
    assert [row.split() for row in model.table.splitlines()[-2:]] == [["total", "84", "13,122"], ["not", "used", "12"]]
    assert list(model.figures) == ["a", "a_1"]
    tied = nn.Sequential(nn.Conv2d(2, 2, 3), nn.Conv2d(2, 2, 3))
    tied[1].weight = tied[0].weight
    assert [one.parameters for one in vz.from_model(tied, input_size=9).layers] == [38, 2]


def test_functions_are_layers_too() -> None:
    from torch.nn import functional

    def forward(m: Any, x: torch.Tensor) -> torch.Tensor:
        x = functional.max_pool2d(functional.leaky_relu((m.a(x) - 0.5) / 2), 3, stride=2, padding=1)
        x = functional.adaptive_avg_pool2d(functional.avg_pool2d(torch.tanh(x).relu_(), kernel_size=2), (2, 1))
        return functional.log_softmax(functional.dropout(x).flatten(1).contiguous(), dim=1)

    model = vz.from_model(Calls(forward), input_size=9)
    names = "a leaky_relu max_pool2d tanh relu avg_pool2d adaptive_avg_pool2d dropout flatten log_softmax"
    assert [one.name for one in model.layers] == names.split()
    shapes = {one.name: one.output_shape for one in model.layers}
    assert (shapes["max_pool2d"], shapes["avg_pool2d"]) == ((3, 5, 5), (3, 2, 2))
    assert (shapes["adaptive_avg_pool2d"], shapes["flatten"]) == ((3, 2, 1), (6,))
    assert list(model.figures) == ["a", "max_pool2d", "avg_pool2d", "adaptive_avg_pool2d"]


def test_fields_that_are_not_known_are_not_told() -> None:
    for module in (nn.Upsample(scale_factor=1.5), nn.Upsample(scale_factor=2, mode="bicubic"), nn.Softmax(dim=2)):
        model = vz.from_model(nn.Sequential(nn.Conv2d(1, 1, 3), module, nn.ReLU()), input_size=8)
        assert [one.receptive_field for one in model.layers] == [(3, 3), None, None]
        assert "?" in model.table
    model = vz.from_model(nn.Sequential(nn.Conv2d(4, 4, 3), nn.GroupNorm(2, 4)), input_size=8)
    assert [one.receptive_field for one in model.layers] == [(3, 3), (8, 8)]


@pytest.mark.parametrize("kind", (torch.float64, torch.float16, torch.bfloat16))
def test_models_of_every_kind_of_number(kind: torch.dtype) -> None:
    assert (
        vz.from_model(nn.Sequential(nn.Conv2d(3, 2, 3), nn.BatchNorm2d(2)).to(kind), input_size=5).layers[0].parameters
        == 56
    )


def test_a_class_that_calls_otherwise_is_looked_into() -> None:
    class Own(nn.Conv2d):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return super().forward(nn.functional.pad(x, (1, 1, 1, 1)))

    class Same(nn.Conv2d):
        pass

    with pytest.raises(vz.VisualizeError, match=r"^unsupported function pad: in 0 .Own."):
        vz.from_model(nn.Sequential(Own(1, 1, 3)), input_size=5)
    assert vz.from_model(Same(1, 1, 3), input_size=5).layers[0].kind == "Conv2d"
