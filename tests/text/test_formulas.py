"""The lecture's formulas in both conventions against windows that are counted."""

from math import ceil, floor

from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.loops import conv_size
from visualize.text.captions import size_lines
from visualize.text.formulas import d2l_size_formula, output_size_formula


@settings(max_examples=10_000)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5), st.integers(0, 8), st.integers(0, 8))
def test_the_lectures_formulas(n: int, k: int, s: int, before: int, after: int) -> None:
    p = before + after
    if n + p < k:
        return
    counted = conv_size(n, k, s, before, after, 1)
    assert floor((n - k + p + s) / s) == counted
    axis = vz.Conv(n, k, s, (before, after, before, after)).axes[0]
    for formula in (output_size_formula(axis), d2l_size_formula(axis)):
        assert int(formula.split()[-1]) == counted
        left = formula.rsplit(" = ", 1)[0].replace("·", "*").replace("−", "-")
        assert eval(left.replace("⌊", "floor(").replace("⌋", ")")) == counted
    if s == 1:
        assert n - k + p + 1 == counted
    same = vz.Conv(n, k, s, "same-d2l")
    assert same.padding[:2] == (ceil((k - 1) / 2), floor((k - 1) / 2))
    assert same.output_size[0] == floor((n + s - 1) / s)
    if n % s == 0:
        assert same.output_size[0] == n // s


def test_conventions() -> None:
    operation = vz.Conv(8, 3, 2, 1)
    torch, d2l = "⌊(8 + 2·1 − 3) / 2⌋ + 1 = 4", "⌊(8 − 3 + 2 + 2) / 2⌋ = 4"
    assert size_lines(operation, convention="torch")[1:] == (torch,)
    assert size_lines(operation, convention="d2l")[1:] == (d2l,)
    both = f"PyTorch (p per side): {torch}", f"d2l (p in total): {d2l}"
    assert size_lines(operation, convention="both")[1:] == both
    assert size_lines(operation, "zh", "both")[1:] == (f"PyTorch（单侧 p）：{torch}", f"d2l（总 p）：{d2l}")
