"""Equations: their forms, and that they add up as printed."""

import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.cell_texts import near
from visualize.cli.arrays import KERNELS
from visualize.film import INPUT, KERNEL, OUTPUT, Grid
from visualize.story.to_json import head

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


def lines(figure: vz.Figure) -> list[str]:
    return [figure.film.frame(step).line.text for step in range(figure.film.frame_count)]


def shown(figure: vz.Figure, grid: Grid) -> list[list[str]]:
    return figure.film.frame(figure.film.frame_count - 1).texts[grid].tolist()


@pytest.mark.parametrize("lang", ("en", "zh"))
def test_a_maximum_is_listed(lang: str) -> None:
    """Wherever it stands in the window, however many terms are left out."""
    for place in range(25):
        x = np.full(25, 1111)
        x[place] = 2222
        (line,) = lines(vz.figure(vz.MaxPool(5, 5, 1), input=x.reshape(5, 5), lang=lang))
        assert "2222" in line[4:-8] and line.endswith(" = 2222") and "…" in line
        assert line[4:8] == str(x[0]) and line[-12:-8] == str(x[-1])


def test_the_padding_of_a_maximum_goes_first() -> None:
    x = np.arange(10, 35).reshape(5, 5)
    line = lines(vz.figure(vz.MaxPool(5, 7, 1, padding=3), input=x))[0]
    assert line == "max(−∞, 10, 11, 12, 13, 15, 16, 17, …, 21, 22, 23, 25, 26, 27, … 32 × −∞ …, 28) = 28"


@pytest.mark.parametrize(("lang", "note"), (("en", "… 22 zeros …"), ("zh", "…22个零…")))
def test_terms_that_make_the_result_of_a_transposed_convolution_stay(lang: str, note: str) -> None:
    x, w = np.arange(1, 10).reshape(3, 3), np.arange(25).reshape(5, 5)
    told = lines(vz.figure(vz.ConvTranspose(3, 5, stride=3), input=x, kernel=w, lang=lang))
    assert told[0] == f"0·24 + {note.replace('22', '23')} + 1·0 = 0"
    assert told[1] == f"0·24 + 1·1 + {note} + 0·0 = 1"


def test_a_stamp_leaves_out_zeros_first() -> None:
    w = np.zeros((5, 5), int)
    w[1, 2], w[3, 3] = 125, 250
    (line,) = lines(vz.figure(vz.ConvTranspose(1, 5), input=[[4]], kernel=w, reading="scatter"))
    assert line == "add 4·0 = 0, 4·125 = 500, 4·250 = 1000, … 21 zeros …, 4·0 = 0"


def test_an_average_has_counted_terms_only() -> None:
    x = np.arange(16).reshape(4, 4)
    without = vz.figure(vz.AvgPool(4, 3, 2, padding=1, count_include_pad=False), input=x)
    assert lines(without)[0] == "(0 + 1 + 4 + 5) / 4 = 2.5"
    assert lines(vz.figure(vz.AvgPool(4, 3, 2, padding=1), input=x))[0].startswith(
        "(0 + 0 + 0 + 0 + 0 + 1 + 0 + 4 + 5) / 9"
    )
    ceil = vz.figure(vz.AvgPool(4, 3, 2, padding=1, ceil_mode=True), input=x)
    assert lines(ceil)[8] == "(15 + 0 + 0 + 0) / 4 ≈ 3.8"
    assert "divisor: the cells of the window within the padded input" in [label.text for label in ceil.film.labels]
    bare = vz.figure(vz.AvgPool(4, 3, 2, ceil_mode=True), input=x, lang="zh")
    assert lines(bare)[3] == "(10 + 11 + 14 + 15) / 4 = 12.5"
    assert "除数：窗口内位于输入中的单元数" in [label.text for label in bare.film.labels]


