"""The arithmetic of a step: as numbers, and as the terms of a line of text."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import inf, isfinite
from types import MappingProxyType
from typing import Literal, NamedTuple

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Run, Tensor
from visualize.text.decimals import Decimal, parsed, total
from visualize.text.number_format import NumberFormat, number_text
from visualize.text.phrases import phrase

Formats = Mapping[Grid, NumberFormat]
Runs = tuple[Run, ...]
GRIDS = INPUT, KERNEL, OUTPUT
Place = tuple[int, int, int]  # channel, row and column


class Equation(NamedTuple):
    """What a step computes: input values, the weights that multiply them (for a sum and a stamp), and the result.

    The values of `parts` are the partial sums of channels. A stamp has one value, and its results are its products. In
    a figure without values a mean has only its divisor. The divisor of a sum and of a stamp is that of all weights.
    `each` are the equations of several outputs by their numbers, a line each. `channels` are the products of which the
    partial sums are made. What is `moved` has its `places`, that in the output first, and its number as value, if there
    is one. The `grids` are those whose formats values, weights and results have.
    """

    kind: Literal["sum", "max", "mean", "stamp", "parts", "each", "moved"]
    values: Sequence[float] = ()
    weights: Sequence[float] = ()
    result: float = 0
    bias: float = 0
    divisor: int = 1
    products: Sequence[float] = ()
    each: Mapping[int, "Equation"] = MappingProxyType({})
    channels: Sequence["Equation"] = ()
    places: tuple[Place, Place] | None = None
    grids: tuple[Grid, Grid, Grid] = GRIDS

    @property
    def short(self) -> "Equation":
        """The equation without the products of channels."""
        return self._replace(channels=(), each={at: one.short for at, one in self.each.items()})

    @property
    def line_count(self) -> int:
        """How many lines the equation needs."""
        return len(self.each) or 1


class Term(NamedTuple):
    """A term of a line, and the same as a question; an idle one (0, minus infinity) adds nothing to the result."""

    text: Runs
    question: Runs
    idle: float | None = None


class Sentence(NamedTuple):
    """A line before it is shortened: terms, what stands between, before and after them, the result.

    `kept` is the place of a term that stays, as the first and the last do.
    """

    terms: Sequence[Term]
    joint: str
    before: str
    after: str
    result: str = ""
    kept: int = 0


def own_formats(equation: Equation, formats: Formats) -> Formats:
    """The formats, those of the equation's own grids in place of the usual ones'."""
    own = zip(GRIDS, equation.grids, strict=True)
    return {**formats, **{usual: formats[grid] for usual, grid in own if grid in formats}}


def _sum(equation: Equation, formats: Formats, language: str) -> Sentence:
    """A sum: 0·0 + 0·1 + 3·2 + 4·3 = 18, with a divisor of the weights and the bias after the terms."""
    values = [formats[INPUT].text(value) for value in equation.values]
    weights = [formats[KERNEL].text(weight) for weight in equation.weights]
    result, bias = formats[OUTPUT].text(equation.result), number_text(equation.bias) if equation.bias else ""
    divisor = equation.divisor

    def summands() -> list[Decimal]:
        products = [parsed(a).times(parsed(b)) for a, b in zip(values, weights, strict=True)]
        return [*products, parsed(bias or "0").times(Decimal(divisor))]

    tail = _added(bias)
    factors = [f"({a})" if place and a.startswith("−") else a for place, a in enumerate(values)]
    idle = map(_idle_product, equation.values, equation.weights)
    terms = [_term(_product(*factors), zero) for *factors, zero in zip(factors, weights, idle, strict=True)]
    divided = f") / {divisor}" if divisor > 1 else ""
    after = f"{divided}{tail} {_equals(summands, divisor, result)} "
    return Sentence(terms, " + ", "(" if divided else "", after, result)


def _added(bias: str) -> str:
    """A bias behind other terms."""
    return (f" − {bias[1:]}" if bias.startswith("−") else f" + {bias}") if bias else ""


def _maximum(equation: Equation, formats: Formats, language: str) -> Sentence:
    """A maximum: max(0, 1, 3, 4) = 4."""
    values, result = equation.values, formats[OUTPUT].text(equation.result)
    texts = [formats[INPUT].text(value) for value in values]
    terms = [_read(text, value if value in (0, -inf) else None) for text, value in zip(texts, values, strict=True)]
    same = (place for place, value in enumerate(values) if value == equation.result or value != value)
    largest = next(same, 0)
    after = f") {_equals(lambda: [parsed(texts[largest])], 1, result)} "
    return Sentence(terms, ", ", "max(", after, result, largest)


def _mean(equation: Equation, formats: Formats, language: str) -> Sentence:
    """A mean: (3 + 3 + 2) / 3 ≈ 2.7."""
    divisor, result = equation.divisor, formats[OUTPUT].text(equation.result)
    texts = [formats[INPUT].text(value) for value in equation.values]
    sign = _equals(lambda: [*map(parsed, texts)], divisor, result)
    brackets = [f"({text})" if text.startswith("−") else text for text in texts]
    terms = [_read(text, None if value else 0) for text, value in zip(brackets, equation.values, strict=True)]
    return Sentence(terms, " + ", "(", f") / {divisor} {sign} ", result)


def _stamp(equation: Equation, formats: Formats, language: str) -> Sentence:
    """A stamp's products: add 3·0 = 0, 3·1 = 3, 3·2 = 6, 3·3 = 9."""
    (value,), divisor, terms = equation.values, equation.divisor, []
    source = formats[INPUT].text(value)
    for weight, product in zip(equation.weights, equation.products, strict=True):
        factor, result = formats[KERNEL].text(weight), formats[OUTPUT].text(product)
        sign = _equals(lambda factor=factor: [parsed(source).times(parsed(factor))], divisor, result)  # type: ignore[misc]
        left = *_product(source, factor), Run(f"{f'/{divisor}' if divisor > 1 else ''} {sign} ")
        text, question = ((*left, Run(after, Tensor.OUTPUT)) for after in (result, "?"))
        terms.append(Term(text, question, _idle_product(value, weight)))
    before, _, after = phrase("add", language).partition("{}")
    return Sentence(terms, phrase("comma", language), before, after)


