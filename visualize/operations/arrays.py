"""Reads arrays that a user gives: lists, arrays of NumPy, tensors of other packages, none of which is imported."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from visualize.errors import VisualizeError, invalid
from visualize.operations.bounds import ADVICE, FLOAT, WHOLE

Pair = tuple[int, int]


def array(name: str, values: ArrayLike, size: Pair, dims: int, channels: tuple[int, ...] = ()) -> NDArray[Any]:
    """A copy of the values as a 64-bit array (rows, columns); refuses another shape and numbers that lose digits.

    `channels` are the lengths of axes before these. Other axes of length 1, those of images, fall away.

    >>> array("input", [1, 2, 3], size=(1, 3), dims=1).tolist()
    [[1, 2, 3]]
    >>> array("input", [[1, 2], [3, 4]], size=(1, 2), dims=1, channels=(2,)).shape
    (2, 1, 2)
    """
    converted = numbers(name, values)
    expected = channels + size[2 - dims :]
    if not _fits(converted.shape, expected, dims):
        shape = ",".join(map(str, converted.shape)) or "of a single number"
        raise invalid(f"{name} shape", shape, "must be " + ",".join(map(str, expected)))
    if converted.dtype.kind == "u" and int(converted.max()) > WHOLE:
        raise invalid(name, converted.max(), f"whole numbers end at {WHOLE}; {ADVICE}")
    with np.errstate(all="ignore"):  # extended-precision floats beyond the range of 64 bits become infinity
        return converted.astype(np.float64 if converted.dtype.kind == "f" else np.int64).reshape(channels + size)


def numbers(name: str, values: Any) -> NDArray[Any]:
    """The values as an array of booleans, integers or floats of any size and shape.

    >>> from fractions import Fraction
    >>> numbers("input", [Fraction(1, 8), 2]).tolist()
    [0.125, 2.0]
    """
    try:
        found, is_array = _converted(name, values), hasattr(values, "dtype")
        if found.dtype.kind == "O" or (found.dtype.kind == "f" and not is_array):
            _check_digits(name, np.array(values, object))
        found = _of_numbers(found)
    except VisualizeError:
        raise
    except Exception:  # arrays of other packages may raise anything
        raise invalid(name, "given", "must be numbers in rows of one length") from None
    if found.dtype.kind not in "biuf":
        raise invalid(name, f"of {found.dtype}", "must be integers or floats")
    return found


def shape_of(value: Any) -> tuple[Any, ...]:
    """The shape of an array; () for all else, also for objects that raise when they are asked for it.

    >>> shape_of(np.ones((2, 3))), shape_of(5)
    ((2, 3), ())
    """
    try:
        return tuple(value.shape)
    except Exception:
        return ()


def _converted(name: str, values: Any) -> NDArray[Any]:
    """The values as NumPy's array; a tensor of PyTorch wherever it lies, also if it needs a gradient."""
    if not hasattr(values, "detach"):
        return np.asarray(values)
    if getattr(values, "is_meta", False):
        raise invalid(name, "on the device meta", "there are no numbers; give a tensor that holds some")
    tensor = values.detach().cpu()
    # NumPy has no bfloat16 and no floats of 8 bits.
    return np.asarray(tensor.double() if tensor.is_floating_point() else tensor)


def _of_numbers(found: NDArray[Any]) -> NDArray[Any]:
    """An array whose numbers NumPy keeps in types of its own or of others: fractions, decimals, bfloat16."""
    if found.dtype.kind == "V" and "float" in found.dtype.name:  # of the package ml_dtypes, which JAX and Keras use
        return found.astype(np.float64)
    if found.dtype.kind != "O":
        return found
    values = found.ravel().tolist()
    if all(hasattr(type(value), "__index__") for value in values):
        return np.array([int(value) for value in values], np.int64).reshape(found.shape)
    if all(hasattr(type(value), "__float__") for value in values):
        return np.array([float(value) for value in values]).reshape(found.shape)
    return found


def _fits(shape: tuple[int, ...], expected: tuple[int, ...], dims: int) -> bool:
    """Whether a shape is the expected one; further axes, and axes of channels that are missing, must have length 1."""
    if len(shape) == len(expected):
        return shape == expected
    if len(shape) < len(expected) and (len(shape) < dims or shape[-dims:] != expected[-dims:]):
        return False
    return [length for length in shape if length != 1] == [length for length in expected if length != 1]


def _check_digits(name: str, given: NDArray[Any]) -> None:
    """Refuse integers that NumPy would round: it converts those beside floats, and those beyond 64 bits, to floats."""
    for value in given.ravel().tolist():
        if hasattr(type(value), "__index__") and (abs(int(value)) > WHOLE or float(value) != int(value)):
            raise invalid(name, value, f"whole numbers end at {WHOLE}, beside floats at {FLOAT}; {ADVICE}")