@pytest.mark.parametrize("kind", (np.float64, np.float32))
@pytest.mark.parametrize(
    ("name", "heading", "weights"), (("gaussian", "1/16", "121242121"), ("blur", "1/9", "111111111"))
)
def test_named_averages_are_fractions(name: str, heading: str, weights: str, kind: type) -> None:
    figure = vz.figure(vz.Conv(5, 3), input=np.arange(25).reshape(5, 5), kernel=np.array(KERNELS[name], kind))
    assert "".join(map("".join, shown(figure, KERNEL))) == weights
    assert f"{heading} × kernel 3×3" in [label.text for label in figure.film.labels]
    assert shown(figure, OUTPUT)[0] == ["6", "7", "8"]
    products = " + ".join(f"{x}·{w}" for x, w in zip((0, 1, 2, 5, 6, 7, 10, 11, 12), weights, strict=True))
    assert lines(figure)[0] == f"({products}) / {heading[2:]} = 6"


def test_fractions_in_every_reading() -> None:
    w = np.array(KERNELS["gaussian"])
    x = np.arange(9).reshape(3, 3)
    turned = vz.figure(vz.Conv(3, 3), input=x, kernel=[[1 / 7, 2 / 7, 0]] * 3, flip=True, bias=2)
    assert shown(turned, KERNEL) == [["0", "2", "1"]] * 3 and lines(turned)[0].endswith(") / 7 + 2 ≈ 7.6")
    stamped = vz.figure(vz.ConvTranspose(1, 3), input=[[8]], kernel=w, reading="scatter")
    assert lines(stamped)[0].startswith("add 8·1/16 = 0.5, 8·2/16 = 1, ")
    assert head(stamped.story)["grids"]["kernel"]["values"] == [[w.tolist()]]
    given = vz.figure(vz.Conv(3, 3), input=x, kernel=w * 2)  # no average: four decimals write it
    assert shown(given, KERNEL)[0] == ["0.125", "0.25", "0.125"]


@pytest.mark.parametrize("cell", (None, 40, 60, 120))
def test_given_numbers_are_printed_whole(cell: int | None) -> None:
    x = [[0.375, 1, 2], [0.0625, 2, 1], [1, 2, 3]]
    figure = vz.figure(vz.Conv(3, 2), input=x, kernel=[[1, 0], [0, 1]], cell=cell)
    assert shown(figure, INPUT) == [["0.375", "1", "2"], ["0.0625", "2", "1"], ["1", "2", "3"]]
    assert lines(figure)[0] == "0.375·1 + 1·0 + 0.0625·0 + 2·1 = 2.375"
    single = vz.figure(
        vz.Conv(3, 2), input=np.array(x, np.float32) / 10, kernel=np.full((2, 2), 0.1, np.float32), cell=cell
    )
    assert shown(single, INPUT)[0] == ["0.0375", "0.1", "0.2"]
    assert shown(single, KERNEL)[0] == ["0.1", "0.1"]
    assert shown(single, OUTPUT)[1] == ["0.050625", "0.08"] or cell != 120


def test_halves_and_neighbours() -> None:
    figure = vz.figure(vz.Conv((1, 3), (1, 1)), input=[[1, 2, 1e9]], kernel=[[1]])
    assert shown(figure, INPUT) == shown(figure, OUTPUT) == [["1", "2", "1e9"]]
    figure = vz.figure(vz.Conv((1, 2), (1, 1)), input=[[0.0001, 1000]], kernel=[[1]], cell=32)
    assert shown(figure, INPUT) == [["1e−4", "1000"]]
    figure = vz.figure(vz.Conv((1, 2), (1, 1)), input=[[1.005, 2.675]], kernel=[[1]], cell=24)
    assert shown(figure, INPUT) == [["1.01", "2.68"]] and lines(figure)[0] == "1.01·1 = 1.01"


def test_the_noise_of_floats_is_not_printed() -> None:
    figure = vz.figure(vz.Conv((1, 3), (1, 3)), input=[[0.1, 0.2, -0.3]], kernel=[[1, 1, 1]])
    assert shown(figure, OUTPUT) == [["0"]] and lines(figure) == ["0.1·1 + 0.2·1 + (−0.3)·1 = 0"]
    assert head(figure.story)["grids"]["output"]["values"] == [[[0.1 + 0.2 - 0.3]]]
