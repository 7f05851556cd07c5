"""What people type as values: read as the numbers they mean, or refused; never as another matrix."""

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import visualize as vz
from tests.refusals import refused, run
from visualize.cli import arrays
from visualize.cli.tables import table

READ: dict[str, list[list[float]]] = {
    "0 1; 2 3": [[0, 1], [2, 3]],
    "1,2,3;4,5,6": [[1, 2, 3], [4, 5, 6]],
    "0,1,0; 1,-4,1; 0,1,0": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "1, 5; 2, 5": [[1, 5], [2, 5]],
    "1 ,5; 2 ,5": [[1, 5], [2, 5]],
    "1,2,3,": [[1, 2, 3]],
    "1.5,2.5": [[1.5, 2.5]],
    # Decimal commas: blanks separate, and separating commas would make rows of different lengths.
    "1,5 2,5; 3 4": [[1.5, 2.5], [3, 4]],
    "0,25 1\n-5 1e2": [[0.25, 1], [-5, 100]],
    "1.234,5 1; 2 3": [[1234.5, 1], [2, 3]],
    # Lists of Python, NumPy and MATLAB.
    "[[1,2],[3,4]]": [[1, 2], [3, 4]],
    "[[1.5, 2], [3, 4],]": [[1.5, 2], [3, 4]],
    "((1, 2), (3, 4))": [[1, 2], [3, 4]],
    "[(1, 2), (3, 4)]": [[1, 2], [3, 4]],
    "[[0 1]\n [2 3]]": [[0, 1], [2, 3]],
    "[1 2; 3 4]": [[1, 2], [3, 4]],
    "[1,5;2,5]": [[1, 5], [2, 5]],
    "[1, 2, 3]": [[1, 2, 3]],
    "[[1], [2]]": [[1], [2]],
    "[5]": [[5]],
    "[[[[1, 2], [3, 4]]]]": [[1, 2], [3, 4]],
    "[[[1, 2]], [[3, 4]]]": [[1, 2], [3, 4]],
    # Fractions.
    "1/9 2/9; -1/3 4/2": [[1 / 9, 2 / 9], [-1 / 3, 2]],
    "[[1/16, 2/16], [3, 1/-4]]": [[1 / 16, 2 / 16], [3, -0.25]],
    # Typographic and full-width signs, digits of other scripts.
    "−1 –2; ‐3 ‑4": [[-1, -2], [-3, -4]],
    "１，２；３，－４": [[1, 2], [3, -4]],
    "1、2；3、4": [[1, 2], [3, 4]],
    "１．５　２": [[1.5, 2]],
    "［［1，2］，［3，4］］": [[1, 2], [3, 4]],
    "1／4 1⁄2": [[0.25, 0.5]],
    "٣ ٤": [[3, 4]],
    "1\u00a02": [[1, 2]],
}


@pytest.mark.parametrize("text", READ)
def test_read(text: str) -> None:
    found = arrays.given("input", text)
    assert found.tolist() == READ[text]
    whole = all(float(number).is_integer() for row in READ[text] for number in row)
    assert (found.dtype.kind == "i") == (whole and "." not in text and "1e2" not in text)


