"""Receptive fields: VGG16's as published, random stacks' where PyTorch's gradients go."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualize.operations import receptive_field

VGG16 = "3+1 3+1 2/2 3+1 3+1 2/2 3+1 3+1 3+1 2/2 3+1 3+1 3+1 2/2 3+1 3+1 3+1 2/2"


def test_receptive_fields_of_vgg16() -> None:
    found = [field.receptive_field for field in receptive_field.fields((224, 224), receptive_field.parse(VGG16))]
    assert [rows for rows, _ in found] == [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212]
    assert all(rows == columns for rows, columns in found)


LAYERS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 1), st.integers(1, 2)), min_size=1, max_size=4
)


@settings(max_examples=40)
@given(LAYERS)
def test_receptive_fields_are_where_gradients_go(parameters: list[tuple[int, int, int, int]]) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    layers = [receptive_field.StackLayer((k, k), (s, s), (p, p), (d, d)) for k, s, p, d in parameters]
    size = 500  # each chosen cell then depends on nothing beyond the edges, where fields are cut
    fields = receptive_field.fields((size, size), layers)
    x = torch.zeros(1, 1, size, size, requires_grad=True)
    y = x
    for (k, s, p, d), field in zip(parameters, fields, strict=True):
        layer = torch.nn.Conv2d(1, 1, k, s, p, d, bias=False)
        torch.nn.init.constant_(layer.weight, 1.0)
        y = layer(y)
        assert tuple(y.shape[2:]) == field.output_size
        row, column = field.output_size[0] // 2, field.output_size[1] // 3
        gradient = torch.autograd.grad(y[0, 0, row, column], x, retain_graph=True)[0][0, 0].numpy()
        rows, columns = np.flatnonzero(gradient.any(axis=1)), np.flatnonzero(gradient.any(axis=0))
        for axis, (cells, at) in enumerate(((rows, row), (columns, column))):
            start = field.start[axis] + at * field.jump[axis]
            assert (cells[0], cells[-1] + 1) == (start, start + field.receptive_field[axis])
