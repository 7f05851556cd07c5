"""Public cases: what threads and pages say is right, by another library or plain loops too; and what is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import visualize as vz
from tests.onnx_layers import run
from tests.public_cases import KINDS, Case
from tests.test_exact_numbers import convolved
from visualize.operations import receptive_field

CASES = [case for cases in KINDS.values() for case in cases]
OPERATORS = {vz.Conv: "Conv", vz.ConvTranspose: "ConvTranspose", vz.MaxPool: "MaxPool", vz.AvgPool: "AveragePool"}


def foreign(layer: Any, x: np.ndarray, w: np.ndarray | None) -> np.ndarray:
    """The output by onnxruntime; by plain loops where the padding repeats the input, which ONNX's layers cannot."""
    if layer.padding_mode != "zeros":
        assert w is not None
        return np.array(convolved(layer, x.tolist(), w.tolist(), 0))
    given: dict[str, Any] = {"strides": list(layer.stride), "kernel_shape": list(layer.kernel_size)}
    starts, ends = layer.padding[::2], layer.padding[1::2]
    given["pads"] = [*starts[2 - layer.dims :], *ends[2 - layer.dims :]]
    if not isinstance(layer, vz.AvgPool):
        given["dilations"] = list(layer.dilation)
    if isinstance(layer, vz.ConvTranspose):
        given["output_padding"] = list(layer.output_padding[2 - layer.dims :])
    if not layer.weighted:
        given["ceil_mode"] = int(layer.ceil_mode)
    if isinstance(layer, vz.AvgPool):
        given["count_include_pad"] = int(layer.count_include_pad)
    return run(OPERATORS[type(layer)], x[None, None], None if w is None else w[None, None], **given)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.source}: {case.layer}")
def test_case(case: Case) -> None:
    layer = case.layer
    random = np.random.default_rng(len(case.source))
    x = random.integers(-4, 5, layer.input_size) if case.x is None else np.array(case.x)
    w = np.array(case.w) if case.w is not None else random.integers(-4, 5, layer.kernel_size)
    expected = foreign(layer, x, w if layer.weighted else None)
    found = layer.apply(x, w) if layer.weighted else layer.apply(x)
    assert layer.output_size == case.size == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)
    if case.output is not None:
        np.testing.assert_allclose(found, case.output, rtol=1e-12)


TABLE = "https://github.com/google-research/receptive_field/blob/master/receptive_field/RECEPTIVE_FIELD_TABLE.md"
ALEXNET = "11/4 3/2 5+2 3/2 3+1 3+1 3+1 3/2"
GOOGLENET = "7/2+3 3/2+1 3+1 3/2+1 5+2 5+2 3/2+1 5+2 5+2 5+2 5+2 5+2 3/2+1 5+2 5+2"
FIELDS = (
    *((TABLE, " ".join(ALEXNET.split()[:count]), field, jump) for count, field, jump in (
        (1, 11, 4), (2, 19, 8), (3, 51, 8), (5, 99, 16), (6, 131, 16), (7, 163, 16), (8, 195, 32),
    )),
    ("https://cnblogs.com/yanghailin/p/13353151.html", "3 3*2 3*4", 15, 1),
    ("https://github.com/addyj/EVA-1", GOOGLENET, 715, 32),  # its 731 has 91 + 2 * 8 as 123
    ("AlexeyAB/darknet#1206", "3/2 10", 21, 2),  # 10, and below it a layer of kernel 3 and stride 2
)  # fmt: skip


@pytest.mark.parametrize(
    ("source", "layers", "field", "jump"), FIELDS, ids=[f"{case[0]}: {case[1]}" for case in FIELDS]
)
def test_receptive_fields(source: str, layers: str, field: int, jump: int) -> None:
    parsed = receptive_field.parse(layers)
    last = receptive_field.fields((1000, 1000), parsed)[-1]
    assert (last.receptive_field, last.jump) == ((field, field), (jump, jump))
    # By hand: the input cells on which one output cell depends, layer by layer from the last.
    cells = {0}
    for layer in reversed(parsed):
        cells = {cell * layer.stride[0] + tap * layer.dilation[0] for cell in cells for tap in range(layer.kernel[0])}
    assert max(cells) - min(cells) + 1 == field


REFUSED: tuple[tuple[str, Callable[[], Any], str], ...] = (
    ("pytorch/pytorch#67551", lambda: vz.Conv(8, 3, 2, "same"), "invalid padding same: PyTorch allows it for stride 1"),
    ("pytorch/pytorch#3298", lambda: vz.MaxPool(20, 4, 4, 3), "invalid padding 3: must be at most half of the kernel"),
    ("pytorch/pytorch#103423", lambda: vz.MaxPool(9, 2, padding=2), "invalid padding 2: must be at most half"),
    (
        "Oneflow-Inc/oneflow#8203",
        lambda: vz.MaxPool(64, 3, padding=2, dilation=2),
        "invalid padding 2: must be at most",
    ),
    ("pytorch/pytorch#56328", lambda: vz.ConvTranspose((3,), 3, output_padding=1), "invalid output_padding 1: must be"),
    ("pytorch/pytorch#106450", lambda: vz.ConvTranspose((8,), 4, 1, 2, 1), "invalid output_padding 1: must be smaller"),
    ("pytorch/pytorch#18413", lambda: repeated((128, 36), 46, "reflect"), "invalid padding 46: reflect padding of an"),
    (
        "pytorch/pytorch#115532",
        lambda: repeated((8, 12), 9, "reflect"),
        "invalid padding 9: reflect padding of an input",
    ),
    ("pytorch/pytorch#52205", lambda: repeated((256,), (256, 0), "reflect"), "invalid padding 256: reflect padding of"),
    (
        "pytorch/pytorch#134840",
        lambda: repeated((224, 224), 1234, "circular"),
        "invalid padding 1234: circular padding",
    ),
    ("pytorch/pytorch#1680", lambda: vz.Conv((64,), 4, (2, 1), 1), "invalid stride 2,1: must be one integer"),
    ("microsoft/CNTK#3883", lambda: vz.ConvTranspose(8, (1, 1), dilation=0), "invalid dilation 0: must be at least 1"),
)


def repeated(size: Any, padding: Any, mode: str) -> Any:
    return vz.Conv(size, 1, padding=padding, padding_mode=mode)


@pytest.mark.parametrize(("source", "call", "told"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused_as_in_pytorch(source: str, call: Callable[[], Any], told: str) -> None:
    with pytest.raises(vz.VisualizeError) as found:
        call()
    assert str(found.value).startswith(told)


def test_the_kinds() -> None:
    """At least sixty cases, of every kind several, and none twice."""
    assert len(CASES) + len(FIELDS) + len(REFUSED) >= 60
    assert all(len(cases) >= 5 for cases in KINDS.values()) and min(len(FIELDS), len(REFUSED)) >= 4
    assert len({(case.source, str(case.layer), str(case.w)) for case in CASES}) == len(CASES)
    assert all("#" in case.source or case.source.startswith("https://") for case in CASES)
