"""What figures of several channels print: partial sums, a line for each output, the products of channels."""

from fractions import Fraction
from math import prod
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import visualize as vz
from tests.story.test_channels import ORDERS, texts


def parsed(text: str) -> Fraction:
    return Fraction(text.replace("−", "-"))


SUMMED = {
    "one filter": vz.Conv(4, 3, in_channels=2),
    "three and two": vz.Conv(
        3, 2, in_channels=3, out_channels=2, bias=[2, -1], weight=np.arange(24).reshape(2, 3, 2, 2)
    ),
    "groups": vz.Conv(4, 3, in_channels=4, out_channels=4, groups=2),
    "one row": vz.Conv((6,), 2, in_channels=3, out_channels=2),
    "transposed": vz.ConvTranspose(2, 2, stride=2, in_channels=2, out_channels=2),
    "64 channels": vz.Conv(4, 3, in_channels=64, out_channels=16),
    "many groups": vz.Conv(3, 2, in_channels=32, out_channels=16, groups=4),
    "decimals": vz.Conv(3, 2, in_channels=2, weight=np.arange(8).reshape(1, 2, 2, 2) / 8, bias=0.5),
}


@pytest.mark.parametrize(
    ("name", "order"),
    [(name, order) for name, op in SUMMED.items() for order in ("filter", "position")[: op.out_channels]],
)
def test_printed_partial_sums_and_bias_are_the_printed_output(name: str, order: str, tmp_path: Path) -> None:
    op = SUMMED[name]
    ordered = {"order": order} if op.out_channels > 1 else {}
    figure = vz.figure(op, input=np.arange(prod(op.input_shape)).reshape(op.input_shape) % 7 - 2, **ordered)
    figure.save(str(tmp_path / "s-{n:03}.svg"))
    each = op.out[0] * op.out[1]
    for step in range(figure.film.frame_count):
        found = texts((tmp_path / f"s-{step:03}.svg").read_text())
        filters = sorted({int(key.split("/")[1]) for key in found if key.startswith("output-name/")})
        number, cell = divmod(step, each) if order == "filter" else divmod(step, len(filters))[::-1]
        filter, (row, column) = filters[number], divmod(cell, op.out[1])
        (result,) = found[f"output/{filter}/{row}/{column}"]
        parts = [parsed(found[key][0]) for key in found if key.startswith("partial-sum/")]
        assert sum(parts) == parsed(result)
        line = figure.film.frame(step).line.text
        terms, _, after = line.rpartition(" = ")
        assert after == result
        written = terms.replace("(", "").replace(")", "").replace("− ", "+ −").split(" + ")
        if "·" not in line:
            assert sum(map(parsed, written)) == parsed(result)


@pytest.mark.parametrize("name", [name for name, op in SUMMED.items() if op.out_channels > 1])
def test_lines_of_outputs_together_are_the_printed_outputs(name: str, tmp_path: Path) -> None:
    """A line for each output, whose terms add up to the number in its cell."""
    op = SUMMED[name]
    x = np.arange(prod(op.input_shape)).reshape(op.input_shape) % 7 - 2
    figure = vz.figure(op, input=x, order="together")
    figure.save(str(tmp_path / "s-{n:03}.svg"))
    assert figure.film.frame_count == op.out[0] * op.out[1]
    for step in range(figure.film.frame_count):
        svg = (tmp_path / f"s-{step:03}.svg").read_text()
        found, (row, column) = texts(svg), divmod(step, op.out[1])
        filters = sorted({int(key.split("/")[1]) for key in found if key.startswith("output-name/")})
        assert not any(key.startswith("partial-sum/") for key in found)
        lines = figure.film.frame(step).line.text.split("\n")
        for filter, line in zip(filters, lines, strict=True):
            name, _, equation = line.partition(": ")
            terms, _, result = equation.rpartition(" = ")
            written = terms.replace("(", "").replace(")", "").replace("− ", "+ −").split(" + ")
            assert name == f"output {filter}" and [result] == found[f"output/{filter}/{row}/{column}"]
            assert "·" in line or sum(map(parsed, written)) == parsed(result)
        drawn = [
            "".join(one.itertext()) for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
        ]
        assert set(lines) <= set(drawn)


