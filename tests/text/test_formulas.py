"""Output-size formulas, worked out by a reader of their own: in numbers they give the size, in symbols the same."""

import math
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.loops import conv_size
from tests.random_layers import operations
from visualize.cli.formula import mathtext
from visualize.text.captions import size_lines
from visualize.text.formula_lines import Formula, size_formulas
from visualize.text.formulas import formulas

CONVENTIONS = st.sampled_from(("torch", "d2l"))
FORMS = st.sampled_from((None, "short", "general", "special"))
ROUNDING = {"⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "·": "*", "−": "-"}
WORDS = re.compile(r"\\(?:dfrac|left|right|lfloor|rfloor|lceil|rceil|times|cdot|mathrm|geq|mid|quad|,|;)")


def worked_out(text: str, values: dict[str, int]) -> Fraction:
    """The value of a line of operations on numbers and names."""
    for sign, word in ROUNDING.items():
        text = text.replace(sign, word)
    names: set[str] = set(re.findall(r"[a-z]\w*", text)) - {"floor", "ceil"}
    assert names <= values.keys(), (text, names)
    assert re.fullmatch(r"[\w()+*/ -]*", text), text
    exact = re.sub(r"\b\d+", r"F(\g<0>)", text)
    known = {name: Fraction(values[name]) for name in names}
    return Fraction(eval(exact, {"F": Fraction, "floor": math.floor, "ceil": math.ceil, **known}))


def symbol_values(op: Any, convention: str) -> dict[str, int]:
    """What the symbols stand for, by the parameters of the layer; without the mark of an axis those of columns."""
    found: dict[str, int] = {}
    total = convention == "d2l" and not isinstance(op, vz.ConvTranspose)
    extra = getattr(op, "output_padding", (0, 0))
    for at, (mark, ends) in enumerate((("_h", ("p_top", "p_bottom")), ("_w", ("p_left", "p_right")))):
        if op.dims == 1 and at == 0:
            continue
        before, after = op.padding[2 * at : 2 * at + 2]
        padding = {f"p{mark}": before + after} if total else {f"p{mark}": before} if before == after else {}
        padding |= dict(zip(ends, (before, after), strict=True))
        numbers = {"i": op.size[at], "n": op.size[at], "k": op.kernel[at], "s": op.strides[at], "d": op.dilations[at]}
        found |= {name + mark: number for name, number in numbers.items()} | padding | {f"p_out{mark}": extra[at]}
        found |= {name.removesuffix(mark): number for name, number in found.items() if name.endswith(mark)}
        found |= {"p_before": before, "p_after": after}
    return found


def factors(side: str) -> list[str]:
    return side.split(" × ")


def check_formula(formula: Formula, op: Any, values: dict[str, int]) -> None:
    """Both sides of the numbers, and the symbols with their values, are the output's size, axis by axis."""
    left, written = formula.symbols.split(" = ", 1)
    product = " × " in left
    size = op.output_size if product else op.output_size[-1:]
    assert factors(left) == (["o_h", "o_w"] if product else ["o"])
    assert [worked_out(one, values) for one in factors(written)] == list(size), formula
    for side in formula.numbers.split(" = ")[1:]:
        assert [worked_out(one, {}) for one in factors(side)] == list(size), formula
    assert formula.numbers.split(" = ")[-1] == " × ".join(map(str, size))


def check_condition(condition: str, values: dict[str, int]) -> None:
    """Each equation of the condition holds; `s | n` says that s divides n."""
    for part in condition.split(", "):
        if " | " in part:
            divisor, number = (worked_out(one, values) for one in part.split(" | "))
            assert number % divisor == 0, condition
        else:
            one, other = part.split(" = ")
            assert worked_out(one, values) == worked_out(other, values), condition


@settings(max_examples=2_500)
@given(operations(), CONVENTIONS, FORMS, st.booleans())
def test_symbols_and_numbers_give_the_size(op: Any, convention: str, form: str | None, product: bool) -> None:
    try:
        found = size_formulas(op, convention, form, product and op.dims == 2)
    except vz.VisualizeError as error:
        dilated = any(number > 1 for number in op.dilation)
        assert (form, dilated) == ("short", True) or form == "special", error
        return
    assert found
    values = symbol_values(op, convention)
    for formula in found:
        if formula.condition == "−1":  # why ceil mode drops a window
            assert op.ceil_mode and not formula.special
            for text, known in ((formula.symbols, values), (formula.numbers, {})):
                one, other = text.split(" ≥ ")
                assert worked_out(one, known) >= worked_out(other, known), formula
            continue
        check_formula(formula, op, values)
        if formula.condition:
            check_condition(formula.condition, values)


@settings(max_examples=2_500)
@given(operations(), CONVENTIONS)
def test_formulas_in_captions_give_the_size(op: Any, convention: str) -> None:
    found = formulas(op, convention)
    assert len(found) == op.dims
    for text, size in zip(found, op.output_size, strict=True):
        left, right = text.split(" = ")
        assert worked_out(left, {}) == size == int(right), text
    assert len({bool(set("⌊⌈") & set(text)) for text in found}) == 1, "brackets on both axes or on none"


PLAIN = {
    vz.Conv(5, 3): "5 − 3 + 1 = 3",
    vz.Conv(5, 3, 1, 1): "5 + 2·1 − 3 + 1 = 5",
    vz.Conv(5, 3, 2): "(5 − 3) / 2 + 1 = 2",
    vz.Conv((1, 5), (1, 3)): "width: 5 − 3 + 1 = 3",
    vz.Conv(8, (3, 5), (1, 2)): "height: ⌊8 − 3⌋ + 1 = 6",
    vz.ConvTranspose(3, 3, 2): "(3 − 1)·2 + 3 = 7",
    vz.ConvTranspose(3, 3): "3 − 1 + 3 = 5",
}


@pytest.mark.parametrize(("op", "written"), PLAIN.items(), ids=PLAIN.values())
def test_captions_leave_out_numbers_that_change_nothing(op: Any, written: str) -> None:
    assert size_lines(op)[1] == written


def plain(text: str) -> str:
    """A line of TeX in the notation of `worked_out`: TeX has braces, words for brackets, products of neighbours."""
    assert "\\" not in WORDS.sub("", text), text
    while (start := text.find(r"\dfrac{")) >= 0:
        above, at = braced(text, start + len(r"\dfrac"))
        below, end = braced(text, at)
        text = f"{text[:start]}(({above})/({below})){text[end:]}"
    text = re.sub(
        r"_\{\\mathrm\{(\w+)\}(?:,([hw]))?\}", lambda found: f"_{found[1]}" + f"_{found[2]}" * bool(found[2]), text
    )
    for word, sign in (("left", ""), ("right", ""), ("lfloor", "⌊"), ("rfloor", "⌋"), ("lceil", "⌈"), ("rceil", "⌉")):
        text = text.replace(f"\\{word}", sign)
    text = text.replace(r"\cdot", "*").replace(r"\times", "×").replace(r"\,", "*").replace(r"\geq", "≥")
    return re.sub(r"(?<=\d)(?=[a-z])", "*", text)


def braced(text: str, start: int) -> tuple[str, int]:
    """What stands in the braces that open at `start`, and where they end."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return text[start + 1 : at], at + 1
    raise AssertionError(text)


@settings(max_examples=1_000)
@given(operations(), CONVENTIONS, st.booleans())
def test_what_is_typeset_is_the_same_formula(op: Any, convention: str, product: bool) -> None:
    for formula in size_formulas(op, convention, None, product and op.dims == 2):
        if formula.condition != "−1":
            numbers = re.sub(r"\s+", " ", plain(mathtext(formula.numbers)))
            symbols = re.sub(r"\s+", " ", plain(mathtext(formula.symbols)))
            check_formula(formula._replace(symbols=symbols, numbers=numbers), op, symbol_values(op, convention))


# What the lecture writes (section 7.3 of the book), and a layer of which it is true.
LECTURE = {
    "(n_h − k_h + 1) × (n_w − k_w + 1)": vz.Conv((8, 9), (3, 5)),
    "(n_h − k_h + p_h + 1) × (n_w − k_w + p_w + 1)": vz.Conv((8, 9), (3, 5), 1, 3),
    "⌊(n_h − k_h + p_h + s_h) / s_h⌋ × ⌊(n_w − k_w + p_w + s_w) / s_w⌋": vz.Conv(8, (3, 5), (3, 4), (0, 1)),
    "⌊(n_h + s_h − 1) / s_h⌋ × ⌊(n_w + s_w − 1) / s_w⌋": vz.Conv(7, 3, 2, 1),
    "(n_h / s_h) × (n_w / s_w)": vz.Conv(8, 3, 2, 1),
}


@pytest.mark.parametrize(("written", "op"), LECTURE.items())
def test_the_formulas_of_the_lecture(written: str, op: vz.Conv) -> None:
    found = {one.symbols.partition(" = ")[2]: one for one in size_formulas(op, "d2l", product=True)}
    assert written in found
    check_formula(found[written], op, symbol_values(op, "d2l"))


WRITTEN = {
    ("torch", "short"): "⌊(i + 2·p − k) / s⌋ + 1",
    ("torch", "general"): "⌊(i + 2·p − d·(k − 1) − 1) / s⌋ + 1",
    ("d2l", "short"): "⌊(n − k + p + s) / s⌋",
    ("d2l", "general"): "⌊(n − (d·(k − 1) + 1) + p + s) / s⌋",
}


@pytest.mark.parametrize(("asked", "written"), WRITTEN.items())
def test_the_forms_of_each_convention(asked: tuple[str, str], written: str) -> None:
    convention, form = asked
    (formula,) = size_formulas(vz.Conv(8, 3, 2, 1), convention, form)
    assert formula.symbols == f"o = {written}"
    dilated = vz.Conv(9, 3, 2, 1, 2)
    assert size_formulas(dilated, convention)[0].symbols == f"o = {WRITTEN[convention, 'general']}"
    with pytest.raises(vz.VisualizeError, match=r"^unsupported form short: .*use --form general$"):
        size_formulas(dilated, convention, "short")


def test_sides_that_differ_and_a_window_that_is_dropped() -> None:
    uneven = vz.Conv(5, 4, padding="same")
    assert size_formulas(uneven, "torch", "short")[0].symbols == "o = ⌊(i + p_before + p_after − k) / s⌋ + 1"
    assert size_formulas(uneven, "torch", "short")[0].numbers == "o = ⌊(5 + 1 + 2 − 4) / 1⌋ + 1 = 5"
    assert size_formulas(uneven, "torch", "special")[0].condition == "p_before + p_after = k − 1, s = 1"
    rows = size_formulas(uneven, "torch", "short", product=True)[0].symbols
    assert "p_top + p_bottom" in rows and "p_left + p_right" in rows
    dropped, why = size_formulas(vz.MaxPool(4, 2, 3, 1, ceil_mode=True), "torch")
    assert dropped.symbols == "o = ⌈(i + 2·p − k) / s⌉ + 1 − 1"
    assert dropped.numbers == "o = ⌈(4 + 2·1 − 2) / 3⌉ + 1 − 1 = 2"
    assert (why.condition, why.symbols, why.numbers) == (
        "−1",
        "⌈(i + 2·p − k) / s⌉·s ≥ i + p",
        "⌈(4 + 2·1 − 2) / 3⌉·3 ≥ 4 + 1",
    )


@settings(max_examples=2_000)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 5), st.integers(0, 8), st.integers(0, 8))
def test_the_lectures_arithmetic(n: int, k: int, s: int, before: int, after: int) -> None:
    """Formulas against windows that are counted."""
    if n + before + after < k:
        return
    counted = conv_size(n, k, s, before, after, 1)
    op = vz.Conv(n, k, s, (before, after, before, after))
    for convention in ("torch", "d2l"):
        assert {int(text.split()[-1]) for text in formulas(op, convention)} == {counted}
    same = vz.Conv(n, k, s, "same-d2l")
    assert same.padding[:2] == (math.ceil((k - 1) / 2), math.floor((k - 1) / 2))
    assert same.output_size[0] == math.floor((n + s - 1) / s)


def test_conventions() -> None:
    operation = vz.Conv(8, 3, 2, 1)
    torch, d2l = "⌊(8 + 2·1 − 3) / 2⌋ + 1 = 4", "⌊(8 − 3 + 2 + 2) / 2⌋ = 4"
    assert size_lines(operation, convention="torch")[1:] == (torch,)
    assert size_lines(operation, convention="d2l")[1:] == (d2l,)
    both = f"PyTorch (p per side): {torch}", f"d2l (p in total): {d2l}"
    assert size_lines(operation, convention="both")[1:] == both
    assert size_lines(operation, "zh", "both")[1:] == (f"PyTorch（单侧 p）：{torch}", f"d2l（总 p）：{d2l}")
