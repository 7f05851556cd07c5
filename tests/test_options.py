"""The table of options is the only place that knows them: signatures, flags, recipes and choices follow from it."""

import shlex
import tokenize
from inspect import getdoc
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest

import visualize as vz
from visualize.choices import LANGUAGES
from visualize.cli.drawing import figure_from
from visualize.cli.parser import figure_parser, stack_parser
from visualize.layout.draft import VIEWS
from visualize.option_types import FigureOptions, StackOptions
from visualize.options import BY_NAME, OPTIONS, read
from visualize.style.themes import THEMES
from visualize.text.phrases import PHRASES

ROOT = Path(__file__).parents[1]
# A value of each option that differs from its default and can be drawn on a plain convolution.
OTHER: dict[str, Any] = {
    "flip": True,
    "note": True,
    "cost": True,
    "view": "flat",
    "shape": "tall",
    "theme": "dark",
    "ground": "#fff0d0",
    "seconds": 0.5,
    "hold": 2.0,
    "loop": 3,
    "cell": 30,
    "width": 700,
    "scale": 2,
    "title": "a title's 3 words",
    "color_by": "uses",
    "lang": "zh",
    "caption": "size,note",
    "convention": "both",
    "steps": "0,last",
    "gradient": "weight",
    "quiz": True,
    "think": 4.0,
    "sheet": True,
    "poster": "first",
    "show": "0,last",
    "trace": False,
    "loupe": False,
    "progress": True,
}


def test_signatures_name_the_options_of_the_table() -> None:
    names = get_type_hints(FigureOptions, localns={"ArrayLike": Any})
    assert list(BY_NAME) == [one.name for one in OPTIONS]
    assert set(names) == set(BY_NAME)
    assert set(get_type_hints(StackOptions, localns={"ArrayLike": Any})) == {one.name for one in OPTIONS if one.stack}


def test_each_option_is_described_to_who_calls_from_python() -> None:
    described = [line.split("`")[1] for line in (getdoc(vz.figure) or "").splitlines() if line.startswith("- `")]
    assert described == [one.name for one in OPTIONS]


def test_each_option_has_its_flag() -> None:
    for parser, rows in ((figure_parser(), OPTIONS), (stack_parser(), [one for one in OPTIONS if one.stack])):
        flags = {flag: action for action in parser._actions for flag in action.option_strings}
        for one in rows:
            if one.help:
                assert flags[one.flag].dest == one.name
                assert (flags[one.flag].nargs == 0) == (one.kind is bool)


def test_choices_are_what_is_drawn() -> None:
    from visualize import choices

    assert set(VIEWS) == {
        "flat",
        *choices.SHAPES,
        "matrix",
        "fan",
        "blocks",
        "stamps",
        "product",
        "panel",
        "stairs",
        "tower",
    } and choices.VIEWS == (
        "isometric",
        "flat",
    )
    assert tuple(THEMES) == choices.THEMES
    assert {len(phrases) for phrases in PHRASES.values()} == {len(LANGUAGES)}


def test_defaults_are_checked_values() -> None:
    for one in OPTIONS:
        if one.default is not None:
            assert one.check(one.name, one.default) == one.default


def test_what_is_no_option_is_refused_with_its_neighbour() -> None:
    with pytest.raises(vz.VisualizeError, match=r"^unknown option colour_by: did you mean color_by\?$"):
        read({"colour_by": "tap"})
    with pytest.raises(vz.VisualizeError, match=r"^unknown option reading: known names are input, kernel, view"):
        vz.stack_figure([vz.Conv(5, 3)], reading="gather")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "name", [one.name for one in OPTIONS if one.recipe and one.name not in ("reading", "parts", "order")]
)
def test_a_recipe_draws_the_figure_again(name: str) -> None:
    quiz = {"quiz": True} if name == "think" else {}
    first = vz.figure(vz.Conv(4, 3, padding=1), **{name: OTHER[name]}, **quiz)  # type: ignore[arg-type]
    assert BY_NAME[name].flag in first.recipe
    words = shlex.split(first.recipe.removeprefix("python -m visualize"))
    again = figure_from(figure_parser().parse_args(words))
    assert again.recipe == first.recipe
    for index in range(first.film.frame_count):
        ours, theirs = first.film.frame(index), again.film.frame(index)
        assert all(np.array_equal(ours.roles[grid], theirs.roles[grid]) for grid in ours.roles)
    assert (again.film.width, again.film.labels, again.timing) == (first.film.width, first.film.labels, first.timing)


def test_the_recipe_of_a_reading() -> None:
    figure = vz.figure(vz.ConvTranspose(3, 2), reading="scatter")
    assert figure.recipe == "python -m visualize --op conv-transpose --i 3 --k 2 --reading scatter"
    figure = vz.figure(vz.ConvTranspose(3, 2), reading="scatter", parts=True)
    assert figure.recipe == "python -m visualize --op conv-transpose --i 3 --k 2 --reading scatter --parts"


def test_the_recipe_of_an_order() -> None:
    """The order that a layer's figure has anyway is not listed."""
    for op, usual in ((vz.Conv(5, 3, out_channels=2), "filter"), (vz.Conv(5, 1, out_channels=2), "together")):
        plain = vz.figure(op).recipe
        for order in ("filter", "position", "together"):
            assert vz.figure(op, order=order).recipe == plain + f" --order {order}" * (order != usual)


# In how many files of the package a name may stand, as a word or a string of its own: the table, and where it is used.
FILES = {"color_by": 6, "convention": 9, "hold": 3, "note": 15, "poster": 6, "quiz": 4, "recipe_words": 6, "lang": 12}


@pytest.mark.parametrize("name", FILES)
def test_an_option_stands_in_the_table_and_where_it_is_used(name: str) -> None:
    package = (path for path in (ROOT / "visualize").rglob("*.py") if path.name != "option_types.py")  # of the table
    found = [path for path in package if name in words(path)]
    assert ROOT / "visualize/options.py" in found and len(found) <= FILES[name], found


def words(path: Path) -> set[str]:
    with path.open(encoding="utf-8") as stream:
        tokens = list(tokenize.generate_tokens(stream.readline))
    return {token.string.strip("\"'") for token in tokens if token.type in (tokenize.NAME, tokenize.STRING)}