REFUSED = {
    "1,5;2,5": "1,5 can be the numbers '1, 5' or the one number 1.5: write one of these",
    "1,5": "1,5 can be the numbers '1, 5' or the one number 1.5",
    "0,5 0,5; 1,5 1,5": "0,5 can be the numbers '0, 5' or the one number 0.5",
    "1; 2,5": "2,5 can be the numbers",
    "-1,5": "-1,5 can be the numbers '-1, 5' or the one number -1.5",
    "1,5e3": "1,5e3 can be the numbers '1, 5e3' or the one number 1.5e3",
    "1.234,5": "1.234,5 can be the numbers '1.234, 5' or the one number 1234.5",
    "1,234.5": "1,234.5 can be the numbers '1, 234.5' or the one number 1234.5",
    "1,5, 2,5": "1,5 can be the numbers",
    "1,,2": "'' is not a number",
    "1, ,2": "'' is not a number",
    "[1,,2]": "'' is not a number",
    "[[1,2],,[3,4]]": "'' is not a number",
    "1 x": "x is not a number",
    "1 ½": "½ is not a number",
    "1 1/0": "1/0 is not a number",
    "1 1/2/3": "1/2/3 is not a number",
    "1 0.5/2": "0.5/2 is not a number",
    "1 1/": "1/ is not a number",
    f"1 1/{10**16}": f"1/{10**16} is not a number",
    "[[1,2],[3]]": "rows must be of one length",
    "[[1,2],3]": "rows must be of one length",
    "1 2; 3": "rows must be of one length",
    "[[1,2],[3,4]": "its brackets do not match",
    "[[1,2],[3,4]]]": "its brackets do not match",
    "[[1,2],[3,4]] 5": "its brackets do not match",
    "[[1,2),[3,4]]": "its brackets do not match",
    "[1,2": "its brackets do not match",
    "[1,2)": "its brackets do not match",
    "[": "its brackets do not match",
    "[]": "is empty",
    "[[], []]": "is empty",
    "[[[[1,2],[3,4]]],[[[5,6],[7,8]]]]": "has the shape 2x1x2x2; must hold numbers in rows and columns",
    "0 1 | 2 3; 4 5": "channels must be of one size, and filters of as many channels",
    "0 | 1 || 2": "channels must be of one size, and filters of as many channels",
    "[" * 3000 + "1" + "]" * 3000: "",
    "(3,5)": "did you mean --input-size 3,5? A row of values is '[1, 2]'",
    "3×5": "did you mean --input-size 3×5?",
    "7": "did you mean --input-size 7? One number as values is '7;'",
    "array([[1, 2], [3, 4]])": "array([[1 is not a number",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_refused(text: str) -> None:
    with pytest.raises(vz.VisualizeError) as found:
        arrays.given("input", text)
    _, _, advice = str(found.value).partition(f"invalid input {text.strip()}: ")
    assert advice.startswith(REFUSED[text]) if len(text) < 200 else "\n" not in str(found.value)


def readings(text: str) -> list[list[list[float]]]:
    """The matrices that a text can be: its commas separate numbers, or begin decimals."""
    found = []
    for comma in (" ", "."):
        try:
            rows = [[float(word) for word in row.replace(",", comma).split()] for row in text.split(";")]
        except ValueError:
            continue
        if len({len(row) for row in rows}) == 1 and rows[0] and rows not in found:
            found.append(rows)
    return found


ROWS = st.lists(
    st.lists(st.sampled_from(("1", "20", "3,5", "0,25", "7.5", "1,2,3")), min_size=1, max_size=3),
    min_size=1,
    max_size=3,
)


@given(ROWS)
def test_what_can_be_read_in_two_ways_is_refused(rows: list[list[str]]) -> None:
    text = ";".join(map(" ".join, rows))
    possible = readings(text)
    try:
        found = arrays.given("input", text if ";" in text else text + ";").tolist()
    except vz.VisualizeError:
        # A column of decimals alone is refused too: it may be rows of which one lacks a number.
        assert len(possible) != 1 or (len(possible[0][0]) == 1 and "," in text)
    else:
        assert [found] == possible


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(1, 10**15 - 1))
def test_fractions_are_the_nearest_floats(above: int, below: int) -> None:
    found = arrays.given("input", f"{above}/{below};")
    assert float(found[0, 0]) == float(Fraction(above, below))
    assert (found.dtype.kind == "i") == (Fraction(above, below).denominator == 1)


@given(st.lists(st.lists(st.floats(allow_nan=False) | st.integers(-(2**53), 2**53), min_size=2, max_size=2)))
def test_lists_as_python_prints_them(values: list[list[float]]) -> None:
    if not values:
        return
    for text in (str(values), str(values).replace(" ", ""), str(tuple(map(tuple, [*values, *values])))):
        expected = values if text[0] == "[" else values * 2
        assert arrays.given("kernel", text).tolist() == np.array(expected).tolist()


@pytest.mark.parametrize("shape", list(itertools.product((1, 2), (1, 3), (1, 2))), ids=str)
def test_arrays_as_numpy_prints_them(shape: tuple[int, ...]) -> None:
    values = np.arange(np.prod(shape)).reshape(shape) - 1.5
    if 1 in shape:
        left = list(shape)
        for at in (0, -1, 1):
            if len(left) > 2 and left[at] == 1:
                left.pop(at)
        assert arrays.given("input", str(values)).tolist() == values.reshape(left).tolist()
    else:
        assert arrays.given("input", str(values)).tolist() == values.tolist()


CSV: dict[str, list[list[float]] | str] = {
    "1;2,5\n3;4\n": [[1, 2.5], [3, 4]],
    "\ufeff1,5;2,5\r\n-3,5;1e2;\r\n": [[1.5, 2.5], [-3.5, 100]],
    "1.5;2\n3;4": [[1.5, 2], [3, 4]],
    "1,2\n3,4\n": [[1, 2], [3, 4]],
    "1,2\n\n3,4,\n,,\n": [[1, 2], [3, 4]],
    "1, 2\n3, 4\n": [[1, 2], [3, 4]],
    "1 2\n3 4\n": [[1, 2], [3, 4]],
    "1,5\t2\n3\t4": [[1.5, 2], [3, 4]],
    "1/2,−1\n１,2": [[0.5, -1], [1, 2]],
    "5": [[5]],
    "1,5\t2,5\n3,5\t4,5": "1,5 can be the numbers '1, 5' or the one number 1.5",
    "1.5;2,5": "has decimal points and, as in 2,5, decimal commas; write all numbers in one way",
    "1.234,5;1": "has decimal points and, as in 1.234,5, decimal commas",
    "a,b\n3,4": "row 1, column 1: a is not a number",
    "1,2\n\n3,x\n": "row 3, column 2: x is not a number",
    "1;2\n3;4 5": "row 2, column 2: 4 5 is not a number",
    "1,2\n,4": "row 2, column 1: '' is not a number",
    "1;;2\n3;4;5": "row 1, column 2: '' is not a number",
    "1,2\n3,1e999": "row 2, column 2: 1e999 is too large",
    "1,0.5\n9007199254740993,2": "row 2, column 1: 9007199254740993 beside fractions loses digits",
    "1,2\n3\n": "rows must be of one length: row 1 has 2, row 2 has 1",
    "\n\n": "is empty",
}


