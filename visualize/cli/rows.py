"""Splits values as a user types them into rows of words: rows such as "0 1; 2 3", nested lists, lines of a .csv file.

Commas separate numbers, but in many languages they begin decimals too. Where both readings of a text are possible and
differ, it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualize.errors import invalid

Rows = list[list[str]]
BRACKETS = {"[": "]", "(": ")"}


def typed(parameter: str, source: str, lines: Sequence[str]) -> Rows:
    """The words of lines whose numbers are separated by blanks or commas.

    >>> typed("input", "", ["0, 1", "2, 3"]), typed("input", "", ["1,5 2,5", "3 4"])
    ([['0', '1'], ['2', '3']], [['1.5', '2.5'], ['3', '4']])
    """
    separated = [separated_by_commas(line) for line in lines]
    word = next((word for line in lines for word in _words(line) if "," in word), None)
    decimals = [_with_decimals(line) for line in lines]
    complete = [row for row in decimals if row is not None]
    if word is None or len(complete) < len(lines):
        return separated
    if _width(separated) is None and _width(complete) != 1:  # of both readings at most one makes rows of one length
        return complete
    readings = f"'{word.replace(',', ', ')}' or the one number {_decimal(word)}"
    raise invalid(parameter, source, f"{word} can be the numbers {readings}: write one of these")


def separated_by_commas(line: str) -> list[str]:
    """Words between commas or blanks; the empty word between two commas, but none after the last one.

    >>> separated_by_commas("1,2 3,,4,")
    ['1', '2', '3', '', '4']
    """
    fields = line.split(",")
    if not fields[-1].strip():
        fields.pop()
    return [word for field in fields for word in field.split() or [""]]


def _words(line: str) -> list[str]:
    """The words between blanks, without commas at their ends: those separate numbers in any reading."""
    return [word for word in (part.strip(",") for part in line.split()) if word]


def _with_decimals(line: str) -> list[str] | None:
    """The words of a line in which commas between digits begin decimals; None if they cannot."""
    words = [_decimal(word) if "," in word else word for word in _words(line)]
    return None if None in words else [word for word in words if word is not None]


def _decimal(word: str) -> str | None:
    """A number with a decimal comma, or with thousands in groups, in Python's notation; None if it is none.

    >>> [_decimal(word) for word in ("1,5", "1.234,5", "1,234.5", "1,2,3", "0.5,0.5")]
    ['1.5', '1234.5', '1234.5', None, None]
    """
    before, _, after = word.partition(",")
    head, tail = before.lstrip("+-"), after.partition(".")[0]
    if not after[:1].isdecimal() or "," in after:
        return None
    if "." in after:
        grouped, number = _is_group(head) and len(tail) == 3, before + after
    else:
        groups = head.split(".")
        grouped = len(groups) == 1 or (_is_group(groups[0]) and all(len(group) == 3 for group in groups[1:]))
        number = f"{before.replace('.', '')}.{after}"
    return number if grouped and _is_number(number) else None


def _is_group(digits: str) -> bool:
    """Whether digits can be those before the first separator of thousands."""
    return 1 <= len(digits) <= 3 and digits[0] != "0"


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _width(rows: Rows) -> int | None:
    """The length of the rows; None if they have different ones."""
    lengths = {len(row) for row in rows}
    return lengths.pop() if len(lengths) == 1 else None


def is_list(text: str) -> bool:
    """Whether a text is a list, "[1, 2]" or "[1 2; 3 4]", or a tuple of lists or tuples.

    >>> is_list("[[1, 2], [3, 4]]"), is_list("((1, 2), (3, 4))"), is_list("(3, 5)")
    (True, True, False)
    """
    return text[:1] == "[" or (text[:1] == "(" and text[1:].lstrip()[:1] in BRACKETS)


def listed(parameter: str, text: str) -> tuple[list[str], tuple[int, ...]]:
    """The words of a nested list, row by row, and its shape. Rows may also be separated by semicolons.

    >>> listed("input", "[[1, 2], [3, 4]]"), listed("input", "[1 2; 3 4]")
    ((['1', '2', '3', '4'], (2, 2)), (['1', '2', '3', '4'], (2, 2)))
    """
    if not any(bracket in text[1:-1] for bracket in "[]()"):
        if BRACKETS[text[0]] != text[-1]:
            raise _unmatched(parameter, text)
        lines = text[1:-1].strip().strip(";").replace("\n", ";").split(";")
        tree: list[object] = [separated_by_commas(line) for line in lines]
    elif ",," in "".join(text.split()):
        raise invalid(parameter, text, "'' is not a number")
    else:
        tree = _tree(parameter, text)
    try:
        found = np.array(tree, np.str_)
    except ValueError:
        raise invalid(parameter, text, "rows must be of one length") from None
    except RecursionError:
        raise invalid(parameter, text, "is nested too deeply") from None
    return found.ravel().tolist(), found.shape


def _tree(parameter: str, text: str) -> list[object]:
    """A nested list as lists of words."""
    spaced = "".join(f" {char} " if char in "[]()" else " " if char in ",;" else char for char in text)
    lists: list[list[object]] = [[]]
    expected: list[str] = []
    for word in spaced.split():
        if word in BRACKETS:
            lists.append([])
            expected.append(BRACKETS[word])
        elif expected and word == expected[-1]:
            expected.pop()
            lists[-2].append(lists.pop())
        elif word in BRACKETS.values() or not expected:
            raise _unmatched(parameter, text)
        else:
            lists[-1].append(word)
    if expected or len(lists[0]) != 1:
        raise _unmatched(parameter, text)
    outermost = lists[0][0]
    assert isinstance(outermost, list)
    return outermost


def _unmatched(parameter: str, text: str) -> Exception:
    return invalid(parameter, text, "its brackets do not match; a list is written [[1, 2], [3, 4]]")
