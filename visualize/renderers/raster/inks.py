"""The colours that may meet in a film: the looks of its cells, and the inks over each fill."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from visualize.film import Film, Tensor
from visualize.film.roles import STATES, Kind, State, role
from visualize.style.looks import Look, Theme


def pairs(film: Film, theme: Theme) -> Iterator[tuple[str, str]]:
    """The inks that may lie over each fill of a film, the most important first."""
    yield from _on_cells(list(looks(film, theme)), theme)
    if not all(place.upright for place in film.placements.values()):
        yield from ((theme.face, ink) for ink in (theme.window, theme.behind))
    if film.pairs:
        yield theme.voice(Tensor.KERNEL), theme.text_on(theme.voice(Tensor.KERNEL))
    if film.struck:
        yield theme.greyed, theme.quiet
    numbers = (*film.hues, *(number for legend in film.legends for number in legend.shades))
    yield from ((fill, theme.text_on(fill)) for fill in map(theme.shade, numbers))


def looks(film: Film, theme: Theme) -> Iterator[Look]:
    """The looks that a film may need: every state of each kind in it; UNREAD only of the kinds that have it at rest."""
    codes = sum(np.bincount(roles.ravel(), minlength=256) for roles in film.rest.values())
    found = np.flatnonzero(codes).tolist()
    for kind in sorted({code // STATES for code in found} - {Kind.OUTSIDE}):
        for state in State:
            if state is not State.UNREAD or role(kind, state) in found:
                yield theme.look(role(kind, state))


def _on_cells(looks: list[Look], theme: Theme) -> Iterator[tuple[str, str]]:
    """The inks that may lie over each fill: rules and outlines over all fills, letters and hatch over their own."""
    voices = map(theme.voice, ("text", "quiet", *Tensor))
    yield from ((theme.page, ink) for ink in (*voices, theme.window, theme.behind))
    for look in looks:
        yield from ((look.fill, ink) for ink in (look.text, look.hatch) if ink)
    for fill in dict.fromkeys(look.fill for look in looks):
        yield from ((fill, ink) for ink in (theme.window, *(look.rule for look in looks if look.rule), theme.behind))
