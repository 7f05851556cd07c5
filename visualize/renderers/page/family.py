"""A page for all settings of some parameters: a slider for each of them above the player."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import product
from typing import Any, NamedTuple

from visualize.renderers.page.document import Figure, Written, document, standing, written
from visualize.renderers.page.looks import stylesheet

SCRIPT = ("picture.js", "player.js", "family.js")


class Setting(NamedTuple):
    """A figure with the lines that draw it and that compute it, or the sentence that refuses the setting."""

    figure: Figure | None = None
    command: str = ""
    torch: str = ""
    refusal: str = ""


def family_page(
    values: Mapping[str, Sequence[str]], settings: Sequence[Setting], first: int, words: Mapping[str, str]
) -> str:
    """The page; the settings are in the order of a product of the values."""
    shown = settings[first].figure
    assert shown is not None
    found = [one.figure and written(one.figure) for one in settings]
    keys = ["\n".join(one) for one in product(*values.values())]  # no value has line breaks
    data = {
        "words": {**shown.words, **words},
        "vary": {name: list(some) for name, some in values.items()},
        "first": keys[first],
        "settings": {key: _data(one, drawn) for key, one, drawn in zip(keys, settings, found, strict=True)},
    }
    rules = set().union(*(one.rules for one in found if one))
    shades = set().union(*(one.shades for one in found if one))
    style = stylesheet(shown.theme, rules, shades)
    return document(shown, style, standing(shown), data, SCRIPT, _settings(values, keys[first].split("\n"), words))


def _data(setting: Setting, found: Written | None) -> dict[str, Any]:
    if found is None:
        return {"refusal": setting.refusal}
    return {**found.data, "svg": found.svg, "words": None, "command": setting.command, "torch": setting.torch}


def _settings(values: Mapping[str, Sequence[str]], first: Sequence[str], words: Mapping[str, str]) -> str:
    """The sliders and the buttons, hidden until the script is there."""
    sliders = "".join(
        f'<label class="setting"><span>{escape(name)}</span><input type="range" name="setting" min="0" '
        f'max="{len(some) - 1}" value="{some.index(value)}" aria-valuetext="{escape(value)}">'
        f"<output>{escape(value)}</output></label>"
        for (name, some), value in zip(values.items(), first, strict=True)
    )
    copies = "".join(
        f'<button type="button" name="{name}">{escape(words[name])}</button>' for name in ("command", "torch", "link")
    )
    return (
        f'<div class="player family" role="region" aria-label="{escape(words["settings"])}">\n'
        f'<div class="settings">{sliders}</div>\n<p class="refusal" role="status"></p>\n'
        f'<div class="copies"><span>{escape(words["copy"])}</span>{copies}'
        f'<button type="button" name="save">{escape(words["save"])}</button></div>\n</div>\n'
    )
