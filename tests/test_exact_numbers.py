"""Whole numbers beyond what 64 bits or floats hold are exact, by Python's own integers, or refused."""

import warnings
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.random_layers import operations
from visualize.film import INPUT, OUTPUT
from visualize.operations.bounds import FLOAT, WHOLE
from visualize.story import Values, layer_story
from visualize.text.number_format import NumberFormat

LARGE = st.one_of(
    st.integers(-9, 9),
    st.integers(-(2**31), 2**31),
    st.integers(-FLOAT - 5, FLOAT + 5),
    st.integers(-WHOLE - 1, WHOLE),
    st.builds(
        lambda power, by, sign: sign * (2**power + by),
        st.integers(20, 62),
        st.integers(-2, 2),
        st.sampled_from((1, -1)),
    ),
)
SCALES = st.sampled_from((9, 2**20, 2**30, 2**50, FLOAT + 1, 2**58, WHOLE))


def grid(pool: list[int], shape: tuple[int, ...], most: int) -> np.ndarray:
    """Of numbers up to `most`, so that some layers stay within bounds and some do not."""
    return np.resize(np.array([number % (2 * most + 1) - most for number in pool]), shape)


def two(values: np.ndarray) -> list[list[int]]:
    return (values if values.ndim == 2 else values[None]).tolist()


def source(at: int, size: int, mode: str) -> int | None:
    """Where a cell of the padded axis takes its number from; None for a zero."""
    if 0 <= at < size:
        return at
    if mode == "zeros":
        return None
    if mode == "replicate":
        return 0 if at < 0 else size - 1
    return at % size if mode == "circular" else -at if at < 0 else 2 * (size - 1) - at


def windows(op: Any) -> dict[tuple[int, int], list[tuple[tuple[int, int], tuple[int, int]]]]:
    """For each output cell all pairs of input cell (which may lie outside) and weight, by plain loops."""
    (top, _, left, _), found = op.padding, {}
    for row, column in product(*map(range, op.out)):
        found[row, column] = [
            (
                (row * op.strides[0] - top + u * op.dilations[0], column * op.strides[1] - left + v * op.dilations[1]),
                (u, v),
            )
            for u, v in product(*map(range, op.kernel))
        ]
    return found


def convolved(op: vz.Conv, x: list[list[int]], w: list[list[int]], bias: int) -> list[list[int]]:
    out = [[bias] * op.out[1] for _ in range(op.out[0])]
    for (row, column), pairs in windows(op).items():
        for (y, z), (u, v) in pairs:
            at, beside = source(y, op.size[0], op.padding_mode), source(z, op.size[1], op.padding_mode)
            if at is not None and beside is not None:
                out[row][column] += x[at][beside] * w[u][v]
    return out


def stamped(op: vz.ConvTranspose, x: list[list[int]], w: list[list[int]], bias: int) -> list[list[list[int]]]:
    """The whole grid, the border that is cropped too, after each stamp."""
    total, states = [[bias] * op.full[1] for _ in range(op.full[0])], []
    for row, column in product(*map(range, op.size)):
        for u, v in product(*map(range, op.kernel)):
            at, beside = row * op.strides[0] + u * op.dilations[0], column * op.strides[1] + v * op.dilations[1]
            total[at][beside] += x[row][column] * w[u][v]
        states.append([list(line) for line in total])
    return states


def cropped(op: vz.ConvTranspose, total: list[list[int]]) -> list[list[int]]:
    top, left = op.crop[0], op.crop[2]
    return [line[left : left + op.out[1]] for line in total[top : top + op.out[0]]]


def pooled(op: Any, x: list[list[int]]) -> list[list[Any]]:
    out: list[list[Any]] = [[None] * op.out[1] for _ in range(op.out[0])]
    for (row, column), pairs in windows(op).items():
        cells = [at for at, _ in pairs]
        inside = [x[y][z] for y, z in cells if 0 <= y < op.size[0] and 0 <= z < op.size[1]]
        if isinstance(op, vz.MaxPool):
            out[row][column] = max(inside, default=float("-inf"))
            continue
        low, high = ((-op.padding[0], -op.padding[2]), (op.size[0] + op.padding[1], op.size[1] + op.padding[3]))
        counted = [at for at in cells if all(low[axis] <= at[axis] < high[axis] for axis in (0, 1))]
        out[row][column] = float(Fraction(sum(inside), len(counted if op.count_include_pad else inside)))
    return out


