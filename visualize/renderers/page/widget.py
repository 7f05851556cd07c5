"""The player in a notebook with a control for every option: its script, its controls, a figure as it reads it."""

from collections.abc import Iterable
from html import escape
from typing import Any, NamedTuple

from visualize.renderers.page import answers
from visualize.renderers.page.document import Figure, javascript, player, style_of_page, written
from visualize.renderers.page.looks import stylesheet

MODULES = ("picture.js", "player.js", "widget.js")
STYLE = (
    ".conv-figure{min-height:0;padding:.5rem}.stage svg{max-height:32rem}"
    ".options{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;justify-content:center}"
    ".options label{display:flex;gap:.375rem;align-items:center}.options details{flex-basis:100%}"
    ".options details>div{display:flex;flex-wrap:wrap;gap:.25rem 1rem}"
    ".options :is(input:not([type=checkbox]),select){width:6rem;min-height:2rem;color:inherit;background:var(--raised);"
    "border:1px solid var(--edge);border-radius:.375rem;font:inherit;padding:0 .375rem}"
)


class Control(NamedTuple):
    """A control: the name of its option, its text, names to choose from, whether it is one of the first."""

    name: str
    value: str
    choices: tuple[str, ...] = ()
    switch: bool = False
    first: bool = False


def widget_script() -> str:
    """The module that anywidget runs."""
    return javascript(*MODULES)


def widget_data(figure: Figure) -> dict[str, Any]:
    """A figure as the script reads it, with its style."""
    found = written(figure)
    style = stylesheet(figure.theme, found.rules, found.shades) + style_of_page("family.css", "quiz.css") + STYLE
    return {**found.data, "svg": found.svg, "style": style}


def widget_controls(figure: Figure, controls: Iterable[Control], more: str) -> str:
    """The markup: the layer's parameters, all other options folded under a word, the player."""
    listed = list(controls)
    first = "".join(_control(one) for one in listed if one.first)
    rest = "".join(_control(one) for one in listed if not one.first)
    return (
        f'<div class="conv-figure"><form class="options">{first}<details><summary>{escape(more)}</summary>'
        f'<div>{rest}</div></details></form><p class="refusal" role="status"></p><div class="stage"></div>'
        f"{player(figure.words, answers.asks(figure.film))}</div>"
    )


def _control(one: Control) -> str:
    name, value = escape(one.name), escape(one.value)
    if one.switch:
        checked = " checked" if one.value == "true" else ""
        field = f'<input type="checkbox" name="{name}"{checked}>'
    elif one.choices:
        options = "".join(
            f"<option{' selected' * (choice == one.value)}>{escape(choice)}</option>" for choice in one.choices
        )
        field = f'<select name="{name}">{options}</select>'
    else:
        field = f'<input name="{name}" value="{value}" autocomplete="off">'
    return f"<label>{name} {field}</label>"