def _parts(equation: Equation, formats: Formats, language: str) -> Sentence:
    """The sum of partial sums, which are written as outputs are: 2 + (−6) + 3 + 1 = 0, the bias last."""
    result, *texts = (formats[OUTPUT].text(value) for value in (equation.result, *equation.values))
    bias = number_text(equation.bias) if equation.bias else ""
    sign = _equals(lambda: [*map(parsed, texts), parsed(bias or "0")], 1, result)
    brackets = [f"({text})" if place and text.startswith("−") else text for place, text in enumerate(texts)]
    terms = [_term((Run(text),), None if value else 0) for text, value in zip(brackets, equation.values, strict=True)]
    return Sentence(terms, " + ", "", f"{_added(bias)} {sign} ", result)


def has_products(equation: Equation, formats: Formats) -> bool:
    """Whether the products of channels can be written, for all outputs of a step."""
    found, formats = [*equation.each.values()] or [equation], own_formats(equation, formats)
    return all(one.channels and products(one, formats) is not None for one in found)


def products(equation: Equation, formats: Formats) -> Sentence | None:
    """The products of each channel, then the partial sums: (1·2 + 3·1) + (2·2) + 1 = 5 + 4 + 1 = 10.

    None if the printed products do not give exactly the printed sums, or the sums the result.
    """
    sums = _parts(equation, formats, "")
    each = [_sum(one, formats, "") for one in equation.channels]
    if not all(sentence.after.endswith(" = ") for sentence in (*each, sums)) or equation.divisor > 1:
        return None
    terms = []
    for sentence in each:
        inner = [run for term in sentence.terms for run in (Run(" + "), *term.text)][1:]
        terms.append(_term((Run("("), *inner, Run(")")), None))
    after = " + ".join(run.text for term in sums.terms for run in term.text)
    bias = sums.after.removesuffix(" = ")
    return Sentence(terms, " + ", "", f"{bias} = {after}{sums.after}", sums.result)


def moved(equation: Equation, formats: Formats, language: str) -> Sentence:
    """Where a cell comes from: output[0, 3, 2] = input[2, 1, 1] = 7."""
    assert equation.places is not None
    here, there = (", ".join(map(str, place)) for place in equation.places)
    source = Run(f"{phrase(Tensor.INPUT.value, language)}[{there}]", Tensor.INPUT)
    texts = [formats[OUTPUT].text(value) for value in equation.values]
    number = [part for text in texts for part in (Run(" = "), Run(text, Tensor.OUTPUT))]
    before = f"{phrase(Tensor.OUTPUT.value, language)}[{here}] = "
    return Sentence([Term((source, *number), (Run("?"),))], "", before, "")


SENTENCES = {"sum": _sum, "max": _maximum, "mean": _mean, "stamp": _stamp, "parts": _parts, "moved": moved}


def _term(text: Runs, idle: float | None) -> Term:
    return Term(text, text, idle)


def _read(text: str, idle: float | None) -> Term:
    """A term that is a number of the input."""
    return _term((Run(text, Tensor.INPUT),), idle)


def plain(text: str) -> Term:
    """A term that speaks of nothing in the picture."""
    return _term((Run(text),), None)


def _idle_product(value: float, weight: float) -> float | None:
    """Zero if the product is zero, None otherwise; an infinite number times zero is not."""
    return 0 if (value == 0 and isfinite(weight)) or (weight == 0 and isfinite(value)) else None


@lru_cache(4096)
def _product(value: str, weight: str) -> Runs:
    """A product of a value and its weight; a negative weight stands in brackets."""
    second = f"({weight})" if weight.startswith("−") else weight
    return Run(value, Tensor.INPUT), Run("·"), Run(second, Tensor.KERNEL)


def _equals(summands: Callable[[], list[Decimal]], divisor: int, result: str) -> str:
    """'=' if the printed terms give exactly the printed result, else '≈'; '=' beside infinity, nan."""
    try:
        terms = summands()
    except ValueError:
        return "="
    try:
        rest = parsed(result).times(Decimal(-divisor))
    except ValueError:
        return "≈"
    return "≈" if total([*terms, rest]).digits else "="
