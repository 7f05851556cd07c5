"""The element `<conv-figure>` for pages of others: its script, and its data, a family in one or several themes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from visualize.renderers.page import answers
from visualize.renderers.page.document import javascript, player, style_of_page, written
from visualize.renderers.page.family import Setting
from visualize.renderers.page.looks import stylesheet
from visualize.renderers.page.packing import packed

Settings = Mapping[str, Sequence[Setting]]  # by the name of a theme
MODULES = ("picture.js", "player.js", "element.js")
# In a page of others the figure is as high as it needs to be.
HOST = (
    ":host{display:block}:host .conv-figure{min-height:0;padding:.75rem;border-radius:.75rem}"
    ".stage svg{max-height:80vh}:host([refused]) .stage{opacity:.35}"
)


def element_script() -> str:
    """The script that defines the element, with its style."""
    return f"const STYLE = {json.dumps(style_of_page('quiz.css') + HOST)};\n{javascript(*MODULES)}"


def element_data(values: Mapping[str, Sequence[str]], settings: Settings, first: int, origin: Mapping[str, str]) -> str:
    """The JSON of a family, whose settings are given for each theme by its name; `origin` is recipe and source."""
    some = next(iter(settings.values()))
    shown = some[first].figure
    assert shown is not None
    keys = ["\n".join(one) for one in product(*values.values())]  # no value has line breaks
    drawn = {theme: [one.figure and written(one.figure) for one in found] for theme, found in settings.items()}
    data: dict[str, dict[str, Any]] = {}
    for at, key in enumerate(keys):
        figures = {theme: found[at] for theme, found in drawn.items()}
        data[key] = {
            theme: {**one.data, "svg": one.svg, "words": None} for theme, one in figures.items() if one is not None
        } or {"refusal": some[at].refusal}
    document = {
        "format": "visualize-player",
        "version": 1,
        **origin,
        "themes": {theme: _style(found[first], drawn[theme]) for theme, found in settings.items()},
        "words": shown.words,
        "controls": f'<div class="conv-figure"><div class="stage"></div>{player(shown.words, answers.asks(shown.film))}'
        "</div>",
        "packed": packed(data),
        "first": keys[first],
        "vary": [[name, list(some)] for name, some in values.items()],
    }
    return json.dumps(document, ensure_ascii=False) + "\n"


def _style(setting: Setting, drawn: Sequence[Any]) -> str:
    assert setting.figure is not None
    rules = set().union(*(one.rules for one in drawn if one))
    shades = set().union(*(one.shades for one in drawn if one))
    return stylesheet(setting.figure.theme, rules, shades)
