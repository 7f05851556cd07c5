"""Chains of layers and causal padding against PyTorch: values, receptive fields, what a cell depends on."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.operations.test_torch_layers import torch
from tests.random_layers import whole
from visualize.film import INPUT, OUTPUT, Grid, Tensor
from visualize.film.roles import STATES, State
from visualize.operations import receptive_field
from visualize.story.stack import stack_story
from visualize.text.recipe import layer_word

WORDS = st.lists(
    st.sampled_from(["1", "2", "3", "3+1", "2/2", "3+1*2", "relu", "max2", "max2/1", "avg2/1", "avg2", "max3/2+1"]),
    min_size=1,
    max_size=4,
)


def made(words: list[str], size: int, dims: int) -> list[Any]:
    """The layers; one that no longer fits ends the chain."""
    layers = receptive_field.parse(" ".join(words))
    for count in range(len(layers), 0, -1):
        try:
            return receptive_field.operations((size, size) if dims == 2 else (1, size), layers[:count], dims)
        except vz.VisualizeError:
            continue
    return []


def module(layer: Any, weight: np.ndarray | None) -> Any:
    """PyTorch's layer of the same name and parameters."""
    nn, dims = torch().nn, layer.dims
    if layer.name == "relu":
        return nn.ReLU()
    given: dict[str, Any] = {"stride": layer.stride, "padding": layer.padding[::2][2 - dims :]}
    if layer.name != "avg_pool":
        given["dilation"] = layer.dilation
    if weight is None:
        return getattr(nn, f"{type(layer).__name__}{dims}d")(layer.kernel_size, **given)
    conv = getattr(nn, f"Conv{dims}d")(1, 1, layer.kernel_size, bias=False, **given).double()
    with torch().no_grad():
        conv.weight.copy_(torch().from_numpy(weight)[None, None])
    return conv


