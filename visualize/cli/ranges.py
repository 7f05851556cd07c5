"""Values of a parameter as a range, 1..5, or as a list, 1,3."""

from __future__ import annotations

from visualize.errors import invalid


def listed_values(parameter: str, words: str, values: str, range_example: str, list_example: str) -> list[str]:
    """The values of a range or a list; `words` are what messages show.

    >>> listed_values("vary", "k=1..3", "1..3", "k=1..5", "p=0,2")
    ['1', '2', '3']
    >>> listed_values("padding", "0,1", "0,1", "1..5", "0,2")
    ['0', '1']
    """
    first, dots, last = values.partition("..")
    if not dots:
        listed = [value.strip() for value in values.split(",")]
        if not all(listed) or len(set(listed)) < len(listed):
            raise invalid(parameter, words, f"give different values, as {range_example} or {list_example}")
        return listed
    if not (first.isdecimal() and last.isdecimal() and max(len(first), len(last)) < 6):
        raise invalid(parameter, words, f"a range has two whole numbers, as in {range_example}")
    if int(first) > int(last):
        raise invalid(parameter, words, f"a range goes upwards, as in {last}..{first}")
    return [str(number) for number in range(int(first), int(last) + 1)]