@pytest.mark.parametrize("text", CSV, ids=ascii)
def test_csv(tmp_path: Path, text: str) -> None:
    path, told = tmp_path / "a.csv", CSV[text]
    path.write_text(text, encoding="utf-8", newline="")
    if isinstance(told, list):
        assert table("input", str(path)).tolist() == told
        return
    with pytest.raises(vz.VisualizeError) as found:
        table("input", str(path))
    assert str(found.value).startswith(f"invalid input {path}: {told}")


SHAPES: dict[tuple[int, ...], tuple[int, ...] | None] = {
    (3,): (1, 3),
    (3, 1): (3, 1),
    (1, 1): (1, 1),
    (1, 1, 2, 3): (2, 3),
    (1, 2, 3, 1): (2, 3),
    (2, 3, 1): (2, 3),
    (2, 1, 3): (2, 3),
    (1, 1, 5): (1, 5),
    (1, 1, 5, 1): (5, 1),
    (1, 1, 1, 1, 1): (1, 1),
    (2, 2, 2): (2, 2, 2),
    (1, 3, 4, 4): (3, 4, 4),
    (2, 3, 4, 4): None,
    (): None,
    (0, 3): None,
    (1, 0, 3): None,
}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_npy_axes_of_length_one_fall_away(tmp_path: Path, shape: tuple[int, ...]) -> None:
    values, wanted = np.arange(np.prod(shape, dtype=int)).reshape(shape), SHAPES[shape]
    np.save(tmp_path / "a.npy", np.asfortranarray(values) if len(shape) > 1 else values)
    if wanted is not None:
        assert table("input", str(tmp_path / "a.npy")).tolist() == values.reshape(wanted).tolist()
        return
    told = "x".join(map(str, shape)) or "that of a single number"
    with pytest.raises(vz.VisualizeError, match=f"has the shape {told}; must hold numbers in rows and columns"):
        table("input", str(tmp_path / "a.npy"))


@pytest.mark.parametrize("text", ("[[1,2],[3,4]]", "[[1 2]\n [3 4]]", "1/9 2/9; 1 2", "−1 2; 3 ４", "1,5 2; 3 4"))
def test_recipes_draw_the_same_again(tmp_path: Path, text: str) -> None:
    from shlex import split

    assert run(tmp_path, "--kernel", text, "--i", "3", "-o", "a.svg").returncode == 0
    recipe = (tmp_path / "a.svg").read_text().partition("python -m visualize ")[2].partition("</")[0]
    assert run(tmp_path, *split(recipe.replace("&gt;", ">")), "-o", "b.svg").returncode == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


SCALARS: list[tuple[list[str], Any]] = [
    (["--bias", "1/8"], 0.125),
    (["--bias", "−２"], -2),
    (["--bias", "0.5"], 0.5),
]


@pytest.mark.parametrize(("words", "bias"), SCALARS, ids=str)
def test_single_numbers(words: list[str], bias: float) -> None:
    from visualize.cli.drawing import figure_from
    from visualize.cli.parser import drawing_parser

    figure = figure_from(drawing_parser().parse_args(["--k", "1", "--input", "1 2; 3 4", *words]))
    assert figure.story is not None and figure.story.values is not None
    assert figure.story.values.bias == bias


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--seconds", "x"], "invalid seconds x: is not a number"),
        (["--seconds", "0,5"], "invalid seconds 0,5: is not a number; decimals are written with a point, as in 0.5"),
        (["--cell", "2.5"], "invalid cell 2.5: must be a whole number"),
        (["--cell", "4/2"], "invalid cell 4/2: must be a whole number"),
        (["--loop", "9" * 5000], "invalid loop 9999"),
        (["--input", "1 2; 3 4", "--bias", "1/0"], "invalid bias 1/0: is not a number"),
        (["--input", "1,5;2,5"], "invalid input 1,5;2,5: 1,5 can be the numbers '1, 5' or the one number 1.5"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_refused_in_one_line(tmp_path: Path, words: list[str], told: str) -> None:
    refused(tmp_path, told, *words)