@pytest.mark.parametrize("name", SUMMED)
def test_an_animated_document_has_the_sums_of_all_steps(name: str) -> None:
    op = SUMMED[name]
    figure = vz.figure(op, input=np.arange(prod(op.input_shape)).reshape(op.input_shape) % 7 - 2)
    found = texts(figure.encoded(".svg").decode())
    for key in [key for key in found if key.startswith("partial-sum/")]:
        states = [figure.film.frame(step).texts for step in range(figure.film.frame_count)]
        wanted = [next(str(text[grid][0, 0]) for grid in text if grid.cell(0, 0) == key) for text in states]
        changes = [text for at, text in enumerate(wanted) if text and (at == 0 or wanted[at - 1] != text)]
        assert found[key] == changes


def test_the_numbers_of_the_book() -> None:
    x = np.array([np.arange(9), np.arange(1, 10)]).reshape(2, 3, 3)
    figure = vz.figure(vz.Conv(3, 2, in_channels=2), input=x, kernel=[[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]])
    assert [figure.film.frame(step).line.text for step in range(4)] == [
        "(0·0 + 1·1 + 3·2 + 4·3) + (1·1 + 2·2 + 4·3 + 5·4) = 19 + 37 = 56",
        "(1·0 + 2·1 + 4·2 + 5·3) + (2·1 + 3·2 + 5·3 + 6·4) = 25 + 47 = 72",
        "(3·0 + 4·1 + 6·2 + 7·3) + (4·1 + 5·2 + 7·3 + 8·4) = 37 + 67 = 104",
        "(4·0 + 5·1 + 7·2 + 8·3) + (5·1 + 6·2 + 8·3 + 9·4) = 43 + 77 = 120",
    ]


SHORT = {
    "two of 2x2": vz.Conv(3, 2, in_channels=2, out_channels=2),
    "rows": vz.Conv((6,), 2, in_channels=3, out_channels=2),
    "groups": vz.Conv((3, 4), (1, 2), in_channels=4, out_channels=2, groups=2, bias=[0, 5]),
    "transposed": vz.ConvTranspose((3,), 2, in_channels=2, out_channels=2),
    "padded": vz.Conv(2, 2, padding=1, in_channels=2),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", SHORT)
def test_products_of_channels_where_they_fit(name: str, order: str) -> None:
    """At every step: the products in brackets and the partial sums both are the result, computed by Python."""
    op = SHORT[name]
    x = np.arange(prod(op.input_shape)).reshape(op.input_shape) % 4
    w = np.arange(prod(op.weight_axes + op.kernel_size)).reshape(op.weight_axes + op.kernel_size) % 5 - 1
    figure = vz.figure(op, input=x, kernel=w, bias=op.bias, **({"order": order} if op.out_channels > 1 else {}))
    for step in range(figure.film.frame_count):
        for line in figure.film.frame(step).line.text.split("\n"):
            products, sums, result = line.rpartition(": ")[2].split(" = ")
            assert products.count("·") == prod(op.kernel) * op.reads.shape[1]
            for text in (products, sums):
                assert set(text) <= set("0123456789 +−·()"), text
                assert eval(text.replace("−", "-").replace("·", "*")) == int(result.replace("−", "-")), line


def test_products_that_do_not_fit_or_are_not_exact_are_left_out_at_all_steps() -> None:
    """Long ones, those of channels that are not drawn, and those whose printed terms do not add up."""
    long = np.full((1, 2, 2, 2), 0.123456789)
    long[0, 0, 0, 0] = 0  # so that the products of some steps are exact
    for op, kernel in (
        (vz.Conv(5, 3, in_channels=3), np.ones((1, 3, 3, 3), int)),
        (vz.Conv(3, 2, in_channels=64), np.ones((1, 64, 2, 2), int)),
        (vz.Conv(3, 2, in_channels=2), long),
    ):
        film = vz.figure(op, input=np.arange(prod(op.input_shape)).reshape(op.input_shape) % 10, kernel=kernel).film
        assert not any("·" in film.frame(step).line.text for step in range(film.frame_count))
