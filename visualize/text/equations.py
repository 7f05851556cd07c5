"""The arithmetic of a step: as numbers, and as a line of text that leaves out terms, zeros first, until it fits."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import inf, isfinite
from typing import Literal, NamedTuple

from visualize.film import INPUT, KERNEL, OUTPUT, Grid, Line, Run, Tensor
from visualize.text.decimals import Decimal, parsed, total
from visualize.text.number_format import NumberFormat, number_text
from visualize.text.phrases import phrase

Formats = Mapping[Grid, NumberFormat]
Fits = Callable[[str], bool]
Runs = tuple[Run, ...]
GRIDS = INPUT, KERNEL, OUTPUT
Place = tuple[int, int, int]  # channel, row and column


class Equation(NamedTuple):
    """What a step computes: input values, the weights that multiply them (for a sum and a stamp), and the result.

    The values of `parts` are the partial sums of channels. A stamp has one value, and its results are its products. In
    a figure without values a mean has only its divisor. The divisor of a sum and of a stamp is that of all weights.
    What is `moved` has its `places`, that in the output first, and its number as value, if there is one. The `grids`
    are those whose formats values, weights and results have.
    """

    kind: Literal["sum", "max", "mean", "stamp", "parts", "moved"]
    values: Sequence[float] = ()
    weights: Sequence[float] = ()
    result: float = 0
    bias: float = 0
    divisor: int = 1
    products: Sequence[float] = ()
    places: tuple[Place, Place] | None = None
    grids: tuple[Grid, Grid, Grid] = GRIDS


class _Term(NamedTuple):
    """A term of a line, and the same as a question; an idle one (0, minus infinity) adds nothing to the result."""

    text: Runs
    question: Runs
    idle: float | None = None


class _Sentence(NamedTuple):
    """A line before it is shortened: terms, what stands between, before and after them, the result.

    `kept` is the place of a term that stays, as the first and the last do.
    """

    terms: Sequence[_Term]
    joint: str
    before: str
    after: str
    result: str = ""
    kept: int = 0


def written(equation: Equation, formats: Formats, language: str, fits: Fits, keep_busy: bool = False) -> Line:
    """The equation as a line of text; terms are left out until it fits, idle ones first and all of them at once.

    Then terms in the middle are left out too, unless the busy ones are to be kept. The first and the last term stay,
    and the largest of a maximum. The sign of equality is that of the whole sum, of the terms left out as well.

    >>> formats = dict.fromkeys((INPUT, KERNEL, OUTPUT), NumberFormat(0))
    >>> written(Equation("sum", (0, 3), (1, 4), 12), formats, "en", lambda text: True)[:2]
    ('0·1 + 3·4 = 12', '0·1 + 3·4 = ?')
    >>> written(Equation("sum", (3, *[0] * 7, 4), range(9), 32), formats, "en", lambda text: len(text) < 40).text
    '3·0 + … 7 zeros … + 4·8 = 32'
    """
    own = zip(GRIDS, equation.grids, strict=True)
    formats = {**formats, **{usual: formats[grid] for usual, grid in own if grid in formats}}
    sentence = _SENTENCES[equation.kind](equation, formats, language)
    everything = range(len(sentence.terms))
    whole = _line(sentence, everything, language)
    if fits(whole.text):
        return whole
    staying = {0, sentence.kept, everything[-1]}
    busy = [place for place in everything if sentence.terms[place].idle is None or place in staying]
    without_idle = _line(sentence, busy, language)
    if keep_busy or len(busy) < 3 or fits(without_idle.text):
        return without_idle

    def shortened(left_out: int) -> Line:
        return _line(sentence, _ends(busy, left_out, sentence.kept), language)

    # By binary search: a window may have thousands of terms, and fewer terms make a shorter line.
    most = len(busy) - 2
    return shortened(min(most, 1 + bisect_left(range(1, most), True, key=lambda count: fits(shortened(count).text))))


def _ends(places: Sequence[int], left_out: int, kept: int) -> Sequence[int]:
    """The places without `left_out` of them in the middle, one of which is kept nevertheless.

    >>> _ends([0, 2, 3, 5, 7], 3, kept=0), _ends([0, 2, 3, 5, 7], 3, kept=3)
    ([0, 7], [0, 3, 7])
    """
    ends = len(places) - left_out
    first, last = -(-ends // 2), len(places) - ends // 2
    return [*places[:first], *(place for place in places[first:last] if place == kept), *places[last:]]


def _line(sentence: _Sentence, places: Sequence[int], language: str) -> Line:
    """The line with the terms at these places: dots stand for busy terms left out, a note before the last for idle."""
    terms = sentence.terms
    if len(places) == len(terms):
        return _joined(sentence, terms)
    shown, stays = [terms[places[0]]], {*places}
    idle = [term.idle for place, term in enumerate(terms) if term.idle is not None and place not in stays]
    for before, place in pairwise(places):
        if any(term.idle is None for term in terms[before + 1 : place]):
            shown.append(_plain("…"))
        if idle and place == places[-1]:
            shown.append(_left_out(idle, language))
        shown.append(terms[place])
    return _joined(sentence, shown)


def _joined(sentence: _Sentence, terms: Sequence[_Term]) -> Line:
    """The line with these terms."""
    result, blank = ((Run(text, Tensor.OUTPUT),) if sentence.result else () for text in (sentence.result, "?"))
    text = _runs(sentence, [term.text for term in terms], result)
    question = _runs(sentence, [term.question for term in terms], blank)
    return Line("".join([run.text for run in text]), "".join([run.text for run in question]), text, question)


def _runs(sentence: _Sentence, terms: Sequence[Runs], result: Runs) -> Runs:
    joint = Run(sentence.joint)
    between = [run for term in terms for run in (joint, *term)][1:]
    around = Run(sentence.before), *between, Run(sentence.after), *result
    return tuple(run for run in around if run.text)


def _left_out(idle: Sequence[float], language: str) -> _Term:
    """How many idle terms are left out: … 12 zeros …"""
    zeros = idle.count(0)
    counts = [("minus infinities", len(idle) - zeros), ("zero terms" if zeros > 1 else "zero term", zeros)]
    parts = [phrase(key, language).format(count) for key, count in counts if count]
    note = phrase("left out", language).format(phrase("comma", language).join(parts))
    return _plain(note)


def in_words(equation: Equation, language: str) -> Line:
    """The line of a step in a figure without numbers: the divisor of a mean, or where a cell goes, else nothing.

    >>> in_words(Equation("mean", divisor=4), "en").text
    'mean: window sum ÷ 4'
    """
    if equation.kind == "moved":
        sentence = _moved(equation._replace(values=()), {}, language)
        return _joined(sentence, sentence.terms)
    if equation.kind != "mean":
        return Line()
    text = phrase("sum", language).format(equation.divisor)
    return Line(text, text, (Run(text),), (Run(text),))


def _sum(equation: Equation, formats: Formats, language: str) -> _Sentence:
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
    return _Sentence(terms, " + ", "(" if divided else "", after, result)


def _added(bias: str) -> str:
    """A bias behind other terms."""
    return (f" − {bias[1:]}" if bias.startswith("−") else f" + {bias}") if bias else ""


def _maximum(equation: Equation, formats: Formats, language: str) -> _Sentence:
    """A maximum: max(0, 1, 3, 4) = 4."""
    values, result = equation.values, formats[OUTPUT].text(equation.result)
    texts = [formats[INPUT].text(value) for value in values]
    terms = [_read(text, value if value in (0, -inf) else None) for text, value in zip(texts, values, strict=True)]
    same = (place for place, value in enumerate(values) if value == equation.result or value != value)
    largest = next(same, 0)
    after = f") {_equals(lambda: [parsed(texts[largest])], 1, result)} "
    return _Sentence(terms, ", ", "max(", after, result, largest)


def _mean(equation: Equation, formats: Formats, language: str) -> _Sentence:
    """A mean: (3 + 3 + 2) / 3 ≈ 2.7."""
    divisor, result = equation.divisor, formats[OUTPUT].text(equation.result)
    texts = [formats[INPUT].text(value) for value in equation.values]
    sign = _equals(lambda: [*map(parsed, texts)], divisor, result)
    brackets = [f"({text})" if text.startswith("−") else text for text in texts]
    terms = [_read(text, None if value else 0) for text, value in zip(brackets, equation.values, strict=True)]
    return _Sentence(terms, " + ", "(", f") / {divisor} {sign} ", result)


def _stamp(equation: Equation, formats: Formats, language: str) -> _Sentence:
    """A stamp's products: add 3·0 = 0, 3·1 = 3, 3·2 = 6, 3·3 = 9."""
    (value,), divisor, terms = equation.values, equation.divisor, []
    source = formats[INPUT].text(value)
    for weight, product in zip(equation.weights, equation.products, strict=True):
        factor, result = formats[KERNEL].text(weight), formats[OUTPUT].text(product)
        sign = _equals(lambda factor=factor: [parsed(source).times(parsed(factor))], divisor, result)  # type: ignore[misc]
        left = *_product(source, factor), Run(f"{f'/{divisor}' if divisor > 1 else ''} {sign} ")
        text, question = ((*left, Run(after, Tensor.OUTPUT)) for after in (result, "?"))
        terms.append(_Term(text, question, _idle_product(value, weight)))
    before, _, after = phrase("add", language).partition("{}")
    return _Sentence(terms, phrase("comma", language), before, after)


