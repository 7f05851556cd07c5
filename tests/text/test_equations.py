"""Equations: their forms, and that they add up as printed."""

import re
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.cell_texts import near
from visualize.film import INPUT

TERM = re.compile(r"\(?(−?[\d.]+(?:e−?\d+)?)\)?·\(?(−?[\d.]+(?:e−?\d+)?)\)?")


def value(text: str) -> Decimal:
    return Decimal(text.replace("−", "-"))


@settings(max_examples=100)
@given(st.integers(1, 2), st.integers(0, 1), st.integers(0, 10**6), st.booleans(), st.sampled_from((0.0, 2.0, -1.5)))
def test_equations_add_up(kernel: int, padding: int, seed: int, floats: bool, bias: float) -> None:
    op = vz.Conv(3, kernel, padding=padding)
    random = np.random.default_rng(seed)
    x, w = random.integers(-9, 10, (3, 3)), random.integers(-9, 10, (kernel, kernel))
    figure = vz.figure(op, input=x / 4 if floats else x, kernel=w, bias=bias, cell=60, width=1200)
    result = op.apply(x / 4 if floats else x, w) + bias
    for step in range(figure.film.frame_count):
        line = figure.film.frame(step).line.text
        left, sign, right = re.fullmatch(r"(.*) ([=≈]) (\S+)", line).groups()
        terms = TERM.findall(left)
        assert len(terms) == kernel * kernel
        total = sum((value(a) * value(b) for a, b in terms), Decimal(0))
        rest = TERM.sub("", left).replace("+ ", "").replace("− ", "−").strip()
        total += value(rest.split()[-1]) if rest else 0
        assert (total == value(right)) == (sign == "="), line
        assert near(right, float(result.ravel()[step])), line


def test_equation_forms() -> None:
    def line(figure: vz.Figure, step: int = 0) -> str:
        return figure.film.frame(step).line.text

    x = np.arange(9).reshape(3, 3)
    assert line(vz.figure(vz.Conv(3, 2), input=x, kernel=[[0, 1], [2, 3]])) == "0·0 + 1·1 + 3·2 + 4·3 = 19"
    assert line(vz.figure(vz.Conv(3, 2), input=x, kernel=[[0, 1], [2, 3]], bias=-2)).endswith("4·3 − 2 = 17")
    flipped = vz.figure(vz.Conv(3, 2), input=x, kernel=[[0, 1], [2, 3]], flip=True)
    assert line(flipped) == "0·3 + 1·2 + 3·1 + 4·0 = 5"
    assert line(vz.figure(vz.MaxPool(3, 2, 1), input=x)) == "max(0, 1, 3, 4) = 4"
    assert line(vz.figure(vz.AvgPool(3, 2, 1), input=x)) == "(0 + 1 + 3 + 4) / 4 = 2"
    stamped = vz.figure(vz.ConvTranspose(2, 2), input=[[0, 1], [2, 3]], kernel=[[0, 1], [2, 3]], reading="scatter")
    assert line(stamped, 2) == "add 2·0 = 0, 2·1 = 2, 2·2 = 4, 2·3 = 6"


def test_numbers_of_seven_digits_are_told() -> None:
    figure = vz.figure(vz.Conv(3, 2), input=[[1000000, 2, 3], [4, 5, 6], [7, 8, 9]], kernel=np.ones((2, 2), int))
    assert figure.film.frame(0).line.text == "1000000·1 + 2·1 + 4·1 + 5·1 = 1000011"
    assert figure.film.frame(0).texts[INPUT][0, 1] == "2"
