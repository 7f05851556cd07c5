"""A page with a player: one file that needs no other and asks nobody for anything.

What is shown at each step is data; the script knows how to show it. Both are packed, and unpacked by a few lines.
Without scripts, and on paper, the page is the still figure. A policy in the page allows its own style and its own two
scripts, by their hashes, and nothing else.
"""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from visualize.film import Film, Frame
from visualize.film.intervals import intervals
from visualize.film.links import Links
from visualize.renderers.page import answers
from visualize.renderers.page.looks import stylesheet
from visualize.renderers.page.packing import packed
from visualize.renderers.page.picture import Rule, picture, used
from visualize.renderers.page.timeline import Timeline
from visualize.renderers.svg.still import still
from visualize.style.looks import Theme

MOST_PLAIN = 16_000  # characters of an SVG that is not packed; in place of a longer one stands a simpler one
SPEEDS = (0.25, 0.5, 1, 2, 4)
SCRIPT = ("picture.js", "player.js", "page.js")
# A text, which stays as it is, or signs between blanks; plus and minus may be two words.
BLANKS = re.compile(r'("(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)| *((?<![+-])[=<>?:{}()\[\],;&|*!]+(?![+-])) *')
ICONS = {  # in a square of 24
    "first": "M6 5h2.5v14H6zM19 5v14L9.5 12z",
    "back": "M17 5v14L7 12z",
    "play": "M8 5v14l11-7z",
    "pause": "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
    "next": "M7 5v14l10-7z",
    "last": "M15.5 5H18v14h-2.5zM5 5v14l9.5-7z",
}


class Figure(NamedTuple):
    """What a page shows: a film and its theme, the seconds of each frame, what belongs together, words, its origin."""

    film: Film
    theme: Theme
    seconds: Sequence[float]
    links: Callable[[], Links]
    words: Mapping[str, Any]
    recipe: str = ""
    source: str = ""

    @property
    def moves(self) -> bool:
        """Whether there are steps to be played; sheets and steps shown together stand still."""
        is_sheet = self.film.frame_count == 1 and any(grid.tile is not None for grid in self.film.placements)
        return not self.film.pairs and not is_sheet


class Written(NamedTuple):
    """A figure as the player reads it, its SVG, the rules that its cells need, and the shades that they have."""

    svg: str
    data: dict[str, Any]
    rules: set[Rule]
    shades: set[int]


def written(figure: Figure) -> Written:
    """The figure as SVG and as data."""
    found = intervals(figure.film)
    drawn = picture(figure.film, figure.theme, found, figure.recipe)
    data = Timeline(figure.film, figure.theme, found).data(drawn, figure.links())
    data["seconds"] = [[seconds, len(list(same))] for seconds, same in groupby(figure.seconds)]
    asked = answers.expected(figure.film, found.lines)
    if asked:
        data["answers"] = asked
    return Written(drawn.svg, data | {"words": figure.words}, *used(figure.film, found.grids))


def page(figure: Figure) -> str:
    """The page of a figure."""
    figure = figure._replace(film=figure.film._replace(frame=_Kept(figure.film)))
    if not figure.moves:
        svg = "".join(still(figure.film, figure.theme, figure.film.still, figure.recipe))
        return document(figure, stylesheet(figure.theme, (), ()), svg)
    found = written(figure)
    svg, data = found.svg, found.data
    if len(svg) > MOST_PLAIN:
        data, svg = data | {"svg": svg}, standing(figure)
    return document(figure, stylesheet(figure.theme, found.rules, found.shades), svg, data)


class _Kept:
    """The frames of a film, of which the still one is kept: it is painted twice."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._still: Frame | None = None

    def __call__(self, index: int) -> Frame:
        if index != self._film.still:
            return self._film.frame(index)
        if self._still is None:
            self._still = self._film.frame(index)
        return self._still


def standing(figure: Figure) -> str:
    """The still figure as a short SVG, which the script replaces."""
    return "".join(still(figure.film, figure.theme, figure.film.still, figure.recipe, joined=True))


def document(
    figure: Figure,
    style: str,
    svg: str,
    data: Mapping[str, Any] | None = None,
    modules: Sequence[str] = SCRIPT,
    above: str = "",
) -> str:
    """The whole file, with more controls above the figure; without data there is nothing to play."""
    asking = answers.asks(figure.film)
    style += style_of_page(*(["family.css"] if above else []), *(["quiz.css"] if asking else []))
    boot, script = (javascript("boot.js"), javascript(*modules)) if data else ("", "")
    title, text = escape(figure.film.title), escape(figure.film.description)
    controls = player(figure.words, asking) if data else ""
    if data:
        controls += f'<script type="text/plain">{packed({**data, "script": script})}</script>\n'
    return (
        f'<!doctype html>\n<html lang="{figure.words["language"]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, boot, script)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<meta name="description" content="{text}">\n'
        f"{origin(figure.recipe, figure.source)}<style>{style}</style>\n</head>\n<body>\n"
        f'<main class="conv-figure">\n<h1 class="unseen">{title}</h1>\n{above}'
        f'<div class="stage">{svg.strip()}</div>\n{controls}</main>\n'
        + (f'<script type="module">{boot}</script>\n' if boot else "")
        + "</body>\n</html>\n"
    )


def origin(recipe: str, source: str) -> str:
    """The elements of a page's head that say what draws it, and what drew it."""
    return (
        f'<meta name="visualize-recipe" content="{escape(recipe)}">\n'
        f'<meta name="visualize-source" content="{escape(source)}">\n'
    )


