"""The arithmetic of a step as a line of text that leaves out terms, zeros first, until it fits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise

from visualize.film import Line, Run, Tensor
from visualize.text.phrases import phrase
from visualize.text.sentences import (
    SENTENCES,
    Equation,
    Formats,
    Runs,
    Sentence,
    Term,
    moved,
    own_formats,
    plain,
    products,
)

Fits = Callable[[str], bool]


def written(
    equation: Equation, formats: Formats, language: str, fits: Fits, keep_busy: bool = False, named: bool = True
) -> Line:
    """The equation as a line of text; terms are left out until it fits, idle ones first and all of them at once.

    Then terms in the middle are left out too, unless the busy ones are to be kept. The first and the last term stay,
    and the largest of a maximum. The sign of equality is that of the whole sum, of the terms left out as well.

    >>> from visualize.film import INPUT, KERNEL, OUTPUT
    >>> from visualize.text.number_format import NumberFormat
    >>> formats = dict.fromkeys((INPUT, KERNEL, OUTPUT), NumberFormat(0))
    >>> written(Equation("sum", (0, 3), (1, 4), 12), formats, "en", lambda text: True)[:2]
    ('0·1 + 3·4 = 12', '0·1 + 3·4 = ?')
    >>> written(Equation("sum", (3, *[0] * 7, 4), range(9), 32), formats, "en", lambda text: len(text) < 40).text
    '3·0 + … 7 zeros … + 4·8 = 32'
    """
    formats = own_formats(equation, formats)
    if equation.each:
        lines = [
            _behind(_name(at, language) if named else "", one, formats, language, fits, keep_busy)
            for at, one in equation.each.items()
        ]
        return Line.below_each_other(lines)
    whole = products(equation, formats) if equation.channels else None
    line = Line() if whole is None else _line(whole, range(len(whole.terms)), language)
    if line.text and fits(line.text):
        return line
    return _shortened(SENTENCES[equation.kind](equation, formats, language), language, fits, keep_busy)


def _shortened(sentence: Sentence, language: str, fits: Fits, keep_busy: bool) -> Line:
    """The line without the terms that must be left out for it to fit."""
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


def _name(output: int, language: str) -> str:
    """The name of an output before its line."""
    return phrase("titled", language).format(phrase(Tensor.OUTPUT_NAME.value, language).format(output), "")


def _behind(name: str, equation: Equation, formats: Formats, language: str, fits: Fits, keep_busy: bool) -> Line:
    """A line with its name before it, which both fit."""
    line = written(equation, formats, language, lambda text: fits(name + text), keep_busy)
    runs = (Run(name, "quiet"),) if name else ()
    return line._replace(runs=(*runs, *line.runs), question_runs=(*runs, *line.question_runs))


def _ends(places: Sequence[int], left_out: int, kept: int) -> Sequence[int]:
    """The places without `left_out` of them in the middle, one of which is kept nevertheless.

    >>> _ends([0, 2, 3, 5, 7], 3, kept=0), _ends([0, 2, 3, 5, 7], 3, kept=3)
    ([0, 7], [0, 3, 7])
    """
    ends = len(places) - left_out
    first, last = -(-ends // 2), len(places) - ends // 2
    return [*places[:first], *(place for place in places[first:last] if place == kept), *places[last:]]


def _line(sentence: Sentence, places: Sequence[int], language: str) -> Line:
    """The line with the terms at these places: dots stand for busy terms left out, a note before the last for idle."""
    terms = sentence.terms
    if len(places) == len(terms):
        return _joined(sentence, terms)
    shown, stays = [terms[places[0]]], {*places}
    idle = [term.idle for place, term in enumerate(terms) if term.idle is not None and place not in stays]
    for before, place in pairwise(places):
        if any(term.idle is None for term in terms[before + 1 : place]):
            shown.append(plain("…"))
        if idle and place == places[-1]:
            shown.append(_left_out(idle, language))
        shown.append(terms[place])
    return _joined(sentence, shown)


def _joined(sentence: Sentence, terms: Sequence[Term]) -> Line:
    """The line with these terms."""
    result, blank = ((Run(text, Tensor.OUTPUT),) if sentence.result else () for text in (sentence.result, "?"))
    text = _runs(sentence, [term.text for term in terms])
    asked = any(term.question is not term.text for term in terms)
    question = _runs(sentence, [term.question for term in terms]) if asked else text
    said, asking = ("".join([run.text for run in runs]) for runs in ((*text, *result), (*question, *blank)))
    return Line(said, asking, (*text, *result), (*question, *blank))


def _runs(sentence: Sentence, terms: Sequence[Runs]) -> Runs:
    """What stands before the result."""
    joint = Run(sentence.joint)
    between = [run for term in terms for run in (joint, *term)][1:]
    return tuple([run for run in (Run(sentence.before), *between, Run(sentence.after)) if run.text])


def _left_out(idle: Sequence[float], language: str) -> Term:
    """How many idle terms are left out: … 12 zeros …"""
    zeros = idle.count(0)
    counts = [("minus infinities", len(idle) - zeros), ("zero terms" if zeros > 1 else "zero term", zeros)]
    parts = [phrase(key, language).format(count) for key, count in counts if count]
    note = phrase("left out", language).format(phrase("comma", language).join(parts))
    return plain(note)


def in_words(equation: Equation, language: str) -> Line:
    """The line of a step in a figure without numbers: the divisor of a mean, or where a cell goes, else nothing.

    >>> in_words(Equation("mean", divisor=4), "en").text
    'mean: window sum ÷ 4'
    """
    if equation.kind == "moved":
        sentence = moved(equation._replace(values=()), {}, language)
        return _joined(sentence, sentence.terms)
    if equation.kind != "mean":
        return Line()
    text = phrase("sum", language).format(equation.divisor)
    return Line(text, text, (Run(text),), (Run(text),))
