"""The options of figures: one table for the functions, the command line, recipes and the Sphinx directive.

A row's name is the keyword in Python; its flag is the same with dashes. Recipes list options in the order of the rows.
"""

import os
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from visualize import choices
from visualize.errors import unknown
from visualize.validate import path, text, truth

Group = Literal["the numbers", "the picture", "the steps", "the animation"]


class Option(NamedTuple):
    """A row of the table.

    `check` returns a plain Python value or raises VisualizeError; a default of None means "chosen automatically" and is
    not checked. `kind` is the type of the flag's argument, bool for a flag without one, which says the opposite of the
    default; `metavar` names it in `--help`.
    An option without `help` has no flag. `stack` says whether a stack of layers has the option. `recipe` says
    whether the recipe lists it as given; options that it writes in its own way, or that differ between machines, don't.
    `variable` names an environment variable that, if it is set, takes the place of the default.

    >>> BY_NAME["color_by"].flag, BY_NAME["color_by"].default
    ('--color-by', 'role')
    """

    name: str
    default: Any
    check: choices.Check
    group: Group
    metavar: str
    help: str
    kind: type = str
    stack: bool = True
    recipe: bool = True
    variable: str = ""

    @property
    def flag(self) -> str:
        """The name on the command line; what is usual has a flag against it."""
        return ("--no-" if self.default is True else "--") + self.name.replace("_", "-")


def _values(name: str, metavar: str, help: str, stack: bool = False) -> Option:
    """The row of numbers, which are checked where they are used, and which recipes write in their own way."""
    return Option(name, None, choices.unchecked, "the numbers", metavar, help, stack=stack, recipe=False)


SOURCES = 'arange, ones, random, rows ("0 1; 2 3", channels "0 1 | 2 3"), a file: .csv, .npy'
OPTIONS = (
    _values("input", "VALUES", f"{SOURCES}, .png, .jpg", stack=True),
    _values("kernel", "VALUES", "the same, no picture, or {kernels}", stack=True),
    _values("bias", "B", "added to every output, or one of each filter: 1,0"),
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
    Option(
        "gradient",
        None,
        choices.Choice(choices.GRADIENTS, "gradients"),
        "the numbers",
        "OF",
        "draw the gradient of the layer's input or weight",
        stack=False,
    ),
    Option(
        "output_gradient",
        None,
        choices.unchecked,
        "the numbers",
        "VALUES",
        "what arrives at the output; default ones",
        str,
        False,
        False,
    ),
    Option("note", False, truth, "the picture", "", "say that this is cross-correlation", bool, False),
    Option(
        "view",
        None,
        choices.Choice(choices.VIEWS),
        "the picture",
        "VIEW",
        " or ".join(choices.VIEWS) + "; flat with values or channels",
    ),
    Option(
        "shape",
        "wide",
        choices.Choice(choices.SHAPES),
        "the picture",
        "SHAPE",
        "of the isometric view: wide for slides, tall for columns",
    ),
    Option(
        "theme",
        "light",
        choices.theme,
        "the picture",
        "THEME",
        ", ".join(choices.THEMES) + ", or a .toml file of your own colours",
    ),
    Option(
        "ground",
        None,
        choices.ground,
        "the picture",
        "COLOUR",
        "behind the figure: none, for coloured slides, or the slide's colour, as 1a2b3c",
    ),
    Option(
        "seconds", None, choices.seconds, "the animation", "S", "per step; default 1, less if there are over 24", float
    ),
    Option("hold", None, choices.seconds, "the animation", "S", "for the last step, default 2.5", float),
    Option(
        "think", None, choices.seconds, "the animation", "S", "for the question of a quiz, default as a step", float
    ),
    Option("loop", 0, choices.plays, "the animation", "N", "plays, 0 for ever (default)", int),
    Option(
        "cell",
        None,
        choices.pixels(choices.SMALLEST_CELL),
        "the picture",
        "PIXELS",
        "edge of a cell (default: 2 to 40, to fit 960; to 80 for numbers)",
        int,
    ),
    Option("width", None, choices.pixels(1), "the picture", "PIXELS", "width of the picture", int),
    Option(
        "scale", None, choices.scale, "the picture", "N", "times the pixels, 1 to 4, in all but vectors; of MP4 2", int
    ),
    Option("title", "", text, "the picture", "TEXT", "a line above the picture"),
    Option(
        "reading",
        "gather",
        choices.Choice(choices.READINGS, "readings"),
        "the picture",
        "R",
        ", ".join(choices.READINGS[:-1]) + f" or {choices.SPARSE_MATRIX}; scatter is of a transposed layer",
        stack=False,
    ),
    Option("parts", False, truth, "the picture", "", "of scatter: the stamps one by one, then their sum", bool, False),
    Option(
        "cost",
        False,
        truth,
        "the picture",
        "",
        "parameters, multiply-adds and output cells in the caption",
        bool,
        stack=False,
    ),
    Option(
        "order",
        None,
        choices.Choice(choices.ORDERS, "orders"),
        "the steps",
        "ORDER",
        "of several outputs: " + ", ".join(choices.ORDERS) + " (all of a place in one step)",
        stack=False,
    ),
    Option(
        "color_by",
        "role",
        choices.Choice(choices.COLOURINGS),
        "the picture",
        "WHAT",
        ", ".join(choices.COLOURINGS),
        stack=False,
    ),
    Option(
        "lang",
        "en",
        choices.language,
        "the picture",
        "LANG",
        "en or zh, also as en-US, zh_CN; default: $VISUALIZE_LANG, or en",
        variable="VISUALIZE_LANG",
    ),
    Option(
        "caption",
        ",".join(choices.CAPTION),
        choices.caption,
        "the picture",
        "PARTS",
        "some of size,formula,note (default all), or none; size also in headings",
    ),
    Option(
        "convention",
        "torch",
        choices.Choice(choices.CONVENTIONS, "conventions"),
        "the picture",
        "C",
        "of the formula: " + ", ".join(choices.CONVENTIONS),
        stack=False,
    ),
    Option("font", None, path, "the picture", "FILE", "for letters DejaVu Sans lacks", recipe=False),
    Option(
        "steps",
        None,
        choices.steps,
        "the steps",
        "STEPS",
        "these together, from 0 (pictures count from 1): " + choices.STEPS,
    ),
    Option("quiz", False, truth, "the steps", "", "the output cell with a ? for one beat before it fills", bool),
    Option("sheet", False, truth, "the steps", "", "all steps on one page; with --quiz the questions", bool),
    Option(
        "poster",
        None,
        choices.step_name,
        "the steps",
        "STEP",
        "first, last, N from 0: stands still, and animations open with it",
    ),
    Option(
        "show",
        None,
        choices.steps,
        "the steps",
        "STEPS",
        "up to four together in one still picture, all results in place: the same words as of --steps",
    ),
    Option("trace", True, truth, "the picture", "", "without the window's last place and the strides' arrows", bool),
    Option(
        "loupe", True, truth, "the picture", "", "without the window's cells enlarged beside large grids", bool, False
    ),
    Option("progress", False, truth, "the animation", "", "a thin line at the foot that grows with the time", bool),
    Option("recipe_words", "", text, "the numbers", "", "", recipe=False),
)
BY_NAME: Mapping[str, Option] = {one.name: one for one in OPTIONS}


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
