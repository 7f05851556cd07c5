"""Numbers as short texts: formats that are exact enough, and halves rounded as by hand."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualize.text.number_format import NumberFormat, candidates


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([1, -2], [0]),
        ([0.5, 2.25], [2, 1]),
        ([103.1, 21.1], [1, 0]),  # a bias of 0.1 is not lost while there is room
        ([1.625, 2.5], [2, 3, 1]),
        ([0.001, 0.2], [3]),
        ([5 / 3, 10 / 9], [1, 2, 3]),  # as the published average pooling
        ([0.1 + 0.2, 0.7], [1]),
        ([1.234567, -0.004321], [1, 2, 3]),  # next to nothing beside the other
        ([1e-9, 1.0], []),
    ],
)
def test_formats_tell_numbers_truly(values: list[float], decimals: list[int]) -> None:
    found = candidates(np.array(values))
    assert [one.decimals for one in found if not one.scientific] == decimals
    assert found[-1].scientific


@given(st.decimals(-9999, 9999, places=3), st.integers(0, 2))
def test_halves_are_rounded_as_by_hand(number: Decimal, decimals: int) -> None:
    wanted = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    printed = NumberFormat(decimals).text(float(number))
    assert Decimal(printed.replace("−", "-")) == wanted


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.125, "1.3e−1"), (10.5, "1.1e1"), (9.96, "1.0e1"), (-2.25, "−2.3e0"), (5e-324, "4.9e−324"), (1e300, "1.0e300")],
)
def test_halves_in_scientific_notation(value: float, text: str) -> None:
    assert NumberFormat(1, scientific=True).text(value) == text
