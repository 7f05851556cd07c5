"""A table of figures: a TOML file of limited size and depth, its rows and all their combinations.

It knows nothing of what the words of a row mean.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, NamedTuple

from visualize.errors import VisualizeError, invalid, missing, unknown
from visualize.reading import opened, unreadable

MOST_BYTES, MOST_DEPTH = 1_000_000, 8
MOST_FIGURES = 10_000  # of a table, all combinations counted
LONGEST_WORD = 24  # characters of a value in the name of a file
SECTIONS = ("defaults", "figure")
MATRICES = ("input", "kernel")  # words of which a list of rows is one value
LISTED = ("compare",)  # words of which a list is one value
OWN = ("name", "formats")  # words of a row that are none of the figure's
# Texts and comments, in which brackets and dots mean nothing.
QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?"""|' + r"'''.*?'''|" + r'"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*", re.DOTALL
)
DOTTED = re.compile(r"[\w\"'-]+(?:\s*\.\s*[\w\"'-]+){" + str(MOST_DEPTH) + "}")


class Row(NamedTuple):
    """A figure of a table: its name, the formats of its files, and what it is, in the words of the options.

    `defaults` are the words that it has from the table's defaults: a stack ignores those of a single layer.
    """

    name: str
    formats: tuple[str, ...]
    words: Mapping[str, Any]
    defaults: frozenset[str] = frozenset()


class Table(NamedTuple):
    """The rows of a table, all combinations apart, and what other sections hold."""

    rows: list[Row]
    sections: Mapping[str, Any]


def read(path: str, letters: Mapping[str, str], sections: Sequence[str] = ()) -> Table:
    """The table in a file; `letters` are the short names of words, `sections` what else it may hold."""
    return table(parsed(path), letters, sections)


def parsed(path: str) -> dict[str, Any]:
    """A TOML file as a dictionary; raises VisualizeError for one that is too large or too deep, before it is parsed."""
    import tomllib

    with opened("table", path, MOST_BYTES) as file:
        try:
            text = file.read(MOST_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
            _check_depth(path, text)
            return tomllib.loads(text)
        except UnicodeDecodeError as error:
            raise unreadable("table", path, error, "no UTF-8") from None
        except (OSError, RecursionError, tomllib.TOMLDecodeError) as error:
            raise unreadable("table", path, error, f"no TOML: {str(error).partition(chr(10))[0]}") from None
        except ValueError as error:  # a number of too many digits
            raise unreadable("table", path, error, f"no table: {error}") from None


def inline(text: str) -> dict[str, Any]:
    """A table that is written as JSON in place of its file's name.

    >>> inline('{"figure": [{"name": "a"}]}')
    {'figure': [{'name': 'a'}]}
    """
    import json

    if len(text) > MOST_BYTES:
        raise invalid("table", f"of {len(text):,} letters", f"at most {MOST_BYTES:,}")
    try:
        _check_depth("{...}", text)
        found: dict[str, Any] = json.loads(text)
        return found
    except ValueError as error:
        if isinstance(error, VisualizeError):
            raise
        raise invalid("table", "{...}", f"no JSON: {error}") from None


def _check_depth(path: str, text: str) -> None:
    """Refuse what is nested deeply: lists in lists, or names with many dots."""
    plain = QUOTED.sub("''", text)
    depth = 0
    for sign in re.findall(r"[][{}]", plain):
        depth += 1 if sign in "[{" else -1
        if depth > MOST_DEPTH:
            raise invalid("table", path, f"is nested more than {MOST_DEPTH} levels deep")
    if DOTTED.search(plain):
        raise invalid("table", path, f"has names of more than {MOST_DEPTH} levels")


def table(given: Mapping[str, Any], letters: Mapping[str, str], sections: Sequence[str] = ()) -> Table:
    """The table of a parsed file."""
    for section in given:
        if section not in (*SECTIONS, *sections):
            raise unknown("section", section, "a table has " + ", ".join((*SECTIONS, *sections)))
    defaults, figures = given.get("defaults", {}), given.get("figure", [])
    if not isinstance(defaults, dict):
        raise invalid("defaults", defaults, "must be a section, [defaults]")
    if not isinstance(figures, list) or not all(isinstance(one, dict) for one in figures):
        raise invalid("figure", figures, "must be sections, each [[figure]]")
    if "name" in defaults:
        raise invalid("defaults", "name", "each figure has a name of its own")
    rows = [
        row._replace(defaults=frozenset(defaults) - frozenset(one))
        for number, one in enumerate(figures, 1)
        for row in combinations(number, defaults | one, letters)
    ]
    _check_names(rows)
    return Table(rows, {name: value for name, value in given.items() if name not in SECTIONS})


def combinations(number: int, given: Mapping[str, Any], letters: Mapping[str, str]) -> Iterator[Row]:
    """A row for each combination of the values in lists, the first list varying slowest; names tell what varies.

    >>> rows = combinations(1, {"name": "a", "stride": [1, 2], "theme": "dark"}, {"stride": "s"})
    >>> [(row.name, row.words["stride"]) for row in rows]
    [('a_s1', 1), ('a_s2', 2)]
    """
    name, formats = _name(number, given), _formats(given)
    words = {word: value for word, value in given.items() if word not in OWN}
    lists = {word: value for word, value in words.items() if isinstance(value, list) and not _is_one_value(word, value)}
    if (count := prod(map(len, lists.values()))) > MOST_FIGURES:
        raise invalid("figure", name, f"has {count:,} combinations, at most {MOST_FIGURES:,}")
    for word, values in lists.items():
        if not values:
            raise invalid(word, "[]", f"of {name}: a list without values")
    suffixes = {word: _suffixes(word, values, letters.get(word, "")) for word, values in lists.items()}
    for places in product(*(range(len(values)) for values in lists.values())):
        chosen = dict(zip(lists, places, strict=True))
        varying = "".join(suffixes[word][at] for word, at in chosen.items())
        yield Row(name + varying, formats, words | {word: lists[word][at] for word, at in chosen.items()})


def _is_one_value(word: str, value: list[Any]) -> bool:
    """Whether a list is one value: figures that are compared, or the rows of a matrix."""
    if word in LISTED:
        return True
    rows = [one for one in value if isinstance(one, list)]
    return word in MATRICES and 0 < len(rows) == len(value) and not any(isinstance(one, list) for one in rows[0])


def _name(number: int, given: Mapping[str, Any]) -> str:
    """The name of a figure, which must be that of a file without folders."""
    name = given.get("name")
    if name is None:
        raise missing("name", f'figure {number} of the table has none; give one, as in name = "strides"')
    allowed = "must be the name of a file without folders and suffix, and not begin with a dot"
    if not isinstance(name, str) or not name.strip() or name[0] == ".":
        raise invalid("name", name, allowed)
    if set(name) & set("/\\") or any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        raise invalid("name", repr(name), allowed)
    return name


def _formats(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The suffixes of a figure's files."""
    found = given.get("formats", ["gif"])
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise invalid("formats", found, 'must be a list, as in formats = ["gif", "svg"]')
    return tuple(dict.fromkeys(f".{one.strip().lower().removeprefix('.')}" for one in found))


def _suffixes(word: str, values: Sequence[Any], letter: str) -> list[str]:
    """What each value of a list adds to the name: the word's letter and the value, or its number if that is no name."""
    told = [_as_name(value) for value in values]
    if len({one.casefold() for one in told}) < len(told) or not all(0 < len(one) <= LONGEST_WORD for one in told):
        told = [str(number) for number in range(1, len(values) + 1)]
    if all(isinstance(value, bool) for value in values):
        return [f"_{'' if value else 'no-'}{word.replace('_', '-')}" for value in values]
    return [f"_{letter}{one}" if letter else f"_{word.replace('_', '-')}-{one}" for one in told]


def _as_name(value: Any) -> str:
    """A value as a part of a file's name; empty if it has signs that are no part of names."""
    if isinstance(value, list) and len(str(value)) <= 4 * LONGEST_WORD:
        return "x".join(map(str, value)) if all(isinstance(one, int | float) for one in value) else ""
    text = str(value) if isinstance(value, int | float) else value if isinstance(value, str) else ""
    return text if text and all(sign.isalnum() or sign in "-+." for sign in text) and text[-1] != "." else ""


def _check_names(rows: Sequence[Row]) -> None:
    """Refuse too many figures, and names of which some systems would make one file."""
    if len(rows) > MOST_FIGURES:
        raise invalid("table", f"of {len(rows):,} figures", f"at most {MOST_FIGURES:,} are drawn; split it")
    seen: dict[str, str] = {}
    for row in rows:
        key = row.name.casefold()
        if key in seen:
            raise invalid("name", row.name, "two figures would have this name; give each its own")
        seen[key] = row.name
