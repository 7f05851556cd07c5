"""The arithmetic of a step as numbers, and as a line, term by term, as wide as there is room."""

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
    """What a step computes: input values, for a sum and a stamp the weights that they meet, and what comes of them.

    A stamp has one value, and no result but its products. Without numbers a mean has its divisor only.
    """

    kind: Literal["sum", "max", "mean", "stamp"]
    values: Sequence[float] = ()
    weights: Sequence[float] = ()
    result: float = 0
    bias: float = 0
    divisor: int = 1


def written(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """The line of a step, with terms in its middle left out until it fits.

    >>> formats = dict.fromkeys((INPUT, KERNEL, OUTPUT), NumberFormat(0))
    >>> written(Equation("sum", (0, 3), (1, 4), 12), formats, "en", lambda text: True)
    Line(text='0·1 + 3·4 = 12', question='0·1 + 3·4 = ?')
    """
    return {"sum": _sum, "max": _maximum, "mean": _mean, "stamp": _stamp}[equation.kind](
        equation, formats, language, fits
    )


def in_words(equation: Equation, language: str) -> Line:
    """What is left to say of a step whose numbers are not shown: what a mean is divided by."""
    if equation.kind != "mean":
        return Line()
    return Line(*[phrase("sum", language).format(equation.divisor)] * 2)


def _line(
    parts: Sequence[str], joint: str, around: str, result: str, fits: Fits, questions: Sequence[str] = ()
) -> Line:
    """The parts joined; `around` holds a {} for them and one for the result. `questions` are parts without results."""

    def line(parts: Sequence[str], result: str, left_out: int) -> str:
        return around.format(joint.join(_shortened(parts, left_out)), result)

    left_out = _left_out(len(parts), lambda count: fits(line(parts, result, count)))
    return Line(line(parts, result, left_out), line(questions or parts, "?", left_out))


def _left_out(count: int, fits: Callable[[int], bool]) -> int:
    """How many parts must go. The fewer, the narrower: found by halving, as a window may have thousands."""
    return 0 if count < 3 or fits(0) else bisect_left(range(1, count - 2), True, key=fits) + 1


def _shortened(parts: Sequence[str], left_out: int) -> Sequence[str]:
    """The parts with as many as that in the middle left out.

    >>> _shortened(["1", "2", "3", "4"], 2)
    ['1', '…', '4']
    """
    kept = len(parts) - left_out
    return [*parts[: -(-kept // 2)], "…", *parts[len(parts) - kept // 2 :]] if left_out else parts


def _sum(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """0·0 + 0·1 + 3·2 + 4·3 = 18, with a bias behind the terms."""
    bias = equation.bias
    values = [formats[INPUT].text(value) for value in equation.values]
    weights = [formats[KERNEL].text(weight) for weight in equation.weights]
    result = formats[OUTPUT].text(equation.result)
    added = candidates(np.array([bias], float))[0].text(bias) if bias else ""

    def total() -> "Decimal":
        products = (_decimal(a) * _decimal(b) for a, b in zip(values, weights, strict=True))
        return sum(products, _decimal(added or "0"))

    tail = (f" − {added[1:]}" if added.startswith("−") else f" + {added}") if added else ""
    first = [f"({a})" if place and a.startswith("−") else a for place, a in enumerate(values)]
    terms = [_product(a, b) for a, b in zip(first, weights, strict=True)]
    return _line(terms, " + ", f"{{}}{tail} {_equals(total, result)} {{}}", result, fits)


def _maximum(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """max(0, 1, 3, 4) = 4."""
    parts = [formats[INPUT].text(value) for value in equation.values]
    return _line(parts, ", ", "max({}) = {}", formats[OUTPUT].text(equation.result), fits)


def _mean(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """(3 + 3 + 2) / 3 ≈ 2.7."""
    divisor = equation.divisor
    parts = [formats[INPUT].text(value) for value in equation.values]
    result = formats[OUTPUT].text(equation.result)
    sign = _equals(lambda: sum(map(_decimal, parts), _decimal("0")) / divisor, result)
    signed = [f"({part})" if part.startswith("−") else part for part in parts]
    return _line(signed, " + ", f"({{}}) / {divisor} {sign} {{}}", result, fits)


def _stamp(equation: Equation, formats: Formats, language: str, fits: Fits) -> Line:
    """The products that a stamp adds: add 3·0 = 0, 3·1 = 3, 3·2 = 6, 3·3 = 9."""
    (value,) = equation.values
    source, parts, questions = formats[INPUT].text(value), [], []
    for weight in equation.weights:
        factor, result = formats[KERNEL].text(weight), formats[OUTPUT].text(value * weight)
        sign = _equals(lambda factor=factor: _decimal(source) * _decimal(factor), result)  # type: ignore[misc]
        parts.append(f"{_product(source, factor)} {sign} {result}")
        questions.append(f"{_product(source, factor)} {sign} ?")
    return _line(parts, ", ", phrase("add", language), "", fits, questions)


def _product(a: str, b: str) -> str:
    """Two numbers multiplied, a negative second one in brackets."""
    return f"{a}·({b})" if b.startswith("−") else f"{a}·{b}"


def _equals(value: Callable[[], Any], result: str) -> str:
    """'=' when the numbers as printed give the result as printed, else '≈'."""
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
