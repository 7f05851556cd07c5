"""The options of figures: one table for the functions, the command line, recipes and the Sphinx directive.

A row's name is the keyword in Python; its flag is the same with dashes. Recipes list options in the order of the rows.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypedDict

from visualize.errors import invalid, unknown
from visualize.validate import finite, one_of, path, text, truth, whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

VIEWS = ("isometric", "flat")
THEMES = ("light", "dark", "dumoulin", "d2l")
READINGS = ("gather", "scatter")
COLOURINGS = ("role", "value", "tap", "uses")
LANGUAGES = ("en", "zh")
CONVENTIONS = ("torch", "d2l", "both")
CAPTION = ("size", "formula", "note")
STEPS = "0,1,2, 3-8, last, row-ends"
# Other names of the languages; of a tag such as zh-CN or en_US.UTF-8 the first part counts.
LANGUAGE_CODES = {"eng": "en", "english": "en", "cn": "zh", "zho": "zh", "chi": "zh", "cmn": "zh", "chinese": "zh"}

SMALLEST_CELL, LONGEST_SIDE = 4, 65_535  # pixels
MOST_STEPS = 1_000_000  # in a selection
FASTEST = 0.06  # seconds of a step

Group = Literal["the numbers", "the picture", "the steps", "the animation"]
Check = Callable[[str, Any], Any]


class Option(NamedTuple):
    """A row of the table.

    `check` returns a plain Python value or raises VisualizeError; a default of None means "chosen automatically" and is
    not checked. `kind` is the type of the flag's argument, bool for a flag without one; `metavar` names it in `--help`.
    An option without `help` has no flag. `stack` says whether a stack of layers has the option. `recipe` says
    whether the recipe lists it as given; options that it writes in its own way, or that differ between machines, don't.
    `variable` names an environment variable that, if it is set, takes the place of the default.

    >>> BY_NAME["color_by"].flag, BY_NAME["color_by"].default
    ('--color-by', 'role')
    """

    name: str
    default: Any
    check: Check
    group: Group
    metavar: str
    help: str
    kind: type = str
    stack: bool = True
    recipe: bool = True
    variable: str = ""

    @property
    def flag(self) -> str:
        """The name on the command line."""
        return "--" + self.name.replace("_", "-")


def _unchecked(name: str, value: Any) -> Any:
    """No check here: the value is checked where it is used."""
    return value


def _choice(choices: tuple[str, ...], noun: str = "names") -> Check:
    return lambda name, value: one_of(name, text(name, value), choices, noun)


def language(name: str, value: Any) -> str:
    """A language, which may be given as a tag or a locale.

    >>> language("lang", "zh-CN"), language("lang", "en_US.UTF-8"), language("lang", "cn")
    ('zh', 'en', 'zh')
    """
    given = text(name, value)
    parts = given.strip().lower().partition(".")[0].replace("_", "-").split("-")
    code = LANGUAGE_CODES.get(parts[0], parts[0]) if all(part.isalnum() for part in parts) else given
    return code if code in LANGUAGES else one_of(name, given, LANGUAGES, "languages")


def _caption(name: str, value: Any) -> str:
    """The parts of the caption, each once and in the order in which they are written."""
    given = text(name, value)
    parts = [part.strip() for part in given.split(",")]
    if parts == ["none"]:
        return "none"
    if not set(parts) <= set(CAPTION):
        raise unknown(name, given, f"give some of {', '.join(CAPTION)}, or none")
    return ",".join(part for part in CAPTION if part in parts)


def _pixels(minimum: int) -> Check:
    allowed = f"must be at least {minimum} pixel{'s' * (minimum > 1)}, at most {LONGEST_SIDE}"
    return lambda name, value: whole(name, value, minimum, LONGEST_SIDE, allowed)


def seconds(name: str, value: Any) -> float:
    """How long a step lasts; old Microsoft renderers play a GIF's delays of 0.01 to 0.05 s at speeds of their own."""
    return finite(name, value, FASTEST, 3600, f"must lie between {FASTEST} and 3600")


def plays(name: str, value: Any) -> int:
    """How often an animation plays, 0 for ever."""
    return whole(name, value, 0, 65535, "must lie between 0 (for ever) and 65535")


def _steps(name: str, value: Any) -> str | list[int]:
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


