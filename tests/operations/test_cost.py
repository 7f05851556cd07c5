"""What layers cost against PyTorch: parameters, multiply-adds by its own counter, cells; and what both refuse."""

from math import prod
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.operations.test_torch_layers import torch
from tests.random_layers import COUNTS, of_channels
from visualize.text.shape_report import report

# Layers of each of four kinds: with HYPOTHESIS_PROFILE=thorough 600, 2,400 in all.
EXAMPLES = settings().max_examples // 2


def made(op: Any, bias: bool = True) -> Any:
    """PyTorch's layer of the same parameters, with its defaults for the rest, without memory for its weights."""
    kind = getattr(torch().nn, f"{type(op).__name__}{op.dims}d")
    given = {name: getattr(op, name) for name in ("kernel_size", "stride", *op.extras)}
    given = {name: value for name, value in given.items() if name not in ("padding_mode", "output_padding")}
    if not op.weighted:
        return kind(padding=op.padding[::2] if op.dims == 2 else op.padding[2], **given)
    into, out, groups = (getattr(op, name) for name in COUNTS)
    return kind(into, out, groups=groups, bias=bias, device="meta", **given)


def counted(op: Any, layer: Any) -> tuple[int, int]:
    """The multiply-adds that PyTorch counts, an addition and a product each, and the cells of its output."""
    from torch.utils.flop_counter import FlopCounterMode

    top, bottom, left, right = op.padding
    ends = (left, right) if op.dims == 1 else (left, right, top, bottom)
    batch = torch().zeros(1, op.in_channels, *op.input_size, device="meta")
    counter = FlopCounterMode(display=False)
    with counter, torch().no_grad():
        if op.transposed:
            output = layer(batch)
            extra = [end for size in reversed(op.output_padding[2 - op.dims :]) for end in (0, size)]
            output = torch().nn.functional.pad(torch().nn.functional.pad(output, extra), [-end for end in ends])
        else:
            output = layer(torch().nn.functional.pad(batch, ends) if op.weighted else batch)
    operations = counter.get_total_flops()
    assert operations % 2 == 0
    return operations // 2, prod(output.shape)


@pytest.mark.parametrize("name", ("Conv", "ConvTranspose", "MaxPool", "AvgPool"))
def test_random_layers_cost_what_torch_counts(name: str) -> None:
    torch()

    @settings(max_examples=EXAMPLES)
    @given(of_channels((name,)), st.booleans())
    def run_all(op: Any, bias: bool) -> None:
        top, bottom, left, right = op.padding
        assume(op.weighted or (top, left) == (bottom, right))  # PyTorch's pools have the same padding at both ends
        layer, cost = made(op, bias), op.cost
        sizes = {part: one.numel() for part, one in layer.named_parameters()}
        assert cost["weights"] == sizes.get("weight", 0)
        assert cost["biases"] == (sizes.get("bias", 0) if bias else op.out_channels * op.weighted)
        assert cost["parameters"] == cost["weights"] + cost["biases"]
        multiply_adds, cells = counted(op, layer)
        assert cost["multiply_adds"] == multiply_adds
        assert cost["output_cells"] == cells == prod(op.output_shape)
        assert report(op)["cost"] == cost

    run_all()


@settings(max_examples=EXAMPLES)
@given(
    st.sampled_from(("Conv", "ConvTranspose")),
    st.sampled_from((1, 2)),
    st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(-1, 12)),
)
def test_groups_are_refused_where_torch_refuses_them(name: str, dims: int, counts: tuple[int, int, int]) -> None:
    into, out, groups = counts
    try:
        getattr(torch().nn, f"{name}{dims}d")(into, out, 2, groups=groups, device="meta")
    except ValueError:
        with pytest.raises(vz.VisualizeError, match=f"^invalid groups {groups}: "):
            getattr(vz, name)((4,) * dims, 2, in_channels=into, out_channels=out, groups=groups)
    else:
        op = getattr(vz, name)((4,) * dims, 2, in_channels=into, out_channels=out, groups=groups)
        assert op.cost["weights"] == into * out // groups * 2**dims


@settings(max_examples=EXAMPLES)
@given(of_channels(("Conv", "ConvTranspose")))
def test_multiply_adds_by_loops(op: Any) -> None:
    """One product for each place of the small grid, kernel cell, and pair of channels in the same group."""
    places = op.size if op.transposed else op.out
    pairs = sum(
        i // (op.in_channels // op.groups) == o // (op.out_channels // op.groups)
        for i in range(op.in_channels)
        for o in range(op.out_channels)
    )
    assert op.multiply_adds == sum(pairs for _ in range(places[0] * places[1]) for _ in range(prod(op.kernel)))


def test_the_cost_of_the_layer_of_cs231n() -> None:
    op = vz.Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2)
    assert op.cost == {"parameters": 56, "weights": 54, "biases": 2, "multiply_adds": 486, "output_cells": 18}


CAPTIONS = {
    "en": "Parameters: 56 = 54 weights + 2 biases, multiply-adds: 486, output cells: 18.",
    "zh": "参数：56 = 54个权重 + 2个偏置，乘加次数：486，输出单元：18。",
}


@pytest.mark.parametrize("lang", CAPTIONS)
@pytest.mark.parametrize("caption", ("size,formula,note", "none"))
def test_the_caption_says_the_cost_if_asked(lang: str, caption: str) -> None:
    op = vz.Conv(5, 3, padding=1, stride=2, in_channels=3, out_channels=2)
    figure = vz.figure(op, cost=True, lang=lang, caption=caption)
    written = " ".join(label.text for label in figure.film.labels)
    assert "486" in written and "54" in written
    assert CAPTIONS[lang] in figure.alt_text
    without = vz.figure(op, lang=lang, caption=caption)
    assert "486" not in without.alt_text + "".join(label.text for label in without.film.labels)


@pytest.mark.parametrize("op", (vz.Conv(5, 3), vz.ConvTranspose(3, 3), vz.MaxPool(4, 2), vz.AvgPool((6,), 2)))
@pytest.mark.parametrize("view", ("isometric", "flat"))
def test_a_layer_of_one_channel_tells_its_cost(op: Any, view: str) -> None:
    figure = vz.figure(op, cost=True, view=view)
    cells = f"output cells: {op.cost['output_cells']}"
    assert cells in " ".join(label.text for label in figure.film.labels)
    assert cells in figure.alt_text.lower() and ("multiply-adds" in figure.alt_text) == op.weighted
