"""The line below a figure, read back by a parser of its own into exact fractions."""

import re
from fractions import Fraction
from typing import NamedTuple

NUMBER = r"−?(?:\d+(?:\.\d+)?(?:e−?\d+)?|∞)|nan"
NOTE = re.compile(r"…(?: |)(\d.*?)(?: |)…")
COUNT = re.compile(r"(\d+)(?: × | |个)(zeros?|零|−∞)")
FACTOR = re.compile(rf"\(?({NUMBER})\)?")
PRODUCT = re.compile(rf"\(?({NUMBER})\)?·\(?({NUMBER})\)?")


class Printed(NamedTuple):
    """What a line says: its terms as texts, which gaps are dots, how many idle terms it counts, and the rest.

    A term has two factors, or one; of a stamp it has its own sign and result too.
    """

    terms: list[tuple[str, ...]]
    dots: int
    zeros: int
    infinities: int
    divisor: int
    bias: str
    sign: str
    result: str


def number(text: str) -> Fraction | None:
    """The number, None for infinity and nan."""
    return None if text in ("nan", "∞", "−∞") else Fraction(text.replace("−", "-"))


def last_place(text: str) -> Fraction:
    """The worth of one in the last digit of a text."""
    mantissa, _, power = text.replace("−", "-").partition("e")
    return Fraction(10) ** (int(power or 0) - len(mantissa.partition(".")[2]))


def read(line: str) -> Printed:
    """The line of any operation and reading, in both languages; everything in it must be understood."""
    stamp = re.fullmatch(r"(?:add |加上 |累加：)(.*)", line)
    if stamp:
        return _read(re.split(r", |，", stamp[1]), line, 1, "", "", "")
    left, sign, result = re.fullmatch(r"(.*) ([=≈]) (\S+)", line).groups()
    largest = re.fullmatch(r"max\((.*)\)", left)
    if largest:
        return _read(re.split(r", |，", largest[1]), line, 1, "", sign, result)
    divided = re.fullmatch(rf"\((.*)\) / (\d+)(?: ([+−]) ({NUMBER}))?", left)
    if divided:
        inside, divisor, plus, bias = divided.groups()
        return _read(inside.split(" + "), line, int(divisor), _signed(plus, bias), sign, result)
    added = re.fullmatch(rf"(.*) ([+−]) ({NUMBER})", left)
    if added and "·" in added[1]:
        return _read(added[1].split(" + "), line, 1, _signed(added[2], added[3]), sign, result)
    return _read(left.split(" + "), line, 1, "", sign, result)


def _signed(plus: str | None, bias: str | None) -> str:
    return (bias or "") if plus != "−" else f"−{bias}"


def _read(parts: list[str], line: str, divisor: int, bias: str, sign: str, result: str) -> Printed:
    terms: list[tuple[str, ...]] = []
    dots, counts, open_note = 0, {"zeros": 0, "infinities": 0}, False
    for part in parts:
        if part == "…":
            dots += 1
            continue
        found = COUNT.findall(part) if part.startswith("…") or open_note else []
        if found:
            open_note = not part.endswith("…")
            for count, name in found:
                counts["infinities" if name == "−∞" else "zeros"] += int(count)
            continue
        terms.append(_term(part, line))
    assert not open_note
    return Printed(terms, dots, counts["zeros"], counts["infinities"], divisor, bias, sign, result)


def _term(part: str, line: str) -> tuple[str, ...]:
    stamped = re.fullmatch(rf"{PRODUCT.pattern}(?:/(\d+))? ([=≈]) ({NUMBER})", part)
    match = stamped or PRODUCT.fullmatch(part) or FACTOR.fullmatch(part)
    assert match, (part, line)
    return tuple(group or "" for group in match.groups())
