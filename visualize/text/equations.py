"""The equation of a step, term by term, as wide as there is room."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from visualize.text.number_format import Rule
from visualize.text.number_format import rules as best

if TYPE_CHECKING:
    from decimal import Decimal

Terms = Sequence[tuple[float, float]]


def fitted(parts: Sequence[str], joint: str, around: str, fits: Callable[[str], bool]) -> str:
    """The parts joined, with those in the middle left out until it fits; `around` holds {} for them.

    >>> fitted(["1", "2", "3", "4"], " + ", "{} = 10", lambda text: len(text) < 18)
    '1 + … + 4 = 10'
    """

    def shortened(left_out: int) -> str:
        kept = len(parts) - left_out
        first, last = -(-kept // 2), kept // 2
        return around.format(joint.join([*parts[:first], "…", *parts[len(parts) - last :]]))

    whole = around.format(joint.join(parts))
    if len(parts) < 3 or fits(whole):
        return whole
    # The fewer parts, the narrower: the first that fits is found by halving, as a window may have thousands.
    return shortened(bisect_left(range(1, len(parts) - 2), True, key=lambda left_out: fits(shortened(left_out))) + 1)


def product(a: str, b: str) -> str:
    """Two numbers multiplied, a negative second one in brackets."""
    return f"{a}·({b})" if b.startswith("−") else f"{a}·{b}"


def equals(terms: Sequence[str], right: str, value: Callable[[Sequence[str]], Any]) -> str:
    """'=' when the numbers as printed give the right side as printed, else '≈'."""
    try:
        return "=" if value(terms) == _decimal(right) else "≈"
    except ArithmeticError:
        return "="


@lru_cache(4096)
def _decimal(text: str) -> "Decimal":
    from decimal import Decimal

    if text in ("∞", "−∞", "nan"):
        raise ArithmeticError
    return Decimal(text.replace("−", "-"))


def weighted_sum(terms: Terms, bias: float, result: float, rules: dict[str, Rule], fits: Callable[[str], bool]) -> str:
    """0·0 + 0·1 + 3·2 + 4·3 = 18, with a bias behind the terms."""
    pairs = [(rules["input"].text(a), rules["kernel"].text(b)) for a, b in terms]
    right = rules["output"].text(result)
    added = best(np.array([bias]))[0].text(bias) if bias else ""
    printed = [number for pair in pairs for number in pair]

    def total(numbers: Sequence[str]) -> "Decimal":
        products = (_decimal(a) * _decimal(b) for a, b in zip(numbers[::2], numbers[1::2], strict=True))
        return sum(products, _decimal(added or "0"))

    sign = equals(printed, right, total)
    tail = (f" − {added[1:]}" if added.startswith("−") else f" + {added}") if added else ""
    factors = [(f"({a})" if place and a.startswith("−") else a, b) for place, (a, b) in enumerate(pairs)]
    return fitted([product(a, b) for a, b in factors], " + ", f"{{}}{tail} {sign} {right}", fits)


def largest(values: Sequence[float], result: float, rules: dict[str, Rule], fits: Callable[[str], bool]) -> str:
    """max(0, 1, 3, 4) = 4."""
    parts = [rules["input"].text(value) for value in values]
    return fitted(parts, ", ", f"max({{}}) = {rules['output'].text(result)}", fits)


def average(
    values: Sequence[float], divisor: int, result: float, rules: dict[str, Rule], fits: Callable[[str], bool]
) -> str:
    """(3 + 3 + 2) / 3 ≈ 2.7."""
    parts = [rules["input"].text(value) for value in values]
    right = rules["output"].text(result)
    sign = equals(parts, right, lambda texts: sum(map(_decimal, texts), _decimal("0")) / divisor)
    signed = [f"({part})" if part.startswith("−") else part for part in parts]
    return fitted(signed, " + ", f"({{}}) / {divisor} {sign} {right}", fits)


def stamped(
    value: float, weights: Sequence[float], rules: dict[str, Rule], around: str, fits: Callable[[str], bool]
) -> str:
    """The products that a stamp adds: 3·0 = 0, 3·1 = 3, 3·2 = 6, 3·3 = 9, in the words `around` them."""
    source = rules["input"].text(value)
    parts = []
    for weight in weights:
        factor, result = rules["kernel"].text(weight), rules["output"].text(value * weight)
        sign = equals([source, factor], result, lambda texts: _decimal(texts[0]) * _decimal(texts[1]))
        parts.append(f"{product(source, factor)} {sign} {result}")
    return fitted(parts, ", ", around, fits)