@settings(max_examples=400)
@given(operations(), st.lists(LARGE, min_size=3, max_size=40), SCALES, SCALES, LARGE | st.just(0))
def test_exact_or_refused(op: Any, pool: list[int], most: int, weights: int, bias: int) -> None:
    x, weighted = grid(pool, op.input_size, most), isinstance(op, vz.Conv | vz.ConvTranspose)
    if weighted:
        w = grid(pool[::-1], op.kernel_size, weights)
        whole = convolved(op, two(x), two(w), bias) if isinstance(op, vz.Conv) else None
        expected = whole or cropped(op, stamped(op, two(x), two(w), bias)[-1])
        reach = most * sum(map(abs, w.ravel().tolist())) + abs(bias)
    else:
        expected, reach = pooled(op, two(x)), most * op.kernel[0] * op.kernel[1]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            op = type(op)(**parameters(op), weight=w, bias=bias) if weighted else op
            result = op.apply(x)
    except vz.VisualizeError as error:
        assert reach > FLOAT, error
        assert str(error).startswith(("invalid input ", "invalid bias ")) and "give smaller numbers" in str(error)
        return
    assert two(result) == expected


def parameters(op: Any) -> dict[str, Any]:
    """What makes the operation anew."""
    names = ("stride", "dilation", "padding")
    told = {name: getattr(op, name) for name in names} | {"input_size": op.input_size, "kernel_size": op.kernel_size}
    told["padding"] = op.padding[4 - 2 * op.dims :]
    if isinstance(op, vz.Conv):
        return told | {"padding_mode": op.padding_mode}
    return told | {"output_padding": op.output_padding[2 - op.dims :]}


@settings(max_examples=200)
@given(
    operations(("ConvTranspose",)),
    st.lists(LARGE, min_size=3, max_size=40),
    SCALES,
    SCALES,
    st.sampled_from((0, 5, -(2**40), float(2**40), 3.0)),
)
def test_running_sums_are_exact_or_refused(
    op: vz.ConvTranspose, pool: list[int], most: int, weights: int, bias: float
) -> None:
    x, w = grid(pool, op.input_size, most), grid(pool[::-1], op.kernel_size, weights)
    story = layer_story(op, "scatter", values=Values(x, w, bias))
    try:
        told = [story.numbers_at(index)[OUTPUT][0].tolist() for index in range(story.step_count)]
    except vz.VisualizeError as error:
        assert most * sum(map(abs, w.ravel().tolist())) + abs(bias) > FLOAT, error
        return
    assert told == stamped(op, two(x), two(w), int(bias))
    gathered = layer_story(op, "gather", values=Values(x, w, bias)).numbers[OUTPUT].tolist()
    assert gathered == cropped(op, told[-1])


@pytest.mark.parametrize("reading", ("gather", "scatter"))
def test_large_numbers_are_told_to_the_last_digit(reading: str) -> None:
    """In cells, equations and JSON."""
    odd = FLOAT + 1
    figure = vz.figure(vz.ConvTranspose(1, 1), input=[[odd]], kernel=[[3]], bias=2, reading=reading, cell=300)
    assert figure.film.frame(0).texts[OUTPUT].tolist() == [[str(3 * odd + 2)]]
    assert figure.film.frame(0).texts[INPUT].tolist() == [[str(odd)]]
    lines = {"gather": f"{odd}·3 + 2 = {3 * odd + 2}", "scatter": f"add {odd}·3 = {3 * odd}"}
    assert figure.film.frame(0).line.text == lines[reading]
    head, *steps = figure._data()
    assert head["grids"]["output"]["values"] == [[[3 * odd + 2]]]
    assert steps[0]["value"] == (odd if reading == "scatter" else 3 * odd + 2)


def test_a_whole_number_keeps_its_digits_in_every_format() -> None:
    texts = [NumberFormat(decimals).text(-FLOAT - 1) for decimals in (0, 2)]
    assert texts == ["−9007199254740993", "−9007199254740993.00"]
    assert NumberFormat(1, scientific=True).text(FLOAT + 1) == "9e15"


CONV, AVERAGE = vz.Conv(2, 2), vz.AvgPool(2, 2)
BIG = np.full((2, 2), WHOLE)


