"""Numbers as short texts: as their user gave them while there is room, and halves rounded as by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualize.text.number_format import NumberFormat, candidates, number_text, roomy_formats

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ([1, -2], [["1", "−2"]]),
        ([0.5, 2.25], [["0.5", "2.25"], ["0.5", "2.3"]]),
        ([103.1, 21.1], [["103.1", "21.1"], ["103", "21"]]),  # a bias of 0.1 is not lost while there is room
        ([0.375, 0.0625, 1], [["0.375", "0.0625", "1"], ["0.375", "0.063", "1"], ["0.38", "0.06", "1"]]),
        ([1.005, 2.675], [["1.005", "2.675"], ["1.01", "2.68"], ["1", "2.7"]]),
        ([0.001, 0.2], [["0.001", "0.2"]]),
        ([0.123456, 12.5], [["0.123456", "12.5"], ["0.12346", "12.5"]]),
        ([1e-9, 1.0], [["1e−9", "1"]]),
        ([0.0001, 1000], [["0.0001", "1000"], ["1e−4", "1000"]]),
        ([1, 2, 1e9], [["1", "2", "1000000000"], ["1", "2", "1e9"]]),
        ([9999, 123456], [["9999", "123456"], ["9999", "1.235e5"], ["9999", "1.2e5"]]),
        ([1e300, 0.25], [["1e300", "0.25"]]),
        ([2 / 3, 0.1], [["0.67", "0.10"], ["0.7", "0.1"]]),
        ([1 / 3e7, 0.1], [["3e−8", "0.1"]]),  # an error that is negligible beside the largest
    ],
)
def test_given_numbers_are_written_as_given(numbers: list[float], texts: list[list[str]]) -> None:
    found = [format.texts(np.array(numbers)).tolist() for format in candidates(np.array(numbers))]
    assert list(map(list, dict.fromkeys(map(tuple, found))))[: len(texts)] == texts


def test_computed_numbers_are_as_short_as_published_ones() -> None:
    averages = np.array([5 / 3, 10 / 9])
    assert candidates(averages, given=False)[0].texts(averages).tolist() == ["1.7", "1.1"]
    assert roomy_formats(averages)[0].texts(averages).tolist() == ["1.667", "1.111"]
    halves = np.array([1.0625, 2.5])
    assert candidates(halves, given=False)[0].texts(halves).tolist() == ["1.0625", "2.5"]


def by_hand(number: Fraction, place: int) -> Fraction:
    """The nearest multiple of 10**-place, the one farther from zero of two that are as near."""
    steps = abs(number) * Fraction(10) ** place
    return (steps + Fraction(1, 2)).__floor__() / Fraction(10) ** place * (-1 if number < 0 else 1)


@given(FLOATS | st.decimals(-9999, 9999, places=3).map(float), st.integers(0, 5), st.booleans(), st.integers(0, 3))
def test_halves_are_rounded_as_by_hand(number: float, decimals: int, scientific: bool, mantissa: int) -> None:
    """In the shortest decimals of the float, where 1.005 is a half; no number but zero is written as zero."""
    exact = Fraction(repr(number))
    for trimmed in (False, True):
        printed = NumberFormat(decimals, scientific, mantissa, trimmed).text(number)
        plain, found = by_hand(exact, decimals), Fraction(printed.replace("−", "-"))
        if "e" in printed:
            assert found == by_hand(exact, mantissa - Decimal(repr(number)).adjusted())
            assert not plain or (scientific and abs(plain) >= 10**4)
        else:
            assert found == plain and (plain or not exact)
            assert not scientific or abs(plain) < 10**4
            assert len(printed.partition(".")[2]) == decimals or trimmed or not exact


@pytest.mark.parametrize(
    ("number", "text"),
    [(1.005, "1.01"), (2.675, "2.68"), (-0.125, "−0.13"), (0.004, "4e−3"), (-0.0, "0"), (True, "1.00")],
)
def test_known_halves(number: float, text: str) -> None:
    assert NumberFormat(2).text(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(12500, "1.3e4"), (99960, "1e5"), (-22500, "−2.3e4"), (5e-324, "5e−324"), (1e300, "1e300"), (1234, "1234.0")],
)
def test_scientific_notation(number: float, text: str) -> None:
    assert NumberFormat(1, scientific=True).text(number) == text


@given(FLOATS)
def test_numbers_outside_cells_are_short_and_near(number: float) -> None:
    text = number_text(number)
    assert len(text) <= 20 and abs(Fraction(text.replace("−", "-")) - Fraction(number)) <= abs(number) / 1000
