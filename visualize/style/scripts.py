"""What letters outside the house font ask for: shaping, room, a package of fonts. By the tables of Unicode only.

The module of these tables is imported by the functions, because ordinary texts do not need it.
"""

from __future__ import annotations

NARROW, SIGN = 0.75, 0.3  # room of a letter and of a spacing sign, in font sizes, for any font to be found later
LATIN_MARKS = "\u0300", "\u036f"  # legible without shaping, as most stand over small letters
SYMBOL_MARKS = "\u20d0", "\u20ff"  # such as the keys of emoji
JOINED = ("\u1800", "\u18af"), ("\ua840", "\ua87f")  # from left to right, without marks: Mongolian, Phags-pa
JOINER = "\u200d"
PACKAGES = {"HANGUL": "fonts-noto-cjk", "CJK": "fonts-noto-cjk", "HIRAGANA": "fonts-noto-cjk", "S": "fonts-symbola"}


def within(char: str, *blocks: tuple[str, str]) -> bool:
    """Whether a character lies in one of the blocks.

    >>> within("b", ("a", "c"), ("x", "z"))
    True
    """
    return any(low <= char <= high for low, high in blocks)


def is_right_to_left(text: str) -> bool:
    """Whether a text has letters that are written from right to left.

    >>> is_right_to_left("שלום"), is_right_to_left("한")
    (True, False)
    """
    from unicodedata import bidirectional

    return any(bidirectional(char) in ("R", "AL") for char in text)


def needs_shaping(text: str) -> bool:
    """Whether letters join, stack or change their order, so that they cannot be set one after the other.

    >>> [needs_shaping(text) for text in ("संवलन", "العربية", "합성곱", "e\u0301")]
    [True, True, False, False]
    """
    from unicodedata import category

    marks = (char for char in text if category(char)[0] == "M" and not within(char, LATIN_MARKS))
    joined = any(char == JOINER or within(char, *JOINED) for char in text)
    return joined or any(not is_invisible(char) for char in marks) or is_right_to_left(text)


def is_invisible(char: str) -> bool:
    """Whether a character only tells how others are drawn: variants, joiners, directions.

    >>> is_invisible("\ufe0f"), is_invisible("-")
    (True, False)
    """
    from unicodedata import category

    return category(char) == "Cf" or within(char, ("\ufe00", "\ufe0f"))


def visible(text: str) -> str:
    """A text without its invisible characters.

    >>> visible("a\ufe0f b")
    'a b'
    """
    return "".join(char for char in text if not is_invisible(char))


def continues(char: str) -> bool:
    """Whether a character belongs to the one before it, in whose font it is drawn."""
    from unicodedata import category

    return category(char)[0] == "M" or is_invisible(char)


def script(char: str) -> str:
    """The first word of a letter's name, which is its script, or the class of a sign.

    >>> script("합"), script("ห"), script("\N{ROCKET}")
    ('HANGUL', 'THAI', 'S')
    """
    from unicodedata import category, name

    return category(char)[0] if category(char)[0] != "L" else name(char, "?").partition(" ")[0]


def room(text: str) -> float:
    """The room of a text in font sizes, the same whichever fonts are installed.

    >>> room("합성곱"), room("संवलन") < 5 * NARROW
    (3.0, True)
    """
    return sum(_room(char) for char in text)


def _room(char: str) -> float:
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if east_asian_width(char) in "WF" or category(char)[0] == "S":
        return 1.0 if category(char) != "So" else 1.4
    return SIGN if category(char) == "Mc" or char.isspace() else NARROW


def package(char: str) -> str:
    """The package of Debian and Ubuntu that has fonts for a character.

    >>> package("합"), package("ห")
    ('fonts-noto-cjk', 'fonts-noto-core')
    """
    return PACKAGES.get("S" if within(char, SYMBOL_MARKS) else script(char), "fonts-noto-core")
