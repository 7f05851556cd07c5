"""Random figures with numbers: what their cells and their lines print is true, term by term, and adds up."""

import os
import re
from collections import Counter
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import visualize as vz
from tests.printed_lines import Printed, last_place, number, read
from tests.random_layers import OURS, operations
from tests.random_numbers import POOLS
from visualize.film import INPUT, KERNEL, OUTPUT

FIGURES = 600 if "VISUALIZE_HEAVY" in os.environ else 40  # for each of five readings
MOST_STEPS = 6  # that are read of each figure
NOISE = Fraction(1, 10**12)  # of sums of floats, as a share of their terms' sizes


class Case(NamedTuple):
    """A figure, and the numbers that it was given."""

    figure: vz.Figure
    x: np.ndarray
    w: np.ndarray | None
    bias: float


class Term(NamedTuple):
    """A term as the cells show it, whether it adds nothing, and its exact value."""

    texts: tuple[str, ...]
    idle: bool
    exact: Fraction | None


def exact(value: Any) -> Fraction | None:
    """A number as it was given, in the decimals of its own precision; None for infinity and nan."""
    if isinstance(value, np.bool_):
        return Fraction(int(value))
    return Fraction(str(value)) if np.isfinite(value) else None


def large_window(name: str, kernel: int, stride: int, padding: int) -> Any:
    """A layer whose lines are long."""
    return OURS[name](kernel + 1, kernel, stride=stride, padding=padding)


@st.composite
def cases(draw: Any, name: str, reading: str) -> Case:
    op = draw(
        operations((name,))
        | st.builds(large_window, st.just(name), st.integers(5, 7), st.integers(1, 2), st.integers(0, 2))
    )
    random = np.random.default_rng(draw(st.integers(0, 10**9)))
    pools = draw(st.sampled_from(sorted(POOLS))), draw(st.sampled_from(sorted(POOLS)))
    x, w = POOLS[pools[0]](random, op.input_size), None
    options: dict[str, Any] = {"reading": reading, "view": "flat", "lang": draw(st.sampled_from(("en", "zh")))}
    options |= draw(
        st.sampled_from(({}, {"cell": 120}, {"cell": 60}, {"cell": 40}, {"width": 480}, {"width": 800}, {"quiz": True}))
    )
    bias = 0
    if name.startswith("Conv"):
        w = POOLS[pools[1]](random, op.kernel_size)
        bias = draw(st.sampled_from((0, 0, 3, -2, 0.25, 1.005, -1 / 3)))
        options |= {"kernel": w, "bias": bias, "flip": name == "Conv" and draw(st.booleans())}
    try:
        with np.errstate(all="ignore"):
            return Case(vz.figure(op, input=x, **options), x, w, bias)
    except vz.VisualizeError as error:
        assert any(word in str(error) for word in ("too narrow", "give smaller numbers", "megapixels")), error
        return Case(None, x, w, bias)


def grids(case: Case, data: dict[str, Any], divisor: int) -> dict[str, Any]:
    """The given numbers, exact, by JSON's addresses, weights as fractions where the heading says so."""
    ours = case.figure.story
    x = {index: exact(value) for index, value in np.ndenumerate(np.atleast_2d(case.x))}
    values, roles = data["grids"]["input"]["values"][0], data["grids"]["input"]["roles"][0]
    places = iter(x.values())
    cells = {}
    for row, line in enumerate(roles):
        for column, role in enumerate(line):
            value = values[row][column]
            if role == "input":
                cells[row, column] = next(places), value, role
            elif ours.sources is not None if hasattr(ours, "sources") else False:
                cells[row, column] = (
                    x[divmod(int(ours.sources[row, column]), len(np.atleast_2d(case.x)[0]))],
                    value,
                    role,
                )
            else:
                cells[row, column] = (None if value == "-Infinity" else Fraction(0)), value, role
    weights = {} if case.w is None else {at: exact(one) for at, one in np.ndenumerate(np.atleast_2d(case.w))}
    if divisor > 1:
        weights = {at: Fraction(round(weight * divisor), divisor) for at, weight in weights.items()}
    return {"input": cells, "kernel": weights}