def _parts(equation: Equation, formats: Formats, language: str) -> _Sentence:
    """The sum of partial sums: 2 + (−6) + 3 + 1 = 0, the bias last."""
    format = next(format for grid, format in formats.items() if grid.tensor is Tensor.PARTIAL_SUM)
    result, texts = formats[OUTPUT].text(equation.result), [format.text(value) for value in equation.values]
    bias = number_text(equation.bias) if equation.bias else ""
    sign = _equals(lambda: [*map(parsed, texts), parsed(bias or "0")], 1, result)
    brackets = [f"({text})" if place and text.startswith("−") else text for place, text in enumerate(texts)]
    terms = [_term((Run(text),), None if value else 0) for text, value in zip(brackets, equation.values, strict=True)]
    return _Sentence(terms, " + ", "", f"{_added(bias)} {sign} ", result)


def _moved(equation: Equation, formats: Formats, language: str) -> _Sentence:
    """Where a cell comes from: output[0, 3, 2] = input[2, 1, 1] = 7."""
    assert equation.places is not None
    here, there = (", ".join(map(str, place)) for place in equation.places)
    source = Run(f"{phrase(Tensor.INPUT.value, language)}[{there}]", Tensor.INPUT)
    texts = [formats[OUTPUT].text(value) for value in equation.values]
    number = [part for text in texts for part in (Run(" = "), Run(text, Tensor.OUTPUT))]
    before = f"{phrase(Tensor.OUTPUT.value, language)}[{here}] = "
    return _Sentence([_Term((source, *number), (Run("?"),))], "", before, "")


_SENTENCES = {"sum": _sum, "max": _maximum, "mean": _mean, "stamp": _stamp, "parts": _parts, "moved": _moved}


def _term(text: Runs, idle: float | None) -> _Term:
    return _Term(text, text, idle)


def _read(text: str, idle: float | None) -> _Term:
    """A term that is a number of the input."""
    return _term((Run(text, Tensor.INPUT),), idle)


def _plain(text: str) -> _Term:
    return _term((Run(text),), None)


def _idle_product(value: float, weight: float) -> float | None:
    """Zero if the product is zero, None otherwise; an infinite number times zero is not."""
    return 0 if (value == 0 and isfinite(weight)) or (weight == 0 and isfinite(value)) else None


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
