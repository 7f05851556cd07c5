"""Arithmetic of colours as #rrggbb, or #rrggbbaa where they are translucent: contrast, legibility, blends (WCAG 2)."""

from __future__ import annotations

import colorsys
from functools import lru_cache

LIGHTEST, DARKEST = 0.72, 0.07  # luminances of the first and the last row of weights


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2).

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(1024)
def legible(colour: str, ground: str, least: float = 4.5) -> str:
    """The colour, as much darker (on a dark ground lighter) as it takes for letters to be legible.

    >>> legible("#226fab", "#ffffff"), legible("#d97000", "#ffffff")
    ('#226fab', '#ae5a00')
    """
    towards = "#000000" if luminance(ground) > 0.18 else "#ffffff"
    shades = (mixed(colour, towards, share / 20) for share in range(21))
    return next(shade for shade in shades if contrast(shade, ground) >= least or shade == towards)


def mixed(under: str, over: str, share: float) -> str:
    """A blend of two colours.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = ((int(under[at : at + 2], 16), int(over[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(u + (o - u) * share):02x}" for u, o in pairs)


@lru_cache(1024)
def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2).

    >>> luminance("#000000"), round(luminance("#ffffff"), 6)
    (0.0, 1.0)
    """
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@lru_cache(1024)
def tap(hue: float, dark: float) -> str:
    """A colour of the colour wheel, hue 0 being orange, as light as its row says whatever its hue is."""
    # Steps of equal contrast: luminances, each 0.05 larger, are in geometric progression.
    wanted = (LIGHTEST + 0.05) * ((DARKEST + 0.05) / (LIGHTEST + 0.05)) ** dark - 0.05
    if 0.18 < wanted < 0.25:  # neither white nor dark letters would be legible
        wanted = 0.175 if wanted < 0.21 else 0.255
    parts = colorsys.hls_to_rgb((hue + 0.09) % 1, 0.5, 0.75)
    pure = "#" + "".join(f"{round(255 * part):02x}" for part in parts)
    towards = "#ffffff" if luminance(pure) < wanted else "#000000"
    blends = (mixed(pure, towards, share / 64) for share in range(65))
    return min(blends, key=lambda blend: abs(luminance(blend) - wanted))


def on_ramp(ramp: tuple[str, ...], share: float) -> str:
    """The colour at a share of the way along a ramp of colours.

    >>> on_ramp(("#000000", "#ffffff", "#ff0000"), 0.25)
    '#808080'
    """
    at = min(int(share * (len(ramp) - 1)), len(ramp) - 2)
    return mixed(ramp[at], ramp[at + 1], share * (len(ramp) - 1) - at)


def opacity(colour: str) -> float:
    """How much of what lies behind a colour it hides, 0 to 1.

    >>> opacity("#ffffff"), opacity("#ffffff00")
    (1.0, 0.0)
    """
    return int(colour[7:] or "ff", 16) / 255
