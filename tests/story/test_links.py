"""What belongs together: the sums of cells that several steps add to, by plain loops."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import visualize as vz
from tests.random_layers import operations
from visualize.story import layer_story, values_of
from visualize.story.links import links


@given(op=operations(names=("ConvTranspose",)), seed=st.integers(0, 99))
def test_sums_of_stamped_cells(op: vz.ConvTranspose, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixels, kernel = rng.integers(-9, 10, op.input_size), rng.integers(-9, 10, op.kernel_size)
    story = layer_story(op, "scatter", values=values_of(op, pixels, kernel, 3))
    found = links(story)
    wanted: dict[str, int] = {}
    for (step,) in found.steps:
        for other, weight in zip(step.others, step.weights, strict=True):
            value = pixels.reshape(op.size)[tuple(map(int, step.own.split("/")[-2:]))]
            factor = kernel.reshape(op.kernel)[tuple(map(int, weight.split("/")[-2:]))]
            wanted[other] = wanted.get(other, 3) + int(value * factor)
    assert found.sums.keys() == wanted.keys()
    for cell, text in found.sums.items():
        terms, result = text.replace("−", "-").replace(" - ", " + -").split(" = ")
        products = [re.findall(r"-?\d+", term) for term in terms.split(" + ")]
        assert sum(int(np.prod([int(one) for one in factors])) for factors in products) == int(result) == wanted[cell]


@pytest.mark.parametrize("reading", ("gather", "scatter"))
def test_without_values_or_without_stamps_there_are_none(reading: str) -> None:
    op = vz.ConvTranspose(3, 3, stride=2)
    values = values_of(op, np.ones((3, 3)), None, None) if reading == "gather" else None
    assert not links(layer_story(op, reading, values=values)).sums
