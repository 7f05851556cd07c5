"""Phrases in the language of the user, and sizes and counts of things in words."""

from __future__ import annotations

from collections.abc import Sequence

from visualize.choices import LANGUAGES
from visualize.text.alternative_phrases import ALTERNATIVE_TEXTS
from visualize.text.channel_phrases import CHANNELS
from visualize.text.console_phrases import CONSOLE
from visualize.text.dialect_phrases import DIALECTS
from visualize.text.notes_phrases import NOTES
from visualize.text.phrasebook import FIGURES
from visualize.validate import one_of

PHRASES = FIGURES | CHANNELS | ALTERNATIVE_TEXTS | CONSOLE | NOTES | DIALECTS


def phrase(key: str, language: str = "en") -> str:
    """A phrase in a language.

    >>> phrase("input", "zh")
    '输入'
    """
    return PHRASES[key][LANGUAGES.index(one_of("lang", language, LANGUAGES, "languages"))]


def is_phrase(key: str) -> bool:
    """Whether there is a phrase with that key.

    >>> is_phrase("input"), is_phrase("7")
    (True, False)
    """
    return key in PHRASES


def of_dims(key: str, dims: int, language: str = "en") -> str:
    """A phrase that one dimension may have a variant of.

    >>> of_dims("named", 2), of_dims("named", 1)
    ('{} {}', '{}, size {}')
    """
    return phrase(f"{key} 1d" if dims == 1 and is_phrase(f"{key} 1d") else key, language)


def counted(key: str, one: str, number: int, language: str = "en") -> str:
    """A number of things; `one` is the key of the phrase for a single thing.

    >>> counted("rows", "one row", 1), counted("rows", "one row", 2)
    ('1 row', '2 rows')
    """
    return phrase(one if number == 1 else key, language).format(number)


def step_name(together: Sequence[int], total: int, language: str = "en") -> str:
    """The name of a step, with a place for its number; of steps that are shown together, their numbers, from 1.

    >>> step_name((), 9), step_name((1, 3), 9)
    ('step {} of 9', 'steps 2, 4 of 9')
    """
    if not together:
        return phrase("step", language).format("{}", total)
    return phrase("several steps", language).format(
        phrase("enumeration", language).join(str(step + 1) for step in together), total
    )


def by(size: tuple[int, ...]) -> str:
    """A size in words.

    >>> by((5, 7)), by((7,))
    ('5×7', '7')
    """
    return "×".join(map(str, size))