SOURCES = 'arange, ones, random, rows ("0 1; 2 3"), a file: .csv, .npy'
OPTIONS = (
    Option("input", None, _unchecked, "the numbers", "VALUES", f"{SOURCES}, .png, .jpg", str, False, False),
    Option(
        "kernel", None, _unchecked, "the numbers", "VALUES", "the same, no picture, or {kernels}", str, False, False
    ),
    Option("bias", None, _unchecked, "the numbers", "B", "added to every output", float, False, False),
    Option(
        "flip",
        False,
        truth,
        "the numbers",
        "",
        "flip the kernel: convolution in the mathematical sense",
        bool,
        stack=False,
    ),
    Option("note", False, truth, "the picture", "", "say that this is cross-correlation", bool, False),
    Option("view", None, _choice(VIEWS), "the picture", "VIEW", " or ".join(VIEWS) + "; flat with values"),
    Option("theme", "light", _choice(THEMES), "the picture", "THEME", ", ".join(THEMES)),
    Option("seconds", 1.0, seconds, "the animation", "S", "per step, default 1", float),
    Option("hold", None, seconds, "the animation", "S", "for the last step", float),
    Option("think", None, seconds, "the animation", "S", "for the question of a quiz, default as a step", float),
    Option("loop", 0, plays, "the animation", "N", "plays, 0 for ever (default)", int),
    Option(
        "cell",
        None,
        _pixels(SMALLEST_CELL),
        "the picture",
        "PIXELS",
        "edge of a cell (default: 4 to 40, to fit 960; to 80 for numbers)",
        int,
    ),
    Option("width", None, _pixels(1), "the picture", "PIXELS", "width of the picture", int),
    Option("title", "", text, "the picture", "TEXT", "a line above the picture"),
    Option(
        "reading",
        "gather",
        _choice(READINGS, "readings"),
        "the picture",
        "R",
        "of a transposed convolution: " + ", ".join(READINGS),
        stack=False,
    ),
    Option("color_by", "role", _choice(COLOURINGS), "the picture", "WHAT", ", ".join(COLOURINGS), stack=False),
    Option(
        "lang",
        "en",
        language,
        "the picture",
        "LANG",
        "en or zh, also as en-US, zh_CN; default: $VISUALIZE_LANG, or en",
        variable="VISUALIZE_LANG",
    ),
    Option(
        "caption",
        ",".join(CAPTION),
        _caption,
        "the picture",
        "PARTS",
        "some of size,formula,note (default all), or none; size also in headings",
    ),
    Option(
        "convention",
        "torch",
        _choice(CONVENTIONS, "conventions"),
        "the picture",
        "C",
        "of the formula: " + ", ".join(CONVENTIONS),
        stack=False,
    ),
    Option("font", None, path, "the picture", "FILE", "with Chinese letters", recipe=False),
    Option(
        "steps", None, _steps, "the steps", "STEPS", f"all of these together, from 0 (pictures count from 1): {STEPS}"
    ),
    Option("quiz", False, truth, "the steps", "", "leave the output blank for one beat before it fills", bool),
    Option("sheet", False, truth, "the steps", "", "all steps on one page; with --quiz the questions", bool),
    Option(
        "poster",
        None,
        step_name,
        "the steps",
        "STEP",
        "first, last, N from 0: stands still, and animations open with it",
    ),
    Option("recipe_words", "", text, "the numbers", "", "", recipe=False, stack=False),
)
BY_NAME: Mapping[str, Option] = {one.name: one for one in OPTIONS}


class StackOptions(TypedDict, total=False):
    """The types of a stack's options, for editors and type checkers; `OPTIONS` is what is checked at run time."""

    view: str | None
    theme: str
    seconds: float
    hold: float | None
    think: float | None
    loop: int
    cell: int | None
    width: int | None
    title: str
    lang: str
    caption: str
    font: str | None
    steps: str | Iterable[int] | int | None
    quiz: bool
    sheet: bool
    poster: str | int | None


class FigureOptions(StackOptions, total=False):
    """The types of a figure's options."""

    input: "ArrayLike | None"
    kernel: "ArrayLike | None"
    bias: float | None
    flip: bool
    note: bool
    reading: str
    color_by: str
    convention: str
    recipe_words: str


def read(given: Mapping[str, Any], stack: bool = False) -> dict[str, Any]:
    """All options: the given ones checked, the others at their defaults.

    >>> read({"theme": "dark"})["theme"], read({})["loop"]
    ('dark', 0)
    """
    rows = [one for one in OPTIONS if one.stack or not stack]
    for name in given:
        if name not in {one.name for one in rows}:
            raise _unknown(name, rows)
    return {one.name: _checked(one, given[one.name] if one.name in given else _default(one)) for one in rows}


def _default(option: Option) -> Any:
    """The default, or what the environment says, which is checked under the variable's name."""
    value = os.environ.get(option.variable, "") if option.variable else ""
    return option.check(option.variable, value) if value else option.default


def _checked(option: Option, value: Any) -> Any:
    return None if value is None and option.default is None else option.check(option.name, value)


def _unknown(name: str, rows: list[Option]) -> Exception:
    from difflib import get_close_matches

    near = get_close_matches(str(name), [one.name for one in rows], 1)
    advice = f"did you mean {near[0]}?" if near else "known names are " + ", ".join(one.name for one in rows)
    return unknown("option", name, advice)
