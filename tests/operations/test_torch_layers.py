"""Random layers of every kind against PyTorch, those that it refuses included; and the adjoint identity."""

import warnings
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.random_layers import KINDS, Layer, layers, operations, unweighted, whole

# Different layers that each kind must have seen: 8 x 300 = 2,400. Hypothesis draws some of them twice.
DIFFERENT = 300
EXAMPLES = 480
LEAST_OF_EITHER = 60


@cache
def torch() -> Any:
    found = pytest.importorskip("torch", reason="needs PyTorch: pip install 'conv-visualize[torch]' (970 MB)")
    found.set_num_threads(1)
    return found


def run(layer: Layer) -> tuple[Any, np.ndarray | None]:
    """PyTorch's own module, None where it cannot be made, and its output, None where PyTorch refuses."""
    nn, made = torch().nn, None
    with warnings.catch_warnings(), torch().no_grad():
        warnings.simplefilter("ignore")
        try:
            if layer.weighted:
                made = getattr(nn, layer.kind)(1, 1, bias=layer.bias, **dict(layer.given))
                made.weight.copy_(torch().from_numpy(whole(tuple(made.weight.shape), layer.seed + 1)))
                if layer.bias:
                    made.bias.fill_(layer.seed % 7 - 3)
            else:
                made = getattr(nn, layer.kind)(**dict(layer.given))
            output = made(torch().from_numpy(whole(layer.size, layer.seed))[None, None])[0, 0].numpy()
        except Exception:
            return made, None
    # ConvTranspose2d alone, and with oneDNN alone, lets an empty output pass its check of sizes: nothing to draw.
    return made, output if output.size else None


def verdict(make: Any, *arguments: Any) -> Any:
    """The operation, or None where it is refused in our own words."""
    try:
        return make(*arguments)
    except vz.VisualizeError as error:
        assert str(error).split()[0] in ("invalid", "unknown", "missing", "unsupported")
        return None


def check_values(layer: Layer, found: np.ndarray, expected: np.ndarray) -> None:
    assert found.shape == expected.shape
    if layer.kind.startswith("Avg"):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    else:
        np.testing.assert_array_equal(found, expected)


def check(layer: Layer) -> bool:
    """Ours by parameters and ours by the layer object say what PyTorch says; whether it accepted."""
    module, expected = run(layer)
    x = whole(layer.size, layer.seed)
    ours = verdict(layer.operation)
    from_layer = None if module is None else verdict(vz.from_layer, module, layer.size)
    if not layer.in_our_own_form:
        assert (ours is None) == (expected is None)
    assert (from_layer is None) == (expected is None)
    if expected is None:
        return False
    assert from_layer.output_size == expected.shape
    check_values(layer, from_layer.apply(x), expected)
    if ours is None:
        return True
    assert unweighted(from_layer) == ours
    if layer.weighted:
        weight = module.weight.detach().numpy()[0, 0]
        bias = module.bias.item() if layer.bias else 0
        np.testing.assert_array_equal(from_layer.weight.reshape(ours.kernel_size), weight)
        assert from_layer.bias == bias
        check_values(layer, ours.apply(x, weight) + np.float32(bias), expected)
    else:
        check_values(layer, ours.apply(x), expected)
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_layers_equal_torch(kind: str) -> None:
    torch()
    seen: dict[Any, bool] = {}

    @settings(max_examples=EXAMPLES)
    @given(layers(kind))
    def run_all(layer: Layer) -> None:
        seen[layer.size, layer.given] = check(layer)

    run_all()
    accepted = sum(seen.values())
    assert len(seen) >= DIFFERENT
    assert min(accepted, len(seen) - accepted) >= LEAST_OF_EITHER


def test_the_kinds_add_up_to_two_thousand() -> None:
    assert len(KINDS) * DIFFERENT >= 2000


@pytest.mark.parametrize("mode", ("zeros", "reflect", "replicate", "circular"))
@pytest.mark.parametrize("dims", (1, 2))
def test_every_padding_mode(mode: str, dims: int) -> None:
    """The widest padding that each mode takes, and one more."""
    size = (5, 4)[2 - dims :]
    widest = {"reflect": 3, "circular": 4}.get(mode)
    for padding in range(7):
        options = (("kernel_size", 2), ("padding", padding), ("padding_mode", mode))
        accepted = check(Layer(f"Conv{dims}d", size, options, bias=False, seed=padding))
        assert accepted == (widest is None or padding <= widest)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "Pool" in kind])
