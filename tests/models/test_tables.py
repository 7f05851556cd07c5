"""Tables of models against PyTorch: shapes by hooks, parameters by counting, products by its own counter."""

from typing import Any

import pytest

import visualize as vz

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")

from tests import torch_models  # noqa: E402
from visualize.models.field import Field, above  # noqa: E402
from visualize.models.layers import _reads  # noqa: E402
from visualize.models.tracing import calls  # noqa: E402

PUBLISHED = {  # parameters and multiply-adds, as published
    "LeNet": (torch_models.LeNet, (1, 32, 32), 61_706, 416_520),
    "AlexNet": (torch_models.alexnet, (3, 224, 224), 61_100_840, 714_188_480),
    "VGG16": (torch_models.vgg16, (3, 224, 224), 138_357_544, 15_470_264_320),
    "ResNet's stem": (torch_models.resnet_stem, (3, 224, 224), 9_536, 118_013_952),
}


def run(module: Any, shape: tuple[int, ...]) -> tuple[list[tuple[int, ...]], int]:
    """The shapes that PyTorch's leaves give in the order of their calls, and the products that it counts."""
    from torch.utils.flop_counter import FlopCounterMode

    shapes: list[tuple[int, ...]] = []
    leaves = [one for one in module.modules() if not list(one.children())]
    hooks = [one.register_forward_hook(lambda _, __, out: shapes.append(tuple(out.shape[1:]))) for one in leaves]
    counter = FlopCounterMode(display=False)
    with counter, torch.no_grad():
        module.eval()(torch.zeros(1, *shape, device=next(module.parameters(), torch.zeros(1)).device))
    for hook in hooks:
        hook.remove()
    return shapes, counter.get_total_flops() // 2


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_models_have_their_numbers(name: str) -> None:
    make, shape, parameters, products = PUBLISHED[name]
    with torch.device("meta"):
        module = make()
    model = vz.from_model(module, input_size=shape)
    shapes, counted = run(module, shape)
    leaves = [
        one.output_shape
        for one in model.layers
        if not one.name.split(".")[-1].startswith(("relu", "max_pool2d", "view", "flatten"))
    ]
    assert leaves == shapes
    assert sum(one.parameters for one in model.layers) == sum(one.numel() for one in module.parameters()) == parameters
    assert sum(one.multiply_adds for one in model.layers) == counted == products
    assert model.table.splitlines()[-1].split() == ["total", f"{parameters:,}", f"{products:,}"]


def test_the_receptive_fields_of_vgg16_are_the_published_ones() -> None:
    with torch.device("meta"):
        model = vz.from_model(torch_models.vgg16(), input_size=224)
    fields = {one.name: one.receptive_field for one in model.layers if one.kind in ("MaxPool2d", "Linear")}
    published = [(6, 6), (16, 16), (44, 44), (100, 100), (212, 212)]
    assert list(fields.values()) == [*published, *[(224, 224)] * 3]


@pytest.mark.parametrize("first", range(0, 240, 20))
def test_random_chains_have_the_numbers_that_pytorch_finds(first: int) -> None:
    for seed in range(first, first + 20):
        module, shape = torch_models.random_chain(seed)
        if not len(module):
            continue
        model = vz.from_model(module, input_size=shape)
        shapes, products = run(module, shape)
        assert [one.output_shape for one in model.layers] == shapes, seed
        assert [one.parameters for one in model.layers] == [sum(p.numel() for p in one.parameters()) for one in module]
        assert sum(one.multiply_adds for one in model.layers) == products, seed
        names = [type(one).__name__ for one in module]
        assert [(one.name, one.kind) for one in model.layers] == [(str(at), name) for at, name in enumerate(names)]


def gradient_box(module: Any, shape: tuple[int, ...], axis: int) -> list[tuple[int, int] | None]:
    """For each position along an axis of the output the first and the last input cell that its gradient reaches."""
    image = torch.rand(1, *shape, dtype=torch.float64, requires_grad=True)
    output = module(image)
    found: list[tuple[int, int] | None] = []
    for at in range(output.shape[2 + axis]):
        (gradient,) = torch.autograd.grad(output.select(2 + axis, at).sum(), image, retain_graph=True)
        reached = gradient[0].sum(dim=(0, 2 - axis)).nonzero().flatten().tolist()
        found.append((reached[0], reached[-1]) if reached else None)
    return found


def inner(field: list[bool], reads: Any, size: int) -> list[bool]:
    """Which positions of a layer read no padding, neither below them nor further down."""
    found = [list(reads.at(position)) for position in range(size)]
    return [all(0 <= one < len(field) and field[one] for one in each) for each in found]


@pytest.mark.parametrize("first", range(1000, 1060, 20))
def test_receptive_fields_are_those_that_gradients_reach(first: int) -> None:
    """With weights above zero nothing cancels out; in the padding a field goes on, and a gradient does not."""
    compared = 0
    for seed in range(first, first + 20):
        module, shape = torch_models.random_chain(seed, most=4, pools=False)
        module = module.double().eval()
        for one in module.parameters():
            one.data = torch.rand_like(one) + 0.1
        for axis in (0, 1) if len(module) else ():
            field: Field | None = Field()
            inside = [True] * shape[1 + axis]
            for call in calls(module, shape):
                reads = _reads(call, 2)[axis]
                assert field and reads
                field, inside = above(field, reads), inner(inside, reads, call.output_shape[1 + axis])
            assert field is not None
            for position, box in enumerate(gradient_box(module, shape, axis)):
                ends = field.of(position)
                assert box is None or (ends is not None and ends[0] <= box[0] and box[1] <= ends[1])
                if inside[position]:
                    assert ends == box, (seed, axis, position)
                    compared += 1
    assert compared > 200


def test_a_receptive_field_in_the_table_is_the_largest_that_a_gradient_reaches() -> None:
    compared = 0
    for seed in range(2000, 2040):
        module, shape = torch_models.random_chain(seed, most=3, pools=False)
        module = module.double().eval()
        for one in module.parameters():
            one.data = torch.rand_like(one) + 0.1
        if len(module):
            told = vz.from_model(module, input_size=shape).layers[-1].receptive_field
            boxes = [gradient_box(module, shape, axis) for axis in (0, 1)]
            widths = tuple(max((box[1] - box[0] + 1 for box in each if box), default=0) for each in boxes)
            assert told is not None and all(one >= width for one, width in zip(told, widths, strict=True))
            compared += told == widths
    assert compared > 15