@settings(max_examples=settings().max_examples // 2)
@given(WORDS, st.integers(4, 9), st.sampled_from((1, 2)), st.integers(0, 99))
def test_numbers_of_every_layer_are_those_of_pytorch(words: list[str], size: int, dims: int, seed: int) -> None:
    layers = made(words, size, dims)
    if not layers:
        return
    kernels = [whole(layer.kernel_size, seed + at) for at, layer in enumerate(layers) if layer.weighted]
    x = whole(layers[0].input_size, seed)
    story = stack_story(layers, x, kernels or None)
    weights, values = iter(kernels), torch().from_numpy(x).double()[None, None]
    for at, layer in enumerate(layers):
        with torch().no_grad():
            values = module(layer, next(weights) if layer.weighted else None)(values)
        above = story.planes[at + 1]
        found = story.numbers[above]
        if at + 1 < len(layers):
            rows, columns = layers[at + 1].axes
            found = found[rows.before :, columns.before :][: rows.big, : columns.big]
        np.testing.assert_allclose(found.reshape(layer.output_size), values[0, 0].numpy(), rtol=1e-12, atol=1e-12)


@settings(max_examples=settings().max_examples // 2)
@given(WORDS, st.integers(4, 9), st.sampled_from((1, 2)))
def test_cells_light_where_gradients_go_and_have_numbers_when_they_are_needed(
    words: list[str], size: int, dims: int
) -> None:
    layers = made([word.replace("max", "avg").replace("relu", "1") for word in words], size, dims)
    if not layers:
        return
    x = np.ones(layers[0].input_size)
    story = stack_story(layers, x, [np.ones(layer.kernel_size) for layer in layers if layer.weighted] or None)
    tensor = torch().ones(1, 1, *layers[0].input_size, dtype=torch().float64, requires_grad=True)
    y = tensor
    for layer in layers:
        y = module(layer, np.ones(layer.kernel_size) if layer.weighted else None)(y)
    for index, value in enumerate(y.ravel()):
        (gradient,) = torch().autograd.grad(value, tensor, retain_graph=True)
        rows, columns = layers[0].axes
        lit = story.frame(index).roles[INPUT] % STATES == State.TAP
        inner = lit[rows.before :, columns.before :][: rows.big, : columns.big]
        np.testing.assert_array_equal(inner.reshape(layers[0].input_size), gradient[0, 0].numpy() != 0)
        for grid, (_, known) in story.numbers_at(index).items():
            needed = story.frame(index).roles[grid] % STATES == State.TAP
            assert known[needed].all()
    assert all(known.all() for _, known in story.numbers_at(story.step_count - 1).values())


@pytest.mark.parametrize("kernel, dilation, stride", ((2, 1, 1), (3, 2, 1), (4, 3, 2), (1, 1, 1)))
def test_causal_padding_is_on_the_left_and_sees_no_future(kernel: int, dilation: int, stride: int) -> None:
    op = vz.Conv((12,), kernel, stride, "causal", dilation)
    assert op.padding == (0, 0, dilation * (kernel - 1), 0)
    x = torch().arange(12, dtype=torch().float64)[None, None].requires_grad_()
    padded = torch().nn.functional.pad(x, (dilation * (kernel - 1), 0))
    y = torch().nn.functional.conv1d(padded, torch().ones(1, 1, kernel).double(), stride=stride, dilation=dilation)
    np.testing.assert_array_equal(op.apply(np.arange(12.0), np.ones(kernel)), y[0, 0].detach().numpy())
    for at in range(y.shape[-1]):
        (gradient,) = torch().autograd.grad(y[0, 0, at], x, retain_graph=True)
        assert np.flatnonzero(gradient[0, 0].numpy()).max() == at * stride


def test_the_dilated_pyramid_sees_sixteen() -> None:
    figure = vz.stack_figure([vz.Conv((16,), 2, padding="causal", dilation=d) for d in (1, 2, 4, 8)])
    film, threads = figure.film, figure.film.frame(15).pointers
    assert (
        "receptive field of 16" in figure.alt_text and "No output reads an input that comes after it" in figure.alt_text
    )
    assert figure.recipe.endswith("--i 16 --dims 1 --layers '2+causal 2+causal*2 2+causal*4 2+causal*8'")
    by_grid = {grid: sum(start.grid == grid for start, _ in threads) for grid in film.placements}
    assert list(by_grid.values()) == [16, 8, 4, 2, 0]
    for start, end in threads:  # lines lead upwards, to the same column or to one on the right
        (low, high) = (film.placements[box.grid].corner(box.row, box.column) for box in (start, end))
        assert high[1] < low[1] and high[0] >= low[0] - 0.5
    for index in range(16):
        lit = np.flatnonzero(film.frame(index).roles[INPUT][0] % STATES == State.TAP)
        assert lit.tolist() == list(range(max(0, index - 15), index + 2))[-16 - 1 :] or lit.max() == index + 1


@pytest.mark.parametrize(
    "word, layer",
    (
        ("3+1", vz.Conv(6, 3, padding=1)),
        ("3/2*2", vz.Conv(6, 3, 2, 0, 2)),
        ("relu", vz.ReLU(6)),
        ("max2", vz.MaxPool(6, 2)),
        ("max3/1+1", vz.MaxPool(6, 3, 1, 1)),
        ("avg2x3/2", vz.AvgPool(6, (2, 3), 2)),
        ("2+same", vz.Conv(6, 2, padding="same")),
        ("2+same-lower", vz.Conv(6, 2, padding="same-lower")),
    ),
)
def test_layers_are_written_as_they_are_read(word: str, layer: Any) -> None:
    assert receptive_field.operations((6, 6), receptive_field.parse(word)) == [layer]
    assert layer_word(layer) == word


def test_relu_clips_and_keeps_nan() -> None:
    assert np.array_equal(vz.ReLU((4,)).apply([-1.5, 0, 2, np.nan]), [0, 0, 2, np.nan], equal_nan=True)
    figure = vz.stack_figure([vz.Conv((3,), 1), vz.ReLU((3,))], input=[-3, 0, 5], kernel=[[2]])
    assert [figure.film.frame(step).line.text for step in range(3)] == [
        "max(0, −6) = 0",
        "max(0, 0) = 0",
        "max(0, 10) = 10",
    ]
    texts = figure.film.frame(1).texts
    assert texts[Grid(Tensor.LAYER, layer=1)].tolist() == [["−6", "0", ""]]
    assert texts[OUTPUT].tolist() == [["0", "0", ""]]
    with pytest.raises(vz.VisualizeError, match="it is drawn in a chain"):
        vz.figure(vz.ReLU(3))


@pytest.mark.parametrize(
    "lang, names", (("en", ("3×3 convolution", "ReLU", "2×2 max pooling")), ("zh", ("3×3卷积", "ReLU", "2×2最大汇聚")))
)
def test_pictures_and_words_name_the_layers(lang: str, names: tuple[str, ...]) -> None:
    layers = [vz.Conv(6, 3), vz.ReLU(4), vz.MaxPool(4, 2)]
    for figure in (vz.stack_figure(layers, lang=lang), vz.stack_figure(layers, lang=lang, input=np.eye(6))):
        said = " ".join(label.text for label in figure.film.labels)
        assert all(name in figure.alt_text for name in names)
        assert all(name in said for name in names[1:])


@pytest.mark.parametrize(
    "layers, message",
    (
        ([vz.ConvTranspose(3, 2)], "must be a Conv, MaxPool, AvgPool or ReLU"),
        ([vz.Conv(5, 3), vz.ReLU((9,))], "the layer below gives 3×3"),
        ([vz.Conv(5, 3, padding=(1, 0, 0, 0))], "padding of the same size at both ends, or one with a name"),
        ([vz.MaxPool(5, 2, ceil_mode=True)], "no ceil mode"),
    ),
)
def test_what_a_stack_cannot_have_is_refused(layers: list[Any], message: str) -> None:
    with pytest.raises(vz.VisualizeError, match=message):
        vz.stack_figure(layers)