def _policy(style: str, *scripts: str) -> str:
    """What the page may do: have this style and run these scripts."""
    run = f"script-src {' '.join(map(_hash, scripts))}; " if all(scripts) else ""
    return f"default-src 'none'; style-src {_hash(style)}; {run}base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def player(words: Mapping[str, Any], asking: bool) -> str:
    """The controls, hidden until the script is there."""
    transport = "".join(_button(name, words[name]) for name in ("first", "back", "play", "next", "last"))
    speeds = "".join(
        f'<option value="{speed}"{" selected" * (speed == 1)}>{str(speed).lstrip("0")}×</option>' for speed in SPEEDS
    )
    return (
        f'<div class="player" role="region" aria-label="{escape(words["controls"])}">\n'
        f'<p class="caption"></p>\n{_question(words) if asking else ""}'
        f'<div class="bar">\n<div class="buttons">{transport}</div>\n'
        f'<div class="track"><input type="range" name="step" min="0" value="0" aria-label="{escape(words["slider"])}">'
        '<span class="count" aria-hidden="true"></span></div>\n'
        f'<div class="buttons"><select name="speed" aria-label="{escape(words["speed"])}">{speeds}</select>'
        f'<button type="button" name="help" aria-label="{escape(words["help"])}">?</button></div>\n</div>\n'
        f'<p class="live" aria-live="polite"></p>\n{_keys(words)}</div>\n'
    )


def _button(name: str, label: str) -> str:
    icons = ("play", "pause") if name == "play" else (name,)
    drawn = "".join(
        f'<svg class="{icon}" viewBox="0 0 24 24" aria-hidden="true"><path d="{ICONS[icon]}"/></svg>' for icon in icons
    )
    return f'<button type="button" name="{name}" aria-label="{escape(label)}">{drawn}</button>'


def _question(words: Mapping[str, Any]) -> str:
    return (
        f'<form class="question" hidden><label class="typing">{escape(words["ask"])}'
        '<input name="answer" autocomplete="off" spellcheck="false"></label>'
        f'<button class="typing">{escape(words["check"])}</button>'
        f'<button type="button" name="reveal">{escape(words["reveal"])}</button></form>\n'
    )


def _keys(words: Mapping[str, Any]) -> str:
    def keys(names: str) -> str:
        return " ".join(f"<kbd>{escape(name)}</kbd>" for name in names.split())

    listed = "".join(f"<dt>{keys(names)}</dt><dd>{escape(does)}</dd>" for names, does in words["keys"].items())
    return (
        f'<dialog aria-label="{escape(words["help"])}"><form method="dialog"><h2>{escape(words["help"])}</h2>'
        f"<dl>{listed}</dl><button>{escape(words['close'])}</button></form></dialog>\n"
    )


@cache
def _asset(name: str) -> str:
    """A file beside this one."""
    import os

    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


@cache
def style_of_page(*more: str) -> str:
    """The style of the page and of what more is on it, without the blanks that are there for its writers."""
    text = "".join(map(_asset, ("player.css", *more)))
    return re.sub(r"\s*\n\s*", "", text).replace(": ", ":").replace(" {", "{").replace(";}", "}")


@cache
def javascript(*names: str) -> str:
    """The script: the modules one after another, without their imports, exports, comments and blanks around signs."""
    text = "".join(map(_asset, names))
    text = re.sub(r"/\*\*.*?\*/ ?|^import .*?;\n", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^\s*//.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s+|^export (?=class|function|const)", "", text, flags=re.MULTILINE)
    return BLANKS.sub(lambda found: found[1] or found[2], text)
