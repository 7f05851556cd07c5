"""What options may be: the names to choose from, the limits, and the checks of values that users give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from visualize.errors import invalid, unknown
from visualize.own_themes import theme_name
from visualize.validate import finite, one_of, text, whole

VIEWS = ("isometric", "flat")
SHAPES = ("wide", "tall")
THEMES = ("light", "dark", "dumoulin", "d2l")
READINGS = GATHER, SCATTER, MATRIX, SPARSE_MATRIX = "gather", "scatter", "matrix", "sparse-matrix"
ALIGNMENTS = BY_STEP, BY_OUTPUT, BY_END = "step", "output", "end"
ARRANGEMENTS = ("auto", "across", "down")
GRADIENTS = ("input", "weight")
COLOURINGS = ("role", "value", "tap", "uses")
LANGUAGES = ("en", "zh")
ORDERS = ("filter", "position", "together")
CONVENTIONS = ("torch", "d2l", "both")
CAPTION = ("size", "formula", "note")
STEPS = "0,1,2, 3-8, first, last, row-ends"
# Other names of the languages; of a tag such as zh-CN or en_US.UTF-8 the first part counts.
LANGUAGE_CODES = {"eng": "en", "english": "en", "cn": "zh", "zho": "zh", "chi": "zh", "cmn": "zh", "chinese": "zh"}

SMALLEST_CELL, LONGEST_SIDE = 2, 65_535  # pixels
LARGEST_SCALE = 4
MOST_STEPS = 1_000_000  # in a selection
FASTEST = 0.06  # seconds of a step

Check = Callable[[str, Any], Any]


def unchecked(name: str, value: Any) -> Any:
    """No check here: the value is checked where it is used."""
    return value


class Choice:
    """The check of a name from a list."""

    def __init__(self, names: tuple[str, ...], noun: str = "names") -> None:
        self.names, self.noun = names, noun

    def __call__(self, name: str, value: Any) -> str:
        """The name, if it is one of the list."""
        return one_of(name, text(name, value), self.names, self.noun)


class Within:
    """The check of a number with limits, a whole one if `kind` is int."""

    def __init__(self, kind: type, minimum: float, maximum: float, allowed: str) -> None:
        self.kind, self.minimum, self.maximum, self.allowed = kind, minimum, maximum, allowed

    def __call__(self, name: str, value: Any) -> int | float:
        """The number, if it lies within the limits."""
        if self.kind is int:
            return whole(name, value, int(self.minimum), int(self.maximum), self.allowed)
        return finite(name, value, self.minimum, self.maximum, self.allowed)


def theme(name: str, value: Any) -> str:
    """A theme, which may have colours of one's own."""
    return theme_name(name, value, THEMES)


def ground(name: str, value: Any) -> str:
    """What lies behind a figure: none, or a colour, which needs no # (for a shell it begins a comment).

    >>> ground("ground", "none"), ground("ground", "1A2B3C"), ground("ground", "#fff")
    ('none', '#1a2b3c', '#ffffff')
    """
    given = text(name, value).strip().lower()
    digits = given.removeprefix("#")
    if given == "none":
        return given
    if len(digits) not in (3, 6) or not set(digits) <= set("0123456789abcdef"):
        raise invalid(name, value, "must be none, or a colour in six digits, as 1a2b3c")
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def language(name: str, value: Any) -> str:
    """A language, which may be given as a tag or a locale.

    >>> language("lang", "zh-CN"), language("lang", "en_US.UTF-8"), language("lang", "cn")
    ('zh', 'en', 'zh')
    """
    given = text(name, value)
    parts = given.strip().lower().partition(".")[0].replace("_", "-").split("-")
    code = LANGUAGE_CODES.get(parts[0], parts[0]) if all(part.isalnum() for part in parts) else given
    return code if code in LANGUAGES else one_of(name, given, LANGUAGES, "languages")


def caption(name: str, value: Any) -> str:
    """The parts of the caption, each once and in the order in which they are written."""
    given = text(name, value)
    parts = [part.strip() for part in given.split(",")]
    if parts == ["none"]:
        return "none"
    if not set(parts) <= set(CAPTION):
        raise unknown(name, given, f"give some of {', '.join(CAPTION)}, or none")
    return ",".join(part for part in CAPTION if part in parts)


def pixels(minimum: int) -> Within:
    """The check of a length."""
    allowed = f"must be at least {minimum} pixel{'s' * (minimum > 1)}, at most {LONGEST_SIDE}"
    return Within(int, minimum, LONGEST_SIDE, allowed)


# How many pixels of a raster are one of the layout's, along each side.
scale = Within(int, 1, LARGEST_SCALE, f"must be a whole number from 1 to {LARGEST_SCALE}")
# How long a step lasts; old Microsoft renderers play a GIF's delays of 0.01 to 0.05 s at speeds of their own.
seconds = Within(float, FASTEST, 3600, f"must lie between {FASTEST} and 3600")
# How often an animation plays, 0 for ever.
plays = Within(int, 0, 65535, "must lie between 0 (for ever) and 65535")


def steps(name: str, value: Any) -> str | list[int]:
    """A selection of steps: a text with its blanks removed, or a list of step numbers."""
    if isinstance(value, str):
        return "".join(text(name, value).split())
    allowed = "must be numbers of steps, or a text as on the command line"
    return [whole(name, step, 0, 10**9, allowed) for step in _listed(name, value, allowed)]


def _listed(name: str, value: Any, allowed: str) -> list[Any]:
    """A value or an iterable of values as a list; iterables that are too long or endless are refused."""
    try:
        single = isinstance(value, bytes | bytearray) or getattr(value, "ndim", None) == 0
        many = isinstance(value, Iterable) and not single
        items = list(islice(value, MOST_STEPS + 1)) if many else [value]
    except Exception:
        raise invalid(name, value, allowed) from None
    if len(items) > MOST_STEPS:
        raise invalid(name, "given", f"at most {MOST_STEPS} can be chosen")
    return items


def step_name(name: str, value: Any) -> str | int:
    """The name or the number of a step, checked as far as possible without a film.

    >>> step_name("poster", "last"), step_name("poster", 3)
    ('last', 3)
    """
    if isinstance(value, str):
        return text(name, value)
    return whole(name, value, 0, 10**9, "must be first, last, or the number of a step")
