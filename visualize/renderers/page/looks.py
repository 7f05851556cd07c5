"""The looks of a theme as a stylesheet: of cells by their role or their shade, and the colours of the page around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from visualize.film.grid import Tensor
from visualize.film.roles import Kind, State, kind_of, name, role, state_of
from visualize.renderers.page.picture import Rule, shade_class
from visualize.style.colours import contrast, mixed
from visualize.style.looks import Theme

READABLE = 4.5  # the contrast of small text, by WCAG 2


def lit(code: int, tensor: Tensor) -> int:
    """The role of a cell that is pointed out: as if it took part in a step; a weight's is that at rest."""
    if tensor is Tensor.OUTPUT:
        return role(kind_of(code), State.CURRENT)
    if kind_of(code) is Kind.KERNEL or state_of(code) is State.UNREAD:
        return code
    return role(kind_of(code), State.TAP)


def stylesheet(theme: Theme, rules: Iterable[Rule], shades: Iterable[int]) -> str:
    """The rules of all roles and shades, and the colours of the page."""
    return "".join([*_colours(theme), *_roles(theme, sorted(rules)), *_shades(theme, sorted(shades))])


def _roles(theme: Theme, rules: Iterable[Rule]) -> Iterator[str]:
    """Rules without weight: those of roles at rest come before those of their states, and shades win over both."""
    for code, kind in rules:
        look, classes = theme.look(code), "." + name(code).replace(" ", ".")
        if kind == "cells":
            yield f".cells :where({classes}){{fill:{look.fill}}}"
        elif kind == "own":
            yield f".own :where({classes}){{stroke:{'none' if look.dashed else look.rule}}}"
        else:
            yield f"text:where({classes}){{fill:{look.text}}}"


def _shades(theme: Theme, shades: Iterable[int]) -> Iterator[str]:
    for shade in shades:
        fill = theme.shade(shade)
        yield f".cells .{shade_class(shade)}{{fill:{fill}}}text.{shade_class(shade)}{{fill:{theme.text_on(fill)}}}"


def _colours(theme: Theme) -> Iterator[str]:
    """The colours of the page as variables; its lines and its quiet words stand out from what lies behind them."""
    page = theme.behind
    quiet = theme.quiet if contrast(theme.quiet, page) >= READABLE else theme.text
    found = {
        "page": page,
        "ink": theme.voice("text"),
        "quiet": quiet,
        "window": theme.window,
        "raised": mixed(page, theme.text, 0.06),
        "edge": mixed(page, theme.text, 0.18),
        "accent": theme.voice(Tensor.INPUT),
        "on-accent": theme.text_on(theme.voice(Tensor.INPUT)),
    }
    scheme = "dark" if theme.text_on(page) == "#ffffff" else "light"
    variables = ";".join(f"--{key}:{colour}" for key, colour in found.items())
    # Not of the host of a shadow tree, which is to say how light the page around is.
    yield f":root,:host{{{variables}}}:root,.conv-figure{{color-scheme:{scheme}}}"