def test_every_padding_of_a_pool(kind: str) -> None:
    """Half of the kernel is the most, half of the kernel as it is given, dilated or not."""
    dims = int(kind[-2])
    for kernel, dilation, padding in product(range(1, 6), range(1, 4), range(7)):
        given_dilation = (("dilation", dilation),) if kind.startswith("Max") else ()
        options = (("kernel_size", kernel), ("padding", padding), ("stride", 1), *given_dilation)
        assert check(Layer(kind, (14, 13)[2 - dims :], options, bias=False, seed=padding)) == (padding <= kernel // 2)


@pytest.mark.parametrize("kind", ("ConvTranspose1d", "ConvTranspose2d"))
def test_every_output_padding(kind: str) -> None:
    """It is smaller than the stride or the dilation."""
    for stride, dilation, extra in product(range(1, 4), range(1, 4), range(5)):
        options = (("kernel_size", 2), ("stride", stride), ("dilation", dilation), ("output_padding", extra))
        layer = Layer(kind, (3, 4)[2 - int(kind[-2]) :], (*options, ("padding", 0)), bias=True, seed=extra)
        assert check(layer) == (extra < max(stride, dilation))


@pytest.mark.parametrize("kind", KINDS)
def test_one_number_is_a_square(kind: str) -> None:
    channels = (1, 1) if "Conv" in kind else ()
    module = getattr(torch().nn, kind)(*channels, kernel_size=2)
    assert vz.from_layer(module, 6) == vz.from_layer(module, (6,) * int(kind[-2]))


def test_a_layer_of_bfloat16() -> None:
    module = torch().nn.Conv2d(1, 1, 2, dtype=torch().bfloat16)
    np.testing.assert_array_equal(vz.from_layer(module, 4).weight, module.weight.detach().float().numpy()[0, 0])


@pytest.mark.parametrize("name", ("Linear", "Conv3d"))
def test_other_layers_are_refused(name: str) -> None:
    made = torch().nn.Linear(2, 2) if name == "Linear" else torch().nn.Conv3d(1, 1, 2)
    with pytest.raises(vz.VisualizeError, match=f"unknown layer {name}"):
        vz.from_layer(made, 5)


def test_a_divisor_of_ones_own_is_refused() -> None:
    with pytest.raises(vz.VisualizeError, match="unsupported divisor_override 3"):
        vz.from_layer(torch().nn.AvgPool2d(2, divisor_override=3), 5)


@settings(max_examples=500)
@given(operations(names=("Conv",), modes=("zeros",)), st.integers(0, 10**6))
def test_the_transpose_is_the_adjoint(conv: vz.Conv, seed: int) -> None:
    """<conv x, y> = <x, convT y>, in whole numbers; output_padding is what the stride left unread."""
    dims = conv.dims
    left = tuple((axis.padded - axis.span) % axis.stride for axis in conv.axes)[2 - dims :]
    sides = conv.padding[4 - 2 * dims :]
    transpose = vz.ConvTranspose(conv.output_size, conv.kernel_size, conv.stride, sides, left, conv.dilation)
    assert transpose.output_size == conv.input_size
    random = np.random.default_rng(seed)
    x, y, w = (random.integers(-99, 100, s) for s in (conv.input_size, conv.output_size, conv.kernel_size))
    assert int((conv.apply(x, w) * y).sum()) == int((x * transpose.apply(y, w)).sum())
    # As the same number, so as the same matrix: the transpose of every unit vector's image.
    here = tuple(int(random.integers(0, n)) for n in conv.input_size)
    there = tuple(int(random.integers(0, n)) for n in conv.output_size)
    unit_x, unit_y = np.zeros(conv.input_size, int), np.zeros(conv.output_size, int)
    unit_x[here], unit_y[there] = 1, 1
    assert conv.apply(unit_x, w)[there] == transpose.apply(unit_y, w)[here]