@pytest.mark.parametrize(
    ("apply", "told"),
    [
        (lambda: vz.Conv(1, 1).apply([[2**32]], [[2**32]]), f"input {2**32}: sums may reach {2**64}, but 64 bits"),
        (lambda: AVERAGE.apply(BIG), f"input {WHOLE}: a window's sum may reach {4 * WHOLE}, but averages"),
        (lambda: vz.MaxPool(2, 2, padding=1).apply(BIG), f"input {WHOLE}: beside minus infinity"),
        (lambda: CONV.apply(BIG, np.full((2, 2), 0.5)), f"input {WHOLE}: beside floats whole numbers end at {FLOAT}"),
        (lambda: CONV.apply(np.full((2, 2), 0.5), BIG), f"kernel {WHOLE}: beside floats"),
        (lambda: CONV.apply(np.full((2, 2), 2**63, np.uint64), BIG), f"input {2**63}: whole numbers end at {WHOLE}"),
        (lambda: CONV.apply([[2**63, -1], [0, 0]], [[1, 1], [1, 1]]), f"input {2**63}: whole numbers end at"),
        (lambda: CONV.apply([[10**400, 0.5], [0, 0]], BIG), "input 1000"),
        (
            lambda: CONV.apply([[FLOAT + 1, 0.5], [0, 0]], BIG),
            f"input {FLOAT + 1}: whole numbers end at {WHOLE}, beside",
        ),
        (lambda: vz.Conv(1, 1, weight=[[1]], bias=10**20).apply([[1]]), f"bias {10**20}: whole numbers end at {WHOLE}"),
        (lambda: vz.Conv(1, 1, weight=[[1]], bias=0.5).apply([[FLOAT + 1]]), "bias 0.5: sums may reach"),
        (lambda: vz.Conv(1, 1, weight=[[1.0]], bias=FLOAT + 1).apply([[1.0]]), f"bias {FLOAT + 1}: beside floats"),
    ],
)
def test_refusals_name_the_number_and_the_limit(apply: Any, told: str) -> None:
    with pytest.raises(vz.VisualizeError) as found:
        apply()
    assert str(found.value).startswith(f"invalid {told}"), found.value
    assert "give smaller numbers, or floats" in str(found.value)


def test_unsigned_and_truth_values_are_whole_numbers() -> None:
    ones = np.ones((2, 2), bool)
    assert CONV.apply(np.full((2, 2), 2**60, np.uint64), ones).tolist() == [[2**62]]
    assert CONV.apply(ones, ones).dtype == np.int64
    assert vz.MaxPool(2, 2).apply(BIG - np.arange(4).reshape(2, 2)).tolist() == [[WHOLE]]
    assert vz.Conv(1, 1, weight=[[1]], bias=7).apply([[WHOLE - 7]]).tolist() == [[WHOLE]]


EXTREMES = {
    "largest": [1.7976931348623157e308, -1.7976931348623157e308, 1e308, 0.5],
    "smallest": [5e-324, -5e-324, 2.2e-308, 1e-300],
    "both": [1e308, 5e-324, 0.25, -3],
    "none": [float("inf"), float("-inf"), float("nan"), 1.0],
    "zeros": [0.0, -0.0, 0.0, 0.0],
    "whole": [2**20, -3, 7, 0],
}
OPERATIONS = [
    (vz.Conv(3, 2, padding=1), "gather"),
    (vz.Conv(3, 2, padding=1, padding_mode="reflect"), "gather"),
    (vz.ConvTranspose(2, 2, stride=2), "gather"),
    (vz.ConvTranspose(2, 2), "scatter"),
    (vz.MaxPool(3, 2, 1, padding=1), "gather"),
    (vz.AvgPool(3, 2, 1, padding=1), "gather"),
]


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize(("op", "reading"), OPERATIONS, ids=lambda value: type(value).__name__)
def test_extremes_are_drawn_without_a_warning(op: Any, reading: str, name: str) -> None:
    """Warnings are errors in these tests."""
    x, pooling = np.resize(np.array(EXTREMES[name]), op.input_size), isinstance(op, vz.MaxPool | vz.AvgPool)
    looks = (("role", None, None), ("value", 16, 1e300), ("role", 16, -1.5), ("tap", 16, 3))
    for weights, (color, cell, bias) in zip(("largest", "smallest", "none", "whole"), looks, strict=True):
        w = None if pooling else np.resize(np.array(EXTREMES[weights]), op.kernel_size)
        bias = None if pooling else bias
        figure = vz.figure(op, input=x, kernel=w, bias=bias, reading=reading, color_by=color, cell=cell)
        frames = [figure.film.frame(index) for index in range(figure.film.frame_count)]
        assert len(list(figure._data())) == len(frames) + 1 and next(figure.frames()).size
        if pooling:
            break


def test_the_largest_floats_keep_their_shades() -> None:
    figure = vz.figure(vz.Conv(2, 1), input=[[-1e308, 0], [1e308, -1e300]], kernel=[[1.0]], color_by="value", cell=16)
    (low, middle), (high, beside) = figure.film.frame(3).shades[INPUT].tolist()
    assert low < middle < high and beside in (middle, middle - 1)


def test_what_is_too_large_for_floats_is_infinity() -> None:
    longer = np.full((2, 2), np.finfo(np.longdouble).max)
    assert vz.MaxPool(2, 2).apply(longer).tolist() == [[float(longer[0, 0])]]
    assert CONV.apply(np.full((2, 2), 1e308), np.ones((2, 2))).tolist() == [[float("inf")]]
    film = vz.figure(CONV, input=np.full((2, 2), 1e308), kernel=np.ones((2, 2)), cell=60, width=900).film
    assert film.frame(0).line.text.endswith("≈ ∞")
