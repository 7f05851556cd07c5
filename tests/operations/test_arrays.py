"""Values that Python programs give: lists of numbers of any kind, arrays of other packages; digits kept or refused."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import visualize as vz
from visualize.operations.arrays import array

NINTH = Fraction(1, 9)
READ: dict[str, tuple[Any, list[list[float]]]] = {
    "fractions": ([[NINTH, NINTH], [Fraction(2), 1]], [[1 / 9, 1 / 9], [2, 1]]),
    "decimals": ([[Decimal("0.1"), 1], [2, Decimal("-3e2")]], [[0.1, 1], [2, -300]]),
    "both, and floats": ([[NINTH, Decimal("0.1")], [0.5, np.float32(0.5)]], [[1 / 9, 0.1], [0.5, 0.5]]),
    "whole numbers as objects": (np.array([[1, 2], [3, 4]], object), [[1, 2], [3, 4]]),
    "tuples": (((1, 2), (3, 4)), [[1, 2], [3, 4]]),
    "rows of arrays": ([np.array([1, 2]), (3, 4.5)], [[1, 2], [3, 4.5]]),
    "truth values": ([[True, False], [False, True]], [[1, 0], [0, 1]]),
    "an image in a batch": (np.arange(4).reshape(1, 1, 2, 2), [[0, 1], [2, 3]]),
    "channels last": (np.arange(4).reshape(1, 2, 2, 1), [[0, 1], [2, 3]]),
    "nested lists in a batch": ([[[[1, 2], [3, 4]]]], [[1, 2], [3, 4]]),
}


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    values, expected = READ[name]
    found = array("input", values, (2, 2), 2)
    assert found.tolist() == expected
    assert found.dtype in (np.int64, np.float64)
    figure = vz.figure(vz.Conv(2, 1), input=values, kernel=[[1]])
    assert figure.story is not None and figure.story.values is not None
    assert figure.story.values.input.tolist() == expected


REFUSED: dict[str, tuple[Any, str]] = {
    "texts": ([["1", "2"], ["3", "4"]], "invalid input of <U1: must be integers or floats"),
    "none": ([[1, None], [3, 4]], "invalid input of object: must be integers or floats"),
    "text beside a fraction": ([[NINTH, "2"], [3, 4]], "invalid input of object"),
    "complex": ([[1j, 2], [3, 4]], "invalid input of complex128"),
    "complex beside a fraction": ([[NINTH, 1j], [3, 4]], "invalid input of object"),
    "a signalling decimal": ([[Decimal("sNaN"), 2], [3, 4]], "invalid input given: must be numbers"),
    "beyond floats": ([[Fraction(10**400), 2], [3, 4]], "invalid input given: must be numbers"),
    "beyond 64 bits": ([[2**63, 2], [3, 4]], "invalid input 9223372036854775808: whole numbers end at"),
    "beyond 64 bits, as objects": (np.array([[2**63, 2], [3, 4]], object), "invalid input 9223372036854775808"),
    "lost beside a fraction": ([[2**53 + 1, NINTH], [3, 4]], "invalid input 9007199254740993: whole numbers end at"),
    "lost beside a float": ([[np.int64(2**53 + 1), 0.5], [3, 4]], "invalid input 9007199254740993"),
    "ragged": ([[1, 2], [3]], "invalid input given: must be numbers in rows of one length"),
    "another shape": (np.ones((1, 2, 3)), "invalid input shape 1,2,3: must be 2,2"),
    "a row": ([1, 2, 3, 4], "invalid input shape 4: must be 2,2"),
    "two images": (np.ones((2, 1, 2, 2)), "invalid input shape 2,1,2,2: must be 2,2"),
    "dates": (np.zeros((2, 2), "M8[D]"), "invalid input of datetime64[D]"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    values, told = REFUSED[name]
    with pytest.raises(vz.VisualizeError) as found:
        array("input", values, (2, 2), 2)
    assert str(found.value).startswith(told)


def test_one_dimension() -> None:
    assert array("input", np.ones((1, 1, 7)), (1, 7), 1).shape == (1, 7)
    assert vz.Conv((3,), 2).apply([[NINTH, 0, 1]], [1, 1]).tolist() == [1 / 9, 1]
    with pytest.raises(vz.VisualizeError, match="invalid input shape 1: must be 1,1"):
        array("input", [1], (1, 1), 2)


def test_a_bias_as_layers_have_it() -> None:
    for bias, expected in ((np.array([2]), 2), (np.array([0.5], np.float32), 0.5), ([1], None), (np.ones(2), None)):
        if expected is None:
            with pytest.raises(vz.VisualizeError, match=r"^invalid bias"):
                vz.Conv(3, 2, weight=np.ones((2, 2)), bias=bias)
        else:
            assert vz.Conv(3, 2, weight=np.ones((2, 2)), bias=bias).bias == expected


def test_frames_of_pandas() -> None:
    """Anything that NumPy converts; a column of missing numbers is nan, or refused where it is no number."""
    pandas = pytest.importorskip("pandas", reason="needs pandas: pip install pandas")
    frame = pandas.DataFrame({"a": [1, 2], "b": [0.5, 4]})
    assert array("input", frame, (2, 2), 2).tolist() == [[1, 0.5], [2, 4]]
    missing = pandas.DataFrame({"a": pandas.array([1, None], "Int64"), "b": [1, 2]})
    with pytest.raises(vz.VisualizeError, match=r"^invalid input of object"):
        array("input", missing, (2, 2), 2)