def kernel_text(case: Case, texts: np.ndarray, row: int, column: int) -> str:
    if case.figure.story.turned:
        rows, columns = texts.shape
        row, column = rows - 1 - row, columns - 1 - column
    return str(texts[row, column])


def product(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a * b


def expected_terms(case: Case, numbers: dict[str, Any], step: dict[str, Any], texts: Any, largest: bool) -> list[Term]:
    """The terms of a step, all of them, as the cells show them."""
    terms, mean = [], case.figure.operation.name == "avg_pool"
    scatter = case.figure.story.reading == "scatter"
    for tap in step["taps"]:
        row, column = (step["input"] if scatter else tap["input"])[1:]
        value, raw, role = numbers["input"][row, column]
        counted = role == "input" or (role == "padding" and case.figure.operation.count_include_pad)
        if mean and not counted:
            continue
        factors = [str(texts[INPUT][row, column])]
        if case.w is None:
            terms.append(Term((*factors,), value == 0 or (largest and raw == "-Infinity"), value))
            continue
        place = tuple(tap["kernel"][2:])[2 - np.ndim(case.w) :] if np.ndim(case.w) == 2 else (0, tap["kernel"][3])
        weight = numbers["kernel"][place]
        factors.append(kernel_text(case, texts[KERNEL], *tap["kernel"][2:]))
        terms.append(Term(tuple(factors), product(value, weight) == 0, product(value, weight)))
    return terms


def check_left_out(printed: Printed, terms: list[Term], kept: str | None) -> None:
    """What is missing is counted or dotted; the ends and the maximum stand there; the rest is in order."""
    shown, every = [term[: len(terms[0].texts)] for term in printed.terms], [term.texts for term in terms]
    idle = {term.texts for term in terms if term.idle}
    missing = Counter(every) - Counter(shown)
    places = iter(every)
    assert all(term in places for term in shown), (shown, every)
    assert (shown[0], shown[-1]) == (every[0], every[-1])
    infinite = sum(count for term, count in missing.items() if term in idle and term == ("−∞",))
    zeros = sum(count for term, count in missing.items() if term in idle) - infinite
    busy = missing.total() - zeros - infinite
    assert (printed.zeros, printed.infinities) == (zeros, infinite)
    assert bool(printed.dots) == bool(busy)
    if busy:
        # Busy terms go last: idle ones stand at the ends only, or where they are the maximum.
        assert not idle & set(shown[1:-1]) - {(kept,)}
    assert kept is None or (kept,) in shown


def check_sign(terms: list[tuple[str, ...]], divisor: int, bias: str, sign: str, result: str) -> None:
    """'=' if and only if the texts give the text."""
    factors = [[number(factor) for factor in term] for term in terms]
    if any(None in term for term in factors) or number(bias or "0") is None:
        assert sign == "="
        return
    total = sum((term[0] * (term[1] if len(term) > 1 else 1) for term in factors), Fraction(0)) / divisor
    total += number(bias or "0")
    assert (sign == "=") == (number(result) is not None and total == number(result)), (terms, sign, result)


def check_near(text: str, value: Fraction | None, noise: Fraction = Fraction(0)) -> None:
    """A text is the rounding of a number, to the places that it shows; zero is zero."""
    if value is None:
        assert number(text) is None, text
        return
    shown = number(text)
    if shown is None:
        assert abs(value) > 10**300
        return
    assert abs(shown - value) <= last_place(text) / 2 + noise, (text, float(value))
    assert (shown == 0) == (abs(value) <= noise) or abs(value) <= noise, (text, float(value))


def check_step(case: Case, numbers: dict[str, Any], step: dict[str, Any], place: int, divisor: int) -> Printed:
    film = case.figure.film
    frame = film.frame(place)
    printed = read(frame.line.text)
    op = case.figure.operation
    terms = expected_terms(case, numbers, step, frame.texts, op.name == "max_pool")
    finite = all(term.exact is not None for term in terms)
    if case.figure.story.reading == "scatter":
        check_left_out(printed, terms, None)
        for *factors, over, sign, result in printed.terms:
            assert int(over or 1) == divisor
            check_sign([tuple(factors)], divisor, "", sign, result)
        return printed
    row, column = step["output"][1:]
    assert printed.result == frame.texts[OUTPUT][row, column]
    if op.name == "max_pool":
        largest = [term for term in terms if term.exact is not None]
        top = max(largest, key=lambda term: term.exact) if finite and largest else None
        check_left_out(printed, terms, top.texts[0] if top else None)
        assert finite is False or number(printed.result) is not None
        if top:
            check_near(printed.result, top.exact)
            check_sign([top.texts], 1, "", printed.sign, printed.result)
        return printed
    check_left_out(printed, terms, None)
    mean = op.name == "avg_pool"
    assert printed.divisor == (step["divisor"] if mean else divisor)
    check_sign([term.texts for term in terms], printed.divisor, printed.bias, printed.sign, printed.result)
    if finite:
        sizes = sum((abs(term.exact) for term in terms), Fraction(0)) + abs(exact(case.bias))
        total = sum((term.exact for term in terms), Fraction(0)) / (step["divisor"] if mean else 1)
        check_near(printed.result, total + exact(case.bias), sizes * NOISE)
        assert bool(printed.bias) == bool(case.bias)
        check_near(printed.bias or "0", exact(case.bias))
    return printed


def check_kernel(case: Case, texts: np.ndarray) -> int:
    """The printed weights add up to the kernel's sum; returns the denominator in its heading."""
    headings = (re.match(r"1/(\d+) × \S", label.text) for label in case.figure.film.labels)
    divisor = next((int(heading[1]) for heading in headings if heading), 1)
    weights = np.atleast_2d(case.w)
    error = Fraction(1, 10**6) if weights.dtype == np.float32 else NOISE
    for (row, column), weight in np.ndenumerate(weights):
        text = kernel_text(case, texts, row, column)
        if divisor > 1:
            assert abs(number(text) / divisor - Fraction(float(weight))) <= error * abs(Fraction(float(weight))), text
            assert number(text).denominator == 1
        else:
            check_near(text, exact(weight))
    shown = [number(text) for text in texts.ravel().tolist()]
    if None not in shown:
        places = sum(last_place(text) for text in texts.ravel().tolist()) / 2 / divisor
        total = sum(Fraction(float(weight)) for weight in weights.ravel())
        slack = sum(abs(Fraction(float(weight))) for weight in weights.ravel()) * error
        assert abs(sum(shown) / divisor - total) <= (slack if divisor > 1 else places + slack)
    return divisor


def check(case: Case) -> set[str]:
    """Check cells and lines of some steps; returns what the figure had."""
    figure = case.figure
    if figure is None or not figure.film.cell_texts or figure.film.legends:
        return set()
    head, *steps = figure._data()
    count = figure.film.frame_count
    texts = figure.film.frame(count - 1).texts
    divisor = 1 if case.w is None else check_kernel(case, texts[KERNEL])
    numbers = grids(case, head, divisor)
    for (row, column), (value, *_) in numbers["input"].items():
        check_near(str(texts[INPUT][row, column]), value)
    quiz = 2 if count == 2 * len(steps) else 1
    found = {"numbers", *(["fraction"] if divisor > 1 else [])}
    for index in sorted({*range(0, len(steps), -(-len(steps) // MOST_STEPS)), len(steps) - 1}):
        printed = check_step(case, numbers, steps[index], quiz * index + quiz - 1, divisor)
        found |= {name for name in ("dots", "zeros", "infinities", "bias") if getattr(printed, name)}
        found |= {sign for sign in (printed.sign, *(term[-2] for term in printed.terms if len(term) == 5)) if sign}
        if quiz == 2:
            question, line = (figure.film.frame(2 * index + at).line.text for at in (0, 1))
            assert "?" in question and question.count("…") == line.count("…")
    return found


READINGS = [*((name, "gather") for name in OURS), ("ConvTranspose", "scatter")]


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_cells_and_lines_tell_the_truth(name: str, reading: str) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=FIGURES * 2)
    @given(cases(name, reading))
    def run(case: Case) -> None:
        seen.update(check(case))

    run()
    assert seen["numbers"] >= FIGURES, seen
    met = {"numbers", "dots", "zeros", "="} | ({"bias", "fraction", "≈"} if name.startswith("Conv") else set())
    met = met - {"bias"} if reading == "scatter" else met | ({"infinities"} if name == "MaxPool" else set())
    assert met <= {*seen}, seen
