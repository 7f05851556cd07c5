"""The arithmetic of a step: as numbers, and as a line of text whose terms are elided until it fits."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Line
from visualize.text.number_format import NumberFormat, candidates
from visualize.text.phrases import phrase

if TYPE_CHECKING:
    from decimal import Decimal

Formats = Mapping[Grid, NumberFormat]
Fits = Callable[[str], bool]


class Equation(NamedTuple):
    """What a step computes: input values, the weights that multiply them (for a sum and a stamp), and the result.

    A sum without weights is that of the values themselves.
    A stamp has one value, and its results are its products. In a figure without values a mean has only its divisor.
    """

    kind: Literal["sum", "max", "mean", "stamp"]
    values: Sequence[float] = ()
    weights: Sequence[float] = ()
    result: float = 0
    bias: float = 0
    divisor: int = 1


def written(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """The equation as a line of text, with as many terms in its middle elided as it takes to fit.

    >>> formats = dict.fromkeys((INPUT, KERNEL, OUTPUT), NumberFormat(0))
    >>> written(Equation("sum", (0, 3), (1, 4), 12), formats, "en", lambda text: True)
    Line(text='0·1 + 3·4 = 12', question='0·1 + 3·4 = ?')
    """
    return {"sum": _sum, "max": _maximum, "mean": _mean, "stamp": _stamp}[equation.kind](
        equation, formats, language, fits
    )


def in_words(equation: Equation, language: str) -> Line:
    """The line of a step in a figure without numbers: the divisor of a mean, else nothing.

    >>> in_words(Equation("mean", divisor=4), "en").text
    'sum ÷ 4'
    """
    if equation.kind != "mean":
        return Line()
    text = phrase("sum", language).format(equation.divisor)
    return Line(text, text)


def _line(
    parts: Sequence[str], joint: str, around: str, result: str, fits: Fits, questions: Sequence[str] = ()
) -> Line:
    """The parts joined; `around` has a {} for them and one for the result. `questions` are parts without results."""

    def line(parts: Sequence[str], result: str, left_out: int) -> str:
        return around.format(joint.join(_shortened(parts, left_out)), result)

    left_out = _left_out(len(parts), lambda count: fits(line(parts, result, count)))
    return Line(line(parts, result, left_out), line(questions or parts, "?", left_out))


def _left_out(count: int, fits: Callable[[int], bool]) -> int:
    """How many parts to elide, by binary search: a window may have thousands, and fewer parts make a shorter line."""
    return 0 if count < 3 or fits(0) else bisect_left(range(1, count - 2), True, key=fits) + 1


def _shortened(parts: Sequence[str], left_out: int) -> Sequence[str]:
    """The parts with `left_out` of them, in the middle, replaced by an ellipsis.

    >>> _shortened(["1", "2", "3", "4"], 2)
    ['1', '…', '4']
    """
    kept = len(parts) - left_out
    return [*parts[: -(-kept // 2)], "…", *parts[len(parts) - kept // 2 :]] if left_out else parts


def _sum(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """A sum: 0·0 + 0·1 + 3·2 + 4·3 = 18, with the bias after the terms."""
    bias = equation.bias
    values = [formats[INPUT].text(value) for value in equation.values]
    weights = [formats[KERNEL].text(weight) for weight in equation.weights]
    result = formats[OUTPUT].text(equation.result)
    added = candidates(np.array([bias], float))[0].text(bias) if bias else ""

    def total() -> "Decimal":
        products = (_decimal(a) * _decimal(b) for a, b in zip(values, weights or ["1"] * len(values), strict=True))
        return sum(products, _decimal(added or "0"))

    tail = (f" − {added[1:]}" if added.startswith("−") else f" + {added}") if added else ""
    factors = [f"({a})" if place and a.startswith("−") else a for place, a in enumerate(values)]
    terms = [_product(a, b) for a, b in zip(factors, weights, strict=True)] if weights else factors
    return _line(terms, " + ", f"{{}}{tail} {_equals(total, result)} {{}}", result, fits)


def _maximum(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """A maximum: max(0, 1, 3, 4) = 4."""
    parts = [formats[INPUT].text(value) for value in equation.values]
    return _line(parts, ", ", "max({}) = {}", formats[OUTPUT].text(equation.result), fits)


def _mean(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """A mean: (3 + 3 + 2) / 3 ≈ 2.7."""
    divisor = equation.divisor
    parts = [formats[INPUT].text(value) for value in equation.values]
    result = formats[OUTPUT].text(equation.result)
    sign = _equals(lambda: sum(map(_decimal, parts), _decimal("0")) / divisor, result)
    terms = [f"({part})" if part.startswith("−") else part for part in parts]
    return _line(terms, " + ", f"({{}}) / {divisor} {sign} {{}}", result, fits)


def _stamp(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """A stamp's products: add 3·0 = 0, 3·1 = 3, 3·2 = 6, 3·3 = 9."""
    (value,) = equation.values
    source, parts, questions = formats[INPUT].text(value), [], []
    for weight in equation.weights:
        factor, result = formats[KERNEL].text(weight), formats[OUTPUT].text(value * weight)
        sign = _equals(lambda factor=factor: _decimal(source) * _decimal(factor), result)  # type: ignore[misc]
        parts.append(f"{_product(source, factor)} {sign} {result}")
        questions.append(f"{_product(source, factor)} {sign} ?")
    return _line(parts, ", ", phrase("add", language), "", fits, questions)


def _product(a: str, b: str) -> str:
    """A product of two factors; a negative second factor stands in brackets."""
    return f"{a}·({b})" if b.startswith("−") else f"{a}·{b}"


def _equals(value: Callable[[], Any], result: str) -> str:
    """'=' if the printed numbers give the printed result exactly, else '≈'."""
    try:
        return "=" if value() == _decimal(result) else "≈"
    except ArithmeticError:
        return "="


@lru_cache(4096)
def _decimal(text: str) -> "Decimal":
    from decimal import Decimal

    if text in ("∞", "−∞", "nan"):
        raise ArithmeticError
    return Decimal(text.replace("−", "-"))
