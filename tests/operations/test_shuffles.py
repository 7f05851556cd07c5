"""Pixel shuffles against PyTorch: values, refusals, layers that are read; and each as the inverse of the other."""

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.operations.test_torch_layers import torch
from tests.random_layers import whole

SIZES = st.tuples(st.integers(1, 8), st.integers(1, 8))
KINDS = {"PixelShuffle": vz.PixelShuffle, "PixelUnshuffle": vz.PixelUnshuffle}


@settings(max_examples=3 * settings().max_examples)
@given(st.sampled_from(list(KINDS)), SIZES, st.integers(1, 4), st.integers(1, 20), st.integers(0, 999))
def test_values_and_refusals_are_those_of_pytorch(
    kind: str, size: tuple[int, int], factor: int, channels: int, seed: int
) -> None:
    x = whole((channels, *size), seed)
    try:
        expected = getattr(torch().nn, kind)(factor)(torch().from_numpy(x)[None])[0].numpy()
    except RuntimeError:
        with pytest.raises(vz.VisualizeError, match="must be a multiple of"):
            KINDS[kind](size, factor, channels)
        return
    op = KINDS[kind](size, factor, in_channels=channels)
    assert op.input_shape in (x.shape, size) and op.apply(x).size == expected.size
    np.testing.assert_array_equal(op.apply(x).reshape(expected.shape), expected)
    for channel, row, column in np.ndindex(*expected.shape):
        assert x[op.source(channel, row, column)] == expected[channel, row, column]
    assert set(op.reads[0].tolist()) == {op.source(0, *at)[0] for at in np.ndindex(*op.out)}
    assert op == copy.deepcopy(op) == pickle.loads(pickle.dumps(op)) == eval(repr(op), vars(vz))


@pytest.mark.parametrize("factor", (1, 2, 3))
def test_one_undoes_the_other(factor: int) -> None:
    there = vz.PixelShuffle((2, 3), factor, in_channels=2 * factor**2)
    back = vz.PixelUnshuffle(there.output_size, factor, in_channels=there.out_channels)
    x = whole(there.input_shape, 0)
    np.testing.assert_array_equal(back.apply(there.apply(x)), x)


def test_layers_of_pytorch_are_read() -> None:
    nn = torch().nn
    assert vz.from_layer(nn.PixelShuffle(3), input_size=2) == vz.PixelShuffle(2, 3)
    assert vz.from_layer(nn.PixelUnshuffle(2), input_size=(4, 6)) == vz.PixelUnshuffle((4, 6), 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    (
        (((3,), 2), "unsupported input_size 3: pixels are shuffled in two dimensions; give rows and columns"),
        ((3, 0), "invalid factor 0: must be a whole number from 1 to 100"),
        ((3, 2, 6), "invalid in_channels 6: must be a multiple of factor² = 4"),
        ((3, 2, 0), "invalid in_channels 0: must be a whole number from 1 to 100,000"),
    ),
)
def test_what_no_layer_accepts_is_refused(arguments: Any, message: str) -> None:
    with pytest.raises(vz.VisualizeError) as raised:
        vz.PixelShuffle(*arguments)
    assert str(raised.value) == message


def test_nothing_of_it_can_be_changed() -> None:
    with pytest.raises(AttributeError):
        vz.PixelShuffle(3, 2).factor = 3
    with pytest.raises(vz.VisualizeError, match="a pixel shuffle has no weights"):
        vz.figure(vz.PixelShuffle(3, 2), kernel=[[1]])


@pytest.mark.parametrize(
    ("name", "value"), (("view", "isometric"), ("order", "position"), ("parts", True), ("gradient", "weight"))
)
def test_what_shuffles_have_not_is_refused(name: str, value: Any) -> None:
    for op in (vz.PixelShuffle(2, 2), vz.PixelUnshuffle(4, 2)):
        with pytest.raises(vz.VisualizeError, match=f"unsupported {name} "):
            vz.figure(op, **{name: value})


def test_caption_counts_the_cells_of_a_shuffle() -> None:
    said = [label.text for label in vz.figure(vz.PixelShuffle(3, 2), cost=True).film.labels]
    assert "output cells: 36" in said and not any("multiply" in text for text in said)
